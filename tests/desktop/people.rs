//! The organiser's morning: somebody of the list is found, corrected, and exported as they are now, by keys alone.

use crate::device::Device;
use crate::harness::{Desk, Passphrase};
use crate::keys::{DOWN, ENTER, ESCAPE, F6};
use std::fs;

const COMPANY: &str = "Sarrera Lanak S. Coop.";

#[tokio::test]
async fn a_person_is_found_in_the_list_corrected_and_exported_as_they_are_now() {
    let desk = Desk::open_on("people", Device::fresh(), Passphrase::Given, &[]).await;
    speak_english(&desk).await;
    demo(&desk).await;

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
    desk.tab_to("#field-company").await;
    desk.keyboard().with_control('a');
    desk.types(COMPANY).await;
    desk.see_value("#field-company", COMPANY).await;
    desk.keyboard().with_control('\n');
    desk.see(".notice", "Saved.").await;
    desk.see(".history", &format!("to {COMPANY}")).await;

    desk.keyboard().key(ESCAPE);
    desk.see(".line.chosen", COMPANY).await;
    desk.see(".line.chosen b", &name).await;

    // Alt+5: the fifth part of the section.
    desk.keyboard().with_alt('5');
    desk.see("#part-export", "Of the list's filter").await;
    desk.tab_to("input[name=export-format]").await;
    for format in ["csv_for_excel", "csv"] {
        desk.keyboard().key(DOWN);
        desk.there_is(&format!("input[name=export-format][value={format}]:checked"))
            .await;
    }
    let out = desk.device.path("people.csv");
    desk.tab_to("#export-target").await;
    desk.types(out.to_str().unwrap()).await;
    desk.keyboard().key(ENTER);
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

/// Alt+L goes on to the next language.
async fn speak_english(desk: &Desk) {
    desk.there_is("#door-demo:focus").await;
    while desk.language().await != "en" {
        let before = desk.language().await;
        desk.keyboard().with_alt('l');
        desk.there_is(&format!("html:not([lang={before}])")).await;
    }
}

/// From the first screen to a desk at the demo event.
async fn demo(desk: &Desk) {
    desk.keyboard().key(ENTER);
    desk.see("h1", "Keep the recovery key").await;
    desk.see(".sheet .key", "SR").await;
    desk.tab_to(".end input[type=checkbox]").await;
    desk.types(" ").await;
    desk.there_is(".end input:checked").await;
    desk.tab_to(".end .primary").await;
    desk.keyboard().key(ENTER);
    desk.see("h1", "Try out this desk").await;
    desk.keyboard().with_control('\n');
    desk.there_is("#open-desk").await;
    desk.keyboard().with_control('\n');
    desk.see(".stage .word", "Ready").await;
}
