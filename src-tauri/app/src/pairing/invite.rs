//! Invitations are this device's own: made, listed and taken back where their codes can be redeemed.

use super::root::root_of;
use crate::device::{App, find_event};
use crate::devices::role_code;
use crate::failure::{AppError, Refusal};
use crate::moment::{date, day_number, midnight, zone};
use crate::roles::{Who, is_here};
use crate::setup::short;
use crate::vault::RecoveryKey;
use crate::view::{InvitationAsk, InvitationLine, InvitationMade, InvitationState, InvitationsView};
use ed25519_dalek::SigningKey;
use sarrera_core::admission::Day;
use sarrera_core::alphabet;
use sarrera_core::codes::{Fingerprint, Pairing, PairingCode, Token};
use sarrera_core::fold::DeviceState;
use sarrera_core::ids::SubjectId;
use sarrera_core::ops::Role;
use sarrera_core::time::Timestamp;
use sarrera_store::{EventRow, InvitationRow, Reader};

/// An invitation on a screen holds so long.
const SCREEN_MS: i64 = 10 * 60_000;
/// One on a sheet lets in no more than these.
const SHEET_DEVICES_MAX: u32 = 500;
/// An event has no more invitations that hold at once.
const OPEN_MAX: usize = 200;
/// Invitations that are over stay in the list so long.
const LISTED_MS: i64 = 7 * 24 * 3_600_000;
const NAME_CHARS_MAX: usize = 60;

/// What an invitation is for, once it was read.
struct Plan {
    role: Role,
    exhibitor: Option<String>,
    may_serve: bool,
    name: Option<String>,
    sheet: Option<u32>,
}

impl App {
    /// Invites a device, or several. Only the root makes an office: for that the recovery key is needed, and what it opens
    /// stays in memory as long as the invitation holds, here and in the program that serves this folder.
    ///
    /// # Errors
    /// A device here that is no office; a role, stand, number or address that is none; a recovery key that is missing or
    /// another event's; too many invitations; a database that can't be written.
    pub fn invite(
        &self,
        event: &str,
        ask: &InvitationAsk,
        recovery: Option<&RecoveryKey>,
    ) -> Result<InvitationMade, AppError> {
        let plan = plan(ask)?;
        let row = self.event(event)?;
        let root = match (plan.role, recovery) {
            (Role::Office, Some(key)) => Some(self.read(|r| root_of(r, &row, key))?),
            (Role::Office, None) => return Err(Refusal::OfficeByRoot.into()),
            (Role::Desk | Role::Gate | Role::Kiosk | Role::Stand, _) => None,
        };
        let pairing = Pairing {
            code: PairingCode {
                fingerprint: Fingerprint::of(row.id),
                token: Token::new(self.world().random()),
            },
            addresses: ask.addresses.clone(),
        };
        // Before anything is kept: an address that no QR can say is refused.
        let qr = pairing.qr_text()?;
        let kept = self.keep_invitation(event, plan, &pairing.code, root)?;
        Ok(InvitationMade {
            code: pairing.code.to_string(),
            qr_svg: sarrera_badge::qr_svg(&qr),
            qr,
            addresses: pairing.addresses,
            invitation: kept,
        })
    }

    fn keep_invitation(
        &self,
        event: &str,
        plan: Plan,
        code: &PairingCode,
        root: Option<SigningKey>,
    ) -> Result<InvitationLine, AppError> {
        let (row, now) = self.write(|txn| {
            let event = find_event(&txn.reader(), event)?;
            if !is_here(&txn.reader(), &event, Who::Office)? {
                return Err(Refusal::NotAllowedHere.into());
            }
            let now = txn.now();
            let known = txn.reader().invitations(event.no)?;
            let open = known
                .iter()
                .filter(|row| state(row, now) == InvitationState::Open);
            if open.count() >= OPEN_MAX {
                return Err(Refusal::TooManyInvitations { max: OPEN_MAX }.into());
            }
            let expires = if plan.sheet.is_some() {
                end_of(&event)?
            } else {
                now.plus_ms(SCREEN_MS)
            };
            if expires <= now {
                return Err(Refusal::EventOver.into());
            }
            let devices = plan.sheet.unwrap_or(1);
            let row = InvitationRow {
                id: txn.random(),
                token_key: code.token.key(event.id),
                role: plan.role,
                exhibitor: plan.exhibitor,
                may_serve: plan.may_serve,
                name: plan.name,
                created: now,
                expires,
                devices,
                devices_left: devices,
                revoked: None,
            };
            txn.add_invitation(event.id, &row, now.plus_ms(-LISTED_MS))?;
            Ok::<_, AppError>((row, now))
        })?;
        if let Some(root) = root {
            self.hand_root(&row.id, &root)?;
            self.roots().keep(row.id, row.expires, root, now);
        }
        Ok(line(&row, now))
    }

    /// The invitations to an event that were made here, the newest first.
    ///
    /// # Errors
    /// An unknown event, or a database that can't be read.
    pub fn invitations(&self, event: &str) -> Result<Vec<InvitationLine>, AppError> {
        let now = self.world().clock.now();
        self.read(|r| listed(r, &find_event(r, event)?, now))
    }

