//! The codes that people carry: tickets and badge codes, and the sorting of whatever else is held under a scanner.
//!
//! Every code is written in [`crate::alphabet`]. Foreign codes (an import's ticket secrets) are looked up as they are.

pub mod badge;
pub mod day;
pub mod layout;
pub mod pairing;
pub mod presented;
pub mod ticket;

pub use badge::{BadgeCode, BadgeKey, BadgeSerial};
pub use day::Day;
pub use layout::Layout;
pub use pairing::{ADDRESSES_MAX, BadPairingCode, Fingerprint, Pairing, PairingCode, Token, TokenKey};
pub use presented::Presented;
pub use ticket::{KeyId, NotVerified, UnverifiedTicket, Validity, VerifiedTicket};
