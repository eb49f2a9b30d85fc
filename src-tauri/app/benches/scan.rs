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
    for (people, pairs) in [(2_000, 2_000), (100_000, 5_000)] {
        measure(people, pairs);
    }
}

fn measure(people: u32, pairs: usize) {
    let dir = tempfile::tempdir().unwrap();
    let disk = RecordingDisk::counting_only().unwrap();
    let app = empty(dir.path(), Some(disk.name().to_owned()));
    import(&app, &file(dir.path(), people));
    let bare = BareInserts::open(dir.path()).unwrap();
    let ask = ScanAsk {
        event: EVENT,
        checkpoint: "main",
        direction: Direction::Entry,
        at: None,
        print: PrintWish::None,
    };
    app.scan(&ask, "warm up").unwrap();
    let stride = usize::try_from(people).unwrap() / pairs;
    let (mut scans, mut inserts, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    let mut on_cpu = Duration::ZERO;
    let mut syncs = 0;
    for n in 0..pairs {
        let ((), insert) = timed(|| bare.insert(0).unwrap());
        let before = (cpu(), disk.sync_count(FileKind::Log));
        let (_, scan) = timed(|| app.scan(&ask, &code(n * stride)).unwrap());
        on_cpu += cpu() - before.0;
        syncs += disk.sync_count(FileKind::Log) - before.1;
        ratios.push(scan.as_secs_f64() / insert.as_secs_f64());
        scans.push(scan);
        inserts.push(insert);
    }
    ratios.sort_by(f64::total_cmp);
    println!("scan at {people} attendees, encrypted, {pairs} pairs with a bare insert into a plain file");
    println!(
        "  scan    p50 {:?}  p99 {:?}",
        median(&mut scans),
        percentile(&mut scans, 99)
    );
    println!(
        "  insert  p50 {:?}  p99 {:?}",
        median(&mut inserts),
        percentile(&mut inserts, 99)
    );
    println!("  median ratio {:.2} (bar 1.5)", ratios[ratios.len() / 2]);
    println!(
        "  log syncs a scan {:.3} (bar 1)",
        f64::from(u32::try_from(syncs).unwrap()) / pairs as f64
    );
    println!(
        "  CPU a scan {:?} (bar 1 ms)",
        on_cpu / u32::try_from(pairs).unwrap()
    );
}
