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

/// Ops of one transaction, the last of which is signed.
fn transaction_of(ops: usize, body: &str) -> Vec<Op> {
    let first = chain_of(&["{}"]).remove(0);
    let mut prev = OpHash::NONE;
    let mut ops: Vec<Op> = (1..=u64::try_from(ops).unwrap())
        .map(|seq| {
            let mut op = first.clone();
            (op.place.seq, op.prev, op.signature) = (seq, prev, None);
            op.body = body.as_bytes().to_vec();
            prev = op.hash();
            op
        })
        .collect();
    let last = ops.last_mut().unwrap();
    last.signature = Some(sign(&key(), &last.place, prev));
    ops
}

#[test]
fn no_transaction_is_larger_than_a_writer_may_make_it_and_one_of_that_size_is_taken() {
    assert_eq!(fault(&transaction_of(TXN_OPS_MAX, "{}")), None);
    let many = transaction_of(TXN_OPS_MAX + 1, "{}");
    assert_eq!(fault(&many), Some(ChainFault::TooLarge { seq: 251 }));
    let half = "a".repeat(TXN_BYTES_MAX / 2 - "{\"set\":{}}".len());
    assert_eq!(fault(&transaction_of(2, &half)), None);
    assert_eq!(
        fault(&transaction_of(3, &half)),
        Some(ChainFault::TooLarge { seq: 3 })
    );
    let small = chain_of(&["{}"; 250]);
    let mut after = transaction_of(TXN_OPS_MAX, "{}");
    let mut prev = small.last().unwrap().hash();
    for op in &mut after {
        op.place.seq += 250;
        (op.prev, op.signature) = (prev, None);
        prev = op.hash();
    }
    let last = after.last_mut().unwrap();
    last.signature = Some(sign(&key(), &last.place, prev));
    let both: Vec<Op> = small.into_iter().chain(after).collect();
    assert_eq!(fault(&both), None, "each is counted for itself");
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

#[test]
fn an_operator_who_is_nobody_is_not_no_operator() {
    let nobody = chain_of(&["{}"]).remove(0);
    let mut nil = nobody.clone();
    nil.operator = Some(OperatorId::NIL);
    assert_ne!(nil.hash(), nobody.hash());
}

#[test]
fn a_clock_that_no_database_can_hold_is_refused() {
    let mut ops = chain_of(&["{}"]);
    ops[0].hlc = Hlc(1 << 63);
    ops[0].signature = Some(sign(&key(), &ops[0].place, ops[0].hash()));
    assert_eq!(fault(&ops), Some(ChainFault::ClockOutOfRange { seq: 1 }));
    let last = Hlc::default().tick(Timestamp(i64::MAX));
    assert!(last.is_storable() && last.tick(Timestamp(0)).is_storable());
}

#[test]
fn a_newer_apps_fields_are_skipped_and_the_person_is_there() {
    let body = br#"{"registration":"KHTBMBAMBAMBAMBAMBAMBAMBAM","source":"desk","shoe":42,
        "registration_fields":{"status":"valid","seat":{"row":4}}}"#;
    let registration = RegistrationId([9; 16]).to_string();
    let body = String::from_utf8_lossy(body).replace("KHTBMBAMBAMBAMBAMBAMBAMBAM", &registration);
    let private = br#"{"set":{"family_name":"Agirre","pronouns":["hura"]},"kept":{"avatar":7}}"#;
    let Ok(Fact::AttendeeRegistered(read)) =
        Fact::decode("attendee_registered", 1, body.as_bytes(), Some(private))
    else {
        panic!("the person exists");
    };
    assert_eq!(read.person.get(PersonField::FamilyName), "Agirre");
    assert_eq!(read.place.len(), 1);
    let changed = br#"{"source":"desk","over":{"pronouns":["X"],"company":[]}}"#;
    assert!(Fact::decode("attendee_changed", 1, changed, Some(private)).is_ok());
    let place = br#"{"source":"desk","set":{"seat":4,"mode":"online"},"over":{"seat":[]},"kept":{"seat":5}}"#;
    let Ok(Fact::RegistrationChanged(read)) = Fact::decode("registration_changed", 1, place, None) else {
        panic!("the registration changes");
    };
    assert_eq!(read.set.len(), 1);
}

