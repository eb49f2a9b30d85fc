//! Measures the search on an encrypted file: microseconds per attendee put in, and per question of each kind.
//!
//! `cargo bench -p sarrera-store --bench search [attendees]`; the bar (DESIGN §8) is p99 < 10 ms at 100,000.
#![allow(clippy::disallowed_methods, reason = "a measurement reads the clock")]
#![allow(clippy::print_stdout, reason = "its result is what it prints")]
#![allow(clippy::expect_used, reason = "a measurement may stop the machine")]

mod crowd;

use crowd::{Dice, Invented, invented};
use rusqlite::Connection;
use sarrera_store::search::{Codes, Entry, create, find, put, put_codes};
use std::time::Instant;

const EVENT: i64 = 1;
const ATTENDEES: usize = 100_000;
const PUTS_PER_TXN: usize = 200;
const QUESTIONS: usize = 200;
const TIMES_ASKED: usize = 4;
/// A question that takes longer is measured by the computing time of so many repetitions.
const LONG_MS: f64 = 2.0;
const REPETITIONS: u32 = 20;
const ROWS_MAX: usize = 20;

fn main() {
    let attendees = std::env::args()
        .filter_map(|arg| arg.parse().ok())
        .next()
        .unwrap_or(ATTENDEES);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("search.db");
    let connection = open(&path);
    create(&connection).expect("the tables are made");
    fill(&connection, attendees);
    drop(connection);
    let size = std::fs::metadata(&path)
        .map(|file| file.len())
        .unwrap_or_default();
    println!(
        "file: {:.1} MB for {attendees} attendees",
        f64::from(u32::try_from(size >> 10).unwrap_or_default()) / 1024.0
    );

    let connection = open(&path);
    let mut dice = Dice::new(7);
    let mut worst = 0.0_f64;
    println!(
        "{:<28} {:>8} {:>8} {:>8} {:>9}  hits",
        "kind of question", "p50 ms", "p99 ms", "max ms", "first p99"
    );
    for (kind, make) in KINDS {
        let questions: Vec<String> = (0..QUESTIONS).map(|_| make(&mut dice, attendees)).collect();
        worst = worst.max(measure(&connection, kind, &questions));
    }
    println!("worst p99: {worst:.2} ms (bar 10 ms)");
    update(&connection, attendees);
}

type Make = fn(&mut Dice, usize) -> String;

