//! `sarrera.key`: the wrapped key on the disk, whole or not at all, and every damaged byte is noticed.

use super::error::VaultError;
use super::passphrase::PassphraseWrap;
use sarrera_core::alphabet;
use sarrera_core::ops::short_hash;
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

pub(super) const NAME: &str = "sarrera.key";

/// The version that this program writes, and the newest that it reads.
pub(super) const VERSION: u32 = 1;

/// The wrapping to the recovery key once more, as an ordinary `age` file: what is left when the other is damaged.
const COPY_NAME: &str = "sarrera.recovery";

const FILE_BYTES_MAX: u64 = 64 * 1024;
const SUM_CONTEXT: &str = "sarrera 2026 key file sum";

/// Everything in the file. None of it is secret by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeyFile {
    pub(super) version: u32,
    /// Random; also the account in the keychain.
    pub(super) vault: String,
    /// A hash of the key, so that a wrong one is noticed before it meets the database.
    pub(super) key_check: String,
    pub(super) keychain: Option<KeychainEntry>,
    pub(super) passphrase: Option<PassphraseWrap>,
    pub(super) recovery: Recovery,
    /// A hash of all the rest.
    sum: String,
}

/// Where the keychain keeps the key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeychainEntry {
    pub(super) account: String,
}

/// The key wrapped to the organiser's recovery key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Recovery {
    pub(super) recipient: String,
    pub(super) wrapped: String,
}

impl KeyFile {
    pub(super) fn new(vault: String, key_check: String, recovery: Recovery) -> Self {
        let sum = String::new();
        Self {
            version: VERSION,
            vault,
            key_check,
            keychain: None,
            passphrase: None,
            recovery,
            sum,
        }
    }

    pub(super) fn read(dir: &Path) -> Result<Self, VaultError> {
        let file = File::open(dir.join(NAME)).map_err(|why| VaultError::from_reading(&why))?;
        let mut bytes = Vec::new();
        file.take(FILE_BYTES_MAX)
            .read_to_end(&mut bytes)
            .map_err(|why| VaultError::from_reading(&why))?;
        Self::parse(&bytes)
    }

    /// Puts the file beside the name and then under it; a machine that dies in between keeps the old one.
    pub(super) fn replace(&self, dir: &Path, mark: &str) -> Result<(), VaultError> {
        replace_file(dir, NAME, mark, &self.to_bytes()?)
    }

    /// As [`KeyFile::replace`], but never over a file that is there: of two processes that make one, one is told.
    pub(super) fn create(&self, dir: &Path, mark: &str) -> Result<(), VaultError> {
        let beside = write_beside(dir, NAME, mark, &self.to_bytes()?)?;
        let path = dir.join(NAME);
        let linked = match std::fs::hard_link(&beside, &path) {
            Ok(()) => Ok(()),
            Err(why) if why.kind() == ErrorKind::AlreadyExists => Err(VaultError::KeyFileExists),
            // A file system without links, as on a memory stick.
            Err(_no_links) if path.exists() => Err(VaultError::KeyFileExists),
            Err(_no_links) => std::fs::rename(&beside, &path).map_err(|why| VaultError::from_writing(&why)),
        };
        finish(dir, &beside, linked)
    }

    pub(super) fn parse(bytes: &[u8]) -> Result<Self, VaultError> {
        #[derive(Deserialize)]
        struct Versioned {
            version: u32,
        }
        let not_ours = |_why| VaultError::KeyFileDamaged("it is torn or something else");
        let Versioned { version } = serde_json::from_slice(bytes).map_err(not_ours)?;
        if version > VERSION {
            return Err(VaultError::KeyFileNewer {
                found: version,
                known: VERSION,
            });
        }
        let file: Self = serde_json::from_slice(bytes).map_err(not_ours)?;
        if version != VERSION || file.sum != file.sum_of()? {
            return Err(VaultError::KeyFileDamaged("it was changed since it was written"));
        }
        Ok(file)
    }

