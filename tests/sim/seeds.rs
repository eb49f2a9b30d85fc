//! Many seeds, each told by its number alone when it fails.

use crate::check;
use crate::run::Run;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// What the test run takes; `SARRERA_SIM_SEEDS` takes more.
const SEEDS: u64 = 12;
const STEPS: usize = 200;
/// `SARRERA_SIM_SEED` replays one.
const FIRST: u64 = 1;
const THREADS: usize = 2;

/// Runs a seed: what happened, and what was wrong at the end.
fn run(seed: u64) -> (Vec<String>, Vec<String>) {
    let mut run = Run::new(seed);
    run.steps(number("SARRERA_SIM_STEPS").map_or(STEPS, |steps| usize::try_from(steps).unwrap()));
    let before = check::known(&run);
    run.quiet_rounds();
    let wrong = check::wrong(&run, &before);
    let (messages, bytes) = (run.net.messages, run.net.looked_into);
    run.trace.push(format!(
        "seed {} sent {messages} messages; {bytes} bytes of them were looked into",
        run.seed()
    ));
    for node in &run.nodes {
        let digests = node.app().digest().unwrap().logs;
        let digests = digests
            .into_iter()
            .map(|log| format!("{} {}", log.log, log.digest));
        let digests: Vec<String> = digests.collect();
        run.trace.push(format!("{}: {}", node.name, digests.join(", ")));
    }
    (run.trace, wrong)
}

pub(crate) fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Why a seed failed, if it did.
pub(crate) fn failed(seed: u64) -> Option<String> {
    let outcome = catch_unwind(AssertUnwindSafe(|| run(seed)));
    let wrong = match outcome {
        Ok((_, wrong)) => wrong,
        Err(panic) => vec![
            panic
                .downcast_ref::<String>()
                .cloned()
                .unwrap_or_else(|| "a panic".to_owned()),
        ],
    };
    (!wrong.is_empty()).then(|| wrong.join("\n"))
}

/// Each of these by one of two threads.
pub(crate) fn together<T: Sync, R: Send>(all: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let one_by_one = || {
            let mut done = Vec::new();
            while let Some(one) = all.get(next.fetch_add(1, Ordering::SeqCst)) {
                done.push(work(one));
            }
            done
        };
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(one_by_one)).collect();
        let joined = threads.into_iter().flat_map(|thread| thread.join().unwrap());
        joined.collect()
    })
}

#[allow(
    clippy::disallowed_methods,
    reason = "how long the seeds took is told, and decides nothing"
)]
fn now() -> Instant {
    Instant::now()
}

#[test]
fn whatever_happened_everybody_ends_with_the_same() {
    let replayed = number("SARRERA_SIM_SEED");
    let first = replayed.or(number("SARRERA_SIM_FIRST")).unwrap_or(FIRST);
    let seeds = replayed.map_or_else(|| number("SARRERA_SIM_SEEDS").unwrap_or(SEEDS), |_| 1);
    if seeds == 1 {
        let (trace, wrong) = run(first);
        println!("{}", trace.join("\n"));
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        return;
    }
    let began = now();
    let all: Vec<u64> = (first..first + seeds).collect();
    let mut failures: Vec<(u64, String)> = together(&all, |seed| failed(*seed).map(|why| (*seed, why)))
        .into_iter()
        .flatten()
        .collect();
    failures.sort();
    println!(
        "{seeds} seeds in {:.1} s, {} failed",
        began.elapsed().as_secs_f64(),
        failures.len()
    );
    for (seed, why) in failures.iter().skip(1) {
        println!("seed {seed}: {why}");
    }
    if let Some((seed, why)) = failures.first() {
        panic!("cargo xtask sim --seed {seed}\n{why}");
    }
}

#[test]
fn the_same_seed_tells_the_same_twice() {
    for seed in 1_000..1_003 {
        assert_eq!(run(seed).0, run(seed).0, "seed {seed}");
    }
}
