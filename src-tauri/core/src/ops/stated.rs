//! What the root signs, carried as the exact text that was signed: a newer app's text keeps its signature at an older one.
//!
//! The body of these kinds is `{"statement": TEXT, "root_signature": SYMBOLS}`. The text is JSON, read like any body, and
//! never written again. The root signs `"sarrera.root.1" ‖ kind ‖ 0x00 ‖ TEXT`. A statement is known by the hash of its
//! kind and text, not by the op that carries it: whoever repeats an old one adds nothing.

use super::envelope::{device_id, short_hash};
use super::fact::Fact;
use super::public::{DeviceChanged, DevicePaired, DeviceRevoked};
use crate::alphabet;
use crate::ids::{DeviceId, StatementRef};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

const ROOT_TAG: &[u8] = b"sarrera.root.1";

/// A body that the root may sign.
pub trait Statement: Serialize + DeserializeOwned {
    /// The kind of op that carries it: it is signed with the text, so no text passes for another kind.
    const KIND: &'static str;
}

impl Statement for DevicePaired {
    const KIND: &'static str = "device_paired";
}

impl Statement for DeviceChanged {
    const KIND: &'static str = "device_changed";
}

impl Statement for DeviceRevoked {
    const KIND: &'static str = "device_revoked";
}

/// A statement, its exact text, and the root's signature where it has one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated<T> {
    said: T,
    text: String,
    root_signature: Option<String>,
}

impl<T: Statement> Stated<T> {
    /// What an office device states by the op that carries it.
    ///
    /// # Errors
    /// When the statement can't be written as JSON.
    pub fn by_office(said: T) -> Result<Self, serde_json::Error> {
        let text = serde_json::to_string(&said)?;
        Ok(Self {
            said,
            text,
            root_signature: None,
        })
    }

    /// What the root states, whoever carries it.
    ///
    /// # Errors
    /// When the statement can't be written as JSON.
    pub fn by_root(said: T, root: &SigningKey) -> Result<Self, serde_json::Error> {
        let mut stated = Self::by_office(said)?;
        let signature = root.sign(&signed_bytes(T::KIND, &stated.text));
        stated.root_signature = Some(alphabet::encode(&signature.to_bytes()));
        Ok(stated)
    }

    /// What is stated.
    #[must_use]
    pub const fn said(&self) -> &T {
        &self.said
    }

    /// By what later statements name it.
    #[must_use]
    pub fn statement_ref(&self) -> StatementRef {
        let bytes = signed_bytes(T::KIND, &self.text);
        StatementRef(short_hash("sarrera 2026 statement", &bytes))
    }

    /// Whether this root signed it.
    #[must_use]
    pub fn is_signed_by(&self, root: &VerifyingKey) -> bool {
        let signature = self.root_signature.as_deref().and_then(alphabet::decode::<64>);
        signature.is_some_and(|bytes| {
            root.verify_strict(&signed_bytes(T::KIND, &self.text), &Signature::from_bytes(&bytes))
                .is_ok()
        })
    }
}

fn signed_bytes(kind: &str, text: &str) -> Vec<u8> {
    let mut bytes = ROOT_TAG.to_vec();
    bytes.extend_from_slice(kind.as_bytes());
    bytes.push(0);
    bytes.extend_from_slice(text.as_bytes());
    bytes
}

#[derive(Serialize, Deserialize)]
struct Carried<S> {
    statement: S,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    root_signature: Option<S>,
}

impl<T> Serialize for Stated<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Carried {
            statement: self.text.as_str(),
            root_signature: self.root_signature.as_deref(),
        }
        .serialize(serializer)
    }
}

impl<'de, T: Statement> Deserialize<'de> for Stated<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let carried = Carried::<String>::deserialize(deserializer)?;
        Ok(Self {
            said: serde_json::from_str(&carried.statement).map_err(D::Error::custom)?,
            text: carried.statement,
            root_signature: carried.root_signature,
        })
    }
}

/// The signing key that a statement names, whoever made it: a device's id is its key's hash, so a key that fits is the
/// right one. Whether the device may write is another question.
#[must_use]
pub fn named_key(fact: &Fact) -> Option<(DeviceId, VerifyingKey)> {
    let (device, symbols) = if let Fact::DevicePaired(stated) = fact {
        (stated.said.device, &stated.said.signing_key)
    } else if let Fact::DeviceChanged(stated) = fact {
        (stated.said.device, &stated.said.signing_key)
    } else {
        return None;
    };
    let key = VerifyingKey::from_bytes(&alphabet::decode(symbols)?).ok()?;
    (device_id(&key) == device).then_some((device, key))
}
