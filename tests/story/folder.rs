//! The folder of a device: made on first use, its recovery key shown once, and its troubles said.

use crate::fair::{EVENT, Fair, PASSPHRASE, file, object, sarrera};
use sarrera_app::vault::Vault;
use sarrera_store::{DatabaseKey, Store, StoreOptions};
use sarrera_testkit::told::not_told;
use serde_json::json;
use std::path::Path;
use std::process::Command;

#[test]
fn the_recovery_key_is_shown_once_and_events_are_made_once() {
    let fair = Fair::empty();
    let event_file = file("boi-2023/event.json");
    let words = ["init", "--event", event_file.to_str().unwrap()];
    let first = fair.ok(words);
    assert_eq!(first["created"], json!(true));
    assert!(first["recovery_key"].as_str().unwrap().starts_with("SR"));
    assert_eq!(first["events"].as_array().unwrap().len(), 3);
    assert_eq!(first["events"][0]["checkpoints"][0]["label"], "main");
    let again = fair.ok(words);
    assert_eq!(
        (
            &again["created"],
            &again["recovery_key"],
            &again["events"][0]["added"]
        ),
        (&json!(false), &json!(null), &json!(false))
    );
    assert_eq!(fair.ok(["events"])["events"].as_array().unwrap().len(), 3);
}

#[test]
fn people_read_the_recovery_key_on_standard_error_also_when_the_first_call_fails() {
    let fair = Fair::empty();
    let output = fair.call(["init", "--event", "nowhere.json"]).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("  SR") && told.contains("recovery key"), "{told}");
    let fair = Fair::empty();
    let mut call = sarrera();
    call.arg("--data").arg(fair.data());
    let output = call.arg("events").output().unwrap();
    assert!(String::from_utf8(output.stderr).unwrap().contains("  SR"));
    assert!(!String::from_utf8(output.stdout).unwrap().contains("SR"));
}

#[test]
fn a_wrong_passphrase_and_none_at_all_are_told_apart() {
    let fair = Fair::new();
    let wrong = fair
        .call(["events"])
        .env("SARRERA_PASSPHRASE", "quite another one")
        .output()
        .unwrap();
    assert_eq!(object(&wrong)["error"]["code"], "wrong_passphrase");
    let none = fair
        .call(["events"])
        .env_remove("SARRERA_PASSPHRASE")
        .output()
        .unwrap();
    let said = object(&none);
    assert_eq!(said["error"]["code"], "passphrase_needed");
    assert!(
        said["error"]["message"]
            .as_str()
            .unwrap()
            .contains("SARRERA_PASSPHRASE")
    );
    let doctor = fair
        .call(["doctor"])
        .env("SARRERA_PASSPHRASE", "quite another one")
        .output()
        .unwrap();
    let doctor = object(&doctor);
    assert_eq!(
        (&doctor["ok"], &doctor["state"], &doctor["problems"][0]["code"]),
        (&json!(false), &json!("locked"), &json!("wrong_passphrase"))
    );
    assert_eq!(fair.ok(["events"])["events"].as_array().unwrap().len(), 3);
}

#[test]
fn the_doctor_makes_nothing() {
    let fair = Fair::empty();
    assert_eq!(fair.ok(["doctor"])["state"], "fresh");
    assert!(!fair.data().exists());
    // A key without its database: somebody restored half a backup.
    let fair = Fair::new();
    std::fs::remove_file(fair.data().join("sarrera.db")).unwrap();
    let said = fair.ok(["doctor"]);
    assert_eq!(
        (&said["ok"], &said["problems"][0]["code"]),
        (&json!(false), &json!("no_database"))
    );
    assert!(!fair.data().join("sarrera.db").exists());
}

#[test]
fn the_doctor_shows_the_recovery_key_of_a_database_that_was_never_finished() {
    let fair = Fair::new();
    let key = Vault::at(&fair.data()).open(Some(&PASSPHRASE.into())).unwrap();
    let database = fair.data().join("sarrera.db");
    std::fs::remove_file(&database).unwrap();
    drop(Store::open(StoreOptions::new(&database, DatabaseKey::new(*key))).unwrap());
    let output = fair.call(["doctor"]).output().unwrap();
    assert_eq!(object(&output)["ok"], json!(true), "{output:?}");
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("  SR"), "{told}");
}

/// A small disk of its own; it goes when the story ends.
struct SmallDisk<'a>(&'a Path);

