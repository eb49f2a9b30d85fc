//! This device as a server of the room: whether it may, whether somebody wants it to, and whom it served.

use crate::device::{App, Setting};
use crate::failure::{AppError, Refusal};
use crate::view::{RoomView, ServedLine, ServingView, SyncState};
use sarrera_core::fold::DeviceState;
use sarrera_core::ids::{DeviceId, EventId};
use sarrera_core::ops::Role;
use sarrera_store::EventRow;

/// Every device looks again within this, so one that is there was heard within it.
const HERE_MS: i64 = 45_000;
/// Whom it served, in the list.
const SERVED_MAX: usize = 60;

/// Where a room is served, and whether the network carries the word of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServedRoom {
    /// The likeliest first; none where this machine is on no network.
    pub addresses: Vec<String>,
    pub announced: bool,
}

impl App {
    /// The events in which this device may serve others.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn serves_in(&self) -> Result<Vec<EventId>, AppError> {
        let own = self.own()?.device;
        let events = self.read_for_sync(|r| Ok(r.events()?))?;
        let mut serves = Vec::new();
        for event in events {
            if self.is_server(event.id, own)? {
                serves.push(event.id);
            }
        }
        Ok(serves)
    }

    /// Whether the event's log says that a device may serve.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn is_server(&self, event: EventId, device: DeviceId) -> Result<bool, AppError> {
        let known = self.devices_known(event)?;
        Ok(known.devices.get(&device).is_some_and(may_serve))
    }

    /// How an event calls a device.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn device_name(&self, event: EventId, device: DeviceId) -> Result<Option<String>, AppError> {
        let known = self.devices_known(event)?;
        Ok(known.devices.get(&device).map(|state| state.name.clone()))
    }

    /// At which port this device is to serve the room, where somebody wants it to.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn room_port(&self) -> Result<Option<u16>, AppError> {
        let kept = self.setting(Setting::Room)?.unwrap_or_default();
        Ok(kept.parse().ok())
    }

    /// Keeps the port at which this device serves the room, also when the program is started again; nothing: it does not.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn keep_room_port(&self, port: Option<u16>) -> Result<(), AppError> {
        let text = port.map(|port| port.to_string()).unwrap_or_default();
        self.set_setting(Setting::Room, &text)
    }

    /// Refuses where this device may serve nobody in an event.
    ///
    /// # Errors
    /// As told; an unknown event, or a database that can't be read.
    pub fn may_serve_room(&self, event: &str) -> Result<(), AppError> {
        let own = self.own()?.device;
        if self.is_server(self.event_id(event)?, own)? {
            Ok(())
        } else {
            Err(Refusal::CannotServe.into())
        }
    }

    /// This device as a server, where it serves there.
    ///
    /// # Errors
    /// An unknown event, or a database that can't be read.
    pub fn room(&self, event: &str, served: Option<ServedRoom>) -> Result<RoomView, AppError> {
        let own = self.own()?.device;
        let row = self.event(event)?;
        let known = self.devices_known(row.id)?;
        let states = known.devices.iter().filter(|(_, state)| may_serve(state));
        let offices = states.filter(|(id, state)| **id != own && state.role == Role::Office);
        let offices = offices.map(|(_, state)| state.name.clone()).collect();
        let mut lines = self.served(&row)?;
        if served.is_none() {
            lines.iter_mut().for_each(|line| line.here = false);
        }
        lines.sort_by(|a, b| {
            b.here
                .cmp(&a.here)
                .then(a.name.cmp(&b.name))
                .then(a.id.cmp(&b.id))
        });
        lines.truncate(SERVED_MAX);
        let serves = served.is_some();
        let ServedRoom { addresses, announced } = served.unwrap_or_default();
        Ok(RoomView {
            may: known.devices.get(&own).is_some_and(may_serve),
            offices,
            serves,
            qr_svg: addresses.first().map(|first| sarrera_badge::qr_svg(first)),
            addresses,
            announced,
            served: lines,
        })
    }

    /// As [`App::sync_state`], of a device that serves its room there: it is told how many are connected, in the events in which
    /// it may serve.
    ///
    /// # Errors
    /// An unknown event, or a database that can't be read.
    pub fn sync_state_serving(
        &self,
        event: &str,
        served: Option<&ServedRoom>,
    ) -> Result<SyncState, AppError> {
        let mut state = self.sync_state(event)?;
        let row = self.event(event)?;
        if served.is_some() && self.is_server(row.id, self.own()?.device)? {
            let here = self.served(&row)?.iter().filter(|line| line.here).count();
            state.serving = Some(ServingView { here });
        }
        Ok(state)
    }

    /// Who was served here, in no order.
    fn served(&self, event: &EventRow) -> Result<Vec<ServedLine>, AppError> {
        let known = self.devices_known(event.id)?;
        let now = self.told_now();
        let mut served = Vec::new();
        for heard in self.read(|r| self.heard_here(r, event))? {
            let Some(state) = known.devices.get(&heard.device).filter(|state| !state.revoked) else {
                continue;
            };
            served.push(ServedLine {
                id: heard.device.to_string(),
                name: state.name.clone(),
                at: heard.at.0,
                here: now.ms_since(heard.at).abs() <= HERE_MS,
            });
        }
        Ok(served)
    }
}

const fn may_serve(state: &DeviceState) -> bool {
    state.may_serve && !state.revoked
}
