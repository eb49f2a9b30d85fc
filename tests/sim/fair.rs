//! The fair that every seed begins with: eight devices, paired, of which only the centre knows anybody yet.

use crate::node::{Role, copy, key_of};
use crate::sealed::sealed;
use ed25519_dalek::SigningKey;
use sarrera_app::vault::{RecoveryKey, SealingKey, unwrap};
use sarrera_app::view::{NewEvent, PersonForm};
use sarrera_app::{App, World};
use sarrera_core::alphabet;
use sarrera_core::ids::{BootId, DeviceId, EventId, SubjectId};
use sarrera_core::ops::{DevicePaired, EventDefined, Fact, KeyPublished, KeyUse, LogName, Op, Stated};
use sarrera_core::time::Timestamp;
use sarrera_store::{Act, OwnDevice, Store, StoreError, StoreOptions};
use sarrera_testkit::world::{SeededEntropy, SettableClock};
use std::path::Path;
use std::sync::{Arc, OnceLock};
use tempfile::TempDir;

pub(crate) const EVENT: &str = "fair";
/// 2026-06-02T08:00 in Bilbao: the fair's first morning.
pub(crate) const MORNING: i64 = 1_780_380_000_000;
/// What stands in nobody's log but the desks'.
pub(crate) const CANARY_CONTACT: &str = "canary-contact";
/// What stands in no log but a stand's.
pub(crate) const CANARY_LEAD: &str = "canary-lead";
/// Whose the stand is.
pub(crate) const EXHIBITOR: SubjectId = SubjectId([7; 16]);
/// What stands in no stand's log.
pub(crate) const CANARY_NAME: &str = "Canaryname";

/// Who is there: the name of each folder, and what the device is.
pub(crate) const DEVICES: [(&str, Role); 8] = [
    ("centre", Role::Server),
    ("standby", Role::Server),
    ("hub", Role::Hub),
    ("desk a", Role::Hub),
    ("desk b", Role::Desk),
    ("desk c", Role::Desk),
    ("gate", Role::Gate),
    ("stand", Role::Stand),
];

/// A folder in memory where the machine has such: thousands of commits wait for no disk.
pub(crate) fn temporary() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        tempfile::tempdir_in(memory)
    } else {
        tempfile::tempdir()
    }
    .unwrap()
}

/// The folders as they are before the doors open.
#[derive(Debug)]
pub(crate) struct Fair {
    folder: TempDir,
    pub(crate) event: EventId,
    pub(crate) devices: Vec<DeviceId>,
    /// The people registered at the centre: id and ticket.
    pub(crate) people: Vec<(String, String)>,
}

impl Fair {
    /// Made once in a process.
    pub(crate) fn get() -> &'static Self {
        static FAIR: OnceLock<Fair> = OnceLock::new();
        FAIR.get_or_init(Self::make)
    }

    /// The folder of a device.
    pub(crate) fn folder(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn make() -> Self {
        let folder = temporary();
        let recovery = RecoveryKey::generate(&SeededEntropy::new(99));
        let mut own = Vec::new();
        for (number, (name, _)) in DEVICES.iter().enumerate() {
            let dir = folder.path().join(name);
            std::fs::create_dir(&dir).unwrap();
            let world = world(1_000 + u64::try_from(number).unwrap());
            drop(App::open_with_key(&dir, key_of(number), None, world).unwrap());
            own.push(store(&dir, number).read(|r| r.own_device()).unwrap().unwrap());
        }
        let centre = folder.path().join("centre");
        let made = Made::at(&centre, &folder.path().join("made"), &recovery);
        let public = pair(&mut store(&centre, 0), &made, &own);
        let app = App::open_with_key(&centre, key_of(0), None, world(51)).unwrap();
        let people = (0..8).map(|n| register(&app, n)).collect();
        drop(app);
        for (number, (name, _)) in DEVICES.iter().enumerate().skip(1) {
            let world = world(60);
            let act = act(&world);
            let taken = store(&folder.path().join(name), number).receive(act, public.clone());
            assert!(taken.unwrap().refused.is_empty());
        }
        Self {
            folder,
            event: made.event,
            devices: own.iter().map(|own| own.device).collect(),
            people,
        }
    }
}

fn world(seed: u64) -> World {
    World {
        clock: Arc::new(SettableClock::at(Timestamp(MORNING))),
        entropy: Arc::new(SeededEntropy::new(seed)),
        boot: BootId([1; 16]),
    }
}

fn act(world: &World) -> Act<'_> {
    Act {
        clock: &*world.clock,
        entropy: &*world.entropy,
        operator: None,
        boot: world.boot,
    }
}

fn store(dir: &Path, number: usize) -> Store {
    Store::open(StoreOptions::new(&dir.join("sarrera.db"), key_of(number))).unwrap()
}

fn new_event() -> NewEvent {
    NewEvent {
        name: "Fair".into(),
        label: EVENT.into(),
        venue: "Bilbao".into(),
        time_zone: "Europe/Madrid".into(),
        starts: "2026-06-01".into(),
        ends: "2026-06-05".into(),
    }
}

/// Somebody with a canary in every field.
pub(crate) fn person(number: u64) -> PersonForm {
    PersonForm {
        given_name: Some(format!("{CANARY_NAME} {number}")),
        family_name: Some(format!("{CANARY_NAME} Etxeberria {number}")),
        full_name: Some(format!("Etxeberria {CANARY_NAME} {number}")),
        company: Some(format!("{CANARY_NAME} {number}")),
        email: Some(format!("{CANARY_CONTACT}-{number}@example.org")),
        phone: Some(format!("{CANARY_CONTACT} {number}")),
        job_title: Some(CANARY_NAME.to_owned()),
        privacy_notice: Some(true),
        ..PersonForm::default()
    }
}

