//! The frozen shape of an op: which bytes are hashed, which are signed, and how a chain hangs together.
//!
//! Format 1, never to be changed (golden files in `core/testdata/ops-v1` keep it readable for ever). All integers are
//! big-endian. `hash = BLAKE3(tag ‖ event ‖ len(log) ‖ log ‖ replica ‖ seq ‖ device ‖ operator ‖ txn ‖ hlc ‖ wall ‖
//! boot ‖ subject ‖ len(kind) ‖ kind ‖ v ‖ prev ‖ len(body) ‖ body ‖ private)`, where `operator` is 0x00, or 0x01 and
//! its id, and `private` is 0x00, or 0x01 and the salted hash of the personal fields. The body enters as the exact
//! bytes received. `hlc` stays below 2⁶³.

use super::LogName;
use super::private::{Private, PrivateHash};
use crate::ids::{BootId, DeviceId, EventId, OpRef, OperatorId, ReplicaId, SubjectId, TxnId};
use crate::time::{Hlc, Timestamp};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use std::fmt;

const HASH_TAG: &[u8] = b"sarrera.op.1";
const SIGNATURE_TAG: &[u8] = b"sarrera.signature.1";

/// The BLAKE3 hash of an op.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OpHash(pub [u8; 32]);

impl OpHash {
    /// What the very first op of a device names as its predecessor.
    pub const NONE: Self = Self([0; 32]);

    /// The short form by which other ops name this one.
    #[must_use]
    pub fn op_ref(&self) -> OpRef {
        let mut short = [0; 16];
        short.copy_from_slice(self.0.first_chunk::<16>().unwrap_or(&[0; 16]));
        OpRef(short)
    }
}

impl fmt::Debug for OpHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OpHash({})", crate::alphabet::encode(&self.0))
    }
}

/// Where an op stands. Together with the device that signs it names one chain, and one op of it unless the device was
/// cloned while it ran: an id of a replica alone is a claim that anybody can make.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pub event: EventId,
    pub log: LogName,
    pub replica: ReplicaId,
    /// From 1, gap-free.
    pub seq: u64,
}

/// One entry of a log, as it is stored and as it travels.
#[derive(Clone, PartialEq, Eq)]
pub struct Op {
    pub place: Place,
    /// Whose key signs.
    pub device: DeviceId,
    /// Who acted.
    pub operator: Option<OperatorId>,
    /// Which ops belong together.
    pub txn: TxnId,
    pub hlc: Hlc,
    /// The raw wall clock.
    pub wall: Timestamp,
    pub boot: BootId,
    pub subject: SubjectId,
    /// `snake_case`, past tense.
    pub kind: String,
    pub v: u16,
    /// Self-describing JSON; the bytes as received.
    pub body: Vec<u8>,
    pub private: Private,
    /// The hash of the op before it in its chain. In a chain's first op: of the newest op by this device in its
    /// database, so that a copied or restored device shows (two replicas name the same one).
    pub prev: OpHash,
    /// On the last op of a (log, txn) only.
    pub signature: Option<Signature>,
}

impl fmt::Debug for Op {
    /// Shows what an op is about and never what it says: logs hold no personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Op")
            .field("place", &self.place)
            .field("kind", &self.kind)
            .field("subject", &self.subject)
            .finish_non_exhaustive()
    }
}

impl Op {
    /// The hash over the frozen envelope.
    #[must_use]
    pub fn hash(&self) -> OpHash {
        let mut hasher = blake3::Hasher::new();
        hasher.update(HASH_TAG);
        hasher.update(self.place.event.bytes());
        let log = self.place.log.to_string();
        hash_len(&mut hasher, log.len());
        hasher.update(log.as_bytes());
        hasher.update(self.place.replica.bytes());
        hasher.update(&self.place.seq.to_be_bytes());
        hasher.update(self.device.bytes());
        match self.operator {
            None => hasher.update(&[0]),
            Some(operator) => hasher.update(&[1]).update(operator.bytes()),
        };
        hasher.update(self.txn.bytes());
        hasher.update(&self.hlc.0.to_be_bytes());
        hasher.update(&self.wall.0.to_be_bytes());
        hasher.update(self.boot.bytes());
        hasher.update(self.subject.bytes());
        hash_len(&mut hasher, self.kind.len());
        hasher.update(self.kind.as_bytes());
        hasher.update(&self.v.to_be_bytes());
        hasher.update(&self.prev.0);
        hash_len(&mut hasher, self.body.len());
        hasher.update(&self.body);
        match self.private.hash() {
            None => hasher.update(&[0]),
            Some(PrivateHash(hash)) => hasher.update(&[1]).update(&hash),
        };
        OpHash(*hasher.finalize().as_bytes())
    }

    /// The short form of its hash.
    #[must_use]
    pub fn op_ref(&self) -> OpRef {
        self.hash().op_ref()
    }
}

/// Signs the ops of one (log, txn) by their last place and hash.
#[must_use]
pub fn sign(key: &SigningKey, last: &Place, hash: OpHash) -> Signature {
    key.sign(&signed_bytes(last, hash))
}

/// Whether the device's key signed this last op of a (log, txn).
#[must_use]
pub fn signature_holds(key: &VerifyingKey, last: &Place, hash: OpHash, signature: &Signature) -> bool {
    key.verify_strict(&signed_bytes(last, hash), signature).is_ok()
}

/// A device's id is the hash of its signing key.
#[must_use]
pub fn device_id(key: &VerifyingKey) -> DeviceId {
    DeviceId(short_hash("sarrera 2026 device id", key.as_bytes()))
}

/// The verifying key of these bytes, if they are one.
#[must_use]
pub fn verifying_key(bytes: &[u8; 32]) -> Option<VerifyingKey> {
    VerifyingKey::from_bytes(bytes).ok()
}

/// An event's id is the hash of its root public key.
#[must_use]
pub fn event_id(root: &VerifyingKey) -> EventId {
    EventId(short_hash("sarrera 2026 event id", root.as_bytes()))
}

/// The first 16 bytes of a hash that is used for nothing else: the context tells the uses apart.
#[must_use]
pub fn short_hash(context: &str, bytes: &[u8]) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new_derive_key(context);
    hasher.update(bytes);
    let mut id = [0; 16];
    hasher.finalize_xof().fill(&mut id);
    id
}

fn signed_bytes(last: &Place, hash: OpHash) -> Vec<u8> {
    let log = last.log.to_string();
    let mut bytes = Vec::with_capacity(SIGNATURE_TAG.len() + log.len() + 80);
    bytes.extend_from_slice(SIGNATURE_TAG);
    bytes.extend_from_slice(last.event.bytes());
    bytes.extend_from_slice(&length(log.len()));
    bytes.extend_from_slice(log.as_bytes());
    bytes.extend_from_slice(last.replica.bytes());
    bytes.extend_from_slice(&last.seq.to_be_bytes());
    bytes.extend_from_slice(&hash.0);
    bytes
}

fn hash_len(hasher: &mut blake3::Hasher, len: usize) {
    hasher.update(&length(len));
}

fn length(len: usize) -> [u8; 8] {
    u64::try_from(len).unwrap_or(u64::MAX).to_be_bytes()
}
