//! The measurements by name; each prints its own figures beside its bar.

use crate::step::{self, Failures};
use crate::window::{self, WORKSPACE};
use crate::{needs, ui};
use anyhow::{Result, bail};

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
        name: "window",
        package: "sarrera-tests",
        table: None,
        opens_the_window: true,
    },
];

/// The scanner at the real window, which is a story of the desktop tests with more scans.
const WEDGE: &str = "wedge";
const WEDGE_SCANS: &str = "1000";

/// All that can be measured.
pub(crate) fn names() -> Vec<&'static str> {
    BENCHES.iter().map(|bench| bench.name).chain([WEDGE]).collect()
}

/// Runs the one that is named, or all.
pub(crate) fn bench(name: Option<&str>) -> Result<()> {
    needs::ensure(&[needs::BUILD])?;
    let Some(name) = name else { return all() };
    if name == WEDGE {
        return wedge();
    }
    let Some(bench) = BENCHES.iter().find(|bench| bench.name == name) else {
        bail!(
            "there is no measurement {name:?}; there are {}",
            names().join(", ")
        );
    };
    run(bench)
}

fn all() -> Result<()> {
    let mut failures = Failures::default();
    for bench in BENCHES {
        failures.note(run(bench));
    }
    failures.note(wedge());
    failures.verdict()
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
