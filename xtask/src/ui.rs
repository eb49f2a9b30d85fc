//! The page: its packages, its build, its checks and its tests, all through npm in ui/.

use crate::{needs, root, step};
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// `npm` with these words, in ui/.
pub(crate) fn npm(arguments: &[&str]) -> Command {
    // On Windows npm is a script, which is started by its full name only.
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let mut command = step::command(program, arguments);
    command.current_dir(folder());
    command
}

/// Node is there and the packages are those of package-lock.json.
pub(crate) fn ensure_packages() -> Result<()> {
    needs::ensure_node()?;
    let wanted =
        fs::read(folder().join("package-lock.json")).context("ui/package-lock.json cannot be read")?;
    let installed = folder().join("node_modules/.installed-package-lock.json");
    if fs::read(&installed).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    println!("The page's packages are missing or not those of package-lock.json.");
    // Not `npm ci`: decision 0014.
    step::run(npm(&["install", "--no-save", "--no-audit", "--no-fund"]))
        .context("the page's packages could not be installed")?;
    fs::write(installed, wanted).context("ui/node_modules cannot be written")
}

/// Builds ui/dist, which the desk embeds.
pub(crate) fn build() -> Result<()> {
    ensure_packages()?;
    step::run(npm(&["run", "build", "--", "--logLevel", "warn"])).context("the page could not be built")
}

/// Runs its tests and returns the file of their results.
pub(crate) fn test() -> (Result<()>, PathBuf) {
    let results = root().join("target/ui-tests.json");
    // A result of an earlier run must not be taken for this one's.
    let _ = fs::remove_file(&results);
    let file = format!("--outputFile.json={}", results.display());
    let outcome = step::run(npm(&[
        "test",
        "--",
        "--reporter=default",
        "--reporter=json",
        &file,
    ]));
    (outcome, results)
}

/// Looks at every scene with a machine's eyes and returns the file of what was found.
pub(crate) fn check_scenes() -> (Result<()>, PathBuf) {
    let results = root().join("target/ui-scenes.json");
    // A result of an earlier run must not be taken for this one's.
    let _ = fs::remove_file(&results);
    let file = format!("--results={}", results.display());
    let outcome =
        step::run(npm(&["run", "shots", "--", "--check", &file])).context("something is wrong on a scene");
    (outcome, results)
}

#[derive(Debug, clap::Args)]
pub(crate) struct Shots {
    /// Only scenes whose name holds this
    name: Option<String>,
    /// Take no pictures: look for what axe-core finds, what is cut off or out of reach, and a verdict too small to read
    #[arg(long)]
    check: bool,
}

/// Takes the pictures into ui/dev/shots, or looks at the same scenes with a machine's eyes.
pub(crate) fn shots(options: &Shots) -> Result<()> {
    needs::ensure(&[needs::SHOTS])?;
    ensure_packages()?;
    let mut words = vec!["run", "shots", "--"];
    words.extend(options.name.as_deref());
    words.extend(if options.check {
        vec!["--check"]
    } else {
        vec!["--all", "--axe"]
    });
    step::run(npm(&words)).context("something is wrong on a scene")
}

fn folder() -> PathBuf {
    root().join("ui")
}
