//! What a file on a USB stick took along, and what it brought.

use serde::Serialize;
use ts_rs::TS;

/// A file that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct StickWritten {
    /// Changes in it: all that is here of the event.
    #[ts(type = "number")]
    pub changes: u64,
    #[ts(type = "number")]
    pub bytes: u64,
    /// How many other devices can open it.
    #[ts(type = "number")]
    pub devices: u64,
}

/// A file that was taken in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct StickRead {
    pub event: String,
    /// The device that wrote it; nothing where the event does not know it.
    pub by: Option<String>,
    /// By that device's clock, in milliseconds.
    #[ts(type = "number")]
    pub written_at: i64,
    /// Changes that were new here.
    #[ts(type = "number")]
    pub changes: u64,
    /// Chains of which not everything could be taken.
    #[ts(type = "number")]
    pub refused: u64,
}
