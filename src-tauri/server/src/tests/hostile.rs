//! A real server that is asked over real HTTP what nobody honest asks: each is refused by its code, a line of the log says
//! so, and nothing is written.

use super::logged::lines;
use super::stand_in::config;
use crate::*;
use sarrera_app::view::{InvitationAsk, NewEvent};
use sarrera_app::{App, World};
use sarrera_core::codes::{Pairing, PairingCode};
use sarrera_core::ids::{BootId, SubjectId};
use sarrera_core::ops::{Fact, LogName, ScanAnnulled};
use sarrera_core::time::Timestamp;
use sarrera_sync::{
    Answer, Carried, Knock, LightDevice, NotPaired, Problem, Pull, Push, Request, WIRE_VERSION, pack, unpack,
};
use sarrera_testkit::world::{SeededEntropy, SettableClock};
use secrecy::SecretString;
use std::sync::Arc;
use tempfile::TempDir;

const EVENT: &str = "fair";
const MORNING: Timestamp = Timestamp(1_795_510_800_000);
const CANARY: &str = "canary-in-a-message";

/// An office that serves.
struct Office {
    app: Arc<App>,
    _dir: TempDir,
    _serving: Serving,
    at: ServerAddress,
    clock: SettableClock,
    entropy: SeededEntropy,
}

impl Office {
    fn new() -> Self {
        Self::of(1)
    }

    /// An office of an event of its own.
    fn of(seed: u64) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let world = World {
            clock: Arc::new(SettableClock::at(MORNING)),
            entropy: Arc::new(SeededEntropy::new(seed)),
            boot: BootId([1; 16]),
        };
        let passphrase = SecretString::from("a passphrase of a test");
        let app = Arc::new(App::open(dir.path(), Some(&passphrase), world).unwrap().app);
        app.create_event(&NewEvent {
            label: EVENT.to_owned(),
            name: "Fair".to_owned(),
            time_zone: "Europe/Madrid".to_owned(),
            starts: "2026-11-24".to_owned(),
            ends: "2026-11-25".to_owned(),
            venue: String::new(),
        })
        .unwrap();
        let answers = AppAnswers::of(Arc::clone(&app));
        let clock = Arc::new(SettableClock::at(MORNING));
        let tls = Config {
            tls: Tls::Device(app.device_key().unwrap()),
            ..config()
        };
        let serving = serve(&tls, Arc::new(answers), clock).unwrap();
        let at = format!("https://{}", serving.address()).parse().unwrap();
        Self {
            app,
            _dir: dir,
            _serving: serving,
            at,
            clock: SettableClock::at(MORNING),
            entropy: SeededEntropy::new(5),
        }
    }

    fn code(&self) -> PairingCode {
        let ask = InvitationAsk {
            role: "gate".to_owned(),
            ..InvitationAsk::default()
        };
        let made = self.app.invite(EVENT, &ask, None).unwrap();
        Pairing::read(&made.code).unwrap().code
    }

    fn wire(&self) -> Wire {
        Wire::new(vec![self.at.clone()], &Trust::first_seen(), Patience::default()).unwrap()
    }

    /// A message as its bytes, and what was answered: the status and the protocol's own word.
    fn said(&self, session: Option<&str>, body: Vec<u8>) -> (u16, String) {
        match self.wire().post(session, body) {
            Ok(_) => (200, String::new()),
            Err(WireError::Refused {
                status, body, code, ..
            }) => match unpack::<Answer>(&body) {
                Ok(Answer::Denied(denied)) => (status, denied.code.code().to_owned()),
                Ok(other) => panic!("{other:?} with {status}"),
                Err(_) => (status, code),
            },
            Err(other) => panic!("{other:?}"),
        }
    }

    fn asked(&self, session: Option<&str>, request: &Request) -> (u16, String) {
        self.said(session, pack(request).unwrap())
    }

    /// A gate that came in by a code, and every message that it sent.
    fn gate(&self) -> (LightDevice, Vec<Vec<u8>>) {
        let mut sent = Vec::new();
        let mut wire = self.wire();
        let mut carry = |session: Option<&str>, body: &[u8]| {
            sent.push(body.to_vec());
            post(&mut wire, session, body)
        };
        let recipient = sarrera_app::vault::SealingKey::generate(&self.entropy).recipient();
        let paired = LightDevice::pair(
            &self.code(),
            |_| true,
            ("gate", &recipient),
            &mut carry,
            &self.entropy,
        );
        let mut gate = paired.unwrap();
        let exchanged = gate.exchange(&mut carry, (&self.clock, &self.entropy)).unwrap();
        assert_eq!(exchanged.problem, None);
        (gate, sent)
    }
}

fn post(wire: &mut Wire, session: Option<&str>, body: &[u8]) -> Result<Carried, WireError> {
    match wire.post(session, body.to_vec()) {
        Ok(reply) => Ok(reply.body.into()),
        Err(WireError::Refused { body, .. }) if !body.is_empty() => Ok(body.into()),
        Err(error) => Err(error),
    }
}

