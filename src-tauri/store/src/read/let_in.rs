//! How many people a desk let in: lately, and who did it. Each is asked after every scan and follows an index.
//!
//! People are counted, not scans: whoever comes in twice is one. Check-ins that a file brought were at no desk of ours.

use crate::Reader;
use crate::error::StoreError;
use crate::log::{EventNo, signed};
use rusqlite::named_params;
use sarrera_core::codes::Day;
use sarrera_core::ids::{CheckpointId, DeviceId, OperatorId};
use sarrera_core::time::{Hlc, Timestamp};

/// The log's clock is never behind the wall of its writer: what happened since then was written since then.
const LET_IN_SINCE: &str = "SELECT count(DISTINCT attendee_id) FROM scan
     WHERE event_no = :event AND checkpoint_id = :checkpoint AND hlc >= :hlc AND at_ms >= :since
         AND state = 'admitted' AND presented <> 'import'";

const LET_IN_BY_OPERATOR: &str = "SELECT count(DISTINCT attendee_id) FROM scan INDEXED BY scan_let_in
     WHERE event_no = :event AND day = :day AND operator_id = :operator
         AND state = 'admitted' AND presented <> 'import'";

const LET_IN_BY_DEVICE: &str = "SELECT count(DISTINCT attendee_id) FROM scan INDEXED BY scan_let_in
     WHERE event_no = :event AND day = :day AND device_id = :device
         AND state = 'admitted' AND presented <> 'import'";

impl Reader<'_> {
    /// How many people were let in at a checkpoint since a moment, by whatever device.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn let_in_since(
        &self,
        event: EventNo,
        checkpoint: CheckpointId,
        since: Timestamp,
    ) -> Result<u32, StoreError> {
        let hlc = signed(Hlc::default().tick(since).0);
        let values = named_params! {
            ":event": event.0, ":checkpoint": checkpoint.0, ":since": since.0, ":hlc": hlc,
        };
        let mut statement = self.connection.prepare_cached(LET_IN_SINCE)?;
        Ok(statement.query_row(values, |row| row.get(0))?)
    }

    /// How many people an operator let in on a day, wherever they stood.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn let_in_by_operator(
        &self,
        event: EventNo,
        day: Day,
        operator: OperatorId,
    ) -> Result<u32, StoreError> {
        let values = named_params! {":event": event.0, ":day": day.0, ":operator": operator.0};
        let mut statement = self.connection.prepare_cached(LET_IN_BY_OPERATOR)?;
        Ok(statement.query_row(values, |row| row.get(0))?)
    }

    /// How many people a device let in on a day, whoever stood there.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn let_in_by_device(&self, event: EventNo, day: Day, device: DeviceId) -> Result<u32, StoreError> {
        let values = named_params! {":event": event.0, ":day": day.0, ":device": device.0};
        let mut statement = self.connection.prepare_cached(LET_IN_BY_DEVICE)?;
        Ok(statement.query_row(values, |row| row.get(0))?)
    }
}
