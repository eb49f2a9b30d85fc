//! What an organiser sees at a glance.

use serde::Serialize;
use ts_rs::TS;

/// A checkpoint's figures for one day, and what somebody has to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Dashboard {
    /// Inside now.
    pub inside: u32,
    /// How many the checkpoint's place holds.
    pub capacity: Option<u32>,
    /// Who came at least once.
    pub arrived: u32,
    /// Who may come in person.
    pub expected: u32,
    /// The day of the bars, as ISO date.
    pub day: String,
    /// The days that can be asked for, as ISO dates.
    pub days: Vec<String>,
    pub arrivals: Arrivals,
    pub categories: Vec<CategoryCount>,
    /// Badges that are on their way to a printer.
    pub badges_waiting: u32,
    /// Badges whose printer failed, or that nobody knows of.
    pub badges_in_trouble: u32,
    /// Facts that cannot both be right and wait for somebody's decision.
    pub conflicts: u32,
}

/// First arrivals of one day, by stretches of equal length.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Arrivals {
    pub minutes: u16,
    /// When the first stretch begins, in milliseconds since 1970; the others follow without a gap.
    #[ts(type = "number")]
    pub from: i64,
    pub counts: Vec<u32>,
    /// Which of them is not over yet.
    pub running: Option<u32>,
}

/// One category: who came of those who may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct CategoryCount {
    /// The short name: `visitor`.
    pub category: String,
    pub arrived: u32,
    pub registered: u32,
}
