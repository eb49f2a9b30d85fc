//! The new device's half: each step is a value that only the step before it gives.

use super::message::{LetIn, Meet, Met, Pair};
use super::signed::{asked_bytes, met_bytes, pair_bytes};
use crate::bounds::{NAME_CHARS_MAX, WIRE_VERSION};
use crate::client::{Carried, Problem};
use crate::codec::{pack, unpack};
use crate::message::{Answer, Request};
use crate::proof::{Speaker, holds, key_of};
use crate::runs::ops_of;
use ed25519_dalek::{SigningKey, VerifyingKey};
use sarrera_core::alphabet;
use sarrera_core::codes::{Fingerprint, PairingCode, TokenKey};
use sarrera_core::ids::{DeviceId, EventId};
use sarrera_core::ops::{LogName, Op, event_id};

/// Asks whoever answers whether it is the event's server.
#[derive(Debug)]
pub struct Meeting {
    code: PairingCode,
    nonce: String,
}

impl Meeting {
    /// The first question, for a nonce.
    #[must_use]
    pub fn begin(code: PairingCode, random: [u8; 16]) -> (Self, Vec<u8>) {
        let nonce = alphabet::encode(&random);
        let meet = Request::Meet(Meet {
            wire: WIRE_VERSION,
            fingerprint: code.fingerprint.to_string(),
            nonce: nonce.clone(),
        });
        (Self { code, nonce }, pack(&meet).unwrap_or_default())
    }

    /// Hears the answer: who does not prove to be an office of the code's event is told nothing more.
    ///
    /// # Errors
    /// Why it is not to be believed.
    pub fn heard(self, carried: &Carried) -> Result<Acquainted, Problem> {
        let met = match unpack::<Answer>(&carried.body) {
            Ok(Answer::Met(met)) => met,
            Ok(Answer::Denied(denied)) => return Err(Problem::Denied(denied.code)),
            Ok(_) | Err(_) => return Err(Problem::WrongAnswer),
        };
        let server = self.certified(&met)?;
        if carried.shown.is_some_and(|shown| shown != server) {
            return Err(Problem::ForgedServer);
        }
        Ok(Acquainted {
            event: met.event,
            label: met.label,
            name: met.name,
            server,
            shown: carried.shown,
            challenge: met.challenge,
            key: self.code.token.key(met.event),
        })
    }

    fn certified(&self, met: &Met) -> Result<DeviceId, Problem> {
        let root = alphabet::decode(&met.root).and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok());
        let is_root = |root: &VerifyingKey| {
            event_id(root) == met.event && Fingerprint::of(met.event) == self.code.fingerprint
        };
        let root = root.filter(is_root).ok_or(Problem::UnknownServer)?;
        let said = met.certificate.by(&root).filter(|said| said.serves_as_office);
        let said = said.ok_or(Problem::UnknownServer)?;
        let key = key_of(said.device, said.key).ok_or(Problem::ForgedServer)?;
        if holds(&key, &met_bytes(met, said.device, &self.nonce), &met.signature) {
            Ok(said.device)
        } else {
            Err(Problem::ForgedServer)
        }
    }
}

/// A server that proved to be an office of the event.
#[derive(Debug)]
pub struct Acquainted {
    pub event: EventId,
    pub label: String,
    pub name: String,
    pub server: DeviceId,
    shown: Option<DeviceId>,
    challenge: String,
    key: TokenKey,
}

impl Acquainted {
    /// The second question: to be let in under this name, with the event's keys sealed to this recipient.
    #[must_use]
    pub fn ask(self, key: &SigningKey, sealing_key: &str, name: &str) -> (Asking, Vec<u8>) {
        let speaker = Speaker::of(key);
        let mut pair = Pair {
            wire: WIRE_VERSION,
            event: self.event,
            device: speaker.device,
            key: speaker.key_symbols(),
            sealing_key: sealing_key.to_owned(),
            name: name.chars().take(NAME_CHARS_MAX).collect(),
            challenge: self.challenge,
            proof: String::new(),
            signature: String::new(),
        };
        pair.proof = alphabet::encode(&self.key.proof(&asked_bytes(&pair, self.server)));
        pair.signature = speaker.sign(&pair_bytes(&pair, self.server));
        let asking = Asking {
            event: self.event,
            shown: self.shown,
        };
        (asking, pack(&Request::Pair(pair)).unwrap_or_default())
    }
}

/// Waits to be let in.
#[derive(Debug)]
pub struct Asking {
    event: EventId,
    shown: Option<DeviceId>,
}

/// The event's `public` log, to be checked and stored like any ops.
#[derive(Debug)]
pub struct LetInOps {
    pub ops: Vec<Op>,
    pub more: bool,
}

impl Asking {
    /// Hears the answer.
    ///
    /// # Errors
    /// Why the device was not let in.
    pub fn heard(self, carried: &Carried) -> Result<LetInOps, Problem> {
        // A denial may come without the channel's key.
        if let (Some(before), Some(now)) = (self.shown, carried.shown)
            && before != now
        {
            return Err(Problem::ForgedServer);
        }
        let LetIn { runs, more } = match unpack::<Answer>(&carried.body) {
            Ok(Answer::LetIn(let_in)) => let_in,
            Ok(Answer::Denied(denied)) => return Err(Problem::Denied(denied.code)),
            Ok(_) | Err(_) => return Err(Problem::WrongAnswer),
        };
        let ops = ops_of(self.event, &LogName::Public, runs).map_err(|_bad| Problem::WrongAnswer)?;
        Ok(LetInOps { ops, more })
    }
}
