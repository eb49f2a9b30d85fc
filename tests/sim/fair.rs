//! The fair that every seed begins with: eight devices, paired, of which only the centre knows anybody yet.

use crate::node::{Role, key_of};
use ed25519_dalek::SigningKey;
use sarrera_app::vault::{RecoveryKey, SealingKey, sealing, unwrap};
use sarrera_app::view::{NewEvent, PersonForm};
use sarrera_app::{App, World};
use sarrera_core::alphabet;
use sarrera_core::ids::{BootId, DeviceId, EventId, SubjectId};
use sarrera_core::ops::{DevicePaired, Fact, KeyPublished, LogName, Op, Stated};
use sarrera_core::time::Timestamp;
use sarrera_store::{Act, OwnDevice, Store, StoreError, StoreOptions};
use sarrera_testkit::world::{SeededEntropy, SettableClock};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use tempfile::TempDir;

pub(crate) const EVENT: &str = "fair";
/// 2026-06-02T08:00 in Bilbao: the fair's first morning.
pub(crate) const MORNING: i64 = 1_780_380_000_000;
/// What stands in nobody's log but the desks'.
pub(crate) const CANARY_CONTACT: &str = "canary-contact";
/// What stands in no stand's log.
pub(crate) const CANARY_NAME: &str = "Canaryname";

/// Who is there: the name of each folder, and what the device is.
pub(crate) const DEVICES: [(&str, Role); 8] = [
    ("centre", Role::Server),
    ("standby", Role::Server),
    ("hub", Role::Hub),
    ("desk a", Role::Desk),
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
    /// Made once: sealing is random, and the same seed is to have the same fair.
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
        let world = |number: u64| World {
            clock: Arc::new(SettableClock::at(Timestamp(MORNING))),
            entropy: Arc::new(SeededEntropy::new(1_000 + number)),
            boot: BootId([1; 16]),
        };
        let recovery = RecoveryKey::generate(&SeededEntropy::new(99));
        let mut own = Vec::new();
        for (number, (name, _)) in DEVICES.iter().enumerate() {
            let dir = folder.path().join(name);
            std::fs::create_dir(&dir).unwrap();
            let world = world(u64::try_from(number).unwrap());
            drop(App::open_with_key(&dir, key_of(number), None, world).unwrap());
            let store = store(&dir, number);
            own.push(store.read(|r| r.own_device()).unwrap().unwrap());
        }
        let centre = folder.path().join("centre");
        let app = App::open_with_key(&centre, key_of(0), None, world(50))
            .unwrap()
            .with_recovery_recipient(recovery.recipient());
        let event = app.create_event(&new_event()).unwrap().id.parse().unwrap();
        let people = (0..8).map(|n| register(&app, n)).collect();
        drop(app);
        let public = pair(&mut store(&centre, 0), event, &own, &recovery);
        for (number, (name, _)) in DEVICES.iter().enumerate().skip(1) {
            let world = world(60);
            let act = act(&world);
            let taken = store(&folder.path().join(name), number).receive(act, public.clone());
            assert!(taken.unwrap().refused.is_empty());
        }
        Self {
            folder,
            event,
            devices: own.iter().map(|own| own.device).collect(),
            people,
        }
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
        family_name: Some(format!("Etxeberria {number}")),
        company: Some(format!("{CANARY_NAME} {number}")),
        email: Some(format!("{CANARY_CONTACT}-{number}@example.org")),
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

/// The office certifies all others and seals the event's keys for them; gives the whole `public` log.
fn pair(centre: &mut Store, event: EventId, own: &[OwnDevice], recovery: &RecoveryKey) -> Vec<Op> {
    let row = centre.read(|r| r.event(event)).unwrap().unwrap();
    let ops = centre.read(|r| r.ops(row.no, &LogName::Public)).unwrap();
    let root = root_of(&ops, recovery);
    let mut facts = Vec::new();
    for (own, (name, role)) in own.iter().zip(DEVICES).skip(1) {
        let paired = paired(own, name, role);
        let stated = match role {
            Role::Server => Stated::by_root(paired, &root),
            Role::Hub | Role::Desk | Role::Gate | Role::Stand => Stated::by_office(paired),
        };
        facts.push((SubjectId(own.device.0), Fact::DevicePaired(stated.unwrap())));
    }
    for op in ops.iter().filter(|op| op.kind == "key_published") {
        let Ok(Fact::KeyPublished(published)) = Fact::decode(&op.kind, op.v, &op.body, None) else {
            panic!("a key as it was published");
        };
        let key = centre
            .read(|r| r.event_key(row.no, published.key_use))
            .unwrap()
            .unwrap();
        let others = own
            .iter()
            .zip(DEVICES)
            .skip(1)
            .filter(|(_, (_, role))| *role != Role::Stand);
        let sealed: BTreeMap<String, String> = others
            .map(|(own, _)| {
                (
                    own.device.to_string(),
                    sealing::seal(&recipient(own), &key).unwrap(),
                )
            })
            .collect();
        let published = KeyPublished { sealed, ..published };
        facts.push((op.subject, Fact::KeyPublished(published)));
    }
    let world = World {
        clock: Arc::new(SettableClock::at(Timestamp(MORNING))),
        entropy: Arc::new(SeededEntropy::new(70)),
        boot: BootId([1; 16]),
    };
    let written = centre.write(act(&world), |txn| {
        for (subject, fact) in &facts {
            txn.append(event, &LogName::Public, *subject, fact)?;
        }
        Ok::<_, StoreError>(())
    });
    written.unwrap();
    centre.read(|r| r.ops(row.no, &LogName::Public)).unwrap()
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
        exhibitor: (role == Role::Stand).then(|| "x".to_owned()),
        at_ms: MORNING,
    }
}

fn root_of(ops: &[Op], recovery: &RecoveryKey) -> SigningKey {
    let defined = ops.iter().find(|op| op.kind == "event_defined").unwrap();
    let Ok(Fact::EventDefined(defined)) = Fact::decode(&defined.kind, defined.v, &defined.body, None) else {
        panic!("an event as it was defined");
    };
    let secret = unwrap(recovery, &defined.root_secret).unwrap();
    SigningKey::from_bytes(secret.first_chunk().unwrap())
}
