//! One use case's transaction: read the facts, append ops to any logs, and have them projected and signed at the end.

use crate::device::own_device;
use crate::error::StoreError;
use crate::log::{EventNo, LogNo, event_no, insert, log_no, replica_no, set_tip, signed, tip, unsigned};
use crate::project::{Touched, project};
use crate::{OwnDevice, Reader, Store};
use rusqlite::{Connection, Transaction, TransactionBehavior, named_params};
use sarrera_core::fold::{Devices, Standing, fold_devices};
use sarrera_core::ids::{BootId, EventId, OpRef, OperatorId, ReplicaId, SubjectId, TxnId};
use sarrera_core::ops::{Fact, LogName, Op, OpHash, Place, Private, Salt, Tip, sign};
use sarrera_core::time::{Hlc, Timestamp};
use sarrera_core::world::{Clock, Entropy, random};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// No transaction writes more ops than this: a scan never waits long for an import.
pub const TXN_OPS_MAX: usize = 250;
/// Nor more bytes than this, as its ops are stored.
pub const TXN_BYTES_MAX: usize = 512 * 1024;
/// What an op has besides its kind, its body and its personal fields, rounded up.
const ENVELOPE_BYTES: usize = 256;

/// Who acts, when, and with which random bytes.
#[derive(Clone, Copy)]
pub struct Act<'a> {
    pub clock: &'a dyn Clock,
    pub entropy: &'a dyn Entropy,
    pub operator: Option<OperatorId>,
    pub boot: BootId,
}

impl std::fmt::Debug for Act<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Act")
            .field("operator", &self.operator)
            .finish_non_exhaustive()
    }
}

/// An open transaction.
#[derive(Debug)]
pub struct Txn<'a> {
    txn: Transaction<'a>,
    act: Act<'a>,
    own: OwnDevice,
    replica: ReplicaId,
    id: TxnId,
    now: Timestamp,
    hlc: Hlc,
    last_hash: OpHash,
    tips: BTreeMap<(EventId, LogName), Open>,
    touched: Touched,
    devices: &'a mut HashMap<EventNo, (i64, Devices)>,
    /// Events whose devices were seen to be up to date within this transaction, where only it writes.
    devices_known: BTreeSet<EventNo>,
    appended: usize,
    bytes: usize,
}

/// A log that this transaction writes to.
#[derive(Debug)]
struct Open {
    log: LogNo,
    event: EventNo,
    replica_no: i64,
    tip: Option<Tip>,
    /// The op that is not stored yet, for it may be the last and want a signature.
    held: Option<(Op, OpHash)>,
}

impl Store {
    /// Runs a use case in one transaction: everything or nothing. The verdict is on the disk when this returns.
    ///
    /// # Errors
    /// Whatever the use case says, and what the database says; nothing is written then.
    pub fn write<T, E: From<StoreError>>(
        &mut self,
        act: Act<'_>,
        use_case: impl FnOnce(&mut Txn<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.write_and_show(act, use_case, |_, value| Ok(value))
    }

    /// As [`Store::write`]; what stands after the use case's ops is then read in the same transaction, where every page
    /// is still at hand. What was read is given back only once everything is on the disk.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub fn write_and_show<T, U, E: From<StoreError>>(
        &mut self,
        act: Act<'_>,
        use_case: impl FnOnce(&mut Txn<'_>) -> Result<T, E>,
        show: impl FnOnce(&Reader<'_>, T) -> Result<U, E>,
    ) -> Result<U, E> {
        let own = self.own()?;
        let replica = *self.replica.get_or_insert_with(|| ReplicaId(random(act.entropy)));
        let txn = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(StoreError::from)?;
        let (hlc, last_hash) = own_clock(&txn)?;
        let mut open = Txn {
            id: TxnId(random(act.entropy)),
            now: act.clock.now(),
            txn,
            act,
            own,
            replica,
            hlc,
            last_hash,
            tips: BTreeMap::new(),
            touched: Touched::default(),
            devices: &mut self.devices,
            devices_known: BTreeSet::new(),
            appended: 0,
            bytes: 0,
        };
        let result = use_case(&mut open).and_then(|value| {
            open.settle()?;
            let shown = show(&open.reader(), value)?;
            open.txn.commit().map_err(StoreError::from)?;
            Ok(shown)
        });
        if result.is_err() {
            // What was folded from ops that are rolled back is not to be remembered.
            self.devices.clear();
        }
        result
    }

    pub(crate) fn own(&mut self) -> Result<OwnDevice, StoreError> {
        if self.own.is_none() {
            self.own = own_device(&self.connection)?;
        }
        self.own.clone().ok_or_else(|| StoreError::Missing {
            what: "device",
            which: "of this database".to_owned(),
        })
    }
}

impl Txn<'_> {
    /// What stood in the database before this transaction appended anything.
    #[must_use]
    pub fn reader(&self) -> Reader<'_> {
        Reader {
            connection: &self.txn,
        }
    }

