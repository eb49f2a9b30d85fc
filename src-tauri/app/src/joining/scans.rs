//! Scans and badges of one event in the other: a scan and a badge keep their ids, so that each is there once whoever records it.

use super::again::{Said, Subject, original};
use super::run::Run;
use super::tally::Left;
use crate::failure::AppError;
use crate::printing::{NOT_TOLD, PrintReason};
use sarrera_core::fold::FoldOp;
use sarrera_core::ids::{PrintJobId, ScanId, SubjectId};
use sarrera_core::ops::{
    BadgePrintReported, Direction, Fact, Presented, PrintRequested, PrintState, ScanRecorded, short_hash,
};
use sarrera_store::Reader;

impl Run<'_> {
    pub(super) fn scanned(
        &mut self,
        reader: &Reader<'_>,
        subject: &Subject,
        op: &FoldOp,
        fact: &ScanRecorded,
    ) -> Result<Said, AppError> {
        self.checkpoints.insert(SubjectId(fact.checkpoint.0));
        let scan = self.scan_there(subject, fact);
        let at_ms = Some(fact.at_ms.unwrap_or(op.wall.0));
        if fact.presented == Presented::Import && self.has_check_in(reader, subject, fact, scan)? {
            return Ok(Said::There);
        }
        let registration = match fact.registration {
            Some(registration) => Some(self.registration(reader, registration)?),
            None => None,
        };
        let after = fact
            .after
            .iter()
            .map(|id| self.known_scan(subject, *id))
            .collect();
        Ok(Said::again(Fact::ScanRecorded(ScanRecorded {
            scan,
            registration,
            after,
            at_ms,
            ..fact.clone()
        })))
    }

    /// A file's check-in has the id that the same file gives it there.
    fn scan_there(&self, subject: &Subject, fact: &ScanRecorded) -> ScanId {
        let direction = match fact.direction {
            Direction::Entry => "entry",
            Direction::Exit => "exit",
        };
        match (&self.key, &subject.key) {
            (Some(key), Some(row)) if fact.presented == Presented::Import => key.scan(row, direction),
            (Some(_) | None, Some(_) | None) => fact.scan,
        }
    }

    fn known_scan(&self, subject: &Subject, scan: ScanId) -> ScanId {
        for told in subject.told.iter().filter_map(|told| told.op.as_ref()) {
            if let Fact::ScanRecorded(fact) = &told.fact
                && fact.scan == scan
            {
                return self.scan_there(subject, fact);
            }
        }
        scan
    }

    /// Whether the other event has this check-in of a file.
    fn has_check_in(
        &self,
        reader: &Reader<'_>,
        subject: &Subject,
        fact: &ScanRecorded,
        scan: ScanId,
    ) -> Result<bool, AppError> {
        if reader.scan(self.new.no, scan)?.is_some() {
            return Ok(true);
        }
        let scans = reader.scans_of(self.new.no, subject.there)?.scans;
        Ok(scans.iter().any(|row| {
            row.fact.presented == Presented::Import
                && row.fact.checkpoint == fact.checkpoint
                && row.fact.direction == fact.direction
                && row.fact.at_ms == fact.at_ms
        }))
    }
}

impl Subject {
    /// A badge's order with how it ended: one that no printer has is not to be printed there by itself.
    pub(super) fn ordered(&self, fact: &PrintRequested) -> Said {
        let job = job_there(fact.job);
        let ops = self.told.iter().rev().filter(|told| told.permitted);
        let mut reports = ops.filter_map(|told| told.op.as_ref());
        let last = reports.find_map(|op| {
            if let Fact::BadgePrintReported(report) = &op.fact
                && report.job == fact.job
            {
                Some((op, report))
            } else {
                None
            }
        });
        let Some((op, report)) = last else {
            return Said::Left(Left::NotPrinted);
        };
        let (state, reason) = match report.state {
            PrintState::Queued => return Said::Left(Left::NotPrinted),
            // Nobody asks that printer any more.
            PrintState::Sent if report.reason.as_deref() != Some(NOT_TOLD) => (
                PrintState::Unknown,
                Some(PrintReason::Interrupted.code().to_owned()),
            ),
            PrintState::Sent | PrintState::Printed | PrintState::Failed | PrintState::Unknown => {
                (report.state, report.reason.clone())
            }
        };
        Said::Print(Box::new((
            Fact::PrintRequested(PrintRequested { job, ..fact.clone() }),
            Fact::BadgePrintReported(BadgePrintReported { job, state, reason }),
            original(op),
        )))
    }
}

/// A job is looked up by its id alone, in whichever event: there it has one of its own.
pub(super) fn job_there(job: PrintJobId) -> PrintJobId {
    PrintJobId(short_hash("sarrera 2026-11 joined print job", &job.0))
}
