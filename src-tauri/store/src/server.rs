//! What this database remembers of the servers it asked, and, where it serves itself, what it serves by.

use crate::error::StoreError;
use crate::log::{
    EventNo, event_no, find_event_no, find_log_no, find_replica_no, log_no, replica_no, signed, unsigned,
};
use crate::{Reader, Store};
use rusqlite::{Connection, OptionalExtension, named_params};
use sarrera_core::ids::{DeviceId, EventId, ReplicaId};
use sarrera_core::ops::LogName;
use sarrera_core::planted::{self, Bug};
use sarrera_core::time::Timestamp;
use sarrera_core::world::{Entropy, random};

/// One log at one server: what is remembered of it holds for this epoch of the server alone.
#[derive(Debug, Clone, Copy)]
pub struct AtServer<'a> {
    pub event: EventId,
    pub server: DeviceId,
    /// The server's epoch and the version of the protocol, as one text.
    pub epoch: &'a str,
    pub log: &'a LogName,
}

/// A chain of which a server is not known to hold everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnheldChain {
    pub device: DeviceId,
    pub replica: ReplicaId,
    pub from: u64,
}

/// What a database serves by.
#[derive(Clone)]
pub struct ServesBy {
    pub epoch: [u8; 16],
    pub secret: [u8; 32],
}

impl std::fmt::Debug for ServesBy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ServesBy")
    }
}

/// What a device last said of itself here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeardRow {
    pub device: DeviceId,
    pub at: Timestamp,
    pub app: String,
    pub waiting: u64,
    pub offset_ms: Option<i64>,
}

impl Store {
    /// What this database serves by; drawn at the first asking.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn serves_by(&mut self, entropy: &dyn Entropy) -> Result<ServesBy, StoreError> {
        self.connection.execute(
            "INSERT INTO serving (serving_id, epoch, secret) VALUES (1, :epoch, :secret) ON CONFLICT DO NOTHING",
            named_params! {":epoch": random::<16>(entropy), ":secret": random::<32>(entropy)},
        )?;
        Ok(self
            .connection
            .query_row("SELECT epoch, secret FROM serving", [], |row| {
                Ok(ServesBy {
                    epoch: row.get(0)?,
                    secret: row.get(1)?,
                })
            })?)
    }

    /// Draws another epoch: what devices remember of this database's positions holds no more.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn renew_epoch(&mut self, entropy: &dyn Entropy) -> Result<(), StoreError> {
        self.serves_by(entropy)?;
        self.connection.execute(
            "UPDATE serving SET epoch = :epoch",
            named_params! {":epoch": random::<16>(entropy)},
        )?;
        Ok(())
    }

    /// Notes that a server holds chains up to these places, whatever was known before, in one transaction.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn note_held(
        &mut self,
        at: &AtServer<'_>,
        held: &[((DeviceId, ReplicaId), u64)],
    ) -> Result<(), StoreError> {
        let txn = self.connection.unchecked_transaction()?;
        let (server, log) = server_and_log(&txn, at)?;
        for ((device, replica), seq) in held {
            let replica = replica_no(&txn, *replica, *device)?;
            txn.prepare_cached(
                "INSERT INTO held (server_no, log_no, replica_no, seq) VALUES (:server, :log, :replica, :seq)
                 ON CONFLICT DO UPDATE SET seq = excluded.seq",
            )?
            .execute(named_params! {
                ":server": server, ":log": log, ":replica": replica, ":seq": signed(*seq),
            })?;
        }
        Ok(txn.commit()?)
    }

    /// Keeps what a device says of itself.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn note_heard(&mut self, event: EventId, heard: &HeardRow) -> Result<(), StoreError> {
        let Some(event) = find_event_no(&self.connection, event)? else {
            return Ok(());
        };
        self.connection
            .prepare_cached(
                "INSERT INTO heard (event_no, device_id, at_ms, app, waiting, offset_ms)
                 VALUES (:event, :device, :at, :app, :waiting, :offset)
                 ON CONFLICT DO UPDATE SET at_ms = excluded.at_ms, app = excluded.app, waiting = excluded.waiting,
                     offset_ms = excluded.offset_ms",
            )?
            .execute(named_params! {
                ":event": event.0, ":device": heard.device.0, ":at": heard.at.0, ":app": heard.app,
                ":waiting": signed(heard.waiting), ":offset": heard.offset_ms,
            })?;
        Ok(())
    }

    /// Keeps what devices said of themselves elsewhere, in one transaction: of each what is newer than what is kept of it so.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn note_heard_elsewhere(&mut self, event: EventId, rows: &[HeardRow]) -> Result<(), StoreError> {
        let Some(event) = find_event_no(&self.connection, event)? else {
            return Ok(());
        };
        let txn = self.connection.unchecked_transaction()?;
        for heard in rows {
            txn.prepare_cached(
                "INSERT INTO heard_elsewhere (event_no, device_id, at_ms, app, waiting, offset_ms)
                 VALUES (:event, :device, :at, :app, :waiting, :offset)
                 ON CONFLICT DO UPDATE SET at_ms = excluded.at_ms, app = excluded.app, waiting = excluded.waiting,
                     offset_ms = excluded.offset_ms
                 WHERE excluded.at_ms > at_ms",
            )?
            .execute(named_params! {
                ":event": event.0, ":device": heard.device.0, ":at": heard.at.0, ":app": heard.app,
                ":waiting": signed(heard.waiting), ":offset": heard.offset_ms,
            })?;
        }
        Ok(txn.commit()?)
    }
}

