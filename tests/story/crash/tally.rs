//! What was said over all rounds, and in the middle of what the kills fell.

use std::collections::BTreeMap;
use std::fmt;

/// Counts over all rounds.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub rounds: u64,
    pub killed: u64,
    said: BTreeMap<String, u64>,
    hit: BTreeMap<&'static str, Hits>,
}

/// Kills in the middle of one kind of work.
#[derive(Debug, Default)]
struct Hits {
    /// Nothing of it is on the disk.
    before: u64,
    /// It is on the disk, and was not said any more.
    unsaid: u64,
}

impl Tally {
    /// Something was said: a verdict, or what was done.
    pub(crate) fn say(&mut self, what: &str) {
        *self.said.entry(what.to_owned()).or_default() += 1;
    }

    pub(crate) fn said(&self, what: &str) -> u64 {
        self.said.get(what).copied().unwrap_or(0)
    }

    /// A kill fell in the middle of this, before it was on the disk or after.
    pub(crate) fn hit(&mut self, what: &'static str, is_on_disk: bool) {
        let hits = self.hit.entry(what).or_default();
        if is_on_disk {
            hits.unsaid += 1;
        } else {
            hits.before += 1;
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said: u64 = self.said.values().sum();
        let kinds: Vec<String> = self
            .said
            .iter()
            .map(|(what, times)| format!("{what} {times}"))
            .collect();
        writeln!(out, "  said {said}: {}", kinds.join(", "))?;
        let hits: Vec<String> = self
            .hit
            .iter()
            .map(|(what, hits)| format!("{what} {} + {}", hits.before, hits.unsaid))
            .collect();
        write!(
            out,
            "  killed in (before it was on the disk + after, but unsaid): {}",
            hits.join(", ")
        )
    }
}
