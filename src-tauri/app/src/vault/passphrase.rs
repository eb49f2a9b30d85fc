//! A key wrapped by a passphrase: Argon2id makes a key of it, XChaCha20-Poly1305 wraps with that one.

use super::error::VaultError;
use argon2::{Algorithm, Argon2, Block, Params, Version};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use sarrera_core::alphabet;
use sarrera_core::world::{Entropy, random};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

/// After trimming; everything else about a passphrase is the person's business.
pub const PASSPHRASE_CHARACTERS_MIN: usize = 8;

const KDF: &str = "argon2id";

/// What a new passphrase costs to try (decision 0080 has the times).
const NEW_COST: Cost = Cost {
    memory_kib: 64 * 1024,
    passes: 3,
    lanes: 1,
};

/// A file may not make this machine work harder than this.
const COST_MAX: Cost = Cost {
    memory_kib: 1024 * 1024,
    passes: 16,
    lanes: 16,
};

/// How much work one try of a passphrase is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

/// The wrapped key with everything but the passphrase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PassphraseWrap {
    kdf: String,
    cost: Cost,
    salt: String,
    nonce: String,
    wrapped: String,
}

impl PassphraseWrap {
    /// Wraps the key; `bound` is what the wrapping belongs to and does not open without.
    pub(super) fn new(
        key: &[u8; 32],
        passphrase: &SecretString,
        bound: &str,
        entropy: &dyn Entropy,
    ) -> Result<Self, VaultError> {
        let phrase = trimmed(passphrase);
        if phrase.chars().count() < PASSPHRASE_CHARACTERS_MIN {
            return Err(VaultError::PassphraseTooShort);
        }
        let salt: [u8; 16] = random(entropy);
        let nonce: [u8; 24] = random(entropy);
        let aead = aead(phrase, &salt, NEW_COST)?;
        let payload = Payload {
            msg: key,
            aad: bound.as_bytes(),
        };
        let wrapped = aead
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_why| DAMAGED)?;
        Ok(Self {
            kdf: KDF.to_owned(),
            cost: NEW_COST,
            salt: alphabet::encode(&salt),
            nonce: alphabet::encode(&nonce),
            wrapped: alphabet::encode(&wrapped),
        })
    }

    /// Opens it with the passphrase.
    pub(super) fn open(
        &self,
        passphrase: &SecretString,
        bound: &str,
    ) -> Result<Zeroizing<[u8; 32]>, VaultError> {
        if self.kdf != KDF {
            return Err(DAMAGED);
        }
        let salt: [u8; 16] = alphabet::decode(&self.salt).ok_or(DAMAGED)?;
        let nonce: [u8; 24] = alphabet::decode(&self.nonce).ok_or(DAMAGED)?;
        let wrapped = alphabet::decode_vec(&self.wrapped).ok_or(DAMAGED)?;
        let aead = aead(trimmed(passphrase), &salt, self.cost)?;
        let payload = Payload {
            msg: &wrapped,
            aad: bound.as_bytes(),
        };
        let opened = aead.decrypt(&XNonce::from(nonce), payload).map(Zeroizing::new);
        let opened = opened.map_err(|_why| VaultError::WrongPassphrase)?;
        let mut key = Zeroizing::new([0; 32]);
        if opened.len() != key.len() {
            return Err(DAMAGED);
        }
        key.copy_from_slice(&opened);
        Ok(key)
    }
}

/// True when there is a passphrase to try: an empty variable of the environment is none.
pub(super) fn is_given(passphrase: &SecretString) -> bool {
    !trimmed(passphrase).is_empty()
}

const DAMAGED: VaultError = VaultError::KeyFileDamaged("the wrapping by passphrase can't be read");

/// A line break at the end of a file or a variable is no part of a passphrase.
fn trimmed(passphrase: &SecretString) -> &str {
    passphrase.expose_secret().trim()
}

fn aead(phrase: &str, salt: &[u8], cost: Cost) -> Result<XChaCha20Poly1305, VaultError> {
    if cost.memory_kib > COST_MAX.memory_kib || cost.passes > COST_MAX.passes || cost.lanes > COST_MAX.lanes {
        return Err(DAMAGED);
    }
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, None).map_err(|_why| DAMAGED)?;
    let mut memory = vec![Block::default(); params.block_count()];
    let mut key = Zeroizing::new([0_u8; 32]);
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let done = argon2.hash_password_into_with_memory(phrase.as_bytes(), salt, &mut *key, &mut memory);
    // Its last blocks would give the key away.
    memory.zeroize();
    done.map_err(|_why| DAMAGED)?;
    Ok(XChaCha20Poly1305::new((&*key).into()))
}
