//! Invitations to an event, and what came of following one.

use serde::Serialize;

/// Who is to be invited.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
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
    /// Where this device serves, for the QR.
    pub addresses: Vec<String>,
}

/// An invitation as it is made. The code is shown now or never: only its hash is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InvitationMade {
    /// In groups of four.
    pub code: String,
    /// The text of the QR: the code, and where to go with it.
    pub qr: String,
    pub invitation: InvitationLine,
}

/// An invitation in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InvitationLine {
    pub id: String,
    pub role: String,
    pub exhibitor: Option<String>,
    pub may_serve: bool,
    pub name: Option<String>,
    pub created: i64,
    pub expires: i64,
    /// How many may come by it, and how many still may.
    pub devices: u32,
    pub devices_left: u32,
    pub state: InvitationState,
}

/// Whether an invitation still holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum InvitationState {
    Open,
    Used,
    Expired,
    Revoked,
}

/// This device is one of the event's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
