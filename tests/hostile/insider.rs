//! A device of the event that writes what makes no sense, and signs it well: it is stored, it counts for nothing or for what
//! it says, and everybody comes to the same.

use crate::fair::{EVENT, Fair, MORNING};
use crate::house::{House, looked_at, messages, ops_by_hash};
use crate::mutate::Mutator;
use crate::node::Node;
use crate::wire::digests;
use sarrera_core::ids::{BootId, ReplicaId, SubjectId, TxnId};
use sarrera_core::ops::{ClockMeasured, Fact, LogName, Op, OpHash, Place, Private, Salt, sign};
use sarrera_core::time::{Hlc, Timestamp};
use sarrera_store::OwnDevice;
use sarrera_sync::{Answer, Push, Request, pack, runs_of, unpack};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Ops in one message.
const TOGETHER: u64 = 20;
/// So many ops before everything is looked at.
const ROUND: u64 = 400;
/// Of a hundred messages of the run so many are ops like these.
const PERCENT: u64 = 8;
const SEED: u64 = 0x1d5;

#[test]
fn well_signed_nonsense_harms_no_row_and_is_the_same_everywhere() {
    let mut house = House::new(SEED);
    let own = own(&house.desk);
    let mut originals: Vec<Op> = house.written.values().cloned().collect();
    // Sealing is random, and so are hashes behind it: the same seed is to change the same ops.
    originals.sort_by_key(|op| (op.place.log.clone(), op.device, op.place.replica, op.place.seq));
    let session = session(&house);
    let mut refused: BTreeMap<String, u64> = BTreeMap::new();
    let (mut tried, wanted) = (0, messages() * PERCENT / 100);
    while tried < wanted {
        house.again();
        house.desk_again();
        let mut writer = Writer::new(&own, tried);
        let mut sent = Vec::new();
        for _ in 0..ROUND / TOGETHER {
            let ops = writer.together(&originals, &mut tried);
            let outcome = catch_unwind(AssertUnwindSafe(|| push(&house, &session, &ops)));
            let Ok(codes) = outcome else {
                panic!("the ops before {tried} of seed {SEED} bring the server down");
            };
            for code in codes {
                *refused.entry(code).or_default() += 1;
            }
            sent.push(ops);
        }
        looked_at(&house.centre.app(), house.folder()).unwrap();
        let verified = house.centre.app().verify().unwrap();
        assert_eq!(verified.faults, Vec::<String>::new(), "before {tried}");
        let once = digests(&house.centre);
        house.centre.app().rebuild(&mut |_, _| {}).unwrap();
        assert_eq!(digests(&house.centre), once, "derived anew before {tried}");
        the_same_in_another_order(&mut house, &session, sent, &once);
    }
    println!("{tried} ops of an insider; not taken: {refused:?}");
}

/// What came last comes first: the fold knows no order.
fn the_same_in_another_order(
    house: &mut House,
    session: &str,
    sent: Vec<Vec<Op>>,
    once: &[(String, String)],
) {
    let held: BTreeSet<_> = logs(&house.centre);
    house.again();
    for ops in sent.into_iter().rev() {
        // A chain is taken from its beginning; the chains themselves come in another order.
        push(house, session, &ops);
    }
    assert_eq!(logs(&house.centre), held);
    assert_eq!(digests(&house.centre), once, "in another order");
}

fn logs(node: &Node) -> BTreeSet<(LogName, [u8; 32])> {
    let all = node.logs().into_iter().flat_map(ops_by_hash);
    all.map(|(key, _)| key).collect()
}

/// Pushes ops, a log at a time; the codes of what was not taken.
fn push(house: &House, session: &str, ops: &[Op]) -> Vec<String> {
    let mut by_log: BTreeMap<LogName, Vec<Op>> = BTreeMap::new();
    for op in ops {
        by_log.entry(op.place.log.clone()).or_default().push(op.clone());
    }
    let mut codes = Vec::new();
    for (log, ops) in by_log {
        let push = Request::Push(Push {
            log,
            runs: runs_of(ops),
            covers: Vec::new(),
        });
        let answered = house
            .centre
            .app()
            .answer_sync(Some(session), &pack(&push).unwrap())
            .unwrap();
        let answer = unpack::<Answer>(&answered.body).unwrap();
        if let Answer::Denied(denied) = &answer {
            codes.push(denied.code.to_string());
            continue;
        }
        let Answer::Pushed(pushed) = answer else {
            panic!("{answer:?} answers no push");
        };
        codes.extend(pushed.refused.into_iter().map(|refused| refused.code));
    }
    codes
}

fn own(desk: &Node) -> OwnDevice {
    desk.look(|r| r.own_device()).unwrap()
}

/// The desk's session, as it was recorded.
fn session(house: &House) -> String {
    let said = house.said.iter().find_map(|said| said.session.clone());
    said.unwrap()
}

/// Writes chains of its own under the desk's key: a new one for each message, so that they can come in any order.
struct Writer<'a> {
    own: &'a OwnDevice,
    mutator: Mutator,
}

impl<'a> Writer<'a> {
    fn new(own: &'a OwnDevice, number: u64) -> Self {
        Self {
            own,
            mutator: Mutator::new(SEED, number),
        }
    }

