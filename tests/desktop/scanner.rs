//! A USB scanner is a keyboard: whatever has the focus, each code is one scan with its verdict, and nothing else happens.

use crate::device::{Device, FAIR, Table, day};
use crate::hands::SEARCH;
use crate::harness::{Desk, Passphrase};
use crate::keys::{ESCAPE, F1, F3};
use serde_json::json;
use std::collections::HashMap;
use std::time::Duration;
use tokio::time::{MissedTickBehavior, interval};

/// Five visitors a second: faster than any queue walks.
const VISITOR_EVERY: Duration = Duration::from_millis(200);
const CODES_OF_A_RUSH: usize = 10;
const ALREADY_INSIDE: usize = 3;

/// What the story expects of the log: a verdict, and the person's name.
type Expected = Vec<(String, String)>;

pub(crate) struct Codes {
    pub(crate) paid: Vec<(String, String)>,
    pub(crate) unpaid: Vec<(String, String)>,
    /// Let in before the story begins.
    inside: Vec<(String, String)>,
}

#[tokio::test]
async fn a_scanner_that_types_is_heard_wherever_the_focus_is_and_presses_nothing() {
    let device = Device::at_the_fair();
    let mut codes = Codes::of_the_list();
    let mut expected = came_in_the_night(&device, &codes);
    let desk = Desk::open_on("scanner", device, Passphrase::Given, &[]).await;
    desk.speak("en").await;
    desk.see(".stage .word", "Ready").await;

    rush(&desk, &mut codes, &mut expected).await;
    over_half_a_name(&desk, &mut codes, &mut expected).await;
    on_a_button(&desk, &mut codes, &mut expected).await;
    over_an_open_question(&desk, &mut codes, &mut expected).await;
    with_other_endings(&desk, &mut codes, &mut expected).await;
    over_a_form_and_the_key_sheet(&desk, &mut codes, &mut expected).await;
    on_another_page(&desk, &mut codes, &mut expected).await;
    rush(&desk, &mut codes, &mut expected).await;

    let scans = desk.device.scans(FAIR);
    let verdicts = scans.column("Verdict").into_iter().map(str::to_owned);
    let names = scans.column("Name").into_iter().map(str::to_owned);
    let recorded: Expected = verdicts.zip(names).collect();
    assert_eq!(
        recorded, expected,
        "exactly these scans are in the log, in this order"
    );
    assert!(expected.len() >= 40, "{}", expected.len());
    desk.close().await;
}

impl Codes {
    /// Of everybody whose name nobody else has, so that a name tells who it was.
    pub(crate) fn of_the_list() -> Self {
        let people = Table::positions();
        let mut times = HashMap::new();
        for name in people.column("Attendee name") {
            *times.entry(name).or_insert(0) += 1;
        }
        let of = |status: &str| {
            let codes = people.where_is("Ticket secret", "Status", status);
            let names = people.where_is("Attendee name", "Status", status);
            let blocked = people.where_is("Blocked", "Status", status);
            let all = codes.into_iter().zip(names).zip(blocked);
            let free = all.filter(|((_, name), blocked)| blocked.is_empty() && !name.contains(','));
            let told_apart = free.filter(|((_, name), _)| times[name] == 1);
            told_apart
                .map(|((code, name), _)| (code.to_owned(), name.to_owned()))
                .collect()
        };
        let mut paid: Vec<(String, String)> = of("paid");
        let inside = paid.split_off(paid.len() - ALREADY_INSIDE);
        Self {
            paid,
            unpaid: of("pending"),
            inside,
        }
    }

    /// How many are registered for the fair by the list.
    pub(crate) fn people_of_the_list() -> usize {
        Table::positions().column("Ticket secret").len()
    }

    fn paid(&mut self) -> (String, String) {
        self.paid.pop().unwrap()
    }
}

/// Hours ago, so that their next scan is no double one.
fn came_in_the_night(device: &Device, codes: &Codes) -> Expected {
    let at = format!("{}T00:01", day("today"));
    let came = |(code, name): &(String, String)| {
        let words = ["scan", "--event", FAIR, "--checkpoint", "main", "--at", &at, code];
        assert_eq!(device.sarrera(&words)["verdict"], json!("admitted"));
        ("admitted".to_owned(), name.clone())
    };
    codes.inside.iter().map(came).collect()
}

/// One code, its verdict on the stage, and an empty search field.
async fn scan(
    desk: &Desk,
    (code, name): (String, String),
    look: &str,
    verdict: &str,
    expected: &mut Expected,
) {
    desk.scanner(&code);
    desk.see(&format!(".stage[data-v={look}] .name"), &name).await;
    assert_eq!(desk.value(SEARCH).await, "", "no stray character after {code}");
    expected.push((verdict.to_owned(), name));
}

