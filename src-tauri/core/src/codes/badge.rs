//! A badge code is 25 symbols: the version `B`, an 80-bit random serial, and a 40-bit MAC under the event's badge key.
//!
//! The MAC lets a desk tell a badge whose op has not arrived yet from an invented one. 40 bits are guessed once in a
//! million million tries, each of them at a desk in front of a person.

use crate::alphabet;
use crate::ids::BadgeId;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// How many symbols a badge code has.
pub const SYMBOLS: usize = 1 + SERIAL_SYMBOLS + MAC_SYMBOLS;

/// The first symbol of every badge code.
pub const VERSION: char = 'B';

const SERIAL_BYTES: usize = 10;
const MAC_BYTES: usize = 5;
const SERIAL_SYMBOLS: usize = alphabet::symbols_for(SERIAL_BYTES);
const MAC_SYMBOLS: usize = alphabet::symbols_for(MAC_BYTES);
const SHORT_SYMBOLS: usize = 4;
const MAC_TAG: &[u8] = b"sarrera.badge.1";
const ID_CONTEXT: &str = "sarrera 2026-11 badge id";

/// The event's secret under which its badge codes are made; wiped from memory when dropped, never shown.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct BadgeKey([u8; 32]);

impl BadgeKey {
    /// The key of these bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for BadgeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BadgeKey(…)")
    }
}

/// The random number that makes one paper badge different from every other.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BadgeSerial(pub [u8; SERIAL_BYTES]);

impl BadgeSerial {
    /// The badge's id: it identifies the badge in ops and tables without being its code.
    #[must_use]
    pub fn badge_id(&self) -> BadgeId {
        let hash = blake3::derive_key(ID_CONTEXT, &self.0);
        BadgeId::new(hash.first_chunk().copied().unwrap_or_default())
    }

    /// The line under the QR, and the N of "badge N": eight symbols, as in `K7QP MX42`.
    #[must_use]
    pub fn short(&self) -> String {
        let text = self.to_string();
        let (first, rest) = text.split_at_checked(SHORT_SYMBOLS).unwrap_or_default();
        let (second, _) = rest.split_at_checked(SHORT_SYMBOLS).unwrap_or_default();
        format!("{first} {second}")
    }
}

impl fmt::Display for BadgeSerial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&alphabet::encode(&self.0))
    }
}

impl fmt::Debug for BadgeSerial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BadgeSerial({self})")
    }
}

impl Serialize for BadgeSerial {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for BadgeSerial {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        alphabet::decode(&text)
            .map(Self)
            .ok_or_else(|| Error::custom("not a badge serial"))
    }
}

/// A text in the shape of a badge code; whether it is one of ours is asked with [`BadgeCode::is_authentic`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct BadgeCode {
    pub serial: BadgeSerial,
    mac: [u8; MAC_BYTES],
}

/// The badge code of a serial.
#[must_use]
pub fn mint(serial: BadgeSerial, key: &BadgeKey) -> BadgeCode {
    BadgeCode {
        serial,
        mac: mac_of(serial, key),
    }
}

/// Reads a text as a badge code; lower case is accepted.
#[must_use]
pub fn read(text: &str) -> Option<BadgeCode> {
    if text.len() != SYMBOLS || !text.starts_with([VERSION, VERSION.to_ascii_lowercase()]) {
        return None;
    }
    let serial = alphabet::decode(text.get(1..=SERIAL_SYMBOLS)?)?;
    let mac = alphabet::decode(text.get(1 + SERIAL_SYMBOLS..)?)?;
    Some(BadgeCode {
        serial: BadgeSerial(serial),
        mac,
    })
}

impl BadgeCode {
    /// Whether it was made under this key; compared in constant time.
    #[must_use]
    pub fn is_authentic(&self, key: &BadgeKey) -> bool {
        self.mac.ct_eq(&mac_of(self.serial, key)).into()
    }

    /// The badge's id.
    #[must_use]
    pub fn badge_id(&self) -> BadgeId {
        self.serial.badge_id()
    }
}

impl fmt::Display for BadgeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{VERSION}{}{}", self.serial, alphabet::encode(&self.mac))
    }
}

impl fmt::Debug for BadgeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BadgeCode({self})")
    }
}

fn mac_of(serial: BadgeSerial, key: &BadgeKey) -> [u8; MAC_BYTES] {
    let hash = blake3::Hasher::new_keyed(&key.0)
        .update(MAC_TAG)
        .update(&serial.0)
        .finalize();
    hash.as_bytes().first_chunk().copied().unwrap_or_default()
}
