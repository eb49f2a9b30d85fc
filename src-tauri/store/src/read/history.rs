//! Everything that was ever said of a person, op by op.

use crate::Reader;
use crate::error::StoreError;
use crate::log::{EventNo, read_fold_op};
use rusqlite::named_params;
use sarrera_core::fold::FoldOp;
use sarrera_core::ids::SubjectId;
use std::collections::BTreeSet;

/// One op of a person's history.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryRow {
    pub op: FoldOp,
    /// It counts: who wrote it was permitted to.
    pub permitted: bool,
    /// It said something personal that is gone.
    pub erased: bool,
}

impl Reader<'_> {
    /// The readable ops of these subjects in every log, those that count for nothing among them, by their clocks.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn history(
        &self,
        event: EventNo,
        subjects: &BTreeSet<SubjectId>,
    ) -> Result<Vec<HistoryRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT r.replica_id, r.device_id, o.seq, o.operator_id, o.hlc, o.wall_ms, o.kind, o.v, o.body, o.private,
                    o.hash, o.txn_id, o.subject_id, o.permitted, o.private IS NULL AND o.private_hash IS NOT NULL
             FROM op o JOIN replica r USING (replica_no)
             WHERE o.subject_id = :subject AND +o.log_no IN (SELECT log_no FROM log WHERE event_no = :event)",
        )?;
        let mut history = Vec::new();
        for subject in subjects {
            let mut rows = statement.query(named_params! {":subject": subject.0, ":event": event.0})?;
            while let Some(row) = rows.next()? {
                let Some(op) = read_fold_op(row)? else { continue };
                history.push(HistoryRow {
                    op,
                    permitted: row.get(13)?,
                    erased: row.get(14)?,
                });
            }
        }
        history.sort_by_key(|row| (row.op.hlc, row.op.replica, row.op.seq));
        Ok(history)
    }
}
