//! A calendar day at the place of the event, as a number: what a ticket is valid for and an admission is judged by.

use serde::{Deserialize, Serialize};

/// Days since 1970-01-01, in the event's own time zone (whoever asks converts; the core knows no zones).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub u16);

impl Day {
    /// The first day a code can name.
    pub const MIN: Self = Self(0);
    /// The last day a code can name, in the year 2149.
    pub const MAX: Self = Self(u16::MAX);
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}
