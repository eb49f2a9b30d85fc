//! What a power cut would leave: all that was synced, and of the rest an arbitrary part, torn at sectors.
//!
//! The rules are harsher than a journalling file system. A name is durable only once its folder was synced. An
//! unsynced write survives whole, in some of its sectors, or not at all, whatever was written before or after it; where
//! it would have made the file longer and did not survive, the file may still be longer, with zeros or noise there.
//! One mercy is SQLite's own assumption ("powersafe overwrite"): bytes that nobody wrote do not change.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use super::ledger::{Event, FileId, Recording};
use crate::world::Draws;

/// A disk writes one of these whole or not at all.
const SECTOR_BYTES: usize = 512;

/// The files of the folder after a power cut, by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DiskImage {
    /// Each file's bytes.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl DiskImage {
    /// Writes the files into a folder, which should be empty.
    pub fn write_into(&self, folder: &Path) -> io::Result<()> {
        self.files
            .iter()
            .try_for_each(|(name, bytes)| std::fs::write(folder.join(name), bytes))
    }
}

/// A recording being played. Going forward costs only the events in between; going back starts again.
#[derive(Debug)]
pub struct Replay {
    recording: Recording,
    position: usize,
    files: BTreeMap<FileId, Contents>,
    names: BTreeMap<Arc<str>, FileId>,
    unsynced_names: Vec<NameChange>,
}

#[derive(Debug, Default)]
struct Contents {
    durable: Vec<u8>,
    unsynced: Vec<(usize, Change)>,
}

#[derive(Debug)]
enum Change {
    Write { offset: usize, bytes: Arc<[u8]> },
    Truncate { length: usize },
}

#[derive(Debug)]
struct NameChange {
    noted_at: usize,
    path: Arc<str>,
    file: Option<FileId>,
}

impl Replay {
    pub(super) fn new(recording: Recording) -> Self {
        Self {
            recording,
            position: 0,
            files: BTreeMap::new(),
            names: BTreeMap::new(),
            unsynced_names: Vec::new(),
        }
    }

    /// The folder as it may look when the power went after the first `cut` events. The same cut and seed give the same
    /// image; another seed lets another part of the unsynced writes survive.
    pub fn state_at(&mut self, cut: usize, seed: u64) -> DiskImage {
        if cut < self.position {
            *self = Self::new(self.recording.clone());
        }
        let recording = self.recording.clone();
        for (index, event) in recording.events.iter().enumerate().take(cut).skip(self.position) {
            self.play(index, event);
        }
        self.position = cut.min(recording.len());
        let mut luck = Luck::drawn(seed, cut);
        let names = self.surviving_names(&mut luck);
        let files = names.iter().map(|(path, file)| {
            let bytes = self
                .files
                .get(file)
                .map(|contents| contents.surviving(&mut luck))
                .unwrap_or_default();
            (file_name(path), bytes)
        });
        DiskImage {
            files: files.collect(),
        }
    }

    fn play(&mut self, index: usize, event: &Event) {
        match event {
            Event::Found { file, path, bytes } => {
                self.files.insert(
                    *file,
                    Contents {
                        durable: bytes.to_vec(),
                        unsynced: Vec::new(),
                    },
                );
                self.names.insert(Arc::clone(path), *file);
            }
            Event::Created { file, path } => {
                self.files.insert(*file, Contents::default());
                self.rename(index, path, Some(*file));
            }
            Event::Written { file, offset, bytes } => {
                self.change(
                    index,
                    *file,
                    Change::Write {
                        offset: index_of(*offset),
                        bytes: Arc::clone(bytes),
                    },
                );
            }
            Event::Truncated { file, length } => {
                self.change(
                    index,
                    *file,
                    Change::Truncate {
                        length: index_of(*length),
                    },
                );
            }
            Event::Synced { file, covers, folder } => {
                if let Some(contents) = self.files.get_mut(file) {
                    contents.sync(*covers);
                }
                if *folder {
                    self.sync_names(*covers);
                }
            }
            Event::Deleted { path, folder } => {
                self.rename(index, path, None);
                if *folder {
                    self.sync_names(index + 1);
                }
            }
        }
    }

    fn rename(&mut self, noted_at: usize, path: &Arc<str>, file: Option<FileId>) {
        self.unsynced_names.push(NameChange {
            noted_at,
            path: Arc::clone(path),
            file,
        });
    }

    fn change(&mut self, index: usize, file: FileId, change: Change) {
        if let Some(contents) = self.files.get_mut(&file) {
            contents.unsynced.push((index, change));
        }
    }