const KINDS: [(&str, Make); 20] = [
    ("full name", |dice, of| {
        some(dice, of, |p| format!("{} {}", p.given, p.family))
    }),
    ("family first", |dice, of| {
        some(dice, of, |p| format!("{} {}", p.family, p.given))
    }),
    ("family, 2 letters", |dice, of| {
        some(dice, of, |p| start(&p.family, 2))
    }),
    ("family, 3 letters", |dice, of| {
        some(dice, of, |p| start(&p.family, 3))
    }),
    ("family, 4 letters", |dice, of| {
        some(dice, of, |p| start(&p.family, 4))
    }),
    ("very frequent family", |dice, _| {
        dice.one_of("garcia rodriguez gonzalez lopez martinez").to_owned()
    }),
    ("very frequent pair", |dice, _| {
        format!(
            "{} {}",
            dice.one_of("maria antonio jose carmen"),
            dice.one_of("garcia rodriguez lopez")
        )
    }),
    ("two beginnings, 2 letters", |dice, _| {
        format!(
            "{} {}",
            dice.one_of("ma jo an la cr"),
            dice.one_of("ga ro go lo ma mu zu")
        )
    }),
    ("initial and family", |dice, of| {
        some(dice, of, |p| {
            format!("{} {}", start(&p.given, 1), first(&p.family))
        })
    }),
    ("given, frequent", |dice, _| {
        dice.one_of("maria jose ana juan carmen").to_owned()
    }),
    ("frequent given and a miss", |dice, _| {
        format!("{} qwxzyq", dice.one_of("maria jose ana"))
    }),
    ("sound-alike", |dice, _| {
        dice.one_of("echeverria aguirre goicoechea javier urruthia ybarra gimenez otchoa")
            .to_owned()
    }),
    ("one slip in the family", |dice, of| {
        let slipped = |p: &Invented| sarrera_core::names::fold_word(first(&p.family));
        let word = some(dice, of, slipped);
        slip(dice, &word)
    }),
    ("slip, full name", |dice, of| {
        let word = some(dice, of, |p| {
            sarrera_core::names::fold(&format!("{} {}", p.given, first(&p.family)))
        });
        slip(dice, &word)
    }),
    ("miss", |dice, _| {
        (0..8).map(|_| dice.one_of("q w x k j h z y u")).collect()
    }),
    ("cyrillic typed in latin", |dice, _| {
        dice.one_of("kova olena shev yushchenko bondarenko sergiy")
            .to_owned()
    }),
    ("kanji typed in latin", |dice, _| {
        dice.one_of("yamamoto sato suzuki tanaka watanabe nakamura")
            .to_owned()
    }),
    ("company", |dice, of| some(dice, of, |p| p.company.clone())),
    ("mail or phone", |dice, of| {
        some(dice, of, |p| {
            if p.phone.is_empty() {
                start(&p.email, 9)
            } else {
                p.phone.clone()
            }
        })
    }),
    ("order or ticket code", |dice, of| {
        some(dice, of, |p| {
            if p.order < p.ticket {
                p.order.clone()
            } else {
                start(&p.ticket, 12)
            }
        })
    }),
];

fn open(path: &std::path::Path) -> Connection {
    let connection = Connection::open(path).expect("the file opens");
    connection
        .execute_batch(
            "PRAGMA key = \"x'2DD29CA851E7B56E4697B0E1F08507293D761A05CE4D1B628663F411A8086D99'\";
             PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON;
             PRAGMA temp_store = MEMORY; PRAGMA cache_size = -32000;",
        )
        .expect("the file is encrypted");
    connection.set_prepared_statement_cache_capacity(64);
    connection
}

fn fill(connection: &Connection, attendees: usize) {
    let people: Vec<Invented> = (0..attendees).map(invented).collect();
    let (wall, cpu) = (Instant::now(), cpu_ms());
    for (chunk_no, chunk) in people.chunks(PUTS_PER_TXN).enumerate() {
        connection
            .execute_batch("BEGIN IMMEDIATE")
            .expect("a transaction begins");
        for (at, person) in chunk.iter().enumerate() {
            let no = i64::try_from(chunk_no * PUTS_PER_TXN + at + 1).expect("a small number");
            put_one(connection, no, person);
            let codes = Codes {
                tickets: &[&person.ticket],
                badges: &[],
            };
            put_codes(connection, EVENT, no, &codes).expect("codes are put in");
        }
        connection.execute_batch("COMMIT").expect("a transaction ends");
    }
    let wall = wall.elapsed().as_secs_f64() * 1e3;
    let cpu = cpu.zip(cpu_ms()).map_or(wall, |(before, after)| after - before);
    let each = f64::from(u32::try_from(attendees).expect("a small number")) / 1e3;
    println!(
        "put with one ticket code, {PUTS_PER_TXN} a transaction, commits included: {:.1} µs CPU, {:.1} µs wall",
        cpu / each,
        wall / each
    );
}

fn put_one(connection: &Connection, attendee_no: i64, person: &Invented) {
    let entry = Entry {
        event_no: EVENT,
        attendee_no,
        given_name: &person.given,
        family_name: &person.family,
        full_name: &format!("{} {}", person.given, person.family),
        latin_name: &person.latin,
        company: &person.company,
        email: &person.email,
        phone: &person.phone,
        order_code: &person.order,
    };
    put(connection, &entry).expect("an attendee is put in");
}

