//! Stories of a device's folder: the recovery key is never lost, a lost passphrase and a torn key file are survived, and
//! what is in the way of opening is told with what helps.

use super::Fair;
use crate::vault::RecoveryKey;
use crate::view::{NewEvent, OpenState, OpensWith};
use crate::{App, World};
use secrecy::SecretString;
use std::path::Path;

const PHRASE: &str = "four loose words here";

fn open(dir: &Path, phrase: &str) -> Result<crate::Opened, crate::AppError> {
    App::open(dir, Some(&SecretString::from(phrase)), World::real())
}

fn fair(label: &str) -> NewEvent {
    NewEvent {
        name: "A fair".to_owned(),
        label: label.to_owned(),
        venue: String::new(),
        time_zone: "Europe/Madrid".to_owned(),
        starts: "2026-11-24".to_owned(),
        ends: "2026-11-25".to_owned(),
    }
}

fn text(key: &RecoveryKey) -> String {
    key.to_text().to_string()
}

#[test]
fn the_recovery_key_waits_until_somebody_says_that_they_keep_it() {
    let dir = tempfile::tempdir().unwrap();
    let opened = open(dir.path(), PHRASE).unwrap();
    let made = text(&opened.recovery_key.unwrap());
    // What follows fails, and the window is killed: neither loses the key.
    let mut bad = fair("fair");
    bad.time_zone = "Mars/Olympus".to_owned();
    assert_eq!(opened.app.create_event(&bad).unwrap_err().code(), "bad_time_zone");
    drop(opened.app);
    let again = open(dir.path(), PHRASE).unwrap();
    assert!(again.recovery_key.is_none(), "it was made once");
    assert!(again.app.overview().unwrap().recovery_key_unseen);
    assert_eq!(text(&again.app.unseen_recovery_key().unwrap().unwrap()), made);
    again.app.recovery_key_kept().unwrap();
    assert!(!again.app.overview().unwrap().recovery_key_unseen);
    drop(again.app);
    let later = open(dir.path(), PHRASE).unwrap().app;
    assert!(
        later.unseen_recovery_key().unwrap().is_none(),
        "it is nowhere afterwards"
    );
}

#[test]
fn a_machine_that_died_before_the_database_was_finished_gets_a_recovery_key_that_opens_it() {
    let dir = tempfile::tempdir().unwrap();
    let world = World::real();
    let phrase = SecretString::from(PHRASE);
    // The key file is all that there was time for.
    let vault = crate::vault::Vault::at(dir.path());
    vault
        .create(&*world.entropy, crate::vault::Protection::Passphrase(&phrase))
        .unwrap();
    let opened = open(dir.path(), PHRASE).unwrap();
    let key = opened.recovery_key.unwrap();
    opened.app.create_event(&fair("fair")).unwrap();
    drop(opened.app);
    let app = App::recover(dir.path(), &key, &SecretString::from("another phrase"), world).unwrap();
    assert_eq!(app.events().unwrap().len(), 1);
}

#[test]
fn a_lost_passphrase_is_replaced_by_the_recovery_key() {
    let dir = tempfile::tempdir().unwrap();
    let opened = open(dir.path(), PHRASE).unwrap();
    let key = opened.recovery_key.unwrap();
    opened.app.create_event(&fair("fair")).unwrap();
    drop(opened.app);
    let new = SecretString::from("quite another phrase");
    let other = RecoveryKey::generate(&*World::real().entropy);
    let refused = App::recover(dir.path(), &other, &new, World::real());
    assert_eq!(refused.unwrap_err().code(), "wrong_recovery_key");
    let short = App::recover(dir.path(), &key, &SecretString::from("short"), World::real());
    assert_eq!(short.unwrap_err().code(), "passphrase_too_short");
    open(dir.path(), PHRASE).unwrap();
    let app = App::recover(dir.path(), &key, &new, World::real()).unwrap();
    assert_eq!(app.events().unwrap().len(), 1);
    assert!(
        !app.overview().unwrap().recovery_key_unseen,
        "whoever typed it keeps it"
    );
    drop(app);
    assert_eq!(open(dir.path(), PHRASE).unwrap_err().code(), "wrong_passphrase");
    open(dir.path(), "quite another phrase").unwrap();
}

