//! Invitations to an event, and what came of following one.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Who is to be invited.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, TS)]
#[ts(export)]
#[serde(default)]
pub struct InvitationAsk {
    /// `desk`, `gate`, `kiosk`, `stand`, `office`.
    pub role: String,
    /// Whose stand the devices are at.
    pub exhibitor: Option<String>,
    pub may_serve: bool,
    /// What the device is to be called; without it, as it calls itself.
    pub name: Option<String>,
    /// So many devices until the event ends, for a printed sheet; without it, one device within ten minutes.
    pub sheet: Option<u32>,
    /// Where this device serves, for the QR; the window leaves it to Rust.
    pub addresses: Vec<String>,
}

/// An invitation as it is made. The code is shown now or never: only its hash is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct InvitationMade {
    /// In groups of four.
    pub code: String,
    /// The text of the QR: the code, and where to go with it.
    pub qr: String,
    /// The same, drawn as SVG.
    pub qr_svg: String,
    /// Where a device that types the code may go with it.
    pub addresses: Vec<String>,
    pub invitation: InvitationLine,
}

/// An invitation in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct InvitationLine {
    pub id: String,
    pub role: String,
    pub exhibitor: Option<String>,
    pub may_serve: bool,
    pub name: Option<String>,
    #[ts(type = "number")]
    pub created: i64,
    #[ts(type = "number")]
    pub expires: i64,
    /// How many may come by it, and how many still may.
    pub devices: u32,
    pub devices_left: u32,
    pub state: InvitationState,
}

/// The invitations of an event, and whether this device may make more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct InvitationsView {
    /// The newest first.
    pub invitations: Vec<InvitationLine>,
    /// Codes that are made here are good here: it may serve.
    pub may: bool,
}

/// Whether an invitation still holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum InvitationState {
    Open,
    Used,
    Expired,
    Revoked,
}

/// This device is one of the event's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Paired {
    pub event: String,
    pub label: String,
    pub name: String,
    /// What this device is there, and how the others call it.
    pub role: String,
    pub device_name: String,
    /// The device that let it in.
    pub server: String,
}

/// What becomes of an event of this device's own that has the same label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum SameLabel {
    /// Nothing is done: whoever pairs is told, and decides.
    Ask,
    /// Both stay, each as it is: they have different ids.
    KeepApart,
    /// What was done in the own one is recorded again in the other, once all that a server has of it is here; from then on
    /// the own one is only looked at.
    Join,
}
