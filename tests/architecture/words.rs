//! Every stable code that Rust sends to the page has words in eu, es and en, and the page's types are those of Rust.
//!
//! The codes are read from the enums' own `code` functions, so that a new one without words fails here and not at a desk.

use crate::tree::{self, hold};
use sarrera_badge::shipped_names;
use sarrera_core::admission::{ReasonCode, VerdictKind};
use sarrera_core::ops::{HelpReason, OverrideWhy, ReprintWhy};
use std::collections::{BTreeMap, BTreeSet};

/// Where the codes of a group are said: the words' prefix, the file, the enum, its function.
const SAID: &[(&str, &str, &str, &str)] = &[
    (
        "settlement",
        "src-tauri/core/src/ops/scans.rs",
        "PrintSettlement",
        "code",
    ),
    ("failure", "src-tauri/app/src/failure.rs", "AppError", "code"),
    ("failure", "src-tauri/app/src/failure.rs", "", "store_code"),
    ("failure", "src-tauri/app/src/failure.rs", "Refusal", "code"),
    (
        "failure",
        "src-tauri/app/src/vault/error.rs",
        "VaultError",
        "code",
    ),
    (
        "failure",
        "src-tauri/app/src/event_file.rs",
        "EventFileError",
        "code",
    ),
    (
        "failure",
        "src-tauri/app/src/export/file.rs",
        "ExportError",
        "code",
    ),
    (
        "failure",
        "src-tauri/core/src/codes/pairing.rs",
        "BadPairingCode",
        "code",
    ),
    ("failure", "src-tauri/app/src/stick/file.rs", "StickError", "code"),
    ("failure", "src-tauri/sync/src/client/mod.rs", "Problem", "code"),
    (
        "failure",
        "src-tauri/app/src/import/problem.rs",
        "ReadError",
        "code",
    ),
    (
        "failure",
        "src-tauri/app/src/import/problem.rs",
        "MappingError",
        "code",
    ),
    ("row", "src-tauri/app/src/import/problem.rs", "Reason", "code"),
    ("fix", "src-tauri/app/src/import/problem.rs", "FixKind", "code"),
    ("note", "src-tauri/app/src/import/problem.rs", "Note", "code"),
    (
        "sync_why",
        "src-tauri/server/src/wire/error.rs",
        "WireError",
        "code",
    ),
    ("sync_why", "src-tauri/sync/src/client/mod.rs", "Problem", "code"),
    ("print", "src-tauri/print/src/trouble.rs", "Trouble", "code"),
    ("print", "src-tauri/print/src/printer.rs", "PrintError", "code"),
    ("failure", "src-tauri/camera/src/error.rs", "CameraError", "code"),
    ("camera_kind", "src-tauri/camera/src/decode.rs", "Kind", "code"),
    ("camera_light", "src-tauri/camera/src/light.rs", "Light", "code"),
    ("why", "src-tauri/store/src/search/mod.rs", "Field", "code"),
    (
        "history",
        "src-tauri/app/src/people/history/code.rs",
        "HistoryCode",
        "code",
    ),
];

#[test]
fn every_code_has_words_in_each_language() {
    let mut codes: BTreeSet<(&str, String)> = BTreeSet::new();
    codes.extend(shipped_names().map(|name| ("template", name.replace('-', "_"))));
    for (prefix, file, of, function) in SAID {
        let said = said_in(&read(file), of, function);
        assert!(!said.is_empty(), "{file}: {of} says codes in `{function}`");
        codes.extend(said.into_iter().map(|code| (*prefix, code)));
    }
    codes.extend(
        ReasonCode::ALL
            .iter()
            .map(|code| ("reason", code.code().to_owned())),
    );
    codes.extend(
        OverrideWhy::ALL
            .iter()
            .map(|why| ("override", why.code().to_owned())),
    );
    codes.extend(
        ReprintWhy::ALL
            .iter()
            .map(|why| ("reprint", why.code().to_owned())),
    );
    codes.extend(
        HelpReason::ALL
            .iter()
            .map(|reason| ("help", reason.code().to_owned())),
    );
    codes.extend(
        VerdictKind::ALL
            .iter()
            .map(|kind| ("verdict", kind.code().to_owned())),
    );
    // What the page says of something that was thrown without a code.
    codes.insert(("failure", "unexpected".to_owned()));
    let mut silent = Vec::new();
    for language in ["eu", "es", "en"] {
        let words = words(language);
        for (prefix, code) in &codes {
            if !words.contains_key(&format!("{prefix}_{code}")) {
                silent.push(format!("{language}: {prefix}_{code}"));
            }
        }
    }
    hold("every code that Rust sends has words in ui/messages:", &silent);
}

