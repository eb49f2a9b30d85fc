//! A morning without a mouse: the tasks of a desk one after the other, each in no more steps than the design's table says
//! (DESIGN-UI §3), with its verdict on the screen, its badge at a printer and its scan in the log.

use crate::cups::System;
use crate::device::{Device, FAIR, POSITIONS, day, real};
use crate::hands::SEARCH;
use crate::harness::{Desk, Passphrase};
use crate::keys::{DOWN, ENTER, ESCAPE, F3, F6, F7};
use crate::paper::{Roll, on_paper};
use crate::scanner::Codes;
use crate::steps::Steps;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const QUEUE: &str = "badges";
const COMPANY: &str = "Rejniak";
const INSIDE: &str = "Nekane Larrañaga";
const INSIDE_CODE: &str = "INSIDE-SINCE-THE-NIGHT";
const WALK_IN: &str = "Ane Etxeberria";
const FIXED: &str = "Anne Etxeberria";
const SPACE: u32 = 0x20;

struct Morning {
    desk: Desk,
    codes: Codes,
    roll: Roll,
    /// What the log has to hold at the end, oldest first.
    expected: Vec<(&'static str, String)>,
}

#[tokio::test]
async fn a_morning_by_keyboard_alone_takes_no_more_steps_than_the_design_says() {
    let Some(cups) = System::start() else { return };
    let roll = Roll::of(&cups, QUEUE);
    let device = Device::with_events();
    came_in_the_night_with_a_badge(&device);
    device.sarrera(&["import", "--event", FAIR, &real(POSITIONS)]);
    let codes = Codes::of_the_list();
    let address = cups.address();
    let surroundings = [("CUPS_SERVER", address.as_str())];
    let desk = Desk::open_on("tasks", device, Passphrase::Given, &surroundings).await;
    desk.speak("en").await;
    desk.see(".stage .word", "Ready").await;
    let queue = json!({ "id": format!("cups:{QUEUE}") });
    desk.ask("choose_printer", queue).await.unwrap();
    let mut morning = Morning {
        desk,
        codes,
        roll,
        expected: vec![("admitted", INSIDE.to_owned())],
    };

    morning.scan().await;
    morning.search().await;
    morning.walk_in().await;
    morning.fix_and_reprint().await;
    morning.already_in().await;
    morning.not_on_the_list().await;
    morning.batch().await;
    let paper = morning.out_of_paper().await;
    drop(cups);
    morning.print_system_gone(&paper).await;

    let scans = morning.desk.device.scans(FAIR);
    let recorded: Vec<(&str, String)> = scans
        .column("Verdict")
        .into_iter()
        .zip(scans.column("Name").into_iter().map(str::to_owned))
        .collect();
    assert_eq!(recorded, morning.expected, "exactly these scans are in the log");
    morning.desk.close().await;
}

impl Morning {
    /// 1: scan, verdict, badge prints.
    async fn scan(&mut self) {
        let (code, name) = self.codes.paid.pop().unwrap();
        let mut steps = Steps::of(&self.desk, "1 scan");
        steps.scan(&code);
        self.desk.see(".stage[data-v=admit] .word", "Go ahead").await;
        self.desk.see(".stage .name", &name).await;
        self.desk.see("#badge-job", "Sent to the printer").await;
        self.desk.see(".rail", QUEUE).await;
        self.roll.printed(1).await;
        steps.end(1);
        self.expected.push(("admitted", name));
    }

    /// 2: search by name, check in.
    async fn search(&mut self) {
        let name = self.plain_name();
        let mut steps = Steps::of(&self.desk, "2 search");
        steps.types(&name.to_lowercase()).await;
        self.desk.see("#hit-0", &name).await;
        steps.press("Enter", ENTER);
        self.desk.see(".stage[data-v=admit] .word", "Go ahead").await;
        self.desk.see(".stage .name", &name).await;
        self.roll.printed(2).await;
        assert_eq!(self.desk.value(SEARCH).await, "");
        steps.end(3);
        self.expected.push(("admitted", name));
    }

