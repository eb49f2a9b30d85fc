//! How a device stands with the servers of an event, as everybody at it sees it.

use serde::Serialize;
use ts_rs::TS;

/// How it stands, and what is not with a server yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct SyncState {
    pub phase: SyncPhase,
    /// The name of the server that answered last, or its address.
    pub server: Option<String>,
    /// Since when it is so.
    #[ts(type = "number | null")]
    pub since: Option<i64>,
    /// When a server last answered.
    #[ts(type = "number | null")]
    pub reached: Option<i64>,
    /// Changes made here that no server is known to hold.
    #[ts(type = "number")]
    pub waiting: u64,
    /// Why no exchange comes to its end, as a stable code.
    pub code: Option<String>,
    /// How far this clock is behind the server's, where that is more than people should leave so.
    #[ts(type = "number | null")]
    pub clock_off: Option<i64>,
}

/// What a device does about the servers of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum SyncPhase {
    /// No server is set.
    Alone,
    /// The first exchange is under way.
    Working,
    Online,
    /// No server is reached: everything goes on here.
    Offline,
    /// A server is reached, and somebody has to do something.
    Problem,
}

/// The servers of an event, as this device knows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ServersView {
    /// In the order in which they were set.
    pub addresses: Vec<String>,
}
