//! A device that a server answers as no honest one does: it keeps what is sound, says what is wrong, and the next honest
//! answer heals it.

use crate::fair::Fair;
use crate::house::{House, exchange, messages, nothing_wrong};
use crate::mutate::Mutator;
use crate::wire::digests;
use sarrera_app::BrokenOff;
use sarrera_sync::{Answer, Carried, unpack};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Of ten messages so many are answers to a device.
const SHARE: u64 = 1;
/// So many exchanges with a lying server before an honest one.
const ROUND: u64 = 25;
const SEED: u64 = 0x11e5;
/// An exchange that is answered so often, and by no honest word any more, is over.
const ANSWERS_MAX: u64 = 400;

#[test]
fn a_device_keeps_nothing_of_what_a_server_makes_up_and_the_next_honest_one_heals_it() {
    let mut house = House::new(SEED);
    let answers = house.answers();
    let mut outcomes: BTreeMap<String, u64> = BTreeMap::new();
    let mut tried = 0;
    let wanted = messages() * SHARE / 10;
    while tried < wanted {
        house.again();
        house.desk_again();
        for _ in 0..ROUND {
            if tried >= wanted {
                break;
            }
            let began = tried;
            // Also where nothing was changed, the next exchange draws anew.
            tried += 1;
            let outcome = catch_unwind(AssertUnwindSafe(|| lied_to(&house, &answers, &mut tried)));
            let Ok(outcome) = outcome else {
                panic!("the exchange that began with answer {began} of seed {SEED} brings the device down");
            };
            *outcomes.entry(outcome).or_default() += 1;
        }
        nothing_wrong(&house.desk, &house.written, &format!("before answer {tried}"));
        exchange(&house.desk, &house.centre, &mut Vec::new());
        exchange(&house.desk, &house.centre, &mut Vec::new());
        assert_eq!(
            digests(&house.desk),
            digests(&house.centre),
            "before answer {tried}"
        );
    }
    println!("{tried} answers to a device, by what the exchange came to: {outcomes:?}");
    assert!(outcomes.contains_key("wrong_answer"), "{outcomes:?}");
}

/// One exchange in which some answers are changed; what came of it in one word.
fn lied_to(house: &House, others: &[serde_json::Value], tried: &mut u64) -> String {
    let mut asked = 0;
    let mut draws = Mutator::new(!SEED, *tried);
    let wire = &mut |session: Option<&str>, body: &[u8]| {
        asked += 1;
        if asked > ANSWERS_MAX {
            return Err(());
        }
        let answered = house.centre.app().answer_sync(session, body).unwrap();
        if draws.chance(600) {
            return Ok(Carried::from(answered.body));
        }
        let mut mutator = Mutator::new(SEED, *tried);
        *tried += 1;
        let answer: Answer = unpack(&answered.body).unwrap();
        let honest = serde_json::to_value(answer).unwrap();
        Ok(Carried::from(mutator.message(&honest, others)))
    };
    match house.desk.app().exchange(Fair::get().event, wire) {
        Ok(exchanged) => exchanged
            .problem
            .map_or("well", |problem| problem.code())
            .to_owned(),
        Err(BrokenOff::Wire(())) => "given up".to_owned(),
        Err(BrokenOff::Here(error)) => panic!("answer {tried} of seed {SEED} fails in the database: {error}"),
    }
}