    /// The device's wall clock, read once for the whole transaction.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// This device.
    #[must_use]
    pub fn own(&self) -> &OwnDevice {
        &self.own
    }

    /// Random bytes.
    #[must_use]
    pub fn random<const N: usize>(&self) -> [u8; N] {
        random(self.act.entropy)
    }

    /// Whether so many more ops, of so many bytes together, fit into this transaction.
    #[must_use]
    pub fn has_room_for(&self, ops: usize, bytes: usize) -> bool {
        let more = bytes + ops * ENVELOPE_BYTES;
        self.appended + ops <= TXN_OPS_MAX && self.bytes + more <= TXN_BYTES_MAX
    }

    /// Appends an op to a log. It is projected when the transaction ends.
    ///
    /// # Errors
    /// When the transaction has no room for it, or the database can't be written.
    pub fn append(
        &mut self,
        event: EventId,
        log: &LogName,
        subject: SubjectId,
        fact: &Fact,
    ) -> Result<OpRef, StoreError> {
        let encoded = fact.encode()?;
        let bytes = encoded.kind.len() + encoded.body.len() + encoded.private.as_ref().map_or(0, Vec::len);
        if !self.has_room_for(1, bytes) {
            return Err(StoreError::TxnTooLarge {
                ops: self.appended + 1,
                bytes: self.bytes + bytes,
            });
        }
        let private = match encoded.private {
            Some(bytes) => Private::Open {
                bytes,
                salt: Salt(self.random()),
            },
            None => Private::None,
        };
        self.hlc = self.hlc.tick(self.now);
        let key = (event, log.clone());
        if !self.tips.contains_key(&key) {
            let open = open_log(&self.txn, event, log, self.replica, &self.own)?;
            self.tips.insert(key.clone(), open);
        }
        let Some(open) = self.tips.get_mut(&key) else {
            return Err(StoreError::Missing {
                what: "log",
                which: log.to_string(),
            });
        };
        let seq = open.tip.map_or(1, |t| t.seq + 1);
        let op = Op {
            place: Place {
                event,
                log: log.clone(),
                replica: self.replica,
                seq,
            },
            device: self.own.device,
            operator: self.act.operator,
            txn: self.id,
            hlc: self.hlc,
            wall: self.now,
            boot: self.act.boot,
            subject,
            kind: encoded.kind.to_owned(),
            v: encoded.v,
            body: encoded.body,
            private,
            prev: open.tip.map_or(self.last_hash, |t| t.hash),
            signature: None,
        };
        let hash = op.hash();
        let held = open.held.replace((op, hash));
        open.tip = Some(Tip { seq, hash });
        let (event_no, log_no, replica_no) = (open.event, open.log, open.replica_no);
        self.last_hash = hash;
        self.appended += 1;
        self.bytes += bytes + ENVELOPE_BYTES;
        self.touched.add(event_no, event, log, log_no, subject);
        if let Some((before, before_hash)) = held {
            self.store(event_no, log_no, replica_no, &before, before_hash)?;
        }
        Ok(hash.op_ref())
    }

