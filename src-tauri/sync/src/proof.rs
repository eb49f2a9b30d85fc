//! What a hello and a welcome sign: Ed25519 (RFC 8032) over a tag and the fields in a fixed order.
//!
//! hello: `"sarrera.hello.1" ‖ event ‖ server ‖ device ‖ len(nonce) ‖ nonce ‖ len(challenge) ‖ challenge ‖ len(app) ‖ app`. It names the
//! server, so that none can hand it on to another. welcome: `"sarrera.welcome.1" ‖ event ‖ server ‖ device ‖ len(nonce) ‖ nonce ‖
//! expires ‖ standing ‖ len(session) ‖ session ‖ for each log: len(name) ‖ name`. Lengths and numbers are 64-bit big-endian.

use crate::message::{Hello, Standing, Welcome};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sarrera_core::alphabet;
use sarrera_core::ids::{DeviceId, EventId};
use sarrera_core::ops::device_id;

const HELLO_TAG: &[u8] = b"sarrera.hello.1";
const WELCOME_TAG: &[u8] = b"sarrera.welcome.1";

/// Who speaks: a device and its key.
pub(crate) struct Speaker<'k> {
    pub(crate) device: DeviceId,
    pub(crate) key: &'k SigningKey,
}

impl<'k> Speaker<'k> {
    pub(crate) fn of(key: &'k SigningKey) -> Self {
        Self {
            device: device_id(&key.verifying_key()),
            key,
        }
    }

    pub(crate) fn key_symbols(&self) -> String {
        alphabet::encode(self.key.verifying_key().as_bytes())
    }

    pub(crate) fn sign(&self, bytes: &[u8]) -> String {
        alphabet::encode(&self.key.sign(bytes).to_bytes())
    }
}

/// The key behind these symbols, if it is the device's own: its hash is the device's id.
pub(crate) fn key_of(device: DeviceId, symbols: &str) -> Option<VerifyingKey> {
    let key = VerifyingKey::from_bytes(&alphabet::decode(symbols)?).ok()?;
    (device_id(&key) == device).then_some(key)
}

pub(crate) fn holds(key: &VerifyingKey, bytes: &[u8], signature: &str) -> bool {
    alphabet::decode::<64>(signature)
        .is_some_and(|s| key.verify_strict(bytes, &Signature::from_bytes(&s)).is_ok())
}

pub(crate) fn hello_bytes(hello: &Hello, server: DeviceId) -> Vec<u8> {
    let mut bytes = HELLO_TAG.to_vec();
    bytes.extend_from_slice(hello.event.bytes());
    bytes.extend_from_slice(server.bytes());
    bytes.extend_from_slice(hello.device.bytes());
    text(&mut bytes, &hello.nonce);
    text(&mut bytes, &hello.challenge);
    text(&mut bytes, &hello.app);
    bytes
}

pub(crate) fn welcome_bytes(
    welcome: &Welcome,
    event: EventId,
    server: DeviceId,
    (device, nonce): (DeviceId, &str),
) -> Vec<u8> {
    let mut bytes = WELCOME_TAG.to_vec();
    bytes.extend_from_slice(event.bytes());
    bytes.extend_from_slice(server.bytes());
    bytes.extend_from_slice(device.bytes());
    text(&mut bytes, nonce);
    bytes.extend_from_slice(&welcome.expires_ms.to_be_bytes());
    bytes.push(match welcome.standing {
        Standing::Member => 0,
        Standing::Unknown => 1,
        Standing::Revoked => 2,
    });
    text(&mut bytes, &welcome.session);
    for log in &welcome.logs {
        text(&mut bytes, &log.to_string());
    }
    bytes
}

pub(crate) fn text(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend_from_slice(&u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
    bytes.extend_from_slice(text.as_bytes());
}
