//! The measurements by name; each prints its own figures beside its bar.

use crate::step::{self, Failures};
use crate::{needs, root};
use anyhow::{Result, bail};

struct Bench {
    name: &'static str,
    package: &'static str,
    folder: &'static str,
}

const BENCHES: &[Bench] = &[
    Bench {
        name: "search",
        package: "sarrera-store",
        folder: "store",
    },
    Bench {
        name: "badges",
        package: "sarrera-badge",
        folder: "badge",
    },
    Bench {
        name: "scan",
        package: "sarrera-app",
        folder: "app",
    },
    Bench {
        name: "import",
        package: "sarrera-app",
        folder: "app",
    },
    Bench {
        name: "rebuild",
        package: "sarrera-app",
        folder: "app",
    },
    Bench {
        name: "crash",
        package: "sarrera-cli",
        folder: "cli",
    },
];

/// Runs the one that is named, or all that exist.
pub(crate) fn bench(name: Option<&str>) -> Result<()> {
    needs::ensure(&[needs::BUILD])?;
    let Some(name) = name else { return all() };
    let Some(bench) = BENCHES.iter().find(|bench| bench.name == name) else {
        let names: Vec<&str> = BENCHES.iter().map(|bench| bench.name).collect();
        bail!("there is no measurement {name:?}; there are {}", names.join(", "));
    };
    if !exists(bench) {
        bail!("the measurement {name:?} has not been written yet");
    }
    run(bench)
}

fn all() -> Result<()> {
    let mut failures = Failures::default();
    for bench in BENCHES {
        if exists(bench) {
            failures.note(run(bench));
        } else {
            println!("\n{}: not written yet", bench.name);
        }
    }
    failures.verdict()
}

fn run(bench: &Bench) -> Result<()> {
    step::run(step::cargo([
        "bench",
        "--quiet",
        "--package",
        bench.package,
        "--bench",
        bench.name,
    ]))
}

fn exists(bench: &Bench) -> bool {
    let folder = root().join("src-tauri").join(bench.folder).join("benches");
    folder.join(format!("{}.rs", bench.name)).exists() || folder.join(bench.name).join("main.rs").exists()
}
