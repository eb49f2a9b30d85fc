//! The personal part of an op: present with its salt, or gone and still vouched for by its salted hash.
//!
//! Because only the salted hash enters the chain, erasing the bytes *and the salt* leaves every chain verifiable and
//! the facts (checkpoint, time, direction) in place, and nobody can guess the erased text from the hash.

use std::fmt;

/// A random salt; it is erased together with what it salts.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt(pub [u8; 32]);

impl Salt {
    /// A salt of 16 drawn bytes, filled with zeros: 128 bits that nobody guesses, and half of what a page carries for each op.
    #[must_use]
    pub fn drawn(random: [u8; 16]) -> Self {
        let mut salt = [0; 32];
        salt.iter_mut().zip(random).for_each(|(to, from)| *to = from);
        Self(salt)
    }
}

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt")
    }
}

/// BLAKE3 of the personal bytes, keyed by their salt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PrivateHash(pub [u8; 32]);

/// The personal fields of an op.
#[derive(Clone, PartialEq, Eq)]
pub enum Private {
    /// The kind has none.
    None,
    /// Readable: JSON bytes as received, and their salt.
    Open { bytes: Vec<u8>, salt: Salt },
    /// Erased: only the hash is left.
    Erased(PrivateHash),
}

impl Private {
    /// What enters the chain.
    #[must_use]
    pub fn hash(&self) -> Option<PrivateHash> {
        match self {
            Self::None => None,
            Self::Open { bytes, salt } => Some(PrivateHash(*blake3::keyed_hash(&salt.0, bytes).as_bytes())),
            Self::Erased(hash) => Some(*hash),
        }
    }

    /// The personal bytes, while they are there.
    #[must_use]
    pub fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Open { bytes, .. } => Some(bytes),
            Self::None | Self::Erased(_) => None,
        }
    }

    /// The same op's private part after an erasure.
    #[must_use]
    pub fn erased(&self) -> Self {
        self.hash().map_or(Self::None, Self::Erased)
    }
}

impl fmt::Debug for Private {
    /// Never shows what it holds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("None"),
            Self::Open { bytes, .. } => write!(f, "Open({} bytes)", bytes.len()),
            Self::Erased(_) => f.write_str("Erased"),
        }
    }
}