fn register(app: &App, number: u64) -> (String, String) {
    let id = app.register(EVENT, &person(number)).unwrap().id;
    let ticket = app.ticket(EVENT, &id).unwrap().code;
    (id, ticket)
}

/// An event as the centre made it.
struct Made {
    event: EventId,
    root: SigningKey,
    facts: Vec<(SubjectId, Fact)>,
    keys: Vec<(KeyUse, String, [u8; 32])>,
}

impl Made {
    /// In a copy of the centre's folder: what is sealed there is random, so it is said again with what was sealed once.
    fn at(centre: &Path, copied: &Path, recovery: &RecoveryKey) -> Self {
        copy(centre, copied);
        let app = App::open_with_key(copied, key_of(0), None, world(50))
            .unwrap()
            .with_recovery_recipient(recovery.recipient());
        let event: EventId = app.create_event(&new_event()).unwrap().id.parse().unwrap();
        drop(app);
        let (ops, keys) = store(copied, 0)
            .read(|r| {
                let row = r.event(event)?.unwrap();
                let keys = [KeyUse::Badge, KeyUse::Import].map(|key_use| r.event_key(row.no, key_use));
                Ok::<_, StoreError>((r.ops(row.no, &LogName::Public)?, keys))
            })
            .unwrap();
        let facts: Vec<(SubjectId, Fact)> = ops
            .iter()
            .map(|op| (op.subject, Fact::decode(&op.kind, op.v, &op.body, None).unwrap()))
            .collect();
        let ids = facts.iter().filter_map(|(_, fact)| {
            let Fact::KeyPublished(published) = fact else {
                return None;
            };
            Some(published.key_id.clone())
        });
        let keys = [KeyUse::Badge, KeyUse::Import].into_iter().zip(ids).zip(keys);
        Self {
            event,
            root: root_of(&facts, recovery),
            keys: keys
                .map(|((key_use, id), key)| (key_use, id, key.unwrap().unwrap()))
                .collect(),
            facts,
        }
    }

    /// Its facts as they are the same in every process.
    fn said_again(&self, own: &[OwnDevice]) -> Vec<(SubjectId, Fact)> {
        let mut keys = self.keys.iter();
        let mut again = |fact: &Fact| {
            if let Fact::EventDefined(defined) = fact {
                let root_secret = sealed(&defined.recovery_recipient, &self.root.to_bytes());
                Fact::EventDefined(EventDefined {
                    root_secret,
                    ..defined.clone()
                })
            } else if let Fact::DevicePaired(_) = fact {
                Fact::DevicePaired(certified(own, 0, &self.root))
            } else if let Fact::KeyPublished(published) = fact {
                let (_, _, key) = keys.next().unwrap();
                let holding = own
                    .iter()
                    .zip(DEVICES)
                    .filter(|(_, (_, role))| *role != Role::Stand);
                let sealed = holding.map(|(own, _)| (own.device.to_string(), sealed(&recipient(own), key)));
                Fact::KeyPublished(KeyPublished {
                    sealed: sealed.collect(),
                    ..published.clone()
                })
            } else {
                fact.clone()
            }
        };
        self.facts
            .iter()
            .map(|(subject, fact)| (*subject, again(fact)))
            .collect()
    }
}

/// The office certifies all others and seals the event's keys for them; gives the whole `public` log.
fn pair(centre: &mut Store, made: &Made, own: &[OwnDevice]) -> Vec<Op> {
    let mut facts = made.said_again(own);
    for (number, own_device) in own.iter().enumerate().skip(1) {
        let certified = certified(own, number, &made.root);
        facts.push((SubjectId(own_device.device.0), Fact::DevicePaired(certified)));
    }
    let world = world(70);
    let written = centre.write(act(&world), |txn| {
        for (subject, fact) in &facts {
            txn.append(made.event, &LogName::Public, *subject, fact)?;
        }
        for (key_use, id, key) in &made.keys {
            txn.keep_event_key(made.event, *key_use, id, *key)?;
        }
        Ok::<_, StoreError>(())
    });
    written.unwrap();
    let public = centre.read(|r| {
        let row = r.event(made.event)?.unwrap();
        r.ops(row.no, &LogName::Public)
    });
    public.unwrap()
}

/// Servers by the root, all others by the office.
fn certified(own: &[OwnDevice], number: usize, root: &SigningKey) -> Stated<DevicePaired> {
    let (name, role) = DEVICES[number];
    let paired = paired(&own[number], name, role);
    match role {
        Role::Server => Stated::by_root(paired, root),
        Role::Hub | Role::Desk | Role::Gate | Role::Stand => Stated::by_office(paired),
    }
    .unwrap()
}

fn recipient(own: &OwnDevice) -> String {
    SealingKey::from_text(&own.sealing_key).unwrap().recipient()
}

fn paired(own: &OwnDevice, name: &str, role: Role) -> DevicePaired {
    DevicePaired {
        device: own.device,
        name: name.to_owned(),
        role: role.in_event(),
        signing_key: alphabet::encode(own.signing_key.verifying_key().as_bytes()),
        sealing_key: recipient(own),
        may_serve: matches!(role, Role::Server | Role::Hub),
        exhibitor: (role == Role::Stand).then(|| EXHIBITOR.to_string()),
        at_ms: MORNING,
    }
}

fn root_of(facts: &[(SubjectId, Fact)], recovery: &RecoveryKey) -> SigningKey {
    let mut defined = facts.iter().filter_map(|(_, fact)| {
        let Fact::EventDefined(defined) = fact else {
            return None;
        };
        Some(defined)
    });
    let secret = unwrap(recovery, &defined.next().unwrap().root_secret).unwrap();
    SigningKey::from_bytes(secret.first_chunk().unwrap())
}
