//! What was said of one subject, op by op and log by log, and which ops of an event were first recorded in another.

use crate::Reader;
use crate::error::StoreError;
use crate::log::{EventNo, find_log_no, read_fold_op};
use crate::project::clock::corrected_wall;
use rusqlite::named_params;
use sarrera_core::fold::FoldOp;
use sarrera_core::ids::{BadgeId, OpRef, SubjectId};
use sarrera_core::ops::{LogName, Original};
use std::collections::BTreeMap;

/// The logs that hold something of people.
const OF_PEOPLE: &str = "('core', 'contact', 'scans')";

/// One op of a subject.
#[derive(Debug, Clone, PartialEq)]
pub struct ToldOp {
    pub log: LogName,
    pub kind: String,
    /// The op that it was recorded again from.
    pub original: Option<OpRef>,
    /// It counts: who wrote it was permitted to.
    pub permitted: bool,
    /// It said something personal that is gone.
    pub erased: bool,
    /// Nothing where this app can't read it.
    pub op: Option<FoldOp>,
}

impl Reader<'_> {
    /// All of whom, or of which badge or merge, something is said, in the order of their ids.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn subjects_told(&self, event: EventNo) -> Result<Vec<SubjectId>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT DISTINCT o.subject_id FROM op o JOIN log l USING (log_no)
             WHERE l.event_no = :event AND l.name IN {OF_PEOPLE} ORDER BY o.subject_id"
        ))?;
        let rows = statement.query_map(named_params! {":event": event.0}, |row| {
            Ok(SubjectId(row.get(0)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Every op of a subject in the logs of people, in the order of their clocks.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn told_of(&self, event: EventNo, subject: SubjectId) -> Result<Vec<ToldOp>, StoreError> {
        let mut statement = self.connection.prepare_cached(concat!(
            "SELECT r.replica_id, r.device_id, o.seq, o.operator_id, o.hlc, ",
            corrected_wall!(),
            ", o.kind, o.v, o.body, o.private, o.hash, o.txn_id, o.subject_id, o.permitted,
                o.private IS NULL AND o.private_hash IS NOT NULL, l.name
             FROM op o JOIN replica r USING (replica_no) JOIN log l USING (log_no)
             WHERE o.subject_id = :subject AND l.event_no = :event AND l.name IN ('core', 'contact', 'scans')
             ORDER BY o.hlc, r.replica_id, o.seq"
        ))?;
        let mut rows = statement.query(named_params! {":subject": subject.0, ":event": event.0})?;
        let mut told = Vec::new();
        while let Some(row) = rows.next()? {
            let name: String = row.get(15)?;
            let Ok(log) = name.parse() else { continue };
            let kind: String = row.get(6)?;
            let body: Vec<u8> = row.get(8)?;
            let original = Original::of(&kind, &body);
            told.push(ToldOp {
                log,
                original: original.map(|first| first.op),
                kind,
                permitted: row.get(13)?,
                erased: row.get(14)?,
                op: read_fold_op(row)?,
            });
        }
        Ok(told)
    }

    /// Which ops of other events are recorded again here, and of whom. Reads every op of the event: no scan asks this.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn originals(&self, event: EventNo) -> Result<BTreeMap<OpRef, SubjectId>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT o.kind, o.body, o.subject_id FROM op o JOIN log l USING (log_no)
             WHERE l.event_no = :event AND l.name IN {OF_PEOPLE} AND instr(o.body, CAST('\"original\":' AS BLOB)) > 0"
        ))?;
        let mut rows = statement.query(named_params! {":event": event.0})?;
        let mut originals = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let (kind, body): (String, Vec<u8>) = (row.get(0)?, row.get(1)?);
            if let Some(first) = Original::of(&kind, &body) {
                originals.insert(first.op, SubjectId(row.get(2)?));
            }
        }
        Ok(originals)
    }

    /// Whether a badge was issued in another event first, and its issue is recorded again here: its code was made with that
    /// event's key.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn is_badge_of_another_event(&self, event: EventNo, badge: BadgeId) -> Result<bool, StoreError> {
        let Some(scans) = find_log_no(self.connection, event, &LogName::Scans.to_string())? else {
            return Ok(false);
        };
        let Some(found) = self.badge(event, badge)? else {
            return Ok(false);
        };
        let mut statement = self.connection.prepare_cached(
            "SELECT body FROM op WHERE subject_id = :person AND log_no = :scans AND kind = 'badge_issued' AND permitted = 1
                 AND instr(body, CAST(:badge AS BLOB)) > 0",
        )?;
        let text = format!("\"badge\":\"{badge}\"");
        for person in self.members(event, found.attendee)? {
            let key = named_params! {":person": person.0, ":scans": scans.0, ":badge": text};
            let mut rows = statement.query(key)?;
            while let Some(row) = rows.next()? {
                let body: Vec<u8> = row.get(0)?;
                if Original::of("badge_issued", &body).is_some() {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}
