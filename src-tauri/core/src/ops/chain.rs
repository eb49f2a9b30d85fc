//! Whether a run of ops continues its chain: numbers, hashes and signatures, checked before anything is stored.

use super::envelope::{Op, OpHash, signature_holds};
use ed25519_dalek::VerifyingKey;

/// Where a chain ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tip {
    pub seq: u64,
    pub hash: OpHash,
}

/// Why ops are not a continuation of their chain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChainFault {
    #[error("a gap: expected op {expected}, got {got}")]
    Gap { expected: u64, got: u64 },
    #[error("op {seq} does not name the hash of the op before it")]
    Broken { seq: u64 },
    #[error("op {seq} belongs to another chain")]
    ForeignChain { seq: u64 },
    #[error("op {seq} has another device than its chain")]
    ForeignDevice { seq: u64 },
    #[error("the signature of op {seq} does not hold")]
    BadSignature { seq: u64 },
    #[error("op {seq} is the last of its transaction and has no signature")]
    Unsigned { seq: u64 },
}

/// Checks that `ops` (one chain, in order) continue from `tip`, and gives the new tip.
///
/// # Errors
/// The first fault.
pub fn check_chain(tip: Option<Tip>, ops: &[Op], key: &VerifyingKey) -> Result<Option<Tip>, ChainFault> {
    let mut tip = tip;
    for (index, op) in ops.iter().enumerate() {
        let seq = op.place.seq;
        let expected = tip.map_or(1, |t| t.seq.saturating_add(1));
        if seq != expected {
            return Err(ChainFault::Gap { expected, got: seq });
        }
        if let Some(first) = ops.first() {
            let same_chain = first.place.log == op.place.log
                && first.place.replica == op.place.replica
                && first.place.event == op.place.event;
            if !same_chain {
                return Err(ChainFault::ForeignChain { seq });
            }
            if first.device != op.device {
                return Err(ChainFault::ForeignDevice { seq });
            }
        }
        if tip.is_some_and(|t| t.hash != op.prev) {
            return Err(ChainFault::Broken { seq });
        }
        let hash = op.hash();
        let ends_txn = ops.get(index + 1).is_none_or(|next| next.txn != op.txn);
        match &op.signature {
            Some(signature) if !signature_holds(key, &op.place, hash, signature) => {
                return Err(ChainFault::BadSignature { seq });
            }
            None if ends_txn => return Err(ChainFault::Unsigned { seq }),
            Some(_) | None => {}
        }
        tip = Some(Tip { seq, hash });
    }
    Ok(tip)
}
