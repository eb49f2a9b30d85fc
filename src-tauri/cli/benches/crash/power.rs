//! A desk's morning on a disk whose every write is noted, and the power cut all over it.

use crate::crash::desk::{Desk, Done, Line};
use crate::crash::kept::{folds_alike, is_on_disk, kept, no_faults};
use crate::crash::tally::Tally;
use crate::fair::{EVENT, csv, file, positions};
use sarrera_app::event_file::EventFile;
use sarrera_app::vault::RecoveryKey;
use sarrera_app::{App, AppError, ImportAsk, World};
use sarrera_core::ids::BootId;
use sarrera_core::time::Timestamp;
use sarrera_core::world::Clock;
use sarrera_store::DatabaseKey;
use sarrera_testkit::disk::{PowerCut, PowerCuts, RecordingDisk};
use sarrera_testkit::world::{SeededEntropy, SettableClock};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// 2023-11-13T10:00 in Bilbao.
const MORNING: Timestamp = Timestamp(1_699_866_000_000);
/// The clock goes on by this much before everything that the desk does.
const PACE_MS: i64 = 20_000;
const PEOPLE: usize = 150;
/// The window is closed and opened again after so many codes.
const CODES_A_SITTING: usize = 30;
const SITTINGS: u64 = 3;
/// After a cut so many of the last lines are looked at; after each one that is folded anew, all of them.
const LINES_CHECKED: usize = 40;
/// The projection is folded anew, and compared, after each of so many cuts: it takes longer than the rest.
const REFOLDED_EVERY: usize = 50;

/// What the cuts came to.
pub(crate) struct CutReport {
    pub moments: usize,
    pub rows: u32,
    pub refolded: usize,
    pub tally: Tally,
}

/// What was said, and the disk's position when it was.
#[derive(Default)]
struct Said {
    lines: Vec<(usize, Line)>,
    rows: Vec<(usize, u32)>,
}

/// Cuts the power this many times; panics where something that was said is not there. `told` hears after each cut how
/// many there were.
pub(crate) fn cut_desk(cuts: u64, told: &mut dyn FnMut(u64)) -> CutReport {
    let disk = RecordingDisk::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut said = Said::default();
    let from = morning(&disk, folder.path(), &mut said);
    let recording = disk.recording();
    let mut tally = Tally::default();
    let mut refolded = 0;
    PowerCuts::new(2026, usize::try_from(cuts).unwrap())
        .from(from)
        .run(&recording, |cut, folder, vfs| {
            let app = open(folder, vfs).map_err(|error| error.to_string())?;
            no_faults(&app)?;
            said.check(&app, cut, &mut tally)?;
            if cut.number.is_multiple_of(REFOLDED_EVERY) {
                folds_alike(&app)?;
                refolded += 1;
            }
            told(u64::try_from(cut.number).unwrap() + 1);
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
    for (_, line) in &said.lines {
        if let Line::Done(done) = line {
            tally.say(done.kind());
        }
    }
    CutReport {
        moments: recording.len() + 1 - from,
        rows: said.rows.last().map_or(0, |(_, rows)| *rows),
        refolded,
        tally,
    }
}

impl Said {
    /// Fails where something that was said before the cut is not there, or something that was begun is there in part.
    fn check(&self, app: &App, cut: PowerCut, tally: &mut Tally) -> Result<(), String> {
        let before = self.lines.partition_point(|(at, _)| *at <= cut.position);
        let lines = &self.lines[..before];
        // The chains hold the older ones together with these.
        let checked = if cut.number.is_multiple_of(REFOLDED_EVERY) {
            before
        } else {
            before.min(LINES_CHECKED)
        };
        let mut scans = BTreeSet::new();
        for (number, (_, line)) in lines.iter().enumerate() {
            let Line::Done(done) = line else { continue };
            if let Done::Scan { scan, .. } | Done::Register { scan, .. } = done {
                scans.insert(scan.clone());
            }
            if number >= before - checked {
                kept(app, done)?;
            }
        }
        match lines.last() {
            Some((_, Line::Doing(doing))) => tally.hit(doing.kind(), is_on_disk(app, doing, &scans)?),
            Some((_, Line::Done(_))) => tally.hit("between two", false),
            None => tally.hit("an import", false),
        }
        let said = self.rows.iter().rfind(|(at, _)| *at <= cut.position);
        let overview = app.overview().map_err(|error| error.to_string())?;
        let event = overview.events.iter().find(|event| event.label == EVENT);
        let registered = event.map_or(0, |event| event.registered);
        if said.is_some_and(|(_, rows)| *rows > registered) {
            return Err(format!(
                "{registered} registered of {said:?} that were said to be"
            ));
        }
        Ok(())
    }
}

/// Events, an import, and three sittings of a desk; gives the position of the first thing done.
fn morning(disk: &RecordingDisk, folder: &Path, said: &mut Said) -> usize {
    let clock = Arc::new(SettableClock::at(MORNING));
    let recovery_key = RecoveryKey::generate(&SeededEntropy::new(7));
    let open = |sitting| {
        let app = open_at(folder, disk.name(), &clock, sitting).unwrap();
        app.with_recovery_recipient(recovery_key.recipient())
    };
    let app = open(0);
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
    app.import(people.path(), &ask, &mut |progress| {
        said.rows.push((disk.position(), progress.done));
    })
    .unwrap();
    drop(app);
    let code = rows[0]
        .iter()
        .position(|header| header == "Ticket secret")
        .unwrap();
    let mut codes = rows[1..].iter().map(|row| row[code].as_str());
    let badges = tempfile::tempdir().unwrap();
    let printer = format!("folder:{}", badges.path().display());
    for sitting in 1..=SITTINGS {
        let app = open(sitting);
        let mut say = |line: &Line| {
            said.lines.push((disk.position(), line.clone()));
            clock.advance_ms(PACE_MS);
        };
        Desk::new(&app, &printer, sitting, &mut say).serve(codes.by_ref().take(CODES_A_SITTING));
    }
    from
}

fn open(folder: &Path, vfs: &str) -> Result<App, AppError> {
    open_at(folder, vfs, &Arc::new(SettableClock::at(MORNING)), SITTINGS + 1)
}

/// Each opening draws bytes of its own: no two have the same replica.
fn open_at(folder: &Path, vfs: &str, clock: &Arc<SettableClock>, opening: u64) -> Result<App, AppError> {
    let clock: Arc<dyn Clock> = Arc::<SettableClock>::clone(clock);
    let world = World {
        clock,
        entropy: Arc::new(SeededEntropy::new(2026 + (opening << 32))),
        boot: BootId([1; 16]),
    };
    App::open_with_key(folder, DatabaseKey::new([7; 32]), Some(vfs.to_owned()), world)
}
