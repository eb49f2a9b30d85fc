//! docs/sync.md is the protocol, with docs/pairing.md: each example there is a message, and each message has an example there.

use crate::{Answer, Request};
use std::collections::BTreeSet;

const PAGES: [&str; 2] = [
    include_str!("../../../docs/sync.md"),
    include_str!("../../../docs/pairing.md"),
];

fn examples() -> Vec<&'static str> {
    let blocks = PAGES.iter().flat_map(|page| page.split("```json\n").skip(1));
    blocks.map(|block| block.split("```").next().unwrap()).collect()
}

fn name(json: &serde_json::Value) -> String {
    json.as_object().unwrap().keys().next().unwrap().clone()
}

#[test]
fn each_example_is_a_message_and_is_written_as_it_was_read() {
    for example in examples() {
        let json: serde_json::Value = serde_json::from_str(example).unwrap();
        let again = match serde_json::from_str::<Request>(example) {
            Ok(request) => serde_json::to_value(request).unwrap(),
            Err(_) => serde_json::to_value(serde_json::from_str::<Answer>(example).unwrap()).unwrap(),
        };
        assert_eq!(again, json);
    }
}

#[test]
fn each_message_has_an_example() {
    let shown: BTreeSet<String> = examples()
        .iter()
        .map(|example| name(&serde_json::from_str(example).unwrap()))
        .collect();
    let all = [
        "knock", "knocked", "hello", "welcome", "look", "seen", "push", "pushed", "pull", "page", "compare",
        "ends", "fetch", "fetched", "denied", "meet", "met", "pair", "let_in",
    ];
    assert_eq!(shown, all.map(str::to_owned).into());
}
