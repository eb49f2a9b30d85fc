//! What goes wrong on a real day, at the window: codes that are none, and files that are none. Each is said in words, and
//! the desk goes on.

use crate::device::{Device, FAIR, POSITIONS, Table, real};
use crate::hands::SEARCH;
use crate::harness::{Desk, Passphrase};
use crate::keys::{ENTER, ESCAPE, F3};
use crate::trying::on_a_french_keyboard;
use sarrera_core::codes::{BadgeKey, BadgeSerial, badge::mint};
use std::fs;

#[tokio::test]
async fn codes_that_open_no_door_are_told_apart_in_words() {
    let desk = desk("bad_codes").await;
    for (code, words) in [
        ("B7KQM2XWTR4ZHN", "The code was read in part. Scan again."),
        (
            "https://example.org/ticket/1",
            "This is a web address, not a badge.",
        ),
        (
            "BEGIN:VCARD\nVERSION:3.0\nN:Agirre;Jon\nTEL:1\nEND:VCARD",
            "This is a business card, not a badge.",
        ),
        ("MECARD:N:Agirre,Jon;;", "This is a business card, not a badge."),
        (&"x0".repeat(2_500), "This is too long to be a code of ours."),
        ("NOBODY-KNOWS-1", "This code is not on the list."),
    ] {
        desk.scanner(code);
        desk.see(".stage[data-v=unknown] .why", words).await;
        let looked_up = !words.starts_with("The code was read in part");
        desk.see(".stage .word", if looked_up { "Not found" } else { "Not read" })
            .await;
        let read = desk.see(".rail .read", &code[..6]).await;
        assert!(read.chars().count() <= 256, "what was read is cut: {read}");
        assert_eq!(desk.value(SEARCH).await, "");
    }
    desk.scanner("CONGRESS-7301");
    desk.see(".stage[data-v=wrong] .word", "Other event").await;
    desk.see(".stage .why", "This ticket is for Congress.").await;

    let people = Table::positions();
    let tickets = people.where_is("Ticket secret", "Status", "paid");
    let names = people.where_is("Attendee name", "Status", "paid");
    desk.scanner(&format!("{}{}", tickets[1], tickets[2]));
    desk.see(".stage[data-v=admit] .name", names[2]).await;
    desk.see(
        ".stage .facts",
        "Two codes were read at once. This is the second.",
    )
    .await;
    desk.scanner(&format!("{0}{0}", tickets[3]));
    desk.see(".stage[data-v=admit] .name", names[3]).await;
    desk.scanner(&format!("ko{}", tickets[4]));
    desk.see(".stage[data-v=admit] .name", names[4]).await;
    desk.see(
        ".stage .facts",
        "Letters typed just before the scan were left out.",
    )
    .await;
    let scans = desk.device.scans(FAIR);
    let mut expected = vec!["unknown"; 6];
    expected.extend(["other_event", "admitted", "admitted", "admitted"]);
    assert_eq!(scans.column("Verdict"), expected, "each of them is one scan");
    desk.close().await;
}

#[tokio::test]
async fn files_that_are_none_are_refused_in_the_page() {
    let desk = desk("bad_files").await;
    let bytes = fs::read(real(POSITIONS)).unwrap();
    let torn = desk.device.write("torn.csv", &bytes[..bytes.len() / 2]);
    let empty = desk.device.write("empty.csv", b"");
    let picture = desk.device.write("a.csv", b"\x89PNG\r\n\x1a\n0000000000000000");
    let missing = desk.device.path("none.csv");
    desk.click("#go-office").await;
    desk.click("#go-people").await;
    desk.click("#tab-import").await;
    for (path, words) in [
        (missing.to_str().unwrap(), "The file cannot be read"),
        (&empty, "The file is empty."),
        (&picture, "This is not a table"),
    ] {
        desk.paste("#import-path", path).await;
        desk.press("Look at the file").await;
        desk.see(".notice", words).await;
    }
    desk.paste("#import-path", &torn).await;
    desk.press("Look at the file").await;
    desk.click("#panel-people .end .primary").await;
    desk.see("h3", "Imported").await;
    desk.see("details", "The file ends in the middle of this row.")
        .await;
    desk.see(".figures", "Unchanged").await;
    desk.close().await;
}

