//! A file of 100,000 people into the log, from the first byte to the last commit. Bar: ≤ 25 s on one core.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::print_stdout,
    reason = "a measurement may stop where it stands"
)]

mod fair;

use fair::{cpu, empty, file, import, timed};

fn main() {
    let dir = tempfile::tempdir().unwrap();
    let app = empty(dir.path(), None);
    let path = file(dir.path(), 100_000);
    let before = cpu();
    let (added, wall) = timed(|| import(&app, &path));
    println!(
        "import of {added} rows: {wall:.1?} wall, {:.1?} CPU (bar 25 s)",
        cpu() - before
    );
    let before = cpu();
    let (_, wall) = timed(|| import(&app, &path));
    println!("the same file again: {wall:.1?} wall, {:.1?} CPU", cpu() - before);
}