/// A queue at the door: nobody waits for the stage before the next code.
async fn rush(desk: &Desk, codes: &mut Codes, expected: &mut Expected) {
    let mut visitors = interval(VISITOR_EVERY);
    visitors.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut last = String::new();
    for _ in 0..CODES_OF_A_RUSH {
        visitors.tick().await;
        let (code, name) = codes.paid();
        desk.scanner(&code);
        expected.push(("admitted".to_owned(), name.clone()));
        last = name;
    }
    desk.see(".stage[data-v=admit] .name", &last).await;
    assert_eq!(desk.value(SEARCH).await, "");
}

/// Somebody types a name slowly, and a visitor holds a code under the scanner: the scan wins.
async fn over_half_a_name(desk: &Desk, codes: &mut Codes, expected: &mut Expected) {
    for half in ["kova", "ag", "x"] {
        desk.types(half).await;
        desk.see_value(SEARCH, half).await;
        scan(desk, codes.paid(), "admit", "admitted", expected).await;
    }
    let unpaid = codes.unpaid.pop().unwrap();
    scan(desk, unpaid, "blocked", "unpaid", expected).await;
    desk.types("kovalenko").await;
    desk.see_value(SEARCH, "kovalenko").await;
    desk.see("#hit-0", "Коваленко").await;
    desk.keyboard().key(ESCAPE);
    desk.see_value(SEARCH, "").await;
}

/// The focus is on a button of the rail, each in its turn: it is not pressed.
async fn on_a_button(desk: &Desk, codes: &mut Codes, expected: &mut Expected) {
    let mut met = Vec::new();
    for at in 0.. {
        scan(desk, codes.paid(), "admit", "admitted", expected).await;
        desk.see(".rail .actions", "Undo").await;
        let script = "const button = document.querySelectorAll('.rail button')[arguments[0]];
            button?.focus();
            return document.activeElement === button ? button.innerText : null";
        let button = desk.run(script, vec![json!(at)]).await;
        let Some(button) = button.as_str() else { break };
        met.push(button.to_owned());
        scan(desk, codes.paid(), "admit", "admitted", expected).await;
    }
    for words in ["Fix", "Undo", "Somebody else comes"] {
        assert!(
            met.iter().any(|button| button.contains(words)),
            "{words} was under the scanner: {met:?}"
        );
    }
}

/// A question waits with its first answer in focus, and the next visitor is scanned.
async fn over_an_open_question(desk: &Desk, codes: &mut Codes, expected: &mut Expected) {
    for known in codes.inside.clone() {
        scan(desk, known, "already", "already_in", expected).await;
        desk.see(".question h2", "What happened?").await;
        let focused = "return document.activeElement.classList.contains('answer')";
        assert_eq!(desk.run(focused, vec![]).await, json!(true));
        scan(desk, codes.paid(), "admit", "admitted", expected).await;
    }
}

/// Scanners that end a code with two lines' ends, with Tab, or with nothing.
async fn with_other_endings(desk: &Desk, codes: &mut Codes, expected: &mut Expected) {
    for ending in ["\n\n", "\t", ""] {
        let (code, name) = codes.paid();
        desk.scanner_that_ends(&code, ending);
        desk.see(".stage[data-v=admit] .name", &name).await;
        let focused = "return document.activeElement.getAttribute('role')";
        assert_eq!(desk.run(focused, vec![]).await, json!("combobox"));
        assert_eq!(desk.value(SEARCH).await, "");
        expected.push(("admitted".to_owned(), name));
    }
}

async fn over_a_form_and_the_key_sheet(desk: &Desk, codes: &mut Codes, expected: &mut Expected) {
    desk.keyboard().key(F3);
    desk.see("h1", "Walk-in").await;
    desk.types("Ane").await;
    scan(desk, codes.paid(), "admit", "admitted", expected).await;
    desk.keyboard().key(F3);
    desk.see("h1", "Walk-in").await;
    let fields =
        "return [...document.querySelectorAll('.stage input, .form input')].map((e) => e.value).join('|')";
    let held = desk.run(fields, vec![]).await;
    assert!(
        held.as_str().unwrap().starts_with("Ane|"),
        "the form is kept as it was: {held}"
    );
    desk.keyboard().key(ESCAPE);
    desk.keyboard().key(F1);
    desk.see("dialog", "Keys").await;
    scan(desk, codes.paid(), "admit", "admitted", expected).await;
}

/// The organiser's page is open: a scan brings the desk back.
async fn on_another_page(desk: &Desk, codes: &mut Codes, expected: &mut Expected) {
    desk.click("#go-office").await;
    desk.click("#go-people").await;
    desk.click("#tab-import").await;
    desk.click("#import-path").await;
    desk.types("/tmp").await;
    scan(desk, codes.paid(), "admit", "admitted", expected).await;
}
