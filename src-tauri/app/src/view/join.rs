//! What becomes of an event of this device's own that joins another.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// What joining came to. Facts are counted by what was said first, so that who joins twice reads the same twice.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct JoinReport {
    /// The event that joined, and the one that has its facts now.
    pub event: String,
    pub into: String,
    /// People whom the other event had, and those who are new there.
    pub people_found: u32,
    pub people_added: u32,
    /// Those whom this device may not register there: all that was said of them stays behind.
    pub people_left_out: u32,
    /// Kind → how many are recorded there as new ops that name their originals.
    pub recorded: BTreeMap<String, u32>,
    /// Kind → how many the other event had already, from elsewhere.
    pub there: BTreeMap<String, u32>,
    /// Kind → how many this device may not write there.
    pub refused: BTreeMap<String, u32>,
    /// Reason → how many are not recorded again: `settled`, `help`, `erased`, `not_printed`, `not_counted`, `unreadable`.
    pub left: BTreeMap<String, u32>,
    /// Badges that the other event does not know, by the line under their QR; no more than a hundred.
    pub badges_left_out: Vec<String>,
    /// What scans and registrations name and the other event does not have.
    pub unknown_checkpoints: Vec<String>,
    pub unknown_categories: Vec<String>,
}

/// The event that this one is part of now, or is about to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct JoinedView {
    pub into: String,
    pub name: String,
    /// Nothing is written to this event any more.
    pub read_only: bool,
    /// What it came to, once it is done.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<JoinReport>,
}
