//! The key of a device's database at rest: in the keychain or under a passphrase, and always under the recovery key.
//!
//! Architecture invariant: the key itself is never written. `sarrera.key` and its copy for the
//! recovery key, `sarrera.recovery`, hold wrappings only, no error holds a secret,
//! and what holds one is wiped when dropped and prints nothing of it.

mod age_text;
mod error;
mod key_file;
mod keychain;
mod passphrase;
mod recovery;
mod sealed_stream;
pub mod sealing;

#[cfg(test)]
mod tests;

pub use error::VaultError;
pub use keychain::{Keychain, KeychainFailed, SystemKeychain};
pub use passphrase::PASSPHRASE_CHARACTERS_MIN;
pub use recovery::{RecoveryKey, unwrap, wrap};
pub(crate) use sealed_stream::{open_stream, seal_for};
pub use sealing::SealingKey;

use key_file::{KeyFile, KeychainEntry, Recovery};
use passphrase::PassphraseWrap;
use sarrera_core::alphabet;
use sarrera_core::ops::short_hash;
use sarrera_core::world::{Entropy, random};
use secrecy::SecretString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zeroize::Zeroizing;

/// The key of a database, wiped when dropped.
pub type Key = Zeroizing<[u8; 32]>;

/// What stands between the key and whoever finds the disk.
#[derive(Debug, Clone, Copy)]
pub enum Protection<'a> {
    /// The keychain of the person who is logged in.
    Keychain,
    /// Asked for at every start.
    Passphrase(&'a SecretString),
}

/// The key file of one folder.
#[derive(Debug, Clone)]
pub struct Vault {
    dir: PathBuf,
    keychain: Arc<dyn Keychain>,
}

impl Vault {
    /// The vault of this folder, with the machine's own keychain.
    #[must_use]
    pub fn at(dir: &Path) -> Self {
        Self::with_keychain(dir, Arc::new(SystemKeychain))
    }

    /// The vault of this folder, with this keychain.
    #[must_use]
    pub fn with_keychain(dir: &Path, keychain: Arc<dyn Keychain>) -> Self {
        Self {
            dir: dir.to_path_buf(),
            keychain,
        }
    }

    /// Whether this machine has a keychain, so that no passphrase need be asked for. Comes back within a second.
    #[must_use]
    pub fn keychain_available() -> bool {
        SystemKeychain.available()
    }

    /// Whether a key was made in this folder, in whatever state its files are.
    #[must_use]
    pub fn exists(&self) -> bool {
        key_file::exists(&self.dir)
    }

    /// Makes a key and its file. The recovery key is shown to the person now and is nowhere afterwards.
    ///
    /// # Errors
    /// A passphrase too short, a keychain that is none, a file that is there already, a disk that can't be written.
    pub fn create(
        &self,
        entropy: &dyn Entropy,
        protection: Protection<'_>,
    ) -> Result<(Key, RecoveryKey), VaultError> {
        if self.exists() {
            return Err(VaultError::KeyFileExists);
        }
        let key: Key = Zeroizing::new(random(entropy));
        let recovery_key = RecoveryKey::generate(entropy);
        let vault = alphabet::encode(&random::<16>(entropy));
        let mut file = KeyFile::new(vault, check_of(&key), wrap_to(&recovery_key, &key)?);
        match protection {
            Protection::Keychain => {
                self.keep(&file.vault, &key)?;
                file.keychain = Some(KeychainEntry {
                    account: file.vault.clone(),
                });
            }
            Protection::Passphrase(passphrase) => {
                file.passphrase = Some(PassphraseWrap::new(&key, passphrase, &file.vault, entropy)?);
            }
        }
        if let Err(why) = file.create(&self.dir, &mark(entropy)) {
            if let Some(entry) = &file.keychain {
                // A key in the keychain that opens nothing harms nobody if this fails too.
                let _ = self.keychain.remove(&entry.account);
            }
            return Err(why);
        }
        file.keep_copy(&self.dir);
        Ok((key, recovery_key))
    }

