//! Power cuts at drawn moments of a run of commits, and the controls that show that a loss would be found.

use std::path::Path;

use rusqlite::Connection;
use sarrera_testkit::disk::{FileKind, RecordingDisk, Syncs};
use sarrera_testkit::world::Draws;

use crate::encrypted::{check_kept, insert, open};

const COMMITS: usize = 300;

/// A run of commits on a recording disk, from an empty folder on, the database closed and opened again on the way.
struct Run {
    disk: RecordingDisk,
    /// The disk's position when each commit had returned.
    acknowledged_at: Vec<usize>,
}

fn run(seed: u64, settings: &str, syncs: Syncs) -> Run {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.db");
    let disk = RecordingDisk::new().unwrap();
    disk.set_syncs(syncs);
    let mut draws = Draws::new(seed);
    let mut acknowledged_at = Vec::new();
    while acknowledged_at.len() < COMMITS {
        let mut connection = open(&path, Some(disk.name())).unwrap();
        connection.execute_batch(settings).unwrap();
        for _ in 0..1 + draws.below(120) {
            insert(&mut connection, &mut draws).unwrap();
            acknowledged_at.push(disk.position());
        }
    }
    Run {
        disk,
        acknowledged_at,
    }
}

/// Cuts the power at drawn positions and returns what was found wrong.
fn losses(run: &Run, seed: u64, cuts: usize) -> Vec<String> {
    let recording = run.disk.recording();
    let mut draws = Draws::new(seed);
    let end = u64::try_from(recording.len()).unwrap() + 1;
    let mut positions: Vec<usize> = (0..cuts)
        .map(|_| usize::try_from(draws.below(end)).unwrap())
        .collect();
    positions.sort_unstable();
    let mut replay = recording.replay();
    // The files are ordinary ones; only waiting for the real disk at each recovery is left out.
    let quick = RecordingDisk::counting_only().unwrap();
    quick.set_syncs(Syncs::NotedOnly);
    let mut wrong = Vec::new();
    for cut in positions {
        let acknowledged = run.acknowledged_at.partition_point(|position| *position <= cut);
        let image = replay.state_at(cut, draws.any());
        let folder = tempfile::tempdir().unwrap();
        image.write_into(folder.path()).unwrap();
        if let Err(reason) = reopened(folder.path(), quick.name(), acknowledged) {
            wrong.push(format!("cut {cut} of {}: {reason}", recording.len()));
        }
    }
    wrong
}

fn reopened(folder: &Path, vfs: &str, acknowledged: usize) -> Result<(), String> {
    let mut connection = open(&folder.join("run.db"), Some(vfs)).map_err(|error| format!("open: {error}"))?;
    check_kept(&connection, i64::try_from(acknowledged).unwrap())?;
    insert(&mut connection, &mut Draws::new(1)).map_err(|error| format!("insert afterwards: {error}"))?;
    Ok(())
}

#[test]
fn five_hundred_power_cuts_lose_no_commit_that_had_returned() {
    let run = run(1, "", Syncs::NotedOnly);
    assert_eq!(losses(&run, 2, 500), Vec::<String>::new());
}

/// SQLite documents it: with FULL the deletion of the journal, which is the commit, may not survive; with EXTRA it does.
#[test]
fn a_rollback_journal_may_lose_the_last_commit_unless_its_deletion_is_synced() {
    let full = run(3, "PRAGMA journal_mode = DELETE", Syncs::NotedOnly);
    let losses_of_full = losses(&full, 4, 100);
    assert!(!losses_of_full.is_empty());
    assert!(
        losses_of_full.iter().all(|loss| loss.contains("kept of")),
        "{losses_of_full:?}"
    );
    let extra = run(
        3,
        "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA",
        Syncs::NotedOnly,
    );
    assert_eq!(losses(&extra, 4, 100), Vec::<String>::new());
}

#[test]
fn a_log_that_is_not_synced_at_each_commit_loses_commits_but_stays_whole() {
    let run = run(5, "PRAGMA synchronous = NORMAL", Syncs::NotedOnly);
    let losses = losses(&run, 6, 200);
    assert!(losses.len() > 20, "{losses:?}");
    assert!(losses.iter().all(|loss| loss.contains("kept of")), "{losses:?}");
}

#[test]
fn a_disk_that_lies_about_syncs_is_found_out() {
    let run = run(7, "", Syncs::Dropped);
    assert_eq!(run.disk.sync_count(FileKind::Log), 0);
    assert!(losses(&run, 8, 100).len() > 50);
}

#[test]
fn a_commit_costs_one_sync_of_the_log() {
    let folder = tempfile::tempdir().unwrap();
    let disk = RecordingDisk::counting_only().unwrap();
    let mut connection = open(&folder.path().join("run.db"), Some(disk.name())).unwrap();
    connection
        .pragma_update(None, "wal_autocheckpoint", 1_000)
        .unwrap();
    let mut draws = Draws::new(9);
    insert(&mut connection, &mut draws).unwrap();
    let (log, database) = (
        disk.sync_count(FileKind::Log),
        disk.sync_count(FileKind::Database),
    );
    for commit in 1..=50 {
        insert(&mut connection, &mut draws).unwrap();
        assert_eq!(disk.sync_count(FileKind::Log), log + commit);
    }
    assert_eq!(
        disk.sync_count(FileKind::Database),
        database,
        "the database waits for a checkpoint"
    );
    assert_eq!(
        disk.sync_count(FileKind::Journal),
        2,
        "only the change to WAL mode uses a journal"
    );
    assert!(disk.recording().is_empty(), "a counting disk keeps no bytes");
}

#[test]
fn a_second_recording_starts_from_what_the_first_left() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.db");
    insert(&mut open(&path, None).unwrap(), &mut Draws::new(1)).unwrap();
    let disk = RecordingDisk::new().unwrap();
    let mut connection: Connection = open(&path, Some(disk.name())).unwrap();
    insert(&mut connection, &mut Draws::new(2)).unwrap();
    let run = Run {
        acknowledged_at: vec![0, disk.position()],
        disk,
    };
    let wrong = losses(&run, 10, 50);
    // Before the disk saw the database there is none on it.
    assert!(wrong.iter().all(|loss| loss.starts_with("cut 0 ")), "{wrong:?}");
}