    fn together(&mut self, originals: &[Op], tried: &mut u64) -> Vec<Op> {
        let replica = ReplicaId(self.bytes());
        let mut ops: Vec<Op> = Vec::new();
        let mut before: BTreeMap<LogName, (u64, OpHash)> = BTreeMap::new();
        for _ in 0..TOGETHER {
            *tried += 1;
            let original = originals[self.mutator.below(originals.len())].clone();
            let mut op = self.changed(original, originals);
            let (seq, prev) = before.get(&op.place.log).copied().unwrap_or((0, OpHash::NONE));
            op.place = Place {
                event: Fair::get().event,
                replica,
                seq: seq + 1,
                log: op.place.log,
            };
            op.prev = prev;
            op.device = self.own.device;
            op.txn = TxnId(self.bytes());
            let hash = op.hash();
            op.signature = Some(sign(&self.own.signing_key, &op.place, hash));
            before.insert(op.place.log.clone(), (seq + 1, hash));
            ops.push(op);
        }
        ops
    }

    /// An op as somebody wrote it, with something about it that nobody would write.
    fn changed(&mut self, mut op: Op, originals: &[Op]) -> Op {
        let other = originals[self.mutator.below(originals.len())].clone();
        op.body = self.json(&op.body, &other.body);
        if let Private::Open { bytes, .. } = &op.private
            && self.mutator.chance(500)
        {
            op.private = Private::Open {
                bytes: self.json(bytes, &other.body),
                salt: Salt([7; 32]),
            };
        }
        match self.mutator.below(12) {
            0 => op.subject = SubjectId::NIL,
            1 => op.subject = SubjectId(self.bytes()),
            2 => op.subject = other.subject,
            3 => op.kind = other.kind,
            4 => op.v = [0, 2, u16::MAX][self.mutator.below(3)],
            5 => op.hlc = Hlc([0, 1, (1 << 63) - 1, u64::MAX, 1 << 62][self.mutator.below(5)]),
            6 => op.wall = Timestamp([0, -1, i64::MAX, i64::MIN, MORNING][self.mutator.below(5)]),
            7 => op.place.log = other.place.log,
            8 => op.kind = "x".repeat(self.mutator.below(70)),
            9 => op.private = Private::None,
            _as_it_was => {}
        }
        op
    }

    fn json(&mut self, original: &[u8], other: &[u8]) -> Vec<u8> {
        let Ok(mut value) = serde_json::from_slice::<Value>(original) else {
            return original.to_vec();
        };
        let others: Vec<Value> = serde_json::from_slice(other).into_iter().collect();
        if self.mutator.chance(900) {
            for _ in 0..=self.mutator.below(3) {
                self.mutator.value(&mut value, &others);
            }
            return value.to_string().into_bytes();
        }
        let mut bytes = original.to_vec();
        self.mutator.bytes(&mut bytes);
        // On the wire a body is text.
        String::from_utf8_lossy(&bytes).into_owned().into_bytes()
    }

    fn bytes(&mut self) -> [u8; 16] {
        let half = |number: usize| u64::try_from(number).unwrap().to_be_bytes();
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&half(self.mutator.below(usize::MAX)));
        bytes[8..].copy_from_slice(&half(self.mutator.below(usize::MAX)));
        bytes
    }
}

#[test]
fn a_clock_at_the_end_of_all_numbers_closes_no_view_and_no_log() {
    let house = House::new(SEED);
    let (own, session) = (own(&house.desk), session(&house));
    let boot = BootId([8; 16]);
    let scan = house
        .written
        .values()
        .find(|op| op.kind == "scan_recorded")
        .unwrap();
    let mut ops = Vec::new();
    for (number, offset_ms, wall) in [
        (1, i64::MAX, i64::MAX),
        (2, i64::MIN, i64::MIN),
        (3, i64::MAX, i64::MIN),
        (4, 1, i64::MAX),
    ] {
        let measured = Fact::ClockMeasured(ClockMeasured {
            boot,
            offset_ms,
            took_ms: 0,
        });
        let encoded = measured.encode().unwrap();
        let mut clock = scan.clone();
        clock.place.log = LogName::Public;
        clock.subject = SubjectId(own.device.0);
        (clock.kind, clock.body) = (encoded.kind.to_owned(), encoded.body);
        clock.private = Private::None;
        let mut scan = scan.clone();
        scan.wall = Timestamp(wall);
        for mut op in [clock, scan] {
            op.place.replica = ReplicaId([number; 16]);
            op.place.seq = 1;
            (op.prev, op.device, op.boot) = (OpHash::NONE, own.device, boot);
            op.signature = Some(sign(&own.signing_key, &op.place, op.hash()));
            ops.push(op);
        }
    }
    for op in &ops {
        assert_eq!(push(&house, &session, std::slice::from_ref(op)), [""; 0]);
    }
    looked_at(&house.centre.app(), house.folder()).unwrap();
    assert_eq!(house.centre.app().verify().unwrap().faults, [""; 0]);
}

#[test]
fn an_op_that_another_device_signed_is_refused_by_its_code() {
    let house = House::new(SEED);
    let (gate, session) = (own(&house.gate), session(&house));
    let op = house
        .written
        .values()
        .find(|op| op.kind == "scan_recorded" && op.place.seq == 1 && op.device == own(&house.desk).device)
        .unwrap();
    let mut forged = op.clone();
    forged.place.replica = ReplicaId([5; 16]);
    forged.prev = OpHash::NONE;
    forged.signature = Some(sign(&gate.signing_key, &forged.place, forged.hash()));
    let before = logs(&house.centre);
    assert_eq!(push(&house, &session, &[forged]), ["bad_signature"]);
    let mut unsigned = op.clone();
    unsigned.place.replica = ReplicaId([6; 16]);
    unsigned.prev = OpHash::NONE;
    unsigned.signature = None;
    assert_eq!(push(&house, &session, &[unsigned]), ["unsigned"]);
    assert_eq!(logs(&house.centre), before);
    assert_eq!(house.centre.app().events().unwrap()[0].label, EVENT);
}
