//! What somebody did on the day of a scan, for the desk that asks itself what happened.

use serde::Serialize;
use ts_rs::TS;

/// One step of somebody's day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct PathStep {
    #[ts(type = "number")]
    pub at: i64,
    pub what: PathWhat,
    /// What people call the checkpoint; a badge alone has none.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checkpoint: Option<String>,
    /// What people call the device.
    pub device: String,
    /// A badge was printed for this entry.
    pub badge: bool,
}

/// What happened at a step: `path_<code>` in the words of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum PathWhat {
    Entry,
    Exit,
    /// A badge was printed, and nobody came in with it.
    Badge,
    /// The scan that the page asks about; always the last.
    ThisScan,
}
