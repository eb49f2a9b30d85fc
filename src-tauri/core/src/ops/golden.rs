//! Every kind as it was first written: these lines must be readable, with the same hashes and signatures, for ever.

use super::*;
use crate::admission::Rule;
use crate::alphabet;
use crate::codes::{BadgeSerial, Day};
use crate::ids::*;
use crate::time::{Hlc, Timestamp};
use ed25519_dalek::{Signature, SigningKey};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// One op as a line of the golden file.
#[derive(Debug, Serialize, Deserialize, PartialEq)]
struct Line {
    event: EventId,
    log: String,
    replica: ReplicaId,
    seq: u64,
    device: DeviceId,
    operator: Option<OperatorId>,
    txn: TxnId,
    hlc: u64,
    wall: i64,
    boot: BootId,
    subject: SubjectId,
    kind: String,
    v: u16,
    body: String,
    private: Option<String>,
    salt: Option<String>,
    prev: String,
    hash: String,
    signature: Option<String>,
}

fn line(op: &Op) -> Line {
    let (private, salt) = match &op.private {
        Private::Open { bytes, salt } => (
            Some(String::from_utf8(bytes.clone()).unwrap()),
            Some(alphabet::encode(&salt.0)),
        ),
        Private::None | Private::Erased(_) => (None, None),
    };
    Line {
        event: op.place.event,
        log: op.place.log.to_string(),
        replica: op.place.replica,
        seq: op.place.seq,
        device: op.device,
        operator: op.operator,
        txn: op.txn,
        hlc: op.hlc.0,
        wall: op.wall.0,
        boot: op.boot,
        subject: op.subject,
        kind: op.kind.clone(),
        v: op.v,
        body: String::from_utf8(op.body.clone()).unwrap(),
        private,
        salt,
        prev: alphabet::encode(&op.prev.0),
        hash: alphabet::encode(&op.hash().0),
        signature: op.signature.map(|s| alphabet::encode(&s.to_bytes())),
    }
}

fn op(line: &Line) -> Op {
    Op {
        place: Place {
            event: line.event,
            log: line.log.parse().unwrap(),
            replica: line.replica,
            seq: line.seq,
        },
        device: line.device,
        operator: line.operator,
        txn: line.txn,
        hlc: Hlc(line.hlc),
        wall: Timestamp(line.wall),
        boot: line.boot,
        subject: line.subject,
        kind: line.kind.clone(),
        v: line.v,
        body: line.body.clone().into_bytes(),
        private: match (&line.private, &line.salt) {
            (Some(bytes), Some(salt)) => Private::Open {
                bytes: bytes.clone().into_bytes(),
                salt: Salt(alphabet::decode(salt).unwrap()),
            },
            _ => Private::None,
        },
        prev: OpHash(alphabet::decode(&line.prev).unwrap()),
        signature: line
            .signature
            .as_ref()
            .map(|s| Signature::from_bytes(&alphabet::decode(s).unwrap())),
    }
}

fn signing_key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn root_key() -> SigningKey {
    SigningKey::from_bytes(&[9; 32])
}

fn place_fields() -> RegistrationFields {
    BTreeMap::from([
        (RegistrationField::Category, "visitor".to_owned()),
        (RegistrationField::Status, "valid".to_owned()),
        (RegistrationField::Days, "2026-11-23 2026-11-24".to_owned()),
    ])
}

fn olena() -> PersonFields {
    PersonFields::default()
        .with(PersonField::GivenName, "Олена")
        .with(PersonField::FamilyName, "Коваленко")
        .with(PersonField::Company, "Kharkiv Turbine Works")
        .with(PersonField::TicketCode, "rsf6mkruv4ebhh4q6th27nm6h9sss3jd")
}

