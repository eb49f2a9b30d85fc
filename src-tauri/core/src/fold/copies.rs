//! A device that seems copied: its key writes in two places that do not know of each other.
//!
//! A replica's first op in a log names the newest op that its device then had. Two first ops that name the same one were
//! written by two databases that had been one: a copied folder, or a backup that was restored. A running machine that was
//! cloned writes two ops at one place of a chain. Either is seen in the set of ops alone, whoever wrote in which order.

use super::FoldOp;
use super::conflict::{Conflict, ConflictKind, Settlements, conflict};
use crate::ids::{DeviceId, OpRef, SubjectId};
use crate::ops::{Fact, OpHash};
use std::collections::{BTreeMap, BTreeSet};

/// The first op of a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChainStart {
    pub op_ref: OpRef,
    /// The op that it stands on.
    pub on: OpHash,
}

/// The conflict of a device that seems copied. `starts` are the first ops of its chains in all logs of the event, `forked`
/// the ops at the lowest places that two of them claim; of `said` only settlements count.
#[must_use]
pub fn fold_copies(
    device: DeviceId,
    starts: &[ChainStart],
    forked: &[OpRef],
    said: &[FoldOp],
) -> Option<Conflict> {
    let mut by_place: BTreeMap<OpHash, BTreeSet<OpRef>> = BTreeMap::new();
    for start in starts {
        by_place.entry(start.on).or_default().insert(start.op_ref);
    }
    let mut facts: BTreeSet<OpRef> = forked.iter().copied().collect();
    facts.extend(by_place.into_values().filter(|ops| ops.len() > 1).flatten());
    let mut settlements = Settlements::new();
    for op in said {
        if let Fact::ConflictSettled(fact) = &op.fact {
            let covered = settlements.entry(fact.conflict.clone()).or_default();
            covered.extend(&fact.covers);
        }
    }
    let subject = SubjectId::from(device);
    conflict(ConflictKind::CopiedDevice, &[subject], "", facts, &settlements)
}
