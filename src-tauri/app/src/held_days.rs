//! On which days somebody comes who holds several registrations, by the rows of the store.

use sarrera_core::admission::{DaysHeld, days_changed, days_together};
use sarrera_core::ids::{AttendeeId, RegistrationId};
use sarrera_store::{EventNo, Reader, RegistrationRow, StoreError};

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

/// The days of `shown` and of all that counts as much among `held`.
pub(crate) fn together(shown: &RegistrationRow, held: &[RegistrationRow]) -> String {
    let held: Vec<DaysHeld<'_>> = held.iter().map(said).collect();
    if held.is_empty() {
        return shown.days.clone();
    }
    days_together(&said(shown), &held)
}

/// Which registrations say other days, and which, once their holder is to come on `wanted`.
pub(crate) fn changed(
    shown: &RegistrationRow,
    held: &[RegistrationRow],
    wanted: &str,
) -> Vec<(RegistrationId, String)> {
    let Some(place) = held.iter().position(|registration| registration.id == shown.id) else {
        return vec![(shown.id, wanted.to_owned())];
    };
    let days: Vec<DaysHeld<'_>> = held.iter().map(said).collect();
    let changed = days_changed(place, &days, wanted).into_iter();
    held.iter()
        .zip(changed)
        .filter_map(|(registration, days)| Some((registration.id, days?)))
        .collect()
}

fn said(registration: &RegistrationRow) -> DaysHeld<'_> {
    DaysHeld {
        status: &registration.status,
        blocked: registration.blocked,
        mode: &registration.mode,
        days: &registration.days,
    }
}
