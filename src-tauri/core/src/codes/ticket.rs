//! A ticket is 149 symbols that any desk can verify offline, also for a registration that it has not received yet.
//!
//! 93 bytes: version 1, key id 4, event 4, attendee 16, first and last day 2 + 2, Ed25519 signature 64 over
//! [`DOMAIN`] and the 29 bytes before it. A ticket says who was registered, never who they are: no name stands in it.

use super::Day;
use crate::alphabet;
use crate::ids::{AttendeeId, EventId};
use ed25519_dalek::{SIGNATURE_LENGTH, Signature, Signer, SigningKey, VerifyingKey};
use std::fmt;

/// How many symbols a ticket has.
pub const SYMBOLS: usize = alphabet::symbols_for(TICKET_BYTES);

/// What is signed begins with this tag, so that no other signature of the same key can be passed off as a ticket.
pub const DOMAIN: &[u8; 16] = b"sarrera.ticket.1";

/// Every ticket of this version begins with `A` and one of these: the version's last bits, then the key id's first.
pub(super) const SECOND_SYMBOLS: &str = "EFGH";

const VERSION: u8 = 1;
const SIGNED_BYTES: usize = 29;
const TICKET_BYTES: usize = SIGNED_BYTES + SIGNATURE_LENGTH;
/// The first symbols of a ticket, and the bytes that they are: everything up to the attendee.
const HEAD_SYMBOLS: usize = alphabet::symbols_for(HEAD_BYTES);
const HEAD_BYTES: usize = 25;
const KEY_ID_CONTEXT: &str = "sarrera 2026-11 ticket key id";

/// Which key signed: the first 4 bytes of the public key's hash. A hint for finding the key, not a proof.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 4]);

impl KeyId {
    /// The id of this public key.
    #[must_use]
    pub fn of(key: &VerifyingKey) -> Self {
        let hash = blake3::derive_key(KEY_ID_CONTEXT, key.as_bytes());
        Self(first(&hash))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyId({})", alphabet::encode(&self.0))
    }
}

/// The days on which a ticket is good, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    pub first: Day,
    pub last: Day,
}

impl Validity {
    /// Good on any day.
    pub const ALWAYS: Self = Self {
        first: Day::MIN,
        last: Day::MAX,
    };

    /// Whether the ticket is good on this day.
    #[must_use]
    pub fn covers(&self, day: Day) -> bool {
        self.first <= day && day <= self.last
    }
}

/// A text in the shape of a ticket. Anybody can make one: nothing in it may be believed before it is verified.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct UnverifiedTicket {
    bytes: [u8; TICKET_BYTES],
}

/// What a ticket says, signed by a key that the caller trusts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerifiedTicket {
    pub attendee: AttendeeId,
    pub event_prefix: [u8; 4],
    pub validity: Validity,
    pub key_id: KeyId,
}

/// The signature does not belong to this key and this ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the ticket's signature is not by this key")]
pub struct NotVerified;

/// Writes and signs a ticket.
#[must_use]
pub fn issue(key: &SigningKey, event: EventId, attendee: AttendeeId, validity: Validity) -> String {
    let mut bytes = Vec::with_capacity(TICKET_BYTES);
    bytes.push(VERSION);
    bytes.extend_from_slice(&KeyId::of(&key.verifying_key()).0);
    bytes.extend_from_slice(&event_prefix(event));
    bytes.extend_from_slice(attendee.bytes());
    bytes.extend_from_slice(&validity.first.0.to_be_bytes());
    bytes.extend_from_slice(&validity.last.0.to_be_bytes());
    assert_eq!(
        bytes.len(),
        SIGNED_BYTES,
        "a ticket's signed part has a fixed length"
    );
    let signature = key.sign(&message(&bytes));
    bytes.extend_from_slice(&signature.to_bytes());
    alphabet::encode(&bytes)
}

/// Reads a text as a ticket of a version that this app knows; lower case is accepted.
#[must_use]
pub fn read(text: &str) -> Option<UnverifiedTicket> {
    if text.len() != SYMBOLS {
        return None;
    }
    let bytes = alphabet::decode::<TICKET_BYTES>(text)?;
    (bytes.first() == Some(&VERSION)).then_some(UnverifiedTicket { bytes })
}

/// Whom a text that begins as a ticket of this event does claims to be for, though it was cut short: enough to look a
/// person up for a question, never to admit one.
#[must_use]
pub fn claimed_by_beginning(event: EventId, text: &str) -> Option<AttendeeId> {
    let bytes = alphabet::decode::<HEAD_BYTES>(text.get(..HEAD_SYMBOLS)?)?;
    let (head, attendee) = bytes.split_last_chunk()?;
    let is_ours = head.first() == Some(&VERSION) && head.ends_with(&event_prefix(event));
    is_ours.then(|| AttendeeId::new(*attendee))
}

/// The four bytes of an event's id that its tickets carry.
#[must_use]
pub fn event_prefix(event: EventId) -> [u8; 4] {
    first(event.bytes())
}

impl UnverifiedTicket {
    /// Which key claims to have signed.
    #[must_use]
    pub fn key_id(&self) -> KeyId {
        KeyId(self.field(1))
    }

    /// Whether it claims to be of this event.
    #[must_use]
    pub fn is_of(&self, event: EventId) -> bool {
        self.event_prefix() == event_prefix(event)
    }

    /// The claimed event.
    #[must_use]
    pub fn event_prefix(&self) -> [u8; 4] {
        self.field(5)
    }