    /// 3: walk-in. The name was looked for first, and is not typed twice.
    async fn walk_in(&mut self) {
        let mut steps = Steps::of(&self.desk, "3 walk-in");
        steps.types(WALK_IN).await;
        self.desk.see_value(SEARCH, WALK_IN).await;
        steps.press("F3", F3);
        self.desk.see("h1", "Walk-in").await;
        self.desk.see_value("#field-given_name", "Ane").await;
        self.desk.see_value("#field-family_name", "Etxeberria").await;
        steps.fills("#field-company", 2, "Zubiola").await;
        steps.fills("#field-email", 1, "ane@example.org").await;
        steps.chooses(".notice input", 3, SPACE).await;
        self.desk.there_is(".notice input:checked").await;
        steps.with_control('\n');
        self.desk.see(".stage[data-v=admit] .word", "Go ahead").await;
        self.desk.see(".stage .name", WALK_IN).await;
        self.roll.printed(3).await;
        steps.end(6);
        self.expected.push(("admitted", WALK_IN.to_owned()));
    }

    /// 4: fix a typo and reprint: whoever stands there goes on with a new badge, and the old one is void.
    async fn fix_and_reprint(&mut self) {
        let before = self.badge_of("etxeberria zubiola").await;
        let mut steps = Steps::of(&self.desk, "4 fix");
        steps.press("F6", F6);
        self.desk.see("h1", "Fix a registration").await;
        self.desk.see_value("#field-given_name", "Ane").await;
        steps.retypes("Anne").await;
        self.desk.see_value("#field-given_name", "Anne").await;
        steps.with_control('\n');
        self.desk.see(".notice", &format!("Corrected: {FIXED}")).await;
        self.desk.see("#badge-job", "Sent to the printer").await;
        self.roll.printed(4).await;
        steps.end(3);
        assert_ne!(self.badge_of("etxeberria zubiola").await, before);
        // The export shows people as they are now.
        if let Some((_, name)) = self.expected.last_mut() {
            FIXED.clone_into(name);
        }
    }

    /// 5: already checked in, and the badge was lost: another one is printed.
    async fn already_in(&mut self) {
        let mut steps = Steps::of(&self.desk, "5 already in");
        steps.scan(INSIDE_CODE);
        self.desk.see(".stage[data-v=already] .word", "Already in").await;
        self.desk.see(".stage .name", INSIDE).await;
        self.desk.see(".question h2", "What happened?").await;
        steps.types("2").await;
        self.desk.see_no(".question").await;
        self.roll.printed(5).await;
        steps.end(2);
        self.expected.push(("already_in", INSIDE.to_owned()));
    }

    /// 6: not on the list, and the next task is begun: the form of a walk-in.
    async fn not_on_the_list(&mut self) {
        let mut steps = Steps::of(&self.desk, "6 not on the list");
        steps.scan("NOBODY-KNOWS-1");
        self.desk.see(".stage[data-v=unknown] .word", "Not found").await;
        self.desk.see(".rail .read", "NOBODY-KNOWS-1").await;
        steps.press("F3", F3);
        self.desk.see("h1", "Walk-in").await;
        steps.end(2);
        self.desk.keyboard().key(ESCAPE);
        self.desk.see(".stage .word", "Ready").await;
        self.expected.push(("unknown", String::new()));
    }

    /// 10: a batch of one company's badges, looked at and made.
    async fn batch(&self) {
        let desk = &self.desk;
        let out = desk.device.path("batch.pdf");
        let mut steps = Steps::of(desk, "10 batch");
        steps.office('4');
        desk.see("#badges-title", "Badges").await;
        desk.see(".count", "ticked").await;
        steps.fills("#batch-company", 0, COMPANY).await;
        steps.chooses("input[name=batch-order]", 9, DOWN).await;
        desk.see_value("input[name=batch-order]:checked", "company").await;
        desk.see(".look [role=status]", "All of them fit").await;
        steps.fills("#badges-target", 9, out.to_str().unwrap()).await;
        let ticked = desk.shown(".count").await;
        steps.with_control('p');
        desk.see(".notice", "batch.pdf").await;
        steps.end(5);
        let (first, of) = ticked.split_once(" of ").unwrap();
        assert!(
            of.starts_with(first),
            "everybody of the company is ticked: {ticked}"
        );
        assert_eq!(pages(&out).to_string(), first, "a page for each");
        desk.keyboard().key(ESCAPE);
        desk.see(".stage .word", "Ready").await;
    }

