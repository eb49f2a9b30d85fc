//! The office sets the event up and says who works there; a desk calls for help with one key, and the office answers.

use crate::device::{Device, FAIR, Table};
use crate::harness::{Desk, Passphrase};
use crate::keys::{ENTER, F3, F8};
use serde_json::json;

const OPERATOR: &str = "Nerea Aldama";

#[tokio::test]
async fn an_event_is_set_up_and_a_call_for_help_is_seen_and_answered() {
    let device = Device::at_the_fair();
    let desk = Desk::open_on("office_help", device, Passphrase::Given, &[]).await;
    desk.speak("en").await;
    desk.see(".stage .word", "Ready").await;
    desk.see("#operator", "Nobody chosen").await;

    add_category(&desk).await;
    name_operator(&desk).await;
    let (name, code) = paid_visitor();
    call_for_help(&desk, &name, &code).await;
    answer(&desk, &name).await;

    let recent = desk
        .ask("recent", json!({ "event": FAIR, "checkpoint": "main" }))
        .await
        .unwrap();
    assert_eq!(
        recent[0]["operator"],
        json!(OPERATOR),
        "the scan says who made it"
    );
    desk.close().await;
}

/// A category that is made in the office is one that a walk-in may have.
async fn add_category(desk: &Desk) {
    desk.click("#go-office").await;
    desk.click("#go-event").await;
    desk.see("#setup-title", "Set up the event").await;
    desk.click("#category-add").await;
    desk.paste("#category-eu", "Epaimahaia").await;
    desk.keyboard().key(ENTER);
    desk.see("#category-es-hint", "Fill in the marked field.").await;
    desk.paste("#category-es", "Jurado").await;
    desk.paste("#category-en", "Jury").await;
    desk.click("input[name=pattern][value=dots] + *").await;
    desk.keyboard().key(ENTER);
    desk.see("#setup-categories + p + div li", "Jury").await;
    desk.press("Desk").await;
    desk.see(".stage .word", "Ready").await;
    desk.keyboard().key(F3);
    desk.see("#person-form .segments", "Jury").await;
    desk.keyboard().key(crate::keys::ESCAPE);
    desk.see(".stage .word", "Ready").await;
}

async fn name_operator(desk: &Desk) {
    desk.click("#go-office").await;
    desk.click("#go-device").await;
    desk.click("#tab-operators").await;
    desk.paste("#operator-name", OPERATOR).await;
    desk.keyboard().key(ENTER);
    desk.see("main li", OPERATOR).await;
    desk.press("Put at this desk").await;
    desk.see("#operator", OPERATOR).await;
    desk.press("Desk").await;
    desk.see(".stage .word", "Ready").await;
}

/// A registration of the real list that is paid: its name and its ticket.
fn paid_visitor() -> (String, String) {
    let people = Table::positions();
    let first = |column: &str| people.where_is(column, "Status", "paid")[0].to_owned();
    (first("Attendee name"), first("Ticket secret"))
}

async fn call_for_help(desk: &Desk, name: &str, code: &str) {
    desk.scanner(code);
    desk.see(".stage .name", name).await;
    desk.keyboard().key(F8);
    desk.see("#help-line", "Help asked for at").await;
    desk.see("#help-line", "Nobody has answered yet").await;
}

/// One key answers in the office, and the desk sees who comes; the second finishes the call.
async fn answer(desk: &Desk, name: &str) {
    desk.click("#go-office").await;
    desk.see("#go-dashboard", "1").await;
    desk.click("#go-dashboard").await;
    desk.see("#calls-title", "Calls for help").await;
    desk.see("main li", name).await;
    desk.keyboard().key(F8);
    desk.see("main li", &format!("On the way: {OPERATOR}")).await;
    desk.press("Desk").await;
    desk.see("#help-line", &format!("On the way: {OPERATOR}")).await;
    desk.click("#go-office").await;
    desk.see("main li", name).await;
    desk.keyboard().key(F8);
    desk.see("main", "Nobody is waiting for help.").await;
}
