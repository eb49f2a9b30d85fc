//! The rules of deny.toml over the real dependency tree, so that they hold where cargo-deny is not installed.

use crate::tree::{self, hold};
use cargo_metadata::{CargoOpt, MetadataCommand};
use spdx::{Expression, ParseMode};
use std::collections::BTreeSet;

#[test]
fn every_dependency_has_a_licence_that_deny_toml_allows() {
    let rules = rules();
    let allowed: BTreeSet<String> = texts(&rules, "licenses", "allow").into_iter().collect();
    let mut used = BTreeSet::new();
    let mut broken = Vec::new();
    for package in packages() {
        let Some(licence) = package.license.as_deref() else {
            broken.push(format!("{} {} names no licence", package.name, package.version));
            continue;
        };
        let expression = Expression::parse_mode(licence, ParseMode::LAX).unwrap();
        let fits = expression.evaluate(|requirement| {
            let name = requirement.to_string();
            let allowed = allowed.contains(&name);
            if allowed {
                used.insert(name);
            }
            allowed
        });
        if !fits {
            broken.push(format!("{} {}: {licence}", package.name, package.version));
        }
    }
    hold("deny.toml allows the licence of every dependency:", &broken);
    // Those of files that are not crates.
    used.insert("OFL-1.1".to_owned());
    let idle: Vec<String> = allowed.difference(&used).cloned().collect();
    hold("deny.toml allows no licence that nothing has:", &idle);
}

#[test]
fn no_dependency_is_one_that_deny_toml_bans() {
    let rules = rules();
    let banned: BTreeSet<String> = rules["bans"]["deny"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| {
            assert!(entry.get("reason").is_some(), "a ban gives its reason: {entry}");
            entry["crate"].as_str().unwrap().to_owned()
        })
        .collect();
    let broken: Vec<String> = packages()
        .iter()
        .filter(|package| banned.contains(package.name.as_str()))
        .map(|package| package.name.to_string())
        .collect();
    hold("deny.toml bans:", &broken);
}

#[test]
fn every_dependency_comes_from_the_one_registry() {
    let rules = rules();
    let registries = texts(&rules, "sources", "allow-registry");
    let broken: Vec<String> = packages()
        .iter()
        .filter_map(|package| Some((package, package.source.as_ref()?.repr.clone())))
        .filter(|(_, source)| {
            !registries
                .iter()
                .any(|registry| source.strip_prefix("registry+") == Some(registry))
        })
        .map(|(package, source)| format!("{} from {source}", package.name))
        .collect();
    hold(
        "every dependency comes from the one registry of deny.toml:",
        &broken,
    );
}

fn rules() -> toml::Table {
    toml::from_str(&std::fs::read_to_string(tree::root().join("deny.toml")).unwrap()).unwrap()
}

fn texts(rules: &toml::Table, section: &str, key: &str) -> Vec<String> {
    let list = rules[section][key].as_array().unwrap();
    list.iter()
        .map(|text| text.as_str().unwrap().to_owned())
        .collect()
}

fn packages() -> Vec<cargo_metadata::Package> {
    let metadata = MetadataCommand::new()
        .manifest_path(tree::root().join("Cargo.toml"))
        .features(CargoOpt::AllFeatures)
        .other_options(["--locked".to_owned()])
        .exec()
        .unwrap();
    metadata.packages
}
