//! Whether the desks can see each other: every server that is set or announces itself, tried once, and what came of it.

use crate::discovery::{Found, Reach};
use crate::joining::carry;
use crate::keeping::address;
use crate::room::{PORT, addresses_of};
use crate::wire::{Patience, ServerAddress, Trust, Wire, WireError};
use sarrera_app::view::{LookAround, ServerSeen};
use sarrera_app::{App, AppError, BrokenOff};
use sarrera_core::ids::{DeviceId, EventId};
use std::sync::Mutex;
use std::time::Duration;

/// So many are tried; a hall has a handful.
const TRIED_MAX: usize = 16;
/// A person waits for all of them together.
const PATIENCE: Patience = Patience {
    connect: Duration::from_secs(3),
    whole: Duration::from_secs(6),
};

/// Tries every server once, all at the same time. `found` announces itself now, or it is said why nobody could be asked.
///
/// # Errors
/// An unknown event, or a database that can't be read.
pub fn look_around(
    app: &App,
    event: &str,
    found: Result<Vec<Found>, &'static str>,
    reach: Reach,
) -> Result<LookAround, AppError> {
    let event = app.event_id(event)?;
    let unasked = found.as_ref().err().map(|code| (*code).to_owned());
    let mut tries: Vec<(ServerAddress, Option<DeviceId>)> = Vec::new();
    let own = app.device_id()?;
    for one in found.unwrap_or_default() {
        if one.beacon.event != event || one.beacon.device == own {
            continue;
        }
        tries.extend(one.addresses.into_iter().map(|at| (at, Some(one.beacon.device))));
    }
    for text in app.server_addresses(event)? {
        let at = address(&text)?;
        if tries.iter().all(|(known, _)| *known != at) {
            tries.push((at, None));
        }
    }
    tries.truncate(TRIED_MAX);
    let seen = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for (place, (at, announced)) in tries.iter().enumerate() {
            let seen = &seen;
            scope.spawn(move || {
                let one = tried(app, event, at, *announced);
                if let Ok(mut all) = seen.lock() {
                    all.push((place, one));
                }
            });
        }
    });
    let mut all = seen.into_inner().unwrap_or_default();
    all.sort_by_key(|(place, _)| *place);
    let servers: Result<Vec<ServerSeen>, AppError> = all.into_iter().map(|(_, one)| one).collect();
    Ok(LookAround {
        own: addresses_of(reach, app.room_port()?.unwrap_or(PORT)),
        unasked,
        servers: servers?,
    })
}

fn tried(
    app: &App,
    event: EventId,
    at: &ServerAddress,
    announced: Option<DeviceId>,
) -> Result<ServerSeen, AppError> {
    let mut seen = ServerSeen {
        address: at.to_string(),
        name: None,
        found: announced.is_some(),
        code: None,
        ours: false,
        took_ms: None,
        clock_behind_ms: None,
    };
    if let Some(device) = announced {
        seen.name = app.device_name(event, device)?;
    }
    let trust = Trust::devices(app.servers_known(event)?);
    let mut wire = match Wire::new(vec![at.clone()], &trust, PATIENCE) {
        Ok(wire) => wire,
        Err(error) => {
            seen.code = Some(error.code().to_owned());
            return Ok(seen);
        }
    };
    match app.exchange(event, &mut |session, body| carry(&mut wire, session, body)) {
        Ok(exchanged) => {
            seen.ours = exchanged.known.is_some();
            seen.took_ms = exchanged.offset.map(|offset| offset.took_ms);
            seen.clock_behind_ms = exchanged.offset.map(|offset| offset.ms);
            seen.code = exchanged.problem.map(|problem| problem.code().to_owned());
            if let Some(known) = exchanged.known {
                seen.name = app.device_name(event, known.server)?.or(seen.name);
            }
        }
        Err(BrokenOff::Wire(error)) => {
            seen.ours = false;
            seen.code = Some(WireError::code(&error).to_owned());
        }
        Err(BrokenOff::Here(error)) => return Err(error),
    }
    Ok(seen)
}