/// The device, signed by the root and named by an office: all that is said of it, in the order of its life.
fn statements() -> (
    Stated<DevicePaired>,
    Stated<DeviceChanged>,
    Stated<DeviceChanged>,
    Stated<DeviceRevoked>,
) {
    let device = device_id(&signing_key().verifying_key());
    let signing_key = alphabet::encode(signing_key().verifying_key().as_bytes());
    let trusted = vec![TrustedUpTo {
        log: "core".into(),
        replica: ReplicaId([2; 16]),
        seq: 7,
    }];
    let paired = DevicePaired {
        device,
        name: "Desk 3".into(),
        role: Role::Office,
        signing_key: signing_key.clone(),
        sealing_key: "age1device".into(),
        may_serve: true,
        exhibitor: None,
        at_ms: 1_795_000_000_000,
    };
    let paired = Stated::by_root(paired, &root_key()).unwrap();
    let changed = DeviceChanged {
        device,
        name: "Desk 4".into(),
        role: Role::Desk,
        signing_key,
        sealing_key: "age1device".into(),
        may_serve: false,
        exhibitor: Some("Aurrera \"S.\" Koop.".into()),
        over: vec![paired.statement_ref()],
        trusted: trusted.clone(),
        at_ms: 1_795_000_000_100,
    };
    let changed = Stated::by_root(changed, &root_key()).unwrap();
    let renamed = DeviceChanged {
        name: "Mahaia 4".into(),
        over: vec![changed.statement_ref()],
        trusted: vec![],
        ..changed.said().clone()
    };
    let revoked = DeviceRevoked {
        device,
        reason: "lost".into(),
        trusted,
        at_ms: 1_795_000_000_200,
    };
    (
        paired,
        changed,
        Stated::by_office(renamed).unwrap(),
        Stated::by_root(revoked, &root_key()).unwrap(),
    )
}

fn public_facts() -> Vec<Fact> {
    let device = device_id(&signing_key().verifying_key());
    let (paired, changed, renamed, revoked) = statements();
    vec![
        Fact::EventDefined(EventDefined {
            label: "boi-2026".into(),
            name: "Basque Open Industry 2026".into(),
            venue: "BEC".into(),
            time_zone: "Europe/Madrid".into(),
            starts: "2026-11-23".into(),
            ends: "2026-11-24".into(),
            root_key: alphabet::encode(root_key().verifying_key().as_bytes()),
            recovery_recipient: "age1recipient".into(),
            root_secret: "wrapped".into(),
            demo: false,
            privacy_notice: None,
            over: vec![],
        }),
        Fact::DevicePaired(paired),
        Fact::CategoryDefined(CategoryDefined {
            label: "visitor".into(),
            eu: "Bisitaria".into(),
            es: "Visitante".into(),
            en: "Visitor".into(),
            pattern: "empty".into(),
            over: vec![],
        }),
        Fact::CheckpointDefined(CheckpointDefined {
            label: "main".into(),
            name: "Main entrance".into(),
            rule: Rule::default(),
            over: vec![OpRef([1; 16])],
        }),
        Fact::KeyPublished(KeyPublished {
            key_use: KeyUse::Badge,
            key_id: "ABCDEFG".into(),
            sealed: BTreeMap::from([(device.to_string(), "sealed".into())]),
        }),
        Fact::DeviceChanged(changed),
        Fact::DeviceChanged(renamed),
        Fact::DeviceRevoked(revoked),
        Fact::OpsReleased(OpsReleased {
            ops: vec![OpRef([3; 16])],
            reason: "it was ours".into(),
        }),
    ]
}

fn core_facts() -> Vec<Fact> {
    vec![
        Fact::AttendeeRegistered(AttendeeRegistered {
            registration: RegistrationId([5; 16]),
            source: Source::Import("pretix".into()),
            place: place_fields(),
            person: olena(),
        }),
        Fact::AttendeeChanged(AttendeeChanged {
            source: Source::Desk,
            over: BTreeMap::from([(PersonField::Company, vec![OpRef([4; 16])])]),
            set: PersonFields::default().with(PersonField::Company, "Харків Турбіна"),
            kept: PersonFields::default().with(PersonField::FamilyName, "Kovalenko"),
        }),
        Fact::RegistrationChanged(RegistrationChanged {
            source: Source::Desk,
            over: BTreeMap::from([(RegistrationField::Status, vec![OpRef([4; 16])])]),
            set: BTreeMap::from([(RegistrationField::Status, "canceled".to_owned())]),
            kept: BTreeMap::new(),
        }),
        Fact::AttendeeSubstituted(AttendeeSubstituted {
            from: AttendeeId([5; 16]),
            to: AttendeeId([6; 16]),
            over: vec![],
        }),
        Fact::ConsentGiven(ConsentGiven {
            about: ConsentSubject::LeadSharing,
            choice: ConsentChoice::Ask,
            text_version: "2026-1".into(),
            over: vec![],
            source: None,
            kept: false,
        }),
        Fact::ConsentWithdrawn(ConsentWithdrawn {
            about: ConsentSubject::LeadSharing,
            over: vec![OpRef([4; 16])],
        }),
        Fact::AttendeeErased(AttendeeErased {
            asked_by: "attendee".into(),
            import_identity: Some("HASH".into()),
        }),
    ]
}

