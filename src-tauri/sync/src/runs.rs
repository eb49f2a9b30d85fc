//! Ops as they travel: runs of one chain, in which nothing stands that the receiver computes.
//!
//! A run names its chain, its first number and the hash before it; the hashes within follow from the ops. What an op has in
//! common with the one before it in its run is not said again, and its clock as the difference. Byte strings that are JSON travel
//! as the text they are, everything else as symbols of the codes' alphabet.

use crate::bounds::{MESSAGE_OPS_MAX, UNPACKED_BYTES_MAX};
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
    /// A run that would continue this end, and has no op.
    pub(crate) fn asking(end: &End) -> Self {
        Self {
            chain: end.chain,
            seq: end.seq.saturating_add(1),
            prev: end.hash,
            ops: Vec::new(),
        }
    }

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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    txn: Option<TxnId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hlc: Option<u64>,
    /// Instead of `hlc`: how much later than the op before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    later: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    wall: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    boot: Option<BootId>,
    subject: SubjectId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    v: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<String>,
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
    #[error("more than {MESSAGE_OPS_MAX} ops, or than {UNPACKED_BYTES_MAX} bytes of bodies")]
    TooMuch,
    #[error("an op that leaves out its {0}, and none before it has one")]
    LeftOut(&'static str),
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
    for run in &mut runs {
        leave_out_what_repeats(&mut run.ops);
    }
    runs
}

/// Ops in parts of about `many`, cut where a transaction of their writer ends, by whatever says so of each.
#[must_use]
pub fn cut_where<T>(ops: Vec<T>, many: usize, ends: impl Fn(&T) -> bool) -> Vec<Vec<T>> {
    let mut parts = Vec::new();
    let mut part = Vec::new();
    for op in ops {
        let is_end = ends(&op);
        part.push(op);
        if is_end && part.len() >= many {
            parts.push(std::mem::take(&mut part));
        }
    }
    if !part.is_empty() {
        parts.push(part);
    }
    parts
}

/// What bounds count of an op: its body and its personal fields.
pub(crate) fn size_of_op(op: &Op) -> usize {
    op.body.len() + op.private.bytes().map_or(0, <[u8]>::len)
}

/// From behind, so that each is compared with one that still says all.
fn leave_out_what_repeats(ops: &mut [WireOp]) {
    for at in (1..ops.len()).rev() {
        let (before, from) = ops.split_at_mut(at);
        if let (Some(before), Some(op)) = (before.last(), from.first_mut()) {
            op.leave_out(before);
        }
    }
}

/// The ops of these runs.
///
/// # Errors
/// Where one is not what a run is.
pub fn ops_of(event: EventId, log: &LogName, runs: Vec<Run>) -> Result<Vec<Op>, BadRun> {
    let mut ops = Vec::new();
    // What is left out costs the sender nothing, and us as much as if it had been said.
    let mut bytes = 0_usize;
    for run in runs {
        let mut prev = run.prev;
        let mut seq = run.seq;
        let first = ops.len();
        for wire in run.ops {
            let before = ops.get(first..).and_then(<[Op]>::last);
            let place = Place {
                event,
                log: log.clone(),
                replica: run.chain.replica,
                seq,
            };
            let op = wire.into_op(place, &run.chain, (prev, before))?;
            bytes = bytes.saturating_add(op.body.len());
            if ops.len() >= MESSAGE_OPS_MAX || bytes > UNPACKED_BYTES_MAX {
                return Err(BadRun::TooMuch);
            }
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
            txn: Some(op.txn),
            hlc: Some(op.hlc.0),
            later: None,
            wall: Some(op.wall.0),
            boot: Some(op.boot),
            subject: op.subject,
            kind: Some(op.kind),
            v: Some(op.v),
            body: Some(text(op.body)),
            private,
            salt,
            private_hash,
            signature: op.signature.map(|s| alphabet::encode(&s.to_bytes())),
        }
    }

    /// Leaves out what is as in the op before it, which still says all.
    fn leave_out(&mut self, before: &Self) {
        fn unless_same<T: PartialEq>(own: &mut Option<T>, before: &Option<T>) {
            if own == before {
                *own = None;
            }
        }
        unless_same(&mut self.txn, &before.txn);
        unless_same(&mut self.wall, &before.wall);
        unless_same(&mut self.boot, &before.boot);
        unless_same(&mut self.kind, &before.kind);
        unless_same(&mut self.v, &before.v);
        unless_same(&mut self.body, &before.body);
        if let (Some(own), Some(before)) = (self.hlc, before.hlc)
            && let Some(later) = own.checked_sub(before)
        {
            self.hlc = None;
            self.later = Some(later);
        }
    }

    fn hlc(&self, before: Option<&Op>) -> Result<Hlc, BadRun> {
        match (self.hlc, self.later, before) {
            (Some(hlc), _, _) => Ok(Hlc(hlc)),
            (None, Some(later), Some(before)) => {
                let hlc = before.hlc.0.checked_add(later);
                hlc.map(Hlc).ok_or(BadRun::LeftOut("clock"))
            }
            (None, None, _) | (None, Some(_), None) => Err(BadRun::LeftOut("clock")),
        }
    }

    fn into_op(
        self,
        place: Place,
        chain: &Chain,
        (prev, before): (OpHash, Option<&Op>),
    ) -> Result<Op, BadRun> {
        let hlc = self.hlc(before)?;
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
            txn: as_before("txn", self.txn, before, |op| op.txn)?,
            hlc,
            wall: as_before("wall", self.wall.map(Timestamp), before, |op| op.wall)?,
            boot: as_before("boot", self.boot, before, |op| op.boot)?,
            subject: self.subject,
            kind: as_before("kind", self.kind, before, |op| op.kind.clone())?,
            v: as_before("v", self.v, before, |op| op.v)?,
            body: as_before("body", self.body.map(String::into_bytes), before, |op| {
                op.body.clone()
            })?,
            private,
            prev,
            signature,
        })
    }
}