/// Changing a name at the desk: one transaction each.
fn update(connection: &Connection, attendees: usize) {
    let mut times: Vec<f64> = (0..QUESTIONS)
        .map(|at| {
            let mut person = invented(at * 7 % attendees);
            person.family.push_str(" Zarrabeitia");
            let began = Instant::now();
            connection
                .execute_batch("BEGIN IMMEDIATE")
                .expect("a transaction begins");
            put_one(
                connection,
                i64::try_from(at * 7 % attendees + 1).expect("a small number"),
                &person,
            );
            connection.execute_batch("COMMIT").expect("a transaction ends");
            began.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    let (p50, p99, max) = percentiles(&mut times);
    println!("{:<28} {p50:>8.2} {p99:>8.2} {max:>8.2}", "change of a name");
}

/// A shared machine's wall clock measures the others too: each question is asked a few times and its best time counts.
/// Long ones are measured by computing time. The first wall times, with whatever was not yet in memory, stand beside.
fn measure(connection: &Connection, kind: &str, questions: &[String]) -> f64 {
    let mut hits = 0;
    let mut slowest = (0.0, "");
    let mut firsts = Vec::with_capacity(questions.len());
    let mut bests = Vec::with_capacity(questions.len());
    for question in questions {
        let mut best = f64::MAX;
        for again in 0..TIMES_ASKED {
            let began = Instant::now();
            let found = find(connection, EVENT, question, ROWS_MAX).expect("a question is answered");
            let took = began.elapsed().as_secs_f64() * 1e3;
            if again == 0 {
                firsts.push(took);
                hits += found.len();
            }
            best = best.min(took);
        }
        if best > LONG_MS {
            best = best.min(computing_ms(connection, question));
        }
        if best > slowest.0 {
            slowest = (best, question);
        }
        bests.push(best);
    }
    let (p50, p99, max) = percentiles(&mut bests);
    let (_, first_p99, _) = percentiles(&mut firsts);
    let hits = f64::from(u32::try_from(hits).unwrap_or_default())
        / f64::from(u32::try_from(questions.len()).unwrap_or(1));
    println!(
        "{kind:<28} {p50:>8.2} {p99:>8.2} {max:>8.2} {first_p99:>9.2}  {hits:>4.1}  slowest: {}",
        slowest.1
    );
    p99
}

fn computing_ms(connection: &Connection, question: &str) -> f64 {
    let before = cpu_ms();
    for _ in 0..REPETITIONS {
        find(connection, EVENT, question, ROWS_MAX).expect("a question is answered");
    }
    before.zip(cpu_ms()).map_or(f64::MAX, |(before, after)| {
        (after - before) / f64::from(REPETITIONS)
    })
}

/// What this thread has computed so far, where the system says so: a shared machine's wall clock measures the others.
fn cpu_ms() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let ns: f64 = text.split(' ').next()?.parse().ok()?;
    Some(ns / 1e6)
}

fn percentiles(times: &mut [f64]) -> (f64, f64, f64) {
    times.sort_by(f64::total_cmp);
    let at = |part: usize| {
        times
            .get((times.len() * part / 100).min(times.len() - 1))
            .copied()
            .unwrap_or_default()
    };
    (at(50), at(99), at(100))
}

fn some(dice: &mut Dice, of: usize, text: impl Fn(&Invented) -> String) -> String {
    text(&invented(dice.below(of)))
}

fn start(text: &str, chars: usize) -> String {
    text.chars().take(chars).collect()
}

fn first(text: &str) -> &str {
    text.split(' ').next().unwrap_or_default()
}

/// Swaps, drops or mistakes one letter.
fn slip(dice: &mut Dice, word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = 1 + dice.below(letters.len().max(3) - 2);
    match dice.below(3) {
        0 if at + 1 < letters.len() => letters.swap(at, at + 1),
        1 if at < letters.len() => drop(letters.remove(at)),
        _ => letters.insert(at.min(letters.len()), 'x'),
    }
    letters.into_iter().collect()
}
