//! A command of the window exists in three places, and they agree.

use crate::tree::{self, hold};
use sarrera_app::{COMMANDS, Who, who_may};
use std::collections::BTreeSet;

#[test]
fn every_command_is_made_handled_and_permitted() {
    let made = made();
    assert!(!made.is_empty(), "the shell has commands");
    assert_eq!(
        made,
        handled(),
        "the commands of shell/commands are those of the handler in shell/lib.rs"
    );
    assert_eq!(
        made,
        permitted(),
        "the commands of shell/commands are those of src-tauri/permissions"
    );
}

#[test]
fn every_command_has_its_roles_and_none_goes_round_them() {
    let listed: Vec<String> = COMMANDS
        .iter()
        .flat_map(|(_, commands)| commands.iter().map(|name| (*name).to_owned()))
        .collect();
    let once: BTreeSet<String> = listed.iter().cloned().collect();
    assert_eq!(
        made(),
        once,
        "the commands of shell/commands are those of app/src/roles.rs"
    );
    assert_eq!(
        listed.len(),
        once.len(),
        "a command stands once in app/src/roles.rs"
    );
    let read: BTreeSet<String> = commands().into_iter().map(|command| command.name).collect();
    assert_eq!(made(), read, "each command is written as these tests can read it");
    let mut broken = Vec::new();
    for Command { name, takes, .. } in commands() {
        let is_asked = takes.contains("asked: Asked");
        if !is_asked && who_may(&name) != Some(Who::Anybody) {
            broken.push(format!(
                "{name} takes no `asked: Asked`, so nobody asks for its role"
            ));
        }
        if takes.contains("State<'_, Asked>") || takes.contains("State<'_, HeldFolder>") {
            broken.push(format!(
                "{name} takes the folder past the check: `asked: Asked` is the way"
            ));
        }
    }
    hold("a command comes to its use case by its role:", &broken);
}

#[test]
fn every_permission_is_given_to_a_window() {
    let given = given();
    for permission in permissions() {
        let name = permission["identifier"].as_str().unwrap();
        assert!(
            given.contains(name),
            "the permission {name} is in a capability of tauri.conf.json"
        );
    }
}

#[test]
fn the_page_asks_every_command_by_one_typed_function_and_no_other() {
    let asked: BTreeSet<String> = tree::files(&[".ts"])
        .iter()
        .filter(|file| file.path.starts_with("ui/src/shared/api/"))
        .flat_map(|file| asked_in(&file.text))
        .collect();
    assert_eq!(
        made(),
        asked,
        "the commands are those that ui/src/shared/api asks"
    );
    let elsewhere: Vec<String> = tree::files(&[".ts", ".svelte"])
        .iter()
        .filter(|file| file.path.starts_with("ui/src/") && !file.path.starts_with("ui/src/shared/api/"))
        .filter(|file| file.text.contains("@tauri-apps/api/core"))
        .map(|file| file.path.clone())
        .collect();
    hold("only ui/src/shared/api speaks to Rust; so does:", &elsewhere);
}

#[test]
fn a_command_is_short_and_calls_one_use_case() {
    const LINES_MAX: usize = 30;
    /// What the page asked for chooses between two use cases.
    const EITHER: [&str; 2] = ["edit_person", "export_table"];
    /// What carries a use case out rather than being one.
    const AROUND: [&str; 3] = ["dir", "with_print_wish", "with_preview"];
    let mut broken = Vec::new();
    for Command { name, body, .. } in commands() {
        let calls: BTreeSet<&str> = body
            .split("app.")
            .skip(1)
            .filter_map(|rest| rest.split_once('(').map(|(call, _)| call))
            .filter(|call| call.chars().all(|c| c.is_ascii_lowercase() || c == '_') && !AROUND.contains(call))
            .collect();
        let allowed = if EITHER.contains(&name.as_str()) { 2 } else { 1 };
        if calls.len() > allowed {
            broken.push(format!("{name} calls {calls:?}"));
        }
        let lines = body.lines().count();
        if lines > LINES_MAX {
            broken.push(format!("{name} has {lines} lines"));
        }
    }
    hold(
        "a command parses, calls one use case and maps the result:",
        &broken,
    );
}

