//! One device of a simulation: its folder, its clock, its random bytes, and the app over them.

use crate::fair::{EVENT, Fair};
use sarrera_app::{App, World};
use sarrera_core::ids::{BootId, DeviceId};
use sarrera_core::ops::{self, LogName, Op};
use sarrera_core::time::Timestamp;
use sarrera_core::world::Entropy;
use sarrera_store::{DatabaseKey, Store, StoreError, StoreOptions};
use sarrera_sync::Bounds;
use sarrera_testkit::world::{SeededEntropy, SettableClock};
use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What a device is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// An office that may serve: the centre and its standby.
    Server,
    /// A desk that may serve.
    Hub,
    Desk,
    Gate,
    Stand,
}

impl Role {
    pub(crate) const fn in_event(self) -> ops::Role {
        match self {
            Self::Server => ops::Role::Office,
            Self::Hub | Self::Desk => ops::Role::Desk,
            Self::Gate => ops::Role::Gate,
            Self::Stand => ops::Role::Stand,
        }
    }

    /// Whether such a device holds a log whole.
    pub(crate) fn holds(self, log: &LogName) -> bool {
        match log {
            LogName::Public => true,
            LogName::Core | LogName::Scans => self != Self::Stand,
            LogName::Contact => !matches!(self, Self::Gate | Self::Stand),
            LogName::Exhibitor(_) => matches!(self, Self::Server | Self::Hub | Self::Stand),
        }
    }
}

/// The key of a device's database.
pub(crate) fn key_of(number: usize) -> DatabaseKey {
    DatabaseKey::new([u8::try_from(number).unwrap() + 1; 32])
}

/// Bytes whose first draw after an opening is another source's: a machine that was cloned while it ran mints one replica twice.
#[derive(Debug)]
struct Bytes {
    own: SeededEntropy,
    first: Option<u64>,
    drawn: AtomicBool,
}

impl Entropy for Bytes {
    fn fill(&self, bytes: &mut [u8]) {
        match self.first {
            Some(seed) if !self.drawn.swap(true, Ordering::SeqCst) => SeededEntropy::new(seed).fill(bytes),
            Some(_) | None => self.own.fill(bytes),
        }
    }
}

/// A device at work.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) name: String,
    /// Which of the fair's devices it is: a clone is the same.
    pub(crate) number: usize,
    pub(crate) device: DeviceId,
    pub(crate) role: Role,
    pub(crate) dir: PathBuf,
    pub(crate) app: Option<App>,
    /// Another opening of the database, to look at what no use case shows.
    observer: OnceCell<Store>,
    pub(crate) offset_ms: i64,
    pub(crate) revoked: bool,
    /// Until this step nobody reaches it.
    pub(crate) away_until: usize,
    pub(crate) bounds: Bounds,
    clock: Arc<SettableClock>,
    /// How often it was opened: each opening draws bytes of its own.
    openings: u64,
    seed: u64,
}

impl Node {
    /// A device of the fair, in a folder of its own.
    pub(crate) fn of_fair(number: usize, root: &Path, seed: u64, bounds: Bounds) -> Self {
        let fair = Fair::get();
        let (name, role) = crate::fair::DEVICES[number];
        let dir = root.join(name);
        copy(&fair.folder(name), &dir);
        let mut node = Self {
            name: name.to_owned(),
            number,
            device: fair.devices[number],
            role,
            dir,
            app: None,
            observer: OnceCell::new(),
            offset_ms: 0,
            revoked: false,
            away_until: 0,
            bounds,
            clock: Arc::default(),
            openings: 0,
            seed: seed ^ (u64::try_from(number).unwrap() << 32),
        };
        node.open(None);
        node
    }

    /// The same device again, in another folder that is a copy of this one's.
    pub(crate) fn cloned(&mut self, root: &Path, nth: usize) -> Self {
        let name = format!("{} again {nth}", self.name);
        let dir = root.join(&name);
        self.close();
        copy(&self.dir, &dir);
        let openings = self.openings;
        Self {
            name,
            dir,
            app: None,
            observer: OnceCell::new(),
            clock: Arc::default(),
            openings,
            seed: self.seed ^ 0x5a5a,
            ..*self
        }
    }

    /// Opens the folder; `first` is what the first draw comes from.
    pub(crate) fn open(&mut self, first: Option<u64>) {
        self.close();
        self.openings += 1;
        let world = World {
            clock: self.clock.clone(),
            entropy: Arc::new(Bytes {
                own: SeededEntropy::new(self.seed ^ (self.openings << 48)),
                first,
                drawn: AtomicBool::new(false),
            }),
            boot: BootId([u8::try_from(self.openings % 200).unwrap(); 16]),
        };
        let app = App::open_with_key(&self.dir, key_of(self.number), None, world).unwrap();
        app.set_sync_bounds(self.bounds);
        self.app = Some(app);
    }

    /// Pulls the plug: what lies in the folder at this moment is all that is left.
    pub(crate) fn crash(&mut self) {
        let left = self.dir.with_extension("left");
        self.backup(&left);
        self.close();
        std::fs::remove_dir_all(&self.dir).unwrap();
        std::fs::rename(&left, &self.dir).unwrap();
        self.open(None);
    }

    fn close(&mut self) {
        self.app = None;
        self.observer = OnceCell::new();
    }

    /// Copies the folder as it lies, log beside the file; a reader keeps the log from being begun anew meanwhile.
    pub(crate) fn backup(&self, to: &Path) {
        let copied = self.store().read(|_| {
            copy(&self.dir, to);
            Ok::<_, StoreError>(())
        });
        copied.unwrap();
    }

    /// Puts another folder in place of this one.
    pub(crate) fn restore(&mut self, from: &Path) {
        self.close();
        std::fs::remove_dir_all(&self.dir).unwrap();
        copy(from, &self.dir);
        self.open(None);
    }

    pub(crate) fn app(&self) -> &App {
        self.app.as_ref().unwrap()
    }

    pub(crate) fn set_clock(&self, now_ms: i64) {
        self.clock.set(Timestamp(now_ms + self.offset_ms));
    }

    fn store(&self) -> &Store {
        self.observer.get_or_init(|| {
            let options = StoreOptions::new(&self.dir.join("sarrera.db"), key_of(self.number));
            Store::open(options).unwrap()
        })
    }

    /// The logs here, with their ops.
    pub(crate) fn logs(&self) -> Vec<(LogName, Vec<Op>)> {
        let read = self.store().read(|r| {
            let event = r.event(Fair::get().event)?.unwrap();
            let logs = r.logs(event.id)?.into_iter();
            logs.map(|log| Ok((log.clone(), r.ops(event.no, &log)?)))
                .collect::<Result<Vec<_>, StoreError>>()
        });
        read.unwrap()
    }

    /// Ops of its own that no server is known to hold.
    pub(crate) fn waiting(&self) -> u64 {
        let read = self.store().read(|r| {
            let event = r.event(Fair::get().event)?.unwrap();
            r.waiting(event.no)
        });
        read.unwrap()
    }

    /// The event's name, as every use case asks for it.
    pub(crate) const fn event() -> &'static str {
        EVENT
    }
}

/// Copies a folder's files; SQLite makes the index of its log anew.
pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name();
        if entry.file_type().unwrap().is_file() && !name.to_string_lossy().ends_with("-shm") {
            std::fs::copy(entry.path(), to.join(name)).unwrap();
        }
    }
}
