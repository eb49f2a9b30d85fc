//! What a transport asks of this device beside the protocol itself: how far logs reach, who may serve, how much is here.

use crate::device::App;
use crate::failure::AppError;
use crate::world::World;
use sarrera_core::ids::EventId;
use sarrera_core::ops::LogName;
use std::collections::BTreeSet;

/// How much a database holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stored {
    pub ops: u64,
    /// Devices of its events that are not revoked; one of two events counts once.
    pub devices: u64,
}

impl App {
    /// What this device asks of the outside: its clock, its random source.
    #[must_use]
    pub fn outside(&self) -> World {
        self.world().clone()
    }

    /// An event by its id or its label.
    ///
    /// # Errors
    /// An unknown event, or a database that can't be read.
    pub fn event_id(&self, name: &str) -> Result<EventId, AppError> {
        Ok(self.event(name)?.id)
    }

    /// The newest positions of these logs of an event.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn log_heads(
        &self,
        event: EventId,
        logs: &BTreeSet<LogName>,
    ) -> Result<Vec<(LogName, u64)>, AppError> {
        self.read_for_sync(|r| {
            logs.iter()
                .map(|log| Ok((log.clone(), r.head(event, log)?)))
                .collect()
        })
    }

    /// The keys of the event's devices that may serve, without this one's own.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn servers_known(&self, event: EventId) -> Result<BTreeSet<[u8; 32]>, AppError> {
        let own = self.own()?.device;
        let known = self.devices_known(event)?;
        let others = known
            .devices
            .values()
            .filter(|state| state.may_serve && !state.revoked && state.device != own);
        Ok(others.map(|state| state.signing_key.to_bytes()).collect())
    }

    /// How much is here.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn stored(&self) -> Result<Stored, AppError> {
        let (ops, events) = self.read_for_sync(|r| Ok((r.op_count()?, r.events()?)))?;
        let mut devices = BTreeSet::new();
        for event in events {
            let known = self.devices_known(event.id)?;
            let states = known.devices.values().filter(|state| !state.revoked);
            devices.extend(states.map(|state| state.device));
        }
        Ok(Stored {
            ops,
            devices: u64::try_from(devices.len()).unwrap_or(u64::MAX),
        })
    }
}
