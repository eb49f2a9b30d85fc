//! An operator's morning: the tasks of the front desk one after the other in one window, by the keyboard alone, with
//! their steps counted. Nobody's server is there all the while.

use crate::cups::System;
use crate::device::{Device, FAIR, POSITIONS, day, real};
use crate::harness::{Desk, Passphrase};
use crate::keys::{ENTER, ESCAPE, F3, F6, F7};
use crate::scanner::Codes;
use crate::steps::Operator;
use serde_json::{Value, json};
use std::fs;

const PRINTER: &str = "desk-1";
const NEIGHBOUR: &str = "desk-2";
/// First and last name of a list's row.
const INSIDE: &str = "Nekane,Larrañaga";
const INSIDE_CODE: &str = "INSIDE-SINCE-THE-NIGHT";
/// Alt+Shift+4 of the display's keyboard: the badges in the office.
const TO_BADGES: char = '$';

#[tokio::test]
async fn the_tasks_of_a_morning_take_no_more_steps_than_the_design_gives_them() {
    let Some(cups) = System::start() else { return };
    for queue in [PRINTER, NEIGHBOUR] {
        cups.add(
            queue,
            "cups-pdf:/",
            Some("/usr/share/ppd/cups-pdf/CUPS-PDF_opt.ppd"),
        );
    }
    let device = Device::with_events();
    somebody_is_inside_with_a_badge(&device);
    device.sarrera(&["import", "--event", FAIR, &real(POSITIONS)]);
    let mut codes = Codes::of_the_list();
    let address = cups.address();
    let surroundings = [("CUPS_SERVER", address.as_str())];
    let desk = Desk::open_on("tasks", device, Passphrase::Given, &surroundings).await;
    desk.speak("en").await;
    desk.see(".stage .word", "Ready").await;
    choose_printer(&desk).await;

    let (code, name) = codes.paid.pop().unwrap();
    scan_prints(&desk, &code, &name).await;
    search_checks_in(&desk).await;
    walk_in(&desk).await;
    typo_is_fixed(&desk).await;
    already_inside(&desk).await;
    not_on_the_list(&desk).await;
    offline(&desk).await;
    let (code, name) = codes.paid.pop().unwrap();
    printer_out_of_order(&desk, &cups, &code, &name).await;
    badges_by_the_batch(&desk).await;
    desk.close().await;
}

/// They came long enough ago to be no double scan.
fn somebody_is_inside_with_a_badge(device: &Device) {
    let list = format!("First name,Last name,Code\n{INSIDE},{INSIDE_CODE}\n");
    let list = device.write("inside.csv", list.as_bytes());
    device.sarrera(&["import", "--event", FAIR, &list, "--map", "Code=ticket_code"]);
    let paper = device.path("inside.pdf");
    device.sarrera(&["badges", "--event", FAIR, "--out", paper.to_str().unwrap()]);
    let at = format!("{}T00:01", day("today"));
    let words = [
        "scan",
        "--event",
        FAIR,
        "--checkpoint",
        "main",
        "--at",
        &at,
        INSIDE_CODE,
    ];
    assert_eq!(device.sarrera(&words)["verdict"], json!("admitted"));
}

async fn choose_printer(desk: &Desk) {
    let printers = desk.ask("printers", json!({})).await.unwrap();
    let named = |printer: &&Value| printer["name"] == json!(PRINTER);
    let printer = printers.as_array().unwrap().iter().find(named).unwrap();
    let chosen = desk.ask("choose_printer", json!({ "id": printer["id"] })).await;
    chosen.unwrap();
    desk.see(".top", PRINTER).await;
}

async fn scan_prints(desk: &Desk, code: &str, name: &str) {
    let mut operator = Operator::begins("1: scan, verdict, badge", desk);
    operator.scans(code);
    desk.see(".stage[data-v=admit] .name", name).await;
    desk.see("#badge-job", "Badge printed").await;
    operator.done_in(1);
}

async fn search_checks_in(desk: &Desk) {
    let mut operator = Operator::begins("2: search by name", desk);
    operator.types("kovalenko").await;
    desk.see("#hit-0", "Коваленко").await;
    operator.presses(ENTER);
    desk.see(".stage[data-v=admit] .name", "Коваленко").await;
    desk.see("#badge-job", "Badge printed").await;
    operator.done_in(3);
}

