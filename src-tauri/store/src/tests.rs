//! What the store's stories share: a world that repeats, devices by number, and the facts they write.

mod clocks;
mod copies;
mod erasure;
mod files;
mod forget;
mod forks;
mod found;
mod help;
mod limits;
mod list;
mod merges;
mod orders;
mod owners;
mod plans;
mod receiving;

use super::*;
use ed25519_dalek::SigningKey;
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
        privacy_notice: None,
        over: vec![],
    });
    store
        .write(world.act(), |txn| {
            txn.append(event(), &LogName::Public, SubjectId(event().0), &defined)?;
            for n in devices {
                let paired = Stated::by_root(pairing(*n, Role::Office), &root())?;
                let subject = SubjectId(paired.said().device.0);
                txn.append(event(), &LogName::Public, subject, &Fact::DevicePaired(paired))?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
}

fn device(n: u8) -> DeviceId {
    device_id(&device_key(n).verifying_key())
}

fn pairing(n: u8, role: Role) -> DevicePaired {
    DevicePaired {
        device: device(n),
        name: format!("Desk {n}"),
        role,
        signing_key: alphabet::encode(device_key(n).verifying_key().as_bytes()),
        sealing_key: String::new(),
        may_serve: true,
        exhibitor: None,
        at_ms: 0,
    }
}

/// What the root says of device `n`, to be appended by anybody.
fn certified(n: u8, role: Role) -> (LogName, SubjectId, Fact) {
    let paired = Stated::by_root(pairing(n, role), &root()).unwrap();
    (
        LogName::Public,
        SubjectId(device(n).0),
        Fact::DevicePaired(paired),
    )
}

/// The root's revocation of device `n`, with the last trusted place of each chain.
fn revoked(n: u8, trusted: Vec<TrustedUpTo>) -> (LogName, SubjectId, Fact) {
    let said = DeviceRevoked {
        device: device(n),
        reason: "lost".into(),
        trusted,
        at_ms: 1,
    };
    let fact = Fact::DeviceRevoked(Stated::by_root(said, &root()).unwrap());
    (LogName::Public, SubjectId(device(n).0), fact)
}

fn erased(n: u8) -> (LogName, SubjectId, Fact) {
    let fact = Fact::AttendeeErased(AttendeeErased {
        asked_by: "attendee".into(),
        import_identity: None,
    });
    (LogName::Core, SubjectId([n; 16]), fact)
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
    let (subject, fact) = corrected(n, PersonField::Email, mail);
    (LogName::Contact, subject, fact)
}

fn employed(n: u8, company: &str) -> (LogName, SubjectId, Fact) {
    let (subject, fact) = corrected(n, PersonField::Company, company);
    (LogName::Core, subject, fact)
}

fn corrected(n: u8, field: PersonField, value: &str) -> (SubjectId, Fact) {
    let fact = Fact::AttendeeChanged(AttendeeChanged {
        source: Source::Desk,
        over: BTreeMap::new(),
        set: PersonFields::default().with(field, value),
        kept: PersonFields::default(),
    });
    (SubjectId([n; 16]), fact)
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
        why: None,
        text: String::new(),
    });
    (LogName::Scans, SubjectId([n; 16]), fact)
}

/// Desk `help` asks for somebody because of person `n`.
fn asked(help: u8, n: u8, text: &str, over: Vec<OpRef>) -> (LogName, SubjectId, Fact) {
    let fact = Fact::HelpRequested(HelpRequested {
        help: HelpId([help; 16]),
        reason: HelpReason::Identity,
        checkpoint: Some(CheckpointId([7; 16])),
        scan: None,
        attendee: Some(AttendeeId([n; 16])),
        text: text.into(),
        over,
    });
    (LogName::Scans, SubjectId([help; 16]), fact)
}

fn answered(help: u8, answer: HelpAnswer, text: &str) -> (LogName, SubjectId, Fact) {
    let fact = Fact::HelpAnswered(HelpAnswered {
        help: HelpId([help; 16]),
        answer,
        text: text.into(),
    });
    (LogName::Scans, SubjectId([help; 16]), fact)
}

fn operator(n: u8, name: &str, active: bool, over: Vec<OpRef>) -> (LogName, SubjectId, Fact) {
    let fact = Fact::OperatorDefined(OperatorDefined {
        operator: OperatorId([n; 16]),
        name: name.into(),
        active,
        over,
    });
    (LogName::Core, SubjectId([n; 16]), fact)
}

/// What a device measured of its own clock in the run of its machine that all tests are in.
fn measured(n: u8, offset_ms: i64) -> (LogName, SubjectId, Fact) {
    let fact = Fact::ClockMeasured(ClockMeasured {
        boot: BootId([1; 16]),
        offset_ms,
        took_ms: 10,
    });
    (LogName::Public, SubjectId(device(n).0), fact)
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

fn verified(store: &Store) -> Verified {
    store.read(|r| r.verify()).unwrap()
}

fn count(store: &Store, query: &str) -> i64 {
    store.connection.query_row(query, [], |row| row.get(0)).unwrap()
}

/// What stands in the column of the only attendee.
fn family_name(store: &Store) -> String {
    let query = "SELECT family_name FROM attendee";
    store.connection.query_row(query, [], |row| row.get(0)).unwrap()
}

/// A chain of ops of one device that the store did not write: as a clone, a thief or a newer app would.
fn forged(from: &[Op], n: u8, change: impl Fn(&mut Op)) -> Vec<Op> {
    let mut ops: Vec<Op> = from.to_vec();
    let mut prev = None;
    for op in &mut ops {
        op.device = device(n);
        op.prev = prev.unwrap_or(op.prev);
        change(op);
        let hash = op.hash();
        op.signature = Some(sign(&device_key(n), &op.place, hash));
        prev = Some(hash);
    }
    ops
}

fn no(store: &Store) -> EventNo {
    store.read(|r| r.events()).unwrap()[0].no
}
