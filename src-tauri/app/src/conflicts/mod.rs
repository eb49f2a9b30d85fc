//! Conflicts: what cannot both be right is told whole, and ends where somebody in the office decides.

mod facts;
mod settle;

use crate::desk::person_view;
use crate::device::{App, find_event};
use crate::failure::AppError;
use crate::people::Names;
use crate::roles::{Who, is_here};
use crate::view::{ConflictDevice, ConflictView, ConflictsPage, SettleAllowed, Settlement};
use facts::facts;
use sarrera_core::fold::ConflictKind;
use sarrera_core::ids::{AttendeeId, CheckpointId, DeviceId};
use sarrera_core::ops::{Fact, RegistrationField};
use sarrera_store::{AttendeeRow, ConflictRow, EventRow, Reader};

/// How many conflicts a page has.
pub const PAGE_CONFLICTS: u32 = 50;

impl App {
    /// A page of an event's conflicts, open ones first.
    ///
    /// # Errors
    /// An unknown event, or a database that can't be read.
    pub fn conflicts_page(&self, event: &str, skip: u32) -> Result<ConflictsPage, AppError> {
        self.read(|r| {
            let event = find_event(r, event)?;
            let count = r.conflict_count(event.no)?;
            let names = Names::of(r, event.no)?;
            let may = is_here(r, &event, Who::Office)?;
            let rows = r.conflicts_page(event.no, skip, PAGE_CONFLICTS)?;
            let views = rows.iter().map(|row| view(r, &event, row, &names, may));
            Ok(ConflictsPage {
                conflicts: views.collect::<Result<_, _>>()?,
                open: count.open,
                settled: count.settled,
                skipped: skip,
            })
        })
    }

    /// How many conflicts of an event nobody has settled.
    ///
    /// # Errors
    /// An unknown event, or a database that can't be read.
    pub fn conflict_count(&self, event: &str) -> Result<u32, AppError> {
        self.read(|r| {
            let event = find_event(r, event)?;
            Ok(r.conflict_count(event.no)?.open)
        })
    }
}

fn view(
    reader: &Reader<'_>,
    event: &EventRow,
    row: &ConflictRow,
    names: &Names,
    may: bool,
) -> Result<ConflictView, AppError> {
    let kind = ConflictKind::read(&row.kind);
    let person = person_of(reader, event, row)?;
    let device = DeviceId(row.subject.0);
    let is_device = kind == Some(ConflictKind::CopiedDevice);
    let checkpoint = row.scope.parse::<CheckpointId>();
    let settlement = reader.settlement(event.no, row)?;
    Ok(ConflictView {
        id: row.id.clone(),
        kind: row.kind.clone(),
        settled: !row.open,
        facts: facts(reader, event, row, person.as_ref(), names)?,
        person: person
            .map(|person| person_view(reader, event, &person))
            .transpose()?,
        device: is_device.then(|| ConflictDevice {
            id: device.to_string(),
            name: names.device(device),
        }),
        scope: match (kind, checkpoint) {
            (Some(ConflictKind::DoubleAdmission), Ok(checkpoint)) => names.checkpoint(checkpoint),
            (Some(ConflictKind::TwoBadges | ConflictKind::CopiedDevice), _) => String::new(),
            (Some(ConflictKind::DoubleAdmission | ConflictKind::Field) | None, _) => row.scope.clone(),
        },
        settlement: settlement.and_then(|op| {
            let Fact::ConflictSettled(fact) = &op.fact else {
                return None;
            };
            Some(Settlement {
                decision: fact.decision.clone(),
                at: op.wall.0,
                device: names.device(op.device),
                operator: op.operator.map(|id| names.operator(id)).unwrap_or_default(),
            })
        }),
        can: if may && row.open {
            allowed(kind)
        } else {
            SettleAllowed::default()
        },
    })
}

/// How a conflict of a kind may end. Of a field one value is shown whatever people think of both; whether a device was copied
/// is only looked into. What a newer version calls a conflict is told and left alone.
const fn allowed(kind: Option<ConflictKind>) -> SettleAllowed {
    match kind {
        Some(ConflictKind::DoubleAdmission | ConflictKind::TwoBadges) => SettleAllowed {
            keep: true,
            both: true,
        },
        Some(ConflictKind::Field) => SettleAllowed {
            keep: true,
            both: false,
        },
        Some(ConflictKind::CopiedDevice) => SettleAllowed {
            keep: false,
            both: true,
        },
        None => SettleAllowed {
            keep: false,
            both: false,
        },
    }
}

/// Whom a conflict is about: of a field of a registration whoever holds it now.
fn person_of(
    reader: &Reader<'_>,
    event: &EventRow,
    row: &ConflictRow,
) -> Result<Option<AttendeeRow>, AppError> {
    if row.kind == ConflictKind::CopiedDevice.code() {
        return Ok(None);
    }
    let person = reader.attendee(event.no, AttendeeId(row.subject.0))?;
    let is_of_registration = RegistrationField::from_code(&row.scope).is_some();
    match person {
        Some(one) if is_of_registration && one.registration.holder != one.id => {
            Ok(reader.attendee(event.no, one.registration.holder)?.or(Some(one)))
        }
        person => Ok(person),
    }
}
