//! Many power cuts over one recording, in order and with another luck each, and what comes up after each checked.

use std::fmt;
use std::path::Path;

use super::ledger::Recording;
use super::power_cut::DiskImage;
use super::{RecordingDisk, Syncs};
use crate::world::Draws;

/// So many power cuts, spread evenly over a recording.
#[derive(Debug, Clone, Copy)]
pub struct PowerCuts {
    seed: u64,
    cuts: usize,
    from: usize,
}

/// One power cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PowerCut {
    /// Which one it is, from 0.
    pub number: usize,
    /// How many events of the recording had happened.
    pub position: usize,
}

/// A cut after which something was wrong.
#[derive(Debug, thiserror::Error)]
pub struct CutFailure {
    /// The seed of the cuts.
    pub seed: u64,
    /// The cut.
    pub cut: PowerCut,
    /// What was wrong.
    pub reason: String,
}

impl PowerCuts {
    /// This many cuts; where there are more of them than events, each event is cut at several times.
    pub const fn new(seed: u64, cuts: usize) -> Self {
        Self { seed, cuts, from: 0 }
    }

    /// Only at or after this position.
    #[must_use]
    pub const fn from(self, position: usize) -> Self {
        Self {
            from: position,
            ..self
        }
    }

    /// Cuts, writes what is left into a new folder and has it checked, until a check fails.
    ///
    /// The check is also given the name of a disk to open the database on: its files are ordinary ones, only the
    /// waiting for the real disk at each recovery is left out.
    pub fn run(
        &self,
        recording: &Recording,
        mut check: impl FnMut(PowerCut, &Path, &str) -> Result<(), String>,
    ) -> Result<(), CutFailure> {
        let mut replay = recording.replay();
        let places = (recording.len() + 1).saturating_sub(self.from);
        for number in 0..self.cuts {
            let cut = PowerCut {
                number,
                position: self.from + number * places / self.cuts,
            };
            let seed = Draws::nth(self.seed, u64::try_from(number).unwrap_or(0)).any();
            let image = replay.state_at(cut.position, seed);
            let checked = on_its_own_disk(&image, |folder, vfs| check(cut, folder, vfs));
            checked.map_err(|reason| CutFailure {
                seed: self.seed,
                cut,
                reason,
            })?;
        }
        Ok(())
    }
}

fn on_its_own_disk(
    image: &DiskImage,
    check: impl FnOnce(&Path, &str) -> Result<(), String>,
) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    image
        .write_into(folder.path())
        .map_err(|error| error.to_string())?;
    let quick = RecordingDisk::counting_only().map_err(|error| error.to_string())?;
    quick.set_syncs(Syncs::NotedOnly);
    check(folder.path(), quick.name())
}

impl fmt::Display for CutFailure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "power cut {} of seed {}, after {} events: {}",
            self.cut.number, self.seed, self.cut.position, self.reason
        )
    }
}