/// The local numbers of a server and of a log there, made where they are new. What was known of another epoch is
/// forgotten.
fn server_and_log(txn: &Connection, at: &AtServer<'_>) -> Result<(i64, i64), StoreError> {
    let event = event_no(txn, at.event)?;
    let log = log_no(txn, event, at.log)?;
    let key = named_params! {":event": event.0, ":device": at.server.0, ":epoch": at.epoch};
    let known: Option<(i64, bool)> = txn
        .prepare_cached(
            "SELECT server_no, epoch = :epoch FROM server WHERE event_no = :event AND device_id = :device",
        )?
        .query_row(key, |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let server = match known {
        Some((server, _)) if planted::on(Bug::EpochIgnored) => server,
        Some((server, true)) => server,
        Some((server, false)) => {
            let of_server = named_params! {":server": server};
            txn.execute("DELETE FROM pulled WHERE server_no = :server", of_server)?;
            txn.execute("DELETE FROM held WHERE server_no = :server", of_server)?;
            txn.execute(
                "UPDATE server SET epoch = :epoch WHERE server_no = :server",
                named_params! {":epoch": at.epoch, ":server": server},
            )?;
            server
        }
        None => {
            txn.prepare_cached(
                "INSERT INTO server (event_no, device_id, epoch) VALUES (:event, :device, :epoch)",
            )?
            .execute(key)?;
            txn.last_insert_rowid()
        }
    };
    Ok((server, log.0))
}

/// Notes, beside the ops that came from a server, that it holds them, and how far its order was taken in.
pub(crate) fn note_pulled(
    txn: &Connection,
    at: &AtServer<'_>,
    ends: &[(DeviceId, ReplicaId, u64)],
    cursor: Option<u64>,
) -> Result<(), StoreError> {
    let (server, log) = server_and_log(txn, at)?;
    for (device, replica, seq) in ends {
        let Some(replica) = find_replica_no(txn, *replica, *device)? else {
            continue;
        };
        txn.prepare_cached(
            "INSERT INTO held (server_no, log_no, replica_no, seq) VALUES (:server, :log, :replica, :seq)
             ON CONFLICT DO UPDATE SET seq = max(seq, excluded.seq)",
        )?
        .execute(named_params! {
            ":server": server, ":log": log, ":replica": replica, ":seq": signed(*seq),
        })?;
    }
    if let Some(pos) = cursor {
        txn.prepare_cached(
            "INSERT INTO pulled (server_no, log_no, pos) VALUES (:server, :log, :pos)
             ON CONFLICT DO UPDATE SET pos = excluded.pos",
        )?
        .execute(named_params! {":server": server, ":log": log, ":pos": signed(pos)})?;
    }
    Ok(())
}

impl Reader<'_> {
    /// The number of a server in this epoch, and of a log; nothing where the server was never asked in it.
    fn server_no(&self, at: &AtServer<'_>) -> Result<Option<i64>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT s.server_no FROM server s JOIN event e USING (event_no)
                 WHERE e.event_id = :event AND s.device_id = :device AND (s.epoch = :epoch OR :any_epoch)",
            )?
            .query_row(
                named_params! {
                    ":event": at.event.0, ":device": at.server.0, ":epoch": at.epoch,
                    ":any_epoch": planted::on(Bug::EpochIgnored),
                },
                |row| row.get(0),
            )
            .optional()?)
    }

    /// How far a server's order of a log was taken in.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn cursor(&self, at: &AtServer<'_>) -> Result<u64, StoreError> {
        let Some(server) = self.server_no(at)? else {
            return Ok(0);
        };
        let pos = self
            .connection
            .prepare_cached(
                "SELECT p.pos FROM pulled p JOIN log l USING (log_no) JOIN event e USING (event_no)
                 WHERE p.server_no = :server AND e.event_id = :event AND l.name = :log",
            )?
            .query_row(
                named_params! {":server": server, ":event": at.event.0, ":log": at.log.to_string()},
                |row| row.get(0),
            )
            .optional()?;
        Ok(pos.map_or(0, unsigned))
    }

    /// The chains of a log of which a server is not known to hold everything; this device's own first.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn unheld(&self, at: &AtServer<'_>) -> Result<Vec<UnheldChain>, StoreError> {
        let server = self.server_no(at)?.unwrap_or(-1);
        let Some(event) = find_event_no(self.connection, at.event)? else {
            return Ok(Vec::new());
        };
        let Some(log) = find_log_no(self.connection, event, &at.log.to_string())? else {
            return Ok(Vec::new());
        };
        let mut statement = self.connection.prepare_cached(
            "SELECT r.device_id, r.replica_id, coalesce(h.seq, 0) + 1
             FROM chain c JOIN replica r USING (replica_no)
             LEFT JOIN held h ON h.server_no = :server AND h.log_no = c.log_no AND h.replica_no = c.replica_no
             WHERE c.log_no = :log AND c.seq > coalesce(h.seq, 0)
             ORDER BY r.device_id = (SELECT device_id FROM own) DESC, c.replica_no",
        )?;
        let chains = statement.query_map(named_params! {":server": server, ":log": log.0}, |row| {
            Ok(UnheldChain {
                device: DeviceId(row.get(0)?),
                replica: ReplicaId(row.get(1)?),
                from: unsigned(row.get(2)?),
            })
        })?;
        Ok(chains.collect::<Result<_, _>>()?)
    }

    /// How many ops of this device no server is known to hold.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn waiting(&self, event: EventNo) -> Result<u64, StoreError> {
        let waiting = self
            .connection
            .prepare_cached(
                "SELECT coalesce(sum(c.seq - coalesce(
                    (SELECT max(h.seq) FROM held h WHERE h.log_no = c.log_no AND h.replica_no = c.replica_no), 0)), 0)
                 FROM chain c JOIN replica r USING (replica_no) JOIN log l USING (log_no)
                 WHERE l.event_no = :event AND r.device_id = (SELECT device_id FROM own)
                   AND c.seq > coalesce(
                    (SELECT max(h.seq) FROM held h WHERE h.log_no = c.log_no AND h.replica_no = c.replica_no), 0)",
            )?
            .query_row(named_params! {":event": event.0}, |row| row.get(0))?;
        Ok(unsigned(waiting))
    }

    /// How many ops are here: a replica's chain in a log has no gaps.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn op_count(&self) -> Result<u64, StoreError> {
        let count = self
            .connection
            .prepare_cached("SELECT coalesce(sum(seq), 0) FROM chain")?
            .query_row([], |row| row.get(0))?;
        Ok(unsigned(count))
    }

    /// What each device of an event last said of itself here.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn heard(&self, event: EventNo) -> Result<Vec<HeardRow>, StoreError> {
        self.heard_rows(
            "SELECT device_id, at_ms, app, waiting, offset_ms FROM heard WHERE event_no = :event ORDER BY device_id",
            event,
        )
    }

    /// What devices of an event said of themselves elsewhere, as others told this device.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn heard_elsewhere(&self, event: EventNo) -> Result<Vec<HeardRow>, StoreError> {
        self.heard_rows(
            "SELECT device_id, at_ms, app, waiting, offset_ms FROM heard_elsewhere WHERE event_no = :event
             ORDER BY device_id",
            event,
        )
    }

    fn heard_rows(&self, sql: &str, event: EventNo) -> Result<Vec<HeardRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(named_params! {":event": event.0}, |row| {
            Ok(HeardRow {
                device: DeviceId(row.get(0)?),
                at: Timestamp(row.get(1)?),
                app: row.get(2)?,
                waiting: unsigned(row.get(3)?),
                offset_ms: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
