//! The operator did what a scan waited for: it is judged once more, and becomes an admission.

use super::after::{find_scan, overruled_before};
use super::found::Lookup;
use super::looked_up::LookedUp;
use super::outcome::outcome_by_now;
use super::scan::{PrintWish, counted_inside, give_badge};
use super::subject::By;
use crate::device::App;
use crate::failure::{AppError, Refusal};
use crate::moment::{local, zone};
use crate::view::Outcome;
use sarrera_core::admission::{self, Decision, Moment, Reading};
use sarrera_core::fold::{ScanRow, ScanState, ScansState};
use sarrera_core::ids::SubjectId;
use sarrera_core::ops::{Direction, Fact, LogName, ScanConfirmed};
use sarrera_store::{EventRow, Reader, ScanSummary, Txn};

impl App {
    /// The operator did what the attention asked for: the pending scan becomes an admission, and gives out the badge that
    /// such an admission does.
    ///
    /// # Errors
    /// When the scan does not wait for a confirmation, what is known by now stops the person (it goes on waiting then), or
    /// the database can't be written.
    pub fn confirm_scan(&self, event: &str, scan: &str, print: PrintWish<'_>) -> Result<Outcome, AppError> {
        let confirm = |txn: &mut Txn<'_>| {
            let (event, summary) = find_scan(&txn.reader(), event, scan)?;
            let scans = txn.reader().scans_of(event.no, summary.subject)?;
            let row = scans.scans.iter().find(|row| row.fact.scan == summary.scan);
            let row = row
                .filter(|_| summary.state == ScanState::Pending)
                .ok_or(Refusal::NotPending)?;
            let (looked_up, decision) = judged_now(&txn.reader(), &event, &summary, &scans, row)?;
            if !decision.verdict.lets_in() {
                let verdict = decision.verdict.code();
                return Err(Refusal::StoppedMeanwhile { verdict }.into());
            }
            let confirmed = Fact::ScanConfirmed(ScanConfirmed { scan: summary.scan });
            txn.append(event.id, &LogName::Scans, row.subject, &confirmed)?;
            let under = under(txn, &event, &summary, &looked_up)?;
            let job = give_badge(txn, &event, &looked_up, &decision, under, print)?;
            Ok((job, summary.scan))
        };
        self.write_and_show(confirm, |r, (job, scan)| outcome_by_now(r, event, scan, job))
    }
}

/// A scan that waits, judged by what is known now, at the moment when they came and by the rule of then: a door that closed
/// while a note was looked into keeps nobody out.
fn judged_now(
    reader: &Reader<'_>,
    event: &EventRow,
    summary: &ScanSummary,
    scans: &ScansState,
    row: &ScanRow,
) -> Result<(LookedUp, Decision), AppError> {
    let lookup = Lookup {
        reader,
        event,
        checkpoint: summary.checkpoint,
        direction: Direction::Entry,
    };
    let rule = &row.fact.rule;
    let (_, minute) = local(zone(&event.time_zone), row.at);
    let moment = Moment {
        at: row.at,
        day: row.fact.day,
        minute,
        direction: admission::Direction::Entry,
        device: row.device,
        inside: counted_inside(reader, event, summary.checkpoint, rule, row.fact.day)?,
        last_here: None,
        overrides: overruled_before(scans, row).unwrap_or_default(),
        reading: Reading::One,
    };
    let looked_up = lookup.again(summary, row)?.by_deciding(rule, &moment);
    let decision = admission::confirm(&looked_up.found, rule, &moment);
    Ok((looked_up, decision))
}

/// Under which registration the badge is made: the one whose code was scanned.
fn under(
    txn: &Txn<'_>,
    event: &EventRow,
    summary: &ScanSummary,
    looked_up: &LookedUp,
) -> Result<SubjectId, AppError> {
    let Some(person) = &looked_up.attendee else {
        return Ok(summary.subject);
    };
    By::Scan(summary.scan).subject(&txn.reader(), event.no, person.id, &looked_up.scans)
}