    /// The invitations, and whether more can be made here: they are redeemed where they were made, so only by an office that
    /// may serve.
    ///
    /// # Errors
    /// An unknown event, or a database that can't be read.
    pub fn inviting(&self, event: &str) -> Result<InvitationsView, AppError> {
        let now = self.world().clock.now();
        let invitations = self.read(|r| {
            let rows = r.invitations(find_event(r, event)?.no)?;
            let lines = rows.iter().map(|row| {
                Ok(InvitationLine {
                    state: self.state_here(r, row, now)?,
                    ..line(row, now)
                })
            });
            lines.collect::<Result<Vec<_>, AppError>>()
        })?;
        let own = self.own()?.device;
        let known = self.devices_known(self.event_id(event)?)?;
        let serves = |state: &DeviceState| !state.revoked && state.may_serve && state.role == Role::Office;
        Ok(InvitationsView {
            invitations,
            may: known.devices.get(&own).is_some_and(serves),
        })
    }

    /// As [`state`], in the program that has to keep it: one to an office is over with the root that it was made by.
    fn state_here(
        &self,
        reader: &Reader<'_>,
        row: &InvitationRow,
        now: Timestamp,
    ) -> Result<InvitationState, AppError> {
        let held = state(row, now);
        let by_root = held == InvitationState::Open && row.role == Role::Office;
        Ok(if by_root && self.root_for(reader, &row.id, now)?.is_none() {
            InvitationState::Expired
        } else {
            held
        })
    }

    /// Takes an invitation back: who came by it stays, and nobody else comes.
    ///
    /// # Errors
    /// One that is not there; a device here that is no office, or a database that can't be written.
    pub fn revoke_invitation(&self, event: &str, id: &str) -> Result<Vec<InvitationLine>, AppError> {
        let (lines, revoked) = self.write(|txn| {
            let event = find_event(&txn.reader(), event)?;
            if !is_here(&txn.reader(), &event, Who::Office)? {
                return Err(Refusal::NotAllowedHere.into());
            }
            let known = txn.reader().invitations(event.no)?;
            let found = known.iter().find(|row| alphabet::encode(&row.id) == id);
            let found = found.ok_or_else(|| AppError::NotFound {
                what: "invitation",
                which: id.to_owned(),
            })?;
            txn.revoke_invitation(&found.id)?;
            Ok((listed(&txn.reader(), &event, txn.now())?, found.id))
        })?;
        self.roots().forget(&revoked);
        Ok(lines)
    }
}

fn plan(ask: &InvitationAsk) -> Result<Plan, AppError> {
    let roles = [Role::Desk, Role::Gate, Role::Kiosk, Role::Stand, Role::Office];
    let role = roles.into_iter().find(|role| role_code(*role) == ask.role);
    let role = role.ok_or_else(|| Refusal::NoSuchRole {
        role: ask.role.clone(),
    })?;
    let exhibitor = ask
        .exhibitor
        .as_deref()
        .map(str::trim)
        .filter(|id| !id.is_empty());
    match (role, exhibitor) {
        (Role::Stand, None) => return Err(Refusal::FieldMissing { field: "exhibitor" }.into()),
        (Role::Stand, Some(id)) => {
            let _a_subject: SubjectId = id.parse().map_err(|_not| AppError::NotFound {
                what: "exhibitor",
                which: id.to_owned(),
            })?;
        }
        (Role::Desk | Role::Gate | Role::Kiosk | Role::Office, None) => {}
        (Role::Desk | Role::Gate | Role::Kiosk | Role::Office, Some(_)) => {
            return Err(Refusal::OnlyStandsHaveExhibitors.into());
        }
    }
    // Whoever serves holds every log.
    if ask.may_serve && !matches!(role, Role::Desk | Role::Office) {
        return Err(Refusal::CannotServe.into());
    }
    if ask
        .sheet
        .is_some_and(|devices| devices == 0 || devices > SHEET_DEVICES_MAX)
    {
        return Err(Refusal::BadDeviceCount {
            max: SHEET_DEVICES_MAX,
        }
        .into());
    }
    let name = short("name", ask.name.as_deref().unwrap_or_default(), NAME_CHARS_MAX)?;
    Ok(Plan {
        role,
        exhibitor: exhibitor.map(str::to_owned),
        may_serve: ask.may_serve,
        name: Some(name).filter(|name| !name.is_empty()),
        sheet: ask.sheet,
    })
}

/// When the event's last day ends.
fn end_of(event: &EventRow) -> Result<Timestamp, AppError> {
    let Day(last) = day_number(date(&event.ends)?);
    Ok(midnight(zone(&event.time_zone), Day(last.saturating_add(1))))
}

fn listed(reader: &Reader<'_>, event: &EventRow, now: Timestamp) -> Result<Vec<InvitationLine>, AppError> {
    let rows = reader.invitations(event.no)?;
    Ok(rows.iter().map(|row| line(row, now)).collect())
}

/// Whether an invitation still holds.
pub(super) fn state(row: &InvitationRow, now: Timestamp) -> InvitationState {
    if row.revoked.is_some() {
        InvitationState::Revoked
    } else if row.expires <= now {
        InvitationState::Expired
    } else if row.devices_left == 0 {
        InvitationState::Used
    } else {
        InvitationState::Open
    }
}

fn line(row: &InvitationRow, now: Timestamp) -> InvitationLine {
    InvitationLine {
        id: alphabet::encode(&row.id),
        role: role_code(row.role).to_owned(),
        exhibitor: row.exhibitor.clone(),
        may_serve: row.may_serve,
        name: row.name.clone(),
        created: row.created.0,
        expires: row.expires.0,
        devices: row.devices,
        devices_left: row.devices_left,
        state: state(row, now),
    }
}
