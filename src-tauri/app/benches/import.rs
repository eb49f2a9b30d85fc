//! A file of 100,000 people into the log, from the first byte to the last commit; and a desk that scans meanwhile.
//!
//! Bars: ≤ 25 s on one core; a scan waits for the writer ≤ 20 ms p99.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::print_stdout,
    reason = "a measurement may stop where it stands"
)]

mod fair;

use fair::{EVENT, code, cpu, empty, file, import, median, percentile, timed};
use sarrera_app::{PrintWish, ScanAsk};
use sarrera_core::ops::Direction;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

const PEOPLE: u32 = 100_000;
/// A desk that scans during an import does so this often.
const SCAN_EVERY: Duration = Duration::from_millis(20);
/// Its people are in already.
const KNOWN: u32 = 2_000;

fn main() {
    alone();
    beside_a_desk();
}

fn alone() {
    let dir = tempfile::tempdir().unwrap();
    let app = empty(dir.path(), None);
    let path = file(dir.path(), PEOPLE);
    let before = cpu();
    let (added, wall) = timed(|| import(&app, &path));
    println!(
        "import of {added} rows: {wall:.1?} wall, {:.1?} CPU (bar 25 s); peak memory {}",
        cpu() - before,
        peak_memory()
    );
    let before = cpu();
    let (_, wall) = timed(|| import(&app, &path));
    println!("the same file again: {wall:.1?} wall, {:.1?} CPU", cpu() - before);
}

fn beside_a_desk() {
    let dir = tempfile::tempdir().unwrap();
    let app = empty(dir.path(), None);
    import(&app, &file(dir.path(), KNOWN));
    let path = file(dir.path(), PEOPLE / 2);
    let ask = ScanAsk {
        event: EVENT,
        checkpoint: "main",
        direction: Direction::Entry,
        at: None,
        print: PrintWish::None,
    };
    let mut scans = Vec::new();
    let mut on_cpu = Duration::ZERO;
    let (ended, end) = channel::<()>();
    let ((), wall) = timed(|| {
        std::thread::scope(|threads| {
            let app = &app;
            threads.spawn(move || {
                import(app, &path);
                drop(ended);
            });
            while end.recv_timeout(SCAN_EVERY) == Err(RecvTimeoutError::Timeout) {
                let code = code(scans.len() % usize::try_from(KNOWN).unwrap());
                let before = cpu();
                scans.push(timed(|| app.scan(&ask, &code).unwrap()).1);
                on_cpu += cpu() - before;
            }
        });
    });
    println!(
        "{} scans while {} rows are imported in {wall:.1?}, the waiting included: p50 {:?} p99 {:?} max {:?} (bar 20 ms \
         p99), {:?} CPU each",
        scans.len(),
        PEOPLE / 2 - KNOWN,
        median(&mut scans),
        percentile(&mut scans, 99),
        percentile(&mut scans, 100),
        on_cpu / u32::try_from(scans.len()).unwrap()
    );
}

/// The most memory that this process has had so far, where the system says so.
fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "not known here".to_owned(), |peak| peak.trim().to_owned())
}
