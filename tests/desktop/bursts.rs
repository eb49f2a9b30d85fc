//! Scan after scan at five a second among everything else that happens at a desk: each is in the log once, in its order,
//! and no character of one is left in any field. The test run does a hundred, `cargo xtask bench wedge` a thousand.

use crate::device::{Device, FAIR};
use crate::hands::SEARCH;
use crate::harness::{Desk, Passphrase};
use crate::keys::{END, ESCAPE, F1, F2, F3, F4, F8};
use crate::paper::on_paper;
use crate::scanner::Codes;
use serde_json::json;
use std::collections::HashSet;
use std::time::Duration;
use tokio::time::{Instant, interval_at};

/// How many scans the measurement wants; unset in a test run.
const SCANS_WANTED: &str = "SARRERA_BURSTS";
/// Another seed than the one of every test run.
const SEED_WANTED: &str = "SARRERA_BURSTS_SEED";
const SEED: u64 = 5;
const SCANS_OF_A_TEST: usize = 100;
const VISITOR_EVERY: Duration = Duration::from_millis(200);
const FIRST_FIELD: &str = "#field-given_name";
const PATH: &str = "#import-path";
/// No code of the list has one of these: whatever else stands in a field came from a scan.
const LETTERS: [&str; 3] = ["i", "l", "o"];
/// So few are typed in a fifth of a second, and told from a code that they are glued to (decision 0115).
const LETTERS_MAX: usize = 2;
/// At every such visitor somebody waits for the verdict and looks at the fields.
const LOOK_AT_EVERY: usize = 5;
/// The last reason for another badge: a field for somebody's own.
const OWN_WORDS: char = '5';

/// Answers as soon as this name stands on a green stage, with the page's text fields and what they hold.
const SEEN: &str = "const [name, done] = arguments;
    const look = () => {
        if (document.querySelector('.stage[data-v=admit] .name')?.textContent.trim() !== name) return;
        watch.disconnect();
        done([...document.querySelectorAll('input')]
            .filter((e) => !['radio', 'checkbox', 'range'].includes(e.type))
            .map((e) => [e.getAttribute('role') ?? e.id, e.value]));
    };
    const watch = new MutationObserver(look);
    watch.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    look();";

/// Puts the focus on any of the things that can have it.
const FOCUS_ANY: &str = "const all = [...document.querySelectorAll('button, input, select')]
        .filter((e) => !e.disabled && e.checkVisibility());
    all[arguments[0] % all.length].focus()";
/// Answers once the import's page is open and its path has the focus.
const GO_TO_PATH: &str = "const [done] = arguments;
    const look = () => {
        const path = document.querySelector('#import-path');
        if (!path) return document.querySelector('#tab-import')?.click();
        watch.disconnect();
        path.focus();
        done();
    };
    const watch = new MutationObserver(look);
    watch.observe(document.body, { subtree: true, childList: true });
    look();";

/// What somebody does at the desk before the next code is scanned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doing {
    Nothing,
    Search,
    /// Letters so close before the scan that no clock tells them from it.
    InTheGap,
    KeySheet,
    Form,
    Reprint,
    Help,
    FocusElsewhere,
    Office,
}

/// Often visitors come one after the other.
const DOINGS: [Doing; 12] = [
    Doing::Nothing,
    Doing::Nothing,
    Doing::Nothing,
    Doing::Nothing,
    Doing::Search,
    Doing::InTheGap,
    Doing::KeySheet,
    Doing::Form,
    Doing::Reprint,
    Doing::Help,
    Doing::FocusElsewhere,
    Doing::Office,
];

/// The desk, and what was typed into the fields that keep it.
struct Busy {
    desk: Desk,
    draws: Draws,
    /// The first visitor came then; the others come at a distance of whole fifths of a second.
    begun: Instant,
    /// What was done last.
    does: Doing,
    /// All that was typed into the import's path.
    path: String,
    /// Fields that held what came from a scan.
    stray: usize,
    /// How often a verdict stood there and the search still held letters that were typed before it.
    left: usize,
}

#[tokio::test]
async fn no_burst_is_lost_or_mixed_and_none_leaves_a_character_behind() {
    let wanted = number(SCANS_WANTED).and_then(|n| usize::try_from(n).ok());
    let seed = number(SEED_WANTED).unwrap_or(SEED);
    println!("wedge: seed {seed}");
    let mut codes = Codes::of_the_list().paid;
    codes.truncate(wanted.unwrap_or(SCANS_OF_A_TEST));
    let desk = Desk::open_on("bursts", Device::at_the_fair(), Passphrase::Given, &[]).await;
    desk.speak("en").await;
    desk.see(".stage .word", "Ready").await;
    let paper = desk.device.path("paper");
    let printer = json!({ "id": format!("folder:{}", paper.display()) });
    desk.ask("choose_printer", printer).await.unwrap();
    let mut busy = Busy {
        desk,
        draws: Draws(seed),
        begun: Instant::now(),
        does: Doing::Nothing,
        path: String::new(),
        stray: 0,
        left: 0,
    };
    let lasted = busy.morning(&codes).await;
    let missing = busy.come_back().await;
    assert_eq!(
        busy.desk.language().await,
        "en",
        "no button was pressed by a scan"
    );

    let table = busy.desk.device.scans(FAIR);
    let recorded: Vec<&str> = table.column("Name");
    let expected: Vec<&str> = codes.iter().map(|(_, name)| name.as_str()).collect();
    let there: HashSet<&str> = recorded.iter().copied().collect();
    let lost = expected.iter().filter(|name| !there.contains(*name)).count();
    let verdicts = table.column("Verdict");
    let mixed = verdicts
        .into_iter()
        .filter(|verdict| *verdict != "admitted")
        .count();
    let between = u32::try_from(codes.len() - 1).unwrap();
    println!(
        "wedge: {} scans at {:.1} a second: {} right, {lost} lost, {mixed} mixed, {} stray texts in fields; \
         {missing} letters of a path were taken by the scan behind them, and {} times \
         typed letters were still in the search behind a verdict",
        expected.len(),
        f64::from(between) / lasted.as_secs_f64(),
        expected.len() - lost,
        busy.stray,
        busy.left,
    );
    assert_eq!((lost, mixed, busy.stray), (0, 0, 0), "seed {seed}");
    assert_eq!(recorded, expected, "each once, in this order; seed {seed}");
    // A question or a form that a scan had sent off would have printed one more.
    on_paper(&paper, codes.len()).await;
    busy.desk.close().await;
}

