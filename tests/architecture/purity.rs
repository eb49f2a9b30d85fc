//! Where the clock, the random source and SQL may stand, and how outcomes are decided.

use crate::tree::{self, Source, hold, product};

/// The one module that reads the machine's clock and its random source.
const WORLD: &str = "src-tauri/app/src/world.rs";

#[test]
fn one_module_reads_the_clock() {
    let readings = [
        "SystemTime::now",
        "Instant::now",
        "Utc::now",
        "Local::now",
        "OffsetDateTime::now",
        "UNIX_EPOCH.elapsed",
    ];
    hold(
        "only app/src/world.rs reads the clock; elsewhere the time is an argument:",
        &outside_world(&readings),
    );
}

#[test]
fn one_module_reads_the_random_source() {
    let readings = [
        "getrandom::",
        "OsRng",
        "thread_rng",
        "rand::",
        "ThreadRng",
        "SysRng",
        "new_v4(",
    ];
    hold(
        "only app/src/world.rs reads the random source; elsewhere random bytes are an argument:",
        &outside_world(&readings),
    );
}

#[test]
fn nothing_is_unsafe() {
    let told = [
        "unsafe {",
        "unsafe fn",
        "unsafe impl",
        "unsafe extern",
        "allow(unsafe_code",
        "expect(unsafe_code",
        "unsafe_code,",
    ];
    // This file names the words; the disk that breaks under tests speaks SQLite's own C (decision 0060).
    let aside = ["tests/architecture/purity.rs", "src-tauri/testkit/src/disk/shim/"];
    let broken: Vec<String> = tree::rust()
        .iter()
        .filter(|file| !aside.iter().any(|path| file.path.starts_with(path)))
        .flat_map(|file| lines_with(file, &told))
        .collect();
    hold("nothing is unsafe:", &broken);
}

#[test]
fn sql_stays_in_the_store() {
    let doors = [
        "src-tauri/shell/",
        "src-tauri/cli/",
        "src-tauri/core/",
        "src-tauri/app/",
        "src-tauri/badge/",
        "src-tauri/print/",
        "src-tauri/camera/",
        "src-tauri/sync/",
        "src-tauri/server/",
    ];
    let sql = [
        "SELECT ",
        "INSERT INTO",
        "DELETE FROM",
        "CREATE TABLE",
        "PRAGMA ",
        "BEGIN IMMEDIATE",
    ];
    let broken: Vec<String> = product()
        .iter()
        .filter(|file| doors.iter().any(|door| file.path.starts_with(door)))
        .flat_map(|file| lines_with(file, &sql))
        .collect();
    hold("SQL stands in store only:", &broken);
}

#[test]
fn the_log_and_its_decisions_name_every_arm() {
    let decided = ["ops", "op", "fold", "admission"];
    let mut broken = Vec::new();
    for file in product() {
        let Some(rest) = file.path.strip_prefix("src-tauri/core/src/") else {
            continue;
        };
        let part = rest.split(['/', '.']).next().unwrap_or("");
        if !decided.contains(&part) {
            continue;
        }
        for (number, line) in file.product_lines() {
            if line.trim_start().starts_with("_ =>") {
                broken.push(format!("{}:{number} {}", file.path, line.trim()));
            }
        }
    }
    hold(
        "what is synced or decided names every arm; no `_ =>` in core's ops, fold and admission:",
        &broken,
    );
}

#[test]
fn personal_types_of_the_core_are_not_serialisable() {
    let personal = [
        "first_name",
        "last_name",
        "full_name",
        "given_name",
        "family_name",
        "mail",
        "email",
        "phone",
        "company",
        "notes",
        "note",
    ];
    let mut broken = Vec::new();
    for file in product()
        .iter()
        .filter(|file| file.path.starts_with("src-tauri/core/src/"))
    {
        // An op's private part is written by hand, field by field, in the one module that knows its frozen form.
        if file.path.starts_with("src-tauri/core/src/ops/") {
            continue;
        }
        for (name, fields) in serialised(file) {
            let held: Vec<&str> = personal
                .iter()
                .copied()
                .filter(|field| fields.iter().any(|one| one == field))
                .collect();
            if !held.is_empty() {
                broken.push(format!("{}: {name} holds {}", file.path, held.join(", ")));
            }
        }
    }
    hold(
        "types of core with personal data are not Serialize; what leaves a device is built field by field:",
        &broken,
    );
}

/// The structs of a file that derive `Serialize`, with their fields' names.
fn serialised(file: &Source) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    let mut derived = false;
    let mut open: Option<(String, Vec<String>)> = None;
    for (_, line) in file.product_lines() {
        let line = line.trim();
        if let Some((_, fields)) = &mut open {
            if line.starts_with('}') {
                found.extend(open.take());
            } else if let Some((field, _)) = line.trim_start_matches("pub ").split_once(':') {
                fields.push(field.trim().to_owned());
            }
        } else if line.starts_with("#[derive(") {
            derived = line.contains("Serialize");
        } else if let Some(rest) = line.trim_start_matches("pub ").strip_prefix("struct ") {
            if derived && line.ends_with('{') {
                let name = rest.split([' ', '<', '{']).next().unwrap_or("").to_owned();
                open = Some((name, Vec::new()));
            }
            derived = false;
        }
    }
    found
}

fn outside_world(readings: &[&str]) -> Vec<String> {
    product()
        .iter()
        .filter(|file| file.path != WORLD)
        .flat_map(|file| lines_with(file, readings))
        .collect()
}

fn lines_with(file: &Source, words: &[&str]) -> Vec<String> {
    file.product_lines()
        .into_iter()
        .filter(|(_, line)| words.iter().any(|word| line.contains(word)))
        .map(|(number, line)| format!("{}:{number} {}", file.path, line.trim()))
        .collect()
}

#[test]
fn the_rule_on_personal_types_sees_what_it_must() {
    let text = "#[derive(Debug, Serialize)]\npub struct Row {\n    pub mail: String,\n}\n#[derive(Debug)]\nstruct Kept {\n    phone: String,\n}\n";
    let file = Source {
        path: "x.rs".to_owned(),
        text: text.to_owned(),
    };
    assert_eq!(serialised(&file), [("Row".to_owned(), vec!["mail".to_owned()])]);
}
