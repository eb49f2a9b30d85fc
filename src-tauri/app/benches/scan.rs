//! Scan → durable verdict, in pairs with a bare durable insert into a plain file.
//!
//! Bars (at 100,000 attendees, encrypted): median ratio ≤ 1.5, one log sync per scan, ≤ 1 ms CPU.
//! The ratio is taken on two disks (docs/decisions/0065): this machine's own, and the same with syncs that take at least as
//! long as a laptop's, both sides alike. The bars are read on the second, without a badge; missing one fails the run.

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
use sarrera_testkit::disk::{FileKind, RecordingDisk, Syncs};
use std::process::ExitCode;
use std::time::Duration;

const RATIO_MAX: f64 = 1.5;
/// One a scan; what a few hundred scans more than that need is the log's own upkeep.
const SYNCS_MAX: f64 = 1.01;
const CPU_MAX: Duration = Duration::from_millis(1);

/// What a consumer's NVMe disk takes to make a write durable, at best: 1 to 3 ms without a capacitor.
const LAPTOP_SYNC: Duration = Duration::from_millis(1);

fn main() -> ExitCode {
    let mut missed = 0;
    for (people, pairs) in [(2_000, 500), (100_000, 5_000)] {
        let dir = tempfile::tempdir().unwrap();
        let plain_dir = tempfile::tempdir().unwrap();
        let (disk, plain_disk) = (
            RecordingDisk::counting_only().unwrap(),
            RecordingDisk::counting_only().unwrap(),
        );
        let app = empty(dir.path(), Some(disk.name().to_owned()));
        import(&app, &file(dir.path(), people));
        let bare = BareInserts::open(plain_dir.path(), plain_disk.name()).unwrap();
        let stride = usize::try_from(people).unwrap() / pairs / 4;
        let mut fresh = (0..).map(|n| code(n * stride));
        let with_badge = PrintWish::To {
            printer: "folder:badges",
            template: "a6",
        };
        for (syncs, whose) in [
            (Syncs::AtLeast(LAPTOP_SYNC), "a laptop's syncs, 1 ms at least"),
            (Syncs::Real, "this machine's own syncs"),
        ] {
            disk.set_syncs(syncs);
            plain_disk.set_syncs(syncs);
            println!("{people} attendees, encrypted; in pairs with a bare insert into a plain file; {whose}");
            for (what, print) in [
                ("scan", PrintWish::None),
                ("scan with its badge and print request", with_badge),
            ] {
                let is_within = measure(what, &disk, &bare, pairs, print, |ask| {
                    app.scan(ask, &fresh.next().unwrap()).unwrap();
                });
                let counts = syncs != Syncs::Real && print == PrintWish::None;
                missed += usize::from(counts && !is_within);
            }
        }
    }
    println!("{missed} bars missed");
    if missed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Prints the figures, and says whether they are within the bars.
fn measure(
    what: &str,
    disk: &RecordingDisk,
    bare: &BareInserts,
    pairs: usize,
    print: PrintWish<'_>,
    mut scan: impl FnMut(&ScanAsk<'_>),
) -> bool {
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
    for _ in 0..pairs {
        let ((), insert) = timed(|| bare.insert(0).unwrap());
        let before = (cpu(), disk.sync_count(FileKind::Log));
        let ((), scan) = timed(|| scan(&ask));
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
    let ratio = ratios[ratios.len() / 2];
    let syncs = f64::from(u32::try_from(syncs).unwrap()) / pairs as f64;
    let on_cpu = on_cpu / u32::try_from(pairs).unwrap();
    println!(
        "    median ratio {ratio:.2} (bar {RATIO_MAX}), log syncs a scan {syncs:.3} (bar 1), CPU a scan {on_cpu:?} (bar {CPU_MAX:?})"
    );
    ratio <= RATIO_MAX && syncs <= SYNCS_MAX && on_cpu <= CPU_MAX
}