/// What an op says, or the one before it.
fn as_before<T>(
    what: &'static str,
    said: Option<T>,
    before: Option<&Op>,
    of: impl Fn(&Op) -> T,
) -> Result<T, BadRun> {
    said.or_else(|| before.map(of)).ok_or(BadRun::LeftOut(what))
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

#[cfg(test)]
mod tests {
    use super::*;
    use sarrera_core::ids::{DeviceId, ReplicaId};

    const EVENT: EventId = EventId([3; 16]);

    fn op(seq: u64, change: impl Fn(&mut Op)) -> Op {
        let mut op = Op {
            place: Place {
                event: EVENT,
                log: LogName::Core,
                replica: ReplicaId([1; 16]),
                seq,
            },
            device: DeviceId([2; 16]),
            operator: None,
            txn: TxnId([4; 16]),
            hlc: Hlc(1_000 + seq),
            wall: Timestamp(5),
            boot: BootId([6; 16]),
            subject: SubjectId([7; 16]),
            kind: "attendee_changed".to_owned(),
            v: 1,
            body: b"{}".to_vec(),
            private: Private::None,
            prev: OpHash::NONE,
            signature: None,
        };
        change(&mut op);
        op
    }

    /// A chain of these.
    fn chain(mut ops: Vec<Op>) -> Vec<Op> {
        let mut prev = OpHash::NONE;
        for op in &mut ops {
            op.prev = prev;
            prev = op.hash();
        }
        ops
    }

    #[test]
    fn what_repeats_is_left_out_and_every_op_is_read_as_it_was() {
        let ops = chain(vec![
            op(1, |_| {}),
            op(2, |_| {}),
            op(3, |op| op.hlc = Hlc(7)),
            op(4, |op| op.body = b"{\"source\":\"desk\"}".to_vec()),
            op(5, |op| op.operator = Some(OperatorId([8; 16]))),
            op(6, |op| {
                (op.kind, op.v) = ("other".to_owned(), 2);
            }),
            op(7, |op| {
                (op.txn, op.wall, op.boot) = (TxnId([9; 16]), Timestamp(-1), BootId([9; 16]));
            }),
        ]);
        let runs = runs_of(ops.clone());
        let second = serde_json::to_value(&runs[0].ops[1]).unwrap();
        assert_eq!(
            second,
            serde_json::json!({"later": 1, "subject": SubjectId([7; 16]).to_string()})
        );
        let third = serde_json::to_value(&runs[0].ops[2]).unwrap();
        assert_eq!(third["hlc"], 7, "a clock that ran back is said");
        assert_eq!(ops_of(EVENT, &LogName::Core, runs).unwrap(), ops);
    }

    #[test]
    fn a_first_op_leaves_nothing_out() {
        let mut runs = runs_of(chain(vec![op(1, |_| {}), op(2, |_| {})]));
        runs[0].ops.remove(0);
        let read = ops_of(EVENT, &LogName::Core, runs);
        assert_eq!(read, Err(BadRun::LeftOut("clock")));
    }

    #[test]
    fn a_little_message_that_says_the_same_a_thousand_times_is_refused() {
        let mut runs = runs_of(chain(vec![
            op(1, |op| op.body = vec![b' '; 400_000]),
            op(2, |_| {}),
        ]));
        runs[0].ops[1].body = None;
        let repeated = runs[0].ops[1].clone();
        runs[0].ops.extend(std::iter::repeat_n(repeated, 1_000));
        assert_eq!(ops_of(EVENT, &LogName::Core, runs), Err(BadRun::TooMuch));
        let mut runs = runs_of(chain(vec![op(1, |_| {}), op(2, |_| {})]));
        let repeated = runs[0].ops[1].clone();
        runs[0].ops.extend(std::iter::repeat_n(repeated, MESSAGE_OPS_MAX));
        assert_eq!(ops_of(EVENT, &LogName::Core, runs), Err(BadRun::TooMuch));
    }
}
