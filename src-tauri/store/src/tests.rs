//! Stories of the store: durable settings, two openings of one file, the same ops in any order, erasure, rebuild.

mod limits;

use super::*;
use ed25519_dalek::{Signer, SigningKey};
use proptest::prelude::*;
use sarrera_core::admission::Rule;
use sarrera_core::alphabet;
use sarrera_core::codes::{BadgeSerial, Day};
use sarrera_core::ids::*;
use sarrera_core::ops::*;
use sarrera_core::time::Timestamp;
use sarrera_core::world::{Clock, Entropy};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

struct World {
    now: AtomicI64,
    seed: AtomicU64,
}

impl World {
    fn new(seed: u64) -> Self {
        Self {
            now: AtomicI64::new(1_795_000_000_000),
            seed: AtomicU64::new(seed),
        }
    }

    fn act(&self) -> Act<'_> {
        Act {
            clock: self,
            entropy: self,
            operator: None,
            boot: BootId([1; 16]),
        }
    }
}

impl Clock for World {
    fn now(&self) -> Timestamp {
        Timestamp(self.now.fetch_add(1, Ordering::Relaxed))
    }
}

impl Entropy for World {
    fn fill(&self, bytes: &mut [u8]) {
        let n = self.seed.fetch_add(1, Ordering::Relaxed);
        blake3::Hasher::new()
            .update(&n.to_be_bytes())
            .finalize_xof()
            .fill(bytes);
    }
}

fn root() -> SigningKey {
    SigningKey::from_bytes(&[9; 32])
}

fn event() -> EventId {
    event_id(&root().verifying_key())
}

fn device_key(n: u8) -> SigningKey {
    SigningKey::from_bytes(&[n; 32])
}

fn open(path: &Path, key: u8) -> Store {
    Store::open(StoreOptions::new(
        &path.join("sarrera.db"),
        DatabaseKey::new([key; 32]),
    ))
    .unwrap()
}

/// A database with its device, and the event if it makes it.
fn store(path: &Path, n: u8) -> Store {
    let mut store = open(path, n);
    let new = NewDevice {
        name: format!("Desk {n}"),
        signing_key: device_key(n),
        sealing_key: String::new(),
    };
    store.make_device(&new).unwrap();
    store
}

