//! A small disk of its own, that can be full or read-only; it goes when the story ends.

use crate::told::not_told;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

/// So much is written at once while the disk is filled.
const PIECE_BYTES: usize = 4_096;

/// A disk in memory, mounted at a folder.
#[derive(Debug)]
pub struct SmallDisk(PathBuf);

impl SmallDisk {
    /// Mounts it, `3m` large, at a folder that is made for it. Nothing where the machine lets nobody mount but root:
    /// the story is written down as not told.
    ///
    /// # Errors
    /// When the folder can't be made.
    pub fn mount(at: &Path, size: &str) -> io::Result<Option<Self>> {
        fs::create_dir_all(at)?;
        let options = format!("size={size}");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &options, "tmpfs"])
            .arg(at)
            .output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Ok(Some(Self(at.to_path_buf())));
        }
        not_told("a small disk can't be mounted");
        Ok(None)
    }

    /// Mounts it anew: `remount,ro`, `remount,rw`.
    ///
    /// # Errors
    /// When the machine refuses.
    pub fn remount(&self, how: &str) -> io::Result<()> {
        let done = Command::new("mount").args(["-o", how]).arg(&self.0).status()?;
        if done.success() {
            Ok(())
        } else {
            Err(io::Error::other(format!("mount -o {how}: {done}")))
        }
    }

    /// Leaves no room.
    ///
    /// # Errors
    /// When nothing can be written there at all.
    pub fn fill(&self) -> io::Result<()> {
        let mut file = fs::File::create(self.filler())?;
        while file.write_all(&[0; PIECE_BYTES]).is_ok() {}
        Ok(())
    }

    /// There is room again.
    ///
    /// # Errors
    /// When it was not filled before.
    pub fn empty(&self) -> io::Result<()> {
        fs::remove_file(self.filler())
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