#[test]
fn no_sentence_of_a_failure_takes_in_a_machines_own_words() {
    let machines = ["{message}", "{why}", "{detail}", "{kind}"];
    let mut mixed = Vec::new();
    for language in ["eu", "es", "en"] {
        for (key, text) in words(language) {
            if key.starts_with("failure_") && machines.iter().any(|word| text.contains(word)) {
                mixed.push(format!("{language}: {key}"));
            }
        }
    }
    hold(
        "a machine's own words stand behind \"Details\", not in a sentence:",
        &mixed,
    );
}

#[test]
fn what_the_page_calls_types_are_the_types_of_rust() {
    let mut exported = BTreeMap::new();
    for file in tree::rust()
        .iter()
        .filter(|file| file.path.starts_with("src-tauri/app/src/view/"))
    {
        for part in file.text.split("#[ts(export").skip(1) {
            let Some((name, body)) = declared(part) else {
                continue;
            };
            exported.insert(name, body);
        }
    }
    let folder = tree::root().join("ui/src/generated");
    let mut broken = Vec::new();
    let mut generated = BTreeSet::new();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        generated.insert(path.file_stem().unwrap().to_string_lossy().into_owned());
    }
    for (name, body) in &exported {
        let Ok(text) = std::fs::read_to_string(folder.join(format!("{name}.ts"))) else {
            broken.push(format!("{name}.ts is missing"));
            continue;
        };
        for member in members(body) {
            // What may be left out is written `name?:`.
            let left_out = member.replace(':', "?:");
            if !text.contains(&member) && !text.contains(&left_out) {
                broken.push(format!("{name}.ts has no {member}"));
            }
        }
    }
    for name in generated.iter().filter(|name| !exported.contains_key(*name)) {
        broken.push(format!("{name}.ts is no type of Rust any more"));
    }
    hold(
        "ui/src/generated is made from the views (`cargo test -p sarrera-app export_bindings`):",
        &broken,
    );
}

/// The codes in the arms of a function: `=> "a_code"`, also where the arm has braces.
fn said_in(text: &str, of: &str, function: &str) -> Vec<String> {
    let from = if of.is_empty() {
        0
    } else {
        text.find(&format!("impl {of} {{")).unwrap_or(text.len())
    };
    let text = &text[from..];
    let body = text
        .split_once(&format!("fn {function}("))
        .map_or("", |(_, rest)| rest);
    // The function ends at the first brace that closes no deeper than where it began.
    let mut depth = 0_i32;
    let end = body.char_indices().find_map(|(at, c)| {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _other => {}
        }
        (c == '}' && depth == 0).then_some(at)
    });
    let body = &body[..end.unwrap_or(0)];
    body.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The name and the body of the struct or enum that follows an attribute.
fn declared(part: &str) -> Option<(String, String)> {
    let at = ["pub struct ", "pub enum "]
        .iter()
        .filter_map(|word| Some((part.find(word)?, word.len())))
        .min()?;
    let rest = part.get(at.0 + at.1..)?;
    let (name, rest) = rest.split_once(" {")?;
    let (body, _) = rest.split_once("\n}")?;
    Some((name.trim().to_owned(), body.to_owned()))
}

/// Fields as `name:`, variants as `"snake_case"`.
fn members(body: &str) -> Vec<String> {
    let lines = body
        .lines()
        .map(str::trim)
        .filter(|line| !line.starts_with(['/', '#']));
    lines
        .filter_map(|line| {
            if let Some(field) = line.strip_prefix("pub ") {
                return Some(format!("{}:", field.split(':').next()?));
            }
            let variant = line.strip_suffix(',')?;
            variant
                .chars()
                .all(char::is_alphanumeric)
                .then(|| format!("\"{}\"", snake(variant)))
        })
        .collect()
}

fn snake(variant: &str) -> String {
    let mut snake = String::new();
    for c in variant.chars() {
        if c.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(c.to_lowercase());
    }
    snake
}

/// Every message of a language; of one with plural forms, the forms in one text.
fn words(language: &str) -> BTreeMap<String, String> {
    let folder = tree::root().join("ui/messages").join(language);
    let mut words = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let catalogue: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&text).unwrap();
        words.extend(catalogue.into_iter().map(|(key, value)| (key, value.to_string())));
    }
    words
}

fn read(path: &str) -> String {
    std::fs::read_to_string(tree::root().join(path)).unwrap()
}

#[test]
fn the_rule_on_words_reads_codes_and_types() {
    let text =
        "impl Of {\n fn code(&self) { match self { A => \"one\", B => { \"two\" } } }\n fn x() { \"three\" }";
    assert_eq!(said_in(text, "Of", "code"), ["one", "two"]);
    let (name, body) =
        declared(")]\npub struct Hall {\n    /// Its name.\n    pub name: String,\n}").unwrap();
    assert_eq!(
        (name.as_str(), members(&body)),
        ("Hall", vec!["name:".to_owned()])
    );
    assert_eq!(members("\n    NotArrived,\n"), ["\"not_arrived\""]);
}