#[test]
fn a_torn_or_lost_key_file_is_replaced_by_the_recovery_key() {
    for hurt in ["torn", "lost"] {
        let dir = tempfile::tempdir().unwrap();
        let opened = open(dir.path(), PHRASE).unwrap();
        let key = opened.recovery_key.unwrap();
        opened.app.create_event(&fair("fair")).unwrap();
        drop(opened.app);
        let path = dir.path().join("sarrera.key");
        match hurt {
            "torn" => {
                let bytes = std::fs::read(&path).unwrap();
                std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
            }
            _lost => std::fs::remove_file(&path).unwrap(),
        }
        let told = open(dir.path(), PHRASE).unwrap_err().closed();
        assert_eq!(told.opens_with, OpensWith::RecoveryKey, "{hurt}");
        let new = SecretString::from("quite another phrase");
        let app = App::recover(dir.path(), &key, &new, World::real()).unwrap();
        app.create_event(&fair("next")).unwrap();
        drop(app);
        assert_eq!(
            open(dir.path(), "quite another phrase")
                .unwrap()
                .app
                .events()
                .unwrap()
                .len(),
            2
        );
    }
}

#[test]
fn a_database_without_any_key_is_locked_and_never_made_over() {
    let dir = tempfile::tempdir().unwrap();
    drop(open(dir.path(), PHRASE).unwrap());
    for name in ["sarrera.key", "sarrera.recovery"] {
        std::fs::remove_file(dir.path().join(name)).unwrap();
    }
    assert_eq!(App::state_of(dir.path()), OpenState::Locked);
    assert_eq!(open(dir.path(), PHRASE).unwrap_err().code(), "no_key_file");
}

#[test]
fn what_keeps_a_database_closed_is_told_with_what_helps() {
    let dir = tempfile::tempdir().unwrap();
    drop(open(dir.path(), PHRASE).unwrap());
    let wanted = App::open(dir.path(), None, World::real()).unwrap_err().closed();
    assert_eq!((wanted.failure, wanted.opens_with), (None, OpensWith::Passphrase));
    let wrong = open(dir.path(), "not the right phrase").unwrap_err().closed();
    assert_eq!(wrong.failure.unwrap().code, "wrong_passphrase");
    std::fs::write(dir.path().join("sarrera.db"), vec![7; 8192]).unwrap();
    let damaged = open(dir.path(), PHRASE).unwrap_err().closed();
    assert_eq!(
        damaged.failure.unwrap().code,
        "damaged_database",
        "the passphrase is right"
    );
    assert_eq!(damaged.opens_with, OpensWith::TryAgain);
}

#[test]
fn a_database_of_a_newer_version_says_so_and_is_left_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let opened = open(dir.path(), PHRASE).unwrap();
    let recovery_key = opened.recovery_key.unwrap();
    drop(opened.app);
    let key = crate::vault::Vault::at(dir.path())
        .open(Some(&SecretString::from(PHRASE)))
        .unwrap();
    let database = dir.path().join("sarrera.db");
    sarrera_testkit::version::make_newer(&database, &key).unwrap();
    let before = std::fs::read(&database).unwrap();
    let told = open(dir.path(), PHRASE).unwrap_err().closed();
    let failure = told.failure.unwrap();
    assert_eq!(
        (failure.code.as_str(), told.opens_with),
        ("newer_database", OpensWith::TryAgain)
    );
    assert_eq!(failure.params["found"], "1000000");
    assert!(failure.message.contains("newer"), "{failure:?}");
    assert_eq!(std::fs::read(&database).unwrap(), before);
    let another = SecretString::from("quite another phrase");
    let recovered = App::recover(dir.path(), &recovery_key, &another, World::real());
    assert_eq!(recovered.unwrap_err().code(), "newer_database");
    let code = open(dir.path(), PHRASE).unwrap_err().code();
    assert_eq!(code, "newer_database", "the passphrase stays");
}

