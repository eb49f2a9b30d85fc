//! Challenges and sessions, which a server hands out without remembering them: each carries a keyed hash that only it can make.
//!
//! Several nodes that share a key let in whom another of them let in. Only the challenges that were answered are kept, for
//! as long as they would still be valid: none opens the door twice.

use crate::bounds::{CHALLENGE_MS, CHALLENGES_MAX, CHALLENGES_OF_STRANGERS_MAX, SESSION_MS};
use sarrera_core::alphabet;
use sarrera_core::ids::{DeviceId, EventId};
use sarrera_core::time::Timestamp;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

const MAC_BYTES: usize = 16;
const CHALLENGE_BYTES: usize = 40;
const SESSION_BYTES: usize = 56;
const CHALLENGE_CONTEXT: &str = "sarrera 2026 sync challenge";
const SESSION_CONTEXT: &str = "sarrera 2026 sync session";

/// The door of one server.
#[derive(Debug)]
pub struct Door {
    challenge_key: [u8; 32],
    session_key: [u8; 32],
    answered: Mutex<Answered>,
}

/// Challenges that were answered, until when each would be good.
type Challenges = BTreeMap<[u8; CHALLENGE_BYTES], Timestamp>;

/// A room for each kind of caller: whoever makes keys by the thousand fills none but its own.
#[derive(Debug, Default)]
struct Answered {
    members: Challenges,
    strangers: Challenges,
    newcomers: Challenges,
}

impl Answered {
    fn of(&mut self, caller: Caller) -> (&mut Challenges, usize) {
        match caller {
            Caller::Member => (&mut self.members, CHALLENGES_MAX),
            Caller::Stranger => (&mut self.strangers, CHALLENGES_OF_STRANGERS_MAX),
            Caller::Newcomer => (&mut self.newcomers, CHALLENGES_OF_STRANGERS_MAX),
        }
    }

    fn has(&self, challenge: &[u8; CHALLENGE_BYTES]) -> bool {
        [&self.members, &self.strangers, &self.newcomers]
            .iter()
            .any(|room| room.contains_key(challenge))
    }
}

/// Who answers a challenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Caller {
    /// A device that the event names.
    Member,
    /// One that it does not name, or not yet here.
    Stranger,
    /// One that comes by a code.
    Newcomer,
}

/// Who was let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Session {
    pub(crate) device: DeviceId,
    pub(crate) event: EventId,
}

/// What became of an answered challenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opened {
    Yes,
    NotOurs,
    TooMany,
}

impl Door {
    /// A door with this secret.
    #[must_use]
    pub fn new(secret: &[u8; 32]) -> Self {
        Self {
            challenge_key: blake3::derive_key(CHALLENGE_CONTEXT, secret),
            session_key: blake3::derive_key(SESSION_CONTEXT, secret),
            answered: Mutex::default(),
        }
    }

    /// `until ‖ random ‖ keyed hash of both`, as symbols.
    pub(crate) fn challenge(&self, now: Timestamp, random: [u8; 16]) -> String {
        let mut bytes = Vec::with_capacity(CHALLENGE_BYTES);
        bytes.extend_from_slice(&now.plus_ms(CHALLENGE_MS).0.to_be_bytes());
        bytes.extend_from_slice(&random);
        close(&self.challenge_key, bytes)
    }

    /// Opens once for each challenge of this door.
    pub(crate) fn open(&self, challenge: &str, caller: Caller, now: Timestamp) -> Opened {
        let Some(bytes) = unclose::<CHALLENGE_BYTES>(&self.challenge_key, challenge) else {
            return Opened::NotOurs;
        };
        let until = Timestamp(bytes.first_chunk().map_or(0, |b| i64::from_be_bytes(*b)));
        if until < now || until > now.plus_ms(CHALLENGE_MS) {
            return Opened::NotOurs;
        }
        let mut answered = self.answered.lock().unwrap_or_else(PoisonError::into_inner);
        if answered.has(&bytes) {
            return Opened::NotOurs;
        }
        let (room, max) = answered.of(caller);
        if room.len() >= max {
            room.retain(|_, until| *until >= now);
            if room.len() >= max {
                return Opened::TooMany;
            }
        }
        room.insert(bytes, until);
        Opened::Yes
    }

    /// `device ‖ event ‖ until ‖ keyed hash`, as symbols, and when it ends.
    pub(crate) fn session(&self, session: Session, now: Timestamp) -> (String, Timestamp) {
        let until = now.plus_ms(SESSION_MS);
        let mut bytes = Vec::with_capacity(SESSION_BYTES);
        bytes.extend_from_slice(session.device.bytes());
        bytes.extend_from_slice(session.event.bytes());
        bytes.extend_from_slice(&until.0.to_be_bytes());
        (close(&self.session_key, bytes), until)
    }

