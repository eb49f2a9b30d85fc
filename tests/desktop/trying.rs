//! A device is tried out: its scanner is heard and judged, its passphrase changed, and a window behind says so.

use crate::device::{Device, FAIR, PASSPHRASE};
use crate::hands::SEARCH;
use crate::harness::{Desk, Passphrase};
use crate::keys::{ESCAPE, F1};
use crate::scanner::Codes;
use serde_json::json;

const CAME: &str = "#scanner-test .came";

#[tokio::test]
async fn the_scanner_test_names_a_foreign_layout_and_its_scans_never_reach_the_desk() {
    let desk = desk("scanner_test").await;
    desk.keyboard().key(F1);
    desk.click("#scanner-test-way").await;
    desk.see(CAME, "Waiting for the scanner").await;
    let code = desk.ask("test_code", json!({})).await.unwrap();
    let code = code["text"].as_str().unwrap();

    desk.scanner(code);
    desk.see(CAME, "Works").await;
    desk.see(CAME, "149 characters").await;
    desk.scanner(&on_a_french_keyboard(code));
    desk.see(CAME, "its keyboard layout is French").await;
    desk.scanner(&format!("~{code}"));
    desk.press("Set the prefix to ~").await;
    desk.see(CAME, "Scan once more").await;
    // A visitor's code is another code here, and no scan.
    let mut codes = Codes::of_the_list();
    let (visitor, name) = codes.paid.pop().unwrap();
    desk.scanner(&visitor);
    desk.see(CAME, "Another code came").await;
    assert!(desk.device.scans(FAIR).column("Verdict").is_empty());

    desk.keyboard().key(ESCAPE);
    desk.see(".stage .word", "Ready").await;
    desk.types("kova").await;
    desk.see_value(SEARCH, "kova").await;
    desk.scanner(&format!("~{visitor}"));
    desk.see(".stage[data-v=admit] .name", &name).await;
    assert_eq!(
        desk.value(SEARCH).await,
        "",
        "nothing of the prefix stays in the field"
    );
    desk.close().await;
}

#[tokio::test]
async fn a_window_that_is_behind_says_that_no_scan_reaches_it() {
    let desk = desk("paused").await;
    desk.see(".reader", "Scanner ready").await;
    desk.keyboard().leave_the_window();
    desk.see("#scanner-paused", "Scanner paused").await;
    desk.see(".reader", "Scanner paused").await;
    desk.keyboard().reach_the_window().await;
    desk.see(".reader", "Scanner ready").await;
    assert_eq!(desk.shown("#scanner-paused").await, "");
    desk.close().await;
}

#[tokio::test]
async fn the_passphrase_is_changed_in_the_window() {
    let desk = desk("passphrase").await;
    desk.click("#go-office").await;
    desk.click("#go-device").await;
    change_passphrase(&desk, "not the old one", "another one, longer").await;
    desk.see("form .notice", "passphrase").await;
    change_passphrase(&desk, PASSPHRASE, "another one, longer").await;
    desk.see("form .notice", "The passphrase is changed.").await;
    change_passphrase(&desk, "another one, longer", PASSPHRASE).await;
    desk.see_value("#old-passphrase", "").await;
    let events = desk.device.sarrera(&["events"]);
    assert_eq!(
        events["events"][0]["label"],
        json!(FAIR),
        "the first one opens it again"
    );
    desk.close().await;
}

async fn change_passphrase(desk: &Desk, old: &str, new: &str) {
    desk.paste("#old-passphrase", old).await;
    desk.paste("#changed-passphrase", new).await;
    desk.paste("#changed-passphrase-again", new).await;
    desk.click("form .btn.primary").await;
}

/// What a scanner with a French layout types on this display's US keyboard.
pub(crate) fn on_a_french_keyboard(code: &str) -> String {
    let (meant, typed) = ("AQZWM23456789", "QAWZ:@#$%^&*(");
    let key = |c: char| meant.find(c).and_then(|at| typed.chars().nth(at)).unwrap_or(c);
    code.chars().map(key).collect()
}

async fn desk(test: &str) -> Desk {
    let desk = Desk::open_on(test, Device::at_the_fair(), Passphrase::Given, &[]).await;
    desk.speak("en").await;
    desk.see(".stage .word", "Ready").await;
    desk
}
