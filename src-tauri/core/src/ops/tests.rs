//! What an op promises: its hash covers everything, an erasure breaks nothing, a forged one is seen.

use super::*;
use crate::ids::*;
use crate::time::{Hlc, Timestamp};
use ed25519_dalek::SigningKey;
use proptest::prelude::*;

fn key() -> SigningKey {
    SigningKey::from_bytes(&[1; 32])
}

fn chain_of(bodies: &[&str]) -> Vec<Op> {
    let mut prev = OpHash::NONE;
    let mut ops = Vec::new();
    for (index, body) in bodies.iter().enumerate() {
        let mut op = Op {
            place: Place {
                event: EventId([1; 16]),
                log: LogName::Core,
                replica: ReplicaId([2; 16]),
                seq: u64::try_from(index).unwrap() + 1,
            },
            device: device_id(&key().verifying_key()),
            operator: None,
            txn: TxnId([u8::try_from(index).unwrap(); 16]),
            hlc: Hlc(1 << 20),
            wall: Timestamp(16),
            boot: BootId([3; 16]),
            subject: SubjectId([4; 16]),
            kind: "attendee_changed".into(),
            v: 1,
            body: body.as_bytes().to_vec(),
            private: Private::Open {
                bytes: b"{\"set\":{}}".to_vec(),
                salt: Salt([9; 32]),
            },
            prev,
            signature: None,
        };
        prev = op.hash();
        op.signature = Some(sign(&key(), &op.place, prev));
        ops.push(op);
    }
    ops
}

fn fault(ops: &[Op]) -> Option<ChainFault> {
    check_chain(None, ops, &key().verifying_key()).err()
}

#[test]
fn a_chain_holds_and_its_tip_continues() {
    let ops = chain_of(&["{}", "{\"a\":1}", "{\"b\":2}"]);
    let (head, tail) = ops.split_at(2);
    let tip = check_chain(None, head, &key().verifying_key()).unwrap();
    let end = check_chain(tip, tail, &key().verifying_key()).unwrap().unwrap();
    assert_eq!(
        end,
        Tip {
            seq: 3,
            hash: ops[2].hash()
        }
    );
}

#[test]
fn erasing_the_personal_part_and_its_salt_leaves_the_chain_verifiable() {
    let mut ops = chain_of(&["{}", "{}", "{}"]);
    for op in &mut ops {
        op.private = op.private.erased();
        assert!(op.private.bytes().is_none());
    }
    assert_eq!(fault(&ops), None);
}

#[test]
fn a_changed_body_breaks_the_signature() {
    let mut ops = chain_of(&["{}"]);
    ops[0].body = b"{\"status\":\"valid\"}".to_vec();
    assert_eq!(fault(&ops), Some(ChainFault::BadSignature { seq: 1 }));
}

#[test]
fn a_changed_personal_part_breaks_the_signature() {
    let mut ops = chain_of(&["{}"]);
    ops[0].private = Private::Open {
        bytes: b"{\"set\":{\"note\":\"x\"}}".to_vec(),
        salt: Salt([9; 32]),
    };
    assert_eq!(fault(&ops), Some(ChainFault::BadSignature { seq: 1 }));
}

#[test]
fn a_missing_op_is_a_gap() {
    let mut ops = chain_of(&["{}", "{}", "{}"]);
    ops.remove(1);
    assert_eq!(fault(&ops), Some(ChainFault::Gap { expected: 2, got: 3 }));
}

#[test]
fn an_op_put_in_the_middle_of_another_chain_is_broken() {
    let mut ops = chain_of(&["{}", "{}"]);
    ops[1].prev = OpHash([8; 32]);
    ops[1].signature = Some(sign(&key(), &ops[1].place, ops[1].hash()));
    assert_eq!(fault(&ops), Some(ChainFault::Broken { seq: 2 }));
}

