//! Ops from elsewhere: checked, stored and projected by the same road as our own.
//!
//! Nothing is stored that no signature covers. What cannot be taken never holds up what stands before it or beside it.

mod branches;
mod covered;

use crate::error::StoreError;
use crate::log::{
    Grown, LogNo, event_no, find_event_no, find_log_no, find_replica_no, insert, log_no, note_end,
    replica_no, signed,
};
use crate::open::begin;
use crate::project::{Touched, nobody, project_unless};
use crate::search;
use crate::server::{AtServer, note_pulled};
use crate::setting::private_changed;
use crate::txn::{DeviceCache, OwnClock, devices, own_clock, permitted, save_own_clock};
use crate::{Act, EventNo, Store, TouchedLogs};
use branches::Branch;
use covered::Witness;
pub(crate) use covered::{named, one_person};
use ed25519_dalek::VerifyingKey;
use rusqlite::{Connection, OptionalExtension, named_params};
use sarrera_core::fold::{root_key_of, root_signed_key};
use sarrera_core::ids::{DeviceId, EventId, ReplicaId};
use sarrera_core::ops::{ChainFault, Fact, LogName, Op, OpHash, Private, Tip, Unread};
use sarrera_core::planted::{self, Bug};
use sarrera_core::time::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// What became of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Received {
    pub stored: usize,
    /// Known already.
    pub ignored: usize,
    /// Of the stored ones, those on a further branch of a chain that its device did not write alone.
    pub forked: usize,
    /// Known already without their personal part, which came now.
    pub repaired: usize,
    /// Chains that were not taken, or only up to a place, and why.
    pub refused: Vec<RefusedChain>,
    /// Devices whose key is not known here: their `public` log must come first.
    pub need_public: Vec<DeviceId>,
}

/// A chain of which not everything was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedChain {
    pub log: LogName,
    pub device: DeviceId,
    pub replica: ReplicaId,
    pub fault: ChainFault,
}

/// Where ops came from.
#[derive(Debug, Clone, Copy)]
pub struct Pulled<'a> {
    pub at: &'a AtServer<'a>,
    /// How far its order is taken in with these.
    pub cursor: Option<u64>,
}

/// The kind of what settles a conflict.
const SETTLED: &str = "conflict_settled";

/// A chain: one device's, in one log, of one opening. The `public` logs come first in this order.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct ChainName {
    log: LogName,
    event: EventId,
    device: DeviceId,
    replica: ReplicaId,
}

impl Store {
    /// Takes in ops, in any order of chains and of ops.
    ///
    /// # Errors
    /// When the database can't be written; nothing is stored then.
    pub fn receive(&mut self, act: Act<'_>, ops: Vec<Op>) -> Result<Received, StoreError> {
        self.receive_and_note(act, ops, None, &nobody)
    }

    /// As [`Store::receive`], of ops that a server holds; what is known of the server is noted in the same transaction.
    ///
    /// # Errors
    /// As [`Store::receive`].
    pub fn receive_pulled(
        &mut self,
        act: Act<'_>,
        ops: Vec<Op>,
        pulled: Pulled<'_>,
    ) -> Result<Received, StoreError> {
        self.receive_and_note(act, ops, Some(pulled), &nobody)
    }

