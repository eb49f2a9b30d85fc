//! What may follow a scan: a confirmation, an override with a reason, an undo.

use super::outcome::print_wish;
use super::scan::{Against, Presentation, PrintWish, ScanAsk};
use crate::device::{App, find_event};
use crate::failure::{AppError, Refusal};
use crate::view::Outcome;
use sarrera_core::admission::{Authority, Override, VerdictKind};
use sarrera_core::ids::{AttendeeId, ScanId};
use sarrera_core::ops::{BadgeVoided, Direction, Fact, LogName, ScanAnnulled, ScanConfirmed};
use sarrera_store::{EventRow, Reader, ScanSummary};

impl App {
    /// The operator did what the attention asked for: the pending scan becomes an admission, and its badge prints.
    ///
    /// # Errors
    /// When the scan does not wait for a confirmation, or the database can't be written.
    pub fn confirm_scan(&self, event: &str, scan: &str, print: PrintWish<'_>) -> Result<Outcome, AppError> {
        let (job, id) = self.write(|txn| {
            let (event, summary) = find_scan(&txn.reader(), event, scan)?;
            if summary.state != "pending" {
                return Err(Refusal::NotPending.into());
            }
            let confirmed = Fact::ScanConfirmed(ScanConfirmed { scan: summary.scan });
            txn.append(event.id, &LogName::Scans, summary.subject, &confirmed)?;
            let job = match summary.attendee {
                Some(attendee) => crate::printing::print_if_due(txn, &event, attendee, print)?,
                None => None,
            };
            Ok::<_, AppError>((job, summary.scan))
        })?;
        self.outcome_again(event, id, job)
    }

    /// Lets a stopped person in all the same, with a reason; recorded as a scan of its own that names the first.
    ///
    /// # Errors
    /// When nobody may overrule the verdict here, the reason is missing, or the database can't be written.
    pub fn override_scan(
        &self,
        event: &str,
        scan: &str,
        reason: &str,
        print: PrintWish<'_>,
    ) -> Result<Outcome, AppError> {
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(Refusal::ReasonMissing.into());
        }
        let (summary, checkpoint) = self.read(|r| {
            let (event, summary) = find_scan(r, event, scan)?;
            let checkpoints = r.checkpoints(event.no)?;
            let checkpoint = checkpoints.into_iter().find(|c| c.id == summary.checkpoint);
            let label = checkpoint.map_or_else(|| summary.checkpoint.to_string(), |c| c.label);
            Ok((summary, label))
        })?;
        let refused = || {
            AppError::from(Refusal::NotOverridable {
                verdict: summary.verdict.clone(),
            })
        };
        let kind = VerdictKind::read(&summary.verdict).ok_or_else(refused)?;
        let attendee = summary.attendee.ok_or_else(refused)?;
        let ask = ScanAsk {
            event,
            checkpoint: &checkpoint,
            direction: Direction::Entry,
            at: None,
            print,
        };
        let against = Against {
            scan: summary.scan,
            // Whoever works in the office is an organiser; roles of other devices come with pairing.
            overrides: Override {
                verdict: kind,
                by: Authority::Organiser,
            },
            reason: reason.to_owned(),
        };
        let outcome = self.present(&ask, &Presentation::Person(attendee), Some(&against))?;
        if outcome.verdict == summary.verdict && kind != VerdictKind::Admitted {
            return Err(refused());
        }
        Ok(outcome)
    }

    /// Undoes a scan. A badge that it printed is void, and the operator asks for the paper back.
    ///
    /// # Errors
    /// When it was undone before, or the database can't be written.
    pub fn undo_scan(&self, event: &str, scan: &str) -> Result<(), AppError> {
        self.write(|txn| {
            let (event, summary) = find_scan(&txn.reader(), event, scan)?;
            if summary.state == "annulled" {
                return Err(Refusal::AlreadyUndone.into());
            }
            let annulled = Fact::ScanAnnulled(ScanAnnulled { scan: summary.scan });
            txn.append(event.id, &LogName::Scans, summary.subject, &annulled)?;
            for badge in badges_of_scan(&txn.reader(), &event, &summary)? {
                let voided = Fact::BadgeVoided(BadgeVoided {
                    badge,
                    reason: "undo".to_owned(),
                });
                txn.append(event.id, &LogName::Scans, summary.subject, &voided)?;
            }
            Ok(())
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

/// The badges that this very scan made: issued at its moment, while the person stood there.
fn badges_of_scan(
    reader: &Reader<'_>,
    event: &EventRow,
    summary: &ScanSummary,
) -> Result<Vec<sarrera_core::ids::BadgeId>, AppError> {
    let Some(AttendeeId(attendee)) = summary.attendee else {
        return Ok(Vec::new());
    };
    let scans = reader.scans_of(event.no, AttendeeId(attendee).into())?;
    let Some(scan) = scans.scans.iter().find(|row| row.fact.scan == summary.scan) else {
        return Ok(Vec::new());
    };
    let made = |badge: &&sarrera_core::fold::BadgeRow| {
        badge.voided_at.is_none() && badge.device == scan.device && badge.issued_at >= scan.at
    };
    Ok(scans
        .badges
        .iter()
        .filter(made)
        .map(|badge| badge.badge)
        .collect())
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
