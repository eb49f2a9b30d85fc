//! Nothing that was acknowledged is lost: the real program killed 2,000 times at its scans, and the power cut 5,000
//! times at an import, scans and their corrections. Bar: 0 lost.
//!
//! `cargo bench -p sarrera-cli --bench crash [kills [cuts]]`

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a measurement may stop where it stands"
)]

#[path = "../../../../tests/story/crash.rs"]
mod crash;
#[allow(dead_code, reason = "the stories use the rest of it")]
#[path = "../../../../tests/story/fair.rs"]
mod fair;
mod power;

use std::time::{Duration, Instant};

const KILLS: u64 = 2_000;
const CUTS: u64 = 5_000;

fn main() {
    let mut wanted = std::env::args().filter_map(|word| word.parse().ok());
    let (kills, cuts) = (wanted.next().unwrap_or(KILLS), wanted.next().unwrap_or(CUTS));
    let (report, took) = timed(|| crash::kill_scans(kills));
    println!("kill -9 during scans of the real program: {kills} rounds in {took:.1?}");
    println!(
        "  killed at work {}, ended before {}; verdicts given {}, lost 0 (bar 0); file and chains whole",
        report.killed, report.ended_before, report.acknowledged
    );
    let (report, took) = timed(|| power::cut_desk(usize::try_from(cuts).unwrap()));
    println!(
        "power cuts at {} moments: {cuts} cuts in {took:.1?}",
        report.moments
    );
    println!(
        "  given by the end: {} scans, {} imported rows; lost 0 (bar 0); file and chains whole, {} projections as fresh",
        report.scans, report.rows, report.refolded
    );
}

#[allow(clippy::disallowed_methods, reason = "a measurement reads the clock")]
fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let value = work();
    (value, start.elapsed())
}
