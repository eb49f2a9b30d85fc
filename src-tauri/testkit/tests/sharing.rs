//! The disk under test does not stand in the way of other connections and processes.

use std::process::Command;

use sarrera_testkit::disk::{FileKind, RecordingDisk};
use sarrera_testkit::world::Draws;

use crate::encrypted::{check_kept, insert, open};

#[test]
fn a_connection_beside_the_disk_sees_what_is_written_through_it_and_the_other_way_round() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shared.db");
    let disk = RecordingDisk::new().unwrap();
    let mut through = open(&path, Some(disk.name())).unwrap();
    let mut beside = open(&path, None).unwrap();
    let mut draws = Draws::new(1);
    for expected in 1..=30 {
        let writer = if draws.chance(500) {
            &mut through
        } else {
            &mut beside
        };
        assert_eq!(insert(writer, &mut draws).unwrap(), expected);
    }
    check_kept(&through, 30).unwrap();
    check_kept(&beside, 30).unwrap();
}

#[test]
fn another_process_writes_at_the_same_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shared.db");
    let disk = RecordingDisk::new().unwrap();
    let mut connection = open(&path, Some(disk.name())).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_crash-child"))
        .arg(&path)
        .args(["quiet", "100"])
        .spawn()
        .unwrap();
    let mut draws = Draws::new(2);
    for _ in 0..100 {
        insert(&mut connection, &mut draws).unwrap();
    }
    assert!(child.wait().unwrap().success());
    check_kept(&connection, 200).unwrap();
}

#[test]
fn open_connections_outlive_the_disk_and_its_name_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("outlived.db");
    let disk = RecordingDisk::new().unwrap();
    let name = disk.name().to_owned();
    let mut connection = open(&path, Some(&name)).unwrap();
    assert!(disk.counts(FileKind::Log).writes > 0);
    drop(disk);
    insert(&mut connection, &mut Draws::new(3)).unwrap();
    assert!(
        open(&path, Some(&name))
            .unwrap_err()
            .to_string()
            .contains("no such vfs")
    );
}

#[test]
fn what_lies_on_the_disk_is_encrypted() {
    let folder = tempfile::tempdir().unwrap();
    let disk = RecordingDisk::new().unwrap();
    let connection = open(&folder.path().join("secret.db"), Some(disk.name())).unwrap();
    connection
        .execute("INSERT INTO entry (text) VALUES ('Ane Etxeberria')", [])
        .unwrap();
    let image = disk.recording().replay().state_at(disk.position(), 0);
    assert!(image.files.contains_key("secret.db") && image.files.contains_key("secret.db-wal"));
    for bytes in image.files.values() {
        assert!(!bytes.windows(4).any(|window| window == b"Etxe"));
        assert!(!bytes.starts_with(b"SQLite format 3"));
    }
}
