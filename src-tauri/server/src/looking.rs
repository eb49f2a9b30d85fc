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
    let own = app.device_id()?;
    let announced = found.unwrap_or_default().into_iter();
    let announced = announced.filter(|one| one.beacon.event == event && one.beacon.device != own);
    let mut set = Vec::new();
    for text in app.server_addresses(event)? {
        set.push(address(&text)?);
    }
    let tries = tries(set, announced);
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
    let all: Result<Vec<_>, AppError> = all.into_iter().map(|(_, one)| one).collect();
    Ok(LookAround {
        own: addresses_of(reach, app.room_port()?.unwrap_or(PORT)),
        unasked,
        servers: by_device(all?),
    })
}

/// What is tried, each address once: first the servers that somebody set, whoever else announces themselves.
fn tries(
    set: Vec<ServerAddress>,
    announced: impl Iterator<Item = Found>,
) -> Vec<(ServerAddress, Option<DeviceId>)> {
    let mut tries: Vec<(ServerAddress, Option<DeviceId>)> = set.into_iter().map(|at| (at, None)).collect();
    for one in announced {
        for at in one.addresses {
            match tries.iter_mut().find(|(known, _)| *known == at) {
                Some((_, device)) => *device = device.or(Some(one.beacon.device)),
                None => tries.push((at, Some(one.beacon.device))),
            }
        }
    }
    tries.truncate(TRIED_MAX);
    tries
}

/// A server has as many addresses as it has networks: it is told once, as it was reached best.
fn by_device(all: Vec<(Option<DeviceId>, ServerSeen)>) -> Vec<ServerSeen> {
    let mut told: Vec<(Option<DeviceId>, ServerSeen)> = Vec::new();
    for (device, mut seen) in all {
        let same = told
            .iter_mut()
            .find(|(known, _)| device.is_some() && *known == device);
        let Some((_, before)) = same else {
            told.push((device, seen));
            continue;
        };
        seen.found |= before.found;
        before.found = seen.found;
        if rank(&seen) < rank(before) {
            std::mem::swap(before, &mut seen);
        }
        before.addresses.append(&mut seen.addresses);
    }
    told.into_iter().map(|(_, seen)| seen).collect()
}

/// The better, the less.
const fn rank(seen: &ServerSeen) -> u8 {
    match (seen.code.is_none(), seen.ours) {
        (true, true) => 0,
        (true, false) | (false, true) => 1,
        (false, false) => 2,
    }
}

/// One address, tried; with whose it is, as far as that is known.
fn tried(
    app: &App,
    event: EventId,
    at: &ServerAddress,
    announced: Option<DeviceId>,
) -> Result<(Option<DeviceId>, ServerSeen), AppError> {
    let mut device = announced;
    let mut seen = ServerSeen {
        addresses: vec![at.to_string()],
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
            return Ok((device, seen));
        }
    };
    match app.exchange(event, &mut |session, body| carry(&mut wire, session, body)) {
        Ok(exchanged) => {
            seen.ours = exchanged.known.is_some();
            seen.took_ms = exchanged.offset.map(|offset| offset.took_ms);
            seen.clock_behind_ms = exchanged.offset.map(|offset| offset.ms);
            seen.code = exchanged.problem.map(|problem| problem.code().to_owned());
            if let Some(known) = exchanged.known {
                device = Some(known.server);
                seen.name = app.device_name(event, known.server)?.or(seen.name);
            }
        }
        Err(BrokenOff::Wire(error)) => {
            seen.ours = false;
            seen.code = Some(WireError::code(&error).to_owned());
        }
        Err(BrokenOff::Here(error)) => return Err(error),
    }
    Ok((device, seen))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discovery::{Beacon, PROTOCOL_VERSION, Place};

    fn device(n: u8) -> DeviceId {
        DeviceId::new([n; 16])
    }

    fn at(text: &str) -> ServerAddress {
        address(text).unwrap()
    }

    fn found(n: u8, addresses: &[&str]) -> Found {
        Found {
            beacon: Beacon {
                event: EventId::new([9; 16]),
                device: device(n),
                version: PROTOCOL_VERSION,
                place: Place::Hub,
            },
            addresses: addresses.iter().map(|text| at(text)).collect(),
        }
    }

    #[test]
    fn servers_that_are_set_are_tried_first_and_no_address_twice() {
        let set = "https://10.0.0.9:8443";
        let flood = (0..40).map(|n| {
            let own = format!("https://10.0.1.{n}:8443");
            found(n, &[&own, set])
        });
        let tries = tries(vec![at(set)], flood);
        assert_eq!(tries.len(), TRIED_MAX);
        assert_eq!(tries[0], (at(set), Some(device(0))));
        assert_eq!(tries.iter().filter(|(one, _)| *one == at(set)).count(), 1);
    }

    #[test]
    fn a_server_with_two_addresses_is_one_and_is_told_as_it_was_reached() {
        let seen = |address: &str, code: Option<&str>| ServerSeen {
            addresses: vec![address.to_owned()],
            name: None,
            found: code.is_some(),
            code: code.map(str::to_owned),
            ours: code.is_none(),
            took_ms: None,
            clock_behind_ms: None,
        };
        let told = by_device(vec![
            (Some(device(1)), seen("a", Some("unreachable"))),
            (None, seen("b", Some("unreachable"))),
            (None, seen("c", Some("unreachable"))),
            (Some(device(1)), seen("d", None)),
        ]);
        let addresses: Vec<_> = told.iter().map(|one| one.addresses.join(" ")).collect();
        assert_eq!(addresses, ["d a", "b", "c"]);
        assert!(told[0].code.is_none() && told[0].found);
    }
}
