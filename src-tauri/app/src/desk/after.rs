//! What may follow a scan: an override with a reason, an undo.

use super::outcome::print_wish;
use super::scan::{Against, Presentation, PrintWish, ScanAsk, record};
use crate::device::{App, find_event};
use crate::failure::{AppError, Refusal};
use crate::roles::{authority, is_here, may_undo};
use crate::view::{Outcome, Reasons, Undone};
use sarrera_core::admission::{Authority, Override, RecordedVerdict};
use sarrera_core::fold::{PrintRow, ScanRow, ScanState, ScansState};
use sarrera_core::ids::ScanId;
use sarrera_core::ops::{
    BadgeVoided, Direction, Fact, LogName, OverrideWhy, PrintState, ReprintWhy, ScanAnnulled,
};
use sarrera_core::time::Timestamp;
use sarrera_store::{EventRow, Reader, ScanSummary};

impl App {
    /// Lets a stopped person in all the same, with a reason; recorded as a scan of its own that names the first. What
    /// was overruled on the way to this stop stays overruled, and a scan that was given a moment keeps it.
    ///
    /// # Errors
    /// When nobody may overrule the verdict here, the reason is missing, or the database can't be written; nothing is
    /// recorded then.
    pub fn override_scan(
        &self,
        event: &str,
        scan: &str,
        reason: &str,
        print: PrintWish<'_>,
    ) -> Result<Outcome, AppError> {
        if reason.trim().is_empty() {
            return Err(Refusal::ReasonMissing.into());
        }
        let (why, text) = OverrideWhy::read(reason);
        self.record_and_show(|txn| {
            let (event_row, summary) = find_scan(&txn.reader(), event, scan)?;
            let refused = || {
                AppError::from(Refusal::NotOverridable {
                    verdict: summary.verdict.clone(),
                })
            };
            let scans = txn.reader().scans_of(event_row.no, summary.subject)?;
            let by = authority(txn.reader().role_here(event_row.no)?);
            let (overrides, at) = overruled_so_far(&scans, summary.scan, by).ok_or_else(refused)?;
            let attendee = summary.attendee.ok_or_else(refused)?;
            let checkpoints = txn.reader().checkpoints(event_row.no)?;
            let checkpoint = checkpoints.into_iter().find(|c| c.id == summary.checkpoint);
            let checkpoint = checkpoint.ok_or_else(refused)?;
            let ask = ScanAsk {
                event,
                checkpoint: &checkpoint.label,
                direction: Direction::Entry,
                at,
                print,
            };
            let against = Against {
                scan: summary.scan,
                overrides,
                why,
                text,
            };
            let presentation = Presentation::Person(attendee);
            let recorded = record(txn, &event_row, &checkpoint, &ask, &presentation, Some(&against))?;
            let stopped = recorded.decision.verdict.kind();
            if against.overrides.iter().any(|word| word.verdict == stopped) {
                return Err(refused());
            }
            Ok((event_row, recorded))
        })
    }

    /// Undoes a scan. A badge that it made is void, and where paper may have come out the operator asks for it back.
    ///
    /// # Errors
    /// When it was undone before, nobody was let in or out by it, it made a badge and this device corrects none, or the
    /// database can't be written.
    pub fn undo_scan(&self, event: &str, scan: &str) -> Result<Undone, AppError> {
        self.write(|txn| {
            let (event, summary) = find_scan(&txn.reader(), event, scan)?;
            if summary.state == ScanState::Annulled {
                return Err(Refusal::AlreadyUndone.into());
            }
            if summary.state == ScanState::Nothing {
                return Err(Refusal::NothingToUndo.into());
            }
            let scans = txn.reader().scans_of(event.no, summary.subject)?;
            let row = scans.scans.iter().find(|row| row.fact.scan == summary.scan);
            let makes_badges = row.is_some_and(|row| !scans.badges_of(row).is_empty());
            // A badge that a gate cannot make void would go on opening doors.
            if makes_badges && !is_here(&txn.reader(), &event, may_undo(makes_badges))? {
                return Err(Refusal::DoneAtADesk.into());
            }
            let annulled = Fact::ScanAnnulled(ScanAnnulled { scan: summary.scan });
            // What follows a scan stands where it does, which is under its badge where that came before its person was known:
            // should the badge be found to be another's, both go along.
            let under = row.map_or(summary.subject, |row| row.subject);
            txn.append(event.id, &LogName::Scans, under, &annulled)?;
            let mut undone = Undone {
                scan: summary.scan.to_string(),
                voided: Vec::new(),
                paper_back: false,
                box_back: None,
            };
            let Some(row) = row else {
                return Ok(undone);
            };
            undone.box_back = scans.handed_over_by(row).and_then(|badge| badge.boxed.clone());
            for badge in scans.badges_of(row) {
                let voided = Fact::BadgeVoided(BadgeVoided {
                    badge: badge.badge,
                    reason: "undo".to_owned(),
                });
                txn.append(event.id, &LogName::Scans, badge.subject, &voided)?;
                undone.voided.push(badge.serial.short());
                let jobs = scans.prints.iter().filter(|job| job.badge == badge.badge);
                undone.paper_back |= jobs.into_iter().any(may_be_paper);
            }
            Ok(undone)
        })
    }