    /// As [`Store::receive_pulled`], or as [`Store::receive`] where nothing was pulled. Where somebody is found to want to
    /// write before it is done, everything is taken back, and there is nothing.
    ///
    /// # Errors
    /// As [`Store::receive`].
    pub fn receive_giving_way(
        &mut self,
        act: Act<'_>,
        ops: Vec<Op>,
        pulled: Option<Pulled<'_>>,
        is_wanted: &dyn Fn() -> bool,
    ) -> Result<Option<Received>, StoreError> {
        match self.receive_and_note(act, ops, pulled, is_wanted) {
            Ok(received) => Ok(Some(received)),
            Err(StoreError::GaveWay) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn receive_and_note(
        &mut self,
        act: Act<'_>,
        ops: Vec<Op>,
        pulled: Option<Pulled<'_>>,
        is_wanted: &dyn Fn() -> bool,
    ) -> Result<Received, StoreError> {
        self.touched.clear();
        let mut received = Received::default();
        let brings_public = ops.iter().any(|op| op.place.log == LogName::Public);
        let result = self.receive_into(act, ops, pulled, (&mut received, is_wanted));
        // What was folded from ops that were taken back is not to be remembered.
        if let Err(error) = &result
            && (brings_public || received.forked > 0 || !matches!(error, StoreError::GaveWay))
        {
            self.devices.clear();
        }
        result.map(|()| received)
    }

    fn receive_into(
        &mut self,
        act: Act<'_>,
        ops: Vec<Op>,
        pulled: Option<Pulled<'_>>,
        (received, is_wanted): (&mut Received, &dyn Fn() -> bool),
    ) -> Result<(), StoreError> {
        let own = self.own()?.device;
        let ops = without_unknown(ops);
        if planted::on(Bug::CursorOutsideTransaction)
            && let Some(pulled) = &pulled
        {
            let txn = begin(&mut self.connection)?;
            note_pulled(&txn, pulled.at, &[], pulled.cursor)?;
            txn.commit()?;
        }
        let txn = begin(&mut self.connection)?;
        let root_signed = root_signed_keys(&txn, &mut self.devices, &ops)?;
        let erasures: Vec<Op> = ops
            .iter()
            .filter(|op| covered::may_witness(op))
            .cloned()
            .collect();
        let clock = own_clock(&txn)?;
        let mut intake = Intake {
            root_signed,
            witnesses: Vec::new(),
            txn: &txn,
            devices: &mut self.devices,
            received,
            touched: Touched::default(),
            clock,
            now: act.clock.now(),
            own,
            is_wanted,
            here: BTreeMap::new(),
        };
        // The public log decides what counts in the others, and so which erasures do and whose a badge is.
        let (public, others): (Vec<_>, Vec<_>) = by_chain(ops)
            .into_iter()
            .partition(|(chain, _)| chain.log == LogName::Public);
        let mut logs = TouchedLogs::new();
        let mut waiting = public;
        loop {
            // An office's statement may name a device whose chain stands in the same batch.
            let known = intake.take_known(&mut waiting)?;
            if known.is_empty() {
                break;
            }
            intake.take_and_project(known, &mut logs)?;
        }
        for (chain, _) in waiting {
            intake.ask_for_public(chain.device);
        }
        intake.find_witnesses(&erasures)?;
        intake.take_and_project(others, &mut logs)?;
        if let Some(pulled) = pulled {
            let here = intake.here.iter();
            let of_log = here.filter(|((log, ..), _)| log == pulled.at.log);
            let ends: Vec<_> = of_log
                .map(|((_, device, replica), seq)| (*device, *replica, *seq))
                .collect();
            note_pulled(&txn, pulled.at, &ends, pulled.cursor)?;
        }
        // What was here already writes nothing.
        if intake.clock != clock {
            save_own_clock(&txn, intake.clock)?;
        }
        // Half of the time that an end takes; so it can still be given up.
        search::write_out(&txn)?;
        if is_wanted() {
            return Err(StoreError::GaveWay);
        }
        txn.commit()?;
        self.touched = logs;
        Ok(())
    }
}

/// All of them: what this app does not know is stored like everything else.
fn without_unknown(mut ops: Vec<Op>) -> Vec<Op> {
    if planted::on(Bug::UnknownKindDropped) {
        let known =
            |op: &Op| Fact::decode(&op.kind, op.v, &op.body, op.private.bytes()) != Err(Unread::Unknown);
        ops.retain(known);
    }
    ops
}

fn by_chain(ops: Vec<Op>) -> BTreeMap<ChainName, Vec<Op>> {
    let mut chains: BTreeMap<ChainName, Vec<Op>> = BTreeMap::new();
    for op in ops {
        let chain = ChainName {
            log: op.place.log.clone(),
            event: op.place.event,
            device: op.device,
            replica: op.place.replica,
        };
        chains.entry(chain).or_default().push(op);
    }
    chains
}

/// A batch on its way into the database.
struct Intake<'a> {
    txn: &'a Connection,
    /// What the root says in the batch itself.
    root_signed: BTreeMap<DeviceId, VerifyingKey>,
    witnesses: Vec<Witness>,
    devices: &'a mut DeviceCache,
    received: &'a mut Received,
    touched: Touched,
    clock: OwnClock,
    now: Timestamp,
    own: DeviceId,
    /// Whether somebody else wants to write.
    is_wanted: &'a dyn Fn() -> bool,
    /// How far whoever sent the batch is seen to hold each chain, by those of its ops that are here now or were before.
    here: BTreeMap<(LogName, DeviceId, ReplicaId), u64>,
}

/// An op that is stored and not judged yet.
struct Unjudged {
    event: EventNo,
    pos: i64,
    op: Op,
    hash: OpHash,
}

impl Intake<'_> {
    /// The key of a device, as the public log has it by now, or the root says it in this batch.
    fn key(&mut self, event: EventId, device: DeviceId) -> Result<Option<VerifyingKey>, StoreError> {
        if let Some(no) = find_event_no(self.txn, event)?
            && let Some(key) = devices(self.txn, self.devices, no, event)?.key(device)
        {
            return Ok(Some(*key));
        }
        Ok(self.root_signed.get(&device).copied())
    }

