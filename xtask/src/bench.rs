//! The measurements by name; each prints its own figures beside its bar.

use crate::root;
use crate::step::{self, Failures};
use crate::window::{self, WORKSPACE};
use crate::{needs, ui};
use anyhow::{Context, Result, bail};
use std::process::Command;

struct Bench {
    name: &'static str,
    package: &'static str,
    /// A test that prints figures of the same subject, where a stopwatch says only half.
    table: Option<&'static str>,
    /// It opens the real window, which has to be built before.
    opens_the_window: bool,
}

const BENCHES: &[Bench] = &[
    Bench {
        name: "search",
        package: "sarrera-store",
        table: Some("name_pairs"),
        opens_the_window: false,
    },
    Bench {
        name: "badges",
        package: "sarrera-badge",
        table: None,
        opens_the_window: false,
    },
    Bench {
        name: "scan",
        package: "sarrera-app",
        table: None,
        opens_the_window: false,
    },
    Bench {
        name: "import",
        package: "sarrera-app",
        table: None,
        opens_the_window: false,
    },
    Bench {
        name: "rebuild",
        package: "sarrera-app",
        table: None,
        opens_the_window: false,
    },
    Bench {
        name: "people",
        package: "sarrera-app",
        table: None,
        opens_the_window: false,
    },
    Bench {
        name: "camera",
        package: "sarrera-camera",
        table: None,
        opens_the_window: false,
    },
    Bench {
        name: "crash",
        package: "sarrera-cli",
        table: None,
        opens_the_window: false,
    },
    Bench {
        name: "sync",
        package: "sarrera-cli",
        table: None,
        opens_the_window: false,
    },
    Bench {
        name: "window",
        package: "sarrera-tests",
        table: None,
        opens_the_window: true,
    },
];

/// The scanner at the real window, which is a story of the desktop tests with more scans.
const WEDGE: &str = "wedge";
const WEDGE_SCANS: &str = "1000";

/// The simulation, over more seeds than the tests take.
const SIM: &str = "sim";
const SIM_SEEDS: u64 = 250;

/// Mistakes that are made on purpose, each with as many seeds as it takes to find it.
const PLANTED: &str = "planted";

/// Messages that no honest device sends, more of them than the tests try.
const FUZZ: &str = "fuzz";
const FUZZ_MESSAGES: &str = "1000000";

/// All that can be measured.
pub(crate) fn names() -> Vec<&'static str> {
    BENCHES
        .iter()
        .map(|bench| bench.name)
        .chain([WEDGE, SIM, PLANTED, FUZZ])
        .collect()
}

/// Runs the one that is named, or all; `seeds` is how many the simulation takes.
pub(crate) fn bench(name: Option<&str>, seeds: Option<u64>) -> Result<()> {
    needs::ensure(&[needs::BUILD])?;
    let Some(name) = name else {
        return all(seeds.unwrap_or(SIM_SEEDS));
    };
    if name == WEDGE {
        return wedge();
    }
    if name == SIM {
        return simulated(EVERY_SEED, &[("SARRERA_SIM_SEEDS", seeds.unwrap_or(SIM_SEEDS))]);
    }
    if name == PLANTED {
        return planted(seeds);
    }
    if name == FUZZ {
        return fuzzed();
    }
    let Some(bench) = BENCHES.iter().find(|bench| bench.name == name) else {
        bail!(
            "there is no measurement {name:?}; there are {}",
            names().join(", ")
        );
    };
    run(bench)
}

/// Plays one seed again and prints what happened.
pub(crate) fn sim(seed: u64) -> Result<()> {
    needs::ensure(&[needs::BUILD])?;
    simulated(EVERY_SEED, &[("SARRERA_SIM_SEED", seed)])
}

/// The story that plays seeds.
const EVERY_SEED: &str = "seeds::whatever";

fn simulated(story: &str, numbers: &[(&str, u64)]) -> Result<()> {
    let mut sim = step::cargo(["test", "--locked"]);
    sim.args(WORKSPACE);
    for (variable, number) in numbers {
        sim.env(variable, number.to_string());
    }
    sim.args(["--test", "sim", "--", story, "--nocapture"]);
    step::run(sim)
}

/// The seeds begin where the commit says: nobody chose those that find something.
fn planted(seeds: Option<u64>) -> Result<()> {
    let mut git = Command::new("git");
    git.args(["rev-parse", "--short=8", "HEAD"]).current_dir(root());
    let commit = String::from_utf8(git.output().context("git names the commit")?.stdout)?;
    let first = u64::from(u32::from_str_radix(
        commit.trim().get(..8).unwrap_or_default(),
        16,
    )?);
    let mut numbers = vec![("SARRERA_SIM_PLANTED", first)];
    numbers.extend(seeds.map(|seeds| ("SARRERA_SIM_SEEDS", seeds)));
    simulated("planted::every_mistake", &numbers)
}

fn all(seeds: u64) -> Result<()> {
    let mut failures = Failures::default();
    for bench in BENCHES {
        failures.note(run(bench));
    }
    failures.note(wedge());
    failures.note(simulated(EVERY_SEED, &[("SARRERA_SIM_SEEDS", seeds)]));
    failures.note(planted(None));
    failures.note(fuzzed());
    failures.verdict()
}

fn fuzzed() -> Result<()> {
    let mut fuzz = step::cargo(["test", "--locked"]);
    fuzz.args(WORKSPACE).env("SARRERA_FUZZ_MESSAGES", FUZZ_MESSAGES);
    fuzz.args(["--test", "hostile", "--", "--nocapture"]);
    step::run(fuzz)
}

fn wedge() -> Result<()> {
    needs::ensure(&[needs::HEADLESS, needs::TEST])?;
    ui::build()?;
    window::build(false)?;
    let mut story = step::cargo(["test", "--locked"]);
    story.args(WORKSPACE).env("SARRERA_BURSTS", WEDGE_SCANS);
    story.args(["--test", "desktop", "--", "bursts::", "--nocapture"]);
    step::run(story)
}

fn run(bench: &Bench) -> Result<()> {
    if bench.opens_the_window {
        needs::ensure(&[needs::HEADLESS, needs::TEST])?;
        ui::build()?;
        step::run(workspace([
            "build",
            "--release",
            "--bins",
            "--example",
            "empty_window",
        ]))?;
        return step::run(workspace(["bench", "--bench", bench.name]));
    }
    step::run(step::cargo([
        "bench",
        "--quiet",
        "--package",
        bench.package,
        "--bench",
        bench.name,
    ]))?;
    let Some(table) = bench.table else { return Ok(()) };
    step::run(step::cargo([
        "test",
        "--quiet",
        "--package",
        bench.package,
        "--test",
        table,
        "--",
        "--nocapture",
    ]))
}

/// With the features that the tests have: the bench builds nothing of the programs a second time.
fn workspace<const N: usize>(words: [&str; N]) -> std::process::Command {
    let mut cargo = step::cargo(words);
    cargo.args(WORKSPACE);
    cargo
}
