//! The key file in its folder.

use super::super::key_file::NAME;
use super::super::{Protection, RecoveryKey, Vault, VaultError};
use super::{Behaviour, InMemory, entropy, phrase, vault_in};
use std::io::{Error, ErrorKind};
use std::path::Path;
use tempfile::tempdir;

const GOOD: &str = "zazpi katu beltz";

fn made(dir: &Path) -> (Vault, super::super::Key, RecoveryKey) {
    let vault = vault_in(dir);
    let (key, recovery) = vault
        .create(&entropy(1), Protection::Passphrase(&phrase(GOOD)))
        .unwrap();
    (vault, key, recovery)
}

fn file_in(dir: &Path) -> Vec<u8> {
    std::fs::read(dir.join(NAME)).unwrap()
}

#[test]
fn what_was_made_is_opened_by_its_passphrase_and_by_no_other() {
    let dir = tempdir().unwrap();
    let (vault, key, _) = made(dir.path());
    assert!(vault.exists());
    assert_eq!(vault.open(Some(&phrase(GOOD))).unwrap(), key);
    assert_eq!(
        vault.open(Some(&phrase(" zazpi katu beltz\n"))).unwrap(),
        key,
        "an edge of spaces is no secret"
    );
    assert_eq!(
        vault.open(Some(&phrase("zazpi katu zuri"))).unwrap_err(),
        VaultError::WrongPassphrase
    );
    assert_eq!(vault.open(None).unwrap_err(), VaultError::PassphraseNeeded);
    assert_eq!(
        vault.open(Some(&phrase("  "))).unwrap_err(),
        VaultError::PassphraseNeeded
    );
}

#[test]
fn an_empty_folder_has_no_key() {
    let dir = tempdir().unwrap();
    let vault = vault_in(dir.path());
    assert!(!vault.exists());
    assert_eq!(
        vault.open(Some(&phrase(GOOD))).unwrap_err(),
        VaultError::NoKeyFile
    );
}

#[test]
fn a_passphrase_has_eight_characters_in_any_script() {
    let dir = tempdir().unwrap();
    let vault = vault_in(dir.path());
    let short = phrase("  seven77  ");
    let refused = vault
        .create(&entropy(1), Protection::Passphrase(&short))
        .unwrap_err();
    assert_eq!(refused, VaultError::PassphraseTooShort);
    assert!(!vault.exists(), "nothing was written");
    vault
        .create(&entropy(1), Protection::Passphrase(&phrase("вісімлат")))
        .unwrap();
}

#[test]
fn a_key_is_never_made_over_another() {
    let dir = tempdir().unwrap();
    let (vault, key, _) = made(dir.path());
    let again = vault.create(&entropy(2), Protection::Passphrase(&phrase(GOOD)));
    assert_eq!(again.unwrap_err(), VaultError::KeyFileExists);
    let file = super::super::KeyFile::read(dir.path()).unwrap();
    assert_eq!(
        file.create(dir.path(), "OTHER"),
        Err(VaultError::KeyFileExists),
        "nor by another process"
    );
    assert_eq!(vault.open(Some(&phrase(GOOD))).unwrap(), key);
    assert_eq!(
        std::fs::read_dir(dir.path()).unwrap().count(),
        2,
        "nothing is left beside the file and its copy"
    );
}

#[test]
fn nothing_on_the_disk_and_nothing_printed_is_the_key() {
    let dir = tempdir().unwrap();
    let (vault, key, recovery) = made(dir.path());
    let file = String::from_utf8(file_in(dir.path())).unwrap();
    assert!(!file.contains(&sarrera_core::alphabet::encode(&*key)));
    assert!(!file.contains(GOOD));
    assert_eq!(format!("{recovery:?}"), "RecoveryKey(…)");
    let protection = format!("{:?}", Protection::Passphrase(&phrase(GOOD)));
    assert!(!protection.contains(GOOD), "{protection}");
    assert!(!format!("{vault:?}").contains(GOOD));
}

#[cfg(unix)]
#[test]
fn the_key_file_is_for_the_person_alone() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempdir().unwrap();
    made(dir.path());
    let mode = std::fs::metadata(dir.path().join(NAME))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_file_torn_anywhere_is_told_and_never_opened() {
    let dir = tempdir().unwrap();
    let (vault, key, recovery) = made(dir.path());
    let whole = file_in(dir.path());
    for end in 0..whole.len() - 2 {
        std::fs::write(dir.path().join(NAME), &whole[..end]).unwrap();
        // Nothing but the recovery key helps, and that one always.
        let refused = vault.open(Some(&phrase(GOOD))).unwrap_err();
        assert_eq!(refused.code(), "key_file_damaged", "torn at {end}");
        assert_eq!(vault.recover(&recovery).unwrap(), key, "torn at {end}");
    }
}

