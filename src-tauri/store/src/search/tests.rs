//! A desk looks for people: why each is found, in which order, and that who is gone is gone.

use super::*;
use rusqlite::Connection;

const EVENT: i64 = 1;

fn empty() -> Connection {
    let connection = Connection::open_in_memory().expect("a database");
    create(&connection).expect("tables");
    connection
}

/// A small fair: Olena of Kharkiv is 1, and so on.
fn fair() -> Connection {
    let connection = empty();
    let olena = Entry {
        company: "Завод Kharkiv Turbines",
        email: "o.kova@turboatom.example",
        phone: "+380 57 349 2334",
        order_code: "F8VVL-1",
        ..named(1, "Олена", "Коваленко")
    };
    let maria = Entry {
        email: "maria@ibarmia.example",
        phone: "600 123 456",
        ..named(2, "María", "García López")
    };
    let everybody = [
        olena,
        maria,
        named(3, "Ana", "Garcíarena"),
        named(4, "Garcia", "Pérez"),
        named(5, "Itziar", "Etxeberria Lasa"),
        Entry {
            company: "Garcia Hermanos S.L.",
            ..named(6, "Peter", "Weiß")
        },
        Entry {
            latin_name: "タナカ ヨウコ",
            ..named(7, "陽子", "田中")
        },
        named(8, "Joost", "van der Berg"),
    ];
    for entry in &everybody {
        put(&connection, entry).expect("put");
    }
    let tickets = ["rsf6mkruv4ebhh4q6th27nm6h9sss3jd"];
    put_codes(
        &connection,
        EVENT,
        8,
        &Codes {
            tickets: &tickets,
            badges: &["XKCD-2345-ABCDE"],
        },
    )
    .expect("codes");
    connection
}

fn named<'a>(attendee_no: i64, given_name: &'a str, family_name: &'a str) -> Entry<'a> {
    Entry {
        event_no: EVENT,
        attendee_no,
        given_name,
        family_name,
        ..Entry::default()
    }
}

fn hits(connection: &Connection, text: &str) -> Vec<Found> {
    find(connection, EVENT, text, 10).expect("an answer")
}

fn numbers(connection: &Connection, text: &str) -> Vec<i64> {
    hits(connection, text).iter().map(|hit| hit.attendee_no).collect()
}

fn check(text: &str, attendee_no: i64, field: &str, how: &str) {
    let found = hits(&fair(), text);
    let hit = found.iter().find(|hit| hit.attendee_no == attendee_no);
    let why = hit.map(|hit| (hit.why.field.code(), hit.why.how.code()));
    assert_eq!(why, Some((field, how)), "{text}: {found:?}");
}

#[test]
fn each_hit_says_why() {
    for (text, attendee_no, field, how) in [
        ("garcia lopez", 2, "name", "exact"),
        ("MARÍA GARCÍA", 2, "name", "exact"),
        ("weiss", 6, "name", "exact"),
        ("garci", 2, "name", "prefix"),
        ("kovalenko", 1, "name", "latin"),
        ("kova", 1, "name", "latin"),
        ("Коваленко", 1, "name", "exact"),
        ("tanaka", 7, "name", "latin"),
        ("yoko tanaka", 7, "name", "latin"),
        ("echeverria", 5, "name", "sound"),
        ("iciar", 5, "name", "sound"),
        ("etxebreria", 5, "name", "typo"),
        ("hermanos", 6, "company", "exact"),
        ("kharkiv", 1, "company", "exact"),
        ("khar", 1, "company", "prefix"),
        ("kova kharkiv", 1, "name", "latin"),
        ("o.kova@turboatom.example", 1, "email", "exact"),
        ("o.kova@tur", 1, "email", "prefix"),
        ("turboatom", 1, "email", "exact"),
        ("600123456", 2, "phone", "exact"),
        ("+34 600 123 456", 2, "phone", "exact"),
        ("380573", 1, "phone", "prefix"),
        ("573492334", 1, "phone", "exact"),
        ("f8vvl-1", 1, "order", "exact"),
        ("F8VVL", 1, "order", "prefix"),
        ("RSF6MKRUV4EBHH4Q6TH27NM6H9SSS3JD", 8, "ticket", "exact"),
        ("rsf6mk", 8, "ticket", "prefix"),
        ("xkcd 2345", 8, "badge", "prefix"),
    ] {
        check(text, attendee_no, field, how);
    }
}

