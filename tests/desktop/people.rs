//! The organiser's morning: somebody of the list is found, corrected, and exported as they are now, by keys alone.

use crate::device::Device;
use crate::harness::{Desk, Passphrase};
use crate::keys::{ENTER, ESCAPE, F6};
use std::fs;

const COMPANY: &str = "Sarrera Lanak S. Coop.";

#[tokio::test]
async fn a_person_is_found_in_the_list_corrected_and_exported_as_they_are_now() {
    let desk = Desk::open_on("people", Device::fresh(), Passphrase::Given, &[]).await;
    desk.speak("en").await;
    desk.click("#door-demo").await;
    desk.see("h1", "Keep the recovery key").await;
    desk.see(".sheet .key", "SR").await;
    desk.click(".end input[type=checkbox]").await;
    desk.press("Go on").await;
    desk.see("h1", "Try out this desk").await;
    desk.press("Back to the desk").await;
    desk.see(".stage .word", "Ready").await;

    desk.keyboard().with_control('k');
    desk.types("people list").await;
    desk.see("#anything-list", "People · List").await;
    desk.keyboard().key(ENTER);
    desk.see("#people-title", "2,000 people").await;
    desk.types("kova").await;
    desk.see_value("#people-text", "kova").await;
    desk.see("#people-title", "of 2,000").await;
    desk.see("#people-grid", "Коваленко").await;
    desk.keyboard().key(ENTER);
    desk.see("#history-title", "What happened").await;
    let name = desk.shown("#person-title").await;

    desk.keyboard().key(F6);
    desk.see("#edit-save", "Save").await;
    desk.click("#field-company").await;
    desk.keyboard().with_control('a');
    desk.types(COMPANY).await;
    desk.see_value("#field-company", COMPANY).await;
    desk.click("#edit-save").await;
    desk.see(".notice", "Saved.").await;
    desk.see(".history", &format!("to {COMPANY}")).await;

    desk.keyboard().key(ESCAPE);
    desk.see(".line.chosen", COMPANY).await;
    desk.see(".line.chosen b", &name).await;

    // Alt+4: the fourth part of the section.
    desk.keyboard().with_alt('4');
    desk.see("#part-export", "Of the list's filter").await;
    desk.press_radio("export-format", "csv").await;
    let out = desk.device.path("people.csv");
    desk.paste("#export-target", out.to_str().unwrap()).await;
    desk.click("#export-run").await;
    desk.see(".notice", "saved:").await;
    let csv = fs::read_to_string(&out).unwrap();
    let row = csv.lines().find(|line| line.contains(COMPANY)).unwrap();
    assert!(row.contains(&name), "{row}");

    desk.keyboard().key(ESCAPE);
    desk.see(".stage .word", "Ready").await;
    desk.keyboard().with_control('k');
    desk.types(COMPANY).await;
    desk.see("#anything-list", &name).await;
    desk.keyboard().key(ENTER);
    desk.see("#person-title", &name).await;
    desk.close().await;
}
