//! A small disk of its own; it goes when the story ends.

use sarrera_testkit::told::not_told;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// So much is written at once while the disk is filled.
const PIECE_BYTES: usize = 4_096;

pub(crate) struct SmallDisk(PathBuf);

impl SmallDisk {
    /// Only root may mount; elsewhere the story is written down as not told.
    pub(crate) fn mount(at: &Path, size: &str) -> Option<Self> {
        fs::create_dir_all(at).unwrap();
        let options = format!("size={size}");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &options, "tmpfs"])
            .arg(at)
            .output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self(at.to_path_buf()));
        }
        not_told("a small disk can't be mounted");
        None
    }

    /// Leaves no room.
    pub(crate) fn fill(&self) {
        let mut file = fs::File::create(self.filler()).unwrap();
        while std::io::Write::write_all(&mut file, &[0; PIECE_BYTES]).is_ok() {}
    }

    /// There is room again.
    pub(crate) fn empty(&self) {
        fs::remove_file(self.filler()).unwrap();
    }

    fn filler(&self) -> PathBuf {
        self.0.join("filler")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: a window that a failed story left open lets go of it later.
        let _gone = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}
