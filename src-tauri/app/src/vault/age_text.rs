//! Bytes sealed to an X25519 key in the open `age` format, as armoured text that the `age` program can read too.
//!
//! The identity comes from our own random bytes; the key and the nonce of each sealing come from the operating system,
//! because `age` takes no other source.

use super::error::VaultError;
use age::x25519::{Identity, Recipient};
use bech32::{Bech32, Hrp};
use zeroize::Zeroizing;

/// Longer texts than this are nothing that Sarrera sealed.
const SEALED_TEXT_BYTES_MAX: usize = 64 * 1024;

const IDENTITY_PREFIX: Hrp = Hrp::parse_unchecked("AGE-SECRET-KEY-");
const IDENTITY_TEXT_BYTES: usize = 74;

/// 32 random bytes that are an X25519 secret. Nothing prints them; they are wiped when dropped.
#[derive(Clone)]
pub(super) struct Secret(pub(super) Zeroizing<[u8; 32]>);

impl Secret {
    pub(super) fn recipient(&self) -> String {
        self.identity()
            .map(|identity| identity.to_public().to_string())
            .unwrap_or_default()
    }

    pub(super) fn open(&self, text: &str) -> Option<Zeroizing<Vec<u8>>> {
        if text.len() > SEALED_TEXT_BYTES_MAX {
            return None;
        }
        age::decrypt(&self.identity()?, text.trim().as_bytes())
            .ok()
            .map(Zeroizing::new)
    }

    /// `age` reads an identity from its text only.
    pub(super) fn identity(&self) -> Option<Identity> {
        let mut text = Zeroizing::new(String::with_capacity(IDENTITY_TEXT_BYTES));
        bech32::encode_upper_to_fmt::<Bech32, _>(&mut *text, IDENTITY_PREFIX, &*self.0).ok()?;
        text.parse().ok()
    }
}

pub(super) fn seal(recipient: &str, secret: &[u8]) -> Result<String, VaultError> {
    let recipient: Recipient = recipient.parse().map_err(|_why| VaultError::BadRecipient)?;
    age::encrypt_and_armor(&recipient, secret).map_err(|_why| VaultError::BadRecipient)
}
