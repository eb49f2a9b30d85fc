//! The op table: rows of a log as they are stored and read back, byte for byte.

use crate::error::StoreError;
use crate::project::clock::corrected_wall;
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use sarrera_core::fold::{FoldOp, Forks};
use sarrera_core::ids::{BootId, DeviceId, EventId, OperatorId, ReplicaId, SubjectId, TxnId};
use sarrera_core::ops::{Fact, LogName, Op, OpHash, Original, Place, Private, PrivateHash, Salt, Tip};
use sarrera_core::planted::{self, Bug};
use sarrera_core::time::{Hlc, Timestamp};

/// The local number of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventNo(pub(crate) i64);

/// The local number of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct LogNo(pub(crate) i64);

/// The local number of an event, made where it is new.
///
/// # Errors
/// When the database can't be written.
pub fn event_no(connection: &Connection, event: EventId) -> Result<EventNo, StoreError> {
    if let Some(no) = find_event_no(connection, event)? {
        return Ok(no);
    }
    connection.execute(
        "INSERT INTO event (event_id) VALUES (:event)",
        named_params! {":event": event.0},
    )?;
    Ok(EventNo(connection.last_insert_rowid()))
}

/// The local number of an event, if this device has any of it.
pub(crate) fn find_event_no(connection: &Connection, event: EventId) -> Result<Option<EventNo>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT event_no FROM event WHERE event_id = :event")?
        .query_row(named_params! {":event": event.0}, |row| row.get(0))
        .optional()?
        .map(EventNo))
}

/// The local number of a log, made where it is new.
pub(crate) fn log_no(connection: &Connection, event: EventNo, log: &LogName) -> Result<LogNo, StoreError> {
    let name = log.to_string();
    let found = find_log_no(connection, event, &name)?;
    if let Some(no) = found {
        return Ok(no);
    }
    connection.execute(
        "INSERT INTO log (event_no, name) VALUES (:event, :name)",
        named_params! {":event": event.0, ":name": name},
    )?;
    Ok(LogNo(connection.last_insert_rowid()))
}

/// The local number of a log, if this device has it.
pub(crate) fn find_log_no(
    connection: &Connection,
    event: EventNo,
    name: &str,
) -> Result<Option<LogNo>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT log_no FROM log WHERE event_no = :event AND name = :name")?
        .query_row(named_params! {":event": event.0, ":name": name}, |row| row.get(0))
        .optional()?
        .map(LogNo))
}

/// The local number of a device's replica, made where it is new.
pub(crate) fn replica_no(
    connection: &Connection,
    replica: ReplicaId,
    device: DeviceId,
) -> Result<i64, StoreError> {
    if let Some(no) = find_replica_no(connection, replica, device)? {
        return Ok(no);
    }
    connection.execute(
        "INSERT INTO replica (replica_id, device_id) VALUES (:replica, :device)",
        named_params! {":replica": replica.0, ":device": device.0},
    )?;
    Ok(connection.last_insert_rowid())
}

/// The local number of a device's replica, if anything of it is here.
pub(crate) fn find_replica_no(
    connection: &Connection,
    replica: ReplicaId,
    device: DeviceId,
) -> Result<Option<i64>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT replica_no FROM replica WHERE replica_id = :replica AND device_id = :device")?
        .query_row(
            named_params! {":replica": replica.0, ":device": device.0},
            |row| row.get(0),
        )
        .optional()?)
}

/// Where a chain ends; the first of its ends, where it has branches.
pub(crate) fn tip(connection: &Connection, log: LogNo, replica_no: i64) -> Result<Option<Tip>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT seq, hash FROM chain WHERE log_no = :log AND replica_no = :replica")?
        .query_row(named_params! {":log": log.0, ":replica": replica_no}, |row| {
            Ok(Tip {
                seq: unsigned(row.get(0)?),
                hash: OpHash(row.get(1)?),
            })
        })
        .optional()?)
}

