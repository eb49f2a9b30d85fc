//! Keys that work wherever somebody is, and keys that a web view would take for itself.

use crate::device::Device;
use crate::hands::SEARCH;
use crate::harness::{Desk, Passphrase};
use crate::keys::{ESCAPE, F1, F3, F5, F7, F11};
use serde_json::json;

#[tokio::test]
async fn the_language_and_the_size_change_by_keys_on_the_desk_and_in_the_office() {
    let desk = desk("everywhere").await;
    for (word, language) in [("Prest", "eu"), ("Listo", "es"), ("Ready", "en")] {
        desk.keyboard().with_alt('l');
        desk.see(".stage .word", word).await;
        assert_eq!(desk.language().await, language);
    }
    let usual = letter_size(&desk).await;
    for zoom in ["1.1", "1.25", "1.5", "1.75", "2"] {
        desk.keyboard().with_control('+');
        see_zoom(&desk, zoom).await;
    }
    let large = letter_size(&desk).await;
    assert!((large / usual - 2.0).abs() < 0.01, "{usual} px, then {large} px");
    desk.there_is("html[data-narrow]").await;
    desk.keyboard().with_control('-');
    see_zoom(&desk, "1.75").await;

    desk.keyboard().with_alt_shift('5');
    desk.there_is("#tab-printer").await;
    desk.keyboard().with_alt('l');
    desk.there_is("html[lang=eu]").await;
    desk.keyboard().with_control('0');
    see_zoom(&desk, "1").await;
    desk.keyboard().key(ESCAPE);
    desk.see(".stage .word", "Prest").await;
    desk.close().await;
}

#[tokio::test]
async fn keys_that_a_web_view_takes_for_itself_do_nothing_to_the_page() {
    let desk = desk("web_view_keys").await;
    desk.keyboard().key(F3);
    desk.see("main.form h1", "Walk-in").await;
    desk.types("Ane").await;
    desk.see_value("#field-given_name", "Ane").await;
    desk.run("window.before = true; return true", vec![]).await;
    let keyboard = desk.keyboard();
    for key in [F5, F7] {
        keyboard.key(key);
    }
    for character in ['r', 'f', 'g', 'p', 's', 'u'] {
        keyboard.with_control(character);
    }
    desk.types(" M").await;
    desk.see_value("#field-given_name", "Ane M").await;
    let same = desk.run("return window.before ?? false", vec![]).await;
    assert_eq!(same, json!(true), "the page was not loaded anew");
    keyboard.key(ESCAPE);
    desk.see(".stage .word", "Ready").await;
    keyboard.key(F1);
    desk.see("dialog", "Keys").await;
    keyboard.key(F1);
    desk.see_no("dialog[open]").await;
    desk.types("kova").await;
    desk.see_value(SEARCH, "kova").await;
    desk.close().await;
}

#[tokio::test]
async fn f11_fills_the_screen_also_over_the_key_sheet() {
    let desk = desk("full_screen").await;
    let keyboard = desk.keyboard();
    keyboard.manage();
    keyboard.key(F11);
    keyboard.hear_for_the_screen().await;
    keyboard.key(F1);
    desk.see("dialog", "Full screen").await;
    keyboard.key(F11);
    keyboard.hear_for_the_screen().await;
    desk.close().await;
}

async fn see_zoom(desk: &Desk, zoom: &str) {
    desk.there_is(&format!("html[style*='--zoom: {zoom};']")).await;
}

/// How many pixels a letter's size is.
async fn letter_size(desk: &Desk) -> f64 {
    let script = "return parseFloat(getComputedStyle(document.querySelector('#operator')).fontSize)";
    desk.run(script, vec![]).await.as_f64().unwrap()
}

async fn desk(test: &str) -> Desk {
    let desk = Desk::open_on(test, Device::with_events(), Passphrase::Given, &[]).await;
    desk.speak("en").await;
    desk.see(".stage .word", "Ready").await;
    desk
}
