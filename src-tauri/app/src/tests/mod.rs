//! Stories of the use cases, on an encrypted database in a folder of their own, with a clock that stands still.

mod arrivals;
mod at_once;
mod badges;
mod boxes;
mod changes;
mod codes;
mod confirm;
mod conflicts;
mod dashboard;
mod desk;
mod devices;
mod disk;
mod enter;
mod events;
mod figures;
mod follow_up;
mod forms;
mod given_back;
mod groups;
mod help;
mod import;
mod import_again;
mod import_columns;
mod insiders;
mod joined_twice;
mod joining;
mod list;
mod merged_days;
mod merges;
mod opening;
mod operators;
mod pairing;
mod paths;
mod people;
mod profile;
mod reports;
mod roles;
mod settled_prints;
mod setup;
mod stick;
mod sync;
mod tickets;
mod trying;

use crate::event_file::EventFile;
use crate::vault::SealingKey;
use crate::view::{ImportReport, Outcome, PersonForm};
use crate::{App, ImportAsk, PrintWish, ScanAsk, World};
use sarrera_core::alphabet;
use sarrera_core::ids::{BootId, SubjectId};
use sarrera_core::ops::{DevicePaired, Direction, Fact, LogName, Role, Stated};
use sarrera_core::time::Timestamp;
use sarrera_core::world::{Clock, Entropy};
use sarrera_store::DatabaseKey;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

/// 2023-11-13T10:00 in Bilbao: the fair's first morning.
pub(super) const FIRST_MORNING: i64 = 1_699_866_000_000;

/// A clock that the test sets and bytes that repeat.
#[derive(Debug)]
pub(super) struct Still {
    now: AtomicI64,
    draws: AtomicU64,
}

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp(self.now.load(Ordering::Relaxed))
    }
}

impl Entropy for Still {
    fn fill(&self, bytes: &mut [u8]) {
        let n = self.draws.fetch_add(1, Ordering::Relaxed);
        blake3::Hasher::new()
            .update(&n.to_be_bytes())
            .finalize_xof()
            .fill(bytes);
    }
}

/// A device with the events of event.json.
pub(super) struct Fair {
    pub app: App,
    pub still: Arc<Still>,
    _dir: tempfile::TempDir,
}

pub(super) fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/files")
        .join(name)
}

impl Fair {
    pub(super) fn new() -> Self {
        Self::over(None)
    }

    /// On a disk that the test has in its hand.
    pub(super) fn on(disk: &sarrera_testkit::disk::RecordingDisk) -> Self {
        Self::over(Some(disk.name().to_owned()))
    }

    /// Another device, with bytes of its own and no event.
    pub(super) fn empty() -> Self {
        const DRAWS_OF_ANOTHER: u64 = 1 << 40;
        Self::device(None, DRAWS_OF_ANOTHER)
    }

    fn over(vfs: Option<String>) -> Self {
        let fair = Self::device(vfs, 0);
        let events = EventFile::read(&std::fs::read(file("boi-2023/event.json")).unwrap()).unwrap();
        fair.app.create_events(&events).unwrap();
        fair
    }

    fn device(vfs: Option<String>, draws: u64) -> Self {
        let still = Arc::new(Still {
            now: AtomicI64::new(FIRST_MORNING),
            draws: AtomicU64::new(draws),
        });
        let world = world_of(&still);
        let dir = tempfile::tempdir().unwrap();
        let recovery = crate::vault::RecoveryKey::generate(&*world.entropy).recipient();
        let app = App::open_with_key(dir.path(), DatabaseKey::new([7; 32]), vfs, world)
            .unwrap()
            .with_recovery_recipient(recovery);
        Self {
            app,
            still,
            _dir: dir,
        }
    }

    /// A second device of the event, of this role, which has the public log and nothing else.
    pub(super) fn paired(&self, role: Role) -> Self {
        self.paired_as(2, role)
    }

