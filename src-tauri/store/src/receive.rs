//! Ops from elsewhere: checked, stored and projected by the same road as our own.

use crate::error::StoreError;
use crate::log::{EventNo, LogNo, event_no, insert, log_no, log_ops, replica_no, set_tip, signed, tip};
use crate::project::{Touched, project};
use crate::txn::{devices, own_clock, permitted, save_own_clock};
use crate::{Act, Store};
use ed25519_dalek::VerifyingKey;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, named_params};
use sarrera_core::alphabet;
use sarrera_core::ids::{DeviceId, ReplicaId};
use sarrera_core::ops::{ChainFault, Fact, LogName, Op, check_chain, device_id};
use std::collections::BTreeMap;

/// What became of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Received {
    pub stored: usize,
    /// Known already.
    pub ignored: usize,
    /// At a place that holds another op: kept and shown, never folded.
    pub forked: usize,
    /// Chains of which nothing was stored, and why.
    pub refused: Vec<(LogName, ReplicaId, ChainFault)>,
    /// Devices whose key is not known here: their `public` log must come first.
    pub need_public: Vec<DeviceId>,
}

impl Store {
    /// Takes in ops of one event, in any order of chains; each chain's ops in order.
    ///
    /// # Errors
    /// When the database can't be written; nothing is stored then.
    pub fn receive(&mut self, act: Act<'_>, ops: Vec<Op>) -> Result<Received, StoreError> {
        let mut received = Received::default();
        let result = self.receive_into(act, ops, &mut received);
        if result.is_err() {
            self.devices.clear();
        }
        result.map(|()| received)
    }

    fn receive_into(
        &mut self,
        act: Act<'_>,
        ops: Vec<Op>,
        received: &mut Received,
    ) -> Result<(), StoreError> {
        self.own()?;
        let txn = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let keys = signing_keys(&txn, &ops)?;
        let (mut hlc, last_hash) = own_clock(&txn)?;
        let now = act.clock.now();
        let mut touched = Touched::default();
        for ((log, replica), chain) in by_chain(ops) {
            let Some(first) = chain.first() else { continue };
            let Some(key) = keys.get(&first.device) else {
                received.need_public.push(first.device);
                continue;
            };
            let event = event_no(&txn, first.place.event)?;
            let log_no = log_no(&txn, event, &log)?;
            let replica_no = replica_no(&txn, replica, first.device)?;
            let (fresh, known) = split_known(&txn, log_no, replica_no, chain, received)?;
            received.ignored += known;
            let tip = tip(&txn, log_no, replica_no)?;
            let end = match check_chain(tip, &fresh, key) {
                Ok(end) => end,
                Err(fault) => {
                    received.refused.push((log, replica, fault));
                    continue;
                }
            };
            for op in &fresh {
                let hash = op.hash();
                let devices = devices(&txn, &mut self.devices, event, op.place.event)?;
                let permitted = permitted(devices, op, hash);
                insert(&txn, log_no, replica_no, op, hash, permitted)?;
                hlc = hlc.merge(op.hlc, now);
                touched.add(event, op.place.event, &log, log_no, op.subject);
            }
            if let Some(end) = end {
                set_tip(&txn, log_no, replica_no, end)?;
            }
            received.stored += fresh.len();
        }
        save_own_clock(&txn, hlc, last_hash)?;
        project(&txn, &mut self.devices, &touched)?;
        Ok(txn.commit()?)
    }
}

fn by_chain(ops: Vec<Op>) -> BTreeMap<(LogName, ReplicaId), Vec<Op>> {
    let mut chains: BTreeMap<(LogName, ReplicaId), Vec<Op>> = BTreeMap::new();
    for op in ops {
        chains
            .entry((op.place.log.clone(), op.place.replica))
            .or_default()
            .push(op);
    }
    for chain in chains.values_mut() {
        chain.sort_by_key(|op| op.place.seq);
    }
    chains
}

/// Parts a chain into what is new here and what is known; an op that differs from the known one is kept aside.
fn split_known(
    txn: &Connection,
    log: LogNo,
    replica_no: i64,
    chain: Vec<Op>,
    received: &mut Received,
) -> Result<(Vec<Op>, usize), StoreError> {
    let end = tip(txn, log, replica_no)?.map_or(0, |t| t.seq);
    let mut fresh: Vec<Op> = Vec::new();
    let mut known = 0;
    for op in chain {
        if op.place.seq > end {
            let repeated = fresh.last().is_some_and(|last| last.place.seq == op.place.seq);
            if repeated {
                known += 1;
            } else {
                fresh.push(op);
            }
            continue;
        }
        let stored: Option<[u8; 32]> = txn
            .prepare_cached(
                "SELECT hash FROM op WHERE log_no = :log AND replica_no = :replica AND seq = :seq",
            )?
            .query_row(
                named_params! {":log": log.0, ":replica": replica_no, ":seq": signed(op.place.seq)},
                |row| row.get(0),
            )
            .optional()?;
        if stored == Some(op.hash().0) {
            known += 1;
        } else {
            keep_fork(txn, log, replica_no, &op)?;
            received.forked += 1;
        }
    }
    Ok((fresh, known))
}

fn keep_fork(txn: &Connection, log: LogNo, replica_no: i64, op: &Op) -> Result<(), StoreError> {
    txn.execute(
        "INSERT INTO forked_op (log_no, replica_no, seq, hash, kind, body)
         VALUES (:log, :replica, :seq, :hash, :kind, :body) ON CONFLICT DO NOTHING",
        named_params! {
            ":log": log.0, ":replica": replica_no, ":seq": signed(op.place.seq), ":hash": op.hash().0,
            ":kind": op.kind, ":body": op.body,
        },
    )?;
    Ok(())
}

/// The signing keys named in any `device_paired` here or in the batch: a device's id is its key's hash, so a key that
/// fits is the right one, whoever wrote it down. Whether the device may write is another question.
fn signing_keys(txn: &Connection, ops: &[Op]) -> Result<BTreeMap<DeviceId, VerifyingKey>, StoreError> {
    let mut keys = BTreeMap::new();
    let mut logs: Vec<(EventNo, LogNo)> = Vec::new();
    for op in ops {
        if op.place.log == LogName::Public
            && let Ok(fact) = Fact::decode(&op.kind, op.v, &op.body, None)
        {
            remember_key(&mut keys, &fact);
        }
        let event = event_no(txn, op.place.event)?;
        if !logs.iter().any(|(known, _)| *known == event) {
            logs.push((event, log_no(txn, event, &LogName::Public)?));
        }
    }
    for (_, public) in logs {
        for op in log_ops(txn, public)? {
            remember_key(&mut keys, &op.fact);
        }
    }
    Ok(keys)
}

fn remember_key(keys: &mut BTreeMap<DeviceId, VerifyingKey>, fact: &Fact) {
    if let Fact::DevicePaired(paired) = fact
        && let Some(bytes) = alphabet::decode(&paired.signing_key)
        && let Ok(key) = VerifyingKey::from_bytes(&bytes)
        && device_id(&key) == paired.device
    {
        keys.insert(paired.device, key);
    }
}