#[test]
fn the_best_comes_first() {
    let connection = fair();
    assert_eq!(
        numbers(&connection, "garcia"),
        [2, 4, 3, 6],
        "family, given name, beginning, company"
    );
    assert_eq!(
        numbers(&connection, "garcia perez").first(),
        Some(&4),
        "the whole name"
    );
    assert_eq!(
        numbers(&connection, "garcia"),
        numbers(&connection, " GARCÍA,"),
        "the same in the same order"
    );
}

#[test]
fn either_order_and_left_out_particles_are_fine() {
    let connection = fair();
    for text in [
        "joost van der berg",
        "van der berg joost",
        "berg joost",
        "vanderberg",
        "der berg",
        "j berg",
        "berg j",
    ] {
        assert_eq!(numbers(&connection, text).first(), Some(&8), "{text}");
    }
    assert!(
        numbers(&connection, "joost garcia").is_empty(),
        "each word must fit"
    );
}

#[test]
fn what_matched_is_underlined() {
    for (text, attendee_no, spans) in [
        ("garc", 2, &[(6, 10)][..]),
        ("lopez maria", 2, &[(0, 5), (13, 18)][..]),
        ("weis", 6, &[(6, 10)][..]),
        ("koval", 1, &[(6, 15)][..]),
        ("echeverria", 5, &[(7, 17)][..]),
        ("van der berg", 8, &[(6, 9), (10, 13), (14, 18)][..]),
        ("hermanos", 6, &[][..]),
    ] {
        let found = hits(&fair(), text);
        let hit = found
            .iter()
            .find(|hit| hit.attendee_no == attendee_no)
            .expect(text);
        let found: Vec<(usize, usize)> = hit.spans.iter().map(|span| (span.start, span.end)).collect();
        assert_eq!(found, spans, "{text}");
    }
}

#[test]
fn one_letter_is_too_little_but_one_syllable_is_a_name() {
    let connection = empty();
    put(&connection, &named(1, "민준", "김")).expect("put");
    put(&connection, &named(2, "Ana", "Xu")).expect("put");
    assert!(numbers(&connection, "a").is_empty());
    assert!(numbers(&connection, "").is_empty());
    assert!(numbers(&connection, " . ").is_empty());
    assert_eq!(numbers(&connection, "xu"), [2]);
    assert_eq!(numbers(&connection, "김"), [1]);
}

#[test]
fn events_do_not_see_each_other() {
    let connection = fair();
    put(
        &connection,
        &Entry {
            event_no: 2,
            ..named(1, "Olena", "Savchenko")
        },
    )
    .expect("put");
    put(
        &connection,
        &Entry {
            event_no: 900,
            ..named(9, "Olena", "Bondar")
        },
    )
    .expect("put");
    let of = |event| find(&connection, event, "olena", 10).expect("found").len();
    assert_eq!((of(EVENT), of(2), of(900), of(3)), (1, 1, 1, 0));
}

#[test]
fn a_change_replaces_what_was_there() {
    let connection = fair();
    put(&connection, &named(2, "María", "Gorostiaga")).expect("put");
    assert_eq!(numbers(&connection, "gorostiaga"), [2]);
    assert!(numbers(&connection, "lopez").is_empty());
    assert!(numbers(&connection, "600123456").is_empty());
    put_codes(
        &connection,
        EVENT,
        8,
        &Codes {
            tickets: &[],
            badges: &["NEWBADGE22"],
        },
    )
    .expect("codes");
    assert!(numbers(&connection, "rsf6mkruv4").is_empty());
    assert_eq!(numbers(&connection, "newbadge22"), [8]);
}

#[test]
fn putting_in_the_same_again_writes_nothing() {
    let connection = fair();
    let before = connection.total_changes();
    put(&connection, &named(3, "Ana", "Garcíarena")).expect("put");
    assert_eq!(connection.total_changes(), before);
}

