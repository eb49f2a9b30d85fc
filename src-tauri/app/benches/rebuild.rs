//! The projection of 100,000 attendees folded anew from the log. Bar: ≤ 20 s.

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
    import(&app, &file(dir.path(), 100_000));
    let before = app.digest().unwrap();
    let start = cpu();
    let ((), wall) = timed(|| app.rebuild(&mut |_, _| {}).unwrap());
    println!(
        "rebuild of 100,000 attendees: {wall:.1?} wall, {:.1?} CPU (bar 20 s)",
        cpu() - start
    );
    assert_eq!(app.digest().unwrap(), before, "a rebuild changes nothing");
    let (verified, wall) = timed(|| app.verify().unwrap());
    println!("log verify: {} ops in {wall:.1?}", verified.ops);
}
