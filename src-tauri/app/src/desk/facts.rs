//! What the decision is told of a person: the rows of the store as the core's facts.

use crate::moment::{date, day_number};
use sarrera_core::admission::{
    AttentionNote, Badge, LastScan, Mode, Needs, PastOutcome, PastScan, PersonFacts, Standing, Status, Voided,
};
use sarrera_core::fold::{Definitions, ScanRow, ScanState, ScansState, Whereabouts};
use sarrera_core::ids::{CategoryId, CheckpointId, DeviceId};
use sarrera_core::ops::{Direction, RegistrationStatus};
use sarrera_core::time::Timestamp;
use sarrera_store::{AttendeeRow, RegistrationRow};

/// A category's id: the hash of its short name.
fn category_id(label: &str) -> CategoryId {
    CategoryId(Definitions::subject("category", label).0)
}

/// The facts about an attendee at one checkpoint.
pub(super) fn person_facts(
    row: &AttendeeRow,
    scans: &ScansState,
    checkpoint: CheckpointId,
    voided: Option<Voided>,
) -> PersonFacts {
    let registration = &row.registration;
    let attention = (!row.attention.is_empty()).then(|| AttentionNote {
        text: row.attention.clone(),
        needs: Needs::Confirmation,
    });
    PersonFacts {
        mode: if registration.mode == "online" {
            Mode::Online
        } else {
            Mode::InPerson
        },
        standings: standings(registration),
        voided,
        days: registration
            .days
            .split_whitespace()
            .filter_map(|d| date(d).ok())
            .map(day_number)
            .collect(),
        valid_from: moment(&registration.valid_from).unwrap_or_default(),
        valid_until: moment(&registration.valid_until).unwrap_or_default(),
        attention,
        badge: badge(scans),
        past: past(scans, checkpoint),
        ..PersonFacts::valid(row.id, category_id(&registration.category))
    }
}

/// The scans at this checkpoint that nobody annulled, as the decision wants them.
pub(super) fn past(scans: &ScansState, checkpoint: CheckpointId) -> Vec<PastScan> {
    unannulled(scans, checkpoint)
        .map(|row| PastScan {
            at: row.at,
            day: row.fact.day,
            device: row.device,
            outcome: outcome(row),
        })
        .collect()
}

/// The newest scan at this device and checkpoint, for telling a double scan.
pub(super) fn last_here(scans: &ScansState, checkpoint: CheckpointId, device: DeviceId) -> Option<LastScan> {
    unannulled(scans, checkpoint)
        .filter(|row| row.device == device && row.fact.at_ms.is_none())
        .last()
        .map(|row| LastScan {
            at: row.at,
            outcome: outcome(row),
        })
}

fn unannulled(scans: &ScansState, checkpoint: CheckpointId) -> impl Iterator<Item = &ScanRow> {
    scans
        .scans
        .iter()
        .filter(move |row| row.fact.checkpoint == checkpoint && row.state != ScanState::Annulled)
}

fn outcome(row: &ScanRow) -> PastOutcome {
    match (row.state, row.fact.direction) {
        (ScanState::Admitted, _) if row.fact.overrides.is_some() => PastOutcome::Overridden,
        (ScanState::Admitted, _) => PastOutcome::Admitted,
        (ScanState::Pending, _) => PastOutcome::Pending,
        (ScanState::Left, _) if row.fact.verdict == "not_inside" => PastOutcome::NotInside,
        (ScanState::Left, _) => PastOutcome::Left,
        (ScanState::Nothing | ScanState::Annulled, Direction::Entry) => PastOutcome::Stopped,
        (ScanState::Nothing | ScanState::Annulled, Direction::Exit) => PastOutcome::NotInside,
    }
}

fn standings(registration: &RegistrationRow) -> Vec<Standing> {
    let status = RegistrationStatus::read(&registration.status).map(|status| match status {
        RegistrationStatus::Valid => Status::Valid,
        RegistrationStatus::Pending => Status::Pending,
        RegistrationStatus::Unapproved => Status::Unapproved,
        RegistrationStatus::Canceled => Status::Canceled,
        RegistrationStatus::Expired => Status::Expired,
    });
    let readable = registration.days.split_whitespace().all(|day| date(day).is_ok())
        && moment(&registration.valid_from).is_some()
        && moment(&registration.valid_until).is_some();
    let mut standings: Vec<Standing> = status.map(Standing::from).into_iter().collect();
    // No day is every day, and no time any time: what cannot be read must not become nothing.
    if status.is_none() || !readable {
        standings.push(Status::Unread.into());
    }
    if registration.blocked {
        standings.push(Status::Blocked.into());
    }
    standings
}

/// Where the live badge is; a serial alone is no badge.
fn badge(scans: &ScansState) -> Badge {
    match scans.live_badge().map(|live| scans.whereabouts(live)) {
        Some(Whereabouts::InBox(label)) => Badge::InBox(label.to_owned()),
        Some(Whereabouts::OnPile | Whereabouts::WithPerson) => Badge::Made,
        Some(Whereabouts::NotMade) | None => Badge::NotMade,
    }
}

/// A moment, or none where none is set; `None` where it cannot be read.
fn moment(text: &str) -> Option<Option<Timestamp>> {
    if text.is_empty() {
        return Some(None);
    }
    text.parse().ok().map(Timestamp).map(Some)
}
