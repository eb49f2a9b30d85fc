//! A device's own sealing key: what is published for this device alone can be opened by it alone.

use super::age_text::{self, Secret};
use super::error::VaultError;
use sarrera_core::alphabet;
use sarrera_core::world::{Entropy, random};
use zeroize::Zeroizing;

/// The secret half; it stays on the device, in its encrypted database.
#[derive(Clone)]
pub struct SealingKey(Secret);

impl SealingKey {
    /// A new key.
    #[must_use]
    pub fn generate(entropy: &dyn Entropy) -> Self {
        Self(Secret(Zeroizing::new(random(entropy))))
    }

    /// The secret as the database keeps it. Whoever holds the text wipes it.
    #[must_use]
    pub fn to_text(&self) -> String {
        alphabet::encode(&*self.0.0)
    }

    /// Reads what [`SealingKey::to_text`] wrote.
    ///
    /// # Errors
    /// [`VaultError::BadSealingKey`] for anything else.
    pub fn from_text(text: &str) -> Result<Self, VaultError> {
        let bytes = alphabet::decode_vec(text)
            .map(Zeroizing::new)
            .ok_or(VaultError::BadSealingKey)?;
        let mut key = Zeroizing::new([0; 32]);
        if bytes.len() != key.len() {
            return Err(VaultError::BadSealingKey);
        }
        key.copy_from_slice(&bytes);
        Ok(Self(Secret(key)))
    }

    pub(super) fn identity(&self) -> Option<age::x25519::Identity> {
        self.0.identity()
    }

    /// Whom others seal for: the public half, in `age`'s own writing.
    #[must_use]
    pub fn recipient(&self) -> String {
        self.0.recipient()
    }
}

impl std::fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealingKey(…)")
    }
}

/// Seals bytes for the device with this public half.
///
/// # Errors
/// [`VaultError::BadRecipient`] when it is none.
pub fn seal(recipient: &str, bytes: &[u8]) -> Result<String, VaultError> {
    age_text::seal(recipient, bytes)
}

/// Opens what was sealed for this device.
///
/// # Errors
/// [`VaultError::NotSealedForUs`] when it was sealed for another one, or the text is damaged.
pub fn open(key: &SealingKey, sealed: &str) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    key.0.open(sealed).ok_or(VaultError::NotSealedForUs)
}