    /// An earlier scan, shown again.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn outcome(&self, event: &str, scan: &str) -> Result<Outcome, AppError> {
        let id = self.read(|r| Ok(find_scan(r, event, scan)?.1.scan))?;
        self.outcome_again(event, id, None)
    }

    /// The reasons that a screen offers where somebody has to give one.
    #[must_use]
    pub fn reasons() -> Reasons {
        Reasons {
            reprint: ReprintWhy::ALL.iter().map(|why| why.code().to_owned()).collect(),
            override_verdict: OverrideWhy::ALL.iter().map(|why| why.code().to_owned()).collect(),
        }
    }

    /// The printer and template that this device prints to, as the desk wishes it.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn with_print_wish<T>(
        &self,
        work: impl FnOnce(PrintWish<'_>) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        let (printer, template) = print_wish(self)?;
        match &printer {
            Some(printer) => work(PrintWish::To {
                printer,
                template: &template,
            }),
            None => work(PrintWish::None),
        }
    }
}

/// The stops that an override of this scan overrules, along the overrides that led to it, and the moment that it was given;
/// `None` where whoever overrules it here may not.
fn overruled_so_far(
    scans: &ScansState,
    scan: ScanId,
    by: Authority,
) -> Option<(Vec<Override>, Option<Timestamp>)> {
    let row = scans.scans.iter().find(|row| row.fact.scan == scan)?;
    let verdict = recorded_verdict(row).filter(|verdict| verdict.may_override(by))?;
    if row.state != ScanState::Nothing {
        return None;
    }
    let mut overrides = vec![Override {
        verdict: verdict.kind(),
        by,
    }];
    overrides.extend(overruled_before(scans, row)?);
    Some((overrides, row.fact.at_ms.map(Timestamp)))
}

/// The stops that were overruled on the way to a scan, each by the word that it needs: what was recorded stays overruled,
/// whoever goes on from there.
pub(super) fn overruled_before(scans: &ScansState, row: &ScanRow) -> Option<Vec<Override>> {
    let mut overrides = Vec::new();
    let mut next = row.fact.overrides.as_ref().map(|before| before.of);
    while let Some(id) = next.filter(|_| overrides.len() <= scans.scans.len()) {
        let row = scans.scans.iter().find(|row| row.fact.scan == id)?;
        if row.state != ScanState::Nothing {
            return None;
        }
        let verdict = recorded_verdict(row)?;
        overrides.push(Override {
            verdict: verdict.kind(),
            by: verdict.override_needs()?,
        });
        next = row.fact.overrides.as_ref().map(|before| before.of);
    }
    Some(overrides)
}

/// The verdict of a scan that stands in the log.
pub(super) fn recorded_verdict(row: &ScanRow) -> Option<RecordedVerdict> {
    let deciding = row.fact.reasons.first().map(|reason| reason.code.as_str());
    RecordedVerdict::read(&row.fact.verdict, deciding, row.state == ScanState::Pending)
}

/// Whether paper may lie in the tray.
const fn may_be_paper(job: &PrintRow) -> bool {
    match job.state {
        PrintState::Sent | PrintState::Printed | PrintState::Unknown => true,
        PrintState::Queued | PrintState::Failed => job.came_out(),
    }
}

pub(super) fn find_scan(
    reader: &Reader<'_>,
    event: &str,
    scan: &str,
) -> Result<(EventRow, ScanSummary), AppError> {
    let event = find_event(reader, event)?;
    let missing = || AppError::NotFound {
        what: "scan",
        which: scan.to_owned(),
    };
    let id: ScanId = scan.parse().map_err(|_| missing())?;
    let summary = reader.scan(event.no, id)?.ok_or_else(missing)?;
    Ok((event, summary))
}
