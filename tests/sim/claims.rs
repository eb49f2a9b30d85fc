//! What a device remembers of a server: ops that it takes for stored there, and how far it took in the server's order.
//!
//! Comparing heals what is wrong with both, so nothing else would show it; but until then a device says that nothing waits
//! while something does, and leaves out what it never got.

use crate::fair::Fair;
use crate::node::Node;
use sarrera_core::ids::{DeviceId, ReplicaId, SubjectId};
use sarrera_core::ops::{LogName, Op, Private};
use sarrera_store::{AtServer, ReadBounds, Reader, StoreError};
use std::collections::{BTreeMap, BTreeSet};

type ChainOf = (DeviceId, ReplicaId);

const ALL: ReadBounds = ReadBounds {
    ops: usize::MAX,
    bytes: usize::MAX,
};

/// What a device remembers of a server and is not so.
pub(crate) fn untrue(device: &Node, server: &Node, epoch: &str) -> Option<String> {
    let event = Fair::get().event;
    let logs = device.look(|r| r.logs(event));
    logs.iter().find_map(|log| {
        let at = AtServer {
            event,
            server: server.device,
            epoch,
            log,
        };
        held_in_vain(device, server, &at).or_else(|| passed_over(device, server, &at))
    })
}

/// A chain of which the server holds less than the device takes it to.
fn held_in_vain(device: &Node, server: &Node, at: &AtServer<'_>) -> Option<String> {
    let (ends, unheld) = device.look(|r| Ok((r.ends(at.event, at.log)?, r.unheld(at)?)));
    let mut main: BTreeMap<ChainOf, Vec<u64>> = BTreeMap::new();
    for end in ends {
        main.entry((end.device, end.replica)).or_default().push(end.seq);
    }
    // A chain with branches has no one end that is held.
    let single = main.into_iter().filter(|(_, ends)| ends.len() == 1);
    let held: Vec<(ChainOf, u64)> = single
        .map(|(chain, ends)| {
            let from = unheld
                .iter()
                .find(|unheld| (unheld.device, unheld.replica) == chain);
            (chain, from.map_or(ends[0], |unheld| unheld.from - 1))
        })
        .filter(|(_, held)| *held > 0)
        .collect();
    let hashes = |node: &Node| {
        node.look(|r| {
            let each = held
                .iter()
                .map(|(chain, seq)| r.hashes_at(at.event, at.log, *chain, *seq));
            each.collect::<Result<Vec<_>, StoreError>>()
        })
    };
    let (here, there) = (hashes(device), hashes(server));
    let mut claims = held.iter().zip(here).zip(there);
    let seq = claims.find_map(|(((_, seq), here), there)| {
        let in_vain = !here.iter().any(|hash| there.contains(hash));
        in_vain.then_some(seq)
    })?;
    let (here, there) = (&device.name, &server.name);
    Some(format!("{here} takes {} {seq} for held at {there}", at.log))
}

/// An op before the cursor that never came. One without its personal part may have been refused: nothing waits for it, and it is
/// asked for again once its erasure is known. Where the server itself does not hold that yet, what stands behind it in its chain
/// waits with it.
fn passed_over(device: &Node, server: &Node, at: &AtServer<'_>) -> Option<String> {
    let cursor = device.look(|r| r.cursor(at));
    if cursor == 0 {
        return None;
    }
    let passed = server.look(|r| page(r, at, at.log));
    let missing = device.look(|r| {
        let mut missing = Vec::new();
        for (pos, op) in passed.into_iter().filter(|(pos, _)| *pos <= cursor) {
            let here = r.hashes_at(at.event, at.log, chain_of(&op), op.place.seq)?;
            if !here.contains(&op.hash()) {
                missing.push((pos, op));
            }
        }
        Ok(missing)
    });
    let mut waits_for_erasure: BTreeSet<ChainOf> = BTreeSet::new();
    for (pos, op) in missing {
        let chain = chain_of(&op);
        if matches!(op.private, Private::Erased(_)) {
            if !is_erased_there(server, at, op.subject) {
                waits_for_erasure.insert(chain);
            }
        } else if !waits_for_erasure.contains(&chain) {
            let (here, there) = (&device.name, &server.name);
            return Some(format!("{here} passed over {} {pos} of {there}", at.log));
        }
    }
    None
}

fn chain_of(op: &Op) -> ChainOf {
    (op.device, op.place.replica)
}

fn is_erased_there(server: &Node, at: &AtServer<'_>, subject: SubjectId) -> bool {
    let core = server.look(|r| page(r, at, &LogName::Core));
    let mut erasures = core.iter().filter(|(_, op)| op.kind == "attendee_erased");
    erasures.any(|(_, op)| op.subject == subject)
}

fn page(reader: &Reader<'_>, at: &AtServer<'_>, log: &LogName) -> Result<Vec<(u64, Op)>, StoreError> {
    Ok(reader.page(at.event, log, 0, (ALL, u64::MAX))?.ops)
}
