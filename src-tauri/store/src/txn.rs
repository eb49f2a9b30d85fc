//! One use case's transaction: read the facts, append ops to any logs, and have them projected and signed at the end.

use crate::device::own_device;
use crate::error::StoreError;
use crate::join::refuse_joined;
use crate::log::{
    EventNo, LogNo, event_no, find_log_no, fork, forks, insert, log_no, replica_no, set_tip, signed, tip,
    unsigned,
};
use crate::open::begin;
use crate::project::{Touched, project};
use crate::read::operator_here;
use crate::{OwnDevice, Reader, Store};
use rusqlite::{Connection, Transaction, named_params};
use sarrera_core::fold::{Devices, Standing, Written, fold_devices};
use sarrera_core::ids::{BootId, DeviceId, EventId, OpRef, OperatorId, ReplicaId, SubjectId, TxnId};
use sarrera_core::ops::{
    Encoded, Fact, LogName, Op, OpHash, Original, Place, Private, Salt, TXN_BYTES_MAX, TXN_OPS_MAX, Tip, sign,
};
use sarrera_core::time::{Hlc, Timestamp};
use sarrera_core::world::{Clock, Entropy, random};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What an op has besides its kind, its body and its personal fields, rounded up: a transaction stays below the bound that others
/// hold it to.
const ENVELOPE_BYTES: usize = 256;

/// Who acts, when, and with which random bytes.
#[derive(Clone, Copy)]
pub struct Act<'a> {
    pub clock: &'a dyn Clock,
    pub entropy: &'a dyn Entropy,
    /// `None`: whoever was chosen at this device for the event, if anybody was.
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
    /// This opening's, for as long as nobody else is found to write on its chains.
    replica: &'a mut ReplicaId,
    id: TxnId,
    now: Timestamp,
    own_clock: OwnClock,
    tips: BTreeMap<(EventId, LogName), Open>,
    touched: Touched,
    devices: &'a mut DeviceCache,
    /// Events whose devices were seen to be up to date within this transaction, where only it writes.
    devices_known: BTreeSet<EventNo>,
    appended: usize,
    bytes: usize,
}

/// The devices of each event, and what they were folded from.
pub(crate) type DeviceCache = HashMap<EventNo, (FoldedFrom, Devices)>;

/// The newest position in the public log, and the number and sum of the forks of all chains.
pub(crate) type FoldedFrom = (i64, i64, i64);

/// What this device last wrote and heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OwnClock {
    pub(crate) hlc: Hlc,
    /// The newest op by this device here: its own reading, and its hash.
    pub(crate) last: (Hlc, OpHash),
}

/// A log that this transaction writes to.
#[derive(Debug)]
struct Open {
    log: LogNo,
    event: EventNo,
    replica: ReplicaId,
    replica_no: i64,
    /// Who is at this device for the event.
    operator: Option<OperatorId>,
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
        self.touched.clear();
        let own = self.own()?;
        let replica = self.replica.get_or_insert_with(|| ReplicaId(random(act.entropy)));
        let txn = begin(&mut self.connection)?;
        let own_clock = own_clock(&txn)?;
        let mut open = Txn {
            id: TxnId(random(act.entropy)),
            now: act.clock.now(),
            txn,
            act,
            own,
            replica,
            own_clock,
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
            open.touched.add_to(&mut self.touched);
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
    /// What stands in the database. Rows that are derived are those from before this transaction: it folds what it appended
    /// at its end. What is folded at the asking (`subject`, `scans_of`) has what it appended, but for the newest op of
    /// each log, which waits for its signature.
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
        self.append_encoded(event, log, subject, fact, fact.encode()?)
    }

    /// As [`Txn::append`], for a fact that was recorded first in another event: the op names its original.
    ///
    /// # Errors
    /// As [`Txn::append`].
    pub fn append_again(
        &mut self,
        event: EventId,
        log: &LogName,
        subject: SubjectId,
        fact: &Fact,
        original: &Original,
    ) -> Result<OpRef, StoreError> {
        let mut encoded = fact.encode()?;
        original.add_to(&mut encoded.body)?;
        self.append_encoded(event, log, subject, fact, encoded)
    }