/// Stores an op; its chain's tip is moved by [`set_tip`].
pub(crate) fn insert(
    connection: &Connection,
    log: LogNo,
    replica_no: i64,
    op: &Op,
    hash: OpHash,
    permitted: bool,
) -> Result<(), StoreError> {
    let (private, salt) = match &op.private {
        Private::Open { bytes, salt } => (Some(bytes), Some(salt.0)),
        Private::None | Private::Erased(_) => (None, None),
    };
    connection
        .prepare_cached(
            "INSERT INTO op (log_no, replica_no, seq, operator_id, txn_id, hlc, wall_ms, boot_id, subject_id, kind, v,
                             body, private, salt, private_hash, prev, hash, signature, permitted)
             VALUES (:log, :replica, :seq, :operator, :txn, :hlc, :wall, :boot, :subject, :kind, :v,
                     :body, :private, :salt, :private_hash, :prev, :hash, :signature, :permitted)",
        )?
        .execute(named_params! {
            ":log": log.0,
            ":replica": replica_no,
            ":seq": signed(op.place.seq),
            ":operator": op.operator.map(|o| o.0),
            ":txn": op.txn.0,
            ":hlc": signed(op.hlc.0),
            ":wall": op.wall.0,
            ":boot": op.boot.0,
            ":subject": op.subject.0,
            ":kind": op.kind,
            ":v": op.v,
            ":body": op.body,
            ":private": private,
            ":salt": salt,
            ":private_hash": op.private.hash().map(|h| h.0),
            ":prev": op.prev.0,
            ":hash": hash.0,
            ":signature": op.signature.map(|s| s.to_bytes()),
            ":permitted": permitted,
        })?;
    Ok(())
}

/// Writes where a chain ends now: once a transaction and log, after its ops.
pub(crate) fn set_tip(
    connection: &Connection,
    log: LogNo,
    replica_no: i64,
    tip: Tip,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO chain (log_no, replica_no, seq, hash) VALUES (:log, :replica, :seq, :hash)
             ON CONFLICT DO UPDATE SET seq = excluded.seq, hash = excluded.hash",
        )?
        .execute(named_params! {
            ":log": log.0, ":replica": replica_no, ":seq": signed(tip.seq), ":hash": tip.hash.0,
        })?;
    Ok(())
}

/// The lowest place of a chain that two ops claim.
pub(crate) fn fork(connection: &Connection, log: LogNo, replica_no: i64) -> Result<Option<u64>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT seq FROM fork WHERE log_no = :log AND replica_no = :replica")?
        .query_row(named_params! {":log": log.0, ":replica": replica_no}, |row| {
            row.get(0)
        })
        .optional()?
        .map(unsigned))
}

/// The forks of all chains of an event.
pub(crate) fn forks(connection: &Connection, event: EventNo) -> Result<Forks, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT l.name, r.device_id, r.replica_id, f.seq FROM fork f JOIN log l USING (log_no)
         JOIN replica r USING (replica_no) WHERE l.event_no = :event",
    )?;
    let mut rows = statement.query(named_params! {":event": event.0})?;
    let mut forks = Forks::new();
    while let Some(row) = rows.next()? {
        let name: String = row.get(0)?;
        if let Ok(log) = name.parse() {
            let chain = (log, DeviceId(row.get(1)?), ReplicaId(row.get(2)?));
            forks.insert(chain, unsigned(row.get(3)?));
        }
    }
    Ok(forks)
}

/// What of a chain grew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Grown {
    /// The chain, or the first of its branches.
    Chain,
    /// A further branch.
    Branch,
}

