//! The inviting server's half, and what it asks of its home.

use super::message::{Certificate, LetIn, Meet, Met, Pair};
use super::signed::{asked_bytes, met_bytes, pair_bytes};
use crate::bounds::{NAME_CHARS_MAX, NONCE_CHARS_MAX, WIRE_VERSION};
use crate::door::{Caller, Opened};
use crate::home::Host;
use crate::message::{Answer, Denial};
use crate::proof::{Speaker, holds, key_of};
use crate::runs::runs_of;
use crate::server::{At, Outcome, Server, Stopped};
use ed25519_dalek::VerifyingKey;
use sarrera_core::alphabet;
use sarrera_core::codes::{Fingerprint, TokenKey};
use sarrera_core::ids::{DeviceId, EventId};
use sarrera_core::ops::LogName;
use sarrera_core::time::Timestamp;
use sarrera_core::world::random;

/// A home that lets devices into its events.
pub trait Inviter: Host {
    /// The event with this fingerprint, and what proves that this server may invite to it; nothing where there is none.
    ///
    /// # Errors
    /// When the home can't be read.
    fn introduction(&self, fingerprint: Fingerprint) -> Result<Option<Introduction>, Self::Error>;

    /// Pairs a device that knows the token of an invitation which still holds, or says why not. One that is a device of
    /// the event already is let in again, at no cost to the invitation: its answer was lost.
    ///
    /// # Errors
    /// When the home can't be written.
    fn let_in(
        &mut self,
        newcomer: &Newcomer,
        proof: &TokenProof,
        at: Timestamp,
    ) -> Result<Result<(), Denial>, Self::Error>;
}

/// An event, and who this server is in it.
#[derive(Debug, Clone)]
pub struct Introduction {
    pub event: EventId,
    pub root: VerifyingKey,
    pub label: String,
    pub name: String,
    /// What the root says of this server; nothing where it is no office that may serve.
    pub certificate: Option<Certificate>,
}

/// A device that asks to be let in, and has proven that its key is its own.
#[derive(Debug, Clone)]
pub struct Newcomer {
    pub event: EventId,
    pub device: DeviceId,
    pub signing_key: VerifyingKey,
    pub sealing_key: String,
    /// What it calls itself.
    pub name: String,
}

/// That the newcomer knows a token.
#[derive(Debug, Clone)]
pub struct TokenProof {
    proof: [u8; 32],
    asked: Vec<u8>,
}

impl TokenProof {
    /// Whether the token behind this key is the one that it knows.
    #[must_use]
    pub fn is_by(&self, key: &TokenKey) -> bool {
        key.made(&self.proof, &self.asked)
    }
}

impl Server {
    pub(crate) fn meet<H: Inviter>(&self, home: &H, meet: &Meet, at: &At<'_>) -> Outcome<Answer, H::Error> {
        if meet.wire != WIRE_VERSION {
            return Err(Stopped::Denied(Denial::WrongWire));
        }
        if meet.nonce.len() > NONCE_CHARS_MAX {
            return Err(Stopped::Denied(Denial::TooLarge));
        }
        let fingerprint = Fingerprint::read(&meet.fingerprint).ok_or(Stopped::Denied(Denial::Unreadable))?;
        let known = home.introduction(fingerprint)?;
        let known = known.ok_or(Stopped::Denied(Denial::UnknownEvent))?;
        let certificate = known.certificate.ok_or(Stopped::Denied(Denial::NotInviting))?;
        let speaker = Speaker::of(at.key);
        let mut met = Met {
            event: known.event,
            root: alphabet::encode(known.root.as_bytes()),
            label: known.label,
            name: known.name,
            certificate: Box::new(certificate),
            challenge: self.door.challenge(at.now, random(at.entropy)),
            time_ms: at.now.0,
            signature: String::new(),
        };
        met.signature = speaker.sign(&met_bytes(&met, speaker.device, &meet.nonce));
        Ok(Answer::Met(met))
    }

    pub(crate) fn pair<H: Inviter>(
        &self,
        home: &mut H,
        pair: Pair,
        at: &At<'_>,
    ) -> Outcome<Answer, H::Error> {
        self.is_ours(home, pair.wire, pair.event)?;
        if pair.name.chars().count() > NAME_CHARS_MAX || pair.sealing_key.len() > NONCE_CHARS_MAX {
            return Err(Stopped::Denied(Denial::TooLarge));
        }
        let server = Speaker::of(at.key).device;
        let key = key_of(pair.device, &pair.key).ok_or(Stopped::Denied(Denial::BadSignature))?;
        if !holds(&key, &pair_bytes(&pair, server), &pair.signature) {
            return Err(Stopped::Denied(Denial::BadSignature));
        }
        if !self.guesses.may_try((pair.event, at.from), at.now) {
            return Err(Stopped::Denied(Denial::TooMany));
        }
        match self.door.open(&pair.challenge, Caller::Newcomer, at.now) {
            Opened::Yes => {}
            Opened::NotOurs => return Err(Stopped::Denied(Denial::BadChallenge)),
            Opened::TooMany => return Err(Stopped::Denied(Denial::TooMany)),
        }
        let proof = TokenProof {
            proof: alphabet::decode(&pair.proof).ok_or(Stopped::Denied(Denial::Unreadable))?,
            asked: asked_bytes(&pair, server),
        };
        let newcomer = Newcomer {
            event: pair.event,
            device: pair.device,
            signing_key: key,
            sealing_key: pair.sealing_key,
            name: pair.name,
        };
        if let Err(denial) = home.let_in(&newcomer, &proof, at.now)? {
            if denial == Denial::WrongCode {
                self.guesses.was_wrong((newcomer.event, at.from), at.now);
            }
            return Err(Stopped::Denied(denial));
        }
        let page = home.page(newcomer.event, &LogName::Public, 0, &self.bounds)?;
        let ops = page.parcels.into_iter().flat_map(|parcel| parcel.ops).collect();
        Ok(Answer::LetIn(LetIn {
            runs: runs_of(ops),
            more: page.more,
        }))
    }
}
