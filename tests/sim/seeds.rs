//! Many seeds, each told by its number alone when it fails.

use crate::check;
use crate::run::Run;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Instant;

/// What the test run takes; `SARRERA_SIM_SEEDS` takes more.
const SEEDS: u64 = 250;
const STEPS: usize = 200;
/// So many of them are played twice.
const SEEDS_TWICE: usize = 100;
/// `SARRERA_SIM_SEED` replays one.
const FIRST: u64 = 1;
const THREADS: usize = 2;

/// So many bytes were sent to devices that may not see everything, and looked into.
static LOOKED_INTO: AtomicUsize = AtomicUsize::new(0);

/// Runs a seed: what happened, and what was wrong at the end.
fn run(seed: u64, steps: usize) -> (Vec<String>, Vec<String>) {
    let mut run = Run::new(seed);
    run.steps(steps);
    let before = check::known(&run);
    run.quiet_rounds();
    let wrong = check::wrong(&run, &before);
    let (messages, bytes) = (run.net.messages, run.net.looked_into);
    LOOKED_INTO.fetch_add(bytes, Ordering::SeqCst);
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

fn steps() -> usize {
    number("SARRERA_SIM_STEPS").map_or(STEPS, |steps| usize::try_from(steps).unwrap())
}

pub(crate) fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// A seed as it was played: all that happened, as one number, and why it failed, if it did.
struct Played {
    seed: u64,
    trace: Option<u64>,
    why: Option<String>,
}

fn play(seed: u64) -> Played {
    match catch_unwind(AssertUnwindSafe(|| run(seed, steps()))) {
        Ok((trace, wrong)) => Played {
            seed,
            trace: Some(BuildHasherDefault::<DefaultHasher>::default().hash_one(trace)),
            why: (!wrong.is_empty()).then(|| wrong.join("\n")),
        },
        Err(panic) => {
            let said = panic.downcast_ref::<String>().cloned();
            Played {
                seed,
                trace: None,
                why: Some(said.unwrap_or_else(|| "a panic".to_owned())),
            }
        }
    }
}

/// Why a seed failed, if it did.
pub(crate) fn failed(seed: u64) -> Option<String> {
    play(seed).why
}

/// The seeds of this run, each played once in a process, and how many seconds that took.
fn played() -> &'static (Vec<Played>, f64) {
    static PLAYED: OnceLock<(Vec<Played>, f64)> = OnceLock::new();
    PLAYED.get_or_init(|| {
        let first = number("SARRERA_SIM_FIRST").unwrap_or(FIRST);
        let seeds = number("SARRERA_SIM_SEEDS").unwrap_or(SEEDS);
        let all: Vec<u64> = (first..first.saturating_add(seeds)).collect();
        let began = OnceLock::new();
        let mut played = together(&all, |seed| {
            began.get_or_init(now);
            play(*seed)
        });
        let took = began.get().map_or(0.0, |began| began.elapsed().as_secs_f64());
        played.sort_by_key(|one| one.seed);
        (played, took)
    })
}

/// Each of these by one of two threads. Whoever else wants two waits: a bar is a bar for a machine with two cores.
pub(crate) fn together<T: Sync, R: Send>(all: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    static CORES: Mutex<()> = Mutex::new(());
    let _cores = CORES.lock().unwrap_or_else(PoisonError::into_inner);
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
    if let Some(seed) = number("SARRERA_SIM_SEED") {
        let (trace, wrong) = run(seed, steps());
        println!("{}", trace.join("\n"));
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        return;
    }
    let (played, took) = played();
    let mut failures = played
        .iter()
        .filter_map(|one| Some((one.seed, one.why.as_ref()?)));
    let first = failures.next();
    let others: Vec<_> = failures.collect();
    println!(
        "{} seeds in {took:.1} s, {} failed; {} bytes looked into",
        played.len(),
        others.len() + usize::from(first.is_some()),
        LOOKED_INTO.load(Ordering::SeqCst)
    );
    for (seed, why) in others {
        println!("seed {seed}: {why}");
    }
    if let Some((seed, why)) = first {
        panic!("cargo xtask sim --seed {seed}\n{why}");
    }
}

#[test]
fn the_same_seed_tells_the_same_twice() {
    let (played, _took) = played();
    let some = played.get(..SEEDS_TWICE).unwrap_or(played);
    let differing = together(some, |once| {
        (play(once.seed).trace != once.trace).then_some(once.seed)
    });
    let differing: Vec<u64> = differing.into_iter().flatten().collect();
    assert!(differing.is_empty(), "{differing:?}");
}