impl<'a> SmallDisk<'a> {
    /// Only root may mount; elsewhere the story is written down as not told.
    fn mount(at: &'a Path, size: &str) -> Option<Self> {
        std::fs::create_dir_all(at).unwrap();
        let options = format!("size={size}");
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &options, "tmpfs"])
            .arg(at)
            .output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self(at));
        }
        not_told("a small disk can't be mounted");
        None
    }

    fn remount(&self, how: &str) {
        let done = Command::new("mount").args(["-o", how]).arg(self.0).status();
        assert!(done.unwrap().success());
    }
}

impl Drop for SmallDisk<'_> {
    fn drop(&mut self) {
        // The folder under it is removed with the story's own.
        let _gone = Command::new("umount").arg(self.0).status();
    }
}

#[test]
fn a_full_disk_is_said_and_what_was_written_stays() {
    let fair = Fair::empty();
    let data = fair.data();
    let Some(_disk) = SmallDisk::mount(&data, "3m") else {
        return;
    };
    let event_file = file("boi-2023/event.json");
    fair.ok(["init", "--event", event_file.to_str().unwrap()]);
    let path = file(crate::fair::POSITIONS);
    assert_eq!(
        fair.refused(["import", "--event", EVENT, path.to_str().unwrap()]),
        "disk_full"
    );
    let output = sarrera()
        .env("SARRERA_PASSPHRASE", PASSPHRASE)
        .arg("--data")
        .arg(&data)
        .args(["--json", "doctor"])
        .output()
        .unwrap();
    let problems = object(&output)["problems"].to_string();
    assert!(problems.contains("disk_nearly_full"), "{problems}");
    std::fs::remove_dir_all(fair.path("copy")).ok();
}

#[test]
fn a_disk_that_is_read_only_is_said() {
    let fair = Fair::empty();
    let data = fair.data();
    let Some(disk) = SmallDisk::mount(&data, "16m") else {
        return;
    };
    disk.remount("remount,ro");
    let event_file = file("boi-2023/event.json");
    let words = ["init", "--event", event_file.to_str().unwrap()];
    assert_eq!(fair.refused(words), "read_only_folder");
    disk.remount("remount,rw");
    fair.ok(words);
    disk.remount("remount,ro");
    let words = ["scan", "--event", EVENT, "--checkpoint", "main", "x"];
    assert_eq!(fair.refused(words), "read_only_folder");
}

#[test]
fn a_file_that_cannot_be_written_is_said_and_nothing_half_is_left() {
    let fair = Fair::new();
    let list = fair.write(
        "list.csv",
        "First name,Last name,Email\nAne,Etxeberria,ane@example.org\n",
    );
    fair.import(&list);
    let stick = fair.path("stick");
    let Some(disk) = SmallDisk::mount(&stick, "16k") else {
        return;
    };
    let out = |name: &str| stick.join(name).to_str().unwrap().to_owned();
    let refused = || {
        let (people, tickets, badges) = (out("people.csv"), out("tickets.csv"), out("badges.pdf"));
        [
            fair.refused(["export", "attendees", "--event", EVENT, "--out", &people]),
            fair.refused(["tickets", "--event", EVENT, "--out", &tickets]),
            fair.refused(["badges", "--event", EVENT, "--out", &badges]),
        ]
    };
    std::fs::write(out("filled"), vec![0; 12 * 1_024]).unwrap();
    std::fs::write(out("filled too"), vec![0; 64 * 1_024]).unwrap_err();
    assert_eq!(refused(), ["disk_full"; 3]);
    disk.remount("remount,ro");
    assert_eq!(refused(), ["folder_not_writable"; 3]);
    let mut left: Vec<_> = std::fs::read_dir(&stick)
        .unwrap()
        .map(|file| file.unwrap().file_name())
        .collect();
    left.sort();
    assert_eq!(left, ["filled", "filled too"], "nothing is left half written");
    assert_eq!(fair.ok(["log", "verify"])["ok"], json!(true));
}

#[test]
fn a_database_of_a_newer_version_is_said_and_left_as_it_is() {
    let fair = Fair::new();
    let key = Vault::at(&fair.data()).open(Some(&PASSPHRASE.into())).unwrap();
    let database = fair.data().join("sarrera.db");
    sarrera_testkit::version::make_newer(&database, &key).unwrap();
    let before = std::fs::read(&database).unwrap();
    let said = object(&fair.call(["events"]).output().unwrap());
    assert_eq!(said["error"]["code"], "newer_database");
    assert!(
        said["error"]["message"].as_str().unwrap().contains("newer"),
        "{said}"
    );
    let doctor = object(&fair.call(["doctor"]).output().unwrap());
    assert_eq!(doctor["problems"][0]["code"], "newer_database");
    assert_eq!(std::fs::read(&database).unwrap(), before);
}

