//! A long list goes in while visitors come: each scan is answered as ever, how far the import is stands on its page, and
//! it stops when somebody says so, with what was imported until then.

use crate::device::{Device, FAIR};
use crate::harness::{Desk, Passphrase};
use crate::keys::{ENTER, ESCAPE, RIGHT};
use crate::scanner::Codes;
use std::fmt::Write as _;
use std::time::Duration;
use tokio::time::Instant;

const ROWS: usize = 20_000;
const VISITORS: usize = 10;
/// Long enough for the whole test run beside it on two cores; `cargo xtask bench window` measures a machine of its own.
const SEEN_WITHIN: Duration = Duration::from_secs(3);

#[tokio::test]
async fn visitors_come_in_while_a_long_list_is_imported_and_the_import_stops_when_somebody_says_so() {
    let desk = Desk::open_on("long_import", Device::at_the_fair(), Passphrase::Given, &[]).await;
    desk.speak("en").await;
    desk.see(".stage .word", "Ready").await;
    begin(&desk).await;
    let before = done(&desk, 1).await;

    desk.keyboard().key(ESCAPE);
    desk.see(".stage .word", "Ready").await;
    let mut codes = Codes::of_the_list().paid;
    let visitors = codes.split_off(codes.len() - VISITORS);
    let mut slowest = Duration::ZERO;
    for (code, name) in &visitors {
        let held = Instant::now();
        desk.scanner(code);
        desk.see(".stage[data-v=admit] .name", name).await;
        slowest = slowest.max(held.elapsed());
    }
    println!("ten scans during an import: each seen within {slowest:?}");
    assert!(slowest <= SEEN_WITHIN, "a visitor waited {slowest:?}");

    open_import(&desk).await;
    let after = done(&desk, before + 1).await;
    desk.tab_to("#part-import .bar + .btn").await;
    desk.keyboard().key(ENTER);
    desk.see("h3", "Stopped. What was imported until then is kept.")
        .await;
    let kept = figure(&desk, "Added").await;
    assert!(
        (after..ROWS).contains(&kept),
        "{after} were done, {kept} are kept"
    );
    let events = desk.device.sarrera(&["events"]);
    let people = Codes::people_of_the_list() + kept;
    assert_eq!(events["events"][0]["registered"], people, "{events}");
    let names: Vec<&str> = visitors.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(desk.device.scans(FAIR).column("Name"), names);
    desk.close().await;
}

/// The list is looked at and its import begins, by keys.
async fn begin(desk: &Desk) {
    let mut list = "First name,Last name,E-mail,Order code\n".to_owned();
    for n in 0..ROWS {
        writeln!(list, "Ane,Etxeberria {n},ane{n}@example.org,ORDER{n}").unwrap();
    }
    let list = desk.device.write("long.csv", list.as_bytes());
    open_import(desk).await;
    desk.tab_to("#import-path").await;
    desk.types(&list).await;
    desk.see_value("#import-path", &list).await;
    desk.keyboard().key(ENTER);
    desk.see(".facts", "20,000 rows").await;
    desk.tab_to("#panel-people .end .primary").await;
    desk.keyboard().key(ENTER);
}

/// The import's page, as keys lead there.
async fn open_import(desk: &Desk) {
    desk.keyboard().with_alt_shift('2');
    desk.there_is("#people-text:focus").await;
    desk.tab_back_to("#tab-list").await;
    desk.keyboard().key(RIGHT);
    desk.there_is("#tab-import:focus").await;
}

/// How many rows the page says are done, once they are so many: the file is read before its first row is taken.
async fn done(desk: &Desk, at_least: usize) -> usize {
    let count = |shown: &str| {
        let (_, count) = shown.split_once("Importing:")?;
        Some(number(count.split_once(" of 20,000")?.0))
    };
    let what = format!("{at_least} rows done");
    let fits = |shown: &str| count(shown) >= Some(at_least);
    count(&desk.see_that(&what, "#part-import .count", fits).await).unwrap()
}

/// A figure of the report by its name.
async fn figure(desk: &Desk, name: &str) -> usize {
    let figures = desk.shown(".figures").await;
    let mut lines = figures.lines().skip_while(|line| *line != name);
    number(lines.nth(1).unwrap_or_else(|| panic!("{name} in {figures}")))
}

fn number(shown: &str) -> usize {
    shown.trim().replace(',', "").parse().unwrap()
}
