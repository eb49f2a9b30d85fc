//! A device is called otherwise, does something else, or may write no more: statements of the office, and of the root where the
//! device is an office's, each with the place up to which what the device wrote is judged as before.

use super::{role_code, roles_for};
use crate::device::{App, find_event};
use crate::failure::{AppError, Refusal};
use crate::pairing::root_of;
use crate::roles::{Who, is_here};
use crate::setup::short;
use crate::vault::RecoveryKey;
use crate::view::{DeviceForm, DevicesView};
use ed25519_dalek::SigningKey;
use sarrera_core::alphabet;
use sarrera_core::fold::DeviceState;
use sarrera_core::ids::SubjectId;
use sarrera_core::ops::{DeviceChanged, DeviceRevoked, Fact, LogName, Role, Stated, Statement};
use sarrera_store::{EventRow, StoreError, Txn};

/// What people call a device is short.
const NAME_CHARS_MAX: usize = 60;
/// So is why it was revoked.
const REASON_CHARS_MAX: usize = 200;

impl App {
    /// Gives a device another name, or something else to do. Of an office only the root says so: for that the recovery key
    /// is needed, and what it opens is forgotten at once.
    ///
    /// # Errors
    /// A device that is not there, was revoked, or is an office's where no recovery key is given or another event's; a name
    /// that is missing, too long or taken; a role that it can't have; a device here that is no office, or a database that
    /// can't be written.
    pub fn change_device(
        &self,
        event: &str,
        form: &DeviceForm,
        recovery: Option<&RecoveryKey>,
    ) -> Result<DevicesView, AppError> {
        self.state_device(event, &form.id, recovery, |txn, event, state, by| {
            let name = match &form.name {
                Some(name) => new_name(txn, event, state, name)?,
                None => state.name.clone(),
            };
            let role = match &form.role {
                Some(role) => new_role(state, role)?,
                None => state.role,
            };
            if name == state.name && role == state.role {
                return Ok(None);
            }
            let changed = DeviceChanged {
                device: state.device,
                name,
                role,
                signing_key: alphabet::encode(state.signing_key.as_bytes()),
                sealing_key: state.sealing_key.clone(),
                may_serve: state.may_serve,
                // Whoever is no stand any more is nobody's.
                exhibitor: state.exhibitor.clone().filter(|_| role == Role::Stand),
                over: state.heads.iter().copied().collect(),
                trusted: txn.reader().chain_ends(event.no, state.device)?,
                at_ms: txn.now().0,
            };
            Ok(Some(Fact::DeviceChanged(by.says(changed)?)))
        })
    }

    /// Revokes a device: what is known here of its chains stays trusted, and what it writes after that counts for nothing.
    ///
    /// # Errors
    /// As [`App::change_device`], where the reason is missing, and of an office that would revoke itself.
    pub fn revoke_device(
        &self,
        event: &str,
        device: &str,
        reason: &str,
        recovery: Option<&RecoveryKey>,
    ) -> Result<DevicesView, AppError> {
        let reason = short("reason", reason, REASON_CHARS_MAX)?;
        if reason.is_empty() {
            return Err(Refusal::ReasonMissing.into());
        }
        let own = self.own()?.device;
        self.state_device(event, device, recovery, |txn, event, state, by| {
            if state.device == own {
                return Err(Refusal::NotItself.into());
            }
            let revoked = DeviceRevoked {
                device: state.device,
                reason,
                trusted: txn.reader().chain_ends(event.no, state.device)?,
                at_ms: txn.now().0,
            };
            Ok(Some(Fact::DeviceRevoked(by.says(revoked)?)))
        })
    }

    fn state_device(
        &self,
        event: &str,
        device: &str,
        recovery: Option<&RecoveryKey>,
        say: impl FnOnce(&Txn<'_>, &EventRow, &DeviceState, &By) -> Result<Option<Fact>, AppError>,
    ) -> Result<DevicesView, AppError> {
        let row = self.event(event)?;
        let root = recovery
            .map(|key| self.read(|r| root_of(r, &row, key)))
            .transpose()?;
        let write = |txn: &mut Txn<'_>| {
            let event = find_event(&txn.reader(), event)?;
            if !is_here(&txn.reader(), &event, Who::Office)? {
                return Err(Refusal::NotAllowedHere.into());
            }
            let state = find_device(txn, &event, device)?;
            if state.revoked {
                return Err(Refusal::RevokedAlready.into());
            }
            let by = match (state.role, root) {
                (Role::Office, Some(root)) => By::Root(Box::new(root)),
                (Role::Office, None) => return Err(Refusal::OfficeByRoot.into()),
                (Role::Desk | Role::Gate | Role::Kiosk | Role::Stand, _) => By::Office,
            };
            if let Some(fact) = say(txn, &event, &state, &by)? {
                let subject = SubjectId::from(state.device);
                txn.append(event.id, &LogName::Public, subject, &fact)?;
            }
            Ok(())
        };
        self.write(write)?;
        self.devices(event)
    }
}

/// Whose word it is.
enum By {
    Office,
    /// Over an office nobody else has any say.
    Root(Box<SigningKey>),
}

impl By {
    fn says<T: Statement>(&self, said: T) -> Result<Stated<T>, AppError> {
        let stated = match self {
            Self::Office => Stated::by_office(said),
            Self::Root(root) => Stated::by_root(said, root),
        };
        Ok(stated.map_err(StoreError::from)?)
    }
}

/// A device by its id, or by its name where no other has it.
fn find_device(txn: &Txn<'_>, event: &EventRow, device: &str) -> Result<DeviceState, AppError> {
    let states = txn.reader().device_states(event)?.devices;
    let mut found = states
        .into_values()
        .filter(|state| state.device.to_string() == device || (state.name == device && !state.revoked));
    match (found.next(), found.next()) {
        (Some(state), None) => Ok(state),
        (None | Some(_), _) => Err(AppError::NotFound {
            what: "device",
            which: device.to_owned(),
        }),
    }
}

fn new_name(txn: &Txn<'_>, event: &EventRow, state: &DeviceState, name: &str) -> Result<String, AppError> {
    let name = short("name", name, NAME_CHARS_MAX)?;
    if name.is_empty() {
        return Err(Refusal::FieldMissing { field: "name" }.into());
    }
    let mut others = txn.reader().devices(event.no)?.into_iter();
    let taken = others.any(|other| other.id != state.device && !other.revoked && other.name == name);
    if taken {
        return Err(Refusal::NameTaken { name }.into());
    }
    Ok(name)
}

fn new_role(state: &DeviceState, role: &str) -> Result<Role, AppError> {
    let found = roles_for(state).find(|one| role_code(*one) == role);
    found.ok_or_else(|| {
        Refusal::NoSuchRole {
            role: role.to_owned(),
        }
        .into()
    })
}
