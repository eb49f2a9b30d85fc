//! A badge code is 25 symbols: the version `B`, an 80-bit random serial, and a 40-bit MAC under the event's badge key.
//!
//! The MAC lets a desk tell a badge whose op has not arrived yet from an invented one. 40 bits are guessed once in a
//! million million tries, each of them at a desk in front of a person.

use super::layout::{self, Layout};
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

    /// A hash that only holders of the key can make; `tag` says what for.
    pub(super) fn hash(&self, tag: &[u8], bytes: &[u8]) -> blake3::Hash {
        blake3::Hasher::new_keyed(&self.0)
            .update(tag)
            .update(bytes)
            .finalize()
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

/// Reads a text that the wrong keyboard layout garbled; the MAC says which layout it was.
#[must_use]
pub fn read_garbled(text: &str, key: &BadgeKey) -> Option<(Layout, BadgeCode)> {
    layout::readings(text.trim())
        .filter_map(|reading| Some((reading.layout, read(&reading.text)?)))
        .find(|(_, code)| code.is_authentic(key))
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
    let hash = key.hash(MAC_TAG, &serial.0);
    hash.as_bytes().first_chunk().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key() -> BadgeKey {
        BadgeKey::new(*b"a key of thirty-two bytes, right")
    }

    #[test]
    fn a_badge_code_is_twenty_five_symbols_that_begin_with_its_version() {
        let code = mint(BadgeSerial(*b"0123456789"), &key());
        expect_test::expect!["BGA2VEN3WGW5DQQB3Y6RW9EDC GA2V EN3W 2VHWMKDEYFXPUB6VFDLUGS8J6A"]
            .assert_eq(&format!("{code} {} {}", code.serial.short(), code.badge_id()));
        assert_eq!(code.to_string().len(), 25);
        assert!(code.is_authentic(&key()));
        assert!(!code.is_authentic(&BadgeKey::new([0; 32])));
    }

    #[test]
    fn other_lengths_versions_and_symbols_are_no_badge_codes() {
        let code = mint(BadgeSerial([1; 10]), &key()).to_string();
        assert_eq!(read(&code.to_lowercase()), read(&code));
        assert!(read(&code).is_some());
        assert_eq!(read(&code[..24]), None);
        assert_eq!(read(&format!("{code}A")), None);
        assert_eq!(read(&format!("C{}", &code[1..])), None);
        assert_eq!(read(&format!("{}O", &code[..24])), None);
        assert_eq!(read(&format!("{}é", &code[..23])), None);
    }

    #[test]
    fn the_key_is_not_shown() {
        assert_eq!(format!("{:?}", key()), "BadgeKey(…)");
    }

    #[test]
    fn a_serial_keeps_its_text_in_json() {
        let serial = BadgeSerial([1; 10]);
        let json = serde_json::to_string(&serial).unwrap();
        assert_eq!(json, format!("\"{serial}\""));
        assert_eq!(serde_json::from_str::<BadgeSerial>(&json).unwrap(), serial);
        assert!(serde_json::from_str::<BadgeSerial>("\"short\"").is_err());
    }

    proptest! {
        #[test]
        fn no_flipped_bit_is_ever_authentic(serial in any::<[u8; 10]>(), key in any::<[u8; 32]>(), symbol in 1..SYMBOLS, bit in 0..5_u32) {
            let key = BadgeKey::new(key);
            let text = mint(BadgeSerial(serial), &key).to_string();
            prop_assert!(read(&text).unwrap().is_authentic(&key));
            let mut symbols: Vec<char> = text.chars().collect();
            let value = alphabet::value(symbols[symbol]).unwrap() ^ (1 << bit);
            symbols[symbol] = char::from(alphabet::SYMBOLS[usize::try_from(value).unwrap()]);
            let flipped: String = symbols.into_iter().collect();
            prop_assert!(!read(&flipped).unwrap().is_authentic(&key));
        }
    }
}
