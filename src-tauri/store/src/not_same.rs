//! Whom somebody at this device looked at and found to be two people: kept here alone, so that they are not asked again.

use crate::error::StoreError;
use crate::{EventNo, Reader, Store};
use rusqlite::named_params;
use sarrera_core::ids::AttendeeId;

impl Store {
    /// Remembers that these are two people each, the lower id first.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn add_not_same(
        &mut self,
        event: EventNo,
        pairs: &[(AttendeeId, AttendeeId)],
    ) -> Result<(), StoreError> {
        let txn = self.connection.transaction()?;
        for (one, other) in pairs {
            txn.execute(
                "INSERT INTO not_same (event_no, attendee_id, other_id) VALUES (:event, :one, :other)
                 ON CONFLICT DO NOTHING",
                named_params! {":event": event.0, ":one": one.0, ":other": other.0},
            )?;
        }
        Ok(txn.commit()?)
    }

    /// Forgets it again.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn remove_not_same(
        &mut self,
        event: EventNo,
        pairs: &[(AttendeeId, AttendeeId)],
    ) -> Result<(), StoreError> {
        let txn = self.connection.transaction()?;
        for (one, other) in pairs {
            txn.execute(
                "DELETE FROM not_same WHERE event_no = :event AND attendee_id = :one AND other_id = :other",
                named_params! {":event": event.0, ":one": one.0, ":other": other.0},
            )?;
        }
        Ok(txn.commit()?)
    }
}

impl Reader<'_> {
    /// The pairs that were found here to be two people.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn not_same(&self, event: EventNo) -> Result<Vec<(AttendeeId, AttendeeId)>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT attendee_id, other_id FROM not_same WHERE event_no = :event")?;
        let rows = statement.query_map(named_params! {":event": event.0}, |row| {
            Ok((AttendeeId(row.get(0)?), AttendeeId(row.get(1)?)))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
