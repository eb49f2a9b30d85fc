//! Bodies of the `public` log: what the event is, who may write, which keys there are.

use super::envelope::short_hash;
use crate::admission::Rule;
use crate::alphabet;
use crate::ids::{BootId, DeviceId, OpRef, ReplicaId, StatementRef};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The text that people accept before they are registered here, as each language says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeTexts {
    pub eu: String,
    pub es: String,
    pub en: String,
}

impl NoticeTexts {
    /// Symbols of a version: enough to tell one text from another.
    const VERSION_CHARS: usize = 8;

    /// What a consent records of the text that was shown: it changes when any of the three does.
    #[must_use]
    pub fn version(&self) -> String {
        let bytes = [&self.eu, &self.es, &self.en].map(String::as_str).join("\0");
        let hash = short_hash("sarrera 2026 privacy notice", bytes.as_bytes());
        alphabet::encode(&hash)
            .chars()
            .take(Self::VERSION_CHARS)
            .collect()
    }
}

/// The event itself. The first one is written where the event is made; a later one replaces it and carries the keys on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventDefined {
    pub label: String,
    pub name: String,
    pub venue: String,
    /// IANA name.
    pub time_zone: String,
    /// ISO date.
    pub starts: String,
    /// ISO date.
    pub ends: String,
    /// The root public key; the event's id is its hash.
    pub root_key: String,
    /// Whom the root's secret is wrapped to: the recovery key's recipient.
    pub recovery_recipient: String,
    /// The root's secret, wrapped to the recovery key.
    pub root_secret: String,
    /// An event to try things with.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub demo: bool,
    /// The event's own privacy notice; without it, the app's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub privacy_notice: Option<NoticeTexts>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub over: Vec<OpRef>,
}

/// A kind of attendee. Its subject is the hash of its short name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryDefined {
    pub label: String,
    pub eu: String,
    pub es: String,
    pub en: String,
    /// `empty`, `solid`, `bars`, `diagonals`, `dots`, `half`.
    pub pattern: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub over: Vec<OpRef>,
}

/// A place where codes are scanned, and its rule. Its subject is the hash of its short name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckpointDefined {
    pub label: String,
    pub name: String,
    pub rule: Rule,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub over: Vec<OpRef>,
}

/// What a device is for; it decides what it may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Desk,
    Gate,
    Kiosk,
    Stand,
    Office,
}

/// A device is certified. Office devices need the root's signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DevicePaired {
    pub device: DeviceId,
    pub name: String,
    pub role: Role,
    /// The Ed25519 public key, as symbols.
    pub signing_key: String,
    /// The X25519 recipient that keys are sealed to.
    pub sealing_key: String,
    pub may_serve: bool,
    /// Which exhibitor a stand's device belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exhibitor: Option<String>,
    /// When it was stated. It shows which of several unreplaced statements is newer, and grants nothing.
    pub at_ms: i64,
}

/// The last op of a chain that is trusted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TrustedUpTo {
    pub log: String,
    pub replica: ReplicaId,
    pub seq: u64,
}

/// A device is something else from now on: the whole of what it is, so that the statement certifies by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceChanged {
    pub device: DeviceId,
    pub name: String,
    pub role: Role,
    pub signing_key: String,
    pub sealing_key: String,
    pub may_serve: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exhibitor: Option<String>,
    /// The statements about this device that it replaces: all unreplaced ones that its writer knew.
    pub over: Vec<StatementRef>,
    /// Up to here its ops are judged by what it replaces, behind it by this; a chain not listed, by this from its start.
    pub trusted: Vec<TrustedUpTo>,
    pub at_ms: i64,
}

/// A device may write no more, for ever: a machine that comes back is paired with a new key. What its chains hold
/// behind the trusted places stays quarantined; a chain not listed is cut at 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceRevoked {
    pub device: DeviceId,
    pub reason: String,
    pub trusted: Vec<TrustedUpTo>,
    pub at_ms: i64,
}

/// What a symmetric key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyUse {
    /// The MAC of badge codes.
    Badge,
    /// Ids of imported people and scans.
    Import,
}

/// A symmetric key, sealed to each device that may hold it; or the public half of a ticket-signing key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyPublished {
    pub key_use: KeyUse,
    /// The key's own id: 4 bytes of its hash, as symbols.
    pub key_id: String,
    /// Device → the key, sealed to the device's X25519 recipient.
    pub sealed: BTreeMap<String, String>,
}

/// How far a device's clock was from a server's. Times that the device wrote are shown corrected by it; nothing is decided
/// by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockMeasured {
    /// During which run of the machine: a clock may be set otherwise at the next.
    pub boot: BootId,
    /// The server's time less the device's.
    pub offset_ms: i64,
    /// How long the question took: the offset is right to half of it.
    pub took_ms: i64,
}

/// Quarantined ops that an office lets in after all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpsReleased {
    pub ops: Vec<OpRef>,
    pub reason: String,
}
