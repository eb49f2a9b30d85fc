//! Cameras as the window knows them. What is seen stays in the camera's own crate; here stands what it tells.

use crate::view::Failure;
use serde::Serialize;
use ts_rs::TS;

/// A camera that somebody may choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct CameraView {
    /// What the system calls it.
    pub id: String,
    /// What people call it.
    pub name: String,
}

/// What a camera tells the window without being asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "tells", rename_all = "snake_case")]
#[ts(export)]
pub enum CameraNews {
    /// A code was held to it: a scan. Its kind is a stable code, for example `qr`.
    Code { text: String, kind: String },
    /// A code that is no text, so that nothing can be scanned.
    NotText { kind: String },
    /// What its pictures are like: `good`, `dark` or `still`.
    Light { light: String },
    /// It gives no more pictures, and is free.
    Ended { failure: Failure },
    /// Nobody looked at its pictures, so it was let go.
    Unwatched,
}
