//! Nothing that was said is lost: the real program and a desk killed 2,000 times at their work, and the power cut 5,000
//! times at an import and a desk's morning. Bar: 0 lost.
//!
//! `cargo bench -p sarrera-cli --bench crash -- [kills [cuts]]`

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a measurement may stop where it stands"
)]

#[allow(dead_code, reason = "the story asks for the rest of it")]
#[path = "../../../../tests/story/crash.rs"]
mod crash;
#[allow(dead_code, reason = "the stories use the rest of it")]
#[path = "../../../../tests/story/fair.rs"]
mod fair;
mod power;

use std::time::{Duration, Instant};

const KILLS: u64 = 2_000;
const CUTS: u64 = 5_000;
/// So many times it says how far it is.
const TOLD: u64 = 20;

fn main() {
    if crash::desk::obey() {
        return;
    }
    let mut wanted = std::env::args().filter_map(|word| word.parse().ok());
    let (kills, cuts) = (wanted.next().unwrap_or(KILLS), wanted.next().unwrap_or(CUTS));
    let (tally, took) = timed(|| crash::kill_rounds(kills, &mut |tally| tell("kill", tally.rounds, kills)));
    println!("kill -9 of the program and of a desk: {kills} rounds in {took:.1?}");
    println!(
        "  killed at work {}, ended before {}; lost 0 (bar 0); file and chains whole after each",
        tally.killed,
        kills - tally.killed
    );
    println!("{tally}");
    let (report, took) = timed(|| power::cut_desk(cuts, &mut |cut| tell("power cut", cut, cuts)));
    println!(
        "power cuts at {} moments: {cuts} cuts in {took:.1?}",
        report.moments
    );
    println!(
        "  given by the end: {} imported rows; lost 0 (bar 0); file and chains whole after each, {} projections as fresh",
        report.rows, report.refolded
    );
    println!("{}", report.tally);
}

fn tell(what: &str, number: u64, of: u64) {
    if number.is_multiple_of((of / TOLD).max(1)) {
        println!("{what} {number} of {of}");
    }
}

#[allow(clippy::disallowed_methods, reason = "a measurement reads the clock")]
fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let value = work();
    (value, start.elapsed())
}
