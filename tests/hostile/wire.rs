//! A server that is asked what nobody honest asks.

use crate::house::{House, Said, messages, nothing_wrong};
use crate::mutate::{Mutator, packed};
use sarrera_core::alphabet;
use sarrera_core::ops::{Private, Salt};
use sarrera_sync::{Answer, Request, unpack};
use serde_json::Value;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Of ten messages so many are questions to a server; the others are answers to a device.
const SHARE: u64 = 9;
/// So many of them go to one copy of the centre.
const ROUND: u64 = 400;
const SEED: u64 = 0x5a22_e2a1;

#[test]
fn a_server_denies_what_is_nearly_right_and_takes_nothing_that_was_not_written_so() {
    let mut house = House::new(SEED);
    let requests = house.requests();
    let mut outcomes: BTreeMap<String, u64> = BTreeMap::new();
    let mut tried = 0;
    let wanted = messages() * SHARE / 10;
    while tried < wanted {
        house.again();
        for _ in 0..ROUND.min(wanted - tried) {
            let mut mutator = Mutator::new(SEED, tried);
            let said = house.said[mutator.below(house.said.len())].clone();
            let outcome = ask(&house, &said, &requests, &mut mutator, tried);
            if outcome == "let in" {
                house.again();
            }
            *outcomes.entry(outcome).or_default() += 1;
            tried += 1;
        }
        nothing_wrong(&house.centre, &house.written, &format!("before message {tried}"));
        assert_eq!(
            house.public_ops(),
            house.public,
            "nobody was let in before {tried}"
        );
    }
    println!("{tried} questions to a server, by what was said: {outcomes:?}");
    // Each reason that a message gives is met, or the messages are not those that were meant.
    let few = messages() < crate::house::MESSAGES;
    for code in [
        "answered",
        "unreadable",
        "bad_challenge",
        "bad_signature",
        "no_session",
        "not_granted",
    ] {
        assert!(
            few || outcomes.contains_key(code),
            "{code} was never met: {outcomes:?}"
        );
    }
    // Whoever asks rightly is answered all the same.
    house.again();
    let mut said = Vec::new();
    house.desk_again();
    crate::house::exchange(&house.desk, &house.centre, &mut said);
    assert_eq!(digests(&house.desk), digests(&house.centre));
}

/// Asks a changed question; what came of it in one word.
fn ask(house: &House, said: &Said, others: &[Value], mutator: &mut Mutator, number: u64) -> String {
    let bytes = if said.request.get("push").is_some() && mutator.chance(150) {
        packed(erased(&said.request, mutator).to_string().as_bytes())
    } else {
        mutator.message(&said.request, others)
    };
    // A part of one message in place of another may be that other, whole.
    let asked = unpack::<Request>(&bytes).ok();
    let honest = |asked: &Request| {
        house
            .said
            .iter()
            .any(|said| said.request == serde_json::json!(asked))
    };
    if matches!(asked, Some(Request::Pair(_))) && asked.as_ref().is_some_and(honest) {
        return "unchanged".to_owned();
    }
    let mut session = said.session.clone();
    match mutator.below(12) {
        0 => session = None,
        1 => session = session.map(|text| text.replace('A', "B")),
        2 => session = house.said[mutator.below(house.said.len())].session.clone(),
        _its_own => {}
    }
    let answered = catch_unwind(AssertUnwindSafe(|| {
        house.centre.app().answer_sync(session.as_deref(), &bytes)
    }));
    let Ok(answered) = answered else {
        panic!(
            "message {number} of seed {SEED} brings the server down: {}",
            said.request
        );
    };
    let answered = match answered {
        Ok(answered) => answered,
        Err(error) => panic!("message {number} of seed {SEED} fails in the database: {error}"),
    };
    let answer = unpack::<Answer>(&answered.body).unwrap();
    if let Answer::Denied(denied) = &answer {
        assert_eq!(answered.denied, Some(denied.code));
        let code = serde_json::to_value(denied.code).unwrap();
        return code.as_str().unwrap().to_owned();
    }
    if let Answer::LetIn(_) = &answer {
        let is_newcomer = asked.is_some_and(|asked| is_the_newcomer(house, &asked));
        assert!(is_newcomer, "message {number} of seed {SEED} let a stranger in");
        return "let in".to_owned();
    }
    if let Answer::Pushed(pushed) = &answer
        && !pushed.refused.is_empty()
    {
        return "refused".to_owned();
    }
    "answered".to_owned()
}

/// Whether somebody asks for just what the newcomer asked for: symbols may be written small, and a signature is still one.
fn is_the_newcomer(house: &House, asked: &Request) -> bool {
    let Request::Pair(asked) = asked else { return false };
    let pairs = house.said.iter().filter_map(|said| said.request.get("pair"));
    pairs.into_iter().any(|honest| {
        let same = |name: &str, text: &str| honest[name].as_str().unwrap().eq_ignore_ascii_case(text);
        same("device", &asked.device.to_string())
            && same("key", &asked.key)
            && same("sealing_key", &asked.sealing_key)
            && same("name", &asked.name)
            && same("proof", &asked.proof)
            && same("challenge", &asked.challenge)
    })
}

/// The same push, with the personal part of an op taken away as an erasure would: its hash is right, and so is every
/// signature; only nobody ever asked for it.
fn erased(push: &Value, mutator: &mut Mutator) -> Value {
    let mut push = push.clone();
    let runs = push["push"]["runs"].as_array_mut().unwrap();
    let ops = runs.iter_mut().flat_map(|run| run["ops"].as_array_mut().unwrap());
    let mut personal: Vec<&mut Value> = ops.filter(|op| op.get("private").is_some()).collect();
    if personal.is_empty() {
        return push;
    }
    let at = mutator.below(personal.len());
    let op = personal.swap_remove(at).as_object_mut().unwrap();
    let (text, salt) = (op.remove("private").unwrap(), op.remove("salt").unwrap());
    let private = Private::Open {
        bytes: text.as_str().unwrap().as_bytes().to_vec(),
        salt: Salt(alphabet::decode(salt.as_str().unwrap()).unwrap()),
    };
    let hash = alphabet::encode(&private.hash().unwrap().0);
    op.insert("private_hash".to_owned(), Value::String(hash));
    push
}

pub(crate) fn digests(node: &crate::node::Node) -> Vec<(String, String)> {
    let digest = node.app().digest().unwrap();
    let logs = digest.logs.into_iter();
    logs.map(|log| (log.log, log.digest)).collect()
}
