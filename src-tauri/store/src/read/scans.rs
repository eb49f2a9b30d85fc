//! Scans, badges, presence, conflicts and the figures made of them.

use crate::Reader;
use crate::error::StoreError;
use crate::log::{EventNo, find_log_no};
use crate::project::{fold_of, print_state, scan_state};
use rusqlite::types::Type;
use rusqlite::{OptionalExtension, Row, named_params};
use sarrera_core::codes::{BadgeSerial, Day};
use sarrera_core::fold::{ScanState, ScansState};
use sarrera_core::ids::{
    AttendeeId, BadgeId, CheckpointId, DeviceId, EventId, OperatorId, PrintJobId, ScanId, SubjectId,
};
use sarrera_core::ops::PrintState;
use sarrera_core::time::Timestamp;

/// A badge that was looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadgeFound {
    pub badge: BadgeId,
    pub serial: BadgeSerial,
    pub attendee: AttendeeId,
    pub voided_at: Option<Timestamp>,
    /// The serial of the badge that took its place.
    pub replaced_by: Option<BadgeSerial>,
}

/// A badge that is void, of which nothing here says that it was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadgeVoid {
    pub voided_at: Timestamp,
    /// The serial of the badge that took its place.
    pub replaced_by: Option<BadgeSerial>,
}

/// Where somebody is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresenceRow {
    pub checkpoint: CheckpointId,
    pub inside: bool,
    pub since: Timestamp,
    pub device: DeviceId,
}

/// A checkpoint's figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Figures {
    /// Who was let in at least once and not undone.
    pub arrived: u32,
    pub inside: u32,
    /// Registrations that may come in person.
    pub expected: u32,
}

/// A scan as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentRow {
    pub scan: ScanId,
    pub attendee: Option<AttendeeId>,
    pub verdict: String,
    pub state: ScanState,
    pub at: Timestamp,
    /// Who was at the desk, or empty.
    pub operator: String,
}

/// What a use case must know of a scan to go on with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanSummary {
    pub scan: ScanId,
    pub subject: SubjectId,
    pub attendee: Option<AttendeeId>,
    pub checkpoint: CheckpointId,
    pub verdict: String,
    pub state: ScanState,
    pub direction: String,
    pub at: Timestamp,
    pub device: DeviceId,
    pub code: String,
}

/// A scan for export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportedScan {
    pub at: Timestamp,
    pub checkpoint: String,
    pub direction: String,
    pub verdict: String,
    pub state: String,
    pub attendee: Option<AttendeeId>,
    pub by: ByWhom,
    pub presented: String,
}

/// Where something was done, and by whom, where somebody was chosen there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByWhom {
    pub device: DeviceId,
    pub operator: Option<OperatorId>,
}

/// A print job that is not at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintJobRow {
    pub job: PrintJobId,
    pub printer: String,
    pub reason: String,
}

/// Asked event by event, so that the job leads along the primary key.
pub(crate) const PRINT_JOB: &str = "SELECT e.event_id, j.attendee_id
     FROM event e CROSS JOIN print_job j ON j.event_no = e.event_no AND j.job_id = :job LIMIT 1";

/// Who may come in person: of several such registrations of one person one counts.
const EXPECTED: &str = "SELECT count(*)
     - (SELECT count(*) FROM attendee a JOIN registration r
            ON r.event_no = a.event_no AND r.registration_id = a.registration_id AND r.holder_id = a.attendee_id
        WHERE a.event_no = :event AND a.erased = 1
            AND r.status = 'valid' AND r.blocked = 0 AND r.mode <> 'online')
     - (SELECT count(*) FROM registration r INDEXED BY registration_by_holder
        WHERE r.event_no = :event AND r.holder_id <> r.registration_id
            AND r.status = 'valid' AND r.blocked = 0 AND r.mode <> 'online'
            AND (EXISTS (SELECT 1 FROM registration o WHERE o.event_no = r.event_no
                             AND o.registration_id = r.holder_id AND o.holder_id = r.holder_id
                             AND o.status = 'valid' AND o.blocked = 0 AND o.mode <> 'online')
                 OR EXISTS (SELECT 1 FROM registration o INDEXED BY registration_by_holder
                            WHERE o.holder_id = r.holder_id AND o.event_no = r.event_no
                                AND o.holder_id <> o.registration_id AND o.registration_id < r.registration_id
                                AND o.status = 'valid' AND o.blocked = 0 AND o.mode <> 'online')))
     FROM registration WHERE event_no = :event AND status = 'valid' AND blocked = 0 AND mode <> 'online'";

