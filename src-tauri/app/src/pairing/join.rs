//! The new device: two questions, and the event's `public` log and keys are here.

use crate::device::App;
use crate::devices::role_code;
use crate::failure::{AppError, Refusal};
use crate::joining::is_joined;
use crate::sync::BrokenOff;
use crate::vault::SealingKey;
use crate::view::{Paired, SameLabel};
use sarrera_core::codes::{Fingerprint, Pairing};
use sarrera_core::ids::{DeviceId, EventId};
use sarrera_sync::{Carried, Meeting, Problem};

/// Sends a message, with the session beside it, and gives the answer.
type Carrying<'w, C, W> = dyn FnMut(Option<&str>, &[u8]) -> Result<C, W> + 'w;

impl App {
    /// Makes this device one of an event's, by a code that was typed or scanned: `wire` sends a message to the server that
    /// made it, and gives the answer. An ordinary exchange with the same server brings the rest.
    ///
    /// # Errors
    /// A text that is no code; an event that is here already, or another of its label; a server that does not prove to be
    /// the event's, or lets nobody in; a transport or a database that fails. Asked again, it goes on where it stopped.
    pub fn pair<C: Into<Carried>, W>(
        &self,
        text: &str,
        same_label: SameLabel,
        wire: &mut Carrying<'_, C, W>,
    ) -> Result<Paired, BrokenOff<W>> {
        let Pairing { code, .. } = Pairing::read(text).map_err(AppError::from)?;
        self.not_paired_yet(code.fingerprint)?;
        let own = self.own()?;
        let recipient = SealingKey::from_text(&own.sealing_key)
            .map_err(AppError::from)?
            .recipient();
        let (meeting, question) = Meeting::begin(code, self.world().random());
        let answer = wire(None, &question).map_err(BrokenOff::Wire)?;
        let met = meeting.heard(&answer.into()).map_err(AppError::NotPaired)?;
        let joins = match same_label {
            SameLabel::Ask => {
                self.label_is_free(met.event, &met.label)?;
                None
            }
            SameLabel::KeepApart => None,
            SameLabel::Join => self.event_to_join(met.event, &met.label)?,
        };
        let (event, server, name) = (met.event, met.server, met.name.clone());
        let (asking, question) = met.ask(&own.signing_key, &recipient, &own.name);
        let answer = wire(None, &question).map_err(BrokenOff::Wire)?;
        let let_in = asking.heard(&answer.into()).map_err(AppError::NotPaired)?;
        // First: a device that is in the event and stops here would not be asked again.
        if let Some(own) = joins {
            self.keep_join_asked(&own, event, &name)?;
        }
        self.take_public(event, let_in.ops)?;
        Ok(self.paired(event, server)?)
    }

    /// Whether a code is of an event that this device is in already; nobody is asked.
    ///
    /// # Errors
    /// A text that is no code, or one of an event that this device is in; a database that can't be read.
    pub fn may_pair(&self, text: &str) -> Result<(), AppError> {
        self.not_paired_yet(Pairing::read(text)?.code.fingerprint)
    }

    fn not_paired_yet(&self, fingerprint: Fingerprint) -> Result<(), AppError> {
        self.read(|r| {
            for event in r.events()? {
                // An event that is here without this device in it was left half-way, and may be gone on with.
                if Fingerprint::of(event.id) == fingerprint && r.role_here(event.no)?.is_some() {
                    return Err(Refusal::AlreadyPaired { label: event.label }.into());
                }
            }
            Ok(())
        })
    }

    fn label_is_free(&self, id: EventId, label: &str) -> Result<(), AppError> {
        let taken = self.read(|r| {
            for event in r.events()? {
                if event.id != id && event.label == label && !is_joined(r, event.id)? {
                    return Ok(true);
                }
            }
            Ok(false)
        })?;
        if taken {
            return Err(Refusal::OwnEventThere {
                label: label.to_owned(),
            }
            .into());
        }
        Ok(())
    }

    /// What this device is in the event now, by the event's own log.
    fn paired(&self, id: EventId, server: DeviceId) -> Result<Paired, AppError> {
        let own = self.own()?.device;
        self.read(|r| {
            let unbelieved = || AppError::NotPaired(Problem::WrongAnswer);
            let event = r.event(id)?.ok_or_else(unbelieved)?;
            let state = r
                .device_states(&event)?
                .devices
                .remove(&own)
                .ok_or_else(unbelieved)?;
            Ok(Paired {
                event: event.id.to_string(),
                label: event.label,
                name: event.name,
                role: role_code(state.role).to_owned(),
                device_name: state.name,
                server: server.to_string(),
            })
        })
    }
}