async fn walk_in(desk: &Desk) {
    let mut operator = Operator::begins("3: walk-in", desk);
    operator.presses(F3);
    desk.see("h1", "Walk-in").await;
    operator.types("Maialen").await;
    operator.types("\tUrrutikoetxea").await;
    operator.types("\tZubiak S. Coop.").await;
    // Their job is left out; they share with whoever scans the badge, and have read the privacy notice.
    operator.types("\t\tmaialen@example.org\t \t ").await;
    operator.presses_control('\n');
    desk.see(".stage[data-v=admit] .name", "Maialen Urrutikoetxea")
        .await;
    desk.see("#badge-job", "Badge printed").await;
    operator.done_in(6);
}

async fn typo_is_fixed(desk: &Desk) {
    let old = badge(desk).await;
    let mut operator = Operator::begins("4: fix a typo and reprint", desk);
    operator.presses(F6);
    desk.see("h1", "Fix").await;
    operator.types("a").await;
    operator.presses_control('\n');
    desk.see(".rail", "Maialena Urrutikoetxea").await;
    operator.done_in(3);
    assert_ne!(badge(desk).await, old, "the person wears another badge now");
}

async fn already_inside(desk: &Desk) {
    let mut operator = Operator::begins("5: already checked in", desk);
    operator.scans(INSIDE_CODE);
    desk.see(".stage[data-v=already] .name", &INSIDE.replace(',', " "))
        .await;
    desk.see(".question h2", "What happened?").await;
    operator.presses(u32::from('2'));
    desk.see("#badge-job", "Badge printed").await;
    operator.done_in(2);
}

async fn not_on_the_list(desk: &Desk) {
    let mut operator = Operator::begins("6: not on the list", desk);
    operator.scans("NOBODY-KNOWS-1");
    desk.see(".stage[data-v=unknown] .word", "Not found").await;
    operator.presses(F3);
    desk.see("h1", "Walk-in").await;
    operator.done_in(2);
    desk.keyboard().key(ESCAPE);
    desk.see(".stage .word", "Ready").await;
}

/// Nothing waits for a server, and nobody has to do anything about that.
async fn offline(desk: &Desk) {
    desk.see(".top", "This desk works on its own").await;
    desk.see(".top", "Everything saved").await;
}

async fn printer_out_of_order(desk: &Desk, cups: &System, code: &str, name: &str) {
    cups.run("cupsdisable", &[PRINTER]);
    desk.scanner(code);
    desk.see(".stage[data-v=admit] .name", name).await;
    desk.see("#printer-fix", "The printer is paused").await;
    let mut operator = Operator::begins("8: the printer does not print", desk);
    operator.presses(F7);
    desk.see(".question", NEIGHBOUR).await;
    operator.presses(u32::from('2'));
    desk.see("#badge-job", "Badge printed").await;
    desk.see(".rail", NEIGHBOUR).await;
    operator.done_in(2);
}

async fn badges_by_the_batch(desk: &Desk) {
    let paper = desk.device.path("badges.pdf");
    let mut operator = Operator::begins("10: badges by the batch", desk);
    operator.presses_alt(TO_BADGES);
    desk.see("#badges-title", "Badges").await;
    desk.see("main", "ticked").await;
    operator
        .types_into("input[type=checkbox][value=press]", " ")
        .await;
    operator
        .types_into("#badges-target", paper.to_str().unwrap())
        .await;
    desk.see_value("#badges-target", paper.to_str().unwrap()).await;
    operator.presses_control('\n');
    desk.see("main", "pages saved").await;
    operator.done_in(5);
    assert!(fs::read(&paper).unwrap().starts_with(b"%PDF"));
}

/// The badge of the walk-in, as the window's own search says.
async fn badge(desk: &Desk) -> Value {
    let ask =
        json!({ "event": desk.device.sarrera(&["events"])["events"][0]["id"], "text": "urrutikoetxea" });
    desk.ask("find", ask).await.unwrap()[0]["person"]["badge"]["number"].clone()
}
