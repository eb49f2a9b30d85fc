//! The machine around the window gives way: its disk is full, its clock wrong, its printer gone, its folders away. The
//! window says so in words, shows nothing that is not so, and goes on.

use crate::cups::System;
use crate::device::{Device, FAIR, PASSPHRASE, POSITIONS, real};
use crate::harness::{Desk, Passphrase};
use crate::keys::{ENTER, F5, F7, F9};
use crate::paper::Roll;
use crate::scanner::Codes;
use sarrera_app::{App, Direction, PrintWish, ScanAsk, World};
use sarrera_testkit::small_disk::SmallDisk;
use sarrera_testkit::world::SettableClock;
use serde_json::json;
use std::fs;
use std::sync::Arc;

const QUEUE: &str = "badges";
const YEAR_MS: i64 = 365 * 24 * 3_600_000;
/// The list and its log fit, and what the write-ahead log may grow to.
const DISK: &str = "64m";
/// So many scans fit into what was written before at most.
const SCANS_MAX: usize = 400;

#[tokio::test]
async fn a_full_disk_shows_no_verdict_and_the_desk_goes_on_when_there_is_room() {
    let device = Device::fresh();
    let Some(disk) = SmallDisk::mount(&device.folder(), DISK).unwrap() else {
        return;
    };
    device.make_events();
    device.sarrera(&["import", "--event", FAIR, &real(POSITIONS)]);
    let mut codes = Codes::of_the_list();
    let desk = desk("full_disk", device).await;
    let (code, first) = codes.paid.pop().unwrap();
    desk.scanner(&code);
    desk.see(".stage[data-v=admit] .name", &first).await;
    let mut shown = vec![first];

    disk.fill().unwrap();
    let refused = loop {
        assert!(shown.len() < SCANS_MAX, "a full disk takes no more scans");
        let (code, name) = codes.paid.pop().unwrap();
        desk.scanner(&code);
        let stage = desk
            .see_either(".stage .name", &name, ".stage .word", "Not saved")
            .await;
        if stage == name {
            shown.push(name);
        } else {
            break (code, name);
        }
    };
    desk.see(".stage .why", "The disk is full").await;
    desk.see(".stage .why", "Nobody was let in. Scan again.").await;
    assert_eq!(
        desk.shown(".stage .name").await,
        "",
        "nobody's name and no verdict"
    );
    desk.see("header", "The last thing was not saved").await;

    disk.empty().unwrap();
    desk.scanner(&refused.0);
    desk.see(".stage[data-v=admit] .name", &refused.1).await;
    desk.see("header", "Everything saved").await;
    shown.push(refused.1);
    let scans = desk.device.scans(FAIR);
    assert_eq!(
        scans.column("Name"),
        shown,
        "what was shown is in the log, and nothing else"
    );
    desk.close().await;
}

#[tokio::test]
async fn a_clock_that_stands_before_what_was_written_is_said_over_the_desk_and_in_the_verdict() {
    let device = Device::at_the_fair();
    let mut codes = Codes::of_the_list();
    let (early, name) = codes.paid.pop().unwrap();
    scanned_in_a_year(&device, &early);
    let desk = desk("clock", device).await;
    desk.see(".top", "Check the clock.").await;
    desk.see(".top", "Something was written here on").await;
    let (code, other) = codes.paid.pop().unwrap();
    desk.scanner(&code);
    desk.see(".stage[data-v=admit] .name", &other).await;
    desk.see(".stage .facts", "The clock is in doubt, and so is the day")
        .await;
    let names = desk.device.scans(FAIR);
    let mut names = names.column("Name");
    names.sort_unstable();
    let mut expected = vec![name.as_str(), other.as_str()];
    expected.sort_unstable();
    assert_eq!(names, expected, "nothing is lost over it");
    desk.close().await;
}

/// A scan that this device wrote while its clock stood a year from now.
fn scanned_in_a_year(device: &Device, code: &str) {
    let mut world = World::real();
    let mut then = world.clock.now();
    then.0 += YEAR_MS;
    world.clock = Arc::new(SettableClock::at(then));
    let opened = App::open(&device.folder(), Some(&PASSPHRASE.into()), world).unwrap();
    let ask = ScanAsk {
        event: FAIR,
        checkpoint: "main",
        direction: Direction::Entry,
        at: None,
        print: PrintWish::None,
    };
    opened.app.scan(&ask, code).unwrap();
}