    fn append_encoded(
        &mut self,
        event: EventId,
        log: &LogName,
        subject: SubjectId,
        fact: &Fact,
        encoded: Encoded,
    ) -> Result<OpRef, StoreError> {
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
                salt: Salt::drawn(self.random()),
            },
            None => Private::None,
        };
        self.own_clock.hlc = self.own_clock.hlc.tick(self.now);
        let key = (event, log.clone());
        if !self.tips.contains_key(&key) {
            let open = self.open_log(event, log)?;
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
                replica: open.replica,
                seq,
            },
            device: self.own.device,
            operator: open.operator,
            txn: self.id,
            hlc: self.own_clock.hlc,
            wall: self.now,
            boot: self.act.boot,
            subject,
            kind: encoded.kind.to_owned(),
            v: encoded.v,
            body: encoded.body,
            private,
            prev: open.tip.map_or(self.own_clock.last.1, |t| t.hash),
            signature: None,
        };
        let hash = op.hash();
        let held = open.held.replace((op, hash));
        open.tip = Some(Tip { seq, hash });
        let (event_no, log_no, replica_no) = (open.event, open.log, open.replica_no);
        self.own_clock.last = (self.own_clock.hlc, hash);
        self.appended += 1;
        self.bytes += bytes + ENVELOPE_BYTES;
        self.touched.add(event_no, event, log, log_no, subject);
        if seq == 1 {
            self.touched.add_copies(event_no, self.own.device);
        }
        if matches!(fact, Fact::ConflictSettled(_)) {
            self.touched.add_copies(event_no, DeviceId(subject.0));
        }
        if let Some((before, before_hash)) = held {
            self.store(event_no, log_no, replica_no, &before, before_hash)?;
        }
        Ok(hash.op_ref())
    }

    /// Opens a log for writing. Where a clone of this machine was found on our chain, we go on under a replica of our own.
    fn open_log(&mut self, event: EventId, log: &LogName) -> Result<Open, StoreError> {
        refuse_joined(&self.txn, event)?;
        let operator = match self.act.operator {
            Some(operator) => Some(operator),
            None => operator_here(&self.txn, event)?,
        };
        let event = event_no(&self.txn, event)?;
        let log = log_no(&self.txn, event, log)?;
        let mut replica_no = replica_no(&self.txn, *self.replica, self.own.device)?;
        if fork(&self.txn, log, replica_no)?.is_some() {
            *self.replica = ReplicaId(random(self.act.entropy));
            replica_no = crate::log::replica_no(&self.txn, *self.replica, self.own.device)?;
        }
        Ok(Open {
            log,
            event,
            replica: *self.replica,
            replica_no,
            operator,
            tip: tip(&self.txn, log, replica_no)?,
            held: None,
        })
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
        save_own_clock(&self.txn, self.own_clock)?;
        project(&self.txn, self.devices, &self.touched)
    }
}

pub(crate) fn own_clock(txn: &Connection) -> Result<OwnClock, StoreError> {
    Ok(txn
        .prepare_cached("SELECT hlc, last_hlc, last_hash FROM own")?
        .query_row([], |row| {
            Ok(OwnClock {
                hlc: Hlc(unsigned(row.get(0)?)),
                last: (Hlc(unsigned(row.get(1)?)), OpHash(row.get(2)?)),
            })
        })?)
}

pub(crate) fn save_own_clock(txn: &Connection, clock: OwnClock) -> Result<(), StoreError> {
    txn.prepare_cached("UPDATE own SET hlc = :hlc, last_hlc = :last_hlc, last_hash = :hash")?
        .execute(named_params! {
            ":hlc": signed(clock.hlc.0), ":last_hlc": signed(clock.last.0.0), ":hash": clock.last.1.0,
        })?;
    Ok(())
}

/// Whether an op counts, by the devices as the public log has them now.
pub(crate) fn permitted(devices: &Devices, op: &Op, hash: OpHash) -> bool {
    let standing = devices.standing(&Written {
        device: op.device,
        log: &op.place.log,
        replica: op.place.replica,
        seq: op.place.seq,
        kind: &op.kind,
        op_ref: hash.op_ref(),
    });
    standing == Standing::Permitted
}

/// What the devices of an event with this public log would be folded from now.
pub(crate) fn folded_from(connection: &Connection, public: Option<LogNo>) -> Result<FoldedFrom, StoreError> {
    Ok(connection
        .prepare_cached(
            "SELECT coalesce((SELECT max(pos) FROM op WHERE log_no = :log), 0), count(*), coalesce(sum(seq), 0)
             FROM fork",
        )?
        .query_row(named_params! {":log": public.map(|log| log.0)}, |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?)
}

/// The devices of an event; folded again only when its public log has grown, or a fork was found.
pub(crate) fn devices<'c>(
    txn: &Connection,
    cache: &'c mut DeviceCache,
    event: EventNo,
    id: EventId,
) -> Result<&'c Devices, StoreError> {
    let public = find_log_no(txn, event, "public")?;
    let now = folded_from(txn, public)?;
    let fresh = cache.get(&event).is_some_and(|(from, _)| *from == now);
    if !fresh {
        let ops = public.map_or_else(|| Ok(Vec::new()), |log| crate::log::log_ops(txn, log))?;
        let folded = fold_devices(id, &ops, forks(txn, event)?);
        cache.insert(event, (now, folded));
    }
    Ok(&cache.entry(event).or_default().1)
}