#[test]
fn whoever_is_removed_leaves_nothing_behind() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plain.db");
    let connection = Connection::open(&path).expect("a plain file");
    connection
        .execute_batch("PRAGMA secure_delete = ON; PRAGMA journal_mode = DELETE;")
        .expect("settings");
    create(&connection).expect("tables");
    let gone = Entry {
        company: "Quibblesworth",
        email: "zz@vexillology.example",
        phone: "987654321",
        order_code: "ORDERXX",
        ..named(77, "Zebedee", "Zwirngiebel")
    };
    for at in 0..300 {
        let family = format!("Etxe{at}");
        put(&connection, &named(at + 100, "Ana", &family)).expect("put");
        if at == 150 {
            put(&connection, &gone).expect("put");
            put_codes(
                &connection,
                EVENT,
                77,
                &Codes {
                    tickets: &["TICKETSECRET"],
                    badges: &[],
                },
            )
            .expect("codes");
        }
    }
    put(
        &connection,
        &Entry {
            company: "Wobbegong",
            ..gone
        },
    )
    .expect("changed once");
    let traces = [
        "zebed",
        "zwirngie",
        "quibble",
        "wobbegong",
        "vexillo",
        "orderxx",
        "ticketsecret",
        "87654321",
    ];
    let bytes = || std::fs::read(&path).expect("the file").to_ascii_lowercase();
    let holds = |word: &str| {
        bytes()
            .windows(word.len())
            .any(|window| window == word.as_bytes())
    };
    assert!(holds("zebed") && holds("ticketsecret"), "they are there before");
    remove(&connection, EVENT, 77).expect("removed");
    for trace in traces {
        assert!(!holds(trace), "{trace} is still in the file");
    }
    assert!(numbers(&connection, "zwirngiebel").is_empty());
    assert_eq!(
        numbers(&connection, "etxe150").first(),
        Some(&250),
        "the others stay"
    );
}

#[test]
fn nothing_that_is_typed_breaks_the_search() {
    let connection = fair();
    let long = "garcia ".repeat(2_000);
    for text in [
        "\"",
        "' OR 1=1",
        "garcia*",
        "NEAR(a b)",
        "a AND",
        "\u{0}ab",
        "^garcia",
        "-garcia",
        "{a}:b",
        &long,
        "@@@",
        "+++",
        "%_%",
        "\u{e000}ga",
        "ﷺ",
        "👩‍💻👩‍💻",
    ] {
        find(&connection, EVENT, text, 10).expect(text);
    }
    assert!(
        find(&connection, EVENT, "garcia", 0)
            .expect("none wanted")
            .is_empty()
    );
}

#[test]
fn clearing_leaves_an_index_that_can_be_filled_again() {
    let connection = fair();
    clear(&connection).expect("cleared");
    assert!(numbers(&connection, "garcia").is_empty());
    put(&connection, &named(2, "María", "García López")).expect("put");
    assert_eq!(numbers(&connection, "garcia"), [2]);
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(48))]

    #[test]
    fn changes_and_removals_leave_the_index_as_if_made_anew(
        steps in proptest::collection::vec((0_i64..8, "[a-dA-Dé]{2,5}", "[a-d]{3,6}( [e-g]{3})?", proptest::bool::weighted(0.2)), 1..40)
    ) {
        let changed = empty();
        let mut last = std::collections::BTreeMap::new();
        for (no, given, family, goes) in &steps {
            if *goes {
                remove(&changed, EVENT, *no).expect("removed");
                last.remove(no);
            } else {
                put(&changed, &named(*no, given, family)).expect("put");
                last.insert(*no, (given, family));
            }
        }
        let anew = empty();
        for (no, (given, family)) in &last {
            put(&anew, &named(*no, given, family)).expect("put");
        }
        for (_, given, family, _) in &steps {
            for text in [given.clone(), family.clone(), format!("{family} {given}")] {
                proptest::prop_assert_eq!(hits(&changed, &text), hits(&anew, &text), "{}", text);
            }
        }
        let words = |connection: &Connection| -> i64 {
            connection.query_row("SELECT count(*) FROM search_word", [], |row| row.get(0)).expect("counted")
        };
        proptest::prop_assert_eq!(words(&changed), words(&anew));
    }

    #[test]
    fn any_text_is_answered(text in "\\PC{0,30}", name in "\\PC{0,30}") {
        let connection = empty();
        put(&connection, &Entry { full_name: &name, ..named(1, "", "") }).expect("put");
        find(&connection, EVENT, &text, 5).expect("answered");
        remove(&connection, EVENT, 1).expect("removed");
    }
}
