//! Calls for help: one by its id, those that wait, and the one of this device.

use crate::Reader;
use crate::error::StoreError;
use crate::log::EventNo;
use rusqlite::{OptionalExtension, Row, named_params};
use sarrera_core::ids::{AttendeeId, CheckpointId, DeviceId, HelpId, OperatorId, ScanId};
use sarrera_core::time::Timestamp;

/// One call for help.
#[derive(Clone, PartialEq, Eq)]
pub struct HelpRow {
    pub id: HelpId,
    pub reason: String,
    pub checkpoint: Option<CheckpointId>,
    pub scan: Option<ScanId>,
    pub attendee: Option<AttendeeId>,
    pub words: String,
    pub asked_at: Timestamp,
    pub device: DeviceId,
    pub operator: Option<OperatorId>,
    /// `open`, `on_the_way`, `withdrawn`, `done`.
    pub state: String,
    pub answered_at: Option<Timestamp>,
    pub answered_by: Option<DeviceId>,
    pub answerer: Option<OperatorId>,
    pub answer_words: String,
}

impl std::fmt::Debug for HelpRow {
    /// Shows nobody's words.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HelpRow")
            .field("id", &self.id)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

const HELP: &str =
    "SELECT help_id, reason, checkpoint_id, scan_id, attendee_id, words, asked_ms, device_id, operator_id,
        state, answered_ms, answered_by, answerer_id, answer_words FROM help";

impl Reader<'_> {
    /// One call.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn help(&self, event: EventNo, help: HelpId) -> Result<Option<HelpRow>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(&format!("{HELP} WHERE event_no = :event AND help_id = :help"))?
            .query_row(named_params! {":event": event.0, ":help": help.0}, help_row)
            .optional()?)
    }

    /// Calls that nobody finished or withdrew, the oldest first.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn open_help(&self, event: EventNo) -> Result<Vec<HelpRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "{HELP} WHERE event_no = :event AND state IN ('open', 'on_the_way') ORDER BY asked_ms, help_id"
        ))?;
        let rows = statement.query_map(named_params! {":event": event.0}, help_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn help_row(row: &Row<'_>) -> rusqlite::Result<HelpRow> {
    let id = |at| row.get::<_, Option<[u8; 16]>>(at);
    Ok(HelpRow {
        id: HelpId(row.get(0)?),
        reason: row.get(1)?,
        checkpoint: id(2)?.map(CheckpointId),
        scan: id(3)?.map(ScanId),
        attendee: id(4)?.map(AttendeeId),
        words: row.get(5)?,
        asked_at: Timestamp(row.get(6)?),
        device: DeviceId(row.get(7)?),
        operator: id(8)?.map(OperatorId),
        state: row.get(9)?,
        answered_at: row.get::<_, Option<i64>>(10)?.map(Timestamp),
        answered_by: id(11)?.map(DeviceId),
        answerer: id(12)?.map(OperatorId),
        answer_words: row.get(13)?,
    })
}