#[test]
fn bombs_nesting_and_garbage_are_refused_by_a_code_over_the_wire_and_nothing_of_them_is_logged() {
    let log = lines();
    let office = Office::new();
    let before = office.app.digest().unwrap();
    let framed = |bytes: &[u8]| zstd::bulk::compress(bytes, 19).unwrap();
    let bomb = framed(&vec![b' '; 33 * 1024 * 1024]);
    assert!(bomb.len() < 10_000, "it is small on its way");
    assert_eq!(office.said(None, bomb), (413, "too_large".to_owned()));
    let nested = format!("{{\"knock\":{}", "[".repeat(200_000));
    let surplus = format!("{{\"{CANARY}\":1}}");
    let twice = format!("{{\"knock\":{{\"wire\":1,\"wire\":1,\"event\":\"{CANARY}\"}}}}");
    for unreadable in [
        CANARY.as_bytes().to_vec(),
        framed(CANARY.as_bytes()),
        framed(nested.as_bytes()),
        framed(surplus.as_bytes()),
        framed(twice.as_bytes()),
        framed(&[0xff; 64]),
        Vec::new(),
    ] {
        assert_eq!(office.said(None, unreadable), (400, "unreadable".to_owned()));
    }
    let knock = Knock {
        wire: WIRE_VERSION + 1,
        event: office.app.event_id(EVENT).unwrap(),
    };
    assert_eq!(
        office.asked(None, &Request::Knock(knock)),
        (400, "wrong_wire".to_owned())
    );
    assert_eq!(office.app.digest().unwrap(), before);
    let text = log.text();
    for code in ["too_large", "unreadable", "wrong_wire"] {
        let line = format!("\"code\":\"{code}\"");
        assert!(
            text.lines().any(|l| l.contains(&line) && l.contains("denied")),
            "{code}"
        );
    }
    assert!(!text.contains(CANARY), "{text}");
}

#[test]
fn what_was_sent_once_opens_nothing_twice_and_what_another_signed_is_not_taken() {
    let log = lines();
    let office = Office::new();
    let (mut gate, sent) = office.gate();
    let before = office.app.digest().unwrap();
    // The listener on the way sends the same again: the pairing, the hello.
    for body in &sent {
        let code = match unpack::<Request>(body).unwrap() {
            Request::Pair(_) | Request::Hello(_) => "bad_challenge",
            Request::Meet(_)
            | Request::Knock(_)
            | Request::Look(_)
            | Request::Push(_)
            | Request::Pull(_)
            | Request::Compare(_)
            | Request::Fetch(_) => continue,
        };
        assert_eq!(office.said(None, body.clone()), (401, code.to_owned()));
    }
    let session = gate.session().unwrap().to_owned();
    let pull = Request::Pull(Pull {
        log: LogName::Contact,
        after: 0,
    });
    assert_eq!(
        office.asked(Some(&session), &pull),
        (403, "not_granted".to_owned())
    );
    assert_eq!(office.asked(None, &pull), (401, "no_session".to_owned()));
    let forged = session.replace('A', "B");
    assert_eq!(office.asked(Some(&forged), &pull), (401, "no_session".to_owned()));
    // An op of the gate's, under another's signature.
    let fact = Fact::ScanAnnulled(ScanAnnulled {
        scan: sarrera_core::ids::ScanId([1; 16]),
    });
    let op = (&LogName::Scans, SubjectId([1; 16]), &fact);
    gate.write(op, (MORNING, &office.entropy)).unwrap();
    let mut pushed = None;
    let mut wire = office.wire();
    let mut carry = |session: Option<&str>, body: &[u8]| {
        let Ok(Request::Push(push)) = unpack::<Request>(body) else {
            return post(&mut wire, session, body);
        };
        pushed = Some(push);
        Err(WireError::TimedOut)
    };
    assert!(
        gate.exchange(&mut carry, (&office.clock, &office.entropy))
            .is_err()
    );
    let mut push: serde_json::Value = serde_json::to_value(pushed.unwrap()).unwrap();
    push["runs"][0]["ops"][0]["wall"] = 5.into();
    let push: Push = serde_json::from_value(push).unwrap();
    let reply = office
        .wire()
        .post(Some(&session), pack(&Request::Push(push)).unwrap())
        .unwrap();
    let Answer::Pushed(pushed) = unpack(&reply.body).unwrap() else {
        panic!("an answer to a push");
    };
    assert_eq!(pushed.refused[0].code, "bad_signature");
    assert_eq!(office.app.digest().unwrap(), before);
    let text = log.text();
    for code in ["bad_challenge", "not_granted", "no_session", "bad_signature"] {
        assert!(text.contains(&format!("\"code\":\"{code}\"")), "{code} is logged");
    }
    assert!(!text.contains(&session), "a session is nobody's to read");
}

#[test]
fn a_server_that_is_not_the_codes_event_is_told_nothing_by_a_newcomer() {
    let (office, impostor) = (Office::new(), Office::of(2));
    let code = office.code();
    let mut asked = 0;
    let mut wire = impostor.wire();
    let mut carry = |session: Option<&str>, body: &[u8]| {
        asked += 1;
        post(&mut wire, session, body)
    };
    let entropy = SeededEntropy::new(9);
    let refused = LightDevice::pair(&code, |_| true, ("gate", ""), &mut carry, &entropy);
    let Err(NotPaired::Problem(problem)) = refused else {
        panic!("it was not believed");
    };
    assert_eq!(
        problem.code(),
        Problem::Denied(sarrera_sync::Denial::UnknownEvent).code()
    );
    assert_eq!(asked, 1, "nothing but the event's fingerprint was said");
}
