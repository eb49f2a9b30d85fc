//! A badge that waits in a box: it is handed over with the admission of its person, and taken back with it.

use super::outcome::Told;
use crate::failure::AppError;
use crate::roles::{Who, is_here};
use crate::view::BoxedBadge;
use sarrera_core::admission::ReasonCode;
use sarrera_core::fold::{BadgeRow, ScanState, ScansState};
use sarrera_core::ids::AttendeeId;
use sarrera_core::ops::{BadgeHandedOver, Fact, LogName};
use sarrera_store::{EventRow, Txn};

/// Hands over the badge that waits in a box, if one does and this device gives out badges; in the transaction of the
/// admission.
pub(super) fn hand_over(
    txn: &mut Txn<'_>,
    event: &EventRow,
    attendee: AttendeeId,
    scans: &ScansState,
) -> Result<(), AppError> {
    let waiting = scans.live_badge().filter(|live| live.waits_in().is_some());
    if let Some(live) = waiting
        && is_here(&txn.reader(), event, Who::Printing)?
    {
        handed_over(txn, event, attendee, live)?;
    }
    Ok(())
}

/// Says that a badge is in its person's hand.
pub(super) fn handed_over(
    txn: &mut Txn<'_>,
    event: &EventRow,
    attendee: AttendeeId,
    badge: &BadgeRow,
) -> Result<(), AppError> {
    let fact = Fact::BadgeHandedOver(BadgeHandedOver {
        badge: badge.badge,
        attendee,
    });
    txn.append(event.id, &LogName::Scans, badge.subject, &fact)?;
    Ok(())
}

/// The box from which a scan let its person take the badge.
pub(super) fn boxed(told: &Told<'_>, scans: &ScansState) -> Option<BoxedBadge> {
    let label = told.param(&[ReasonCode::BadgeInBox], "place")?.clone();
    let taken = scans.handed_over_by(told.0);
    Some(BoxedBadge {
        label,
        replaceable: told.0.state == ScanState::Admitted && taken.is_some(),
    })
}