/// Notes where a run of ops that was stored behind `parent` ends.
pub(crate) fn note_end(
    connection: &Connection,
    log: LogNo,
    replica_no: i64,
    parent: Option<Tip>,
    end: Tip,
) -> Result<Grown, StoreError> {
    let main = tip(connection, log, replica_no)?;
    if main == parent {
        set_tip(connection, log, replica_no, end)?;
        return Ok(Grown::Chain);
    }
    let grown = match parent {
        None => 0,
        Some(parent) => connection.execute(
            "UPDATE branch SET seq = :seq, hash = :hash
             WHERE log_no = :log AND replica_no = :replica AND hash = :parent",
            named_params! {
                ":log": log.0, ":replica": replica_no, ":seq": signed(end.seq), ":hash": end.hash.0,
                ":parent": parent.hash.0,
            },
        )?,
    };
    if grown > 0 {
        return Ok(Grown::Branch);
    }
    connection.execute(
        "INSERT INTO branch (log_no, replica_no, seq, hash) VALUES (:log, :replica, :seq, :hash)",
        named_params! {":log": log.0, ":replica": replica_no, ":seq": signed(end.seq), ":hash": end.hash.0},
    )?;
    if planted::on(Bug::ForkNotNoted) {
        return Ok(Grown::Chain);
    }
    connection.execute(
        "INSERT INTO fork (log_no, replica_no, seq) VALUES (:log, :replica, :seq)
         ON CONFLICT DO UPDATE SET seq = min(seq, excluded.seq)",
        named_params! {
            ":log": log.0, ":replica": replica_no, ":seq": signed(parent.map_or(1, |p| p.seq.saturating_add(1))),
        },
    )?;
    Ok(Grown::Branch)
}

/// The columns that [`read_op`] wants, in its order, from `op JOIN replica`.
pub(crate) const OP_COLUMNS: &str = "r.replica_id, r.device_id, o.seq, o.operator_id, o.txn_id, o.hlc, o.wall_ms, \
     o.boot_id, o.subject_id, o.kind, o.v, o.body, o.private, o.salt, o.private_hash, o.prev, o.signature, o.hash";

/// One stored op, and the hash it was stored with.
pub(crate) fn read_op(row: &Row<'_>, event: EventId, log: &LogName) -> rusqlite::Result<(Op, OpHash)> {
    let private: Option<Vec<u8>> = row.get(12)?;
    let salt: Option<[u8; 32]> = row.get(13)?;
    let private_hash: Option<[u8; 32]> = row.get(14)?;
    let private = match (private, salt, private_hash) {
        (Some(bytes), Some(salt), _) => Private::Open {
            bytes,
            salt: Salt(salt),
        },
        (None | Some(_), _, Some(hash)) => Private::Erased(PrivateHash(hash)),
        (None | Some(_), _, None) => Private::None,
    };
    let signature: Option<[u8; 64]> = row.get(16)?;
    let op = Op {
        place: Place {
            event,
            log: log.clone(),
            replica: ReplicaId(row.get(0)?),
            seq: unsigned(row.get(2)?),
        },
        device: DeviceId(row.get(1)?),
        operator: row.get::<_, Option<[u8; 16]>>(3)?.map(OperatorId),
        txn: TxnId(row.get(4)?),
        hlc: Hlc(unsigned(row.get(5)?)),
        wall: Timestamp(row.get(6)?),
        boot: BootId(row.get(7)?),
        subject: SubjectId(row.get(8)?),
        kind: row.get(9)?,
        v: row.get(10)?,
        body: row.get(11)?,
        private,
        prev: OpHash(row.get(15)?),
        signature: signature.map(|bytes| ed25519(&bytes)),
    };
    Ok((op, OpHash(row.get(17)?)))
}

/// The permitted, readable ops of one subject in one log.
pub(crate) fn subject_ops(
    connection: &Connection,
    log: LogNo,
    subject: SubjectId,
) -> Result<Vec<FoldOp>, StoreError> {
    let mut statement = connection.prepare_cached(concat!(
        "SELECT r.replica_id, r.device_id, o.seq, o.operator_id, o.hlc, ",
        corrected_wall!(),
        ", o.kind, o.v, o.body, o.private, o.hash, o.txn_id, o.subject_id
             FROM op o JOIN replica r USING (replica_no)
             WHERE o.subject_id = :subject AND o.log_no = :log AND o.permitted = 1"
    ))?;
    let mut rows = statement.query(named_params! {":subject": subject.0, ":log": log.0})?;
    collect_fold_ops(&mut rows)
}

/// The readable ops of one subject in one log.
#[derive(Debug, Default)]
pub(crate) struct SubjectOps {
    pub permitted: Vec<FoldOp>,
    pub quarantined: Vec<FoldOp>,
}

