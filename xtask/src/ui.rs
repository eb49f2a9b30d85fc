//! The page: its packages, its build, its checks and its tests, all through npm in ui/.

use crate::{needs, root, step};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

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
    let folder = folder();
    let installed = folder.join("node_modules/.package-lock.json");
    if is_newer(&installed, &folder.join("package-lock.json")) {
        return Ok(());
    }
    println!("The page's packages are missing or older than package-lock.json.");
    step::run(npm(&["ci", "--no-audit", "--no-fund"])).context("the page's packages could not be installed")
}

/// Builds ui/dist, which the desk embeds.
pub(crate) fn build() -> Result<()> {
    ensure_packages()?;
    step::run(npm(&["run", "build"])).context("the page could not be built")
}

/// Runs its tests and returns the file of their results.
pub(crate) fn test() -> (Result<()>, PathBuf) {
    let results = root().join("target/ui-tests.json");
    // A result of an earlier run must not be taken for this one's.
    let _ = std::fs::remove_file(&results);
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

fn folder() -> PathBuf {
    root().join("ui")
}

fn is_newer(file: &Path, than: &Path) -> bool {
    let written = |path: &Path| -> Option<SystemTime> { path.metadata().ok()?.modified().ok() };
    matches!((written(file), written(than)), (Some(file), Some(than)) if file >= than)
}
