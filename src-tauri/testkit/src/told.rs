//! Stories that a machine is not able to tell: they are counted and named at the end of a test run, never passed over.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::PathBuf;

/// Set where a test run has to be whole.
const WHOLE_RUN: &str = "SARRERA_WHOLE_RUN";
/// In the target folder; `cargo xtask test` reads it.
const FILE: &str = "not-told";

/// Writes down that the story which is being told can't be told here (or not all of it), and why.
///
/// # Panics
/// Where the variable `SARRERA_WHOLE_RUN` is set, and where it can't be written down.
pub fn not_told(why: &str) {
    let test = std::thread::current();
    let story = test.name().unwrap_or("a story without a name");
    assert!(
        std::env::var_os(WHOLE_RUN).is_none(),
        "{story} can't be told here: {why}"
    );
    let written = write_down(&format!("{story}: {why}\n"));
    assert!(written.is_ok(), "{story} was not told: {why} ({written:?})");
}

/// In one piece: other tests write too.
fn write_down(line: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(file()?)?;
    file.write_all(line.as_bytes())
}

/// A test stands in `deps` of its profile's folder.
fn file() -> io::Result<PathBuf> {
    let test = std::env::current_exe()?;
    let target = test.ancestors().nth(3);
    Ok(target
        .ok_or_else(|| io::Error::other("no target folder"))?
        .join(FILE))
}
