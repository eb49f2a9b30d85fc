//! The imports of the past, of this device alone: what was reported of each, newest first, and never more than a bound.

use crate::error::StoreError;
use crate::{EventNo, Reader, Store};
use rusqlite::named_params;
use sarrera_core::time::Timestamp;

/// How many imports of an event are kept.
const RUNS_KEPT: u32 = 50;

/// One import of the past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRunRow {
    pub at: Timestamp,
    pub file: String,
    pub report: String,
}

impl Store {
    /// Adds an import; the oldest ones go.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn add_import_run(
        &mut self,
        event: EventNo,
        at: Timestamp,
        file: &str,
        report: &str,
    ) -> Result<(), StoreError> {
        let txn = self.connection.transaction()?;
        txn.execute(
            "INSERT INTO import_run (event_no, at_ms, file, report) VALUES (:event, :at, :file, :report)",
            named_params! {":event": event.0, ":at": at.0, ":file": file, ":report": report},
        )?;
        txn.execute(
            "DELETE FROM import_run WHERE event_no = :event AND import_run_id NOT IN
             (SELECT import_run_id FROM import_run WHERE event_no = :event ORDER BY import_run_id DESC LIMIT :kept)",
            named_params! {":event": event.0, ":kept": RUNS_KEPT},
        )?;
        Ok(txn.commit()?)
    }
}

impl Reader<'_> {
    /// The event's last imports, the newest first.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn import_runs(&self, event: EventNo, runs_max: u32) -> Result<Vec<ImportRunRow>, StoreError> {
        let mut query = self.connection.prepare_cached(
            "SELECT at_ms, file, report FROM import_run WHERE event_no = :event
             ORDER BY import_run_id DESC LIMIT :max",
        )?;
        let rows = query.query_map(named_params! {":event": event.0, ":max": runs_max}, |row| {
            Ok(ImportRunRow {
                at: Timestamp(row.get(0)?),
                file: row.get(1)?,
                report: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