/// The readable ops of one subject in one log, those apart that count for nothing.
pub(crate) fn subject_ops_and_quarantined(
    connection: &Connection,
    log: LogNo,
    subject: SubjectId,
) -> Result<SubjectOps, StoreError> {
    let mut statement = connection.prepare_cached(concat!(
        "SELECT r.replica_id, r.device_id, o.seq, o.operator_id, o.hlc, ",
        corrected_wall!(),
        ", o.kind, o.v, o.body, o.private, o.hash, o.txn_id, o.subject_id, o.permitted
             FROM op o JOIN replica r USING (replica_no)
             WHERE o.subject_id = :subject AND o.log_no = :log"
    ))?;
    let mut rows = statement.query(named_params! {":subject": subject.0, ":log": log.0})?;
    let mut ops = SubjectOps::default();
    while let Some(row) = rows.next()? {
        let Some(op) = read_fold_op(row)? else { continue };
        if row.get(13)? {
            ops.permitted.push(op);
        } else {
            ops.quarantined.push(op);
        }
    }
    Ok(ops)
}

/// The readable ops of a whole log, permitted or not.
pub(crate) fn log_ops(connection: &Connection, log: LogNo) -> Result<Vec<FoldOp>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT r.replica_id, r.device_id, o.seq, o.operator_id, o.hlc, o.wall_ms, o.kind, o.v, o.body, o.private, o.hash,
                o.txn_id, o.subject_id
         FROM op o JOIN replica r USING (replica_no) WHERE o.log_no = :log",
    )?;
    let mut rows = statement.query(named_params! {":log": log.0})?;
    collect_fold_ops(&mut rows)
}

fn collect_fold_ops(rows: &mut rusqlite::Rows<'_>) -> Result<Vec<FoldOp>, StoreError> {
    let mut ops = Vec::new();
    while let Some(row) = rows.next()? {
        if let Some(op) = read_fold_op(row)? {
            ops.push(op);
        }
    }
    Ok(ops)
}

/// No moment is further away: what a writer claims is not to make a sum that no integer holds.
const MOMENT_MS_MAX: i64 = 1 << 62;

/// One readable op, from the columns of [`subject_ops`]; its moment is as other clocks have it, where that is known.
pub(crate) fn read_fold_op(row: &Row<'_>) -> rusqlite::Result<Option<FoldOp>> {
    let kind = row.get_ref(6)?.as_str()?;
    let body = row.get_ref(8)?.as_blob()?;
    let private = row.get_ref(9)?.as_blob_or_null()?;
    // What this app cannot read is kept and relayed; it is projected once a newer app reads it.
    let Ok(fact) = Fact::decode(kind, row.get(7)?, body, private) else {
        return Ok(None);
    };
    // What is recorded again happened when, by whom and together with what its original says.
    let original = Original::of(kind, body);
    let operator = row.get::<_, Option<[u8; 16]>>(3)?.map(OperatorId);
    Ok(Some(FoldOp {
        op_ref: OpHash(row.get(10)?).op_ref(),
        hlc: Hlc(unsigned(row.get(4)?)),
        replica: ReplicaId(row.get(0)?),
        seq: unsigned(row.get(2)?),
        device: DeviceId(row.get(1)?),
        operator: original.map_or(operator, |first| first.operator),
        txn: original.map_or(TxnId(row.get(11)?), |first| first.txn),
        subject: SubjectId(row.get(12)?),
        wall: original.map_or(Timestamp(row.get(5)?), |first| {
            Timestamp(first.at_ms.clamp(-MOMENT_MS_MAX, MOMENT_MS_MAX))
        }),
        fact,
    }))
}

/// SQLite's integers are signed; what ours may be (`Hlc::is_storable`) ends where theirs do.
pub(crate) fn signed(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// See [`signed`].
pub(crate) fn unsigned(value: i64) -> u64 {
    u64::try_from(value).unwrap_or(0)
}

fn ed25519(bytes: &[u8; 64]) -> sarrera_core::ops::Signature {
    sarrera_core::ops::Signature::from_bytes(bytes)
}
