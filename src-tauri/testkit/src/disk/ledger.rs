//! The order in which the disk's files were written, cut, synced, made and deleted, across all connections.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::power_cut::Replay;

/// What a file is to SQLite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileKind {
    /// The database itself.
    Database,
    /// Its write-ahead log.
    Log,
    /// A rollback journal.
    Journal,
}

/// What was done to the files of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Writes that reached the file.
    pub writes: u64,
    /// Bytes of those writes.
    pub bytes: u64,
    /// Syncs that succeeded.
    pub syncs: u64,
    /// Truncations that succeeded.
    pub truncates: u64,
}

/// One file from its creation to its deletion: a new file under an old name is another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct FileId(usize);

#[derive(Debug, Clone)]
pub(super) enum Event {
    /// The file was there, with these bytes, before the disk saw it.
    Found {
        file: FileId,
        path: Arc<str>,
        bytes: Arc<[u8]>,
    },
    Created {
        file: FileId,
        path: Arc<str>,
    },
    Written {
        file: FileId,
        offset: u64,
        bytes: Arc<[u8]>,
    },
    Truncated {
        file: FileId,
        length: u64,
    },
    /// Everything noted for the file before `covers` is durable; with `folder`, every name in the folder too.
    Synced {
        file: FileId,
        covers: usize,
        folder: bool,
    },
    /// With `folder`, every name in the folder is durable afterwards.
    Deleted {
        path: Arc<str>,
        folder: bool,
    },
}

/// All that a disk noted, in order.
#[derive(Debug, Clone)]
pub struct Recording {
    pub(super) events: Arc<[Event]>,
}

impl Recording {
    /// How many events it holds: power cuts are possible at 0 up to this.
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether nothing was noted.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// A replay that shows the disk after a power cut at any position.
    pub fn replay(&self) -> Replay {
        Replay::new(self.clone())
    }
}

#[derive(Debug)]
pub(super) struct Ledger {
    events: Option<Vec<Event>>,
    position: usize,
    files: Vec<FileState>,
    names: BTreeMap<Arc<str>, FileId>,
    counts: BTreeMap<FileKind, Counts>,
}

#[derive(Debug)]
struct FileState {
    kind: FileKind,
    size: u64,
}

impl Ledger {
    pub(super) fn recording() -> Self {
        Self {
            events: Some(Vec::new()),
            ..Self::counting_only()
        }
    }

    pub(super) fn counting_only() -> Self {
        Self {
            events: None,
            position: 0,
            files: Vec::new(),
            names: BTreeMap::new(),
            counts: BTreeMap::new(),
        }
    }

    pub(super) fn position(&self) -> usize {
        self.position
    }

    pub(super) fn counts(&self, kind: FileKind) -> Counts {
        self.counts.get(&kind).copied().unwrap_or_default()
    }

    pub(super) fn to_recording(&self) -> Recording {
        Recording {
            events: self.events.clone().unwrap_or_default().into(),
        }
    }

    /// The file that the disk knows under this path.
    pub(super) fn known(&self, path: &str) -> Option<FileId> {
        self.names.get(path).copied()
    }

    pub(super) fn size(&self, file: FileId) -> u64 {
        self.files.get(file.0).map_or(0, |state| state.size)
    }

    pub(super) fn created(&mut self, path: &str, kind: FileKind) -> FileId {
        let (file, path) = self.add(path, kind, 0);
        self.note(|| Event::Created { file, path });
        file
    }

    pub(super) fn found(&mut self, path: &str, kind: FileKind, bytes: &[u8]) -> FileId {
        let (file, path) = self.add(path, kind, length(bytes));
        self.note(|| Event::Found {
            file,
            path,
            bytes: bytes.into(),
        });
        file
    }

    pub(super) fn written(&mut self, file: FileId, offset: u64, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        let written = length(bytes);
        if let Some(counts) = self.counts_of(file) {
            counts.writes += 1;
            counts.bytes += written;
        }
        if let Some(state) = self.files.get_mut(file.0) {
            state.size = state.size.max(offset.saturating_add(written));
        }
        self.note(|| Event::Written {
            file,
            offset,
            bytes: bytes.into(),
        });
    }

    pub(super) fn truncated(&mut self, file: FileId, length: u64) {
        if let Some(counts) = self.counts_of(file) {
            counts.truncates += 1;
        }
        if let Some(state) = self.files.get_mut(file.0) {
            state.size = length;
        }
        self.note(|| Event::Truncated { file, length });
    }

    pub(super) fn synced(&mut self, file: FileId, covers: usize, folder: bool) {
        if let Some(counts) = self.counts_of(file) {
            counts.syncs += 1;
        }
        self.note(|| Event::Synced { file, covers, folder });
    }

    /// Forgets the name and returns the room that its file took.
    pub(super) fn deleted(&mut self, path: &str, folder: bool) -> u64 {
        let Some((path, file)) = self.names.remove_entry(path) else {
            return 0;
        };
        let freed = self.size(file);
        self.note(|| Event::Deleted { path, folder });
        freed
    }

    fn add(&mut self, path: &str, kind: FileKind, size: u64) -> (FileId, Arc<str>) {
        let file = FileId(self.files.len());
        let path: Arc<str> = path.into();
        self.files.push(FileState { kind, size });
        self.names.insert(Arc::clone(&path), file);
        (file, path)
    }

    fn counts_of(&mut self, file: FileId) -> Option<&mut Counts> {
        let kind = self.files.get(file.0)?.kind;
        Some(self.counts.entry(kind).or_default())
    }

    fn note(&mut self, event: impl FnOnce() -> Event) {
        self.position += 1;
        if let Some(events) = self.events.as_mut() {
            events.push(event());
        }
    }
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}