fn scan_facts() -> Vec<Fact> {
    let scan = ScanRecorded {
        scan: ScanId([8; 16]),
        checkpoint: CheckpointId([9; 16]),
        direction: Direction::Entry,
        day: Day(20_780),
        presented: Presented::Foreign,
        registration: Some(RegistrationId([5; 16])),
        badge: None,
        verdict: "admitted".into(),
        effect: Effect::Admitted,
        reasons: vec![ScanReason {
            code: "canceled".into(),
            params: BTreeMap::from([
                ("at".into(), "1795000000000".into()),
                ("who".into(), "Ane".into()),
            ]),
        }],
        rule: Rule::default(),
        after: vec![ScanId([7; 16])],
        overrides: None,
        code: None,
        at_ms: None,
    };
    let overridden = ScanRecorded {
        scan: ScanId([10; 16]),
        overrides: Some(Override {
            of: ScanId([8; 16]),
            why: OverrideWhy::Other,
            text: "the director's guest".into(),
        }),
        code: Some("https://example.org".into()),
        at_ms: Some(1_795_500_000_000),
        ..scan.clone()
    };
    let serial = BadgeSerial([11; 10]);
    vec![
        Fact::ScanRecorded(scan),
        Fact::ScanRecorded(overridden),
        Fact::ScanConfirmed(ScanConfirmed {
            scan: ScanId([8; 16]),
        }),
        Fact::ScanAnnulled(ScanAnnulled {
            scan: ScanId([8; 16]),
        }),
        Fact::BadgeIssued(BadgeIssued {
            badge: serial.badge_id(),
            serial,
            registration: RegistrationId([5; 16]),
            reason: BadgeReason::First,
            replaces: vec![BadgeId([12; 16])],
            why: Some(ReprintWhy::Other),
            text: "coffee".into(),
        }),
        Fact::BadgeVoided(BadgeVoided {
            badge: serial.badge_id(),
            reason: "undo".into(),
        }),
        Fact::PrintRequested(PrintRequested {
            job: PrintJobId([13; 16]),
            badge: serial.badge_id(),
            printer: "PDF".into(),
            template: "a6".into(),
        }),
        Fact::BadgePrintReported(BadgePrintReported {
            job: PrintJobId([13; 16]),
            state: PrintState::Failed,
            reason: Some("out_of_paper".into()),
        }),
        Fact::ConflictSettled(ConflictSettled {
            conflict: "CONFLICT".into(),
            covers: vec![OpRef([4; 16])],
            decision: "both".into(),
        }),
    ]
}

fn box_facts() -> Vec<Fact> {
    let serial = BadgeSerial([11; 10]);
    vec![
        Fact::BadgeBoxed(BadgeBoxed {
            badge: serial.badge_id(),
            label: "K–M".into(),
        }),
        Fact::BadgeHandedOver(BadgeHandedOver {
            badge: serial.badge_id(),
            attendee: AttendeeId([5; 16]),
        }),
    ]
}

fn print_facts() -> Vec<Fact> {
    let settled = |n: u8, how| {
        Fact::PrintSettled(PrintSettled {
            job: PrintJobId([n; 16]),
            how,
        })
    };
    vec![
        settled(13, PrintSettlement::Seen),
        settled(14, PrintSettlement::ByHand),
        settled(15, PrintSettlement::NotNeeded),
    ]
}

fn merge_facts() -> Vec<Fact> {
    vec![
        Fact::AttendeesMerged(AttendeesMerged {
            attendees: vec![AttendeeId([5; 16]), AttendeeId([6; 16])],
        }),
        Fact::MergeAnnulled(MergeAnnulled {
            merge: MergeId([5; 16]),
        }),
    ]
}

fn chain(log: &LogName, facts: &[Fact]) -> Vec<Op> {
    let key = signing_key();
    let mut prev = OpHash([1; 32]);
    let mut ops = Vec::new();
    for (index, fact) in facts.iter().enumerate() {
        let encoded = fact.encode().unwrap();
        let n = u8::try_from(index).unwrap();
        let private = encoded.private.map_or(Private::None, |bytes| Private::Open {
            bytes,
            salt: Salt([n.wrapping_add(50); 32]),
        });
        let mut op = Op {
            place: Place {
                event: event_id(&root_key().verifying_key()),
                log: log.clone(),
                replica: ReplicaId([2; 16]),
                seq: u64::from(n) + 1,
            },
            device: device_id(&key.verifying_key()),
            operator: (index % 2 == 1).then_some(OperatorId([3; 16])),
            txn: TxnId([n / 2; 16]),
            hlc: Hlc::default().tick(Timestamp(1_795_000_000_000 + i64::from(n))),
            wall: Timestamp(1_795_000_000_000 + i64::from(n)),
            boot: BootId([4; 16]),
            subject: SubjectId([5; 16]),
            kind: encoded.kind.to_owned(),
            v: encoded.v,
            body: encoded.body,
            private,
            prev,
            signature: None,
        };
        prev = op.hash();
        if index % 2 == 1 || index + 1 == facts.len() {
            op.signature = Some(sign(&key, &op.place, prev));
        }
        ops.push(op);
    }
    ops
}

