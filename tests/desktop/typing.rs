//! What is typed oddly is kept, and a better one offered: nothing is corrected behind anybody's back, and nothing is kept
//! that can't be printed without saying so.

use crate::device::{Device, FAIR};
use crate::harness::{Desk, Passphrase};
use crate::keys::{F3, TAB};
use serde_json::json;

const GIVEN: &str = "#field-given_name";
const FAMILY: &str = "#field-family_name";
const EMAIL: &str = "#field-email";
const LONG_LETTERS: usize = 120;

#[tokio::test]
async fn what_is_typed_oddly_is_kept_and_a_better_one_is_offered() {
    let desk = Desk::open_on("typing", Device::with_events(), Passphrase::Given, &[]).await;
    desk.speak("en").await;
    desk.see(".stage .word", "Ready").await;
    desk.keyboard().key(F3);
    desk.see("main.form h1", "Walk-in").await;
    name_in_capitals_and_in_small_letters(&desk).await;
    mail_addresses(&desk).await;
    names_that_do_not_print(&desk).await;

    desk.tab_to("input[name=lead-sharing]").await;
    desk.tab_to(".notice input").await;
    desk.types(" ").await;
    desk.there_is(".notice input:checked").await;
    desk.keyboard().with_control('\n');
    desk.see(".stage[data-v=admit] .name", "Ane Etxeberria").await;
    let event = desk.device.sarrera(&["events"])["events"][0]["id"].clone();
    let ask = json!({ "event": event, "text": "etxeberria" });
    let found = desk.ask("find", ask).await.unwrap();
    assert_eq!(
        (&found[0]["person"]["name"], &found[0]["person"]["email"]),
        (&json!("Ane Etxeberria"), &json!("ane@gmail.com")),
        "as it was accepted, without the spaces that nobody sees"
    );
    assert_eq!(desk.device.scans(FAIR).column("Name"), ["Ane Etxeberria"]);
    desk.close().await;
}

/// ALL CAPITALS and all small letters: as they were typed, until somebody takes what is offered.
async fn name_in_capitals_and_in_small_letters(desk: &Desk) {
    desk.types("ANE").await;
    desk.see("#given_name-hint", "Was Ane meant?").await;
    desk.see_value(GIVEN, "ANE").await;
    desk.tab_to(FAMILY).await;
    desk.types("etxeberria").await;
    desk.see("#family_name-hint", "Was Etxeberria meant?").await;
    for (field, meant) in [(GIVEN, "Ane"), (FAMILY, "Etxeberria")] {
        desk.keyboard().with_alt('c');
        desk.see_value(field, meant).await;
    }
    desk.see_no("#given_name-hint, #family_name-hint").await;
}

/// A misspelt domain is offered as it was meant, an address without an @ is refused, and spaces do no harm.
async fn mail_addresses(desk: &Desk) {
    desk.tab_to(EMAIL).await;
    desk.types("ane@gmial.com").await;
    desk.see("#email-hint", "Was ane@gmail.com meant?").await;
    desk.see_value(EMAIL, "ane@gmial.com").await;
    desk.keyboard().with_alt('c');
    desk.see_value(EMAIL, "ane@gmail.com").await;
    desk.see_no("#email-hint").await;

    desk.keyboard().with_control('a');
    desk.types("ane.gmail.com").await;
    desk.see_value(EMAIL, "ane.gmail.com").await;
    desk.keyboard().key(TAB);
    desk.see("#email-hint", "The address needs an @.").await;
    desk.keyboard().with_control('\n');
    desk.there_is("#field-email[aria-invalid=true]:focus").await;
    assert!(
        desk.device.scans(FAIR).column("Name").is_empty(),
        "nobody came in"
    );
    desk.keyboard().with_control('a');
    desk.types("  ane@gmail.com ").await;
    desk.see_no("#email-hint").await;
}

/// The badge beside the form says what of a name does not fit on it, and which letters no typeface has.
async fn names_that_do_not_print(desk: &Desk) {
    desk.paste(FAMILY, &"W".repeat(LONG_LETTERS)).await;
    desk.see(".rail .hint", "This text does not fit").await;
    desk.paste(FAMILY, "Etxe\u{12000}berria").await;
    desk.see(".rail .hint", "The typeface lacks these characters: \u{12000}")
        .await;
    desk.paste(FAMILY, "Etxeberria").await;
    desk.see_no(".rail .hint.wrong, .rail .hint.ask").await;
}
