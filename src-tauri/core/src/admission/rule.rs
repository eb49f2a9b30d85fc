//! A checkpoint's rule: whom it lets pass, when, how often and how many. It is recorded in every scan judged by it.
//!
//! It holds no personal data. Its JSON is stored for ever: names and meanings of fields do not change.

use super::Day;
use crate::ids::CategoryId;
use serde::{Deserialize, Serialize};

/// The rule of a checkpoint. The default lets everybody in once, at any time, and prints their badge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rule {
    pub reentry: Reentry,
    pub once_per: OncePer,
    /// How many people may be inside; `None`: no limit.
    pub capacity: Option<u32>,
    /// When it is open; empty: always.
    pub openings: Vec<Opening>,
    /// Who may pass; empty: every category.
    pub categories: Vec<CategoryId>,
    /// Whether a first entry prints the badge here: an entrance does, a session room does not.
    pub prints: bool,
}

impl Default for Rule {
    fn default() -> Self {
        Self {
            reentry: Reentry::Never,
            once_per: OncePer::Event,
            capacity: None,
            openings: Vec::new(),
            categories: Vec::new(),
            prints: true,
        }
    }
}

impl Rule {
    /// Whether two admissions on these local days are one too many, each not knowing of the other.
    #[must_use]
    pub fn forbids_both(&self, one: Day, other: Day) -> bool {
        let same_span = match self.once_per {
            OncePer::Event => true,
            OncePer::Day => one == other,
        };
        same_span && self.reentry != Reentry::Allowed
    }
}

/// Whether somebody who was let in may be let in again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reentry {
    /// Always.
    Allowed,
    /// Not even after an exit.
    Never,
    /// After an exit scan at the same checkpoint.
    AfterExit,
}

impl Reentry {
    /// The stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Never => "never",
            Self::AfterExit => "after_exit",
        }
    }

    /// Reads the stable name.
    #[must_use]
    pub fn read(code: &str) -> Option<Self> {
        [Self::Allowed, Self::Never, Self::AfterExit]
            .into_iter()
            .find(|reentry| reentry.code() == code)
    }
}

/// Over what time admissions are counted: at a fair of several days everybody comes again the next morning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OncePer {
    /// An admission counts until the event ends.
    Event,
    /// An admission counts on its own day only.
    Day,
}

impl OncePer {
    /// The stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Day => "day",
        }
    }

    /// Reads the stable name.
    #[must_use]
    pub fn read(code: &str) -> Option<Self> {
        [Self::Event, Self::Day]
            .into_iter()
            .find(|once_per| once_per.code() == code)
    }
}

/// One stretch of a day in which a checkpoint is open, local time; the last minute is not included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Opening {
    pub day: Day,
    pub from_minute: u16,
    pub until_minute: u16,
}

impl Opening {
    /// How many minutes a day has: an opening until midnight ends here.
    pub const DAY_MINUTES: u16 = 24 * 60;

    /// Whether it is open at this minute of this day.
    #[must_use]
    pub fn covers(&self, day: Day, minute: u16) -> bool {
        self.day == day && (self.from_minute..self.until_minute).contains(&minute)
    }
}
