//! The rules of a power cut, one by one, on recordings written by hand.

use super::*;
use crate::disk::ledger::{FileKind, Ledger};

fn images(ledger: &Ledger, cut: usize) -> Vec<DiskImage> {
    let mut replay = ledger.to_recording().replay();
    (0..400).map(|seed| replay.state_at(cut, seed)).collect()
}

#[test]
fn what_was_synced_survives_every_cut_and_what_was_not_survives_some() {
    let mut disk = Ledger::recording();
    let file = disk.found("/d/a.db", FileKind::Database, b"");
    disk.written(file, 0, b"synced");
    disk.synced(file, disk.position(), false);
    disk.written(file, 6, b"hoped");
    let images = images(&disk, disk.position());
    let bytes: Vec<&Vec<u8>> = images.iter().map(|image| &image.files["a.db"]).collect();
    assert!(bytes.iter().all(|bytes| bytes.starts_with(b"synced")));
    assert!(bytes.iter().any(|bytes| bytes.as_slice() == b"syncedhoped"));
    assert!(bytes.iter().any(|bytes| bytes.as_slice() == b"synced"));
    assert!(
        bytes.iter().any(|bytes| bytes.as_slice() == b"synced\0\0\0\0\0"),
        "longer, but not written"
    );
}

#[test]
fn an_unsynced_write_tears_at_sectors_and_leaves_its_neighbours_alone() {
    let mut disk = Ledger::recording();
    let file = disk.found("/d/a.db", FileKind::Database, &[1; 2_048]);
    disk.written(file, 500, &[2; 1_000]);
    let images = images(&disk, disk.position());
    let torn: Vec<&Vec<u8>> = images.iter().map(|image| &image.files["a.db"]).collect();
    for bytes in &torn {
        assert!(bytes[..500].iter().chain(&bytes[1_500..]).all(|byte| *byte == 1));
        assert!(
            [&bytes[500..512], &bytes[512..1_024], &bytes[1_024..1_500]]
                .iter()
                .all(|sector| sector.iter().all(|byte| byte == &sector[0]))
        );
    }
    assert!(
        torn.iter()
            .any(|bytes| bytes[500] == 1 && bytes[512] == 2 && bytes[1_024] == 1)
    );
}

#[test]
fn a_new_name_needs_its_folder_synced_not_only_its_bytes() {
    let mut disk = Ledger::recording();
    let file = disk.created("/d/a.db-wal", FileKind::Log);
    disk.written(file, 0, b"frame");
    disk.synced(file, disk.position(), false);
    assert!(
        images(&disk, disk.position())
            .iter()
            .any(|image| image.files.is_empty())
    );
    disk.synced(file, disk.position(), true);
    assert!(
        images(&disk, disk.position())
            .iter()
            .all(|image| image.files["a.db-wal"] == b"frame")
    );
}

#[test]
fn a_deleted_file_may_come_back_until_its_folder_is_synced() {
    let mut disk = Ledger::recording();
    disk.found("/d/a.db-journal", FileKind::Journal, b"old");
    disk.deleted("/d/a.db-journal", false);
    let after = images(&disk, disk.position());
    assert!(after.iter().any(|image| image.files.is_empty()));
    assert!(after.iter().any(|image| image.files.contains_key("a.db-journal")));
    disk.found("/d/b", FileKind::Journal, b"");
    disk.deleted("/d/b", true);
    assert!(
        images(&disk, disk.position())
            .iter()
            .all(|image| image.files.is_empty())
    );
}

#[test]
fn a_sync_covers_only_what_was_written_before_it_began() {
    let mut disk = Ledger::recording();
    let file = disk.found("/d/a.db", FileKind::Database, b"");
    let began = disk.position();
    disk.written(file, 0, b"late");
    disk.synced(file, began, false);
    assert!(
        images(&disk, disk.position())
            .iter()
            .any(|image| image.files["a.db"].is_empty())
    );
}

#[test]
fn the_same_cut_and_seed_give_the_same_image_forwards_and_backwards() {
    let mut disk = Ledger::recording();
    let file = disk.found("/d/a.db", FileKind::Database, b"");
    for number in 0..20_u8 {
        disk.written(file, u64::from(number) * 700, &[number; 900]);
        if number % 5 == 0 {
            disk.synced(file, disk.position(), false);
        }
    }
    let mut replay = disk.to_recording().replay();
    let forwards: Vec<DiskImage> = (0..=disk.position()).map(|cut| replay.state_at(cut, 3)).collect();
    let backwards: Vec<DiskImage> = (0..=disk.position())
        .rev()
        .map(|cut| replay.state_at(cut, 3))
        .collect();
    assert!(forwards.iter().eq(backwards.iter().rev()));
}

#[test]
fn an_image_is_written_as_ordinary_files() {
    let folder = tempfile::tempdir().unwrap();
    let image = DiskImage {
        files: [("a.db".to_owned(), b"bytes".to_vec())].into(),
    };
    image.write_into(folder.path()).unwrap();
    assert_eq!(std::fs::read(folder.path().join("a.db")).unwrap(), b"bytes");
}