/// The names that a file of the page's API invokes.
fn asked_in(text: &str) -> Vec<String> {
    let calls = text.split("invoke").skip(1);
    calls
        .filter_map(|rest| {
            let (_, after) = rest.split_once('(')?;
            let name = after.trim_start().strip_prefix('"')?;
            name.split_once('"').map(|(name, _)| name.to_owned())
        })
        .collect()
}

/// A command as it is written.
struct Command {
    name: String,
    /// What it takes.
    takes: String,
    /// What stands between its braces.
    body: String,
}

fn commands() -> Vec<Command> {
    let mut found = Vec::new();
    for file in tree::rust()
        .iter()
        .filter(|file| file.path.starts_with("src-tauri/shell/commands/"))
    {
        for command in file.text.split("#[tauri::command").skip(1) {
            let Some((head, rest)) = command
                .split_once(") -> ")
                .map(|(head, rest)| (head, rest.to_owned()))
            else {
                continue;
            };
            let signature = head.split_once("fn ").map(|(_, rest)| rest);
            let named = signature.and_then(|rest| rest.split_once(['(', '<']));
            // A function ends at the first brace that stands at the beginning of a line.
            if let (Some((name, takes)), Some((body, _))) = (named, rest.split_once("\n}")) {
                found.push(Command {
                    name: name.to_owned(),
                    takes: takes.to_owned(),
                    body: body.to_owned(),
                });
            }
        }
    }
    found
}

/// The functions below `#[tauri::command]`.
fn made() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for file in tree::rust()
        .iter()
        .filter(|file| file.path.starts_with("src-tauri/shell/commands/"))
    {
        let mut marked = false;
        for line in file.text.lines().map(str::trim) {
            if line.starts_with("#[tauri::command") {
                marked = true;
            } else if marked && let Some((_, rest)) = line.split_once("fn ") {
                found.extend(rest.split(['(', '<']).next().map(str::to_owned));
                marked = false;
            }
        }
    }
    found
}

fn handled() -> BTreeSet<String> {
    let text = read("src-tauri/shell/lib.rs");
    let (_, rest) = text
        .split_once("generate_handler![")
        .expect("shell/lib.rs has one handler");
    let (list, _) = rest.split_once(']').expect("the handler's list ends");
    let paths = list.split(',').map(str::trim).filter(|path| !path.is_empty());
    paths
        .filter_map(|path| path.rsplit("::").next())
        .map(str::to_owned)
        .collect()
}

fn permitted() -> BTreeSet<String> {
    let permissions = permissions();
    let lists = permissions
        .iter()
        .flat_map(|one| one["commands"]["allow"].as_array().unwrap());
    lists.map(|name| name.as_str().unwrap().to_owned()).collect()
}

fn permissions() -> Vec<toml::Value> {
    let files = tree::files(&[".toml"])
        .into_iter()
        .filter(|file| file.path.starts_with("src-tauri/permissions/"));
    files
        .flat_map(|file| {
            let table: toml::Table = toml::from_str(&file.text).unwrap();
            table["permission"].as_array().unwrap().clone()
        })
        .collect()
}

/// The permissions of all capabilities together.
fn given() -> BTreeSet<String> {
    let config: serde_json::Value = serde_json::from_str(&read("tauri.conf.json")).unwrap();
    let capabilities = config["app"]["security"]["capabilities"].as_array().unwrap();
    let permissions = capabilities
        .iter()
        .flat_map(|one| one["permissions"].as_array().unwrap());
    permissions
        .filter_map(|one| one.as_str().map(str::to_owned))
        .collect()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(tree::root().join(path)).unwrap()
}
