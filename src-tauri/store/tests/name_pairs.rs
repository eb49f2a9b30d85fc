//! Every name of the reviewed table is found by what a desk types for it, among its first five hits, in a crowd.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::print_stdout,
    reason = "a test may stop where it stands"
)]

#[path = "../benches/crowd/mod.rs"]
#[allow(dead_code, reason = "the measurement uses the rest")]
mod crowd;

use rusqlite::Connection;
use sarrera_core::names::{fold, sound_key};
use sarrera_store::search::{Entry, create, find, put};
use std::collections::BTreeSet;

const EVENT: i64 = 3;
const FIRST_HITS: usize = 5;
const CROWD: usize = 3_000;
const PAIRS_MIN: usize = 300;

/// Kanji and hanzi of which the source gives no reading: of these a share may be missed, and that share is pinned.
const WITHOUT_READING: [&str; 2] = ["japanese", "chinese"];
const FOUND_JAPANESE: usize = 39;
const FOUND_CHINESE: usize = 21;

struct Pair<'a> {
    name: &'a str,
    reading: &'a str,
    typed: &'a str,
    group: &'a str,
    note: &'a str,
}

fn pairs() -> Vec<Pair<'static>> {
    let lines = include_str!("name-pairs.tsv").lines().skip(1);
    let pair = |line: &'static str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [name, reading, typed, group, note] = cells[..] else {
            panic!("five columns: {line}")
        };
        Pair {
            name,
            reading,
            typed,
            group,
            note,
        }
    };
    lines.map(pair).collect()
}

/// The table's people, each once, in a crowd of others.
fn index(pairs: &[Pair<'_>]) -> (Connection, Vec<(String, i64)>) {
    let connection = Connection::open_in_memory().expect("a database in memory");
    create(&connection).expect("the tables are made");
    let mut people: Vec<(String, i64)> = Vec::new();
    connection.execute_batch("BEGIN").expect("a transaction");
    let taken = family_keys(pairs);
    for number in 0..CROWD {
        let person = crowd::invented(number);
        if keys(&person.family).iter().any(|key| taken.contains(key)) {
            continue;
        }
        let entry = Entry {
            event_no: EVENT,
            attendee_no: i64::try_from(number).expect("small"),
            given_name: &person.given,
            family_name: &person.family,
            full_name: &format!("{} {}", person.given, person.family),
            latin_name: &person.latin,
            company: &person.company,
            email: &person.email,
            phone: &person.phone,
            order_code: &person.order,
        };
        put(&connection, &entry).expect("put");
    }
    for pair in pairs {
        if people.iter().all(|(name, _)| name != pair.name) {
            let attendee_no = i64::try_from(CROWD + people.len()).expect("small");
            let entry = Entry {
                event_no: EVENT,
                attendee_no,
                full_name: pair.name,
                latin_name: pair.reading,
                ..Entry::default()
            };
            put(&connection, &entry).expect("put");
            people.push((pair.name.to_owned(), attendee_no));
        }
    }
    connection.execute_batch("COMMIT").expect("a transaction");
    (connection, people)
}

/// The words of a name and their sounds. Nobody of the crowd may share them with the family names of the table: who
/// asks for a frequent name gets many people, and which of them come first is not what this table is about.
fn keys(name: &str) -> Vec<String> {
    let folded = fold(name);
    let words = folded.split(' ').map(str::to_owned);
    words
        .flat_map(|word| [sound_key(&word), Some(word)])
        .flatten()
        .collect()
}

fn family_keys(pairs: &[Pair<'_>]) -> BTreeSet<String> {
    pairs.iter().flat_map(|pair| keys(pair.name)).collect()
}

#[test]
fn every_name_is_found_by_what_a_desk_types() {
    let pairs = pairs();
    assert!(pairs.len() >= PAIRS_MIN, "the table has {} rows", pairs.len());
    let (connection, people) = index(&pairs);
    let mut missed = Vec::new();
    for pair in &pairs {
        let wanted = people
            .iter()
            .find(|(name, _)| name == pair.name)
            .map(|(_, no)| *no)
            .expect("in the index");
        let hits = find(&connection, EVENT, pair.typed, 10).expect("found");
        let place = hits.iter().position(|hit| hit.attendee_no == wanted);
        if place.is_none_or(|place| place >= FIRST_HITS) {
            missed.push((pair, place));
        }
    }
    for (pair, place) in &missed {
        println!(
            "missed: {} typed {:?} ({}: {}) at {place:?}",
            pair.name, pair.typed, pair.group, pair.note
        );
    }
    let groups: BTreeSet<&str> = pairs.iter().map(|pair| pair.group).collect();
    for group in groups {
        let of = pairs.iter().filter(|pair| pair.group == group).count();
        let lost = missed.iter().filter(|(pair, _)| pair.group == group).count();
        println!("{group}: {} of {of} found", of - lost);
    }
    for (group, found) in WITHOUT_READING.into_iter().zip([FOUND_JAPANESE, FOUND_CHINESE]) {
        let of = pairs.iter().filter(|pair| pair.group == group).count();
        let lost = missed.iter().filter(|(pair, _)| pair.group == group).count();
        assert_eq!(
            of - lost,
            found,
            "{group} without a reading: the figure is pinned"
        );
    }
    let others = missed
        .iter()
        .filter(|(pair, _)| !WITHOUT_READING.contains(&pair.group))
        .count();
    assert_eq!(others, 0, "{others} of {} pairs missed", pairs.len());
}

#[test]
fn the_table_is_tidy() {
    let pairs = pairs();
    for (at, pair) in pairs.iter().enumerate() {
        assert!(
            !pair.name.is_empty() && !pair.typed.is_empty() && !pair.note.is_empty(),
            "row {at}"
        );
        let again = pairs
            .iter()
            .skip(at + 1)
            .any(|other| (other.name, other.typed) == (pair.name, pair.typed));
        assert!(!again, "{} typed {} stands twice", pair.name, pair.typed);
    }
}