    /// Takes the chains out of which the device is known.
    fn take_known(
        &mut self,
        waiting: &mut Vec<(ChainName, Vec<Op>)>,
    ) -> Result<Vec<(ChainName, Vec<Op>)>, StoreError> {
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for (chain, ops) in waiting.drain(..) {
            if self.key(chain.event, chain.device)?.is_some() {
                known.push((chain, ops));
            } else {
                unknown.push((chain, ops));
            }
        }
        *waiting = unknown;
        Ok(known)
    }

    fn take_and_project(
        &mut self,
        chains: Vec<(ChainName, Vec<Op>)>,
        logs: &mut TouchedLogs,
    ) -> Result<(), StoreError> {
        self.take(chains)?;
        let touched = std::mem::take(&mut self.touched);
        project_unless(self.txn, self.devices, &touched, self.is_wanted)?;
        touched.add_to(logs);
        Ok(())
    }

    fn ask_for_public(&mut self, device: DeviceId) {
        if !self.received.need_public.contains(&device) {
            self.received.need_public.push(device);
        }
    }

    /// The erasures of the batch that their own signature vouches for.
    fn find_witnesses(&mut self, erasures: &[Op]) -> Result<(), StoreError> {
        for op in erasures {
            if let Some(key) = self.key(op.place.event, op.device)? {
                self.witnesses.extend(covered::witness(op, &key));
            }
        }
        Ok(())
    }

    fn take(&mut self, chains: Vec<(ChainName, Vec<Op>)>) -> Result<(), StoreError> {
        let mut branches = Vec::new();
        for (chain, ops) in chains {
            let Some(key) = self.key(chain.event, chain.device)? else {
                self.ask_for_public(chain.device);
                continue;
            };
            let fresh = self.not_known(&chain, ops)?;
            let refused = branches::collect(self.txn, &chain, fresh, &key, &mut branches)?;
            self.refuse(&chain, refused);
        }
        for (chain, fault) in
            covered::leave_out_uncovered(self.txn, self.devices, &self.witnesses, &mut branches)?
        {
            self.refuse(&chain, vec![fault]);
        }
        let mut unjudged = Vec::new();
        for branch in branches {
            self.store(branch, &mut unjudged)?;
        }
        // Once all are there: the devices are folded once, not for every op of the public log.
        for stored in unjudged {
            let devices = devices(self.txn, self.devices, stored.event, stored.op.place.event)?;
            if permitted(devices, &stored.op, stored.hash) {
                self.txn
                    .prepare_cached("UPDATE op SET permitted = 1 WHERE pos = :pos")?
                    .execute(named_params! {":pos": stored.pos})?;
            }
        }
        Ok(())
    }

    fn refuse(&mut self, chain: &ChainName, faults: Vec<ChainFault>) {
        let refused = faults.into_iter().map(|fault| RefusedChain {
            log: chain.log.clone(),
            device: chain.device,
            replica: chain.replica,
            fault,
        });
        self.received.refused.extend(refused);
    }

    /// The ops of a chain that are not here yet, by number and hash. Of one that came twice the fuller form stays.
    fn not_known(
        &mut self,
        chain: &ChainName,
        ops: Vec<Op>,
    ) -> Result<BTreeMap<(u64, OpHash), Op>, StoreError> {
        let mut fresh: BTreeMap<(u64, OpHash), Op> = BTreeMap::new();
        let numbers = find_chain(self.txn, chain)?;
        for op in ops {
            let hash = op.hash();
            let known = match numbers {
                Some(numbers) => self.is_known(chain, numbers, &op, hash)?,
                None => false,
            };
            if known {
                self.received.ignored += 1;
                self.note_here(chain, op.place.seq);
                continue;
            }
            let key = (op.place.seq, hash);
            if fresh.contains_key(&key) {
                self.received.ignored += 1;
                if matches!(op.private, Private::Erased(_)) {
                    continue;
                }
            }
            fresh.insert(key, op);
        }
        Ok(fresh)
    }

    fn note_here(&mut self, chain: &ChainName, seq: u64) {
        let key = (chain.log.clone(), chain.device, chain.replica);
        let highest = self.here.entry(key).or_default();
        *highest = (*highest).max(seq);
    }