pub(crate) const LAST_SCAN: &str =
    "SELECT scan_id, subject_id, attendee_id, checkpoint_id, verdict, state, direction, at_ms, device_id, code
     FROM scan
     WHERE event_no = :event AND checkpoint_id = :checkpoint AND device_id = :device AND code <> ''
     ORDER BY hlc DESC LIMIT 1";

impl Reader<'_> {
    /// Everything the `scans` log says of a subject, folded.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn scans_of(&self, event: EventNo, subject: SubjectId) -> Result<ScansState, StoreError> {
        match find_log_no(self.connection, event, "scans")? {
            Some(log) => fold_of(self.connection, event, log, subject),
            None => Ok(ScansState::default()),
        }
    }

    /// A badge by its id; of several people who claim it, whose it is.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn badge(&self, event: EventNo, badge: BadgeId) -> Result<Option<BadgeFound>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT b.serial, b.attendee_id, b.voided_ms, n.serial
                 FROM badge b LEFT JOIN badge n ON n.event_no = b.event_no AND n.badge_id = b.replaced_by
                 WHERE b.event_no = :event AND b.badge_id = :badge ORDER BY b.hlc, b.attendee_id LIMIT 1",
            )?
            .query_row(named_params! {":event": event.0, ":badge": badge.0}, |row| {
                Ok(BadgeFound {
                    badge,
                    serial: BadgeSerial(row.get(0)?),
                    attendee: AttendeeId(row.get(1)?),
                    voided_at: row.get::<_, Option<i64>>(2)?.map(Timestamp),
                    replaced_by: row.get::<_, Option<[u8; 10]>>(3)?.map(BadgeSerial),
                })
            })
            .optional()?)
    }

    /// Whether a badge is void that nobody here is known to have issued.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn badge_void(&self, event: EventNo, badge: BadgeId) -> Result<Option<BadgeVoid>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT v.voided_ms, n.serial
                 FROM badge_void v LEFT JOIN badge n ON n.event_no = v.event_no AND n.badge_id = v.replaced_by
                 WHERE v.event_no = :event AND v.badge_id = :badge ORDER BY v.voided_ms, v.subject_id LIMIT 1",
            )?
            .query_row(named_params! {":event": event.0, ":badge": badge.0}, |row| {
                Ok(BadgeVoid {
                    voided_at: Timestamp(row.get(0)?),
                    replaced_by: row.get::<_, Option<[u8; 10]>>(1)?.map(BadgeSerial),
                })
            })
            .optional()?)
    }

    /// When an attendee was first let in, anywhere and not undone, and by whom.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn first_admission(
        &self,
        event: EventNo,
        attendee: AttendeeId,
    ) -> Result<Option<(Timestamp, ByWhom)>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT at_ms, device_id, operator_id FROM scan
                 WHERE subject_id = :attendee AND event_no = :event AND attendee_id IS NOT NULL AND state = 'admitted'
                 ORDER BY at_ms, hlc, scan_id LIMIT 1",
            )?
            .query_row(
                named_params! {":event": event.0, ":attendee": attendee.0},
                |row| Ok((Timestamp(row.get(0)?), by_whom(row, 1)?)),
            )
            .optional()?)
    }

    /// The print jobs that a device ordered and that are still in this state, the oldest first.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn print_jobs(&self, device: DeviceId, state: PrintState) -> Result<Vec<PrintJobRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT job_id, printer, reason FROM print_job WHERE device_id = :device AND state = :state
             ORDER BY requested_ms, job_id",
        )?;
        let rows = statement.query_map(
            named_params! {":device": device.0, ":state": print_state(state)},
            |row| {
                Ok(PrintJobRow {
                    job: PrintJobId(row.get(0)?),
                    printer: row.get(1)?,
                    reason: row.get(2)?,
                })
            },
        )?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Whose badge a print job carries, and at which event.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn print_job(&self, job: PrintJobId) -> Result<Option<(EventId, AttendeeId)>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(PRINT_JOB)?
            .query_row(named_params! {":job": job.0}, |row| {
                Ok((EventId(row.get(0)?), AttendeeId(row.get(1)?)))
            })
            .optional()?)
    }

    /// Where an attendee is, checkpoint by checkpoint.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn presence(&self, event: EventNo, attendee: AttendeeId) -> Result<Vec<PresenceRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT checkpoint_id, inside, since_ms, device_id FROM presence
             WHERE attendee_id = :attendee AND +event_no = :event",
        )?;
        let rows = statement.query_map(
            named_params! {":event": event.0, ":attendee": attendee.0},
            |row| {
                Ok(PresenceRow {
                    checkpoint: CheckpointId(row.get(0)?),
                    inside: row.get(1)?,
                    since: Timestamp(row.get(2)?),
                    device: DeviceId(row.get(3)?),
                })
            },
        )?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many are inside a checkpoint: of one day only, where each day is counted by itself and nobody who went home
    /// without an exit scan is still there.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn inside(
        &self,
        event: EventNo,
        checkpoint: CheckpointId,
        of_day: Option<Day>,
    ) -> Result<u32, StoreError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT count(*) FROM presence WHERE event_no = :event AND checkpoint_id = :checkpoint AND inside = 1
                     AND (:day IS NULL OR day = :day)",
            )?
            .query_row(
                named_params! {
                    ":event": event.0, ":checkpoint": checkpoint.0, ":day": of_day.map(|day| day.0),
                },
                |row| row.get(0),
            )?)
    }

    /// A checkpoint's figures.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn figures(
        &self,
        event: EventNo,
        checkpoint: CheckpointId,
        of_day: Option<Day>,
    ) -> Result<Figures, StoreError> {
        let arrived = self
            .connection
            .prepare_cached(
                "SELECT count(*) FROM presence
                 WHERE event_no = :event AND checkpoint_id = :checkpoint",
            )?
            .query_row(
                named_params! {":event": event.0, ":checkpoint": checkpoint.0},
                |row| row.get(0),
            )?;
        let expected = self
            .connection
            .prepare_cached(EXPECTED)?
            .query_row(named_params! {":event": event.0}, |row| row.get(0))?;
        Ok(Figures {
            arrived,
            inside: self.inside(event, checkpoint, of_day)?,
            expected,
        })
    }

    /// The newest scans at a checkpoint. One that two subjects claim is listed once, as [`Reader::scan`] finds it.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn recent(
        &self,
        event: EventNo,
        checkpoint: CheckpointId,
        rows_max: u32,
    ) -> Result<Vec<RecentRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT scan_id, attendee_id, verdict, state, at_ms,
                    coalesce((SELECT p.name FROM operator p
                              WHERE p.event_no = s.event_no AND p.operator_id = s.operator_id), '')
             FROM scan s
             WHERE event_no = :event AND checkpoint_id = :checkpoint AND presented <> 'import'
                 AND NOT EXISTS (SELECT 1 FROM scan o WHERE o.event_no = s.event_no AND o.scan_id = s.scan_id
                                     AND o.subject_id < s.subject_id)
             ORDER BY hlc DESC LIMIT :max",
        )?;
        let rows = statement.query_map(
            named_params! {":event": event.0, ":checkpoint": checkpoint.0, ":max": rows_max},
            |row| {
                Ok(RecentRow {
                    scan: ScanId(row.get(0)?),
                    attendee: row.get::<_, Option<[u8; 16]>>(1)?.map(AttendeeId),
                    verdict: row.get(2)?,
                    state: state_at(row, 3)?,
                    at: Timestamp(row.get(4)?),
                    operator: row.get(5)?,
                })
            },
        )?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// One scan.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn scan(&self, event: EventNo, scan: ScanId) -> Result<Option<ScanSummary>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT scan_id, subject_id, attendee_id, checkpoint_id, verdict, state, direction, at_ms, device_id,
                        code
                 FROM scan WHERE event_no = :event AND scan_id = :scan ORDER BY subject_id LIMIT 1",
            )?
            .query_row(named_params! {":event": event.0, ":scan": scan.0}, scan_summary)
            .optional()?)
    }

    /// The newest scan of a code that is nobody's at this device and checkpoint, for telling a double scan.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn last_scan(
        &self,
        event: EventNo,
        checkpoint: CheckpointId,
        device: DeviceId,
    ) -> Result<Option<ScanSummary>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(LAST_SCAN)?
            .query_row(
                named_params! {":event": event.0, ":checkpoint": checkpoint.0, ":device": device.0},
                scan_summary,
            )
            .optional()?)
    }

    /// Every scan of an event in the order of the clocks, handed over one by one.
    ///
    /// # Errors
    /// When the database can't be read, or what the receiver says.
    pub fn each_scan<E: From<StoreError>>(
        &self,
        event: EventNo,
        mut take: impl FnMut(ExportedScan) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT s.at_ms, coalesce(c.label, ''), s.direction, s.verdict, s.state, s.attendee_id, s.device_id,
                        s.operator_id, s.presented
                 FROM scan s LEFT JOIN checkpoint c USING (event_no, checkpoint_id)
                 WHERE s.event_no = :event ORDER BY s.hlc, s.scan_id, s.subject_id",
            )
            .map_err(StoreError::from)?;
        let mut rows = statement
            .query(named_params! {":event": event.0})
            .map_err(StoreError::from)?;
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            take(exported_scan(row).map_err(StoreError::from)?)?;
        }
        Ok(())
    }
}