    /// Takes away the files of a key that opened nothing yet, so that making it can be tried again.
    pub(crate) fn forget_unused(&self) {
        key_file::remove(&self.dir);
    }

    /// Opens the key: by the keychain where it is there, else by the passphrase.
    ///
    /// # Errors
    /// No passphrase or a wrong one, a keychain that is silent or empty, a file that is missing, damaged or newer.
    pub fn open(&self, passphrase: Option<&SecretString>) -> Result<Key, VaultError> {
        let file = KeyFile::read(&self.dir)?;
        let key = self.open_file(&file, passphrase)?;
        file.keep_copy(&self.dir);
        Ok(key)
    }

    /// Opens the key without keychain and passphrase, and even when the key file is lost or damaged.
    ///
    /// # Errors
    /// Another event's recovery key, a newer key file, or neither file there and whole.
    pub fn recover(&self, recovery_key: &RecoveryKey) -> Result<Key, VaultError> {
        match KeyFile::read(&self.dir) {
            Ok(file) => recover_from(&file, recovery_key),
            Err(why) if is_lost(&why) => recover_from_copy(&self.dir, recovery_key, why),
            Err(why) => Err(why),
        }
    }

    /// Whom this folder's key is wrapped to; further secrets are wrapped to the same.
    ///
    /// # Errors
    /// A file that is missing, damaged or newer.
    pub fn recovery_recipient(&self) -> Result<String, VaultError> {
        Ok(KeyFile::read(&self.dir)?.recovery.recipient)
    }

    /// Puts another passphrase in place of the old one, or a first one beside the keychain. Key and recovery key stay.
    ///
    /// # Errors
    /// As [`Vault::open`], a passphrase too short, or a disk that can't be written.
    pub fn change_passphrase(
        &self,
        old: Option<&SecretString>,
        new: &SecretString,
        entropy: &dyn Entropy,
    ) -> Result<(), VaultError> {
        let mut file = KeyFile::read(&self.dir)?;
        let key = self.open_file(&file, old)?;
        file.passphrase = Some(PassphraseWrap::new(&key, new, &file.vault, entropy)?);
        file.replace(&self.dir, &mark(entropy))
    }

    /// A new passphrase after the old one was forgotten or the machine with the keychain died.
    ///
    /// # Errors
    /// As [`Vault::recover`], a passphrase too short, or a disk that can't be written.
    pub fn reset_passphrase(
        &self,
        recovery_key: &RecoveryKey,
        new: &SecretString,
        entropy: &dyn Entropy,
    ) -> Result<Key, VaultError> {
        let key = self.recover(recovery_key)?;
        // A new file: whoever needs this had a keychain that did not open, or a file that is damaged.
        let vault = alphabet::encode(&random::<16>(entropy));
        let mut file = KeyFile::new(vault, check_of(&key), wrap_to(recovery_key, &key)?);
        file.passphrase = Some(PassphraseWrap::new(&key, new, &file.vault, entropy)?);
        file.replace(&self.dir, &mark(entropy))?;
        file.keep_copy(&self.dir);
        Ok(key)
    }

    /// Another recovery key in place of one that nobody ever saw. What was wrapped to the old one stays lost to it, so
    /// this is for a folder in which nothing was made yet.
    ///
    /// # Errors
    /// A file that is missing, damaged or newer, or a disk that can't be written.
    pub(crate) fn renew_recovery_key(
        &self,
        key: &Key,
        entropy: &dyn Entropy,
    ) -> Result<RecoveryKey, VaultError> {
        let mut file = KeyFile::read(&self.dir)?;
        if check_of(key) != file.key_check {
            return Err(OTHER_KEY);
        }
        let recovery_key = RecoveryKey::generate(entropy);
        file.recovery = wrap_to(&recovery_key, key)?;
        file.replace(&self.dir, &mark(entropy))?;
        file.keep_copy(&self.dir);
        Ok(recovery_key)
    }

