//! Following a pairing code: where its server is, being let in, and catching up with what the event holds.

use crate::discovery::{Beacon, Browser, PROTOCOL_VERSION, Reach};
use crate::keeping::{add_server, address};
use crate::wire::{Patience, Reply, ServerAddress, ServerKey, Trust, Wire, WireError};
use sarrera_app::view::{JoinReport, Paired, ServersView};
use sarrera_app::{App, AppError, BrokenOff, Carried, Progress, Refusal, SameLabel};
use sarrera_core::codes::{Fingerprint, Pairing};
use sarrera_core::ids::DeviceId;
use sarrera_core::ops::{device_id, verifying_key};
use std::sync::mpsc::channel;
use std::time::Duration;

/// Whoever typed a code waits so long until a server of the hall is heard of.
const HEARD_WITHIN: Duration = Duration::from_secs(6);
/// So many words of the network are listened to meanwhile.
const WORDS_MAX: usize = 64;
/// A knock, a hello, a look: no page is made for it.
const ANSWERED_SOON: Duration = Duration::from_secs(8);
/// A person waits for the answer.
const PATIENCE: Patience = Patience {
    connect: Duration::from_secs(5),
    whole: Duration::from_secs(30),
};

/// Makes this device one of an event's by a code that was typed or scanned: at the servers that somebody names, else where the
/// code's QR says, else at one that announces itself. From then on the device is kept in step with it.
///
/// # Errors
/// As [`App::pair`]; a text that is no address, or a server that is not found or not reached.
pub fn pair(
    app: &App,
    text: &str,
    same_label: SameLabel,
    named: &[String],
    reach: Reach,
) -> Result<Paired, AppError> {
    let pairing = Pairing::read(text)?;
    // Before anybody is looked for: a server that is started again with its code goes on, whoever is away.
    app.may_pair(text)?;
    let servers = servers(&pairing, named, reach)?;
    let first = app.events()?.is_empty();
    let mut failed = None;
    // One server after the other, and not one connection to any of them: an address that leads elsewhere is no end.
    for server in servers {
        match pair_at(app, text, same_label, &server) {
            Ok(paired) => {
                keep(app, &paired.event, &server)?;
                // What a new device holds is with the server: nobody keeps a key of it (docs/decisions/0149).
                if first {
                    app.recovery_key_kept()?;
                }
                return Ok(paired);
            }
            Err(error) if is_elsewhere(&error) => failed = failed.or(Some(error)),
            Err(error) => return Err(error),
        }
    }
    Err(failed.unwrap_or_else(not_found))
}

/// One exchange with the servers that are set for an event, telling how far this device has pulled.
///
/// # Errors
/// An unknown event; a server that is not reached, or refuses; a database that can't be read or written.
pub fn catch_up(app: &App, event: &str, tell: Progress<'_>) -> Result<(), AppError> {
    let event = app.event_id(event)?;
    let mut failed = None;
    for text in app.server_addresses(event)? {
        let trust = Trust::devices(app.servers_known(event)?);
        match catch_up_at(app, event, &address(&text)?, &trust, tell) {
            Ok(()) => return Ok(()),
            Err(error) => failed = Some(error),
        }
    }
    Err(failed.unwrap_or_else(not_found))
}

/// As [`catch_up`]; where an event of this device joins this one, its facts are recorded again then, and handed over. Gives what
/// that came to.
///
/// # Errors
/// As [`catch_up`].
pub fn catch_up_and_join(
    app: &App,
    event: &str,
    tell: Progress<'_>,
    tell_joined: Progress<'_>,
) -> Result<Option<JoinReport>, AppError> {
    catch_up(app, event, tell)?;
    let joined = app.join(app.event_id(event)?, tell_joined)?;
    if joined.is_some() {
        // What does not go now goes with the next exchange.
        let _later = catch_up(app, event, tell);
    }
    Ok(joined)
}

fn catch_up_at(
    app: &App,
    event: sarrera_core::ids::EventId,
    server: &ServerAddress,
    trust: &Trust,
    tell: Progress<'_>,
) -> Result<(), AppError> {
    let mut wire = Wire::new(vec![server.clone()], trust, PATIENCE).map_err(|error| not_reached(&error))?;
    let exchanged = app
        .exchange_telling(event, &mut |session, body| carry(&mut wire, session, body), tell)
        .map_err(broken)?;
    exchanged
        .problem
        .map_or(Ok(()), |problem| Err(AppError::NotPaired(problem)))
}

