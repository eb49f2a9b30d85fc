//! An event's devices, as its office sees and changes them.

mod change;

use crate::device::{App, find_event};
use crate::failure::AppError;
use crate::roles::{Who, is_here};
use crate::view::{DeviceAllowed, DeviceLine, DevicesView, HeardView, RevokedView};
use sarrera_core::fold::{ConflictKind, DeviceState, conflict_id};
use sarrera_core::ids::{DeviceId, SubjectId};
use sarrera_core::ops::Role;
use sarrera_store::{EventRow, HeardRow, Reader};
use std::collections::BTreeMap;

impl App {
    /// The devices of an event, by name; those that were revoked last.
    ///
    /// # Errors
    /// An unknown event, or a database that can't be read.
    pub fn devices(&self, event: &str) -> Result<DevicesView, AppError> {
        let own = self.own()?.device;
        self.read(|r| {
            let row = find_event(r, event)?;
            devices(r, &row, own, &self.heard_anywhere(r, &row)?)
        })
    }
}

fn devices(
    reader: &Reader<'_>,
    event: &EventRow,
    own: DeviceId,
    heard: &BTreeMap<DeviceId, HeardRow>,
) -> Result<DevicesView, AppError> {
    let copied = reader.copied_devices(event.no)?;
    let may = is_here(reader, event, Who::Office)?;
    let states = reader.device_states(event)?.devices;
    let mut lines: Vec<DeviceLine> = Vec::new();
    for state in states.into_values() {
        let of = SubjectId::from(state.device);
        let seems_copied = copied.contains(&state.device);
        lines.push(DeviceLine {
            id: state.device.to_string(),
            role: role_code(state.role).to_owned(),
            may_serve: state.may_serve,
            here: state.device == own,
            revoked: state.revocation.as_ref().map(|said| RevokedView {
                at: said.at_ms,
                reason: said.reason.clone(),
            }),
            copied: seems_copied.then(|| conflict_id(ConflictKind::CopiedDevice, of, "")),
            heard: heard.get(&state.device).map(|row| HeardView {
                at: row.at.0,
                app: row.app.clone(),
                waiting: row.waiting,
                clock_behind: row.offset_ms,
            }),
            can: if may {
                allowed(&state, own)
            } else {
                DeviceAllowed::default()
            },
            exhibitor: state.exhibitor,
            name: state.name,
        });
    }
    lines.sort_by(|a, b| {
        let key = |line: &DeviceLine| (line.revoked.is_some(), line.name.to_lowercase());
        key(a).cmp(&key(b)).then_with(|| a.id.cmp(&b.id))
    });
    Ok(DevicesView { devices: lines })
}

/// What was revoked is revoked for ever, and none revokes itself.
fn allowed(state: &DeviceState, own: DeviceId) -> DeviceAllowed {
    if state.revoked {
        return DeviceAllowed::default();
    }
    DeviceAllowed {
        rename: true,
        revoke: state.device != own,
        roles: roles_for(state).map(|role| role_code(role).to_owned()).collect(),
    }
}

/// The roles that a device may be given. What a stand is for follows from whose it is: it is paired as one. An office stays
/// one until it is revoked.
fn roles_for(state: &DeviceState) -> impl Iterator<Item = Role> {
    let was = state.role;
    let all = [Role::Desk, Role::Gate, Role::Kiosk, Role::Stand, Role::Office];
    all.into_iter().filter(move |role| match role {
        Role::Desk | Role::Gate | Role::Kiosk => was != Role::Office,
        Role::Stand | Role::Office => was == *role,
    })
}

pub(crate) const fn role_code(role: Role) -> &'static str {
    match role {
        Role::Desk => "desk",
        Role::Gate => "gate",
        Role::Kiosk => "kiosk",
        Role::Stand => "stand",
        Role::Office => "office",
    }
}