#[test]
fn the_end_of_a_transaction_must_be_signed() {
    let mut ops = chain_of(&["{}", "{}"]);
    ops[1].signature = None;
    assert_eq!(fault(&ops), Some(ChainFault::Unsigned { seq: 2 }));
}

#[test]
fn one_signature_covers_a_whole_transaction() {
    let mut ops = chain_of(&["{}", "{}"]);
    let txn = ops[0].txn;
    ops[0].signature = None;
    ops[1].txn = txn;
    ops[1].prev = ops[0].hash();
    ops[1].signature = Some(sign(&key(), &ops[1].place, ops[1].hash()));
    assert_eq!(fault(&ops), None);
}

#[test]
fn another_devices_key_does_not_sign_for_this_one() {
    let ops = chain_of(&["{}"]);
    let other = SigningKey::from_bytes(&[2; 32]).verifying_key();
    assert_eq!(
        check_chain(None, &ops, &other),
        Err(ChainFault::BadSignature { seq: 1 })
    );
}

#[test]
fn a_kind_of_a_newer_app_is_a_value_and_no_error() {
    assert_eq!(Fact::decode("lunch_served", 1, b"{}", None), Err(Unread::Unknown));
    assert_eq!(
        Fact::decode("scan_confirmed", 2, b"{}", None),
        Err(Unread::Unknown)
    );
    assert!(matches!(
        Fact::decode("scan_confirmed", 1, b"[", None),
        Err(Unread::Malformed(_))
    ));
}

#[test]
fn a_debug_print_shows_no_personal_data() {
    let fields = PersonFields::default().with(PersonField::FamilyName, "Kovalenko");
    assert!(!format!("{fields:?}").contains("Kovalenko"));
    let ops = chain_of(&["{\"secret\":1}"]);
    assert!(!format!("{:?}", ops[0]).contains("secret"));
}

proptest! {
    #[test]
    fn no_bytes_make_decoding_panic(kind in "[a-z_]{0,24}", body in proptest::collection::vec(any::<u8>(), 0..64)) {
        let _ = Fact::decode(&kind, 1, &body, Some(&body));
    }

    #[test]
    fn every_field_of_the_envelope_enters_the_hash(which in 0_usize..13) {
        let before = chain_of(&["{}"]).remove(0);
        let mut op = before.clone();
        match which {
            0 => op.place.event = EventId([9; 16]),
            1 => op.place.log = LogName::Scans,
            2 => op.place.replica = ReplicaId([9; 16]),
            3 => op.place.seq = 9,
            4 => op.device = DeviceId([9; 16]),
            5 => op.operator = Some(OperatorId([9; 16])),
            6 => op.txn = TxnId([9; 16]),
            7 => op.hlc = Hlc(9),
            8 => op.wall = Timestamp(9),
            9 => op.boot = BootId([9; 16]),
            10 => op.subject = SubjectId([9; 16]),
            11 => op.kind = "attendee_change".into(),
            _ => op.v = 9,
        }
        prop_assert_ne!(op.hash(), before.hash());
    }
}

#[test]
fn a_choice_without_a_source_is_written_as_it_always_was() {
    let given = ConsentGiven {
        about: ConsentSubject::LeadSharing,
        choice: ConsentChoice::Ask,
        text_version: "2026-1".into(),
        over: vec![],
        source: None,
        kept: false,
    };
    let body = Fact::ConsentGiven(given.clone()).encode().unwrap().body;
    assert_eq!(
        String::from_utf8(body).unwrap(),
        r#"{"about":"lead_sharing","choice":"ask","text_version":"2026-1"}"#
    );
    let of_a_file = ConsentGiven {
        source: Some(Source::Import("list".into())),
        kept: true,
        ..given
    };
    let body = Fact::ConsentGiven(of_a_file).encode().unwrap().body;
    assert_eq!(
        String::from_utf8(body).unwrap(),
        r#"{"about":"lead_sharing","choice":"ask","text_version":"2026-1","source":{"import":"list"},"kept":true}"#
    );
}
