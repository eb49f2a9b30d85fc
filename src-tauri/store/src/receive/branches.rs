//! A chain's new ops as the runs that its branches are made of, each checked from the op it hangs on to its end.

use super::{ChainName, find_chain, tip_of};
use crate::error::StoreError;
use crate::log::{LogNo, signed, tip};
use ed25519_dalek::VerifyingKey;
use rusqlite::{Connection, OptionalExtension, named_params};
use sarrera_core::ops::{ChainFault, Op, OpHash, Tip, check_chain};
use sarrera_core::planted::{self, Bug};
use std::collections::{BTreeMap, BTreeSet};

/// Checked ops in the order of their numbers, none of which is stored yet.
pub(super) struct Branch {
    pub(super) chain: ChainName,
    /// The op that the first one names; `None` at a chain's start.
    pub(super) parent: Option<Tip>,
    /// The branch of the same batch in which the parent stands.
    pub(super) hangs_on: Option<usize>,
    pub(super) ops: Vec<Op>,
}

impl Branch {
    /// Where it ends; `None` where nothing of it is left.
    pub(super) fn end(&self) -> Option<Tip> {
        self.ops.last().map(tip_of)
    }

    /// Leaves out the op of this number and what stands behind it, back to the end of a transaction.
    pub(super) fn cut_before(&mut self, seq: u64) {
        let sound = self
            .ops
            .iter()
            .rposition(|op| op.place.seq < seq && op.signature.is_some());
        self.ops.truncate(sound.map_or(0, |last| last + 1));
    }
}

/// Sorts the new ops of one chain into branches, the longest first, and gives what was wrong with the rest.
pub(super) fn collect(
    txn: &Connection,
    chain: &ChainName,
    mut fresh: BTreeMap<(u64, OpHash), Op>,
    key: &VerifyingKey,
    branches: &mut Vec<Branch>,
) -> Result<Vec<ChainFault>, StoreError> {
    let stored = find_chain(txn, chain)?.map(|(_, log, replica)| (log, replica));
    let parents: BTreeSet<(u64, OpHash)> = fresh.values().map(before).collect();
    let ends: Vec<(u64, OpHash)> = fresh
        .keys()
        .rev()
        .filter(|k| !parents.contains(k))
        .copied()
        .collect();
    let mut taken: BTreeMap<(u64, OpHash), usize> = BTreeMap::new();
    let mut faults = Vec::new();
    for end in ends {
        let mut ops = Vec::new();
        let mut at = end;
        while let Some(op) = fresh.remove(&at) {
            at = before(&op);
            ops.push(op);
        }
        ops.reverse();
        let Some(first) = ops.first().map(|op| op.place.seq) else {
            continue;
        };
        let hangs_on = taken.get(&at).copied();
        let known = hangs_on.is_some() || is_stored(txn, stored, at)?;
        if first > 1 && !known && !planted::on(Bug::GapAccepted) {
            faults.push(unconnected(txn, stored, first)?);
            continue;
        }
        let mut branch = Branch {
            chain: chain.clone(),
            parent: known.then_some(Tip {
                seq: at.0,
                hash: at.1,
            }),
            hangs_on,
            ops,
        };
        if let Err(fault) = check_chain(branch.parent, &branch.ops, key) {
            branch.cut_before(fault.seq());
            faults.push(fault);
            if check_chain(branch.parent, &branch.ops, key).is_err() {
                continue;
            }
        }
        for op in &branch.ops {
            taken.insert((op.place.seq, op.hash()), branches.len());
        }
        branches.push(branch);
    }
    Ok(faults)
}

/// The place and hash of the op that this one names.
fn before(op: &Op) -> (u64, OpHash) {
    (op.place.seq.saturating_sub(1), op.prev)
}

fn is_stored(
    txn: &Connection,
    chain: Option<(LogNo, i64)>,
    (seq, hash): (u64, OpHash),
) -> Result<bool, StoreError> {
    let Some((log, replica)) = chain else {
        return Ok(false);
    };
    let found: Option<i64> = txn
        .prepare_cached(
            "SELECT 1 FROM op WHERE log_no = :log AND replica_no = :replica AND seq = :seq AND hash = :hash",
        )?
        .query_row(
            named_params! {":log": log.0, ":replica": replica, ":seq": signed(seq), ":hash": hash.0},
            |row| row.get(0),
        )
        .optional()?;
    Ok(found.is_some())
}

/// Why a run hangs on nothing: ops before it are missing, or the one it names is another than ours.
fn unconnected(txn: &Connection, chain: Option<(LogNo, i64)>, first: u64) -> Result<ChainFault, StoreError> {
    let end = chain.map_or(Ok(None), |(log, replica)| tip(txn, log, replica))?;
    let expected = end.map_or(1, |tip| tip.seq.saturating_add(1));
    Ok(if first > expected {
        ChainFault::Gap { expected, got: first }
    } else {
        ChainFault::Broken { seq: first }
    })
}
