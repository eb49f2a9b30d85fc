//! The ops of one log as another device takes them in.

use crate::Reader;
use crate::error::StoreError;
use crate::log::{EventNo, OP_COLUMNS, find_log_no, read_op};
use rusqlite::named_params;
use sarrera_core::ids::EventId;
use sarrera_core::ops::{LogName, Op};

impl Reader<'_> {
    /// Every op of a log, each chain in its order.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn ops(&self, event: EventNo, log: &LogName) -> Result<Vec<Op>, StoreError> {
        let Some(log_no) = find_log_no(self.connection, event, &log.to_string())? else {
            return Ok(Vec::new());
        };
        let id = self
            .connection
            .prepare_cached("SELECT event_id FROM event WHERE event_no = :event")?
            .query_row(named_params! {":event": event.0}, |row| row.get(0).map(EventId))?;
        let query = format!(
            "SELECT {OP_COLUMNS} FROM op o JOIN replica r USING (replica_no) WHERE o.log_no = :log ORDER BY o.pos"
        );
        let mut statement = self.connection.prepare_cached(&query)?;
        let ops = statement.query_map(named_params! {":log": log_no.0}, |row| {
            Ok(read_op(row, id, log)?.0)
        })?;
        Ok(ops.collect::<Result<_, _>>()?)
    }
}
