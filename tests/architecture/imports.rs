//! Which crate may know which, and where each outside library is at home.

use crate::tree::{self, hold};
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};
use std::collections::BTreeMap;

/// Each crate, and the crates it may name. A new crate takes its place here first.
const IMPORTS: &[(&str, &[&str])] = &[
    ("sarrera-core", &[]),
    ("sarrera-store", &["sarrera-core"]),
    ("sarrera-badge", &["sarrera-core"]),
    ("sarrera-print", &["sarrera-core", "sarrera-badge"]),
    ("sarrera-camera", &[]),
    ("sarrera-sync", &["sarrera-core"]),
    (
        "sarrera-app",
        &[
            "sarrera-core",
            "sarrera-store",
            "sarrera-badge",
            "sarrera-print",
            "sarrera-sync",
        ],
    ),
    // Transports only: what a message means stands behind a trait that whoever starts a server fills.
    ("sarrera-server", &["sarrera-core", "sarrera-sync", "sarrera-app"]),
    // Of the protocol itself only what a crowd of devices without a database needs.
    (
        "sarrera-cli",
        &["sarrera-core", "sarrera-sync", "sarrera-app", "sarrera-server"],
    ),
    (
        "sarrera",
        &["sarrera-core", "sarrera-camera", "sarrera-app", "sarrera-server"],
    ),
    (
        "sarrera-testkit",
        &[
            "sarrera-core",
            "sarrera-store",
            "sarrera-badge",
            "sarrera-print",
            "sarrera-sync",
            "sarrera-app",
        ],
    ),
    ("sarrera-tests", &[]),
    ("xtask", &[]),
];

/// Each outside library of weight, and the only crate that may name it in what is shipped.
const HOMES: &[(&str, &str)] = &[
    ("tauri", "sarrera"),
    ("tauri-build", "sarrera"),
    ("tauri-plugin-dialog", "sarrera"),
    ("tauri-plugin-single-instance", "sarrera"),
    ("tauri-plugin-updater", "sarrera"),
    ("webkit2gtk", "sarrera"),
    ("axum", "sarrera-server"),
    ("hyper", "sarrera-server"),
    ("if-addrs", "sarrera-server"),
    ("mdns-sd", "sarrera-server"),
    ("rcgen", "sarrera-server"),
    ("reqwest", "sarrera-server"),
    ("rustls", "sarrera-server"),
    ("rustls-platform-verifier", "sarrera-server"),
    ("rustls-webpki", "sarrera-server"),
    ("tokio-rustls", "sarrera-server"),
    ("tracing-subscriber", "sarrera-server"),
    ("tokio-postgres", "sarrera-server"),
    ("deadpool-postgres", "sarrera-server"),
    ("rusqlite", "sarrera-store"),
    ("krilla", "sarrera-badge"),
    ("parley", "sarrera-badge"),
    ("qrcode", "sarrera-badge"),
    ("ipp", "sarrera-print"),
    ("zxing-cpp", "sarrera-camera"),
    ("v4l", "sarrera-camera"),
    ("zune-jpeg", "sarrera-camera"),
    ("png", "sarrera-camera"),
    ("calamine", "sarrera-app"),
    ("rust_xlsxwriter", "sarrera-app"),
    ("csv", "sarrera-app"),
    ("encoding_rs", "sarrera-app"),
    ("keyring", "sarrera-app"),
    ("age", "sarrera-app"),
    ("argon2", "sarrera-app"),
    ("getrandom", "sarrera-app"),
    ("chrono-tz", "sarrera-app"),
    ("any_ascii", "sarrera-core"),
];

/// The feature of sarrera-core that has mistakes to be switched on (decision 0124).
const PLANTED: &str = "planted";

/// The crates that never leave the house.
const NOT_SHIPPED: &[&str] = &["sarrera-testkit", "sarrera-tests", "xtask"];

/// What the pure crate must never name: the outside.
const NEVER_IN_CORE: &[&str] = &[
    "rusqlite",
    "tokio",
    "tauri",
    "axum",
    "reqwest",
    "getrandom",
    "rand",
    "chrono-tz",
    "tempfile",
    "keyring",
];

