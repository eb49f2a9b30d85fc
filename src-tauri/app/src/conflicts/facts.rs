//! The facts of a conflict one by one: when, where, by whom, and what each of them says.

use crate::failure::AppError;
use crate::people::{Names, written_values};
use crate::view::ConflictFact;
use sarrera_core::fold::{BadgeRow, ConflictKind, ScanRow, ScansState};
use sarrera_core::ids::{DeviceId, OperatorId};
use sarrera_core::ops::Presented;
use sarrera_store::{AttendeeRow, ConflictRow, EventRow, Reader};

/// The facts of a conflict, by their times.
pub(super) fn facts(
    reader: &Reader<'_>,
    event: &EventRow,
    row: &ConflictRow,
    person: Option<&AttendeeRow>,
    names: &Names,
) -> Result<Vec<ConflictFact>, AppError> {
    let mut facts: Vec<ConflictFact> = match ConflictKind::read(&row.kind) {
        Some(ConflictKind::DoubleAdmission) => {
            let state = reader.scans_of(event.no, row.subject)?;
            let scans = state.scans.iter().filter(|scan| row.facts.contains(&scan.by));
            scans.map(|scan| admission(scan, names)).collect()
        }
        Some(ConflictKind::TwoBadges) => {
            let state = reader.scans_of(event.no, row.subject)?;
            let badges = state.badges.iter().filter(|badge| row.facts.contains(&badge.by));
            badges.map(|one| badge(&state, one, names)).collect()
        }
        Some(ConflictKind::Field) => match person {
            Some(person) => values(reader, event, row, person, names)?,
            None => Vec::new(),
        },
        Some(ConflictKind::CopiedDevice) => {
            let device = DeviceId(row.subject.0);
            let ops = reader.copy_ops(event.no, device)?.into_iter();
            let ops = ops.filter(|op| row.facts.contains(&op.op_ref));
            ops.map(|op| ConflictFact {
                fact: op.op_ref.to_string(),
                at: op.at.0,
                device: names.device(device),
                operator: operator(op.operator, names),
                value: op.replica.to_string(),
                detail: op.log,
                shown: false,
            })
            .collect()
        }
        None => Vec::new(),
    };
    facts.sort_by(|a, b| (a.at, &a.fact).cmp(&(b.at, &b.fact)));
    Ok(facts)
}

fn admission(scan: &ScanRow, names: &Names) -> ConflictFact {
    let presented = match scan.fact.presented {
        Presented::Badge => "badge",
        Presented::Ticket => "ticket",
        Presented::Foreign => "foreign",
        Presented::Name => "name",
        Presented::Import => "import",
    };
    ConflictFact {
        fact: scan.by.to_string(),
        at: scan.at.0,
        device: names.device(scan.device),
        operator: operator(scan.operator, names),
        value: String::new(),
        detail: presented.to_owned(),
        shown: false,
    }
}

fn badge(state: &ScansState, badge: &BadgeRow, names: &Names) -> ConflictFact {
    let detail = if badge.handed_over_at.is_some() {
        "handed_over"
    } else if badge.boxed.is_some() {
        "boxed"
    } else if state.is_made(badge.badge) {
        "printed"
    } else {
        "not_printed"
    };
    ConflictFact {
        fact: badge.by.to_string(),
        at: badge.issued_at.0,
        device: names.device(badge.device),
        operator: operator(badge.operator, names),
        value: badge.serial.short(),
        detail: detail.to_owned(),
        shown: state.live_badge().is_some_and(|live| live.badge == badge.badge),
    }
}

fn values(
    reader: &Reader<'_>,
    event: &EventRow,
    row: &ConflictRow,
    person: &AttendeeRow,
    names: &Names,
) -> Result<Vec<ConflictFact>, AppError> {
    let written = written_values(reader, event, person, row.subject, &row.scope)?;
    let facts = written.into_iter().map(|one| ConflictFact {
        fact: one.op.op_ref.to_string(),
        at: one.op.wall.0,
        device: names.device(one.op.device),
        operator: operator(one.op.operator, names),
        value: one.value,
        detail: String::new(),
        shown: one.shown,
    });
    Ok(facts.collect())
}

fn operator(id: Option<OperatorId>, names: &Names) -> String {
    id.map(|id| names.operator(id)).unwrap_or_default()
}