#[tokio::test]
async fn a_printer_that_is_taken_away_while_the_desk_works_keeps_nobody_out() {
    let Some(cups) = System::start() else { return };
    let roll = Roll::of(&cups, QUEUE);
    let mut codes = Codes::of_the_list();
    let address = cups.address();
    let surroundings = [("CUPS_SERVER", address.as_str())];
    let desk = Desk::open_on(
        "printer_gone",
        Device::at_the_fair(),
        Passphrase::Given,
        &surroundings,
    )
    .await;
    desk.speak("en").await;
    desk.see(".stage .word", "Ready").await;
    let queue = json!({ "id": format!("cups:{QUEUE}") });
    desk.ask("choose_printer", queue).await.unwrap();
    let (code, name) = codes.paid.pop().unwrap();
    desk.scanner(&code);
    desk.see(".stage[data-v=admit] .name", &name).await;
    roll.printed(1).await;

    cups.run("lpadmin", &["-x", QUEUE]);
    let (code, name) = codes.paid.pop().unwrap();
    desk.scanner(&code);
    desk.see(".stage[data-v=admit] .name", &name).await;
    desk.see("#printer-fix", "The printer is not there any more")
        .await;
    desk.see("header.top", "Printer not there any more").await;
    desk.keyboard().key(F7);
    desk.see(".question h2", "On which printer?").await;
    desk.types("1").await;
    desk.see("#badge-job", "Badge printed").await;
    desk.see(".stage .name", &name).await;
    let pdfs = fs::read_dir(desk.device.folder().join("badges")).unwrap().count();
    assert_eq!(pdfs, 1, "the badge that waited");
    roll.printed(1).await;
    desk.close().await;
}

#[tokio::test]
async fn a_badge_that_did_not_print_is_written_by_hand_or_printed_once_there_is_paper() {
    let Some(cups) = System::start() else { return };
    let roll = Roll::of(&cups, QUEUE);
    let mut codes = Codes::of_the_list();
    let address = cups.address();
    let surroundings = [("CUPS_SERVER", address.as_str())];
    let device = Device::at_the_fair();
    let desk = Desk::open_on("new_paper", device, Passphrase::Given, &surroundings).await;
    desk.speak("en").await;
    desk.see(".stage .word", "Ready").await;
    let queue = json!({ "id": format!("cups:{QUEUE}") });
    desk.ask("choose_printer", queue).await.unwrap();
    roll.ends();
    let (code, name) = codes.paid.pop().unwrap();
    desk.scanner(&code);
    desk.see(".stage[data-v=admit] .name", &name).await;
    roll.printed(1).await;

    let (code, by_hand) = codes.paid.pop().unwrap();
    desk.scanner(&code);
    desk.see(".stage[data-v=admit] .name", &by_hand).await;
    desk.see("#printer-fix", "The printer is out of paper").await;
    desk.keyboard().key(F9);
    desk.see("#by-hand", "Write this on a badge").await;
    desk.see(".rail .paper", &by_hand).await;
    desk.insist_away(ENTER, "#by-hand").await;
    desk.see_no("#printer-fix, #troubles").await;

    let (code, waits) = codes.paid.pop().unwrap();
    desk.scanner(&code);
    desk.see(".stage[data-v=admit] .name", &waits).await;
    desk.see("#printer-fix", "The printer is out of paper").await;
    roll.is_refilled(&cups, QUEUE);
    // Until the printer says so it has none: whoever sees that presses again.
    desk.insist(F5, "#badge-job", "Sent to the printer").await;
    roll.printed(2).await;
    desk.see_no("#printer-fix, #troubles").await;
    assert_eq!(
        desk.device.scans(FAIR).column("Name"),
        [name, by_hand, waits],
        "paper keeps nobody out"
    );
    desk.close().await;
}

#[tokio::test]
async fn a_batch_for_a_folder_that_is_gone_or_full_says_so_and_makes_no_badge() {
    let device = Device::at_the_fair();
    let stick = device.path("stick");
    let full = SmallDisk::mount(&stick, "16k").unwrap();
    let gone = device.path("gone").join("batch.pdf");
    let desk = desk("bad_batch", device).await;
    desk.keyboard().with_alt_shift('4');
    desk.see("#badges-title", "Badges").await;
    desk.paste("#batch-company", "Rejniak").await;
    desk.see(".look [role=status]", "All of them fit").await;
    let before = desk.shown(".count").await;

    desk.paste("#badges-target", gone.to_str().unwrap()).await;
    desk.keyboard().with_control('p');
    desk.see(".notice", "There is no folder").await;
    if full.is_some() {
        let target = stick.join("batch.pdf");
        desk.paste("#badges-target", target.to_str().unwrap()).await;
        desk.keyboard().with_control('p');
        desk.see(".notice", "The disk is full").await;
        assert_eq!(fs::read_dir(&stick).unwrap().count(), 0, "no half file is left");
    }
    assert_eq!(desk.shown(".count").await, before, "no badge counts as made");
    let good = desk.device.path("batch.pdf");
    desk.paste("#badges-target", good.to_str().unwrap()).await;
    desk.keyboard().with_control('p');
    desk.see(".notice", "batch.pdf").await;
    desk.see(".count", "0 of 0").await;
    desk.close().await;
}

async fn desk(test: &str, device: Device) -> Desk {
    let desk = Desk::open_on(test, device, Passphrase::Given, &[]).await;
    desk.speak("en").await;
    desk.see(".stage .word", "Ready").await;
    desk
}
