//! A disk that is full, read-only or broken gives a clear error, loses nothing, and is used again once it is well.

use std::path::Path;

use rusqlite::{Connection, Error, ErrorCode};
use sarrera_testkit::disk::{RecordingDisk, Syncs};
use sarrera_testkit::world::Draws;

use crate::encrypted::{check_kept, insert, open};

fn code(error: &Error) -> ErrorCode {
    error
        .sqlite_error_code()
        .unwrap_or_else(|| panic!("not an error of SQLite: {error}"))
}

type Fault = fn(&RecordingDisk, u64);

/// A disk that does not wait for the real one.
fn quick_disk() -> RecordingDisk {
    let disk = RecordingDisk::counting_only().unwrap();
    disk.set_syncs(Syncs::NotedOnly);
    disk
}

fn insert_until_error(connection: &mut Connection, draws: &mut Draws, kept: &mut i64) -> Error {
    loop {
        match insert(connection, draws) {
            Ok(entry_id) => *kept = entry_id,
            Err(error) => return error,
        }
    }
}

#[test]
fn a_disk_that_fills_up_at_any_point_loses_nothing_and_works_again_with_room() {
    for seed in 0..60 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("full.db");
        let disk = quick_disk();
        let mut draws = Draws::new(seed);
        let mut connection = open(&path, Some(disk.name())).unwrap();
        let mut kept = insert(&mut connection, &mut draws).unwrap();
        for _ in 0..3 {
            disk.full_after(draws.below(200_000));
            let error = insert_until_error(&mut connection, &mut draws, &mut kept);
            assert_eq!(code(&error), ErrorCode::DiskFull, "seed {seed}: {error}");
            assert!(connection.is_autocommit(), "the transaction is rolled back");
            check_kept(&connection, kept).unwrap();
            disk.heal();
            assert_eq!(insert(&mut connection, &mut draws).unwrap(), kept + 1);
            kept += 1;
        }
        drop(connection);
        check_kept(&open(&path, Some(disk.name())).unwrap(), kept).unwrap();
    }
}

#[test]
fn opening_on_a_full_disk_fails_clearly_or_works() {
    let mut codes = Vec::new();
    for seed in 0..80 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("full.db");
        let disk = quick_disk();
        insert(
            &mut open(&path, Some(disk.name())).unwrap(),
            &mut Draws::new(seed),
        )
        .unwrap();
        let new = folder.path().join("new.db");
        for path in [&path, &new] {
            disk.full_after(seed * 1_000);
            if let Err(error) = open(path, Some(disk.name())) {
                codes.push(error.sqlite_error().unwrap().extended_code);
            }
        }
        disk.heal();
        check_kept(&open(&path, Some(disk.name())).unwrap(), 1).unwrap();
        check_kept(&open(&new, Some(disk.name())).unwrap(), 0).unwrap();
    }
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(
        codes,
        [rusqlite::ffi::SQLITE_FULL, rusqlite::ffi::SQLITE_IOERR_SHMSIZE]
    );
}

#[test]
fn nothing_is_made_in_a_read_only_folder() {
    let folder = tempfile::tempdir().unwrap();
    let disk = quick_disk();
    disk.read_only();
    let error = open(&folder.path().join("new.db"), Some(disk.name())).unwrap_err();
    assert_eq!(code(&error), ErrorCode::CannotOpen);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_database_in_a_read_only_folder_cannot_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("old.db");
    insert(&mut open(&path, None).unwrap(), &mut Draws::new(1)).unwrap();
    let before = std::fs::read(&path).unwrap();
    let disk = quick_disk();
    disk.read_only();
    let error = open(&path, Some(disk.name())).unwrap_err();
    assert_eq!(code(&error), ErrorCode::CannotOpen, "{error}");
    assert_eq!(std::fs::read(&path).unwrap(), before);
    disk.heal();
    check_kept(&open(&path, Some(disk.name())).unwrap(), 1).unwrap();
}

/// After a crash the log and its index lie beside the database; SQLite then reads them where it cannot write.
#[test]
fn a_database_that_was_not_closed_can_be_read_in_a_read_only_folder() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("left.db");
    let disk = quick_disk();
    let mut crashed = open(&path, Some(disk.name())).unwrap();
    insert(&mut crashed, &mut Draws::new(1)).unwrap();
    let copy = folder.path().join("copy.db");
    for end in ["", "-wal", "-shm"] {
        std::fs::copy(
            format!("{}{end}", path.display()),
            format!("{}{end}", copy.display()),
        )
        .unwrap();
    }
    let disk = quick_disk();
    disk.read_only();
    let mut connection = open(&copy, Some(disk.name())).unwrap();
    check_kept(&connection, 1).unwrap();
    let error = insert(&mut connection, &mut Draws::new(2)).unwrap_err();
    assert_eq!(code(&error), ErrorCode::ReadOnly);
}

#[test]
fn a_disk_that_turns_read_only_or_breaks_under_way_gives_an_error_and_loses_nothing() {
    let faults: [(&str, Fault); 3] = [
        ("read-only", |disk, _| disk.read_only()),
        ("writes", |disk, left| disk.writes_fail_after(left)),
        ("syncs", |disk, left| disk.syncs_fail_after(left)),
    ];
    for (name, fault) in faults {
        for seed in 0..20 {
            let folder = tempfile::tempdir().unwrap();
            let disk = quick_disk();
            let mut draws = Draws::new(seed);
            let mut connection = open(&folder.path().join("broken.db"), Some(disk.name())).unwrap();
            let mut kept = insert(&mut connection, &mut draws).unwrap();
            fault(&disk, draws.below(100));
            let error = insert_until_error(&mut connection, &mut draws, &mut kept);
            assert_eq!(
                code(&error),
                ErrorCode::SystemIoFailure,
                "{name}, seed {seed}: {error}"
            );
            disk.heal();
            check_again(connection, &disk, &folder.path().join("broken.db"), kept);
        }
    }
}

fn check_again(connection: Connection, disk: &RecordingDisk, path: &Path, kept: i64) {
    check_kept(&connection, kept).unwrap();
    drop(connection);
    let mut connection = open(path, Some(disk.name())).unwrap();
    check_kept(&connection, kept).unwrap();
    insert(&mut connection, &mut Draws::new(1)).unwrap();
}