/// The recovery key that this call shows.
fn recovery_key(fair: &Fair) -> String {
    let event_file = file("boi-2023/event.json");
    let made = fair.ok(["init", "--event", event_file.to_str().unwrap()]);
    made["recovery_key"].as_str().unwrap().to_owned()
}

#[test]
fn a_lost_passphrase_is_replaced_with_the_recovery_key() {
    let fair = Fair::empty();
    let key = recovery_key(&fair);
    let mut call = fair.call(["recover"]);
    call.env("SARRERA_PASSPHRASE", "quite another one");
    let mistyped = call
        .env("SARRERA_RECOVERY_KEY", key.replace("SR", "SS"))
        .output()
        .unwrap();
    assert_eq!(object(&mistyped)["error"]["code"], "recovery_key_mistyped");
    let recovered = call.env("SARRERA_RECOVERY_KEY", &key).output().unwrap();
    assert_eq!(object(&recovered), json!({"recovered": true, "events": 3}));
    assert_eq!(fair.refused(["events"]), "wrong_passphrase");
    let opened = fair
        .call(["events"])
        .env("SARRERA_PASSPHRASE", "quite another one")
        .output();
    assert_eq!(object(&opened.unwrap())["events"].as_array().unwrap().len(), 3);
}

#[test]
fn a_torn_key_file_is_made_anew_with_the_recovery_key_from_standard_input() {
    let fair = Fair::empty();
    let key = recovery_key(&fair);
    std::fs::write(fair.data().join("sarrera.key"), "{\"version\": 1, \"vau").unwrap();
    assert_eq!(fair.refused(["events"]), "key_file_damaged");
    let typed = fair.write("key.txt", format!("{}\n", key.to_lowercase()));
    let mut call = fair.call(["recover"]);
    call.stdin(std::fs::File::open(typed).unwrap());
    let output = call.output().unwrap();
    assert_eq!(object(&output)["recovered"], json!(true), "{output:?}");
    assert_eq!(fair.ok(["events"])["events"].as_array().unwrap().len(), 3);
}

#[test]
fn a_recovery_key_that_nobody_could_read_is_shown_by_the_next_call() {
    let fair = Fair::empty();
    let event_file = file("boi-2023/event.json");
    let words = ["init", "--event", event_file.to_str().unwrap()];
    // Whoever reads the output went away before it came.
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    fair.call(words).stdout(writer).output().unwrap();
    let again = fair.ok(words);
    assert_eq!(again["created"], json!(false));
    assert!(again["recovery_key"].as_str().unwrap().starts_with("SR"));
    assert_eq!(fair.ok(words)["recovery_key"], json!(null));
}

#[test]
fn a_passphrase_is_changed_by_whoever_knows_the_old_one() {
    const NEW: &str = "quite another one";
    let fair = Fair::new();
    let change = |old: &str, new: &str| {
        let mut call = fair.call(["passphrase"]);
        call.env("SARRERA_PASSPHRASE", old)
            .env("SARRERA_NEW_PASSPHRASE", new);
        object(&call.output().unwrap())
    };
    assert_eq!(
        change("not the old one", NEW)["error"]["code"],
        "wrong_passphrase"
    );
    assert_eq!(
        change(PASSPHRASE, "short")["error"]["code"],
        "passphrase_too_short"
    );
    assert_eq!(change(PASSPHRASE, NEW), json!({"changed": true}));
    assert_eq!(fair.refused(["events"]), "wrong_passphrase");
    let typed = fair.write("new.txt", format!("{PASSPHRASE}\n"));
    let mut back = fair.call(["passphrase"]);
    back.env("SARRERA_PASSPHRASE", NEW)
        .stdin(std::fs::File::open(typed).unwrap());
    assert_eq!(object(&back.output().unwrap()), json!({"changed": true}));
    assert_eq!(fair.ok(["events"])["events"].as_array().unwrap().len(), 3);
}

#[test]
fn a_folder_without_a_database_has_no_passphrase_to_change() {
    let fair = Fair::empty();
    let mut call = fair.call(["passphrase"]);
    call.env("SARRERA_NEW_PASSPHRASE", "quite another one");
    assert_eq!(object(&call.output().unwrap())["error"]["code"], "no_key_file");
    assert!(!fair.data().exists());
}