    /// As [`Fair::paired`], one of several: each by a number of its own.
    pub(super) fn paired_as(&self, number: u64, role: Role) -> Self {
        let other = Self::device(None, number << 39);
        let own = other.app.own().unwrap();
        let paired = DevicePaired {
            device: own.device,
            name: "device 2".into(),
            role,
            signing_key: alphabet::encode(own.signing_key.verifying_key().as_bytes()),
            sealing_key: SealingKey::from_text(&own.sealing_key).unwrap().recipient(),
            may_serve: false,
            exhibitor: None,
            at_ms: FIRST_MORNING,
        };
        let paired = Fact::DevicePaired(Stated::by_office(paired).unwrap());
        self.state(own.device.0, &paired);
        other.hear(self, &LogName::Public);
        other
    }

    /// Writes what the office says of a device.
    pub(super) fn state(&self, device: [u8; 16], said: &Fact) {
        let event = self.app.event("boi-2023").unwrap();
        self.app
            .write(|txn| {
                txn.append(event.id, &LogName::Public, SubjectId(device), said)?;
                Ok(())
            })
            .unwrap();
    }

    /// Takes everything that another device has of a log.
    pub(super) fn hear(&self, other: &Self, log: &LogName) {
        let event = other.app.event("boi-2023").unwrap();
        let ops = other.app.read(|r| Ok(r.ops(event.no, log)?)).unwrap();
        let received = self.app.receive(ops).unwrap();
        assert!(received.refused.is_empty(), "{received:?}");
    }

    /// What stands in this folder, opened with the same clock and bytes.
    pub(super) fn again_in(&self, dir: tempfile::TempDir) -> Self {
        let app = App::open_with_key(dir.path(), DatabaseKey::new([7; 32]), None, self.world()).unwrap();
        Self {
            app,
            still: Arc::clone(&self.still),
            _dir: dir,
        }
    }

    /// The same clock and bytes for another opening.
    pub(super) fn world(&self) -> World {
        world_of(&self.still)
    }

    pub(super) fn later_ms(&self, ms: i64) {
        self.still.now.fetch_add(ms, Ordering::Relaxed);
    }

    pub(super) fn import(&self, path: &Path) -> ImportReport {
        let ask = ImportAsk {
            event: "boi-2023",
            ..ImportAsk::default()
        };
        self.app.import(path, &ask, &mut |_| {}).unwrap()
    }

    pub(super) fn import_text(&self, csv: &str) -> ImportReport {
        let file = tempfile::NamedTempFile::with_suffix(".csv").unwrap();
        std::fs::write(file.path(), csv).unwrap();
        self.import(file.path())
    }

    pub(super) fn ask(&self) -> ScanAsk<'static> {
        ScanAsk {
            event: "boi-2023",
            checkpoint: "main",
            direction: Direction::Entry,
            at: None,
            print: PrintWish::None,
        }
    }

    pub(super) fn to_paper(&self) -> ScanAsk<'static> {
        ScanAsk {
            print: PrintWish::To {
                printer: "folder:/tmp",
                template: "a6",
            },
            ..self.ask()
        }
    }

    /// Registers and lets in somebody whose badge goes to this printer.
    pub(crate) fn ordered(&self, printer: &str) -> Outcome {
        let print = PrintWish::To {
            printer,
            template: "a6",
        };
        let form = PersonForm {
            given_name: Some("Ane".into()),
            privacy_notice: Some(true),
            ..PersonForm::default()
        };
        let ask = ScanAsk { print, ..self.ask() };
        self.app.register_and_admit(&ask, &form).unwrap()
    }

    pub(super) fn scan(&self, code: &str) -> Outcome {
        self.app.scan(&self.ask(), code).unwrap()
    }

    /// A scan a minute later, so that it is no double scan.
    pub(super) fn scan_later(&self, code: &str) -> Outcome {
        self.later_ms(60_000);
        self.scan(code)
    }
}

fn world_of(still: &Arc<Still>) -> World {
    World {
        clock: still.clone(),
        entropy: still.clone(),
        boot: BootId([1; 16]),
    }
}
