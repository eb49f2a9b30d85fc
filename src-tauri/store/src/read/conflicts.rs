//! Conflicts as they stand, and who settled them.

use crate::Reader;
use crate::error::StoreError;
use crate::log::{EventNo, find_log_no, subject_ops};
use rusqlite::{OptionalExtension, Row, named_params};
use sarrera_core::fold::FoldOp;
use sarrera_core::ids::{DeviceId, OpRef, SubjectId};
use sarrera_core::ops::{Fact, LogName};
use std::collections::BTreeSet;

/// Two facts that cannot both be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConflictRow {
    pub id: String,
    /// The log whose facts they are; nothing for a device, which writes in several.
    pub log: Option<LogName>,
    pub kind: String,
    pub subject: SubjectId,
    pub scope: String,
    pub facts: BTreeSet<OpRef>,
    pub open: bool,
}

/// How many conflicts there are of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ConflictCount {
    pub open: u32,
    pub settled: u32,
}

const CONFLICT: &str = "SELECT conflict_id, log, kind, subject_id, scope, facts, is_open FROM conflict";

/// What concerns a whole device comes first, then who is inside, then what hangs on somebody's neck.
const ORDER: &str = "ORDER BY is_open DESC,
     CASE kind WHEN 'copied_device' THEN 0 WHEN 'double_admission' THEN 1 WHEN 'two_badges' THEN 2 ELSE 3 END,
     conflict_id";

impl Reader<'_> {
    /// The event's conflicts, open ones first.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn conflicts(&self, event: EventNo) -> Result<Vec<ConflictRow>, StoreError> {
        self.conflicts_page(event, 0, u32::MAX)
    }

    /// A page of the event's conflicts, open ones first.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn conflicts_page(
        &self,
        event: EventNo,
        skip: u32,
        rows_max: u32,
    ) -> Result<Vec<ConflictRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "{CONFLICT} WHERE event_no = :event {ORDER} LIMIT :max OFFSET :skip"
        ))?;
        let key = named_params! {":event": event.0, ":max": rows_max, ":skip": skip};
        let rows = statement.query_map(key, conflict_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// One conflict; nothing once its facts fit together.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn conflict(&self, event: EventNo, id: &str) -> Result<Option<ConflictRow>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(&format!(
                "{CONFLICT} WHERE event_no = :event AND conflict_id = :id ORDER BY log LIMIT 1"
            ))?
            .query_row(named_params! {":event": event.0, ":id": id}, conflict_row)
            .optional()?)
    }

    /// How many conflicts of an event nobody has settled, and how many somebody has.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn conflict_count(&self, event: EventNo) -> Result<ConflictCount, StoreError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT coalesce(sum(is_open), 0), coalesce(sum(1 - is_open), 0) FROM conflict
                 WHERE event_no = :event",
            )?
            .query_row(named_params! {":event": event.0}, |row| {
                Ok(ConflictCount {
                    open: row.get(0)?,
                    settled: row.get(1)?,
                })
            })?)
    }

    /// The devices that seem copied, as long as nobody has looked into it.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn copied_devices(&self, event: EventNo) -> Result<BTreeSet<DeviceId>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT subject_id FROM conflict
             WHERE event_no = :event AND log = '' AND kind = 'copied_device' AND is_open = 1",
        )?;
        let rows = statement.query_map(named_params! {":event": event.0}, |row| row.get(0).map(DeviceId))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What settled a conflict last, of what counts.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn settlement(&self, event: EventNo, conflict: &ConflictRow) -> Result<Option<FoldOp>, StoreError> {
        let log = conflict.log.clone().unwrap_or(LogName::Scans);
        let Some(log) = find_log_no(self.connection, event, &log.to_string())? else {
            return Ok(None);
        };
        let ops = subject_ops(self.connection, log, conflict.subject)?.into_iter();
        let settles =
            |op: &FoldOp| matches!(&op.fact, Fact::ConflictSettled(fact) if fact.conflict == conflict.id);
        Ok(ops.filter(settles).max_by_key(FoldOp::rank))
    }
}

fn conflict_row(row: &Row<'_>) -> rusqlite::Result<ConflictRow> {
    let (log, facts): (String, String) = (row.get(1)?, row.get(5)?);
    Ok(ConflictRow {
        id: row.get(0)?,
        log: log.parse().ok(),
        kind: row.get(2)?,
        subject: SubjectId(row.get(3)?),
        scope: row.get(4)?,
        facts: facts
            .split_whitespace()
            .filter_map(|fact| fact.parse().ok())
            .collect(),
        open: row.get(6)?,
    })
}
