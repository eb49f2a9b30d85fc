//! One device of a simulation: its folder, its clock, its random bytes, and the app over them.

use crate::fair::{EVENT, Fair};
use sarrera_app::{App, AppError, World};
use sarrera_core::ids::{BootId, DeviceId, SubjectId};
use sarrera_core::ops::{self, Fact, LogName, Op};
use sarrera_core::planted;
use sarrera_core::time::Timestamp;
use sarrera_core::world::Entropy;
use sarrera_store::{Act, DatabaseKey, Reader, Store, StoreError, StoreOptions};
use sarrera_sync::{Bounds, WIRE_VERSION};
use sarrera_testkit::disk::{RecordingDisk, Syncs};
use sarrera_testkit::world::{Draws, SeededEntropy, SettableClock};
use std::cell::{Cell, OnceCell};
use std::ops::Deref;
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

/// What an older app does not know yet. It knows what decides whom an erasure covers (merges, calls for help): a kind that
/// widens that needs another version of the protocol.
pub(crate) const LACKING: &[&str] = &[
    "scan_annulled",
    "help_answered",
    "print_requested",
    "conflict_settled",
];

/// What is the matter with a disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Trouble {
    #[default]
    Full,
    /// Writes fail from some moment on.
    Broken,
    /// As before, because the plug is pulled: what was written until then is all that is left.
    PulledOut,
}

/// The app of a node, as old as it is, for as long as this is held.
pub(crate) struct AtWork<'a> {
    app: &'a App,
    lacked: &'static [&'static str],
}

