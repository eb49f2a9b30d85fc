//! Many devices and one server: how long a new desk takes, what a crowd that comes back costs, and what a scan feels of it.
//!
//! `cargo bench -p sarrera-cli --bench sync -- [bootstrap|upload|reconnect|hub|news|memory]`

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::print_stdout,
    reason = "a measurement may stop where it stands"
)]

mod bootstrap;
mod centre;
#[path = "../../../app/benches/fair/mod.rs"]
mod fair;
mod many;
mod upload;

use centre::Centre;
use fair::timed;
use many::Crowd;
use std::path::PathBuf;

const PEOPLE: u32 = 100_000;

fn main() {
    let words: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .collect();
    let wanted = |name: &str| words.is_empty() || words.iter().any(|word| word == name);
    let temporary = tempfile::tempdir().unwrap();
    // Where the prepared centre stays from one run to the next, for whoever looks for a hot spot.
    let kept = std::env::var_os("SARRERA_BENCH_DIR").map(PathBuf::from);
    let dir = kept.unwrap_or_else(|| temporary.path().to_owned());
    let people = std::env::var("SARRERA_BENCH_PEOPLE").ok();
    let people = people.map_or(PEOPLE, |people| people.parse().unwrap());
    let (data, took) = timed(|| centre::prepared(&dir, people));
    println!("a centre of {people} attendees is there ({took:.1?})");
    let work = |name: &str| centre::copied(&data, &temporary.path().join(name));
    if wanted("bootstrap") || wanted("upload") {
        let centre = Centre::of(&work("boot"));
        println!("bootstrap, nobody at the desk");
        let desk = temporary.path().join("desk-1");
        bootstrap::measure(&centre, &desk, people, false).print();
        println!("upload of what was written alone");
        upload::measure(&centre, &desk, people);
        println!("bootstrap, people are looked for and let in meanwhile");
        bootstrap::measure(&centre, &temporary.path().join("desk-2"), people, true).print();
    }
    let back = Crowd {
        devices: 200,
        ops: 500,
        rate: None,
        offline: "0",
    };
    if wanted("reconnect") {
        let centre = Centre::of(&work("reconnect"));
        println!("200 devices come back with 500 ops each");
        many::come(&centre, &back).print("bar: drained within 60 s");
    }
    if wanted("hub") {
        println!("the same at a desk that serves its room, and people are let in meanwhile");
        many::come_to_a_desk(&work("hub"), usize::try_from(people).unwrap(), &back);
    }
    if wanted("news") {
        let centre = Centre::of(&work("news"));
        println!("40 devices at work, some of them away at times");
        let crowd = Crowd {
            devices: 40,
            ops: 50,
            rate: Some("0.5"),
            offline: "0.01",
        };
        many::come(&centre, &crowd).print("bar: known elsewhere p95 within 2 s");
    }
    if wanted("memory") {
        let centre = Centre::of(&work("memory"));
        let (before, _) = centre.memory();
        println!(
            "500 devices connected (the server had {:.0} MB before)",
            before as f64 / 1e6
        );
        let crowd = Crowd {
            devices: 500,
            ops: 2,
            rate: Some("0.05"),
            offline: "0",
        };
        many::come(&centre, &crowd).print("bar: 400 MB");
    }
    println!(
        "peers (FACTS): pretix, a device's full sync of 50,000: 632 requests, 110 server CPU s, 67.6 MB; one redeem 57 CPU-ms"
    );
}