    /// Whether this op is here. Where it is here without its personal part, and no erasure that counts covers it, the part
    /// is put back: its hash is in the op's, so it is the one that was there.
    fn is_known(
        &mut self,
        chain: &ChainName,
        (event, log, replica): (EventNo, LogNo, i64),
        op: &Op,
        hash: OpHash,
    ) -> Result<bool, StoreError> {
        let stored: Option<(i64, bool)> = self
            .txn
            .prepare_cached(
                "SELECT pos, private IS NULL AND private_hash IS NOT NULL FROM op
                 WHERE log_no = :log AND replica_no = :replica AND seq = :seq AND hash = :hash",
            )?
            .query_row(
                named_params! {
                    ":log": log.0, ":replica": replica, ":seq": signed(op.place.seq), ":hash": hash.0,
                },
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?;
        let Some((pos, erased)) = stored else {
            return Ok(false);
        };
        if erased
            && let Private::Open { bytes, salt } = &op.private
            && !covered::is_erased_by_now(self.txn, self.devices, chain.event, event, op.subject)?
        {
            self.txn
                .prepare_cached("UPDATE op SET private = :private, salt = :salt WHERE pos = :pos")?
                .execute(named_params! {":private": bytes, ":salt": salt.0, ":pos": pos})?;
            private_changed(self.txn)?;
            self.touched.add(event, chain.event, &chain.log, log, op.subject);
            self.received.repaired += 1;
        }
        Ok(true)
    }

    fn store(&mut self, branch: Branch, unjudged: &mut Vec<Unjudged>) -> Result<(), StoreError> {
        let Some(end) = branch.end() else { return Ok(()) };
        self.note_here(&branch.chain, end.seq);
        let chain = &branch.chain;
        let event = event_no(self.txn, chain.event)?;
        let log = log_no(self.txn, event, &chain.log)?;
        let replica = replica_no(self.txn, chain.replica, chain.device)?;
        let grown = note_end(self.txn, log, replica, branch.parent, end)?;
        if grown != Grown::Chain {
            self.received.forked += branch.ops.len();
            self.touched.add_copies(event, chain.device);
            // From the fork on nothing of the chain counts: everything is judged again.
            if let Some(public) = find_log_no(self.txn, event, &LogName::Public.to_string())? {
                self.touched.add_public(event, chain.event, public);
            }
        }
        self.received.stored += branch.ops.len();
        let is_public = chain.log == LogName::Public;
        // No op of another log changes what the devices are.
        let judged_by = if is_public {
            None
        } else {
            Some(devices(self.txn, self.devices, event, chain.event)?)
        };
        for op in branch.ops {
            if (self.is_wanted)() {
                return Err(StoreError::GaveWay);
            }
            let hash = op.hash();
            let counts = judged_by.is_some_and(|devices| permitted(devices, &op, hash));
            insert(self.txn, log, replica, &op, hash, counts)?;
            self.clock.hlc = self.clock.hlc.merge(op.hlc, self.now);
            if op.device == self.own {
                self.clock.last = self.clock.last.max((op.hlc, hash));
            }
            self.touched.add(event, chain.event, &chain.log, log, op.subject);
            if op.place.seq == 1 {
                self.touched.add_copies(event, op.device);
            }
            if op.kind == SETTLED {
                self.touched.add_copies(event, DeviceId(op.subject.0));
            }
            if is_public {
                let pos = self.txn.last_insert_rowid();
                unjudged.push(Unjudged { event, pos, op, hash });
            }
        }
        Ok(())
    }
}

/// The local numbers of a chain, if anything of it is here.
fn find_chain(txn: &Connection, chain: &ChainName) -> Result<Option<(EventNo, LogNo, i64)>, StoreError> {
    let Some(event) = find_event_no(txn, chain.event)? else {
        return Ok(None);
    };
    let Some(log) = find_log_no(txn, event, &chain.log.to_string())? else {
        return Ok(None);
    };
    let replica = find_replica_no(txn, chain.replica, chain.device)?;
    Ok(replica.map(|replica| (event, log, replica)))
}

/// The keys that the root names in this batch: an event's first ops bring the root's own key with them.
fn root_signed_keys(
    txn: &Connection,
    cache: &mut DeviceCache,
    ops: &[Op],
) -> Result<BTreeMap<DeviceId, VerifyingKey>, StoreError> {
    let public = ops.iter().filter(|op| op.place.log == LogName::Public);
    let facts: Vec<(EventId, Fact)> = public
        .filter_map(|op| Some((op.place.event, Fact::decode(&op.kind, op.v, &op.body, None).ok()?)))
        .collect();
    let mut roots: BTreeMap<EventId, VerifyingKey> = BTreeMap::new();
    for (event, fact) in &facts {
        roots.extend(root_key_of(*event, fact).map(|root| (*event, root)));
    }
    for event in facts.iter().map(|(event, _)| *event).collect::<BTreeSet<_>>() {
        if let Some(no) = find_event_no(txn, event)? {
            let root = devices(txn, cache, no, event)?.root().copied();
            roots.extend(root.map(|root| (event, root)));
        }
    }
    let named = facts
        .iter()
        .filter_map(|(event, fact)| root_signed_key(fact, roots.get(event)?));
    Ok(named.collect())
}

/// An op as the place of a chain's end.
fn tip_of(op: &Op) -> Tip {
    Tip {
        seq: op.place.seq,
        hash: op.hash(),
    }
}
