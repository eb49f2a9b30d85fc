//! A desk's morning on a disk whose every write is noted, and the power cut all over it.

use crate::fair::{EVENT, csv, file, positions};
use sarrera_app::event_file::EventFile;
use sarrera_app::{App, Direction, ImportAsk, PrintWish, ScanAsk, World};
use sarrera_core::ids::BootId;
use sarrera_core::time::Timestamp;
use sarrera_store::DatabaseKey;
use sarrera_testkit::disk::{PowerCut, PowerCuts, RecordingDisk};
use sarrera_testkit::world::{SeededEntropy, SettableClock};
use std::path::Path;
use std::sync::Arc;

/// 2023-11-13T10:00 in Bilbao.
const MORNING: Timestamp = Timestamp(1_699_866_000_000);
const PEOPLE: usize = 150;
/// The window is closed and opened again after so many scans.
const SCANS_A_SITTING: usize = 30;
const SITTINGS: usize = 3;
/// The projection is folded anew, and compared, after each of so many cuts: it takes longer than the rest.
const REFOLDED_EVERY: usize = 50;

/// What the cuts came to.
pub(crate) struct CutReport {
    pub moments: usize,
    pub scans: usize,
    pub rows: u32,
    pub refolded: usize,
}

/// What the desk said was done, and the disk's position when it said so.
#[derive(Default)]
struct Given {
    scans: Vec<(usize, String, String)>,
    undone: Vec<(usize, String)>,
    rows: Vec<(usize, u32)>,
}

/// Cuts the power this many times; panics where something that was said to be done is not there.
pub(crate) fn cut_desk(cuts: usize) -> CutReport {
    let disk = RecordingDisk::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut given = Given::default();
    let from = morning(&disk, folder.path(), &mut given);
    let recording = disk.recording();
    let mut refolded = 0;
    PowerCuts::new(2026, cuts)
        .from(from)
        .run(&recording, |cut, folder, vfs| {
            let app = open(folder, vfs).map_err(|error| error.to_string())?;
            check(&app, &given, cut)?;
            if cut.number % REFOLDED_EVERY == 0 {
                let before = app.digest().map_err(|error| error.to_string())?;
                app.rebuild(&mut |_, _| {}).map_err(|error| error.to_string())?;
                let fresh = app.digest().map_err(|error| error.to_string())?;
                if before != fresh {
                    return Err("the projection is not that of its log".to_owned());
                }
                refolded += 1;
            }
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
    CutReport {
        moments: recording.len() + 1 - from,
        scans: given.scans.len(),
        rows: given.rows.last().map_or(0, |(_, rows)| *rows),
        refolded,
    }
}

fn open(folder: &Path, vfs: &str) -> Result<App, sarrera_app::AppError> {
    let world = World {
        clock: Arc::new(SettableClock::at(MORNING)),
        entropy: Arc::new(SeededEntropy::new(2026)),
        boot: BootId([1; 16]),
    };
    App::open_with_key(folder, DatabaseKey::new([7; 32]), Some(vfs.to_owned()), world)
}

/// Events, an import, three sittings of scans with badges and a few undone; gives the position of the first thing done.
fn morning(disk: &RecordingDisk, folder: &Path, given: &mut Given) -> usize {
    let app = open(folder, disk.name()).unwrap();
    let event = std::fs::read(file("boi-2023/event.json")).unwrap();
    app.create_events(&EventFile::read(&event).unwrap()).unwrap();
    let from = disk.position();
    let rows = positions();
    let people = tempfile::NamedTempFile::with_suffix(".csv").unwrap();
    std::fs::write(people.path(), csv(&rows[..=PEOPLE])).unwrap();
    let ask = ImportAsk {
        event: EVENT,
        ..ImportAsk::default()
    };
    let rows_given = &mut given.rows;
    app.import(people.path(), &ask, &mut |progress| {
        rows_given.push((disk.position(), progress.done));
    })
    .unwrap();
    drop(app);
    let code = rows[0]
        .iter()
        .position(|header| header == "Ticket secret")
        .unwrap();
    let mut codes = rows[1..].iter().map(|row| row[code].as_str());
    for _ in 0..SITTINGS {
        let app = open(folder, disk.name()).unwrap();
        for code in codes.by_ref().take(SCANS_A_SITTING) {
            let outcome = app.scan(&scan_ask(), code).unwrap();
            given
                .scans
                .push((disk.position(), outcome.scan.clone(), outcome.verdict));
            if outcome.can.undo && given.scans.len().is_multiple_of(7) {
                app.undo_scan(EVENT, &outcome.scan).unwrap();
                given.undone.push((disk.position(), outcome.scan));
            }
        }
    }
    from
}

fn scan_ask() -> ScanAsk<'static> {
    ScanAsk {
        event: EVENT,
        checkpoint: "main",
        direction: Direction::Entry,
        at: None,
        print: PrintWish::To {
            printer: "folder:badges",
            template: "a6",
        },
    }
}

fn check(app: &App, given: &Given, cut: PowerCut) -> Result<(), String> {
    for (_, scan, verdict) in given.scans.iter().filter(|(at, ..)| *at <= cut.position) {
        let kept = app
            .outcome(EVENT, scan)
            .map_err(|error| format!("{scan}: {error}"))?;
        if kept.verdict != *verdict {
            return Err(format!("{scan}, {verdict}, is kept as {}", kept.verdict));
        }
    }
    for (_, scan) in given.undone.iter().filter(|(at, _)| *at <= cut.position) {
        let kept = app
            .outcome(EVENT, scan)
            .map_err(|error| format!("{scan}: {error}"))?;
        if kept.can.undo {
            return Err(format!("{scan} was undone and stands again"));
        }
    }
    let said = given.rows.iter().rfind(|(at, _)| *at <= cut.position);
    let overview = app.overview().map_err(|error| error.to_string())?;
    let event = overview.events.iter().find(|event| event.label == EVENT);
    let registered = event.map_or(0, |event| event.registered);
    if said.is_some_and(|(_, rows)| *rows > registered) {
        return Err(format!(
            "{registered} registered of {said:?} that were said to be"
        ));
    }
    let verified = app.verify().map_err(|error| error.to_string())?;
    if verified.faults.is_empty() && verified.quarantined == 0 && verified.forked == 0 {
        Ok(())
    } else {
        Err(format!("{verified:?}"))
    }
}