/// What stands in each log of a golden file.
pub(super) type Chains = Vec<(LogName, Vec<Fact>)>;

/// The golden files: what is in one stays as it is, kinds that come later have a file of their own.
fn golden_files() -> Vec<(PathBuf, Chains)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("testdata/ops-v1");
    let first = vec![
        (LogName::Public, public_facts()),
        (LogName::Core, core_facts()),
        (LogName::Scans, scan_facts()),
        (LogName::Contact, merge_facts()),
    ];
    vec![
        (folder.join("ops.jsonl"), first),
        (folder.join("boxes.jsonl"), vec![(LogName::Scans, box_facts())]),
        (folder.join("prints.jsonl"), vec![(LogName::Scans, print_facts())]),
        (folder.join("office.jsonl"), super::golden_office::facts()),
        (
            folder.join("clock.jsonl"),
            vec![(LogName::Public, super::golden_office::clock_facts())],
        ),
    ]
}

#[test]
fn format_1_is_written_as_it_was_first_written() {
    for (file, logs) in golden_files() {
        let mut text = String::new();
        for (log, facts) in &logs {
            for op in chain(log, facts) {
                text.push_str(&serde_json::to_string(&line(&op)).unwrap());
                text.push('\n');
            }
        }
        expect_test::expect_file![file].assert_eq(&text);
    }
}

#[test]
fn format_1_is_read_with_the_same_hashes_chains_and_facts() {
    let mut kinds = std::collections::BTreeSet::new();
    for (file, _) in golden_files() {
        let text = std::fs::read_to_string(file).unwrap();
        kinds.extend(read_again(&text));
    }
    assert_eq!(
        kinds.len(),
        Fact::KINDS.len(),
        "every kind stands in a golden file: {kinds:?}"
    );
    assert!(
        Fact::KINDS.iter().all(|kind| kinds.contains(*kind)),
        "KINDS are the kinds"
    );
}

/// The kinds of a golden file, whose lines are read with their old hashes, chains and facts.
fn read_again(text: &str) -> std::collections::BTreeSet<String> {
    let lines: Vec<Line> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let mut kinds = std::collections::BTreeSet::new();
    let mut chains: BTreeMap<String, Vec<Op>> = BTreeMap::new();
    for line in &lines {
        let op = op(line);
        assert_eq!(
            alphabet::encode(&op.hash().0),
            line.hash,
            "{} has its old hash",
            line.kind
        );
        let fact = Fact::decode(&op.kind, op.v, &op.body, op.private.bytes()).unwrap();
        let again = fact.encode().unwrap();
        assert_eq!(
            (again.body, again.private.as_deref()),
            (op.body.clone(), op.private.bytes())
        );
        kinds.insert(op.kind.clone());
        chains.entry(line.log.clone()).or_default().push(op);
    }
    for ops in chains.values() {
        check_chain(None, ops, &signing_key().verifying_key()).unwrap();
    }
    kinds
}

#[test]
fn what_the_root_signed_is_read_with_its_signature_and_its_name() {
    let text = std::fs::read_to_string(&golden_files()[0].0).unwrap();
    let lines = text.lines().map(|l| serde_json::from_str::<Line>(l).unwrap());
    let facts: Vec<Fact> = lines
        .filter(|l| l.log == "public")
        .map(|l| Fact::decode(&l.kind, l.v, l.body.as_bytes(), None).unwrap())
        .collect();
    let root = root_key().verifying_key();
    let (paired, changed, renamed, revoked) = statements();
    assert!(paired.is_signed_by(&root) && changed.is_signed_by(&root) && revoked.is_signed_by(&root));
    assert!(!renamed.is_signed_by(&root), "an office said so");
    assert!(facts.contains(&Fact::DevicePaired(paired)));
    assert!(facts.contains(&Fact::DeviceChanged(changed)));
    assert!(facts.contains(&Fact::DeviceChanged(renamed)));
    assert!(facts.contains(&Fact::DeviceRevoked(revoked)));
}
