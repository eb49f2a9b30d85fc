//! The event, its categories and its checkpoints out of the `public` log.

use super::FoldOp;
use super::field::Writes;
use crate::ids::{OpRef, SubjectId};
use crate::ops::{
    CategoryDefined, CheckpointDefined, EventDefined, Fact, HelpRequested, OperatorDefined, short_hash,
};
use std::collections::{BTreeMap, BTreeSet};

/// What an event consists of.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Definitions {
    pub event: Option<EventDefined>,
    /// By short name.
    pub categories: BTreeMap<String, CategoryDefined>,
    /// By short name.
    pub checkpoints: BTreeMap<String, CheckpointDefined>,
}

impl Definitions {
    /// The subject of a definition: the hash of its short name.
    #[must_use]
    pub fn subject(kind: &str, label: &str) -> SubjectId {
        let mut bytes = kind.as_bytes().to_vec();
        bytes.push(0);
        bytes.extend_from_slice(label.as_bytes());
        SubjectId(short_hash("sarrera 2026 definition", &bytes))
    }
}

/// Folds the definitions, in any order and with repetitions.
#[must_use]
pub fn fold_definitions(ops: &[FoldOp]) -> Definitions {
    let mut seen = BTreeSet::new();
    let mut event = Writes::default();
    let mut categories: BTreeMap<&str, Writes<'_, Ranked<CategoryDefined>>> = BTreeMap::new();
    let mut checkpoints: BTreeMap<&str, Writes<'_, Ranked<CheckpointDefined>>> = BTreeMap::new();
    let events = ranked(ops, |fact| {
        if let Fact::EventDefined(body) = fact {
            Some(body.clone())
        } else {
            None
        }
    });
    let category_facts = ranked(ops, |fact| {
        if let Fact::CategoryDefined(body) = fact {
            Some(body.clone())
        } else {
            None
        }
    });
    let checkpoint_facts = ranked(ops, |fact| {
        if let Fact::CheckpointDefined(body) = fact {
            Some(body.clone())
        } else {
            None
        }
    });
    for (op, body) in &events {
        if seen.insert(op.op_ref) {
            event.set(op, body, &body.body.over);
        }
    }
    for (op, body) in &category_facts {
        if seen.insert(op.op_ref) {
            categories
                .entry(&body.body.label)
                .or_default()
                .set(op, body, &body.body.over);
        }
    }
    for (op, body) in &checkpoint_facts {
        if seen.insert(op.op_ref) {
            checkpoints
                .entry(&body.body.label)
                .or_default()
                .set(op, body, &body.body.over);
        }
    }
    Definitions {
        event: event.settle().map(|s| s.shown.body),
        categories: shown(categories),
        checkpoints: shown(checkpoints),
    }
}

/// The unreplaced writes among the ops of one definition: what the next change of it lists in `over`.
#[must_use]
pub fn definition_heads(ops: &[FoldOp]) -> Vec<OpRef> {
    let replaced: BTreeSet<OpRef> = ops.iter().flat_map(|op| replaces(&op.fact)).copied().collect();
    let all: BTreeSet<OpRef> = ops.iter().map(|op| op.op_ref).collect();
    all.difference(&replaced).copied().collect()
}

fn replaces(fact: &Fact) -> &[OpRef] {
    if let Fact::EventDefined(EventDefined { over, .. })
    | Fact::CategoryDefined(CategoryDefined { over, .. })
    | Fact::CheckpointDefined(CheckpointDefined { over, .. })
    | Fact::OperatorDefined(OperatorDefined { over, .. })
    | Fact::HelpRequested(HelpRequested { over, .. }) = fact
    {
        over
    } else {
        &[]
    }
}

/// A body with an order of its own, as the register of a field wants it.
#[derive(Debug, Clone)]
struct Ranked<T> {
    order: OpRef,
    body: T,
}

impl<T> PartialEq for Ranked<T> {
    fn eq(&self, other: &Self) -> bool {
        self.order == other.order
    }
}

impl<T> Eq for Ranked<T> {}

impl<T> PartialOrd for Ranked<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Ranked<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.order.cmp(&other.order)
    }
}

fn ranked<T>(ops: &[FoldOp], pick: impl Fn(&Fact) -> Option<T>) -> Vec<(&FoldOp, Ranked<T>)> {
    ops.iter()
        .filter_map(|op| {
            Some((
                op,
                Ranked {
                    order: op.op_ref,
                    body: pick(&op.fact)?,
                },
            ))
        })
        .collect()
}

fn shown<T: Clone>(all: BTreeMap<&str, Writes<'_, Ranked<T>>>) -> BTreeMap<String, T> {
    all.into_iter()
        .filter_map(|(label, w)| Some((label.to_owned(), w.settle()?.shown.body)))
        .collect()
}
