//! One field's value out of everything written to it: what was replaced always loses, whatever the clocks.

use super::FoldOp;
use crate::ids::OpRef;
use crate::planted::{self, Bug};
use std::collections::BTreeSet;

/// What a field is, once all its writes are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled<V> {
    /// The value shown: of the unreplaced ones the one with the highest clock; of choices the one that shares least.
    pub shown: V,
    /// The unreplaced writes: what the next change lists in `over`.
    pub heads: Vec<OpRef>,
    /// More than one distinct value stands unreplaced.
    pub contested: bool,
    /// What an import said last.
    pub imported: Option<V>,
}

/// Collects the writes to one field.
#[derive(Debug)]
pub(super) struct Writes<'a, V> {
    values: Vec<(&'a FoldOp, &'a V)>,
    imported: Vec<(&'a FoldOp, &'a V)>,
    replaced: BTreeSet<OpRef>,
    /// What is replaced, and by which op.
    replacements: Vec<(OpRef, OpRef)>,
}

impl<V> Default for Writes<'_, V> {
    fn default() -> Self {
        Self {
            values: Vec::new(),
            imported: Vec::new(),
            replaced: BTreeSet::new(),
            replacements: Vec::new(),
        }
    }
}

impl<'a, V: Clone + Ord> Writes<'a, V> {
    /// `op` sets the field to `value` and replaces what `over` names.
    pub(super) fn set(&mut self, op: &'a FoldOp, value: &'a V, over: &[OpRef]) {
        self.values.push((op, value));
        self.replaced.extend(over);
        self.replacements.extend(over.iter().map(|old| (op.op_ref, *old)));
    }

    /// `op` replaces values without giving a new one.
    pub(super) fn withdraw(&mut self, over: &[OpRef]) {
        self.replaced.extend(over);
    }

    /// An import's row says `value`, whether or not it is taken over.
    pub(super) fn remember(&mut self, op: &'a FoldOp, value: &'a V) {
        self.imported.push((op, value));
    }

    /// The field's value; `None` where nothing unreplaced stands.
    pub(super) fn settle(&self) -> Option<Settled<V>> {
        self.settle_by(|_| ())
    }

    /// As [`Writes::settle`], and of several values that of the highest weight is shown, whatever the clocks.
    pub(super) fn settle_by<W: Ord>(&self, weight: impl Fn(&V) -> W) -> Option<Settled<V>> {
        let mut standing: Vec<_> = self
            .values
            .iter()
            .filter(|(op, _)| !self.replaced.contains(&op.op_ref) || planted::on(Bug::ReplacedValueWins))
            .collect();
        let mut heads: Vec<OpRef> = standing.iter().map(|(op, _)| op.op_ref).collect();
        heads.sort_unstable();
        heads.dedup();
        let corrected = self.corrected();
        if standing
            .iter()
            .any(|write| !self.is_imported_again(write, &corrected))
        {
            standing.retain(|write| !self.is_imported_again(write, &corrected));
        }
        standing.sort_by_key(|(op, value)| (weight(value), op.rank()));
        let (_, shown) = standing.last()?;
        let distinct: BTreeSet<&V> = standing.iter().map(|(_, value)| *value).collect();
        let imported = self
            .imported
            .iter()
            .max_by_key(|(op, _)| op.rank())
            .map(|(_, value)| (*value).clone());
        Some(Settled {
            shown: (*shown).clone(),
            heads,
            contested: distinct.len() > 1,
            imported,
        })
    }

    /// The values of imports that somebody at a device replaced.
    fn corrected(&self) -> BTreeSet<&'a V> {
        let by_hand = self
            .replacements
            .iter()
            .filter(|(by, _)| !self.is_import(*by))
            .map(|(_, old)| *old);
        let by_hand: BTreeSet<OpRef> = by_hand.collect();
        let imports = self
            .imported
            .iter()
            .filter(|(op, _)| by_hand.contains(&op.op_ref));
        imports.map(|(_, value)| *value).collect()
    }

    /// Whether an import says once more what was corrected: another desk read the same file and did not know of it.
    fn is_imported_again(&self, (op, value): &(&'a FoldOp, &'a V), corrected: &BTreeSet<&'a V>) -> bool {
        corrected.contains(value) && self.is_import(op.op_ref)
    }

    fn is_import(&self, op: OpRef) -> bool {
        self.imported.iter().any(|(import, _)| import.op_ref == op)
    }
}
