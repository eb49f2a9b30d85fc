//! Who is one person in a log, by the merges there that nobody took back.
//!
//! Every log of people says it for itself, so that what is derived from a log stays a function of that log. The rows of one
//! person are those of the lowest id, which represents the others; a registration and the conflicts of a field stay each
//! subject's own.

use crate::error::StoreError;
use crate::log::{EventNo, LogNo, subject_ops};
use rusqlite::{Connection, named_params};
use sarrera_core::fold::{SubjectState, fold_merge, fold_people};
use sarrera_core::ids::{AttendeeId, SubjectId};
use std::collections::BTreeSet;

/// The subjects that are one person, the lowest first; never none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Union(Vec<SubjectId>);

impl Union {
    /// Whom a subject is one person with, by the merges that are projected.
    pub(crate) fn of(connection: &Connection, log: LogNo, subject: SubjectId) -> Result<Self, StoreError> {
        Self::of_all(connection, log, [subject])
    }

    /// As [`Union::of`], as if these subjects were one.
    pub(crate) fn of_all(
        connection: &Connection,
        log: LogNo,
        subjects: impl IntoIterator<Item = SubjectId>,
    ) -> Result<Self, StoreError> {
        let mut statement = connection.prepare_cached(
            "SELECT o.attendee_id FROM merged m INDEXED BY merged_by_attendee
             CROSS JOIN merged o ON o.log_no = m.log_no AND o.merge_id = m.merge_id
             WHERE m.attendee_id = :attendee AND m.log_no = :log",
        )?;
        let mut open: Vec<SubjectId> = subjects.into_iter().collect();
        let mut people: BTreeSet<SubjectId> = open.iter().copied().collect();
        while let Some(next) = open.pop() {
            let mut rows = statement.query(named_params! {":attendee": next.0, ":log": log.0})?;
            while let Some(row) = rows.next()? {
                let other = SubjectId(row.get(0)?);
                if people.insert(other) {
                    open.push(other);
                }
            }
        }
        Ok(Self(people.into_iter().collect()))
    }

    pub(crate) fn people(&self) -> &[SubjectId] {
        &self.0
    }

    /// The one whose rows are the person's.
    pub(crate) fn representative(&self) -> SubjectId {
        self.0.first().copied().unwrap_or(SubjectId::NIL)
    }

    /// Those that have no rows of their own any more.
    pub(crate) fn represented(&self) -> &[SubjectId] {
        self.0.get(1..).unwrap_or_default()
    }

    /// The person that they are in this log.
    pub(crate) fn fold(&self, connection: &Connection, log: LogNo) -> Result<SubjectState, StoreError> {
        let mut people = Vec::new();
        for subject in &self.0 {
            people.push((*subject, subject_ops(connection, log, *subject)?));
        }
        Ok(fold_people(&people))
    }
}

/// The subjects of one log that are to be written.
pub(super) type Subjects = BTreeSet<(EventNo, LogNo, SubjectId)>;

/// Writes whom each merge among `touched` makes one person. Gives everybody whose rows are to be written with it: whom it
/// names or named, whoever is one person with them or was, and the registrations that they hold.
pub(super) fn project(txn: &Connection, touched: &Subjects) -> Result<Subjects, StoreError> {
    let mut concerned = Subjects::new();
    for (event, log, merge) in touched {
        if !is_merge(txn, *log, *merge)? {
            continue;
        }
        let before = projected(txn, *log, *merge)?;
        let now = fold_merge(&subject_ops(txn, *log, *merge)?);
        if before == now {
            continue;
        }
        let named: BTreeSet<SubjectId> = before.union(&now).copied().collect();
        let mut people = BTreeSet::new();
        for subject in &named {
            people.extend(Union::of(txn, *log, *subject)?.0);
        }
        write(txn, *log, *merge, &now)?;
        for subject in &named {
            people.extend(Union::of(txn, *log, *subject)?.0);
        }
        for person in people {
            concerned.insert((*event, *log, person));
            let held = held_by(txn, *event, AttendeeId(person.0))?;
            concerned.extend(held.into_iter().map(|registration| (*event, *log, registration)));
        }
    }
    Ok(concerned)
}

fn is_merge(txn: &Connection, log: LogNo, subject: SubjectId) -> Result<bool, StoreError> {
    Ok(txn
        .prepare_cached(
            "SELECT 1 FROM op INDEXED BY op_merges
             WHERE subject_id = :subject AND log_no = :log AND kind = 'attendees_merged'",
        )?
        .exists(named_params! {":subject": subject.0, ":log": log.0})?)
}

fn projected(txn: &Connection, log: LogNo, merge: SubjectId) -> Result<BTreeSet<SubjectId>, StoreError> {
    let mut statement =
        txn.prepare_cached("SELECT attendee_id FROM merged WHERE log_no = :log AND merge_id = :merge")?;
    let rows = statement.query_map(named_params! {":log": log.0, ":merge": merge.0}, |row| {
        Ok(SubjectId(row.get(0)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn write(
    txn: &Connection,
    log: LogNo,
    merge: SubjectId,
    people: &BTreeSet<SubjectId>,
) -> Result<(), StoreError> {
    txn.prepare_cached("DELETE FROM merged WHERE log_no = :log AND merge_id = :merge")?
        .execute(named_params! {":log": log.0, ":merge": merge.0})?;
    let mut insert = txn.prepare_cached(
        "INSERT INTO merged (log_no, merge_id, attendee_id) VALUES (:log, :merge, :attendee)",
    )?;
    for person in people {
        insert.execute(named_params! {":log": log.0, ":merge": merge.0, ":attendee": person.0})?;
    }
    Ok(())
}

/// The registrations that somebody holds besides the one that was made for them.
fn held_by(txn: &Connection, event: EventNo, holder: AttendeeId) -> Result<Vec<SubjectId>, StoreError> {
    let mut statement = txn.prepare_cached(
        "SELECT registration_id FROM registration INDEXED BY registration_by_holder
         WHERE holder_id = :holder AND event_no = :event AND holder_id <> registration_id",
    )?;
    let rows = statement.query_map(named_params! {":holder": holder.0, ":event": event.0}, |row| {
        Ok(SubjectId(row.get(0)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