    /// Whom it claims to be for: enough to look a person up for a question, never to admit one.
    #[must_use]
    pub fn claimed_attendee(&self) -> AttendeeId {
        AttendeeId::new(self.field(9))
    }

    /// The days it claims.
    #[must_use]
    pub fn claimed_validity(&self) -> Validity {
        Validity {
            first: Day(u16::from_be_bytes(self.field(25))),
            last: Day(u16::from_be_bytes(self.field(27))),
        }
    }

    /// What the ticket says, if this key signed it. Weak keys and malleable signatures are refused too.
    ///
    /// # Errors
    /// [`NotVerified`] when the signature does not fit.
    pub fn verify(&self, key: &VerifyingKey) -> Result<VerifiedTicket, NotVerified> {
        if self.key_id() != KeyId::of(key) {
            return Err(NotVerified);
        }
        let signature = Signature::from_bytes(&self.field(SIGNED_BYTES));
        let signed: [u8; SIGNED_BYTES] = self.field(0);
        key.verify_strict(&message(&signed), &signature)
            .map_err(|_| NotVerified)?;
        Ok(VerifiedTicket {
            attendee: self.claimed_attendee(),
            event_prefix: self.event_prefix(),
            validity: self.claimed_validity(),
            key_id: self.key_id(),
        })
    }

    fn field<const N: usize>(&self, from: usize) -> [u8; N] {
        let mut field = [0; N];
        for (to, byte) in field.iter_mut().zip(self.bytes.iter().skip(from)) {
            *to = *byte;
        }
        field
    }
}

impl fmt::Display for UnverifiedTicket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&alphabet::encode(&self.bytes))
    }
}

impl fmt::Debug for UnverifiedTicket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "UnverifiedTicket({:?}, {:?})",
            self.claimed_attendee(),
            self.claimed_validity()
        )
    }
}

fn message(signed: &[u8]) -> Vec<u8> {
    [DOMAIN.as_slice(), signed].concat()
}

fn first<const N: usize>(bytes: &[u8]) -> [u8; N] {
    bytes.first_chunk().copied().unwrap_or([0; N])
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENT: EventId = EventId::new([3; 16]);
    const ATTENDEE: AttendeeId = AttendeeId::new(*b"an attendee's id");

    fn key() -> SigningKey {
        SigningKey::from_bytes(&[5; 32])
    }

    fn sample() -> String {
        issue(
            &key(),
            EVENT,
            ATTENDEE,
            Validity {
                first: Day(19_674),
                last: Day(19_675),
            },
        )
    }

    #[test]
    fn a_ticket_says_what_was_signed_and_nothing_else() {
        let text = sample();
        assert_eq!(text.len(), 149);
        assert!(text.starts_with('A') && SECOND_SYMBOLS.contains(&text[1..2]));
        let read = read(&text).unwrap();
        assert!(read.is_of(EVENT) && !read.is_of(EventId::NIL));
        assert_eq!(read.key_id(), KeyId::of(&key().verifying_key()));
        assert_eq!(read.to_string(), text);
        let verified = read.verify(&key().verifying_key()).unwrap();
        assert_eq!(verified.attendee, ATTENDEE);
        assert_eq!(
            verified.validity,
            Validity {
                first: Day(19_674),
                last: Day(19_675)
            }
        );
    }

    #[test]
    fn its_beginning_names_the_person_to_whoever_searches() {
        let text = sample();
        for part in [text.as_str(), &text.to_lowercase(), &text[..40]] {
            assert_eq!(claimed_by_beginning(EVENT, part), Some(ATTENDEE));
        }
        assert_eq!(
            claimed_by_beginning(EVENT, &text[..39]),
            None,
            "a symbol of it is missing"
        );
        assert_eq!(claimed_by_beginning(EventId::NIL, &text), None, "another event's");
        assert_eq!(claimed_by_beginning(EVENT, &format!("ñ{text}")), None);
    }

    #[test]
    fn its_days_are_inclusive() {
        let validity = Validity {
            first: Day(10),
            last: Day(12),
        };
        assert_eq!(
            [9, 10, 12, 13].map(|day| validity.covers(Day(day))),
            [false, true, true, false]
        );
        assert!(Validity::ALWAYS.covers(Day::MAX) && Validity::ALWAYS.covers(Day::MIN));
    }

    #[test]
    fn another_key_does_not_vouch_for_it() {
        let other = SigningKey::from_bytes(&[6; 32]).verifying_key();
        assert_eq!(read(&sample()).unwrap().verify(&other), Err(NotVerified));
    }

    #[test]
    fn no_flipped_bit_is_ever_accepted() {
        let bytes: [u8; TICKET_BYTES] = alphabet::decode(&sample()).unwrap();
        for bit in 0..TICKET_BYTES * 8 {
            let mut flipped = bytes;
            flipped[bit / 8] ^= 1 << (bit % 8);
            let ticket = read(&alphabet::encode(&flipped));
            assert!(
                ticket.is_none_or(|t| t.verify(&key().verifying_key()).is_err()),
                "bit {bit}"
            );
        }
    }

    #[test]
    fn the_format_is_frozen() {
        expect_test::expect!["AFTPHPPEANBSGA5BP2SGC7DWNXZGJ3MFE73UA4MEKVPE3Y9AXP4X8UZNF6T9U5MAYHYGHSARB2C865HFUFHP5DJVZXD3DEQHTULBRR5T5WLHCKM8GLAWQQJDB9ZERZNY2JNZ8QWNQ5KQ38FZPTMSS"].assert_eq(&sample());
    }
}
