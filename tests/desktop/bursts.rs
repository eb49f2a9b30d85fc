//! Scan after scan at five a second among everything else that happens at a desk: each is in the log once, in its order,
//! and no character of one is left in any field. The test run does a hundred, `cargo xtask bench wedge` a thousand.

use crate::device::{Device, FAIR};
use crate::harness::{Desk, Passphrase};
use crate::keys::{ESCAPE, F1, F3, F4, F8, TAB};
use crate::scanner::Codes;
use serde_json::json;
use std::collections::HashSet;
use std::time::Duration;
use tokio::time::{Interval, MissedTickBehavior, interval};

/// How many scans the measurement wants; unset in a test run.
const SCANS_WANTED: &str = "SARRERA_BURSTS";
/// A seed that an earlier run printed.
const SEED_WANTED: &str = "SARRERA_BURSTS_SEED";
const SCANS_OF_A_TEST: usize = 100;
const VISITOR_EVERY: Duration = Duration::from_millis(200);
const SEARCH: &str = "input[role=combobox]";
const FIRST_FIELD: &str = "#field-given_name";

/// What somebody does at the desk before the next code is scanned.
#[derive(Clone, Copy, Debug)]
enum Doing {
    Nothing,
    Search,
    KeySheet,
    Form,
    Reprint,
    Help,
    FocusElsewhere,
    Office,
}

/// Most visitors come one after the other.
const DOINGS: [Doing; 12] = [
    Doing::Nothing,
    Doing::Nothing,
    Doing::Nothing,
    Doing::Nothing,
    Doing::Nothing,
    Doing::Search,
    Doing::KeySheet,
    Doing::Form,
    Doing::Reprint,
    Doing::Help,
    Doing::FocusElsewhere,
    Doing::Office,
];

#[tokio::test]
async fn no_burst_is_lost_or_mixed_and_none_leaves_a_character_behind() {
    let wanted = number(SCANS_WANTED).and_then(|n| usize::try_from(n).ok());
    let seed = number(SEED_WANTED).unwrap_or(u64::from(std::process::id()));
    println!("wedge: seed {seed}");
    let mut codes = Codes::of_the_list().paid;
    codes.truncate(wanted.unwrap_or(SCANS_OF_A_TEST));
    let desk = Desk::open_on("bursts", Device::at_the_fair(), Passphrase::Given, &[]).await;
    desk.speak("en").await;
    desk.see(".stage .word", "Ready").await;
    let mut draws = Draws(seed);
    let mut visitors = interval(VISITOR_EVERY);
    visitors.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut stray = 0;
    let mut unseen = None;
    for (code, name) in &codes {
        let doing = DOINGS[draws.below(DOINGS.len())];
        let rushes = matches!(doing, Doing::Nothing);
        if let Some(before) = unseen.filter(|_| !rushes) {
            // Whoever does something has seen the verdict before.
            desk.see(".stage[data-v=admit] .name", before).await;
        }
        unseen = rushes.then_some(name);
        stray += one(&desk, (code, name), doing, &mut draws, &mut visitors).await;
    }
    if let Some(last) = unseen {
        desk.see(".stage[data-v=admit] .name", last).await;
    }
    let table = desk.device.scans(FAIR);
    let recorded: Vec<&str> = table.column("Name");
    let expected: Vec<&str> = codes.iter().map(|(_, name)| name.as_str()).collect();
    let there: HashSet<&str> = recorded.iter().copied().collect();
    let lost = expected.iter().filter(|name| !there.contains(*name)).count();
    let wrong = |verdict: &&str| *verdict != "admitted";
    let mixed = table
        .column("Verdict")
        .iter()
        .filter(|verdict| wrong(verdict))
        .count();
    println!(
        "wedge: {} scans: {} right, {lost} lost, {mixed} mixed, {stray} stray texts in fields",
        expected.len(),
        expected.len() - lost,
    );
    assert_eq!((lost, mixed, stray), (0, 0, 0), "seed {seed}");
    assert_eq!(recorded, expected, "each once, in this order; seed {seed}");
    desk.close().await;
}

/// Does something, scans, and counts the fields that hold another text afterwards than before.
async fn one(
    desk: &Desk,
    (code, name): (&str, &str),
    doing: Doing,
    draws: &mut Draws,
    visitors: &mut Interval,
) -> usize {
    let keyboard = desk.keyboard();
    let mut form = None;
    match doing {
        Doing::Nothing => {
            visitors.tick().await;
            desk.scanner(code);
            return 0;
        }
        Doing::Search => desk.types(&draws.letters()).await,
        Doing::KeySheet => {
            keyboard.key(F1);
            desk.see("dialog", "Keys").await;
        }
        Doing::Form => {
            keyboard.key(F3);
            desk.see("h1", "Walk-in").await;
            let letters = draws.letters();
            keyboard.with_control('a');
            desk.types(&letters).await;
            desk.see_value(FIRST_FIELD, &letters).await;
            form = Some(letters);
        }
        Doing::Reprint => keyboard.key(F4),
        Doing::Help => keyboard.key(F8),
        Doing::FocusElsewhere => {
            for _ in 0..=draws.below(6) {
                keyboard.key(TAB);
            }
        }
        Doing::Office => {
            desk.click("#go-office").await;
            desk.click("#go-people").await;
            desk.click("#tab-import").await;
            desk.click("#import-path").await;
            desk.types(&draws.letters()).await;
        }
    }
    // A letter less than 250 ms before a scan is left out: see decision 0112.
    visitors.reset();
    visitors.tick().await;
    visitors.tick().await;
    desk.scanner(code);
    desk.see(".stage[data-v=admit] .name", name).await;
    let mut stray = usize::from(!desk.value(SEARCH).await.is_empty());
    if let Some(before) = form {
        keyboard.key(F3);
        desk.see("h1", "Walk-in").await;
        stray += usize::from(desk.value(FIRST_FIELD).await != before);
        keyboard.key(ESCAPE);
        desk.see(".stage .word", "Ready").await;
    }
    let held = desk
        .run("return document.activeElement?.value ?? ''", vec![])
        .await;
    stray += usize::from(held != json!("") && !matches!(doing, Doing::Form));
    if stray > 0 {
        println!("wedge: {doing:?} before {name}: {stray} stray");
    }
    stray
}

/// Numbers that a seed makes again.
struct Draws(u64);

impl Draws {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    /// The beginning of a name.
    fn letters(&mut self) -> String {
        (0..2 + self.below(4))
            .map(|_| ["k", "o", "v", "a", "r", "n", "e", "z"][self.below(8)])
            .collect()
    }
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}
