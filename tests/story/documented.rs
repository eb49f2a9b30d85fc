//! docs/cli.md calls the program: its examples run in their order, and give the keys that it shows. Those that need a server
//! or another device are indented there, and told in `many.rs`, `joining.rs` and `crowd.rs`.

use crate::fair::{PASSPHRASE, file, sarrera};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

#[test]
fn every_example_that_needs_no_other_device_runs_and_has_the_keys_that_it_shows() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/cli.md");
    let page = std::fs::read_to_string(page).unwrap();
    let examples = examples(&page);
    assert!(examples.len() >= 14, "each command has an example");
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(file("boi-2023/event.json"), folder.path().join("event.json")).unwrap();
    let positions = std::fs::read_to_string(file("pretix/orderlist_positions_all.csv")).unwrap();
    let few: Vec<&str> = positions.lines().take(40).collect();
    std::fs::write(folder.path().join("positions.csv"), few.join("\r\n")).unwrap();
    let mut known = BTreeMap::new();
    known.insert("$CODE".to_owned(), crate::fair::secret("paid", ""));
    std::fs::write(folder.path().join("codes.txt"), &known["$CODE"]).unwrap();
    for (call, shown) in examples {
        let words = words(&call, &known);
        let output = sarrera()
            .env("SARRERA_PASSPHRASE", PASSPHRASE)
            .current_dir(folder.path())
            .args(&words[1..])
            .output()
            .unwrap();
        let given: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{call}: {error}: {output:?}"));
        same_keys(&call, "", &shown, &given);
        for (name, place) in [
            ("$ATTENDEE", "/hits/0/id"),
            ("$SCAN", "/scan"),
            ("$SCAN", "/scan/scan"),
            ("$ONE", "/groups/0/attendees/0/id"),
            ("$OTHER", "/groups/0/attendees/1/id"),
            ("$MERGE", "/merge"),
        ] {
            if let Some(value) = given.pointer(place).and_then(Value::as_str) {
                known.entry(name.to_owned()).or_insert_with(|| value.to_owned());
            }
        }
    }
}

/// Each `console` fence with the `json` fence that follows it.
fn examples(page: &str) -> Vec<(String, Value)> {
    let mut examples = Vec::new();
    let mut call = None;
    for fence in page.split("```").skip(1).step_by(2) {
        if let Some(text) = fence.strip_prefix("console\n") {
            call = Some(text.trim().trim_start_matches("$ ").replace("\\\n", " "));
        } else if let Some(text) = fence.strip_prefix("json\n") {
            let shown = serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
            examples.push((call.take().unwrap(), shown));
        }
    }
    examples
}

/// A call's words as a shell splits them, variables replaced.
fn words(call: &str, known: &BTreeMap<String, String>) -> Vec<String> {
    let mut words = Vec::new();
    for (number, part) in call.split('"').enumerate() {
        if number % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    for word in &mut words {
        if let Some(value) = known.get(word.as_str()) {
            word.clone_from(value);
        }
    }
    words
}

fn same_keys(call: &str, place: &str, shown: &Value, given: &Value) {
    match (shown, given) {
        (Value::Object(shown), Value::Object(given)) => {
            // The values of an error's parameters hang on the error.
            let keys = |map: &serde_json::Map<String, Value>| map.keys().cloned().collect::<Vec<_>>();
            let (mut a, mut b) = (keys(shown), keys(given));
            a.sort();
            b.sort();
            assert_eq!(a, b, "{call}: the keys of {place:?}");
            for (key, value) in shown {
                same_keys(call, &format!("{place}/{key}"), value, &given[key]);
            }
        }
        (Value::Array(shown), Value::Array(given)) => {
            assert_eq!(shown.is_empty(), given.is_empty(), "{call}: {place:?}: {given:?}");
            if let (Some(shown), Some(given)) = (shown.first(), given.first()) {
                same_keys(call, &format!("{place}/0"), shown, given);
            }
        }
        (Value::Null, _) | (_, Value::Null) => assert_eq!(shown, given, "{call}: {place:?}"),
        (shown, given) => assert_eq!(
            std::mem::discriminant(shown),
            std::mem::discriminant(given),
            "{call}: {place:?}"
        ),
    }
}