#[test]
fn what_was_not_saved_is_said_until_something_is_saved_again() {
    let disk = sarrera_testkit::disk::RecordingDisk::counting_only().unwrap();
    let desk = super::Fair::on(&disk);
    desk.scan("a code");
    assert_eq!(desk.app.overview().unwrap().unsaved, None);
    disk.full_after(0);
    desk.app.scan(&desk.ask(), "another code").unwrap_err();
    assert_eq!(desk.app.overview().unwrap().unsaved.unwrap().code, "disk_full");
    disk.heal();
    // What is refused for a reason of the trade was not to be saved, and says nothing of the disk.
    desk.app.create_event(&fair("boi-2023")).unwrap_err();
    assert!(desk.app.unsaved().is_some());
    desk.scan_later("a third code");
    assert_eq!(desk.app.unsaved(), None);
}

#[test]
fn an_import_that_is_saved_or_not_says_so_as_any_other_write() {
    let disk = sarrera_testkit::disk::RecordingDisk::counting_only().unwrap();
    let desk = super::Fair::on(&disk);
    let dir = tempfile::tempdir().unwrap();
    let list = dir.path().join("list.csv");
    std::fs::write(&list, "First name,Last name,E-mail\nAne,Zubiri,ane@example.org\n").unwrap();
    let import = |dry_run| {
        let ask = crate::ImportAsk {
            event: "boi-2023",
            dry_run,
            ..crate::ImportAsk::default()
        };
        desk.app.import(&list, &ask, &mut |_| {})
    };
    disk.full_after(0);
    import(false).unwrap_err();
    assert_eq!(desk.app.unsaved().unwrap().code, "disk_full");
    disk.heal();
    import(true).unwrap();
    assert!(desk.app.unsaved().is_some(), "a trial run saves nothing");
    import(false).unwrap();
    assert_eq!(desk.app.unsaved(), None);
}

/// As if another version of the program had derived the rows.
fn derived_otherwise(app: &App) {
    let mut store = app.another_store().unwrap();
    store.set_setting("projection_version", "0").unwrap();
}

#[test]
fn after_an_update_it_is_told_how_far_the_folder_is_ready_and_only_then() {
    let dir = tempfile::tempdir().unwrap();
    let made = open(dir.path(), PHRASE).unwrap();
    made.app.create_event(&fair("fair")).unwrap();
    derived_otherwise(&made.app);
    let recovery_key = made.recovery_key.unwrap();
    drop(made.app);
    let phrase = SecretString::from(PHRASE);
    let mut heard = Vec::new();
    let opened = App::open_telling(dir.path(), Some(&phrase), World::real(), &mut |at| {
        heard.push(at);
    })
    .unwrap();
    assert_eq!(opened.app.events().unwrap().len(), 1);
    assert!(heard.len() >= 2 && heard[0].done == 0, "{heard:?}");
    assert!(
        heard.last().is_some_and(|at| at.of > 0 && at.done == at.of),
        "{heard:?}"
    );
    heard.clear();
    drop(opened);
    App::open_telling(dir.path(), Some(&phrase), World::real(), &mut |at| {
        heard.push(at);
    })
    .unwrap();
    assert_eq!(heard, [], "nothing changed since");
    let app = open(dir.path(), PHRASE).unwrap().app;
    derived_otherwise(&app);
    drop(app);
    App::recover_telling(dir.path(), &recovery_key, &phrase, World::real(), &mut |at| {
        heard.push(at);
    })
    .unwrap();
    assert!(!heard.is_empty(), "by the recovery key too");
}

#[test]
fn a_clock_that_stands_before_what_was_written_is_doubted_until_it_is_right() {
    const YEAR_MS: i64 = 365 * 24 * 3_600_000;
    let fair = Fair::new();
    let written = fair.app.overview().unwrap();
    assert_eq!(written.clock_behind, None);
    fair.later_ms(-YEAR_MS);
    let doubted = fair.app.overview().unwrap();
    assert_eq!(doubted.clock_behind, Some(written.now));
    fair.later_ms(YEAR_MS);
    assert_eq!(fair.app.overview().unwrap().clock_behind, None);
}
