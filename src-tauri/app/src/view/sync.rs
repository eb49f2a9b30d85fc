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
    /// What that server is to the event; nothing before the first answered.
    pub place: Option<ServerPlace>,
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
    /// This device as the server of its room; nothing where it serves nobody in the event.
    pub serving: Option<ServingView>,
}

/// A device that serves its room, as everybody at it sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ServingView {
    /// How many devices of the event are connected.
    #[ts(type = "number")]
    pub here: usize,
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

/// What a server is to the event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum ServerPlace {
    /// On the fair's own network.
    Hub,
    /// On the internet.
    Centre,
}

/// This device as a server of the room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct RoomView {
    /// The event's log says that this device may serve.
    pub may: bool,
    /// Who else may give it that, and invites: the offices that may serve, by name.
    pub offices: Vec<String>,
    /// It serves now.
    pub serves: bool,
    /// Where it is reached; empty while it serves on no network at all.
    pub addresses: Vec<String>,
    /// The first of them as a QR, drawn as SVG.
    pub qr_svg: Option<String>,
    /// Desks of this network find it by themselves.
    pub announced: bool,
    /// Who was served: those who are connected first.
    pub served: Vec<ServedLine>,
}

/// A device that was served here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ServedLine {
    pub id: String,
    pub name: String,
    #[ts(type = "number")]
    pub at: i64,
    /// It was here within the time in which every device looks again.
    pub here: bool,
}

/// The servers that this device could go to, each as it was just tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct LookAround {
    /// The addresses of this device itself.
    pub own: Vec<String>,
    /// Whether the network could be asked at all, else the code of why not.
    pub unasked: Option<String>,
    pub servers: Vec<ServerSeen>,
}

/// One server, as it was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ServerSeen {
    /// All that were tried; the one of which the rest is told comes first.
    pub addresses: Vec<String>,
    /// How the event calls the device there.
    pub name: Option<String>,
    /// It announced itself on this network; otherwise somebody set its address.
    pub found: bool,
    /// Why it is not reached or not believed, as a stable code; nothing where all is well.
    pub code: Option<String>,
    /// The key that it showed is one of the event's servers.
    pub ours: bool,
    /// There and back.
    #[ts(type = "number | null")]
    pub took_ms: Option<i64>,
    /// How far this clock is behind its.
    #[ts(type = "number | null")]
    pub clock_behind_ms: Option<i64>,
}