#[test]
fn what_the_root_signed_with_a_newer_app_holds_at_an_older_one() {
    let root = SigningKey::from_bytes(&[9; 32]);
    let device = device_id(&key().verifying_key());
    let revoked = DeviceRevoked {
        device,
        reason: "lost".into(),
        trusted: vec![],
        at_ms: 1,
    };
    // The same in another order of fields, with a space and with a field that this app does not know.
    let text =
        format!(r#"{{"at_ms":1, "remote_wipe":true,"trusted":[],"reason":"lost","device":"{device}"}}"#);
    let mut signed = b"sarrera.root.1device_revoked\0".to_vec();
    signed.extend_from_slice(text.as_bytes());
    let signature = crate::alphabet::encode(&ed25519_dalek::Signer::sign(&root, &signed).to_bytes());
    let body = serde_json::json!({ "statement": text, "root_signature": signature }).to_string();
    let Ok(Fact::DeviceRevoked(stated)) = Fact::decode("device_revoked", 1, body.as_bytes(), None) else {
        panic!("it is read");
    };
    assert_eq!(stated.said(), &revoked);
    assert!(stated.is_signed_by(&root.verifying_key()));
    let again = serde_json::to_string(&stated).unwrap();
    assert!(again.contains("remote_wipe"), "the text is kept as it was signed");
    let other = Stated::by_office(revoked).unwrap();
    assert!(!other.is_signed_by(&root.verifying_key()));
}

#[test]
fn a_walk_takes_every_branch_of_a_chain_and_no_loose_op() {
    let mut ops = chain_of(&["{}", "{\"a\":1}", "{\"b\":2}"]);
    let mut branch = ops[1].clone();
    branch.body = b"{\"clone\":1}".to_vec();
    branch.signature = Some(sign(&key(), &branch.place, branch.hash()));
    ops.insert(2, branch);
    let verifying = key().verifying_key();
    let walked = |ops: &[Op]| {
        let mut walk = Walk::new(&verifying);
        for op in ops {
            walk.pass(op, op.hash())?;
        }
        walk.finish()
    };
    assert_eq!(walked(&ops), Ok(()));
    ops[2].signature = None;
    assert_eq!(walked(&ops), Err(ChainFault::Unsigned { seq: 2 }));
    ops.remove(1);
    assert_eq!(walked(&ops), Err(ChainFault::Broken { seq: 3 }));
    assert_eq!(
        walked(&chain_of(&["{}", "{}"])[1..]),
        Err(ChainFault::Gap { expected: 1, got: 2 })
    );
}

/// JSON that looks like a body: the keys that bodies have, with values of any sort.
fn like_a_body() -> impl Strategy<Value = Vec<u8>> {
    let keys = prop::sample::select(vec![
        "registration",
        "source",
        "set",
        "over",
        "kept",
        "registration_fields",
        "scan",
        "checkpoint",
        "direction",
        "day",
        "presented",
        "verdict",
        "effect",
        "rule",
        "after",
        "badge",
        "serial",
        "reason",
        "replaces",
        "job",
        "printer",
        "template",
        "state",
        "conflict",
        "covers",
        "decision",
        "statement",
        "root_signature",
        "label",
        "name",
        "about",
        "choice",
        "text_version",
        "key_use",
        "key_id",
        "sealed",
        "ops",
        "from",
        "to",
        "asked_by",
    ]);
    let values = prop::sample::select(vec![
        "null",
        "1",
        "-1",
        "\"\"",
        "\"desk\"",
        "\"valid\"",
        "{}",
        "[]",
        "true",
        "1e999",
        "{\"import\":\"x\"}",
        "\"AAAAAAAAAAAAAAAAAAAAAAAAAA\"",
        "[\"AAAAAAAAAAAAAAAAAAAAAAAAAA\"]",
        "\"{}\"",
        "{\"company\":\"x\"}",
    ]);
    prop::collection::btree_map(keys, values, 0..16).prop_map(|fields| {
        let fields: Vec<String> = fields
            .iter()
            .map(|(key, value)| format!("\"{key}\":{value}"))
            .collect();
        format!("{{{}}}", fields.join(",")).into_bytes()
    })
}

proptest! {
    #[test]
    fn no_bytes_make_decoding_panic(
        kind in prop::sample::select(Fact::KINDS.to_vec()),
        body in prop_oneof![prop::collection::vec(any::<u8>(), 0..64), like_a_body()],
        private in prop_oneof![prop::collection::vec(any::<u8>(), 0..64), like_a_body()],
    ) {
        if let Ok(fact) = Fact::decode(kind, BODY_VERSION, &body, Some(&private)) {
            let again = fact.encode().unwrap();
            prop_assert_eq!(again.kind, kind);
            let read = Fact::decode(kind, BODY_VERSION, &again.body, again.private.as_deref());
            prop_assert_eq!(read, Ok(fact), "what is written is what was read");
        }
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
