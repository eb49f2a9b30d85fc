//! What a new device believes of whoever answers, and what a listener can do with what it hears.

use super::message::{Certificate, Met, Pair};
use super::signed::{asked_bytes, met_bytes};
use super::{Acquainted, Meeting};
use crate::client::{Carried, Problem};
use crate::codec::{pack, unpack};
use crate::message::{Answer, Denial, Denied, Request};
use crate::proof::Speaker;
use ed25519_dalek::SigningKey;
use sarrera_core::alphabet;
use sarrera_core::codes::{Fingerprint, PairingCode, Token};
use sarrera_core::ids::EventId;
use sarrera_core::ops::{DevicePaired, Role, Stated, device_id, event_id};

const NONCE: [u8; 16] = [9; 16];

fn key(n: u8) -> SigningKey {
    SigningKey::from_bytes(&[n; 32])
}

fn event() -> EventId {
    event_id(&key(1).verifying_key())
}

fn code() -> PairingCode {
    PairingCode {
        fingerprint: Fingerprint::of(event()),
        token: Token::new([7; 10]),
    }
}

fn certificate(root: &SigningKey, server: &SigningKey, role: Role, may_serve: bool) -> Box<Certificate> {
    let said = DevicePaired {
        device: device_id(&server.verifying_key()),
        name: "Office".into(),
        role,
        signing_key: alphabet::encode(server.verifying_key().as_bytes()),
        sealing_key: String::new(),
        may_serve,
        exhibitor: None,
        at_ms: 1,
    };
    Box::new(Certificate::Paired(Stated::by_root(said, root).unwrap()))
}

/// The honest answer of the office with key 2, signed over this nonce.
fn met(nonce: &str) -> Met {
    let server = key(2);
    let mut met = Met {
        event: event(),
        root: alphabet::encode(key(1).verifying_key().as_bytes()),
        label: "fair".into(),
        name: "The fair".into(),
        certificate: certificate(&key(1), &server, Role::Office, true),
        challenge: "CHALLENGE".into(),
        time_ms: 5,
        signature: String::new(),
    };
    sign(&mut met, &server, nonce);
    met
}

fn sign(met: &mut Met, by: &SigningKey, nonce: &str) {
    let speaker = Speaker::of(by);
    met.signature = speaker.sign(&met_bytes(met, speaker.device, nonce));
}

fn heard(met: Met) -> Result<Acquainted, Problem> {
    let (meeting, _question) = Meeting::begin(code(), NONCE);
    meeting.heard(&pack(&Answer::Met(met)).unwrap().into())
}

fn nonce() -> String {
    alphabet::encode(&NONCE)
}

#[test]
fn an_office_of_the_codes_event_is_believed_and_the_question_does_not_hold_the_token() {
    let (_meeting, question) = Meeting::begin(code(), NONCE);
    let Request::Meet(meet) = unpack(&question).unwrap() else {
        panic!("a meet")
    };
    assert_eq!(
        Fingerprint::read(&meet.fingerprint),
        Some(Fingerprint::of(event()))
    );
    let acquainted = heard(met(&nonce())).unwrap();
    assert_eq!(acquainted.server, device_id(&key(2).verifying_key()));
    assert_eq!((acquainted.event, acquainted.label.as_str()), (event(), "fair"));
}

#[test]
fn whoever_else_answers_is_told_nothing_more() {
    let said = |change: fn(&mut Met)| {
        let mut met = met(&nonce());
        change(&mut met);
        heard(met).map(|_| ()).map_err(Problem::code)
    };
    // Another event's root, however well it certifies.
    let other_root = |met: &mut Met| {
        met.root = alphabet::encode(key(3).verifying_key().as_bytes());
        met.event = event_id(&key(3).verifying_key());
        met.certificate = certificate(&key(3), &key(2), Role::Office, true);
        sign(met, &key(2), &nonce());
    };
    assert_eq!(said(other_root), Err("unknown_server"));
    // The right root named, and another's certificate.
    assert_eq!(
        said(|met| met.certificate = certificate(&key(3), &key(2), Role::Office, true)),
        Err("unknown_server")
    );
    assert_eq!(
        said(|met| met.certificate = certificate(&key(1), &key(2), Role::Desk, true)),
        Err("unknown_server"),
        "a desk lets nobody in"
    );
    assert_eq!(
        said(|met| met.certificate = certificate(&key(1), &key(2), Role::Office, false)),
        Err("unknown_server"),
        "it may not serve"
    );
    // Somebody who has the certificate, which is no secret, and not its key.
    assert_eq!(said(|met| sign(met, &key(4), &nonce())), Err("forged_server"));
    assert_eq!(said(|met| met.label = "another".into()), Err("forged_server"));
    // An answer that was given to somebody else.
    let replayed = heard(met("ANOTHERNONCE")).map(|_| ());
    assert_eq!(replayed, Err(Problem::ForgedServer));
}

#[test]
fn who_stands_in_between_is_seen_by_the_channels_key() {
    let over = |channel: u8| {
        let (meeting, _question) = Meeting::begin(code(), NONCE);
        let carried = Carried {
            body: pack(&Answer::Met(met(&nonce()))).unwrap(),
            shown: Some(device_id(&key(channel).verifying_key())),
        };
        meeting.heard(&carried).map(|_| ())
    };
    assert_eq!((over(2), over(4)), (Ok(()), Err(Problem::ForgedServer)));
}

#[test]
fn a_listener_cannot_have_its_own_key_paired_with_what_it_heard() {
    let ask = |by: &SigningKey| {
        let (_asking, question) = heard(met(&nonce())).unwrap().ask(by, "age1sealed", "Desk 1");
        let Request::Pair(pair) = unpack(&question).unwrap() else {
            panic!("a pair")
        };
        pair
    };
    let server = device_id(&key(2).verifying_key());
    let token = code().token.key(event());
    let made = |pair: &Pair, proof: &str| {
        let proof = alphabet::decode(proof).unwrap();
        token.made(&proof, &asked_bytes(pair, server))
    };
    let (theirs, mut own) = (ask(&key(5)), ask(&key(6)));
    assert!(made(&theirs, &theirs.proof));
    own.proof.clone_from(&theirs.proof);
    assert!(!made(&own, &own.proof), "the proof is for one device");
    let mut sealed_to_another = theirs.clone();
    sealed_to_another.sealing_key = "age1another".into();
    assert!(
        !made(&sealed_to_another, &theirs.proof),
        "and one recipient of keys"
    );
    let mut later = theirs.clone();
    later.challenge = "ANOTHER".into();
    assert!(!made(&later, &theirs.proof), "and one challenge");
}

#[test]
fn a_denial_keeps_its_code_and_anything_else_is_no_answer() {
    let answered = |answer: &Answer| {
        let (meeting, _question) = Meeting::begin(code(), NONCE);
        meeting
            .heard(&pack(answer).unwrap().into())
            .map(|_| ())
            .map_err(Problem::code)
    };
    let denied = |code| Answer::Denied(Denied { code });
    assert_eq!(answered(&denied(Denial::UnknownEvent)), Err("unknown_event"));
    assert_eq!(answered(&denied(Denial::InvitationUsed)), Err("invitation_used"));
    let (meeting, _question) = Meeting::begin(code(), NONCE);
    assert_eq!(
        meeting.heard(&b"<html>".to_vec().into()).map(|_| ()),
        Err(Problem::WrongAnswer)
    );
}
