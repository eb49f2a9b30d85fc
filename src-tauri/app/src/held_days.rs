//! On which days somebody comes who holds several registrations: a ticket for each day is a ticket for all of them.

use sarrera_core::ids::{AttendeeId, RegistrationId};
use sarrera_store::{EventNo, Reader, RegistrationRow, StoreError};
use std::collections::BTreeSet;

/// The days of all that somebody holds which counts as much as the registration that is shown, as a registration writes
/// them: empty is every day. Nothing where the one that is shown is not among them.
///
/// # Errors
/// When the database can't be read.
pub(crate) fn held_days(
    reader: &Reader<'_>,
    event: EventNo,
    holder: AttendeeId,
    shown: RegistrationId,
) -> Result<Option<String>, StoreError> {
    let held = reader.registrations_of(event, holder)?;
    let shown = held.iter().find(|registration| registration.id == shown);
    Ok(shown.map(|shown| together(shown, &held)))
}

/// What is canceled, blocked or for a screen at home adds no day to what lets somebody in.
fn together(shown: &RegistrationRow, held: &[RegistrationRow]) -> String {
    let counts = |other: &&RegistrationRow| {
        other.status == shown.status && other.blocked == shown.blocked && other.mode == shown.mode
    };
    let mut days = BTreeSet::new();
    for registration in held.iter().filter(counts) {
        if registration.days.is_empty() {
            return String::new();
        }
        days.extend(registration.days.split_whitespace());
    }
    days.into_iter().collect::<Vec<_>>().join(" ")
}
