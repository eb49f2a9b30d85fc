//! Print jobs: a badge on its way to paper, and the truth about how far it is.

use crate::badges::issue;
use crate::desk::PrintWish;
use crate::failure::AppError;
use sarrera_core::ids::{AttendeeId, BadgeId, PrintJobId};
use sarrera_core::ops::{BadgeReason, Fact, LogName, PrintRequested};
use sarrera_store::{EventRow, Txn};

/// Orders the badge of a person who was just let in, unless they have one.
pub(crate) fn print_if_due(
    txn: &mut Txn<'_>,
    event: &EventRow,
    attendee: AttendeeId,
    wish: PrintWish<'_>,
) -> Result<Option<PrintJobId>, AppError> {
    let PrintWish::To { .. } = wish else {
        return Ok(None);
    };
    let scans = txn.reader().scans_of(event.no, attendee.into())?;
    let Some(row) = txn.reader().attendee(event.no, attendee)? else {
        return Ok(None);
    };
    if scans.live_badge().is_some() {
        return Ok(None);
    }
    let badge = issue(txn, event.id, &row, BadgeReason::First, Vec::new())?;
    order(txn, event, attendee, badge, wish)
}

/// Orders a badge from the wished printer.
pub(crate) fn order(
    txn: &mut Txn<'_>,
    event: &EventRow,
    attendee: AttendeeId,
    badge: BadgeId,
    wish: PrintWish<'_>,
) -> Result<Option<PrintJobId>, AppError> {
    let PrintWish::To { printer, template } = wish else {
        return Ok(None);
    };
    let job = PrintJobId(txn.random());
    let (printer, template) = (printer.to_owned(), template.to_owned());
    let fact = Fact::PrintRequested(PrintRequested {
        job,
        badge,
        printer,
        template,
    });
    txn.append(event.id, &LogName::Scans, attendee.into(), &fact)?;
    Ok(Some(job))
}