    fn open_file(&self, file: &KeyFile, passphrase: Option<&SecretString>) -> Result<Key, VaultError> {
        let without_keychain = match &file.keychain {
            None => VaultError::PassphraseNeeded,
            Some(entry) => match self.keychain.get(&entry.account) {
                Ok(kept) => match kept.and_then(|kept| checked(file, &kept)) {
                    Some(key) => return Ok(key),
                    None => VaultError::KeyNotInKeychain,
                },
                Err(KeychainFailed) => VaultError::KeychainUnavailable,
            },
        };
        let Some(wrapping) = &file.passphrase else {
            return Err(without_keychain);
        };
        let given = passphrase.filter(|passphrase| passphrase::is_given(passphrase));
        let key = wrapping.open(given.ok_or(VaultError::PassphraseNeeded)?, &file.vault)?;
        checked(file, &*key).ok_or(OTHER_KEY)
    }

    /// Puts the key in the keychain and looks that it is there: some keychains take and forget.
    fn keep(&self, account: &str, key: &[u8; 32]) -> Result<(), VaultError> {
        let unavailable = |KeychainFailed| VaultError::KeychainUnavailable;
        if !self.keychain.available() {
            return Err(VaultError::KeychainUnavailable);
        }
        self.keychain.put(account, key).map_err(unavailable)?;
        let kept = self.keychain.get(account).map_err(unavailable)?;
        if kept.is_some_and(|kept| kept.as_slice() == key) {
            Ok(())
        } else {
            Err(VaultError::KeychainUnavailable)
        }
    }
}

const OTHER_KEY: VaultError = VaultError::KeyFileDamaged("it holds another key than it says");

fn recover_from(file: &KeyFile, recovery_key: &RecoveryKey) -> Result<Key, VaultError> {
    let bytes = unwrap(recovery_key, &file.recovery.wrapped)?;
    checked(file, &bytes).ok_or(OTHER_KEY)
}

/// Without the key file, the recovery key opens its copy; where that is gone too, the key file's own trouble is told.
fn recover_from_copy(dir: &Path, recovery_key: &RecoveryKey, lost: VaultError) -> Result<Key, VaultError> {
    let Ok(wrapped) = key_file::read_copy(dir) else {
        return Err(lost);
    };
    let bytes = unwrap(recovery_key, &wrapped)?;
    let mut key = Zeroizing::new([0; 32]);
    if bytes.len() != key.len() {
        return Err(lost);
    }
    key.copy_from_slice(&bytes);
    Ok(key)
}

fn is_lost(why: &VaultError) -> bool {
    matches!(
        why,
        VaultError::NoKeyFile | VaultError::KeyFileDamaged(_) | VaultError::KeyFileUnreadable(_)
    )
}

fn wrap_to(recovery_key: &RecoveryKey, key: &Key) -> Result<Recovery, VaultError> {
    let recipient = recovery_key.recipient();
    let wrapped = wrap(&recipient, &**key)?;
    Ok(Recovery { recipient, wrapped })
}

/// The key, if it is the one that the file speaks of.
fn checked(file: &KeyFile, bytes: &[u8]) -> Option<Key> {
    let mut key = Zeroizing::new([0; 32]);
    if bytes.len() != key.len() {
        return None;
    }
    key.copy_from_slice(bytes);
    (check_of(&key) == file.key_check).then_some(key)
}

/// The key has 256 random bits, so that its hash gives nothing away.
fn check_of(key: &Key) -> String {
    alphabet::encode(&short_hash("sarrera 2026 database key check", &**key))
}

/// So that two processes never write the same name beside.
fn mark(entropy: &dyn Entropy) -> String {
    alphabet::encode(&random::<5>(entropy))
}
