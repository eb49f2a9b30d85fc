//! Whom a keeper may ask: the servers that somebody set, and behind them those that announce themselves in the hall.

use crate::discovery::{Found, PROTOCOL_VERSION, Place};
use crate::wire::ServerAddress;
use sarrera_app::view::ServerPlace;
use sarrera_app::{App, AppError};
use sarrera_core::ids::EventId;
use std::sync::{Arc, Mutex, PoisonError};

/// What announces itself on this network now; nobody is believed by that.
#[derive(Debug, Clone, Default)]
pub(crate) struct Around(Arc<Mutex<Vec<Found>>>);

impl Around {
    pub(crate) fn now(&self) -> Vec<Found> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn are(&self, found: Vec<Found>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = found;
    }
}

/// One server that may be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    /// Of one server: whichever answers.
    pub(super) addresses: Vec<ServerAddress>,
    /// It announced itself; otherwise somebody set it.
    pub(super) found: bool,
    pub(super) place: ServerPlace,
}

/// The servers of an event: first those that were set, and then those of the hall that the event's own log says may serve.
pub(super) fn candidates(
    app: &App,
    event: EventId,
    set: &[ServerAddress],
    around: &Around,
) -> Result<Vec<Candidate>, AppError> {
    let here = app.device_id()?;
    let mut announced: Vec<Found> = around.now();
    announced.retain(|one| {
        let beacon = one.beacon;
        beacon.event == event && beacon.device != here && beacon.version == PROTOCOL_VERSION
    });
    let mut all: Vec<Candidate> = Vec::new();
    for address in set {
        let said = announced.iter().find(|one| one.addresses.contains(address));
        all.push(Candidate {
            addresses: vec![address.clone()],
            found: false,
            place: said.map_or_else(|| by_its_address(address), |one| place(one.beacon.place)),
        });
    }
    for one in announced {
        let is_set = one.addresses.iter().any(|address| set.contains(address));
        if is_set || !app.is_server(event, one.beacon.device)? {
            continue;
        }
        all.push(Candidate {
            addresses: one.addresses,
            found: true,
            place: place(one.beacon.place),
        });
    }
    Ok(all)
}

const fn place(said: Place) -> ServerPlace {
    match said {
        Place::Hub => ServerPlace::Hub,
        Place::Centre => ServerPlace::Centre,
    }
}

/// What does not announce itself is told by where it is: an address of a private network is one of the hall's.
fn by_its_address(address: &ServerAddress) -> ServerPlace {
    if address.is_private() {
        ServerPlace::Hub
    } else {
        ServerPlace::Centre
    }
}