#[test]
fn imports_run_one_way() {
    let workspace = workspace();
    let known: BTreeMap<&str, &[&str]> = IMPORTS.iter().copied().collect();
    let mut broken = Vec::new();
    for package in workspace.workspace_packages() {
        let Some(allowed) = known.get(package.name.as_str()) else {
            broken.push(format!(
                "{} has no place in the table of tests/architecture/imports.rs",
                package.name
            ));
            continue;
        };
        for name in shipped(package).filter(|name| known.contains_key(name)) {
            if !allowed.contains(&name) {
                broken.push(format!("{} names {name}", package.name));
            }
        }
    }
    hold(
        "core ← store ← app, core ← badge ← print ← app, core ← sync ← app, app ← server, app ← cli and shell, camera ← shell:",
        &broken,
    );
}

#[test]
fn only_the_testkit_asks_for_planted_mistakes() {
    let broken: Vec<String> = workspace()
        .workspace_packages()
        .iter()
        .filter(|package| package.name.as_str() != "sarrera-testkit")
        .filter(|package| {
            let mut asked = package.dependencies.iter().flat_map(|on| &on.features);
            let mut passed_on = package.features.values().flatten();
            asked.any(|feature| feature == PLANTED) || passed_on.any(|feature| feature.ends_with(PLANTED))
        })
        .map(|package| format!("{} does", package.name))
        .collect();
    hold(
        "only the testkit asks for mistakes: nothing that is shipped makes one on purpose",
        &broken,
    );
}

#[test]
fn nothing_that_is_shipped_depends_on_the_testkit() {
    let broken: Vec<String> = workspace()
        .workspace_packages()
        .iter()
        .filter(|package| shipped(package).any(|name| name == "sarrera-testkit"))
        .map(|package| format!("{} does", package.name))
        .collect();
    hold(
        "nothing normal depends on testkit: its fakes must not reach a desk",
        &broken,
    );
}

#[test]
fn an_outside_library_has_one_home() {
    let homes: BTreeMap<&str, &str> = HOMES.iter().copied().collect();
    let mut broken = Vec::new();
    for package in workspace().workspace_packages() {
        // What tests use to look behind the doors is not shipped.
        if NOT_SHIPPED.contains(&package.name.as_str()) {
            continue;
        }
        for name in shipped(package) {
            if homes.get(name).is_some_and(|home| *home != package.name.as_str()) {
                broken.push(format!(
                    "{} names {name}, which is at home in {}",
                    package.name, homes[name]
                ));
            }
        }
    }
    hold("an outside library has one home:", &broken);
}

#[test]
fn the_core_knows_nothing_of_the_outside() {
    let workspace = workspace();
    let core = workspace
        .workspace_packages()
        .into_iter()
        .find(|package| package.name == "sarrera-core")
        .unwrap();
    let broken: Vec<String> = shipped(core)
        .filter(|name| NEVER_IN_CORE.contains(name))
        .map(str::to_owned)
        .collect();
    hold(
        "core has no IO, clock, random source, tokio or tauri; it names:",
        &broken,
    );
}

#[test]
fn versions_and_lints_stand_once_in_the_workspace() {
    let mut broken = Vec::new();
    for manifest in tree::files(&["Cargo.toml"]) {
        let parsed: toml::Table = toml::from_str(&manifest.text).unwrap();
        let lints = parsed
            .get("lints")
            .and_then(|lints| lints.get("workspace"))
            .and_then(toml::Value::as_bool);
        if lints != Some(true) {
            broken.push(format!("{} does not say [lints] workspace = true", manifest.path));
        }
        for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
            let Some(section) = parsed.get(section).and_then(toml::Value::as_table) else {
                continue;
            };
            for (name, value) in section {
                if value.get("workspace").and_then(toml::Value::as_bool) != Some(true) {
                    broken.push(format!("{} names a version of {name} of its own", manifest.path));
                }
            }
        }
    }
    hold("versions and lints stand once, in the root Cargo.toml:", &broken);
}

/// The names of a crate's dependencies that are shipped: all but those of its tests.
fn shipped(package: &Package) -> impl Iterator<Item = &str> {
    package
        .dependencies
        .iter()
        .filter(|one| one.kind != DependencyKind::Development)
        .map(|one| one.name.as_str())
}

fn workspace() -> Metadata {
    MetadataCommand::new()
        .manifest_path(tree::root().join("Cargo.toml"))
        .no_deps()
        .exec()
        .unwrap()
}
