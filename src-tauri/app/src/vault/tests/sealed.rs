//! What is sealed for one device.

use super::super::sealing::{open, seal};
use super::super::{SealingKey, VaultError};
use super::entropy;

#[test]
fn what_is_sealed_for_a_device_is_opened_there_and_nowhere_else() {
    let key = SealingKey::generate(&entropy(1));
    let kept = SealingKey::from_text(&key.to_text()).unwrap();
    assert_eq!(kept.recipient(), key.recipient());
    let sealed = seal(&key.recipient(), &[7; 32]).unwrap();
    assert_eq!(open(&kept, &sealed).unwrap().as_slice(), [7; 32]);
    let other = SealingKey::generate(&entropy(2));
    assert_eq!(open(&other, &sealed).unwrap_err(), VaultError::NotSealedForUs);
}

#[test]
fn a_damaged_seal_opens_nothing() {
    let key = SealingKey::generate(&entropy(1));
    let sealed = seal(&key.recipient(), b"badge key").unwrap();
    for damaged in [
        String::new(),
        sealed.replacen("YWdl", "YWdm", 1),
        "A".repeat(100_000),
    ] {
        assert_eq!(open(&key, &damaged).unwrap_err(), VaultError::NotSealedForUs);
    }
}

#[test]
fn nothing_but_a_key_is_read_as_one_and_none_is_printed() {
    for text in ["", "AAAA", "not a key"] {
        assert_eq!(
            SealingKey::from_text(text).unwrap_err(),
            VaultError::BadSealingKey
        );
    }
    let key = SealingKey::generate(&entropy(1));
    assert_eq!(format!("{key:?}"), "SealingKey(…)");
    assert_eq!(seal("nobody", b"x").unwrap_err(), VaultError::BadRecipient);
}