    fn store(
        &mut self,
        event: EventNo,
        log: LogNo,
        replica_no: i64,
        op: &Op,
        hash: OpHash,
    ) -> Result<(), StoreError> {
        // An op of the public log may change who may write what; any other leaves it as it is.
        let public = op.place.log == LogName::Public;
        if public || !self.devices_known.contains(&event) {
            devices(&self.txn, self.devices, event, op.place.event)?;
        }
        if public {
            self.devices_known.remove(&event);
        } else {
            self.devices_known.insert(event);
        }
        let known = self.devices.get(&event);
        let permitted = known.is_some_and(|(_, devices)| permitted(devices, op, hash));
        insert(&self.txn, log, replica_no, op, hash, permitted)
    }

    /// Signs, stores and projects what was appended; the commit is all that is missing then.
    fn settle(&mut self) -> Result<(), StoreError> {
        if self.appended == 0 {
            return Ok(());
        }
        for (_, mut open) in std::mem::take(&mut self.tips) {
            if let Some((mut op, hash)) = open.held.take() {
                op.signature = Some(sign(&self.own.signing_key, &op.place, hash));
                self.store(open.event, open.log, open.replica_no, &op, hash)?;
            }
            if let Some(tip) = open.tip {
                set_tip(&self.txn, open.log, open.replica_no, tip)?;
            }
        }
        save_own_clock(&self.txn, self.hlc, self.last_hash)?;
        project(&self.txn, self.devices, &self.touched)
    }
}

fn open_log(
    txn: &Connection,
    event: EventId,
    log: &LogName,
    replica: ReplicaId,
    own: &OwnDevice,
) -> Result<Open, StoreError> {
    let event = event_no(txn, event)?;
    let log = log_no(txn, event, log)?;
    let replica_no = replica_no(txn, replica, own.device)?;
    Ok(Open {
        log,
        event,
        replica_no,
        tip: tip(txn, log, replica_no)?,
        held: None,
    })
}

pub(crate) fn own_clock(txn: &Connection) -> Result<(Hlc, OpHash), StoreError> {
    Ok(txn
        .prepare_cached("SELECT hlc, last_hash FROM own")?
        .query_row([], |row| Ok((Hlc(unsigned(row.get(0)?)), OpHash(row.get(1)?))))?)
}

pub(crate) fn save_own_clock(txn: &Connection, hlc: Hlc, last_hash: OpHash) -> Result<(), StoreError> {
    txn.prepare_cached("UPDATE own SET hlc = :hlc, last_hash = :hash")?
        .execute(named_params! {":hlc": signed(hlc.0), ":hash": last_hash.0})?;
    Ok(())
}

/// Whether an op counts, by the devices as the public log has them now.
pub(crate) fn permitted(devices: &Devices, op: &Op, hash: OpHash) -> bool {
    let place = &op.place;
    let standing = devices.standing(
        op.device,
        &place.log,
        place.replica,
        place.seq,
        &op.kind,
        hash.op_ref(),
    );
    standing == Standing::Permitted
}

/// The devices of an event; folded again only when its public log has grown.
pub(crate) fn devices<'c>(
    txn: &Connection,
    cache: &'c mut HashMap<EventNo, (i64, Devices)>,
    event: EventNo,
    id: EventId,
) -> Result<&'c Devices, StoreError> {
    let public = log_no(txn, event, &LogName::Public)?;
    let ops_now: i64 = txn
        .prepare_cached("SELECT coalesce(sum(seq), 0) FROM chain WHERE log_no = :log")?
        .query_row(named_params! {":log": public.0}, |row| row.get(0))?;
    let fresh = cache.get(&event).is_some_and(|(ops, _)| *ops == ops_now);
    if !fresh {
        let ops = crate::log::log_ops(txn, public)?;
        cache.insert(event, (ops_now, fold_devices(id, &ops)));
    }
    Ok(&cache.entry(event).or_default().1)
}
