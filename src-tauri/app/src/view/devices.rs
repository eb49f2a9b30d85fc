//! An event's devices, as an organiser sees them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The devices of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct DevicesView {
    /// By name; those that were revoked last.
    pub devices: Vec<DeviceLine>,
}

/// One device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct DeviceLine {
    pub id: String,
    pub name: String,
    /// `desk`, `gate`, `kiosk`, `stand`, `office`.
    pub role: String,
    /// Whose stand it is at.
    pub exhibitor: Option<String>,
    /// It may serve others on its network.
    pub may_serve: bool,
    /// It is this device.
    pub here: bool,
    /// Since when, and why, it may write no more.
    pub revoked: Option<RevokedView>,
    /// Its key writes in two places: the id of the conflict that says so.
    pub copied: Option<String>,
    /// What it last said of itself to any server, as far as it is known here.
    pub heard: Option<HeardView>,
    pub can: DeviceAllowed,
}

/// What a device said of itself when it was last heard of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct HeardView {
    #[ts(type = "number")]
    pub at: i64,
    /// The app and its version.
    pub app: String,
    /// Changes of its own that no server had confirmed.
    #[ts(type = "number")]
    pub waiting: u64,
    /// How far its clock was behind the server's, in milliseconds.
    #[ts(type = "number | null")]
    pub clock_behind: Option<i64>,
}

/// Why a device may write no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct RevokedView {
    #[ts(type = "number")]
    pub at: i64,
    pub reason: String,
}

/// What an office may change of a device. Only the root speaks of another office, so here nothing of it can be changed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
#[ts(export)]
pub struct DeviceAllowed {
    pub rename: bool,
    pub revoke: bool,
    /// The roles that it may be given.
    pub roles: Vec<String>,
}

/// What a device is to be; nothing leaves it as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, TS)]
#[ts(export)]
#[serde(default)]
pub struct DeviceForm {
    pub id: String,
    pub name: Option<String>,
    pub role: Option<String>,
}
