//! Check-ins of a file: each person's entry and exit are taken over once, whichever file says them first.

use super::apply::{Applier, Noted};
use crate::failure::AppError;
use crate::import::{Arrival, ReadRow};
use crate::moment::{local, zone};
use sarrera_core::fold::ScanState;
use sarrera_core::ids::{AttendeeId, RegistrationId, ScanId};
use sarrera_core::ops::{Direction, Effect, Fact, LogName, Presented, ScanReason, ScanRecorded};
use sarrera_core::time::Timestamp;
use sarrera_store::{CheckpointRow, Txn};

/// The reason of a check-in whose file does not say when it was.
const WITHOUT_TIME: &str = "imported_without_time";

/// A check-in as it is to be recorded.
struct CheckIn<'a> {
    attendee: AttendeeId,
    entrance: &'a CheckpointRow,
    scan: ScanId,
    direction: Direction,
    at: Timestamp,
    reasons: Vec<String>,
}

impl Applier<'_> {
    pub(super) fn take_check_ins(
        &self,
        txn: &mut Txn<'_>,
        attendee: AttendeeId,
        row: &ReadRow,
        noted: &mut Noted,
    ) -> Result<(), AppError> {
        let (Some(entrance), Some(arrival)) = (self.entrance, row.checked_in) else {
            return Ok(());
        };
        let left = row.checked_out_at;
        let (at, reasons) = match arrival {
            Arrival::At(at) => (at, Vec::new()),
            Arrival::TimeUnknown => (left.unwrap_or(self.now), vec![WITHOUT_TIME.to_owned()]),
        };
        let is_known_here = arrival == Arrival::TimeUnknown && self.has_come(txn, attendee, entrance)?;
        let scan = self.key.scan(&row.key, "entry");
        if !is_known_here && txn.reader().scan(self.event.no, scan)?.is_none() {
            let direction = Direction::Entry;
            self.append_scan(
                txn,
                CheckIn {
                    attendee,
                    entrance,
                    scan,
                    direction,
                    at,
                    reasons,
                },
            )?;
            noted.check_ins += 1;
        }
        if let Some(left) = left.filter(|left| *left > at || arrival == Arrival::TimeUnknown) {
            let scan = self.key.scan(&row.key, "exit");
            if txn.reader().scan(self.event.no, scan)?.is_none() {
                let (direction, at, reasons) = (Direction::Exit, left, Vec::new());
                self.append_scan(
                    txn,
                    CheckIn {
                        attendee,
                        entrance,
                        scan,
                        direction,
                        at,
                        reasons,
                    },
                )?;
            }
        }
        Ok(())
    }

    /// "They came" without a time adds nothing to an admission that is known here.
    fn has_come(
        &self,
        txn: &Txn<'_>,
        attendee: AttendeeId,
        entrance: &CheckpointRow,
    ) -> Result<bool, AppError> {
        let scans = txn.reader().scans_of(self.event.no, attendee.into())?;
        Ok(scans
            .scans
            .iter()
            .any(|scan| scan.fact.checkpoint == entrance.id && scan.state == ScanState::Admitted))
    }

    fn append_scan(&self, txn: &mut Txn<'_>, check_in: CheckIn<'_>) -> Result<(), AppError> {
        let CheckIn {
            attendee, entrance, ..
        } = check_in;
        let scans = txn.reader().scans_of(self.event.no, attendee.into())?;
        let (verdict, effect) = match check_in.direction {
            Direction::Entry => ("admitted", Effect::Admitted),
            Direction::Exit => ("left", Effect::Left),
        };
        let fact = Fact::ScanRecorded(ScanRecorded {
            scan: check_in.scan,
            checkpoint: entrance.id,
            direction: check_in.direction,
            day: local(zone(&self.event.time_zone), check_in.at).0,
            presented: Presented::Import,
            registration: Some(RegistrationId::from(attendee)),
            badge: None,
            verdict: verdict.to_owned(),
            effect,
            reasons: check_in.reasons.into_iter().map(ScanReason::bare).collect(),
            rule: entrance.rule.clone(),
            after: scans.heads(entrance.id),
            overrides: None,
            code: None,
            at_ms: Some(check_in.at.0),
        });
        txn.append(self.event.id, &LogName::Scans, attendee.into(), &fact)?;
        Ok(())
    }
}
