//! The projection made anew from the logs: after an update, or when somebody doubts it.

use crate::error::StoreError;
use crate::log::{EventNo, LogNo};
use crate::open::{BUSY_TIMEOUT, PROJECTION_VERSION};
use crate::project::{Touched, copies, project};
use crate::txn::DeviceCache;
use crate::{Store, search};
use rusqlite::{Connection, TransactionBehavior};
use sarrera_core::ids::{EventId, SubjectId};
use sarrera_core::ops::LogName;
use std::time::Duration;

/// Everything that is derived from ops.
pub(crate) const DERIVED: [&str; 19] = [
    "event_definition",
    "device",
    "published_key",
    "category",
    "checkpoint",
    "attendee",
    "registration",
    "foreign_code",
    "contact",
    "scan",
    "presence",
    "badge",
    "badge_void",
    "print_job",
    "conflict",
    "merged",
    "operator",
    "help",
    "clock",
];

/// The setting that says which version of the app derived the rows.
const DERIVED_BY: &str = "projection_version";

/// How long an opening waits for another process that derives the rows anew: the bar for 100,000 attendees is 20 s.
const DERIVED_ELSEWHERE: Duration = Duration::from_secs(120);

/// How many subjects are projected between two reports of progress.
const SUBJECTS_PER_STEP: usize = 500;

impl Store {
    /// Throws the projection away and folds it anew, in one transaction; `progress` hears (subjects done, of all).
    ///
    /// # Errors
    /// When the database can't be written; the old projection stays then.
    pub fn rebuild(&mut self, progress: &mut dyn FnMut(usize, usize)) -> Result<(), StoreError> {
        self.devices.clear();
        let txn = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        derive_anew(&txn, &mut self.devices, progress)?;
        Ok(txn.commit()?)
    }

    /// As [`Store::rebuild`], where another version of the app derived what stands here.
    pub(crate) fn rebuild_if_derived_otherwise(
        &mut self,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<(), StoreError> {
        if is_derived_by_this(&self.connection)? {
            return Ok(());
        }
        self.devices.clear();
        self.connection.busy_timeout(DERIVED_ELSEWHERE)?;
        let txn = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        txn.busy_timeout(BUSY_TIMEOUT)?;
        // Asked again: another process may have done it while we waited.
        if !is_derived_by_this(&txn)? {
            derive_anew(&txn, &mut self.devices, progress)?;
        }
        Ok(txn.commit()?)
    }
}

/// Whether what is derived here is as this version derives it.
pub(crate) fn is_derived_by_this(connection: &Connection) -> Result<bool, StoreError> {
    let by = crate::setting::get(connection, DERIVED_BY)?;
    Ok(by.as_deref() == Some(PROJECTION_VERSION.to_string().as_str()))
}

/// Notes that what is derived here is as this version derives it.
pub(crate) fn note_version(txn: &Connection) -> Result<(), StoreError> {
    crate::setting::set(txn, DERIVED_BY, &PROJECTION_VERSION.to_string())
}

fn derive_anew(
    txn: &Connection,
    devices: &mut DeviceCache,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<(), StoreError> {
    for table in DERIVED {
        txn.execute_batch(&format!("DELETE FROM {table};"))?;
    }
    search::clear(txn)?;
    txn.execute_batch("DELETE FROM setting WHERE name LIKE 'devices\\_%' ESCAPE '\\';")?;
    let subjects = subjects(txn)?;
    let of = subjects.len();
    for (step, chunk) in subjects.chunks(SUBJECTS_PER_STEP).enumerate() {
        progress(step * SUBJECTS_PER_STEP, of);
        let mut touched = Touched::default();
        for (event, id, log, log_no, subject) in chunk {
            touched.add(*event, *id, log, *log_no, *subject);
        }
        project(txn, devices, &touched)?;
    }
    copies::project_all(txn)?;
    progress(of, of);
    note_version(txn)
}

type Subject = (EventNo, EventId, LogName, LogNo, SubjectId);

/// Every subject of every log, the public log first: it decides what counts in the others.
fn subjects(txn: &Connection) -> Result<Vec<Subject>, StoreError> {
    let mut statement = txn.prepare(
        "SELECT DISTINCT e.event_no, e.event_id, l.name, o.log_no, o.subject_id
         FROM op o JOIN log l USING (log_no) JOIN event e USING (event_no)
         ORDER BY l.name <> 'public', e.event_no, o.subject_id, o.log_no",
    )?;
    let mut rows = statement.query([])?;
    let mut subjects = Vec::new();
    while let Some(row) = rows.next()? {
        let name: String = row.get(2)?;
        // A log that this app does not know is kept and relayed, not projected.
        let Ok(log) = name.parse() else { continue };
        subjects.push((
            EventNo(row.get(0)?),
            EventId(row.get(1)?),
            log,
            LogNo(row.get(3)?),
            SubjectId(row.get(4)?),
        ));
    }
    Ok(subjects)
}