impl Deref for AtWork<'_> {
    type Target = App;

    fn deref(&self) -> &App {
        self.app
    }
}

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        planted::lack(self.lacked);
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
    /// The kinds that its app does not know.
    pub(crate) lacks: &'static [&'static str],
    /// Since its epoch began it lost nothing: what devices remember of it has to be true.
    pub(crate) lost_nothing: bool,
    trouble: Option<Trouble>,
    /// Something was not saved because of it.
    pub(crate) failed: Cell<bool>,
    disk: RecordingDisk,
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
            lacks: &[],
            lost_nothing: true,
            trouble: None,
            failed: Cell::new(false),
            disk: disk(),
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
            number: self.number,
            device: self.device,
            role: self.role,
            dir,
            app: None,
            observer: OnceCell::new(),
            offset_ms: self.offset_ms,
            revoked: self.revoked,
            away_until: self.away_until,
            bounds: self.bounds,
            lacks: self.lacks,
            lost_nothing: self.lost_nothing,
            trouble: None,
            failed: Cell::new(false),
            disk: disk(),
            clock: Arc::default(),
            openings,
            // Of shifts by different numbers no sum is nothing: a copy of a copy draws other ids than the first of them.
            seed: self.seed ^ (0x5a5a << (nth - 1)),
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
        let vfs = Some(self.disk.name().to_owned());
        let app = App::open_with_key(&self.dir, key_of(self.number), vfs, world).unwrap();
        app.set_sync_bounds(self.bounds);
        self.app = Some(app.without_checkpoints());
    }

    /// From now on its disk is not as it should be.
    pub(crate) fn begin_trouble(&mut self, trouble: Trouble, draws: &mut Draws) {
        self.trouble = Some(trouble);
        match trouble {
            Trouble::Full => self.disk.full_after(draws.below(60_000)),
            Trouble::Broken | Trouble::PulledOut => self.disk.writes_fail_after(draws.below(60)),
        }
    }

    /// Whether an error of the store is no wonder.
    pub(crate) fn is_excused(&self, error: &AppError) -> bool {
        let excused = self.trouble.is_some() && matches!(error, AppError::Store(_));
        if excused {
            self.failed.set(true);
        }
        excused
    }

    /// Its disk is well again; where the plug was pulled, it begins with what it had written.
    pub(crate) fn end_trouble(&mut self) {
        let Some(trouble) = self.trouble.take() else {
            return;
        };
        self.disk.heal();
        let failed = self.failed.replace(false);
        if failed && trouble == Trouble::PulledOut && self.app.is_some() {
            self.crash();
        }
    }

    /// Pulls the plug: what lies in the folder at this moment is all that is left.
    pub(crate) fn crash(&mut self) {
        self.trouble = None;
        self.disk.heal();
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

    /// Copies the folder as it lies, log beside the file: nobody writes meanwhile.
    pub(crate) fn backup(&self, to: &Path) {
        copy(&self.dir, to);
    }

    /// Puts another folder in place of this one; without a word, or by whoever knows how: then what it gave out of its
    /// order holds no more.
    pub(crate) fn restore(&mut self, from: &Path, renewed: bool) {
        self.close();
        std::fs::remove_dir_all(&self.dir).unwrap();
        copy(from, &self.dir);
        if renewed {
            self.openings += 1;
            let entropy = SeededEntropy::new(self.seed ^ (self.openings << 48));
            self.open_store().renew_epoch(&entropy).unwrap();
        }
        self.lost_nothing = renewed;
        self.open(None);
    }

    pub(crate) fn app(&self) -> AtWork<'_> {
        self.at_work(self.app.as_ref().unwrap())
    }

    /// An app that is this node's.
    pub(crate) fn at_work<'a>(&self, app: &'a App) -> AtWork<'a> {
        AtWork {
            app,
            lacked: planted::lack(self.lacks),
        }
    }

    /// Whether its app may be an older one: the organisers' own machines are kept up to date.
    pub(crate) fn may_be_old(&self) -> bool {
        match self.role {
            Role::Server | Role::Stand => false,
            Role::Hub | Role::Desk | Role::Gate => true,
        }
    }

    /// The newest app: what it can read from now on is derived anew.
    pub(crate) fn update(&mut self) {
        if !std::mem::take(&mut self.lacks).is_empty() {
            self.app().rebuild(&mut |_, _| {}).unwrap();
        }
    }

    pub(crate) fn set_clock(&self, now_ms: i64) {
        self.clock.set(Timestamp(now_ms + self.offset_ms));
    }

    fn store(&self) -> &Store {
        self.observer.get_or_init(|| self.open_store())
    }

    fn open_store(&self) -> Store {
        let options = StoreOptions::new(&self.dir.join("sarrera.db"), key_of(self.number));
        Store::open(options).unwrap()
    }

    /// Looks at what no use case shows.
    pub(crate) fn look<T>(&self, query: impl FnOnce(&Reader<'_>) -> Result<T, StoreError>) -> T {
        self.store().read(query).unwrap()
    }

    /// Writes what no use case writes yet, from another program over the same database.
    pub(crate) fn write(&mut self, log: &LogName, subject: SubjectId, fact: &Fact) {
        self.openings += 1;
        let entropy = SeededEntropy::new(self.seed ^ (self.openings << 48));
        let act = Act {
            clock: &*self.clock,
            entropy: &entropy,
            operator: None,
            boot: BootId([u8::try_from(self.openings % 200).unwrap(); 16]),
        };
        let mut store = self.observer.take().unwrap_or_else(|| self.open_store());
        let written = store.write(act, |txn| {
            txn.append(Fair::get().event, log, subject, fact)?;
            Ok::<_, StoreError>(())
        });
        written.unwrap();
        self.observer = OnceCell::from(store);
    }

    /// The epoch by which it serves, as devices remember it.
    pub(crate) fn epoch(&mut self) -> String {
        self.store();
        let store = self.observer.get_mut().unwrap();
        let by = store.serves_by(&SeededEntropy::new(self.seed)).unwrap();
        format!("{WIRE_VERSION} {}", sarrera_core::alphabet::encode(&by.epoch))
    }

    /// The logs here, with their ops.
    pub(crate) fn logs(&self) -> Vec<(LogName, Vec<Op>)> {
        let read = self.store().read(|r| {
            let Some(event) = r.event(Fair::get().event)? else {
                return Ok(Vec::new());
            };
            let logs = r.logs(event.id)?.into_iter();
            logs.map(|log| Ok((log.clone(), r.ops(event.no, &log)?)))
                .collect::<Result<Vec<_>, StoreError>>()
        });
        read.unwrap()
    }

    /// False once it was taken out of the event, and handed over what it wrote.
    pub(crate) fn is_here(&self) -> bool {
        self.app().is_here(Fair::get().event).unwrap()
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

/// A disk that waits for nothing and can be out of order.
fn disk() -> RecordingDisk {
    let disk = RecordingDisk::counting_only().unwrap();
    disk.set_syncs(Syncs::NotedOnly);
    disk
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
