//! A short list of spellings without repeats, and the ways in which one spelling branches into two.

/// No word gets more Latin spellings than this.
pub(super) const SPELLINGS_MAX: usize = 16;

/// Spellings in the order of their likeliness.
#[derive(Debug, Default)]
pub(super) struct Spellings(Vec<String>);

impl Spellings {
    pub(super) fn add(&mut self, spelling: impl Into<String>) {
        let spelling = spelling.into();
        if !spelling.is_empty() && self.0.len() < SPELLINGS_MAX && !self.0.contains(&spelling) {
            self.0.push(spelling);
        }
    }

    /// Adds each spelling once more with `from` written as `to`.
    pub(super) fn branch(&mut self, from: &str, to: &str) {
        for at in 0..self.0.len() {
            if let Some(other) = self
                .0
                .get(at)
                .filter(|s| s.contains(from))
                .map(|s| s.replace(from, to))
            {
                self.add(other);
            }
        }
    }

    /// Adds each spelling that ends in `from` once more ending in `to`.
    pub(super) fn branch_end(&mut self, from: &str, to: &str) {
        for at in 0..self.0.len() {
            let other = self
                .0
                .get(at)
                .and_then(|s| s.strip_suffix(from))
                .map(|stem| format!("{stem}{to}"));
            if let Some(other) = other {
                self.add(other);
            }
        }
    }

    pub(super) fn into_vec(self) -> Vec<String> {
        self.0
    }
}
