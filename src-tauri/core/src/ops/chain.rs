//! Whether a run of ops continues its chain: numbers, hashes and signatures, checked before anything is stored.
//!
//! A chain belongs to (log, device, replica), so nobody writes on another's. It has one end, unless its device was cloned
//! while it ran: then two ops claim one place, and every branch is kept ([`Walk`] reads such a chain too).

use super::envelope::{Op, OpHash, signature_holds};
use super::log_name::LogName;
use super::private::Private;
use crate::ids::TxnId;
use crate::planted::{self, Bug};
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
    #[error("the clock of op {seq} is beyond what a database can hold")]
    ClockOutOfRange { seq: u64 },
    #[error("op {seq} comes without its personal part, and no erasure covers it")]
    NotErased { seq: u64 },
    #[error("op {seq} is larger than any op may be, or makes its transaction larger than any may be")]
    TooLarge { seq: u64 },
    #[error("op {seq} brings personal fields into the public log, which everybody holds")]
    PersonalInPublic { seq: u64 },
}

impl ChainFault {
    /// The first op that is not taken.
    #[must_use]
    pub const fn seq(&self) -> u64 {
        match self {
            Self::Gap { got: seq, .. }
            | Self::Broken { seq }
            | Self::ForeignChain { seq }
            | Self::ForeignDevice { seq }
            | Self::BadSignature { seq }
            | Self::Unsigned { seq }
            | Self::ClockOutOfRange { seq }
            | Self::NotErased { seq }
            | Self::TooLarge { seq }
            | Self::PersonalInPublic { seq } => *seq,
        }
    }

    /// A stable name, as it travels.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Gap { .. } => "gap",
            Self::Broken { .. } => "broken",
            Self::ForeignChain { .. } => "foreign_chain",
            Self::ForeignDevice { .. } => "foreign_device",
            Self::BadSignature { .. } => "bad_signature",
            Self::Unsigned { .. } => "unsigned",
            Self::ClockOutOfRange { .. } => "clock_out_of_range",
            Self::NotErased { .. } => "not_erased",
            Self::TooLarge { .. } => "too_large",
            Self::PersonalInPublic { .. } => "personal_in_public",
        }
    }
}

/// No op is larger than this: body, personal fields and kind together.
pub const OP_BYTES_MAX: usize = 512 * 1024;
/// Nor has it a longer kind.
pub const KIND_CHARS_MAX: usize = 64;
/// No transaction writes more ops than this: a scan never waits long for an import.
pub const TXN_OPS_MAX: usize = 250;
/// Nor more bytes than this, bodies and personal fields together, so that whatever is never cut within one has an end.
pub const TXN_BYTES_MAX: usize = OP_BYTES_MAX;

/// What an op may hold, wherever it stands.
fn check_content(op: &Op) -> Result<(), ChainFault> {
    let seq = op.place.seq;
    if !op.hlc.is_storable() {
        return Err(ChainFault::ClockOutOfRange { seq });
    }
    if bytes_of(op) > OP_BYTES_MAX || op.kind.len() > KIND_CHARS_MAX {
        return Err(ChainFault::TooLarge { seq });
    }
    if op.place.log == LogName::Public && op.private != Private::None {
        return Err(ChainFault::PersonalInPublic { seq });
    }
    Ok(())
}

fn bytes_of(op: &Op) -> usize {
    op.body.len() + op.private.bytes().map_or(0, <[u8]>::len)
}

/// What one signature answers for: a transaction, however often it is signed in between.
#[derive(Default)]
struct Unanswered {
    ops: usize,
    bytes: usize,
}

impl Unanswered {
    fn pass(&mut self, op: &Op) -> Result<(), ChainFault> {
        self.ops += 1;
        self.bytes += bytes_of(op);
        if self.ops > TXN_OPS_MAX || self.bytes > TXN_BYTES_MAX {
            return Err(ChainFault::TooLarge { seq: op.place.seq });
        }
        if op.signature.is_some() {
            *self = Self::default();
        }
        Ok(())
    }
}

/// Checks that `ops` (one chain, in order) continue from `tip`, and gives the new tip.
///
/// # Errors
/// The first fault.
pub fn check_chain(tip: Option<Tip>, ops: &[Op], key: &VerifyingKey) -> Result<Option<Tip>, ChainFault> {
    let mut tip = tip;
    let mut unanswered = Unanswered::default();
    for (index, op) in ops.iter().enumerate() {
        let seq = op.place.seq;
        let expected = tip.map_or(1, |t| t.seq.saturating_add(1));
        if seq != expected && !planted::on(Bug::GapAccepted) {
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
        check_content(op)?;
        unanswered.pass(op)?;
        let hash = op.hash();
        let ends_txn = ops.get(index + 1).is_none_or(|next| next.txn != op.txn);
        match &op.signature {
            Some(_) if planted::on(Bug::SignatureUnchecked) => {}
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

/// A walk along a stored chain, op by op in the order of their numbers, with all its branches; it holds no more than
/// the ops of two places at a time.
#[derive(Debug)]
pub struct Walk<'k> {
    key: &'k VerifyingKey,
    /// The place that is being read, and its ops.
    seq: u64,
    here: Vec<Passed>,
    before: Vec<Passed>,
}

/// An op that a walk has passed.
#[derive(Debug)]
struct Passed {
    hash: OpHash,
    txn: TxnId,
    signed: bool,
    /// An op behind it belongs to its transaction, and answers for it.
    continued: bool,
}

impl<'k> Walk<'k> {
    /// A walk that begins at a chain's first place.
    #[must_use]
    pub const fn new(key: &'k VerifyingKey) -> Self {
        Self {
            key,
            seq: 0,
            here: Vec::new(),
            before: Vec::new(),
        }
    }

    /// The next op: of the same place, or of the one behind it.
    ///
    /// # Errors
    /// What is wrong with it, or with an op before it that nothing can answer for any more.
    pub fn pass(&mut self, op: &Op, hash: OpHash) -> Result<(), ChainFault> {
        let seq = op.place.seq;
        if seq != self.seq {
            self.leave_place()?;
            if seq != self.seq.saturating_add(1) {
                let expected = self.seq.saturating_add(1);
                return Err(ChainFault::Gap { expected, got: seq });
            }
            self.seq = seq;
        }
        if seq > 1 {
            let Some(parent) = self.before.iter_mut().find(|passed| passed.hash == op.prev) else {
                return Err(ChainFault::Broken { seq });
            };
            parent.continued |= parent.txn == op.txn;
        }
        let signature = op.signature.as_ref();
        if signature.is_some_and(|s| !signature_holds(self.key, &op.place, hash, s)) {
            return Err(ChainFault::BadSignature { seq });
        }
        self.here.push(Passed {
            hash,
            txn: op.txn,
            signed: signature.is_some(),
            continued: false,
        });
        Ok(())
    }

    /// The chain ends here.
    ///
    /// # Errors
    /// Where an op at an end has no signature.
    pub fn finish(mut self) -> Result<(), ChainFault> {
        self.leave_place()?;
        self.seq = self.seq.saturating_add(1);
        self.leave_place()
    }

    fn leave_place(&mut self) -> Result<(), ChainFault> {
        let unanswered = self
            .before
            .iter()
            .any(|passed| !passed.signed && !passed.continued);
        if unanswered {
            let seq = self.seq.saturating_sub(1);
            return Err(ChainFault::Unsigned { seq });
        }
        self.before = std::mem::take(&mut self.here);
        Ok(())
    }
}