fn state_at(row: &Row<'_>, column: usize) -> rusqlite::Result<ScanState> {
    let written: String = row.get(column)?;
    let known = [
        ScanState::Admitted,
        ScanState::Pending,
        ScanState::Left,
        ScanState::Nothing,
        ScanState::Annulled,
    ];
    let state = known.into_iter().find(|state| scan_state(*state) == written);
    state.ok_or_else(|| {
        let error = format!("there is no state {written:?} of a scan").into();
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, error)
    })
}

fn scan_summary(row: &Row<'_>) -> rusqlite::Result<ScanSummary> {
    Ok(ScanSummary {
        scan: ScanId(row.get(0)?),
        subject: SubjectId(row.get(1)?),
        attendee: row.get::<_, Option<[u8; 16]>>(2)?.map(AttendeeId),
        checkpoint: CheckpointId(row.get(3)?),
        verdict: row.get(4)?,
        state: state_at(row, 5)?,
        direction: row.get(6)?,
        at: Timestamp(row.get(7)?),
        device: DeviceId(row.get(8)?),
        code: row.get(9)?,
    })
}

fn exported_scan(row: &Row<'_>) -> rusqlite::Result<ExportedScan> {
    Ok(ExportedScan {
        at: Timestamp(row.get(0)?),
        checkpoint: row.get(1)?,
        direction: row.get(2)?,
        verdict: row.get(3)?,
        state: row.get(4)?,
        attendee: row.get::<_, Option<[u8; 16]>>(5)?.map(AttendeeId),
        by: by_whom(row, 6)?,
        presented: row.get(8)?,
    })
}

/// The device in this column, and the operator in the next.
pub(super) fn by_whom(row: &Row<'_>, column: usize) -> rusqlite::Result<ByWhom> {
    Ok(ByWhom {
        device: DeviceId(row.get(column)?),
        operator: row.get::<_, Option<[u8; 16]>>(column + 1)?.map(OperatorId),
    })
}
