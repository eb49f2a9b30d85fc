//! The desk on a disk that fills up, breaks or loses its power: a verdict that was given is there.

use super::{Fair, file};
use crate::App;
use sarrera_store::DatabaseKey;
use sarrera_testkit::disk::{FileKind, PowerCuts, RecordingDisk};

const SECRETS: [&str; 3] = [
    "abcdefghijklmnop0001",
    "abcdefghijklmnop0002",
    "abcdefghijklmnop0003",
];

fn three_people() -> String {
    let mut csv = String::from("Order code,Position ID,Status,Attendee name,Product,Ticket secret\n");
    for (n, secret) in SECRETS.iter().enumerate() {
        csv.push_str(&format!("AAAA{n},1,paid,Person {n},Visitor,{secret}\n"));
    }
    csv
}

#[test]
fn a_scan_costs_one_sync_of_the_log_and_no_more() {
    let disk = RecordingDisk::counting_only().unwrap();
    let fair = Fair::on(&disk);
    fair.import_text(&three_people());
    fair.scan("warm up the replica");
    let before = disk.sync_count(FileKind::Log);
    for secret in SECRETS {
        assert_eq!(fair.scan(secret).verdict, "admitted");
    }
    assert_eq!(disk.sync_count(FileKind::Log) - before, 3);
}

#[test]
fn the_log_is_brought_into_the_file_between_transactions_and_in_none() {
    const PEOPLE: usize = 900;
    let mut csv = String::from("First name,Last name,Company,Email\n");
    for n in 0..PEOPLE {
        csv.push_str(&format!("Jon,Person {n},Goierri {n},jon{n}@example.org\n"));
    }
    let disk = RecordingDisk::counting_only().unwrap();
    let fair = Fair::on(&disk);
    let before = disk.sync_count(FileKind::Database);
    fair.import_text(&csv);
    fair.scan("nobody's");
    assert!(
        disk.counts(FileKind::Log).bytes > 1_000 * 4_096,
        "more than SQLite would leave in the log"
    );
    assert_eq!(disk.sync_count(FileKind::Database), before);
    fair.app.another_store().unwrap().checkpoint().unwrap();
    assert_eq!(disk.sync_count(FileKind::Database), before + 1);
}

#[test]
fn a_full_disk_is_said_and_nothing_is_lost_when_there_is_room_again() {
    let disk = RecordingDisk::counting_only().unwrap();
    let fair = Fair::on(&disk);
    fair.import_text(&three_people());
    assert_eq!(fair.scan(SECRETS[0]).verdict, "admitted");
    disk.full_after(0);
    let refused = fair.app.scan(&fair.ask(), SECRETS[1]);
    assert_eq!(refused.unwrap_err().code(), "disk_full");
    disk.heal();
    assert_eq!(fair.scan_later(SECRETS[1]).verdict, "admitted");
    assert_eq!(fair.scan_later(SECRETS[0]).verdict, "already_in");
    assert_eq!(fair.app.verify().unwrap().faults, Vec::<String>::new());
}

#[test]
fn a_folder_that_cannot_be_written_is_said() {
    let disk = RecordingDisk::counting_only().unwrap();
    let fair = Fair::on(&disk);
    fair.import_text(&three_people());
    disk.read_only();
    let refused = fair.app.scan(&fair.ask(), SECRETS[0]);
    let code = refused.unwrap_err().code();
    assert!(["read_only_folder", "disk_full"].contains(&code), "{code}");
    disk.heal();
    assert_eq!(fair.scan(SECRETS[0]).verdict, "admitted");
}

#[test]
fn whatever_moment_the_power_goes_every_verdict_given_is_on_the_disk() {
    let disk = RecordingDisk::new().unwrap();
    let fair = Fair::on(&disk);
    fair.import_text(&three_people());
    let mut given = Vec::new();
    for secret in SECRETS {
        let outcome = fair.scan(secret);
        given.push((disk.position(), outcome.scan));
        fair.later_ms(60_000);
    }
    let recording = disk.recording();
    let first = given[0].0.saturating_sub(40);
    let cuts = recording.len() + 1 - first;
    PowerCuts::new(1, cuts)
        .from(first)
        .run(&recording, |cut, folder, vfs| {
            let key = DatabaseKey::new([7; 32]);
            let app = App::open_with_key(folder, key, Some(vfs.to_owned()), fair.world())
                .map_err(|error| error.to_string())?;
            for (_, scan) in given
                .iter()
                .filter(|(acknowledged, _)| *acknowledged <= cut.position)
            {
                assert_eq!(
                    app.outcome("boi-2023", scan).unwrap().verdict,
                    "admitted",
                    "{cut:?}"
                );
            }
            assert_eq!(app.verify().unwrap().faults, Vec::<String>::new(), "{cut:?}");
            Ok(())
        })
        .unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn a_wrong_key_says_so_and_a_torn_file_takes_nothing() {
    let fair = Fair::new();
    let wrong = App::open_with_key(fair.app.dir(), DatabaseKey::new([8; 32]), None, fair.world());
    assert_eq!(wrong.unwrap_err().code(), "wrong_passphrase");
    let before = fair.app.digest().unwrap();
    let ask = crate::ImportAsk {
        event: "boi-2023",
        ..crate::ImportAsk::default()
    };
    let missing = fair.app.import(&file("no such file.csv"), &ask, &mut |_| {});
    assert_eq!(missing.unwrap_err().code(), "file_unreadable");
    let empty = tempfile::NamedTempFile::with_suffix(".csv").unwrap();
    assert_eq!(
        fair.app
            .import(empty.path(), &ask, &mut |_| {})
            .unwrap_err()
            .code(),
        "file_empty"
    );
    assert_eq!(fair.app.digest().unwrap(), before);
}