    /// Whose session it is, if it is this door's and not over.
    pub(crate) fn admitted(&self, session: &str, now: Timestamp) -> Option<Session> {
        let bytes = unclose::<SESSION_BYTES>(&self.session_key, session)?;
        let (device, rest) = bytes.split_first_chunk::<16>()?;
        let (event, rest) = rest.split_first_chunk::<16>()?;
        let until = Timestamp(i64::from_be_bytes(*rest.first_chunk()?));
        // A session cannot end later than one that begins now: then the server's clock was set back.
        let valid = now <= until && until <= now.plus_ms(SESSION_MS);
        valid.then_some(Session {
            device: DeviceId(*device),
            event: EventId(*event),
        })
    }
}

fn mac(key: &[u8; 32], bytes: &[u8]) -> blake3::Hash {
    blake3::keyed_hash(key, bytes)
}

fn close(key: &[u8; 32], mut bytes: Vec<u8>) -> String {
    let mac = mac(key, &bytes);
    bytes.extend(mac.as_bytes().iter().take(MAC_BYTES));
    alphabet::encode(&bytes)
}

fn unclose<const N: usize>(key: &[u8; 32], symbols: &str) -> Option<[u8; N]> {
    let bytes: [u8; N] = alphabet::decode(symbols)?;
    let (said, given) = bytes.split_last_chunk::<MAC_BYTES>()?;
    let made = mac(key, said);
    let made: &[u8; MAC_BYTES] = made.as_bytes().first_chunk()?;
    // Compared as hashes are: in a time that says nothing of where they differ.
    let same = constant_time_eq(made, given);
    same.then_some(bytes)
}

fn constant_time_eq(a: &[u8; MAC_BYTES], b: &[u8; MAC_BYTES]) -> bool {
    let widened = |half: &[u8; MAC_BYTES]| {
        let mut whole = [0; 32];
        whole.iter_mut().zip(half).for_each(|(to, from)| *to = *from);
        blake3::Hash::from_bytes(whole)
    };
    widened(a) == widened(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_795_000_000_000);

    #[test]
    fn a_challenge_opens_the_door_once_and_not_for_long() {
        let door = Door::new(&[1; 32]);
        let challenge = door.challenge(NOW, [7; 16]);
        assert_eq!(
            door.open(&challenge, Caller::Member, NOW.plus_ms(10)),
            Opened::Yes
        );
        assert_eq!(
            door.open(&challenge, Caller::Member, NOW.plus_ms(20)),
            Opened::NotOurs,
            "used already"
        );
        let late = door.challenge(NOW, [8; 16]);
        assert_eq!(
            door.open(&late, Caller::Member, NOW.plus_ms(CHALLENGE_MS + 1)),
            Opened::NotOurs
        );
        let foreign = Door::new(&[2; 32]).challenge(NOW, [9; 16]);
        assert_eq!(door.open(&foreign, Caller::Member, NOW), Opened::NotOurs);
        assert_eq!(door.open("QQQQ", Caller::Member, NOW), Opened::NotOurs);
    }

    #[test]
    fn challenges_that_nobody_can_use_any_more_are_forgotten() {
        let door = Door::new(&[1; 32]);
        for n in 0..CHALLENGES_MAX {
            let n = u128::try_from(n).unwrap().to_be_bytes();
            assert_eq!(
                door.open(&door.challenge(NOW, n), Caller::Member, NOW),
                Opened::Yes
            );
        }
        let one_more = door.challenge(NOW, [255; 16]);
        assert_eq!(door.open(&one_more, Caller::Member, NOW), Opened::TooMany);
        let later = NOW.plus_ms(CHALLENGE_MS + 1);
        assert_eq!(
            door.open(&door.challenge(later, [1; 16]), Caller::Member, later),
            Opened::Yes
        );
    }

    #[test]
    fn strangers_fill_no_room_but_their_own_and_no_challenge_opens_twice_by_another_name() {
        let door = Door::new(&[1; 32]);
        for n in 0..CHALLENGES_OF_STRANGERS_MAX {
            let n = u128::try_from(n).unwrap().to_be_bytes();
            assert_eq!(
                door.open(&door.challenge(NOW, n), Caller::Stranger, NOW),
                Opened::Yes
            );
        }
        let next = door.challenge(NOW, [255; 16]);
        assert_eq!(door.open(&next, Caller::Stranger, NOW), Opened::TooMany);
        assert_eq!(door.open(&next, Caller::Member, NOW), Opened::Yes);
        assert_eq!(door.open(&next, Caller::Newcomer, NOW), Opened::NotOurs);
        let code = door.challenge(NOW, [254; 16]);
        assert_eq!(door.open(&code, Caller::Newcomer, NOW), Opened::Yes);
    }

    #[test]
    fn a_session_is_its_devices_and_ends() {
        let door = Door::new(&[1; 32]);
        let session = Session {
            device: DeviceId([3; 16]),
            event: EventId([4; 16]),
        };
        let (text, until) = door.session(session, NOW);
        assert_eq!(door.admitted(&text, NOW.plus_ms(5)), Some(session));
        assert_eq!(door.admitted(&text, until.plus_ms(1)), None);
        let mut forged = text.clone();
        forged.replace_range(0..1, if text.starts_with('A') { "B" } else { "A" });
        assert_eq!(door.admitted(&forged, NOW), None);
        assert_eq!(Door::new(&[2; 32]).admitted(&text, NOW), None);
    }
}
