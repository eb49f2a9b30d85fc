//! What the messages of pairing sign, over a tag and the fields in a fixed order.
//!
//! met: `"sarrera.met.1" ‖ event ‖ server ‖ time ‖ len(nonce) ‖ nonce ‖ len(challenge) ‖ challenge ‖ len(label) ‖ label ‖
//! len(name) ‖ name`. pair: `"sarrera.pair.1" ‖ event ‖ server ‖ device ‖ len(challenge) ‖ challenge ‖ len(sealing key) ‖
//! sealing key ‖ len(name) ‖ name`; of that the keyed hash under the token's key is the proof, and the device signs both.

use super::message::{Met, Pair};
use crate::proof::text;
use sarrera_core::ids::DeviceId;

const MET_TAG: &[u8] = b"sarrera.met.1";
const PAIR_TAG: &[u8] = b"sarrera.pair.1";

pub(super) fn met_bytes(met: &Met, server: DeviceId, nonce: &str) -> Vec<u8> {
    let mut bytes = MET_TAG.to_vec();
    bytes.extend_from_slice(met.event.bytes());
    bytes.extend_from_slice(server.bytes());
    bytes.extend_from_slice(&met.time_ms.to_be_bytes());
    text(&mut bytes, nonce);
    text(&mut bytes, &met.challenge);
    text(&mut bytes, &met.label);
    text(&mut bytes, &met.name);
    bytes
}

/// What is asked: the proof is made over it.
pub(super) fn asked_bytes(pair: &Pair, server: DeviceId) -> Vec<u8> {
    let mut bytes = PAIR_TAG.to_vec();
    bytes.extend_from_slice(pair.event.bytes());
    bytes.extend_from_slice(server.bytes());
    bytes.extend_from_slice(pair.device.bytes());
    text(&mut bytes, &pair.challenge);
    text(&mut bytes, &pair.sealing_key);
    text(&mut bytes, &pair.name);
    bytes
}

/// What the device signs.
pub(super) fn pair_bytes(pair: &Pair, server: DeviceId) -> Vec<u8> {
    let mut bytes = asked_bytes(pair, server);
    text(&mut bytes, &pair.proof);
    bytes
}
