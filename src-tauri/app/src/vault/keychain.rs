//! The keychain of the operating system, which may be missing, locked or stuck without ever holding Sarrera up for good.

use std::fmt::Debug;
use std::sync::OnceLock;
use std::sync::mpsc;
use std::time::Duration;
use zeroize::Zeroizing;

/// Under which every key of Sarrera lies.
const SERVICE: &str = "eu.sarrera.desk";

/// A keychain that takes longer to say that it is there counts as none.
const PROBE_LIMIT: Duration = Duration::from_millis(900);

/// A keychain may ask the person to unlock it; after this it counts as none.
const ANSWER_LIMIT: Duration = Duration::from_secs(60);

/// Where a machine keeps secrets for the person who is logged in.
pub trait Keychain: Debug + Send + Sync {
    /// Whether there is one that answers. Comes back within a second.
    fn available(&self) -> bool;

    /// The key kept under this name; `Ok(None)` when the keychain answers that it has none.
    ///
    /// # Errors
    /// When the keychain does not answer or refuses.
    fn get(&self, account: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainFailed>;

    /// Keeps a key under this name.
    ///
    /// # Errors
    /// When the keychain does not answer or refuses.
    fn put(&self, account: &str, key: &[u8; 32]) -> Result<(), KeychainFailed>;

    /// Forgets the key under this name, if there is one.
    ///
    /// # Errors
    /// When the keychain does not answer or refuses.
    fn remove(&self, account: &str) -> Result<(), KeychainFailed>;
}

/// The keychain is not there, does not answer, or refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the keychain does not answer")]
pub struct KeychainFailed;

/// Keychain Services, Credential Manager or Secret Service, as the machine has it.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemKeychain;

impl Keychain for SystemKeychain {
    fn available(&self) -> bool {
        static FOUND: OnceLock<bool> = OnceLock::new();
        *FOUND.get_or_init(|| {
            within(PROBE_LIMIT, || keyring::v1::Entry::store_status().is_ok()).unwrap_or(false)
        })
    }

    fn get(&self, account: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeychainFailed> {
        ask(account, |entry| match entry.get_secret() {
            Ok(key) => Ok(Some(Zeroizing::new(key))),
            Err(why) if is_missing(&why) => Ok(None),
            Err(_why) => Err(KeychainFailed),
        })
    }

    fn put(&self, account: &str, key: &[u8; 32]) -> Result<(), KeychainFailed> {
        let key = Zeroizing::new(*key);
        ask(account, move |entry| {
            entry.set_secret(&*key).map_err(|_why| KeychainFailed)
        })
    }

    fn remove(&self, account: &str) -> Result<(), KeychainFailed> {
        ask(account, |entry| match entry.delete_credential() {
            Ok(()) => Ok(()),
            Err(why) if is_missing(&why) => Ok(()),
            Err(_why) => Err(KeychainFailed),
        })
    }
}

fn is_missing(why: &keyring::v1::Error) -> bool {
    matches!(why, keyring::v1::Error::NoEntry)
}

fn ask<T: Send + 'static>(
    account: &str,
    question: impl FnOnce(&keyring::v1::Entry) -> Result<T, KeychainFailed> + Send + 'static,
) -> Result<T, KeychainFailed> {
    let account = account.to_owned();
    let answer = within(ANSWER_LIMIT, move || {
        let entry = keyring::v1::Entry::new(SERVICE, &account).map_err(|_why| KeychainFailed)?;
        question(&entry)
    });
    answer.unwrap_or(Err(KeychainFailed))
}

/// The answer of something outside, if it comes in time. What is stuck stays behind in a thread of its own, and a panic
/// there is no answer.
fn within<T: Send + 'static>(limit: Duration, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (answer, answered) = mpsc::sync_channel(1);
    let asked = std::thread::Builder::new()
        .name("keychain".to_owned())
        .spawn(move || {
            // Nobody may be waiting any more.
            let _ = answer.send(work());
        });
    asked.ok()?;
    answered.recv_timeout(limit).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keychain_that_never_answers_is_left_alone_after_a_while() {
        let (never, waits) = mpsc::channel::<()>();
        let answer = within(Duration::from_millis(20), move || waits.recv().is_ok());
        assert_eq!(answer, None);
        drop(never);
    }

    #[test]
    fn an_answer_in_time_is_taken() {
        assert_eq!(within(Duration::from_secs(60), || 7), Some(7));
    }

    #[test]
    fn a_keychain_that_panics_is_none() {
        // Without the message on standard error that a panic of our own would leave there.
        let answer: Option<()> = within(Duration::from_secs(60), || {
            std::panic::resume_unwind(Box::new("stuck"))
        });
        assert_eq!(answer, None);
    }

    #[test]
    fn the_probe_comes_back_whatever_this_machine_has() {
        let first = SystemKeychain.available();
        assert_eq!(SystemKeychain.available(), first);
    }
}