    pub(super) fn to_bytes(&self) -> Result<Vec<u8>, VaultError> {
        let summed = Self {
            sum: self.sum_of()?,
            ..self.clone()
        };
        let mut bytes = serde_json::to_vec_pretty(&summed).map_err(|why| not_written(&why))?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    fn sum_of(&self) -> Result<String, VaultError> {
        let rest = Self {
            sum: String::new(),
            ..self.clone()
        };
        let bytes = serde_json::to_vec(&rest).map_err(|why| not_written(&why))?;
        Ok(alphabet::encode(&short_hash(SUM_CONTEXT, &bytes)))
    }

    /// Writes the copy where it is missing or is not of this file. It is a second net: not to have it stops nobody.
    pub(super) fn keep_copy(&self, dir: &Path) {
        let wrapped = self.recovery.wrapped.as_bytes();
        if read_file(&dir.join(COPY_NAME)).is_ok_and(|kept| kept == wrapped) {
            return;
        }
        let _ = replace_file(dir, COPY_NAME, &std::process::id().to_string(), wrapped);
    }
}

/// Removes the key file and its copy.
pub(super) fn remove(dir: &Path) {
    for name in [NAME, COPY_NAME] {
        // What cannot be removed is met again, and named, at the next opening.
        let _ = std::fs::remove_file(dir.join(name));
    }
}

/// Whether a key was made in this folder, even if its file is lost.
pub(super) fn exists(dir: &Path) -> bool {
    dir.join(NAME).exists() || dir.join(COPY_NAME).exists()
}

/// The wrapping to the recovery key without the key file.
pub(super) fn read_copy(dir: &Path) -> Result<String, VaultError> {
    let damaged = |_why| VaultError::KeyFileDamaged("its copy for the recovery key can't be read");
    String::from_utf8(read_file(&dir.join(COPY_NAME))?).map_err(damaged)
}

fn read_file(path: &Path) -> Result<Vec<u8>, VaultError> {
    let file = File::open(path).map_err(|why| VaultError::from_reading(&why))?;
    let mut bytes = Vec::new();
    file.take(FILE_BYTES_MAX)
        .read_to_end(&mut bytes)
        .map_err(|why| VaultError::from_reading(&why))?;
    Ok(bytes)
}

fn replace_file(dir: &Path, name: &str, mark: &str, bytes: &[u8]) -> Result<(), VaultError> {
    let beside = write_beside(dir, name, mark, bytes)?;
    let renamed = std::fs::rename(&beside, dir.join(name)).map_err(|why| VaultError::from_writing(&why));
    finish(dir, &beside, renamed)
}

fn write_beside(dir: &Path, name: &str, mark: &str, bytes: &[u8]) -> Result<PathBuf, VaultError> {
    let path = dir.join(format!("{name}.{mark}.new"));
    let written = new_file(&path).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    match written {
        Ok(()) => Ok(path),
        Err(why) => {
            // Half a file beside the name harms nobody if this fails too.
            let _ = std::fs::remove_file(&path);
            Err(VaultError::from_writing(&why))
        }
    }
}

fn not_written(why: &serde_json::Error) -> VaultError {
    VaultError::KeyFileNotWritten(why.to_string())
}

/// Readable by the person alone, where the system knows that.
fn new_file(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Takes away the name beside, and makes the new name last through a power cut.
fn finish(dir: &Path, beside: &Path, done: Result<(), VaultError>) -> Result<(), VaultError> {
    // After a rename there is nothing left to take away.
    let _ = std::fs::remove_file(beside);
    done?;
    #[cfg(unix)]
    File::open(dir)
        .and_then(|dir| dir.sync_all())
        .map_err(|why| VaultError::from_writing(&why))?;
    #[cfg(not(unix))]
    let _ = dir;
    Ok(())
}
