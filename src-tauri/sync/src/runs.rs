//! Ops as they travel: runs of one chain, in which nothing stands that the receiver computes.
//!
//! A run names its chain, its first number and the hash before it; the hashes within follow from the ops. Byte strings that
//! are JSON travel as the text they are, everything else as symbols of the codes' alphabet.

use crate::ends::{Chain, End};
use sarrera_core::alphabet;
use sarrera_core::ids::{BootId, EventId, OperatorId, SubjectId, TxnId};
use sarrera_core::ops::{LogName, Op, OpHash, Place, Private, PrivateHash, Salt, Signature};
use sarrera_core::time::{Hlc, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Ops of one chain, each naming the one before it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    #[serde(flatten)]
    pub chain: Chain,
    /// The number of the first op.
    pub seq: u64,
    /// The hash that the first op names as its predecessor.
    #[serde(with = "hash_as_symbols")]
    pub prev: OpHash,
    pub ops: Vec<WireOp>,
}

impl Run {
    /// A run without an op asks whether the one that it would continue is held.
    pub(crate) fn asks_for(&self) -> Option<End> {
        self.ops.is_empty().then(|| End {
            chain: self.chain,
            seq: self.seq.saturating_sub(1),
            hash: self.prev,
        })
    }
}

/// One op of a run.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WireOp {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    operator: Option<OperatorId>,
    txn: TxnId,
    hlc: u64,
    wall: i64,
    boot: BootId,
    subject: SubjectId,
    kind: String,
    v: u16,
    body: String,
    /// The personal fields, and the salt of their hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    private: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    salt: Option<String>,
    /// Instead of both, where they were erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    private_hash: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    signature: Option<String>,
}

impl std::fmt::Debug for WireOp {
    /// Shows what an op is about and never what it says.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WireOp")
            .field("kind", &self.kind)
            .field("subject", &self.subject)
            .finish_non_exhaustive()
    }
}

/// Why a run is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadRun {
    #[error("a {0} that is not as many symbols as it should be")]
    NotSymbols(&'static str),
    #[error("an op with personal fields and no salt, or with a salt and no personal fields")]
    HalfPrivate,
    #[error("a chain longer than any can be")]
    TooLong,
}

/// The runs that these ops of one log make. Branches of a forked chain become runs of their own.
#[must_use]
pub fn runs_of(ops: Vec<Op>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    // Where the run ends that the next op of a chain would continue.
    let mut open: BTreeMap<(Chain, u64, OpHash), usize> = BTreeMap::new();
    for op in ops {
        let chain = Chain {
            device: op.device,
            replica: op.place.replica,
        };
        let (seq, prev, hash) = (op.place.seq, op.prev, op.hash());
        let known = open.remove(&(chain, seq.saturating_sub(1), prev));
        let index = known.unwrap_or(runs.len());
        if known.is_none() {
            runs.push(Run {
                chain,
                seq,
                prev,
                ops: Vec::new(),
            });
        }
        if let Some(run) = runs.get_mut(index) {
            run.ops.push(WireOp::of(op));
        }
        open.insert((chain, seq, hash), index);
    }
    runs
}

/// The ops of these runs.
///
/// # Errors
/// Where one is not what a run is.
pub fn ops_of(event: EventId, log: &LogName, runs: Vec<Run>) -> Result<Vec<Op>, BadRun> {
    let mut ops = Vec::new();
    for run in runs {
        let mut prev = run.prev;
        let mut seq = run.seq;
        for wire in run.ops {
            let place = Place {
                event,
                log: log.clone(),
                replica: run.chain.replica,
                seq,
            };
            let op = wire.into_op(place, &run.chain, prev)?;
            prev = op.hash();
            seq = seq.checked_add(1).ok_or(BadRun::TooLong)?;
            ops.push(op);
        }
    }
    Ok(ops)
}

impl WireOp {
    fn of(op: Op) -> Self {
        let (private, salt, private_hash) = match op.private {
            Private::None => (None, None, None),
            Private::Open { bytes, salt } => (Some(text(bytes)), Some(alphabet::encode(&salt.0)), None),
            Private::Erased(hash) => (None, None, Some(alphabet::encode(&hash.0))),
        };
        Self {
            operator: op.operator,
            txn: op.txn,
            hlc: op.hlc.0,
            wall: op.wall.0,
            boot: op.boot,
            subject: op.subject,
            kind: op.kind,
            v: op.v,
            body: text(op.body),
            private,
            salt,
            private_hash,
            signature: op.signature.map(|s| alphabet::encode(&s.to_bytes())),
        }
    }

    fn into_op(self, place: Place, chain: &Chain, prev: OpHash) -> Result<Op, BadRun> {
        let private = match (self.private, self.salt, self.private_hash) {
            (None, None, None) => Private::None,
            (Some(text), Some(salt), None) => Private::Open {
                bytes: text.into_bytes(),
                salt: Salt(symbols("salt", &salt)?),
            },
            (None, None, Some(hash)) => Private::Erased(PrivateHash(symbols("private hash", &hash)?)),
            (Some(_), _, _) | (None, Some(_), _) => return Err(BadRun::HalfPrivate),
        };
        let signature = match self.signature {
            Some(text) => Some(Signature::from_bytes(&symbols("signature", &text)?)),
            None => None,
        };
        Ok(Op {
            place,
            device: chain.device,
            operator: self.operator,
            txn: self.txn,
            hlc: Hlc(self.hlc),
            wall: Timestamp(self.wall),
            boot: self.boot,
            subject: self.subject,
            kind: self.kind,
            v: self.v,
            body: self.body.into_bytes(),
            private,
            prev,
            signature,
        })
    }
}

fn symbols<const N: usize>(what: &'static str, text: &str) -> Result<[u8; N], BadRun> {
    alphabet::decode(text).ok_or(BadRun::NotSymbols(what))
}

/// Bodies are JSON, and came as text or were written as it.
fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_default()
}

/// A hash as symbols.
pub(crate) mod hash_as_symbols {
    use sarrera_core::alphabet;
    use sarrera_core::ops::OpHash;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(crate) fn serialize<S: Serializer>(hash: &OpHash, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&alphabet::encode(&hash.0))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<OpHash, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        alphabet::decode(&text)
            .map(OpHash)
            .ok_or_else(|| serde::de::Error::custom("not a hash"))
    }
}
