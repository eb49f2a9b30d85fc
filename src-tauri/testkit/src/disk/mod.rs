//! A disk under test: it notes every write, truncation, sync and deletion that SQLite makes, can show what a power cut
//! would leave of them, and can be full, read-only or broken.
//!
//! A [`RecordingDisk`] is a VFS registered by name. The product opens its database on it through its ordinary open
//! function, with that name as the only difference. Locks and shared memory are the real ones, so that WAL works and
//! several connections, other processes too, share the database; but only what goes through this disk is noted.
//! Use one disk per database folder: the image after a power cut knows files by their name in that folder.

mod cuts;
mod faults;
mod ledger;
mod power_cut;
mod shim;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use cuts::{CutFailure, PowerCut, PowerCuts};
pub use faults::Syncs;
pub use ledger::{Counts, FileKind, Recording};
pub use power_cut::{DiskImage, Replay};

use faults::Faults;
use ledger::Ledger;

/// SQLite refused to register the disk.
#[derive(Debug, thiserror::Error)]
#[error("SQLite did not register the disk under test (result code {0})")]
pub struct NotRegistered(i32);

/// A VFS that notes what reaches the files and injects faults. Open connections outlive it; new ones cannot be made
/// once it is dropped.
#[derive(Debug)]
pub struct RecordingDisk {
    state: Shared,
    registration: shim::Registration,
}

impl RecordingDisk {
    /// A disk that keeps every write, for [`RecordingDisk::recording`].
    pub fn new() -> Result<Self, NotRegistered> {
        Self::register(Ledger::recording())
    }

    /// A disk that counts and fails like any other but keeps no bytes: for long runs that ask for counts only.
    pub fn counting_only() -> Result<Self, NotRegistered> {
        Self::register(Ledger::counting_only())
    }

    fn register(ledger: Ledger) -> Result<Self, NotRegistered> {
        let state: Shared = Arc::new(Mutex::new(State {
            ledger,
            faults: Faults::default(),
        }));
        let registration = shim::Registration::new(Arc::clone(&state))?;
        Ok(Self { state, registration })
    }

    /// The VFS name that the product's open function takes.
    pub fn name(&self) -> &str {
        self.registration.name()
    }

    /// How many events were noted so far. A commit that returned before this was read must survive every power cut at
    /// or after it.
    pub fn position(&self) -> usize {
        locked(&self.state).ledger.position()
    }

    /// How often files of this kind were made durable.
    pub fn sync_count(&self, kind: FileKind) -> u64 {
        self.counts(kind).syncs
    }

    /// What was done to files of this kind so far.
    pub fn counts(&self, kind: FileKind) -> Counts {
        locked(&self.state).ledger.counts(kind)
    }

    /// Everything noted so far, to be replayed up to any power cut.
    pub fn recording(&self) -> Recording {
        locked(&self.state).ledger.to_recording()
    }

    /// What a sync does from now on.
    pub fn set_syncs(&self, syncs: Syncs) {
        locked(&self.state).faults.syncs = syncs;
    }

    /// From now on files may grow by this many bytes together; then the disk is full. A deleted or shortened file
    /// gives its room back.
    pub fn full_after(&self, bytes: u64) {
        locked(&self.state).faults.room = Some(bytes);
    }

    /// From now on nothing can be written, created or deleted, as on a file system mounted read-only.
    pub fn read_only(&self) {
        locked(&self.state).faults.read_only = true;
    }

    /// After this many more writes every write fails with an I/O error.
    pub fn writes_fail_after(&self, writes: u64) {
        locked(&self.state).faults.writes_left = Some(writes);
    }

    /// After this many more syncs every sync fails with an I/O error.
    pub fn syncs_fail_after(&self, syncs: u64) {
        locked(&self.state).faults.syncs_left = Some(syncs);
    }

    /// There is room again, writing is permitted and succeeds. Syncs stay as they were set.
    pub fn heal(&self) {
        let faults = &mut locked(&self.state).faults;
        *faults = Faults {
            syncs: faults.syncs,
            ..Faults::default()
        };
    }
}

#[derive(Debug)]
struct State {
    ledger: Ledger,
    faults: Faults,
}

type Shared = Arc<Mutex<State>>;

fn locked(state: &Shared) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
