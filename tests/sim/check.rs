//! What has to hold once nothing goes wrong any more.

use crate::fair::{DEVICES, EXHIBITOR, Fair};
use crate::judged;
use crate::node::Node;
use crate::run::Run;
use sarrera_core::fold::Devices;
use sarrera_core::ids::DeviceId;
use sarrera_core::ops::{LogName, Op, OpHash};
use sarrera_store::Verified;
use std::collections::{BTreeMap, BTreeSet};

/// An op by where it stands.
type Known = BTreeSet<(DeviceId, String, u64, OpHash)>;

/// What stands somewhere before the quiet rounds, log by log.
#[derive(Debug, Default)]
pub(crate) struct Before {
    anywhere: BTreeMap<LogName, Known>,
    /// Of that, what somebody has who hands it in.
    handed_in: BTreeMap<LogName, Known>,
}

pub(crate) fn known(run: &Run) -> Before {
    let mut known = Before::default();
    for node in &run.nodes {
        for (log, ops) in node.logs() {
            let holds = node.role.holds(&log) && !node.revoked;
            let handed_in = ops.iter().filter(|op| holds || op.device == node.device);
            known
                .handed_in
                .entry(log.clone())
                .or_default()
                .extend(handed_in.map(place));
            known
                .anywhere
                .entry(log)
                .or_default()
                .extend(ops.iter().map(place));
        }
    }
    known
}

fn place(op: &Op) -> (DeviceId, String, u64, OpHash) {
    (op.device, op.place.replica.to_string(), op.place.seq, op.hash())
}

/// What a device wrote, as far as it stands at a node.
pub(crate) fn ops_of(node: &Node, device: DeviceId) -> usize {
    let logs = node.logs();
    logs.iter()
        .flat_map(|(_, ops)| ops)
        .filter(|op| op.device == device)
        .count()
}

/// What is wrong after the quiet rounds, in words.
pub(crate) fn wrong(run: &Run, before: &Before) -> Vec<String> {
    let mut wrong = [run.net.leaks.clone(), run.problems.clone()].concat();
    // A revocation that a restored server forgot, and nobody else had heard of, was never made.
    let revoked = devices_at(&run.nodes[0]);
    let is_revoked = |node: &Node| {
        revoked
            .devices
            .get(&node.device)
            .is_some_and(|state| state.revoked)
    };
    let stayed = run.nodes.iter().filter(|node| is_revoked(node) && node.is_here());
    wrong.extend(stayed.map(|node| {
        format!(
            "{}: was taken out of the event and holds it still, {} ops wait",
            node.name,
            node.waiting()
        )
    }));
    let nodes: Vec<&Node> = run.nodes.iter().filter(|node| !node.revoked).collect();
    let centre = nodes[0];
    let digests = digests(centre);
    let mut verified = Vec::new();
    for node in &nodes {
        let logs = node.logs();
        for (log, known) in before.handed_in.iter().filter(|(log, _)| node.role.holds(log)) {
            let ops = logs
                .iter()
                .find(|(name, _)| name == log)
                .map_or(&[][..], |(_, ops)| ops);
            let here: Known = ops.iter().map(place).collect();
            if here.len() != ops.len() {
                wrong.push(format!("{}: an op of {log} twice", node.name));
            }
            let lacks = known.difference(&here).count();
            // Only clocks are measured on the way; what was said of them came to be in the quiet rounds.
            let said = ops.iter().filter(|op| op.kind != "clock_measured");
            let said: Known = said.map(place).collect();
            let more = said.difference(&before.anywhere[log]).count();
            if lacks + more > 0 {
                wrong.push(format!(
                    "{}: lacks {lacks} ops of {log}, has {more} of nobody",
                    node.name
                ));
            }
        }
        for (log, digest) in self::digests(node) {
            let held = log.parse().is_ok_and(|log| node.role.holds(&log));
            if held && digests.get(&log) != Some(&digest) {
                wrong.push(format!(
                    "{}: another digest of {log} than the centre's",
                    node.name
                ));
            }
        }
        let walked = node.app().verify().unwrap();
        if !walked.faults.is_empty() {
            wrong.push(format!("{}: {:?}", node.name, walked.faults));
        }
        verified.push(walked);
        let waiting = node.waiting();
        if waiting != 0 {
            wrong.push(format!("{}: {waiting} ops wait", node.name));
        }
    }
    wrong.extend(judged_alike(&nodes, &verified));
    wrong.extend(judged::wrong(run));
    wrong
}

/// What the devices are, as a node has it.
pub(crate) fn devices_at(node: &Node) -> Devices {
    node.look(|r| {
        let event = r.event(Fair::get().event)?.unwrap();
        r.device_states(&event)
    })
}

fn digests(node: &Node) -> BTreeMap<String, String> {
    let logs = node.app().digest().unwrap().logs;
    logs.into_iter().map(|log| (log.log, log.digest)).collect()
}

/// Who holds the same logs has the same conflicts and holds the same apart.
fn judged_alike(nodes: &[&Node], verified: &[Verified]) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut first: BTreeMap<Vec<bool>, (&Node, BTreeSet<String>)> = BTreeMap::new();
    for (node, verified) in nodes.iter().zip(verified) {
        let logs = LogName::STANDING
            .into_iter()
            .chain([LogName::Exhibitor(EXHIBITOR)]);
        let held = logs.map(|log| node.role.holds(&log)).collect();
        // A desk that became a gate keeps what it has, and learns no more of some logs.
        if node.role != DEVICES[node.number].1 {
            continue;
        }
        let conflicts = node.app().conflicts(Node::event()).unwrap();
        let mut seen: BTreeSet<String> = conflicts.iter().map(|conflict| format!("{conflict:?}")).collect();
        seen.insert(format!(
            "{} apart, {} forked",
            verified.quarantined, verified.forked
        ));
        match first.get(&held) {
            Some((other, said)) if *said != seen => {
                let differs: Vec<&String> = said.symmetric_difference(&seen).collect();
                wrong.push(format!(
                    "{} and {} judge otherwise: {differs:?}",
                    node.name, other.name
                ));
            }
            Some(_same) => {}
            None => {
                first.insert(held, (node, seen));
            }
        }
    }
    wrong
}