fn make_event(store: &mut Store, world: &World, devices: &[u8]) {
    let defined = Fact::EventDefined(EventDefined {
        label: "boi".into(),
        name: "BOI".into(),
        venue: "BEC".into(),
        time_zone: "Europe/Madrid".into(),
        starts: "2026-11-23".into(),
        ends: "2026-11-24".into(),
        root_key: alphabet::encode(root().verifying_key().as_bytes()),
        recovery_recipient: String::new(),
        root_secret: String::new(),
        demo: false,
        over: vec![],
    });
    store
        .write(world.act(), |txn| {
            txn.append(event(), &LogName::Public, SubjectId(event().0), &defined)?;
            for n in devices {
                let key = device_key(*n).verifying_key();
                let mut paired = DevicePaired {
                    device: device_id(&key),
                    name: format!("Desk {n}"),
                    role: Role::Office,
                    signing_key: alphabet::encode(key.as_bytes()),
                    sealing_key: String::new(),
                    may_serve: true,
                    exhibitor: None,
                    root_signature: None,
                };
                let statement = root_statement("device_paired", &paired)?;
                paired.root_signature = Some(alphabet::encode(&root().sign(&statement).to_bytes()));
                let subject = SubjectId(paired.device.0);
                txn.append(event(), &LogName::Public, subject, &Fact::DevicePaired(paired))?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

fn registered(n: u8, name: &str) -> (LogName, SubjectId, Fact) {
    let fact = Fact::AttendeeRegistered(AttendeeRegistered {
        registration: RegistrationId([n; 16]),
        source: Source::Import("pretix".into()),
        place: BTreeMap::from([
            (RegistrationField::Status, "valid".to_owned()),
            (RegistrationField::Category, "visitor".to_owned()),
        ]),
        person: PersonFields::default()
            .with(PersonField::FamilyName, name)
            .with(PersonField::TicketCode, format!("secret{n}")),
    });
    (LogName::Core, SubjectId([n; 16]), fact)
}

fn mail(n: u8, mail: &str) -> (LogName, SubjectId, Fact) {
    let fact = Fact::AttendeeChanged(AttendeeChanged {
        source: Source::Desk,
        over: BTreeMap::new(),
        set: PersonFields::default().with(PersonField::Email, mail),
        kept: PersonFields::default(),
    });
    (LogName::Contact, SubjectId([n; 16]), fact)
}

fn scanned(scan: u8, subject: [u8; 16], badge: Option<BadgeId>) -> (LogName, SubjectId, Fact) {
    let fact = Fact::ScanRecorded(ScanRecorded {
        scan: ScanId([scan; 16]),
        checkpoint: CheckpointId([7; 16]),
        direction: Direction::Entry,
        day: Day(20_000),
        presented: if badge.is_some() {
            Presented::Badge
        } else {
            Presented::Foreign
        },
        registration: None,
        badge,
        verdict: "admitted".into(),
        effect: Effect::Admitted,
        reasons: vec![],
        rule: Rule::default(),
        after: vec![],
        overrides: None,
        code: None,
        at_ms: None,
    });
    (LogName::Scans, SubjectId(subject), fact)
}

fn badge(n: u8, serial: BadgeSerial) -> (LogName, SubjectId, Fact) {
    let fact = Fact::BadgeIssued(BadgeIssued {
        badge: serial.badge_id(),
        serial,
        registration: RegistrationId([n; 16]),
        reason: BadgeReason::First,
        replaces: vec![],
    });
    (LogName::Scans, SubjectId([n; 16]), fact)
}

fn append(store: &mut Store, world: &World, facts: &[(LogName, SubjectId, Fact)]) {
    store
        .write(world.act(), |txn| {
            for (log, subject, fact) in facts {
                txn.append(event(), log, *subject, fact)?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

fn all_ops(store: &Store) -> Vec<Op> {
    let query = format!(
        "SELECT {}, l.name FROM op o JOIN replica r USING (replica_no) JOIN log l USING (log_no) ORDER BY o.pos",
        crate::log::OP_COLUMNS
    );
    let mut statement = store.connection.prepare(&query).unwrap();
    let rows = statement
        .query_map([], |row| {
            let log: String = row.get(18)?;
            Ok(crate::log::read_op(row, event(), &log.parse().unwrap())?.0)
        })
        .unwrap();
    rows.map(Result::unwrap).collect()
}

fn digest(store: &Store) -> Digest {
    store.read(|r| r.digest()).unwrap()
}

fn no(store: &Store) -> EventNo {
    store.read(|r| r.events()).unwrap()[0].no
}

#[test]
fn a_file_is_opened_encrypted_durable_and_strict() {
    let dir = tempfile::tempdir().unwrap();
    let store = store(dir.path(), 1);
    let pragma = |name: &str| -> String {
        store
            .connection
            .query_row(&format!("PRAGMA {name}"), [], |row| {
                row.get_ref(0).map(|v| {
                    v.as_str()
                        .map_or_else(|_| v.as_i64().unwrap().to_string(), str::to_owned)
                })
            })
            .unwrap()
    };
    assert_eq!(pragma("journal_mode"), "wal");
    assert_eq!(pragma("synchronous"), "2", "FULL");
    assert_eq!(pragma("foreign_keys"), "1");
    assert!(pragma("cipher_version").starts_with('4'));
    let loose: i64 = store
        .connection
        .query_row(
            "SELECT count(*) FROM pragma_table_list WHERE type = 'table' AND strict = 0
                 AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'search%'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(loose, 0, "every table is STRICT");
    let bytes = std::fs::read(dir.path().join("sarrera.db")).unwrap();
    assert!(!bytes.starts_with(b"SQLite format 3"), "the file is encrypted");
}

#[test]
fn a_wrong_key_and_a_newer_file_are_told_apart() {
    let dir = tempfile::tempdir().unwrap();
    let mut ours = store(dir.path(), 1);
    let other = Store::open(StoreOptions::new(
        &dir.path().join("sarrera.db"),
        DatabaseKey::new([2; 32]),
    ));
    assert!(matches!(other, Err(StoreError::WrongKey { .. })), "{other:?}");
    ours.connection
        .pragma_update(None, "user_version", SCHEMA_VERSION + 1)
        .unwrap();
    ours.set_setting("x", "y").unwrap();
    drop(ours);
    let newer = Store::open(StoreOptions::new(
        &dir.path().join("sarrera.db"),
        DatabaseKey::new([1; 32]),
    ));
    assert!(matches!(newer, Err(StoreError::Newer { .. })), "{newer:?}");
}

#[test]
fn two_openings_share_a_file_and_write_chains_of_their_own() {
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(1);
    let mut window = store(dir.path(), 1);
    make_event(&mut window, &world, &[1]);
    let mut script = open(dir.path(), 1);
    append(&mut window, &world, &[registered(5, "Etxeberria")]);
    append(&mut script, &world, &[registered(6, "Коваленко")]);
    append(&mut window, &world, &[mail(6, "k@example.org")]);
    let verified = window.read(|r| r.verify()).unwrap();
    assert_eq!(verified.faults, Vec::<String>::new());
    assert_eq!((verified.ops, verified.quarantined), (5, 0));
    assert_eq!(digest(&window), digest(&script));
    assert_eq!(
        {
            let event = no(&script);
            script.read(|r| r.registered(event))
        }
        .unwrap(),
        2
    );
}

#[test]
fn what_a_use_case_refuses_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(1);
    let mut store = store(dir.path(), 1);
    make_event(&mut store, &world, &[1]);
    let before = digest(&store);
    let refused: Result<(), StoreError> = store.write(world.act(), |txn| {
        let (log, subject, fact) = registered(5, "Etxeberria");
        txn.append(event(), &log, subject, &fact)?;
        Err(StoreError::Busy)
    });
    assert!(refused.is_err());
    assert_eq!(digest(&store), before);
    append(&mut store, &world, &[registered(6, "Agirre")]);
    assert_eq!(store.read(|r| r.verify()).unwrap().faults, Vec::<String>::new());
}

#[test]
fn an_erased_person_leaves_every_table_and_the_chains_verify() {
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(1);
    let mut store = store(dir.path(), 1);
    make_event(&mut store, &world, &[1]);
    let erased = Fact::AttendeeErased(AttendeeErased {
        asked_by: "attendee".into(),
        import_identity: None,
    });
    append(
        &mut store,
        &world,
        &[registered(5, "Canary"), mail(5, "canary@example.org")],
    );
    append(&mut store, &world, &[(LogName::Core, SubjectId([5; 16]), erased)]);
    append(&mut store, &world, &[mail(5, "canary2@example.org")]);
    for (table, column) in [
        ("op", "private"),
        ("attendee", "family_name"),
        ("foreign_code", "code"),
    ] {
        let found: i64 = store
            .connection
            .query_row(
                &format!(
                    "SELECT count(*) FROM {table} WHERE {column} LIKE '%anary%' OR {column} LIKE '%secret5%'"
                ),
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(found, 0, "{table}.{column}");
    }
    let contacts: i64 = store
        .connection
        .query_row("SELECT count(*) FROM contact", [], |row| row.get(0))
        .unwrap();
    assert_eq!(contacts, 0);
    assert_eq!(store.read(|r| r.verify()).unwrap().faults, Vec::<String>::new());
}

#[test]
fn a_badge_scanned_before_its_person_is_known_finds_them_when_they_arrive() {
    let serial = BadgeSerial([4; 10]);
    let early = scanned(1, serial.badge_id().0, Some(serial.badge_id()));
    let late = scanned(2, [5; 16], None);
    let mut digests = Vec::new();
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
        let dir = tempfile::tempdir().unwrap();
        let world = World::new(1);
        let mut store = store(dir.path(), 1);
        make_event(&mut store, &world, &[1]);
        for step in order {
            let fact = [early.clone(), badge(5, serial), late.clone()][step].clone();
            append(&mut store, &world, &[fact]);
        }
        let event = no(&store);
        assert_eq!(
            store
                .read(|r| r.presence(event, AttendeeId([5; 16])))
                .unwrap()
                .len(),
            1
        );
        let scans: i64 = store
            .connection
            .query_row(
                "SELECT count(*) FROM scan WHERE attendee_id = ?1",
                [[5_u8; 16]],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(scans, 2);
        digests.push(store.read(|r| r.conflicts(event)).unwrap().len());
    }
    assert_eq!(
        digests,
        [1, 1, 1],
        "both scans admitted, neither knew of the other"
    );
}

#[test]
fn ops_of_an_unknown_device_wait_for_the_public_log() {
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let world = World::new(1);
    let mut a = store(dirs[0].path(), 1);
    make_event(&mut a, &world, &[1]);
    append(&mut a, &world, &[registered(5, "Etxeberria")]);
    let mut b = store(dirs[1].path(), 2);
    let (public, core): (Vec<Op>, Vec<Op>) = all_ops(&a)
        .into_iter()
        .partition(|op| op.place.log == LogName::Public);
    let first = b.receive(world.act(), core.clone()).unwrap();
    assert_eq!((first.stored, first.need_public.len()), (0, 1));
    b.receive(world.act(), public).unwrap();
    assert_eq!(b.receive(world.act(), core).unwrap().stored, 1);
    assert_eq!(digest(&a), digest(&b));
}

#[test]
fn an_op_of_a_device_without_the_right_is_stored_and_folded_only_once_it_is_certified() {
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let world = World::new(1);
    let mut a = store(dirs[0].path(), 1);
    make_event(&mut a, &world, &[1]);
    // Device 2 writes before anybody certified it.
    let mut b = store(dirs[1].path(), 2);
    b.receive(world.act(), all_ops(&a)).unwrap();
    append(&mut b, &world, &[registered(5, "Etxeberria")]);
    assert_eq!(b.read(|r| r.verify()).unwrap().quarantined, 1);
    assert_eq!(
        {
            let event = no(&b);
            b.read(|r| r.registered(event))
        }
        .unwrap(),
        0
    );
    make_event(&mut a, &world, &[2]);
    b.receive(world.act(), all_ops(&a)).unwrap();
    assert_eq!(
        {
            let event = no(&b);
            b.read(|r| r.registered(event))
        }
        .unwrap(),
        1
    );
    a.receive(world.act(), all_ops(&b)).unwrap();
    assert_eq!(digest(&a), digest(&b));
}

#[test]
fn a_cloned_machine_that_writes_another_op_at_a_taken_place_is_kept_aside() {
    let dir = tempfile::tempdir().unwrap();
    let world = World::new(1);
    let mut store = store(dir.path(), 1);
    make_event(&mut store, &world, &[1]);
    append(&mut store, &world, &[registered(5, "Etxeberria")]);
    let before = digest(&store);
    let mut clone = all_ops(&store).pop().unwrap();
    clone.body = b"{}".to_vec();
    assert_eq!(store.receive(world.act(), vec![clone]).unwrap().forked, 1);
    assert_eq!(digest(&store), before);
    assert_eq!(store.read(|r| r.verify()).unwrap().forked, 1);
}

#[test]
fn a_torn_batch_is_refused_chain_by_chain_and_the_rest_is_taken() {
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let world = World::new(1);
    let mut a = store(dirs[0].path(), 1);
    make_event(&mut a, &world, &[1]);
    append(
        &mut a,
        &world,
        &[registered(5, "Etxeberria"), mail(5, "e@example.org")],
    );
    let mut ops = all_ops(&a);
    for op in ops.iter_mut().filter(|op| op.place.log == LogName::Contact) {
        op.signature = None;
    }
    let mut b = store(dirs[1].path(), 2);
    let received = b.receive(world.act(), ops).unwrap();
    assert_eq!((received.stored, received.refused.len()), (3, 1));
}

/// A morning of two desks that never meet: everything they wrote.
fn morning() -> Vec<Op> {
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let world = World::new(77);
    let (mut a, mut b) = (store(dirs[0].path(), 1), store(dirs[1].path(), 2));
    make_event(&mut a, &world, &[1, 2]);
    b.receive(world.act(), all_ops(&a)).unwrap();
    let (one, two) = (BadgeSerial([1; 10]), BadgeSerial([2; 10]));
    append(
        &mut a,
        &world,
        &[
            registered(5, "Etxeberria"),
            mail(5, "e@example.org"),
            registered(6, "Kim"),
        ],
    );
    append(&mut b, &world, &[registered(5, "Echeverría"), badge(6, two)]);
    append(&mut a, &world, &[scanned(1, [5; 16], None), badge(5, one)]);
    append(
        &mut b,
        &world,
        &[
            scanned(2, [5; 16], None),
            scanned(3, one.badge_id().0, Some(one.badge_id())),
        ],
    );
    let undo = Fact::ScanAnnulled(ScanAnnulled {
        scan: ScanId([2; 16]),
    });
    append(&mut b, &world, &[(LogName::Scans, SubjectId([5; 16]), undo)]);
    let erased = Fact::AttendeeErased(AttendeeErased {
        asked_by: "attendee".into(),
        import_identity: None,
    });
    append(
        &mut a,
        &world,
        &[
            (LogName::Core, SubjectId([6; 16]), erased),
            mail(6, "kim@example.org"),
        ],
    );
    let mut ops = all_ops(&a);
    let foreign: Vec<Op> = all_ops(&b)
        .into_iter()
        .filter(|op| op.device != device_id(&device_key(1).verifying_key()))
        .collect();
    ops.extend(foreign);
    ops
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_order_and_number_gives_the_same_digest_and_each_step_is_a_fresh_fold(seed in any::<u64>()) {
        let ops = morning();
        let world = World::new(seed);
        let (public, mut rest): (Vec<Op>, Vec<Op>) = ops.into_iter().partition(|op| op.place.log == LogName::Public);
        let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mut reference = store(other.path(), 3);
        reference.receive(world.act(), [public.clone(), rest.clone()].concat()).unwrap();
        let wanted = digest(&reference);

        let mut replica = store(dir.path(), 4);
        replica.receive(world.act(), public).unwrap();
        let mut step = seed;
        while !rest.is_empty() {
            // Whole (log, txn)s in an order drawn from the seed; sometimes one is sent twice.
            step = step.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let pick = usize::try_from(step >> 33).unwrap() % rest.len();
            let (log, txn) = (rest[pick].place.log.clone(), rest[pick].txn);
            let batch: Vec<Op> =
                rest.iter().filter(|op| op.place.log == log && op.txn == txn).cloned().collect();
            let received = replica.receive(world.act(), batch.clone()).unwrap();
            if received.stored > 0 && step % 3 != 0 {
                rest.retain(|op| !(op.place.log == log && op.txn == txn));
            } else if received.ignored > 0 {
                rest.retain(|op| !(op.place.log == log && op.txn == txn));
            }
            let incremental = digest(&replica);
            replica.rebuild(&mut |_, _| {}).unwrap();
            prop_assert_eq!(&incremental, &digest(&replica), "incremental fold = fresh fold");
        }
        prop_assert_eq!(digest(&replica), wanted);
        prop_assert_eq!(replica.read(|r| r.verify()).unwrap().faults, Vec::<String>::new());
    }
}
