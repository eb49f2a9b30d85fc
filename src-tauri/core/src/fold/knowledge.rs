//! Which scans the writer of a scan knew, and the order among a person's scans that follows from it.

use super::FoldOp;
use super::scans::ScanRow;
use crate::ids::ScanId;
use crate::ops::Fact;
use std::collections::{BTreeMap, BTreeSet};

/// What each scan lists in `after`, whether the scan counts or not.
#[derive(Debug, Default)]
pub(super) struct Knowledge(BTreeMap<ScanId, BTreeSet<ScanId>>);

impl Knowledge {
    /// What the writers of these scans knew. A scan that two imports wrote knows what either did.
    pub(super) fn of<'a>(ops: impl Iterator<Item = &'a FoldOp>) -> Self {
        let mut known = Self::default();
        for op in ops {
            if let Fact::ScanRecorded(fact) = &op.fact {
                known.0.entry(fact.scan).or_default().extend(&fact.after);
            }
        }
        known
    }

    /// All scans that the writer of this one knew, directly or through the scans that it knew.
    pub(super) fn behind(&self, scan: ScanId) -> BTreeSet<ScanId> {
        let mut open = vec![scan];
        let mut behind = BTreeSet::new();
        while let Some(next) = open.pop() {
            let known = self.0.get(&next).into_iter().flatten();
            open.extend(known.filter(|known| behind.insert(**known)));
        }
        behind
    }

    /// Scans in the order in which they happened: none before one that its writer knew, and else by the clocks. So a
    /// clock that runs fast or slow leaves nobody inside whose exit was written by a desk that knew of the admission.
    pub(super) fn in_order(&self, mut rows: BTreeMap<ScanId, ScanRow>) -> Vec<ScanRow> {
        let mut by_clock: Vec<&ScanRow> = rows.values().collect();
        by_clock.sort_by_key(|row| row.by_clock());
        let mut order = Vec::new();
        let mut seen = BTreeSet::new();
        for row in by_clock {
            let mut open = vec![Step::Ask(row.fact.scan)];
            while let Some(step) = open.pop() {
                match step {
                    Step::Place(scan) => order.push(scan),
                    // Scans that claim to know each other, which no desk writes, end here too.
                    Step::Ask(scan) if !seen.insert(scan) => {}
                    Step::Ask(scan) => {
                        open.push(Step::Place(scan));
                        let mut before = self.before(scan, &rows);
                        before.sort_by_key(|row| row.by_clock());
                        open.extend(before.iter().rev().map(|row| Step::Ask(row.fact.scan)));
                    }
                }
            }
        }
        order.iter().filter_map(|scan| rows.remove(scan)).collect()
    }

    /// The scans that have to stand before this one. Whoever said when it happened is taken at their word instead, and
    /// only hands on what they knew.
    fn before<'r>(&self, scan: ScanId, rows: &'r BTreeMap<ScanId, ScanRow>) -> Vec<&'r ScanRow> {
        let is_told = |row: &ScanRow| row.fact.at_ms.is_some();
        let mut before = Vec::new();
        if rows.get(&scan).is_some_and(is_told) {
            return before;
        }
        let mut open = vec![scan];
        let mut seen = BTreeSet::from([scan]);
        while let Some(next) = open.pop() {
            for known in self.0.get(&next).into_iter().flatten() {
                if !seen.insert(*known) {
                    continue;
                }
                let row = rows.get(known);
                before.extend(row);
                if row.is_none_or(is_told) {
                    open.push(*known);
                }
            }
        }
        before
    }
}

/// What is left to do for a scan.
enum Step {
    /// Its place is asked for: those before it come first.
    Ask(ScanId),
    /// Everything before it stands.
    Place(ScanId),
}
