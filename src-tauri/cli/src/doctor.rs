//! `doctor`: how this device is, and what to do about what is broken. It makes no folder and no database; one that is
//! there it opens as any call does, so after an update it brings it up to date first.

use crate::folder::{Folder, passphrase_of_environment, tell_ready, tell_recovery_key};
use crate::output::{Answer, Failed, pairs};
use sarrera_app::view::OpenState;
use sarrera_app::{App, AppError, World};
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// Less free space than this is told before it is too late.
const FREE_BYTES_MIN: u64 = 500 * 1024 * 1024;
/// 2026-01-01 in UTC: no machine's clock may be older than this program.
const CLOCK_MIN_MS: i64 = 1_767_225_600_000;
/// A file from further in the future than this says that the clock went back.
const CLOCK_SLACK_MS: i64 = 5 * 60 * 1000;

/// What was found wrong, and what to do.
struct Problem {
    code: &'static str,
    message: String,
}

/// What the database says of itself.
#[derive(Default)]
struct Inside {
    events: Option<usize>,
    ops: Option<u64>,
    integrity: Option<bool>,
    unlocked_by: Option<&'static str>,
}

/// Looks at the machine, the folder and the database.
pub(crate) fn examine(folder: &Folder<'_>) -> Result<Answer, Failed> {
    let mut problems = Vec::new();
    let world = World::real();
    let overview = App::overview_closed(folder.dir, &world);
    let database_bytes = size(folder.dir);
    let inside = match overview.state {
        OpenState::Fresh => Inside::default(),
        OpenState::Locked | OpenState::Open if database_bytes == 0 => {
            problems.push(Problem {
                code: "no_database",
                message: "the folder has a key and no database: restore it from a backup; any other call begins an empty one"
                    .to_owned(),
            });
            Inside::default()
        }
        OpenState::Locked | OpenState::Open => look_inside(folder.dir, world, &mut problems)?,
    };
    let free_bytes = fs4::available_space(existing(folder.dir)).ok();
    if free_bytes.is_some_and(|free| free < FREE_BYTES_MIN) {
        let message = "the disk is nearly full: free at least 500 MB".to_owned();
        problems.push(Problem {
            code: "disk_nearly_full",
            message,
        });
    }
    problems.extend(clock_problem(folder.dir, overview.now));
    if overview.state == OpenState::Fresh && !overview.keychain && passphrase_of_environment().is_none() {
        let message = "there is no keychain: set SARRERA_PASSPHRASE before the first use".to_owned();
        problems.push(Problem {
            code: "keychain_unavailable",
            message,
        });
    }
    let state = match overview.state {
        OpenState::Fresh => "fresh",
        OpenState::Locked if inside.unlocked_by.is_none() => "locked",
        OpenState::Locked | OpenState::Open => "open",
    };
    let json = json!({
        "ok": problems.is_empty(),
        "version": overview.version,
        "folder": folder.dir.display().to_string(),
        "state": state,
        "unlocked_by": inside.unlocked_by,
        "keychain": overview.keychain,
        "database_bytes": database_bytes,
        "free_bytes": free_bytes,
        "events": inside.events,
        "ops": inside.ops,
        "integrity": inside.integrity,
        "clock_ms": overview.now,
        "problems": problems.iter().map(|p| json!({ "code": p.code, "message": p.message })).collect::<Vec<_>>(),
    });
    let unknown = || "not known".to_owned();
    let mut lines = pairs(&[
        ("version", overview.version),
        ("folder", folder.dir.display().to_string()),
        ("state", state.to_owned()),
        ("key", inside.unlocked_by.map_or_else(unknown, str::to_owned)),
        (
            "keychain",
            if overview.keychain { "yes" } else { "none" }.to_owned(),
        ),
        ("database", megabytes(database_bytes)),
        ("free disk", free_bytes.map_or_else(unknown, megabytes)),
        ("events", inside.events.map_or_else(unknown, |n| n.to_string())),
        ("ops", inside.ops.map_or_else(unknown, |n| n.to_string())),
    ]);
    lines.extend(problems.iter().map(|p| format!("wrong: {}", p.message)));
    if problems.is_empty() {
        lines.push("all is well".to_owned());
    }
    Ok(Answer::new(json, lines))
}

/// Opens the database, first as a machine with a keychain would. A recovery key that was made for it is told.
fn look_inside(dir: &Path, world: World, problems: &mut Vec<Problem>) -> Result<Inside, Failed> {
    let mut inside = Inside::default();
    let mut failed = |error: AppError| {
        let failed = Failed::from(error);
        problems.push(Problem {
            code: failed.code(),
            message: failed.message(),
        });
    };
    let opened = App::open_telling(dir, None, world.clone(), &mut tell_ready)
        .map(|opened| (opened, "keychain"))
        .or_else(|without| match passphrase_of_environment() {
            None => Err(without),
            Some(given) => App::open_telling(dir, Some(&given), world, &mut tell_ready)
                .map(|opened| (opened, "passphrase")),
        });
    let (opened, by) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            failed(error);
            return Ok(inside);
        }
    };
    let app = opened.app;
    if let Some(key) = opened.recovery_key {
        tell_recovery_key(&app, &key.to_text())?;
    }
    inside.unlocked_by = Some(by);
    match app.events() {
        Ok(events) => inside.events = Some(events.len()),
        Err(error) => failed(error),
    }
    match app.verify() {
        Ok(verified) => {
            inside.ops = Some(verified.ops);
            inside.integrity = Some(verified.faults.is_empty());
            problems.extend(verified.faults.into_iter().map(|message| Problem {
                code: "damaged_database",
                message: format!(
                    "{message}; copy the folder away, and restore it from a backup or another device"
                ),
            }));
        }
        Err(error) => failed(error),
    }
    Ok(inside)
}

fn clock_problem(dir: &Path, now_ms: i64) -> Option<Problem> {
    let newest = files(dir).iter().filter_map(|path| modified_ms(path)).max();
    let behind = newest.is_some_and(|newest| newest > now_ms.saturating_add(CLOCK_SLACK_MS));
    (behind || now_ms < CLOCK_MIN_MS).then(|| Problem {
        code: "clock_behind",
        message: "the clock is behind: set date and time of this machine".to_owned(),
    })
}

fn modified_ms(path: &Path) -> Option<i64> {
    let modified = fs::metadata(path).ok()?.modified().ok()?;
    i64::try_from(modified.duration_since(UNIX_EPOCH).ok()?.as_millis()).ok()
}

fn size(dir: &Path) -> u64 {
    let bytes = |path: &PathBuf| fs::metadata(path).map(|file| file.len()).unwrap_or(0);
    files(dir).iter().map(bytes).sum()
}

/// The database with what SQLite keeps beside it.
fn files(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    entries
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("sarrera.db"))
        .map(|entry| entry.path())
        .collect()
}

/// The folder, or the nearest one above it that is there.
fn existing(dir: &Path) -> &Path {
    let above = dir.ancestors().find(|dir| dir.exists());
    above.unwrap_or_else(|| Path::new("."))
}

fn megabytes(bytes: u64) -> String {
    let tenths = bytes / 100_000;
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_of_before_this_program_is_behind() {
        assert!(clock_problem(Path::new("/nowhere"), 0).is_some());
        assert!(clock_problem(Path::new("/nowhere"), CLOCK_MIN_MS).is_none());
    }

    #[test]
    fn sizes_read_in_megabytes() {
        assert_eq!(megabytes(1_250_000), "1.2 MB");
    }
}
