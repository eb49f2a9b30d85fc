//! What counts and what does not, worked out once more from what the simulation itself did: all devices may agree and all
//! be wrong.

use crate::check::devices_at;
use crate::node::Node;
use crate::run::Run;
use sarrera_core::fold::{Standing, Written};
use sarrera_core::ids::{DeviceId, OpRef, ReplicaId};
use sarrera_core::ops::{Fact, LogName, Op, OpHash, TrustedUpTo};
use std::collections::{BTreeMap, BTreeSet};

type ChainOf = (LogName, DeviceId, ReplicaId);

/// What the centre takes for right and is not.
pub(crate) fn wrong(run: &Run) -> Vec<String> {
    let centre = &run.nodes[0];
    let logs = centre.logs();
    let ops: Vec<&Op> = logs.iter().flat_map(|(_, ops)| ops).collect();
    let mut wrong = standings(run, centre, &ops);
    wrong.extend(settled(centre, &ops));
    wrong
}

fn standings(run: &Run, centre: &Node, ops: &[&Op]) -> Vec<String> {
    let devices = devices_at(centre);
    let forked = forked(ops);
    // A server that was restored may have forgotten a revocation that nobody else had heard of.
    let trusted = run.net.trusted.as_ref().filter(|(device, _)| {
        let state = devices.devices.get(device);
        state.is_some_and(|state| state.revoked)
    });
    let mut wrong = Vec::new();
    for op in ops {
        let chain: ChainOf = (op.place.log.clone(), op.device, op.place.replica);
        let on_branch = forked.get(&chain).is_some_and(|from| op.place.seq >= *from);
        let standing = devices.standing(&Written {
            device: op.device,
            log: &op.place.log,
            replica: op.place.replica,
            seq: op.place.seq,
            kind: &op.kind,
            op_ref: op.hash().op_ref(),
        });
        if standing == Standing::Permitted && (on_branch || is_distrusted(trusted, op)) {
            wrong.push(format!(
                "{} {} of {} counts",
                op.place.log, op.place.seq, op.device
            ));
        }
    }
    wrong.truncate(3);
    wrong
}

/// From which place on each chain is several.
fn forked(ops: &[&Op]) -> BTreeMap<ChainOf, u64> {
    let mut places: BTreeMap<(ChainOf, u64), BTreeSet<OpHash>> = BTreeMap::new();
    for op in ops {
        let chain = (op.place.log.clone(), op.device, op.place.replica);
        places.entry((chain, op.place.seq)).or_default().insert(op.hash());
    }
    let mut forked = BTreeMap::new();
    for ((chain, seq), hashes) in places {
        if hashes.len() > 1 {
            forked.entry(chain).or_insert(seq);
        }
    }
    forked
}

/// Whether its device was revoked before the office had it.
fn is_distrusted(trusted: Option<&(DeviceId, Vec<TrustedUpTo>)>, op: &Op) -> bool {
    let Some((_, trusted)) = trusted.filter(|(device, _)| *device == op.device) else {
        return false;
    };
    let log = op.place.log.to_string();
    !trusted
        .iter()
        .any(|end| end.log == log && end.replica == op.place.replica && op.place.seq <= end.seq)
}

/// A conflict is open as long as one of its facts is covered by nothing.
fn settled(centre: &Node, ops: &[&Op]) -> Vec<String> {
    let covered: BTreeSet<OpRef> = ops
        .iter()
        .filter_map(|op| match Fact::decode(&op.kind, op.v, &op.body, None) {
            Ok(Fact::ConflictSettled(settled)) => Some(settled.covers),
            Ok(_) | Err(_) => None,
        })
        .flatten()
        .collect();
    let conflicts = centre.app().conflicts(Node::event()).unwrap();
    let closed = conflicts.iter().filter(|conflict| !conflict.open);
    closed
        .filter(|conflict| !conflict.facts.is_subset(&covered))
        .map(|conflict| format!("a {} is settled that nobody settled", conflict.kind))
        .collect()
}
