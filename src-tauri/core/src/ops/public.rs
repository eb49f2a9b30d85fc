//! Bodies of the `public` log: what the event is, who may write, which keys there are.

use crate::admission::Rule;
use crate::ids::{DeviceId, OpRef, ReplicaId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The event itself. Written once, by its first device.
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
    /// The root's signature over the statement, as symbols; only roots certify office devices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root_signature: Option<String>,
}

/// The last op of a chain that is trusted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TrustedUpTo {
    pub log: String,
    pub replica: ReplicaId,
    pub seq: u64,
}

/// A device's name, role or rights change. Chains not listed are cut at 0 where the role gets narrower.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceChanged {
    pub device: DeviceId,
    pub name: String,
    pub role: Role,
    pub may_serve: bool,
    pub trusted: Vec<TrustedUpTo>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root_signature: Option<String>,
}

/// A device may write no more. Later ops of its chains stay quarantined; a chain not listed is cut at 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceRevoked {
    pub device: DeviceId,
    pub reason: String,
    pub trusted: Vec<TrustedUpTo>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root_signature: Option<String>,
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

/// Quarantined ops that an office lets in after all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpsReleased {
    pub ops: Vec<OpRef>,
    pub reason: String,
}

/// The bytes that the root signs to certify or revoke an office device: the body without its signature.
///
/// # Errors
/// When the statement can't be written as JSON, which a body of ours always can.
pub fn root_statement<T: Serialize>(
    kind: &str,
    body_without_signature: &T,
) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = b"sarrera.root.1".to_vec();
    bytes.extend_from_slice(kind.as_bytes());
    bytes.push(0);
    bytes.extend_from_slice(&serde_json::to_vec(body_without_signature)?);
    Ok(bytes)
}