    fn sync_names(&mut self, covers: usize) {
        let (durable, later) = std::mem::take(&mut self.unsynced_names)
            .into_iter()
            .partition(|change| change.noted_at < covers);
        self.unsynced_names = later;
        let durable: Vec<NameChange> = durable;
        for change in durable {
            apply(&mut self.names, &change);
        }
    }

    /// Changes of one name survive in their order: if one is lost, so are the later ones of that name.
    fn surviving_names(&self, luck: &mut Luck) -> BTreeMap<Arc<str>, FileId> {
        let mut names = self.names.clone();
        let mut lost: Vec<&str> = Vec::new();
        for change in &self.unsynced_names {
            if lost.contains(&&*change.path) {
                continue;
            }
            if luck.survives() {
                apply(&mut names, change);
            } else {
                lost.push(&change.path);
            }
        }
        names
    }
}

impl Contents {
    fn sync(&mut self, covers: usize) {
        let (durable, later): (Vec<_>, Vec<_>) = std::mem::take(&mut self.unsynced)
            .into_iter()
            .partition(|(index, _)| *index < covers);
        self.unsynced = later;
        for (_, change) in durable {
            match change {
                Change::Write { offset, bytes } => put(&mut self.durable, offset, &bytes),
                Change::Truncate { length } => self.durable.resize(length, 0),
            }
        }
    }

    fn surviving(&self, luck: &mut Luck) -> Vec<u8> {
        let mut bytes = self.durable.clone();
        for (_, change) in &self.unsynced {
            match change {
                Change::Truncate { length } => {
                    if luck.survives() {
                        bytes.resize(*length, 0);
                    }
                }
                Change::Write {
                    offset,
                    bytes: written,
                } => {
                    let whole = (!luck.tears).then(|| luck.survives());
                    for (offset, sector) in sectors(*offset, written) {
                        if whole.unwrap_or_else(|| luck.survives()) {
                            put(&mut bytes, offset, sector);
                        } else if let Some(length) = luck.grows_to(bytes.len(), offset + sector.len()) {
                            let from = bytes.len();
                            bytes.resize(length, 0);
                            luck.fill(bytes.get_mut(from..).unwrap_or_default());
                        }
                    }
                }
            }
        }
        bytes
    }
}

/// How kind this one power cut is. Its limits come from the seed too, so that nearly nothing and nearly everything
/// survive as often as something in between.
#[derive(Debug)]
struct Luck {
    draws: Draws,
    survive_per_mille: u64,
    tears: bool,
    grow_per_mille: u64,
    noise: bool,
}

impl Luck {
    fn drawn(seed: u64, cut: usize) -> Self {
        let mut draws = Draws::nth(seed, u64::try_from(cut).unwrap_or(u64::MAX));
        Self {
            survive_per_mille: draws.one_of(&[0, 50, 500, 950, 1_000]),
            tears: draws.chance(500),
            grow_per_mille: draws.one_of(&[0, 500, 1_000]),
            noise: draws.chance(500),
            draws,
        }
    }

    fn survives(&mut self) -> bool {
        self.draws.chance(self.survive_per_mille)
    }

    fn grows_to(&mut self, now: usize, wanted: usize) -> Option<usize> {
        (wanted > now && self.draws.chance(self.grow_per_mille)).then_some(wanted)
    }

    fn fill(&mut self, bytes: &mut [u8]) {
        if self.noise {
            for byte in bytes {
                *byte = self.draws.any().to_le_bytes()[0];
            }
        }
    }
}

fn apply(names: &mut BTreeMap<Arc<str>, FileId>, change: &NameChange) {
    match change.file {
        Some(file) => names.insert(Arc::clone(&change.path), file),
        None => names.remove(&change.path),
    };
}

fn put(file: &mut Vec<u8>, offset: usize, bytes: &[u8]) {
    let end = offset + bytes.len();
    if file.len() < end {
        file.resize(end, 0);
    }
    if let Some(place) = file.get_mut(offset..end) {
        place.copy_from_slice(bytes);
    }
}

/// The parts of a write that lie in different sectors of the file, with their offsets.
fn sectors(offset: usize, bytes: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let mut rest = (offset, bytes);
    std::iter::from_fn(move || {
        let (offset, bytes) = rest;
        let in_sector = (SECTOR_BYTES - offset % SECTOR_BYTES).min(bytes.len());
        let (sector, later) = bytes
            .split_at_checked(in_sector)
            .filter(|(sector, _)| !sector.is_empty())?;
        rest = (offset + in_sector, later);
        Some((offset, sector))
    })
}

fn file_name(path: &str) -> String {
    Path::new(path)
        .file_name()
        .map_or_else(|| path.to_owned(), |name| name.to_string_lossy().into_owned())
}

fn index_of(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
