//! Where things lie: the top level and the crates' folders are fixed.

use crate::tree::{self, hold};
use std::fs;

/// The top level; what machines make is in .gitignore.
const TOP: &[&str] = &[
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "README.md",
    "clippy.toml",
    "deny.toml",
    "docs",
    "gen",
    "icons",
    "rust-toolchain.toml",
    "rustfmt.toml",
    "src-tauri",
    "target",
    "tauri.conf.json",
    "tests",
    "ui",
    "xtask",
];

const SRC_TAURI: &[&str] = &[
    "app",
    "badge",
    "build.rs",
    "camera",
    "cli",
    "core",
    "permissions",
    "print",
    "server",
    "shell",
    "store",
    "sync",
    "testkit",
];

const UI_SRC_FOLDERS: &[&str] = &["app", "features", "generated", "paraglide", "shared"];

#[test]
fn the_top_level_is_fixed() {
    let broken: Vec<String> = names("")
        .into_iter()
        .filter(|name| !name.starts_with('.') && !TOP.contains(&name.as_str()))
        .collect();
    hold(
        "the top level is that of docs/architecture.md; it holds also:",
        &broken,
    );
    for needed in [
        ".ci/run",
        "Cargo.lock",
        "Cargo.toml",
        "README.md",
        "tauri.conf.json",
        "src-tauri",
        "ui",
        "icons",
        "tests",
    ] {
        assert!(
            tree::root().join(needed).exists(),
            "{needed} stands at the top level"
        );
    }
}

#[test]
fn the_crates_lie_in_src_tauri() {
    let broken: Vec<String> = names("src-tauri")
        .into_iter()
        .filter(|name| !SRC_TAURI.contains(&name.as_str()))
        .collect();
    hold(
        "src-tauri holds the crates of docs/architecture.md; it holds also:",
        &broken,
    );
}

#[test]
fn the_page_has_three_tiers() {
    let folder = tree::root().join("ui/src");
    let broken: Vec<String> = names("ui/src")
        .into_iter()
        .filter(|name| folder.join(name).is_dir() && !UI_SRC_FOLDERS.contains(&name.as_str()))
        .collect();
    hold(
        "ui/src has the tiers shared, features and app, and what is generated; it has also:",
        &broken,
    );
}

#[test]
fn decisions_are_numbered_once() {
    let mut numbers: Vec<String> = names("docs/decisions")
        .iter()
        .filter_map(|name| Some(name.split_once('-')?.0.to_owned()))
        .collect();
    let all = numbers.len();
    assert!(all > 0, "decisions stand in docs/decisions");
    assert!(
        numbers
            .iter()
            .all(|number| number.len() == 4 && number.parse::<u16>().is_ok()),
        "a decision begins with four digits"
    );
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), all, "no two decisions have the same number");
}

fn names(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(tree::root().join(folder)).unwrap();
    entries
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect()
}
