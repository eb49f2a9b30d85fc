//! Everything that was ever said of a person, op by op.

use crate::Reader;
use crate::error::StoreError;
use crate::log::{EventNo, find_log_no, read_fold_op};
use crate::project::clock::corrected_wall;
use crate::project::union::Union;
use rusqlite::named_params;
use sarrera_core::fold::FoldOp;
use sarrera_core::ids::{AttendeeId, SubjectId};
use sarrera_core::ops::{Fact, LogName};
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
    /// Under which ids ops speak of a person, besides their badges: their own, those of whoever is one person with them, the
    /// merges that say so, and the calls for help that were about them.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn subjects_of(
        &self,
        event: EventNo,
        attendee: AttendeeId,
    ) -> Result<BTreeSet<SubjectId>, StoreError> {
        let mut subjects = BTreeSet::from([SubjectId::from(attendee)]);
        if let Some(core) = find_log_no(self.connection, event, &LogName::Core.to_string())? {
            let union = Union::of(self.connection, core, attendee.into())?;
            subjects.extend(union.people());
        }
        let mut calls = self
            .connection
            .prepare_cached("SELECT help_id FROM help WHERE event_no = :event AND attendee_id = :person")?;
        let people = subjects.clone();
        for person in &people {
            let key = named_params! {":person": person.0, ":event": event.0};
            let rows = calls.query_map(key, |row| row.get(0).map(SubjectId))?;
            subjects.extend(rows.collect::<Result<Vec<_>, _>>()?);
        }
        subjects.extend(self.merges_naming(event, &people)?);
        Ok(subjects)
    }

    /// The merges that name any of these, those that were taken back too. Reads every merge of the event, which is done for
    /// one person's page only.
    fn merges_naming(
        &self,
        event: EventNo,
        people: &BTreeSet<SubjectId>,
    ) -> Result<Vec<SubjectId>, StoreError> {
        let Some(core) = find_log_no(self.connection, event, &LogName::Core.to_string())? else {
            return Ok(Vec::new());
        };
        let mut statement = self.connection.prepare_cached(
            "SELECT subject_id, v, body FROM op INDEXED BY op_merges
             WHERE log_no = :core AND kind = 'attendees_merged'",
        )?;
        let mut rows = statement.query(named_params! {":core": core.0})?;
        let mut merges = Vec::new();
        while let Some(row) = rows.next()? {
            let body: Vec<u8> = row.get(2)?;
            if let Ok(Fact::AttendeesMerged(fact)) =
                Fact::decode("attendees_merged", row.get(1)?, &body, None)
                && fact
                    .attendees
                    .iter()
                    .any(|one| people.contains(&SubjectId::from(*one)))
            {
                merges.push(SubjectId(row.get(0)?));
            }
        }
        Ok(merges)
    }

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
            concat!(
                "SELECT r.replica_id, r.device_id, o.seq, o.operator_id, o.hlc, ",
                corrected_wall!(),
                ", o.kind, o.v, o.body, o.private, o.hash, o.txn_id, o.subject_id, o.permitted,
                    o.private IS NULL AND o.private_hash IS NOT NULL
                 FROM op o JOIN replica r USING (replica_no)
                 WHERE o.subject_id = :subject AND +o.log_no IN (SELECT log_no FROM log WHERE event_no = :event)"
            ),
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
