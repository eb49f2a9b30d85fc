//! What the measurements have in common: a fair of any size from a file as pretix writes it, and a stopwatch.

#![allow(dead_code, reason = "each measurement uses its part")]

use sarrera_app::demo;
use sarrera_app::event_file::EventFile;
use sarrera_app::{App, ImportAsk, World};
use sarrera_store::DatabaseKey;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

pub(crate) const EVENT: &str = "boi-2023";

/// A device with the fair's events and nobody registered.
pub(crate) fn empty(dir: &Path, vfs: Option<String>) -> App {
    let world = World::real();
    let recovery = sarrera_app::vault::RecoveryKey::generate(&*world.entropy).recipient();
    let app = App::open_with_key(dir, DatabaseKey::new([7; 32]), vfs, world)
        .unwrap()
        .with_recovery_recipient(recovery);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files/boi-2023/event.json");
    app.create_events(&EventFile::read(&std::fs::read(file).unwrap()).unwrap())
        .unwrap();
    app
}

/// A file of invented people as pretix exports its order positions.
pub(crate) fn file(dir: &Path, people: u32) -> PathBuf {
    let mut csv = String::from(
        "Order code,Position ID,Status,Product,Attendee name: Given name,Attendee name: Family name,Attendee email,\
         Attendee company,Ticket secret,Job title,Order locale\r\n",
    );
    for (n, person) in demo::people(people)
        .iter()
        .map(demo::DemoPerson::to_row)
        .enumerate()
    {
        let cell = |text: Option<String>| text.unwrap_or_default().replace('"', "\"\"");
        writeln!(
            csv,
            "O{},1,paid,Visitor,\"{}\",\"{}\",\"{n}.{}\",\"{}\",{},\"{}\",es\r",
            n / 2,
            cell(person.given_name),
            cell(person.family_name.or(person.full_name)),
            cell(person.email),
            cell(person.company),
            code(n),
            cell(person.job_title),
        )
        .unwrap();
    }
    let path = dir.join("people.csv");
    std::fs::write(&path, csv).unwrap();
    path
}

/// The ticket secret of the nth person.
pub(crate) fn code(n: usize) -> String {
    format!("ticket{n:026}")
}

pub(crate) fn import(app: &App, path: &Path) -> u32 {
    app.import(
        path,
        &ImportAsk {
            event: EVENT,
            ..ImportAsk::default()
        },
        &mut |_| {},
    )
    .unwrap()
    .added
}

#[allow(clippy::disallowed_methods, reason = "a measurement reads the clock")]
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let value = work();
    (value, start.elapsed())
}

/// The time this thread was on a processor.
pub(crate) fn cpu() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = text
        .split_whitespace()
        .next()
        .and_then(|n| n.parse().ok())
        .unwrap_or(0);
    Duration::from_nanos(nanos)
}

pub(crate) fn median(times: &mut [Duration]) -> Duration {
    percentile(times, 50)
}

pub(crate) fn percentile(times: &mut [Duration], percent: usize) -> Duration {
    times.sort_unstable();
    times[(times.len() * percent / 100).min(times.len() - 1)]
}
