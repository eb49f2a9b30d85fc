//! Scan → durable verdict, in pairs with a bare durable insert into a plain file.
//!
//! Bars (at 100,000 attendees, encrypted): median ratio ≤ 1.5, one log sync per scan, ≤ 1 ms CPU.

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
use sarrera_testkit::baseline::BareInserts;
use sarrera_testkit::disk::{FileKind, RecordingDisk};
use std::time::Duration;

fn main() {
    for (people, pairs) in [(2_000, 1_000), (100_000, 5_000)] {
        let dir = tempfile::tempdir().unwrap();
        let disk = RecordingDisk::counting_only().unwrap();
        let app = empty(dir.path(), Some(disk.name().to_owned()));
        import(&app, &file(dir.path(), people));
        let bare = BareInserts::open(dir.path()).unwrap();
        let stride = usize::try_from(people).unwrap() / pairs / 2;
        let codes = |n: usize| code(n * stride);
        let with_badge = PrintWish::To {
            printer: "folder:badges",
            template: "a6",
        };
        println!("{people} attendees, encrypted; each scan in a pair with a bare insert into a plain file");
        measure("scan", &disk, &bare, pairs, PrintWish::None, |ask, n| {
            app.scan(ask, &codes(2 * n)).unwrap();
        });
        measure(
            "scan with its badge and print request",
            &disk,
            &bare,
            pairs,
            with_badge,
            |ask, n| {
                app.scan(ask, &codes(2 * n + 1)).unwrap();
            },
        );
    }
}

fn measure(
    what: &str,
    disk: &RecordingDisk,
    bare: &BareInserts,
    pairs: usize,
    print: PrintWish<'_>,
    scan: impl Fn(&ScanAsk<'_>, usize),
) {
    let ask = ScanAsk {
        event: EVENT,
        checkpoint: "main",
        direction: Direction::Entry,
        at: None,
        print,
    };
    let (mut scans, mut inserts, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    let mut on_cpu = Duration::ZERO;
    let mut syncs = 0;
    for n in 0..pairs {
        let ((), insert) = timed(|| bare.insert(0).unwrap());
        let before = (cpu(), disk.sync_count(FileKind::Log));
        let ((), scan) = timed(|| scan(&ask, n));
        on_cpu += cpu() - before.0;
        syncs += disk.sync_count(FileKind::Log) - before.1;
        ratios.push(scan.as_secs_f64() / insert.as_secs_f64());
        scans.push(scan);
        inserts.push(insert);
    }
    ratios.sort_by(f64::total_cmp);
    println!(
        "  {what}, {pairs} pairs: p50 {:?} p99 {:?}; insert p50 {:?} p99 {:?}",
        median(&mut scans),
        percentile(&mut scans, 99),
        median(&mut inserts),
        percentile(&mut inserts, 99)
    );
    println!(
        "    median ratio {:.2} (bar 1.5), log syncs a scan {:.3} (bar 1), CPU a scan {:?} (bar 1 ms)",
        ratios[ratios.len() / 2],
        f64::from(u32::try_from(syncs).unwrap()) / pairs as f64,
        on_cpu / u32::try_from(pairs).unwrap()
    );
}
