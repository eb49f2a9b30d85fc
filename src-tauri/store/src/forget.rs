//! Forgetting an event: everything that this database holds of it goes, and what stays is that it was here and why it went.

use crate::error::StoreError;
use crate::log::{EventNo, find_event_no};
use crate::rebuild::DERIVED;
use crate::setting::private_changed;
use crate::{Reader, Store, search};
use rusqlite::{Connection, TransactionBehavior, named_params};
use sarrera_core::ids::EventId;
use sarrera_core::time::Timestamp;

/// An event that was here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForgottenEvent {
    pub id: EventId,
    pub label: String,
    pub name: String,
    /// Why this device may not hold it any more, and since when.
    pub reason: String,
    pub revoked: Timestamp,
    pub forgotten: Timestamp,
}

/// What stands under a log of the event; rows that name others come first.
const BY_LOG: [&str; 7] = ["pulled", "held", "merged", "fork", "branch", "chain", "op"];

/// What stands under the event itself and is not derived, as [`BY_LOG`].
const BY_EVENT: [&str; 9] = [
    "server",
    "heard",
    "heard_elsewhere",
    "invitation",
    "import_run",
    "not_same",
    "event_key",
    "search_word",
    "search_code",
];

impl Store {
    /// Removes an event with all that stands here of it, in one transaction, and keeps that it was here. Deleted pages are
    /// overwritten (`secure_delete`). False where the event is not here, or something that this device wrote waits: it may have
    /// been written just now.
    ///
    /// # Errors
    /// When the database can't be written; then everything is as before.
    pub fn forget_event(&mut self, forgotten: &ForgottenEvent) -> Result<bool, StoreError> {
        let txn = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let Some(event) = find_event_no(&txn, forgotten.id)? else {
            return Ok(false);
        };
        if (Reader { connection: &txn }).waiting(event)? > 0 {
            return Ok(false);
        }
        empty_search(&txn, event)?;
        let of_event = named_params! {":event": event.0};
        for table in BY_LOG {
            txn.execute(
                &format!(
                    "DELETE FROM {table} WHERE log_no IN (SELECT log_no FROM log WHERE event_no = :event)"
                ),
                of_event,
            )?;
        }
        let derived = DERIVED.into_iter().filter(|table| !BY_LOG.contains(table));
        for table in BY_EVENT.into_iter().chain(derived).chain(["log"]) {
            txn.execute(&format!("DELETE FROM {table} WHERE event_no = :event"), of_event)?;
        }
        txn.execute("DELETE FROM event WHERE event_no = :event", of_event)?;
        txn.execute(
            "DELETE FROM replica WHERE replica_no NOT IN (SELECT replica_no FROM op)",
            [],
        )?;
        forget_settings(&txn, event, forgotten.id)?;
        private_changed(&txn)?;
        note(&txn, forgotten)?;
        txn.commit()?;
        // The numbers of the event and of its replicas may be given again.
        self.devices.clear();
        self.replica = None;
        Ok(true)
    }
}

/// The index keeps no list of an event's people: each is taken out by what was put in.
fn empty_search(txn: &Connection, event: EventNo) -> Result<(), StoreError> {
    let people: Vec<i64> = txn
        .prepare("SELECT attendee_no FROM attendee WHERE event_no = :event")?
        .query_map(named_params! {":event": event.0}, |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for attendee in people {
        search::remove(txn, event.0, attendee)?;
    }
    Ok(())
}

/// What this device keeps for itself is named by the event's id or by its number here.
fn forget_settings(txn: &Connection, event: EventNo, id: EventId) -> Result<(), StoreError> {
    txn.execute(
        "DELETE FROM setting WHERE instr(name, :id) > 0 OR name = :devices",
        named_params! {":id": id.to_string(), ":devices": format!("devices_{}", event.0)},
    )?;
    Ok(())
}

fn note(txn: &Connection, forgotten: &ForgottenEvent) -> Result<(), StoreError> {
    txn.execute(
        "INSERT INTO forgotten_event (event_id, label, name, reason, revoked_ms, forgotten_ms)
         VALUES (:id, :label, :name, :reason, :revoked, :forgotten)
         ON CONFLICT DO UPDATE SET label = excluded.label, name = excluded.name, reason = excluded.reason,
             revoked_ms = excluded.revoked_ms, forgotten_ms = excluded.forgotten_ms",
        named_params! {
            ":id": forgotten.id.0, ":label": forgotten.label, ":name": forgotten.name,
            ":reason": forgotten.reason, ":revoked": forgotten.revoked.0, ":forgotten": forgotten.forgotten.0,
        },
    )?;
    Ok(())
}

impl Reader<'_> {
    /// The events that were here and are not any more, the last one first.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn forgotten_events(&self) -> Result<Vec<ForgottenEvent>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT event_id, label, name, reason, revoked_ms, forgotten_ms FROM forgotten_event f
             WHERE NOT EXISTS (SELECT 1 FROM event e WHERE e.event_id = f.event_id)
             ORDER BY forgotten_ms DESC, event_id",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(ForgottenEvent {
                id: EventId(row.get(0)?),
                label: row.get(1)?,
                name: row.get(2)?,
                reason: row.get(3)?,
                revoked: Timestamp(row.get(4)?),
                forgotten: Timestamp(row.get(5)?),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