impl Busy {
    /// Everybody comes, and something is done behind each; how long it took from the first scan to the last.
    async fn morning(&mut self, codes: &[(String, String)]) -> Duration {
        let mut first = None;
        for (number, (code, name)) in codes.iter().enumerate() {
            let before = self.does;
            self.next_visitor().await;
            first.get_or_insert_with(Instant::now);
            if before == Doing::InTheGap {
                let letters = self.draws.letters();
                self.desk.keyboard().at_once(&letters);
            }
            self.desk.scanner(code);
            if number % LOOK_AT_EVERY == 0 {
                self.look(name).await;
            }
            self.does = DOINGS[self.draws.below(DOINGS.len())];
            self.do_it().await;
        }
        let lasted = first.unwrap_or(self.begun).elapsed();
        let last = codes.last().unwrap();
        self.look(&last.1).await;
        lasted
    }

    /// The next fifth of a second since the first visitor.
    async fn next_visitor(&self) {
        let fifths = self.begun.elapsed().as_millis() / VISITOR_EVERY.as_millis() + 1;
        let at = self.begun + VISITOR_EVERY * u32::try_from(fifths).unwrap();
        interval_at(at, VISITOR_EVERY).tick().await;
    }

    /// By keys, at a person's pace, without waiting for what they do: the next visitor does not wait either.
    async fn do_it(&mut self) {
        let keyboard = self.desk.keyboard();
        match self.does {
            Doing::Nothing | Doing::InTheGap => {}
            Doing::Search => self.desk.types(&self.draws.letters()).await,
            Doing::KeySheet => keyboard.key(F1),
            Doing::Form => {
                keyboard.key(F3);
                keyboard.key(END);
                self.desk.types(&self.draws.letters()).await;
            }
            Doing::Reprint => {
                keyboard.key(F4);
                self.desk
                    .types(&format!("{OWN_WORDS}{}", self.draws.letters()))
                    .await;
            }
            Doing::Help => keyboard.key(F8),
            Doing::FocusElsewhere => {
                let which = self.draws.below(1_000);
                self.desk.run(FOCUS_ANY, vec![json!(which)]).await;
                self.desk.types(&self.draws.letters()).await;
            }
            Doing::Office => {
                self.open_import().await;
                let letters = self.draws.letters();
                self.path.push_str(&letters);
                self.desk.types(&letters).await;
            }
        }
    }

    /// Puts the cursor behind what stands in the import's path.
    async fn open_import(&self) {
        self.desk.keyboard().with_alt_shift('2');
        let found = self.desk.page.execute_async(GO_TO_PATH, vec![]).await;
        found.unwrap_or_else(|error| panic!("waited for {PATH}: {error}"));
        self.desk.keyboard().key(END);
    }

    /// Waits for somebody's verdict, and counts the fields on the page that hold what nobody typed.
    async fn look(&mut self, name: &str) {
        let seen = self.desk.page.execute_async(SEEN, vec![json!(name)]).await;
        let fields = seen.unwrap_or_else(|error| panic!("waited for {name}: {error}"));
        for field in fields.as_array().unwrap() {
            let (id, value) = (field[0].as_str().unwrap(), field[1].as_str().unwrap());
            if !is_typed(value) {
                println!("wedge: {:?} before {name}: {value:?} in {id}", self.does);
                self.stray += 1;
            } else if id == "combobox" && !value.is_empty() {
                self.left += 1;
            }
        }
    }

    /// Comes back to every field that keeps what was typed into it; gives how many letters the path lacks.
    async fn come_back(&mut self) -> usize {
        let desk = &self.desk;
        desk.keyboard().key(ESCAPE);
        desk.keyboard().key(F2);
        desk.see(".stage .word", "Ready").await;
        desk.see_value(SEARCH, "").await;
        desk.keyboard().key(F3);
        desk.there_is(FIRST_FIELD).await;
        let form = desk.value(FIRST_FIELD).await;
        desk.keyboard().key(ESCAPE);
        desk.see(".stage .word", "Ready").await;
        self.open_import().await;
        let path = desk.value(PATH).await;
        println!(
            "wedge: {:?} was typed into the path, which holds {path:?}; the form holds {form:?}",
            self.path
        );
        self.stray += usize::from(!is_part(&path, &self.path));
        // What stood in the search when the form was opened was taken along: typed too, and by nobody's scanner.
        self.stray += usize::from(!is_typed(&form));
        self.path.len().saturating_sub(path.len())
    }
}

/// Some of these letters, in their order, and nothing else.
fn is_part(held: &str, typed: &str) -> bool {
    let mut typed = typed.chars();
    held.chars().all(|c| typed.any(|other| other == c))
}

fn is_typed(text: &str) -> bool {
    text.chars()
        .all(|c| LETTERS.iter().any(|letter| letter.starts_with(c)))
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

    /// One letter or two.
    fn letters(&mut self) -> String {
        (0..=self.below(LETTERS_MAX))
            .map(|_| LETTERS[self.below(LETTERS.len())])
            .collect()
    }
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}