    /// 8: the roll is at its end: both visitors pass, and both badges go to the neighbour by two keys.
    async fn out_of_paper(&mut self) -> PathBuf {
        self.roll.ends();
        let mut visitors = Vec::new();
        for _ in 0..3 {
            visitors.push(self.codes.paid.pop().unwrap());
        }
        self.desk.scanner(&visitors[0].0);
        self.desk.see(".stage .name", &visitors[0].1).await;
        self.roll.printed(6).await;
        for (code, name) in &visitors[1..] {
            self.desk.scanner(code);
            self.desk.see(".stage[data-v=admit] .name", name).await;
            self.desk.see("#printer-fix", "The printer is out of paper").await;
        }
        self.desk.see("#waiting-here + ol", &visitors[1].1).await;
        let mut steps = Steps::of(&self.desk, "8 out of paper");
        steps.press("F7", F7);
        self.desk.see(".question h2", "On which printer?").await;
        let answers = self.desk.see(".question .answer", QUEUE).await;
        let paper = self.desk.device.folder().join("badges");
        let neighbour = answers.lines().filter(|line| line.len() == 1).zip(
            answers
                .lines()
                .filter(|line| line.len() > 1 && !line.contains('·')),
        );
        let mut neighbour = neighbour.filter(|(_, name)| *name != QUEUE);
        let (digit, _) = neighbour.next().unwrap_or_else(|| panic!("{answers}"));
        steps.types(digit).await;
        on_paper(&paper, 2).await;
        self.desk.see(".stage .name", &visitors[2].1).await;
        self.desk.see_no("#printer-fix").await;
        self.desk.see_no("#troubles").await;
        steps.end(2);
        let names = visitors.into_iter().map(|(_, name)| ("admitted", name));
        self.expected.extend(names);
        paper
    }

    /// 7, as far as there is a network to lose: what prints, prints without it, and a scan is one step as ever. That changes
    /// of other desks are waited for, come and are said can be shown once devices tell each other (sync).
    async fn print_system_gone(&mut self, paper: &Path) {
        let (code, name) = self.codes.paid.pop().unwrap();
        let mut steps = Steps::of(&self.desk, "7 offline, this device's half");
        steps.scan(&code);
        self.desk.see(".stage[data-v=admit] .name", &name).await;
        self.desk.see("#badge-job", "Badge printed").await;
        on_paper(paper, 3).await;
        self.desk.see("header", "Everything saved").await;
        self.desk.see_no(".question").await;
        steps.end(1);
        self.expected.push(("admitted", name));
    }

    /// Somebody of the list whose name a person types as it stands there.
    fn plain_name(&mut self) -> String {
        let plain = |name: &str| name.chars().all(|c| c.is_ascii_alphabetic() || c == ' ');
        let all = &self.codes.paid;
        let once = |name: &str| all.iter().filter(|(_, other)| other.contains(name)).count() == 1;
        let at = all
            .iter()
            .rposition(|(_, name)| plain(name) && once(name))
            .unwrap();
        self.codes.paid.remove(at).1
    }

    /// The badge of whoever is found first.
    async fn badge_of(&self, text: &str) -> Value {
        let event = self.desk.device.sarrera(&["events"])["events"][0]["id"].clone();
        let found = self
            .desk
            .ask("find", json!({ "event": event, "text": text }))
            .await;
        let badge = found.unwrap()[0]["person"]["badge"]["number"].clone();
        assert!(badge.is_string(), "they have a badge");
        badge
    }
}

/// Hours ago, so that the next scan is no double one.
fn came_in_the_night_with_a_badge(device: &Device) {
    let list = format!("Name,Code\n{INSIDE},{INSIDE_CODE}\n");
    let list = device.write("inside.csv", list.as_bytes());
    device.sarrera(&["import", "--event", FAIR, &list, "--map", "Code=ticket_code"]);
    let paper = device.path("inside.pdf");
    device.sarrera(&["badges", "--event", FAIR, "--out", paper.to_str().unwrap()]);
    let at = format!("{}T00:01", day("today"));
    let scan = ["scan", "--event", FAIR, "--checkpoint", "main", "--at", &at];
    let outcome = device.sarrera(&[&scan[..], &[INSIDE_CODE]].concat());
    assert_eq!(outcome["verdict"], json!("admitted"));
}

fn pages(pdf: &Path) -> usize {
    let output = std::process::Command::new("pdfinfo").arg(pdf).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let pages = text.lines().find_map(|line| line.strip_prefix("Pages:"));
    pages.unwrap().trim().parse().unwrap()
}
