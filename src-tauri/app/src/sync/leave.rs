//! Leaving an event: a device that was taken out of it hands over what it wrote, and then holds nothing of it any more.

use super::lock;
use crate::device::App;
use crate::failure::AppError;
use crate::view::LeftEvent;
use sarrera_core::ids::EventId;
use sarrera_core::time::Timestamp;
use sarrera_store::ForgottenEvent;

impl App {
    /// Removes an event from this device where it was taken out of it by whoever may, once nothing that it wrote waits any
    /// more. What a server says of it decides nothing: only the event's own `public` log does.
    pub(super) fn leave_if_revoked(&self, event: EventId) -> Result<bool, AppError> {
        let known = self.devices_known(event)?;
        let own = self.own()?.device;
        let Some(said) = known.devices.get(&own).and_then(|state| state.revocation.clone()) else {
            return Ok(false);
        };
        let stands = self.read_for_sync(|r| {
            let row = r.event(event)?;
            row.map(|row| Ok::<_, AppError>((r.waiting(row.no)?, row)))
                .transpose()
        })?;
        let Some((0, row)) = stands else {
            return Ok(false);
        };
        let forgotten = ForgottenEvent {
            id: event,
            label: row.label,
            name: row.name,
            reason: said.reason,
            revoked: Timestamp(said.at_ms),
            forgotten: self.world().clock.now(),
        };
        let gone = self.write_here_for(event, |store| store.forget_event(&forgotten))?;
        if gone {
            self.syncing.forget(event);
        }
        Ok(gone)
    }
}

impl App {
    /// Whether an event is here: one that this device was taken out of is not any more.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn is_here(&self, event: EventId) -> Result<bool, AppError> {
        self.read_for_sync(|r| Ok(r.event(event)?.is_some()))
    }

    pub(crate) fn left_events(&self) -> Result<Vec<LeftEvent>, AppError> {
        let forgotten = self.read(|r| Ok(r.forgotten_events()?))?;
        let left = forgotten.into_iter().map(|event| LeftEvent {
            id: event.id.to_string(),
            name: event.name,
            reason: event.reason,
            revoked: event.revoked.0,
            removed: event.forgotten.0,
        });
        Ok(left.collect())
    }
}

impl super::Syncing {
    fn forget(&self, event: EventId) {
        lock(&self.devices).remove(&event);
        lock(&self.remembered).remove(&event);
        lock(&self.heard).retain(|(of, _), _| *of != event);
        lock(&self.standing).remove(&event);
        lock(&self.bare).retain(|(of, _), _| *of != event);
    }
}
