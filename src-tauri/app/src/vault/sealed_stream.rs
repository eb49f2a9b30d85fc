//! Long bytes sealed for several devices at once, in the open `age` format: each of them opens them alone.
//!
//! As in [`super::age_text`] the key of each sealing comes from the operating system, because `age` takes no other source.

use super::error::VaultError;
use super::sealing::SealingKey;
use age::x25519::Recipient;
use age::{DecryptError, Decryptor, Encryptor};
use std::io::{self, Read, Write};

/// Seals whatever `fill` writes for the devices with these public halves.
///
/// # Errors
/// [`VaultError::BadRecipient`] where there is none, or one that is none; whatever `fill` ends with.
pub(crate) fn seal_for<E: From<VaultError>>(
    recipients: &[String],
    fill: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<Vec<u8>, E> {
    let bad = |_why| E::from(VaultError::BadRecipient);
    let read: Vec<Recipient> = recipients
        .iter()
        .map(|text| text.parse().map_err(bad))
        .collect::<Result<_, _>>()?;
    let each = read.iter().map(|one| -> &dyn age::Recipient { one });
    let encryptor = Encryptor::with_recipients(each).map_err(|_why| VaultError::BadRecipient)?;
    // Nothing fails to be written to memory.
    let in_memory = |_why: io::Error| E::from(VaultError::BadRecipient);
    let mut sealed = encryptor.wrap_output(Vec::new()).map_err(in_memory)?;
    fill(&mut sealed)?;
    sealed.finish().map_err(in_memory)
}

/// Opens what was sealed; reading ends with an error where it was cut off or changed.
///
/// # Errors
/// [`VaultError::NotSealedForUs`] where this key opens nothing of it.
pub(crate) fn open_stream<'r>(
    key: &SealingKey,
    sealed: impl Read + 'r,
) -> Result<Box<dyn Read + 'r>, VaultError> {
    let identity = key.identity().ok_or(VaultError::BadSealingKey)?;
    let not_ours = |_why: DecryptError| VaultError::NotSealedForUs;
    let opened = Decryptor::new(sealed).map_err(not_ours)?;
    let opened = opened
        .decrypt(std::iter::once::<&dyn age::Identity>(&identity))
        .map_err(not_ours)?;
    Ok(Box::new(opened))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sarrera_testkit::world::SeededEntropy;

    fn key(seed: u64) -> SealingKey {
        SealingKey::generate(&SeededEntropy::new(seed))
    }

    fn sealed(keys: &[SealingKey]) -> Vec<u8> {
        let recipients: Vec<String> = keys.iter().map(SealingKey::recipient).collect();
        seal_for::<VaultError>(&recipients, |out| {
            out.write_all(&[7; 200_000]).unwrap();
            Ok(())
        })
        .unwrap()
    }

    fn opened(key: &SealingKey, sealed: &[u8]) -> Result<io::Result<usize>, VaultError> {
        let mut bytes = Vec::new();
        Ok(open_stream(key, sealed)?.read_to_end(&mut bytes))
    }

    #[test]
    fn each_of_them_opens_it_and_nobody_else() {
        let keys = [key(1), key(2)];
        let sealed = sealed(&keys);
        for one in &keys {
            assert_eq!(opened(one, &sealed).unwrap().unwrap(), 200_000);
        }
        assert_eq!(opened(&key(3), &sealed).unwrap_err(), VaultError::NotSealedForUs);
    }

    #[test]
    fn what_was_cut_off_or_changed_is_no_whole() {
        let own = key(1);
        let whole = sealed(std::slice::from_ref(&own));
        for cut in [whole.len() - 1, whole.len() - 70_000] {
            assert!(opened(&own, &whole[..cut]).unwrap().is_err(), "cut at {cut}");
        }
        let mut changed = whole;
        let last = changed.len() - 100;
        changed[last] ^= 1;
        assert!(opened(&own, &changed).unwrap().is_err());
    }
}
