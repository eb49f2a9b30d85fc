//! Stories of keys: made, opened, forgotten, recovered, mistyped and torn.

mod folder;
mod paper;
mod sealed;

use super::{Keychain, KeychainFailed, Vault};
use sarrera_core::world::Entropy;
use secrecy::SecretString;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use zeroize::Zeroizing;

/// Bytes that repeat for the same seed.
struct Repeating(AtomicU64);

impl Entropy for Repeating {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(16) {
            let count = self.0.fetch_add(1, Ordering::SeqCst);
            let block = sarrera_core::ops::short_hash("sarrera 2026 test entropy", &count.to_be_bytes());
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
    }
}

fn entropy(seed: u64) -> Repeating {
    Repeating(AtomicU64::new(seed << 32))
}

fn phrase(text: &str) -> SecretString {
    SecretString::from(text)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Behaviour {
    Works,
    /// Nobody is there.
    Absent,
    /// Takes a key and does not have it afterwards.
    Forgets,
}

#[derive(Debug)]
struct InMemory {
    behaviour: Behaviour,
    kept: Mutex<BTreeMap<String, [u8; 32]>>,
}

impl InMemory {
    fn that(behaviour: Behaviour) -> Arc<Self> {
        Arc::new(Self {
            behaviour,
            kept: Mutex::default(),
        })
    }
}

impl Keychain for InMemory {
    fn available(&self) -> bool {
        self.behaviour != Behaviour::Absent
    }

    fn get(&self, account: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainFailed> {
        if self.behaviour == Behaviour::Absent {
            return Err(KeychainFailed);
        }
        Ok(self
            .kept
            .lock()
            .unwrap()
            .get(account)
            .map(|key| Zeroizing::new(key.to_vec())))
    }

    fn put(&self, account: &str, key: &[u8; 32]) -> Result<(), KeychainFailed> {
        if self.behaviour == Behaviour::Works {
            self.kept.lock().unwrap().insert(account.to_owned(), *key);
        }
        if self.behaviour == Behaviour::Absent {
            Err(KeychainFailed)
        } else {
            Ok(())
        }
    }

    fn remove(&self, account: &str) -> Result<(), KeychainFailed> {
        self.kept.lock().unwrap().remove(account);
        Ok(())
    }
}

/// A folder on a machine without a keychain.
fn vault_in(dir: &Path) -> Vault {
    Vault::with_keychain(dir, InMemory::that(Behaviour::Absent))
}
