//! Ops that are here without their personal part, though no erasure that counts covers them: an erasure was carried out here, and
//! a revocation, a change of role or a merge that was taken back cut it afterwards (docs/decisions/0001). Whoever still holds the
//! part gives it back.

use super::ChainEnd;
use crate::Reader;
use crate::error::StoreError;
use crate::log::{EventNo, LogNo, unsigned};
use crate::receive::one_person;
use rusqlite::{Connection, named_params};
use sarrera_core::ids::{DeviceId, EventId, ReplicaId, SubjectId};
use sarrera_core::ops::{LogName, OpHash};
use std::collections::BTreeMap;

/// What decides which ops of a log are bare: while this is the same, they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BareState {
    private_changes: u64,
    /// Of the log, of `core` and of `public`: no other says whom an op of it speaks of, or what counts.
    head: u64,
}

impl Reader<'_> {
    /// Nothing where no op of a log lacks its personal part, whatever the reason.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn bare_state(&self, event: EventId, log: &LogName) -> Result<Option<BareState>, StoreError> {
        if !matches!(log, LogName::Core | LogName::Contact | LogName::Scans) {
            // Whoever holds one of the others may lack the erasures, and could not tell which of them count.
            return Ok(None);
        }
        let Some((event_no, log_no)) = self.numbers(event, log)? else {
            return Ok(None);
        };
        let any: bool = self
            .connection
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM op INDEXED BY op_without_part
                 WHERE log_no = :log AND private IS NULL AND private_hash IS NOT NULL)",
            )?
            .query_row(named_params! {":log": log_no.0}, |row| row.get(0))?;
        if !any {
            return Ok(None);
        }
        let head = self
            .connection
            .prepare_cached(
                "SELECT coalesce(max((SELECT max(pos) FROM op o WHERE o.log_no = l.log_no)), 0)
                 FROM log l WHERE l.event_no = :event AND (l.log_no = :log OR l.name IN ('core', 'public'))",
            )?
            .query_row(named_params! {":event": event_no.0, ":log": log_no.0}, |row| {
                row.get(0)
            })?;
        Ok(Some(BareState {
            private_changes: self.private_changes()?,
            head: unsigned(head),
        }))
    }

    /// The bare ops of a log, at most so many, by device, replica and number.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn bare(&self, event: EventId, log: &LogName, most: usize) -> Result<Vec<ChainEnd>, StoreError> {
        let Some((event_no, log_no)) = self.numbers(event, log)? else {
            return Ok(Vec::new());
        };
        let Some((_, core)) = self.numbers(event, &LogName::Core)? else {
            // Whoever does not hold the erasures cannot tell which of them count.
            return Ok(Vec::new());
        };
        let mut statement = self.connection.prepare_cached(
            "SELECT r.device_id, r.replica_id, o.seq, o.hash, o.subject_id
             FROM op o INDEXED BY op_without_part JOIN replica r USING (replica_no)
             WHERE o.log_no = :log AND o.private IS NULL AND o.private_hash IS NOT NULL AND o.permitted = 1
             ORDER BY r.device_id, r.replica_id, o.seq, o.hash",
        )?;
        let mut rows = statement.query(named_params! {":log": log_no.0})?;
        let mut erased: BTreeMap<SubjectId, bool> = BTreeMap::new();
        let mut bare = Vec::new();
        while bare.len() < most
            && let Some(row) = rows.next()?
        {
            let subject = SubjectId(row.get(4)?);
            let is_erased = match erased.get(&subject) {
                Some(known) => *known,
                None => is_erased(self.connection, (event_no, core), subject)?,
            };
            erased.insert(subject, is_erased);
            if !is_erased {
                bare.push(ChainEnd {
                    device: DeviceId(row.get(0)?),
                    replica: ReplicaId(row.get(1)?),
                    seq: unsigned(row.get(2)?),
                    hash: OpHash(row.get(3)?),
                });
            }
        }
        Ok(bare)
    }
}

/// Whether an erasure that counts covers a subject, whoever it is one person with, or the person whose badge or call it is.
fn is_erased(
    connection: &Connection,
    (event, core): (EventNo, LogNo),
    subject: SubjectId,
) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM op WHERE subject_id = :person AND log_no = :core
                        AND kind = 'attendee_erased' AND permitted = 1)",
    )?;
    for person in one_person(connection, event, subject)? {
        if statement.query_row(named_params! {":person": person.0, ":core": core.0}, |row| {
            row.get(0)
        })? {
            return Ok(true);
        }
    }
    Ok(false)
}