#[test]
fn a_single_changed_byte_is_told() {
    let dir = tempdir().unwrap();
    let (vault, key, recovery) = made(dir.path());
    std::fs::remove_file(dir.path().join("sarrera.recovery")).unwrap();
    let whole = file_in(dir.path());
    for position in 0..whole.len() {
        let mut changed = whole.clone();
        changed[position] ^= 1;
        std::fs::write(dir.path().join(NAME), &changed).unwrap();
        match vault.recover(&recovery) {
            // White space between two fields may change without harm.
            Ok(opened) => assert_eq!(opened, key, "byte {position}"),
            Err(why) => assert!(
                matches!(
                    why,
                    VaultError::KeyFileDamaged(_) | VaultError::KeyFileNewer { .. }
                ),
                "byte {position}: {why}"
            ),
        }
    }
}

#[test]
fn a_file_of_a_newer_program_says_so() {
    let dir = tempdir().unwrap();
    std::fs::write(dir.path().join(NAME), r#"{"version": 2, "hidden": "elsewhere"}"#).unwrap();
    let refused = vault_in(dir.path()).open(None).unwrap_err();
    assert_eq!(refused, VaultError::KeyFileNewer { found: 2, known: 1 });
    assert_eq!(
        refused.params(),
        [("found", "2".to_owned()), ("known", "1".to_owned())]
    );
}

#[test]
fn a_file_cannot_ask_for_endless_work() {
    let dir = tempdir().unwrap();
    let (vault, _, _) = made(dir.path());
    let mut file = serde_json::from_slice::<serde_json::Value>(&file_in(dir.path())).unwrap();
    file["passphrase"]["cost"]["memory_kib"] = serde_json::json!(u32::MAX);
    let file: super::super::KeyFile = serde_json::from_value(file).unwrap();
    std::fs::write(dir.path().join(NAME), file.to_bytes().unwrap()).unwrap();
    assert_eq!(
        vault.open(Some(&phrase(GOOD))).unwrap_err().code(),
        "key_file_damaged"
    );
}

#[test]
fn the_recovery_key_opens_without_a_passphrase_and_another_one_does_not() {
    let dir = tempdir().unwrap();
    let (vault, key, recovery) = made(dir.path());
    let typed = RecoveryKey::parse(&recovery.to_text()).unwrap();
    assert_eq!(vault.recover(&typed).unwrap(), key);
    assert_eq!(vault.recovery_recipient().unwrap(), recovery.recipient());
    let other = RecoveryKey::generate(&entropy(9));
    assert_eq!(vault.recover(&other).unwrap_err(), VaultError::WrongRecoveryKey);
}

#[test]
fn another_passphrase_leaves_the_key_and_the_recovery_key() {
    let dir = tempdir().unwrap();
    let (vault, key, recovery) = made(dir.path());
    let new = phrase("a new one, longer");
    let wrong = vault.change_passphrase(Some(&phrase("not the old one")), &new, &entropy(3));
    assert_eq!(wrong, Err(VaultError::WrongPassphrase));
    let short = vault.change_passphrase(Some(&phrase(GOOD)), &phrase("short"), &entropy(3));
    assert_eq!(short, Err(VaultError::PassphraseTooShort));
    vault
        .change_passphrase(Some(&phrase(GOOD)), &new, &entropy(3))
        .unwrap();
    assert_eq!(vault.open(Some(&new)).unwrap(), key);
    assert_eq!(
        vault.open(Some(&phrase(GOOD))).unwrap_err(),
        VaultError::WrongPassphrase
    );
    assert_eq!(vault.recover(&recovery).unwrap(), key);
    assert_eq!(
        std::fs::read_dir(dir.path()).unwrap().count(),
        2,
        "nothing is left beside the file and its copy"
    );
}

#[test]
fn a_forgotten_passphrase_is_replaced_with_the_recovery_key() {
    let dir = tempdir().unwrap();
    let (vault, key, recovery) = made(dir.path());
    let new = phrase("remembered this time");
    assert_eq!(vault.reset_passphrase(&recovery, &new, &entropy(4)).unwrap(), key);
    assert_eq!(vault.open(Some(&new)).unwrap(), key);
}

#[test]
fn a_lost_or_damaged_key_file_is_made_anew_with_the_recovery_key() {
    let dir = tempdir().unwrap();
    let (vault, key, recovery) = made(dir.path());
    let new = phrase("remembered this time");
    std::fs::remove_file(dir.path().join(NAME)).unwrap();
    assert!(vault.exists(), "no other key is made over what is left");
    assert_eq!(
        vault.open(Some(&phrase(GOOD))).unwrap_err(),
        VaultError::NoKeyFile
    );
    let other = RecoveryKey::generate(&entropy(9));
    assert_eq!(vault.recover(&other).unwrap_err(), VaultError::WrongRecoveryKey);
    assert_eq!(vault.reset_passphrase(&recovery, &new, &entropy(4)).unwrap(), key);
    std::fs::write(dir.path().join(NAME), b"torn").unwrap();
    assert_eq!(vault.reset_passphrase(&recovery, &new, &entropy(5)).unwrap(), key);
    assert_eq!(vault.open(Some(&new)).unwrap(), key);
}

#[test]
fn a_copy_that_is_missing_is_written_at_the_next_opening() {
    let dir = tempdir().unwrap();
    let (vault, key, recovery) = made(dir.path());
    let copy = dir.path().join("sarrera.recovery");
    std::fs::remove_file(&copy).unwrap();
    vault.open(Some(&phrase(GOOD))).unwrap();
    let wrapped = std::fs::read_to_string(&copy).unwrap();
    assert_eq!(
        super::super::unwrap(&recovery, &wrapped).unwrap().as_slice(),
        &*key
    );
}

#[test]
fn with_both_files_gone_the_trouble_of_the_key_file_is_told() {
    let dir = tempdir().unwrap();
    let (vault, _, recovery) = made(dir.path());
    std::fs::remove_file(dir.path().join("sarrera.recovery")).unwrap();
    std::fs::write(dir.path().join(NAME), b"torn").unwrap();
    assert_eq!(vault.recover(&recovery).unwrap_err().code(), "key_file_damaged");
}

#[test]
fn half_a_file_beside_the_name_disturbs_nobody() {
    let dir = tempdir().unwrap();
    let (vault, key, _) = made(dir.path());
    std::fs::write(dir.path().join("sarrera.key.OLD.new"), "{\"version\": 1, \"va").unwrap();
    assert_eq!(vault.open(Some(&phrase(GOOD))).unwrap(), key);
}

#[test]
fn the_keychain_opens_without_asking() {
    let dir = tempdir().unwrap();
    let keychain = InMemory::that(Behaviour::Works);
    let vault = Vault::with_keychain(dir.path(), keychain.clone());
    let (key, recovery) = vault.create(&entropy(5), Protection::Keychain).unwrap();
    assert_eq!(vault.open(None).unwrap(), key);

    // The disk in another machine, whose keychain knows nothing of it.
    let elsewhere = Vault::with_keychain(dir.path(), InMemory::that(Behaviour::Works));
    assert_eq!(elsewhere.open(None).unwrap_err(), VaultError::KeyNotInKeychain);
    assert_eq!(
        vault_in(dir.path()).open(None).unwrap_err(),
        VaultError::KeychainUnavailable
    );
    assert_eq!(elsewhere.recover(&recovery).unwrap(), key);

    // A key that is not this database's is not handed out.
    keychain
        .kept
        .lock()
        .unwrap()
        .values_mut()
        .for_each(|kept| kept[0] ^= 1);
    assert_eq!(vault.open(None).unwrap_err(), VaultError::KeyNotInKeychain);
}

#[test]
fn a_passphrase_beside_the_keychain_opens_where_the_keychain_is_silent() {
    let dir = tempdir().unwrap();
    let vault = Vault::with_keychain(dir.path(), InMemory::that(Behaviour::Works));
    let (key, _) = vault.create(&entropy(5), Protection::Keychain).unwrap();
    vault.change_passphrase(None, &phrase(GOOD), &entropy(6)).unwrap();
    assert_eq!(vault.open(None).unwrap(), key);
    let silent = vault_in(dir.path());
    assert_eq!(silent.open(None).unwrap_err(), VaultError::PassphraseNeeded);
    assert_eq!(silent.open(Some(&phrase(GOOD))).unwrap(), key);
}

#[test]
fn a_keychain_that_is_absent_or_forgets_makes_no_key_file() {
    for behaviour in [Behaviour::Absent, Behaviour::Forgets] {
        let dir = tempdir().unwrap();
        let vault = Vault::with_keychain(dir.path(), InMemory::that(behaviour));
        let refused = vault.create(&entropy(7), Protection::Keychain).unwrap_err();
        assert_eq!(refused, VaultError::KeychainUnavailable, "{behaviour:?}");
        assert!(!vault.exists());
    }
}

#[test]
fn a_file_that_cannot_be_written_leaves_nothing_in_the_keychain() {
    let dir = tempdir().unwrap();
    let keychain = InMemory::that(Behaviour::Works);
    let nowhere = Vault::with_keychain(&dir.path().join("not there"), keychain.clone());
    assert!(nowhere.create(&entropy(8), Protection::Keychain).is_err());
    assert!(keychain.kept.lock().unwrap().is_empty());
}

#[test]
fn a_full_disk_and_a_folder_that_is_read_only_are_told_apart() {
    let told = |kind: ErrorKind| VaultError::from_writing(&Error::from(kind)).code();
    assert_eq!(told(ErrorKind::StorageFull), "disk_full");
    assert_eq!(told(ErrorKind::QuotaExceeded), "disk_full");
    assert_eq!(told(ErrorKind::PermissionDenied), "read_only_folder");
    assert_eq!(told(ErrorKind::ReadOnlyFilesystem), "read_only_folder");
    assert_eq!(told(ErrorKind::Other), "key_file_not_written");
}
