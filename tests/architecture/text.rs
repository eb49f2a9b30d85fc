//! How every file reads: its opening sentence, its length, its words, and nothing left undone in silence.

use crate::tree::{self, hold};

/// Longer than any file that is written by hand may be.
const LINES_MAX: usize = 600;

/// What a hand writes; tables of facts and lock files grow with their matter.
const WRITTEN: &[&str] = &[".rs", ".ts", ".js", ".mjs", ".svelte", ".css"];

#[test]
fn no_file_is_too_long_to_read() {
    let broken: Vec<String> = tree::files(WRITTEN)
        .iter()
        .map(|file| (file, file.text.lines().count()))
        .filter(|(_, lines)| *lines > LINES_MAX)
        .map(|(file, lines)| format!("{} has {lines}", file.path))
        .collect();
    hold("no file has more than 600 lines:", &broken);
}

#[test]
fn every_rust_file_opens_with_what_the_reader_can_rely_on() {
    let broken: Vec<String> = tree::rust()
        .iter()
        .filter(|file| !file.text.starts_with("//! "))
        .map(|file| file.path.clone())
        .collect();
    hold("every .rs file opens with a `//!` sentence:", &broken);
}

#[test]
fn what_is_left_undone_names_its_decision() {
    let marks = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("XX", "X:"),
        concat!("HA", "CK:"),
    ];
    let mut broken = Vec::new();
    for file in tree::files(WRITTEN) {
        for (number, line) in (1..).zip(file.text.lines()) {
            if marks.iter().any(|mark| line.contains(mark)) && !names_a_decision(line) {
                broken.push(format!("{}:{number} {}", file.path, line.trim()));
            }
        }
    }
    hold(
        "what is left undone names the decision that says why, by its four digits:",
        &broken,
    );
}

#[test]
fn no_test_is_put_aside() {
    let mark = concat!("#[ig", "nore");
    let broken: Vec<String> = tree::rust()
        .iter()
        .filter(|file| file.text.contains(mark))
        .map(|file| file.path.clone())
        .collect();
    hold("no test is put aside: it is mended or removed:", &broken);
}

#[test]
fn names_say_what_a_thing_is() {
    let files = [
        "common", "misc", "util", "utils", "helper", "helpers", "service", "manager", "data", "info",
    ];
    let types = ["Manager", "Service", "Helper", "Util"];
    let mut broken = Vec::new();
    for file in tree::files(WRITTEN) {
        let stem = file
            .path
            .rsplit('/')
            .next()
            .and_then(|name| name.split('.').next())
            .unwrap_or("");
        if files.contains(&stem) {
            broken.push(file.path.clone());
        }
        for (number, line) in (1..).zip(file.text.lines()) {
            let declared = declared(line);
            if declared.is_some_and(|name| types.iter().any(|word| name.contains(word))) {
                broken.push(format!("{}:{number} {}", file.path, line.trim()));
            }
        }
    }
    hold(
        "a name says what a thing is; Manager, Service, Helper, Util, common, misc, data and info say nothing:",
        &broken,
    );
}

#[test]
fn nothing_names_the_machine_it_was_written_on() {
    let folders = [
        concat!("/work/", "main"),
        concat!("/work/", "shared"),
        concat!("/work/.", "library"),
        concat!("/tmp/", "t-"),
    ];
    let endings: Vec<&str> = WRITTEN
        .iter()
        .copied()
        .chain([".md", ".toml", ".json", ".sh", ".py"])
        .collect();
    let broken: Vec<String> = tree::files(&endings)
        .iter()
        .filter(|file| folders.iter().any(|folder| file.text.contains(folder)))
        .map(|file| file.path.clone())
        .collect();
    hold(
        "nothing names a folder of the machine it was written on:",
        &broken,
    );
}

/// Four digits in a row, as decisions are numbered.
fn names_a_decision(line: &str) -> bool {
    line.split(|one: char| !one.is_ascii_digit())
        .any(|digits| digits.len() == 4)
}

/// The name that a line declares, if it declares a type.
fn declared(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let line = ["export ", "default ", "pub(crate) ", "pub(super) ", "pub "]
        .iter()
        .fold(line, |line, word| line.strip_prefix(word).unwrap_or(line));
    let name = ["struct ", "enum ", "trait ", "type ", "class ", "interface "]
        .iter()
        .find_map(|word| line.strip_prefix(word))?;
    name.split(|one: char| !one.is_alphanumeric()).next()
}

#[test]
fn the_rule_on_names_sees_declarations() {
    assert_eq!(declared("pub struct PrintService {"), Some("PrintService"));
    assert_eq!(declared("export class Door {"), Some("Door"));
    assert_eq!(declared("let service = 1;"), None);
}
