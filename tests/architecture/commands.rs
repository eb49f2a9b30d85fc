//! A command of the window exists in three places, and they agree.

use crate::tree;
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