fn pair_at(app: &App, text: &str, same_label: SameLabel, server: &ServerAddress) -> Result<Paired, AppError> {
    // Whoever answers proves by the protocol itself that it is an office of the event, and the token never travels.
    let wire = Wire::new(vec![server.clone()], &Trust::first_seen(), PATIENCE);
    let mut wire = wire.map_err(|error| not_reached(&error))?;
    app.pair(text, same_label, &mut |session, body| {
        carry(&mut wire, session, body)
    })
    .map_err(broken)
}

/// Carries one message there, and its answer back. A denial is an answer as well.
///
/// # Errors
/// When the server is not reached, or answers nothing.
pub fn carry(wire: &mut Wire, session: Option<&str>, body: &[u8]) -> Result<Carried, WireError> {
    carried(wire.post(session, body.to_vec()))
}

/// As [`carry`], of a question that every server answers at once: one that is still silent is gone, and not busy.
pub(crate) fn carry_soon(wire: &mut Wire, session: Option<&str>, body: &[u8]) -> Result<Carried, WireError> {
    carried(wire.post_within(session, body.to_vec(), ANSWERED_SOON))
}

fn carried(answered: Result<Reply, WireError>) -> Result<Carried, WireError> {
    match answered {
        Ok(reply) => Ok(Carried {
            body: reply.body,
            shown: shown(&reply.server),
        }),
        Err(WireError::Refused { body, .. }) if !body.is_empty() => Ok(body.into()),
        Err(error) => Err(error),
    }
}

/// The device whose key secured the channel.
fn shown(server: &ServerKey) -> Option<DeviceId> {
    match server {
        ServerKey::Device(key) => verifying_key(key).map(|key| device_id(&key)),
        ServerKey::Named | ServerKey::ThisMachine => None,
    }
}

/// Has the event kept in step with this server from now on.
fn keep(app: &App, event: &str, server: &ServerAddress) -> Result<(), AppError> {
    let kept: Result<ServersView, AppError> = add_server(app, event, &server.to_string());
    match kept {
        Ok(_) | Err(AppError::Refused(Refusal::ServerThere { .. } | Refusal::TooManyServers { .. })) => {
            Ok(())
        }
        Err(error) => Err(error),
    }
}

fn servers(pairing: &Pairing, named: &[String], reach: Reach) -> Result<Vec<ServerAddress>, AppError> {
    let known = if named.is_empty() {
        &pairing.addresses
    } else {
        named
    };
    let known: Result<Vec<_>, _> = known.iter().map(|text| address(text)).collect();
    let known = known?;
    if known.is_empty() {
        Ok(heard_of(pairing.code.fingerprint, reach))
    } else {
        Ok(known)
    }
}

/// The servers of the event of this code that announce themselves.
fn heard_of(event: Fingerprint, reach: Reach) -> Vec<ServerAddress> {
    let fits =
        move |beacon: &Beacon| Fingerprint::of(beacon.event) == event && beacon.version == PROTOCOL_VERSION;
    let (tell, told) = channel();
    let browser = Browser::start(reach, move |found| {
        // Whoever asked has heard enough.
        let _gone = tell.send(found);
    });
    let Ok(_browser) = browser else {
        return Vec::new();
    };
    for _word in 0..WORDS_MAX {
        let Ok(found) = told.recv_timeout(HEARD_WITHIN) else {
            break;
        };
        let ours = found.into_iter().filter(|one| fits(&one.beacon));
        let addresses: Vec<ServerAddress> = ours.flat_map(|one| one.addresses).collect();
        if !addresses.is_empty() {
            return addresses;
        }
    }
    Vec::new()
}

fn not_found() -> AppError {
    AppError::Server {
        code: "server_not_found",
        why: "no server of this event announces itself on this network".to_owned(),
    }
}

fn broken(broken: BrokenOff<WireError>) -> AppError {
    match broken {
        BrokenOff::Wire(error) => not_reached(&error),
        BrokenOff::Here(error) => error,
    }
}

/// A transport's failure, as whoever shows it takes it.
fn not_reached(error: &WireError) -> AppError {
    AppError::Server {
        code: error.code(),
        why: error.to_string(),
    }
}

/// Another address of the list may do better.
fn is_elsewhere(error: &AppError) -> bool {
    use sarrera_app::SyncProblem;
    matches!(
        error,
        AppError::Server { .. }
            | AppError::NotPaired(
                SyncProblem::ForgedServer | SyncProblem::UnknownServer | SyncProblem::WrongAnswer
            )
    )
}
