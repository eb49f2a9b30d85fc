//! A code that fits two people: whom the operator chose is judged anew, in place of the scan that could not say who it is.

use super::after::find_scan;
use super::found::with_traced_code;
use super::scan::{Presentation, PrintWish, ScanAsk, record};
use crate::device::App;
use crate::failure::AppError;
use crate::view::Outcome;
use sarrera_core::admission::VerdictKind;
use sarrera_core::ids::AttendeeId;
use sarrera_core::ops::Direction;
use sarrera_core::time::Timestamp;
use sarrera_store::{EventRow, Reader, ScanSummary};

impl App {
    /// Lets in, or stops, one of the people whom the code of an ambiguous scan fits; where and in which direction it was
    /// scanned, and at the moment that it was given.
    ///
    /// # Errors
    /// When the scan was not ambiguous or its code does not fit this person, or the database can't be written.
    pub fn choose_candidate(
        &self,
        event: &str,
        scan: &str,
        attendee: &str,
        print: PrintWish<'_>,
    ) -> Result<Outcome, AppError> {
        self.record_and_show(|txn| {
            let (event_row, summary) = find_scan(&txn.reader(), event, scan)?;
            let missing = || AppError::NotFound {
                what: "attendee",
                which: attendee.to_owned(),
            };
            let chosen: AttendeeId = attendee.parse().map_err(|_| missing())?;
            if !fits(&txn.reader(), &event_row, &summary, chosen)? {
                return Err(missing());
            }
            let checkpoints = txn.reader().checkpoints(event_row.no)?;
            let checkpoint = checkpoints.into_iter().find(|c| c.id == summary.checkpoint);
            let checkpoint = checkpoint.ok_or_else(missing)?;
            let scans = txn.reader().scans_of(event_row.no, summary.subject)?;
            let row = scans.scans.iter().find(|row| row.fact.scan == summary.scan);
            let ask = ScanAsk {
                event,
                checkpoint: &checkpoint.label,
                direction: row.map_or(Direction::Entry, |row| row.fact.direction),
                at: row.and_then(|row| row.fact.at_ms).map(Timestamp),
                print,
            };
            let presentation = Presentation::Person(chosen);
            let recorded = record(txn, &event_row, &checkpoint, &ask, &presentation, None)?;
            Ok((event_row, recorded))
        })
    }
}

/// Whether the code of an ambiguous scan is this person's, or of a registration that they hold now.
fn fits(
    reader: &Reader<'_>,
    event: &EventRow,
    summary: &ScanSummary,
    chosen: AttendeeId,
) -> Result<bool, AppError> {
    if summary.verdict != VerdictKind::Ambiguous.code() {
        return Ok(false);
    }
    for id in with_traced_code(reader, event, &summary.code)? {
        let named = reader.attendee(event.no, id)?;
        if named.is_some_and(|named| named.registration.holder == chosen) {
            return Ok(true);
        }
    }
    Ok(false)
}
