//! The messages of pairing.

use crate::runs::Run;
use ed25519_dalek::VerifyingKey;
use sarrera_core::ids::{DeviceId, EventId};
use sarrera_core::ops::{DeviceChanged, DevicePaired, Role, Stated};
use serde::{Deserialize, Serialize};

/// Who holds an invitation asks whether this is the event's server. Nothing of the token is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meet {
    pub wire: u16,
    /// The first half of the code.
    pub fingerprint: String,
    /// What the server has to sign.
    pub nonce: String,
}

/// The server's proof that the event's root made it an office that may serve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Met {
    pub event: EventId,
    /// The event's root key: the event's id is its hash.
    pub root: String,
    pub label: String,
    pub name: String,
    /// What the root says of the server.
    pub certificate: Box<Certificate>,
    pub challenge: String,
    pub time_ms: i64,
    /// By the key of the certificate (see `signed`).
    pub signature: String,
}

/// A statement by the root that makes a device what it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certificate {
    Paired(Stated<DevicePaired>),
    Changed(Stated<DeviceChanged>),
}

/// What a certificate says of a device.
pub(super) struct Certified<'a> {
    pub device: DeviceId,
    pub key: &'a str,
    pub serves_as_office: bool,
}

impl Certificate {
    /// What it says, if this root signed it.
    pub(super) fn by(&self, root: &VerifyingKey) -> Option<Certified<'_>> {
        let (signed, device, key, role, may_serve) = match self {
            Self::Paired(stated) => {
                let said = stated.said();
                let signed = stated.is_signed_by(root);
                (signed, said.device, &said.signing_key, said.role, said.may_serve)
            }
            Self::Changed(stated) => {
                let said = stated.said();
                let signed = stated.is_signed_by(root);
                (signed, said.device, &said.signing_key, said.role, said.may_serve)
            }
        };
        signed.then_some(Certified {
            device,
            key,
            serves_as_office: may_serve && role == Role::Office,
        })
    }
}

/// A device asks to be paired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    pub wire: u16,
    pub event: EventId,
    pub device: DeviceId,
    /// The device's signing key: its id is the key's hash.
    pub key: String,
    /// Whom the event's keys are sealed to.
    pub sealing_key: String,
    /// What the device calls itself.
    pub name: String,
    pub challenge: String,
    /// That it knows the token: a keyed hash of what it asks.
    pub proof: String,
    pub signature: String,
}

/// The device is one of the event's: its `public` log, from the beginning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetIn {
    pub runs: Vec<Run>,
    /// There is more of it: an exchange brings the rest.
    pub more: bool,
}
