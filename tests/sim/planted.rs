//! Mistakes that are made on purpose, and the seed at which each is found: a simulator that finds none of them is worth nothing.

use crate::seeds::{failed, number, together};
use sarrera_core::planted::{self, Bug};

/// A mistake that hides longer than this hides.
const SEEDS_MAX: u64 = 500;

/// Those that a few seeds show, for the test run.
const QUICK: [Bug; 6] = [
    Bug::LogFilterDropped,
    Bug::PermissionByArrival,
    Bug::QuarantineLifted,
    Bug::SignatureUnchecked,
    Bug::UnknownKindDropped,
    Bug::MoreAcknowledgedThanSent,
];
const QUICK_SEEDS: u64 = 12;
const QUICK_FIRST: u64 = 1;

/// The first seed at which a mistake is found, and what it looked like there: nothing is wrong there without it.
fn found(bug: Bug, first: u64, seeds: u64) -> Option<(u64, String)> {
    (first..first.saturating_add(seeds)).find_map(|seed| {
        planted::plant(Some(bug));
        let why = failed(seed);
        planted::plant(None);
        let sound = why.is_some().then(|| failed(seed));
        if let Some(Some(wrong)) = sound {
            panic!("seed {seed} without any mistake: {wrong}");
        }
        Some((seed, why?))
    })
}

fn hidden(bugs: &[Bug], first: u64, seeds: u64) -> Vec<Bug> {
    let hidden = together(bugs, |bug| {
        let Some((seed, why)) = found(*bug, first, seeds) else {
            println!("{bug:?}: not found in {seeds} seeds from {first}");
            return Some(*bug);
        };
        let why: String = why.lines().next().unwrap_or_default().chars().take(120).collect();
        println!("{bug:?}: seed {seed}, after {}: {why}", seed - first + 1);
        None
    });
    hidden.into_iter().flatten().collect()
}

#[test]
fn a_mistake_that_is_made_on_purpose_is_found() {
    let hidden = hidden(&QUICK, QUICK_FIRST, QUICK_SEEDS);
    assert!(hidden.is_empty(), "{hidden:?}");
}

/// `cargo xtask bench planted`: all of them, from a seed that the commit gives.
#[test]
fn every_mistake_is_found() {
    let Some(first) = number("SARRERA_SIM_PLANTED") else {
        return;
    };
    let hidden = hidden(&Bug::ALL, first, number("SARRERA_SIM_SEEDS").unwrap_or(SEEDS_MAX));
    assert!(hidden.is_empty(), "{hidden:?}");
}