#[tokio::test]
async fn what_a_machine_says_of_a_failure_is_copied_for_whoever_repairs_it() {
    let desk = Desk::open_on("details", Device::fresh(), Passphrase::Given, &[]).await;
    desk.speak("en").await;
    let torn = desk.device.write("torn.json", br#"{"events": ["#);
    desk.click("#door-file").await;
    desk.types(&torn).await;
    desk.see_value("#event-file", &torn).await;
    desk.keyboard().key(ENTER);
    desk.see(".notice", "Details").await;
    desk.tab_to(".notice summary").await;
    desk.keyboard().key(ENTER);
    desk.tab_to(".notice .btn").await;
    desk.keyboard().key(ENTER);
    desk.see(".notice", "Copied").await;
    let said = desk.shown(".notice .mono").await;
    desk.click(".end input[type=checkbox]").await;
    desk.press("Go on").await;
    desk.see_value("#event-file", &torn).await;
    desk.tab_to("#event-file").await;
    desk.keyboard().with_control('a');
    desk.keyboard().with_control('v');
    desk.see_value("#event-file", &said).await;
    desk.close().await;
}

#[tokio::test]
async fn what_is_typed_too_long_or_with_control_characters_harms_nothing() {
    let desk = desk("bad_typing").await;
    desk.paste(SEARCH, "\u{7}\u{1b}kova\u{202e}\u{0}").await;
    desk.see("#hit-0", "Коваленко").await;
    desk.keyboard().key(ESCAPE);
    desk.see_value(SEARCH, "").await;
    desk.paste(SEARCH, &"x".repeat(5_000)).await;
    desk.see(".find .nobody", "Nobody found").await;
    desk.keyboard().key(ENTER);
    desk.keyboard().key(ESCAPE);
    desk.see(".stage .word", "Ready").await;

    desk.keyboard().key(F3);
    desk.see("h1", "Walk-in").await;
    desk.paste("#field-given_name", &"x".repeat(5_000)).await;
    desk.press_radio("lead-sharing", "share").await;
    desk.tab_to(".notice input").await;
    desk.types(" ").await;
    desk.there_is(".notice input:checked").await;
    desk.keyboard().with_control('\n');
    desk.see("#given_name-hint", "It is too long.").await;
    assert_eq!(
        desk.value("#field-given_name").await.len(),
        5_000,
        "what was typed stays"
    );
    assert!(
        desk.device.scans(FAIR).column("Verdict").is_empty(),
        "nobody came in"
    );
    desk.paste("#field-given_name", "A\u{0}n\u{1b}e\u{202e}").await;
    desk.paste("#field-family_name", "Zubi\u{7}ri").await;
    desk.keyboard().with_control('\n');
    desk.see(".stage[data-v=admit] .name", "Ane Zubiri").await;
    let names = desk.device.scans(FAIR);
    assert_eq!(
        names.column("Name"),
        ["Ane Zubiri"],
        "no character that nobody sees is kept"
    );
    desk.close().await;
}

#[tokio::test]
async fn a_scanner_with_another_layout_is_named_at_the_desk_and_the_way_to_its_test_is_one_key() {
    let desk = desk("bad_layout").await;
    // A badge of another house: one of this event's is told by its MAC in any layout.
    let code = mint(BadgeSerial(*b"0123456789"), &BadgeKey::new([7; 32])).to_string();
    desk.scanner(&on_a_french_keyboard(&code));
    desk.see(
        ".stage[data-v=unknown] .why",
        "The scanner's keyboard layout does not match.",
    )
    .await;
    desk.see(".rail", "Scanner layout does not match. F1, Scanner test.")
        .await;
    assert_eq!(desk.value(SEARCH).await, "");
    desk.tab_to("#scanner-test-way").await;
    desk.insist(ENTER, "#scanner-test .came", "Waiting for the scanner")
        .await;
    assert_eq!(
        desk.device.scans(FAIR).column("Verdict"),
        ["unknown"],
        "nobody came in"
    );
    desk.close().await;
}

async fn desk(test: &str) -> Desk {
    let device = Device::at_the_fair();
    let list = device.write(
        "congress.csv",
        b"First name,Last name,Code\nAne,Etxeberria,CONGRESS-7301\n",
    );
    let words = [
        "import",
        "--event",
        "congress",
        &list,
        "--map",
        "Code=ticket_code",
    ];
    device.sarrera(&words);
    let desk = Desk::open_on(test, device, Passphrase::Given, &[]).await;
    desk.speak("en").await;
    desk.see(".stage .word", "Ready").await;
    desk
}
