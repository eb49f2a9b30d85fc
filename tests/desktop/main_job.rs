//! The main job in one go: a real list goes in, a name is typed in Latin letters, the person is let in, and the badge on
//! paper opens the door.

use crate::cups::System;
use crate::device::{Device, POSITIONS, Table, day, real};
use crate::harness::{Desk, Passphrase};
use crate::keys::ENTER;
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

const QUEUE: &str = "badges";
/// Where the PDF printer puts the pages of users whom the system does not know.
const PAPER: &str = "/var/spool/cups-pdf/ANONYMOUS";
/// The label that the page proposes for the event's name.
const LABEL: &str = "expo";
const NAME: &str = "Григорій Коваленко";

#[tokio::test]
async fn a_person_of_the_real_list_is_found_in_latin_letters_and_their_printed_badge_is_theirs() {
    let Some(cups) = System::start() else { return };
    cups.add(
        QUEUE,
        "cups-pdf:/",
        Some("/usr/share/ppd/cups-pdf/CUPS-PDF_opt.ppd"),
    );
    let address = cups.address();
    let desk = Desk::open_on(
        "import_find_admit_badge",
        Device::fresh(),
        Passphrase::Given,
        &[("CUPS_SERVER", &address)],
    )
    .await;
    make_event(&desk).await;
    import(&desk).await;
    choose_printer(&desk).await;

    desk.click("#go-desk").await;
    desk.see("main", "Ready").await;
    desk.types("kovalenko").await;
    desk.see("#results", "Коваленко").await;
    desk.see("#hit-0", NAME).await;
    desk.see("#hit-0", "in Latin letters").await;
    desk.see(".rail", "Hryhorii Kovalenko").await;
    desk.keyboard().key(ENTER);
    desk.see(".stage[data-v=admit] .word", "Go ahead").await;
    desk.see(".stage .name", NAME).await;
    desk.see("#badge-job", "Badge printed").await;
    desk.see(".rail", QUEUE).await;

    let person = person(&desk).await;
    let badge = read_badge(person["badge"]["number"].as_str().unwrap());
    let id = person["id"].as_str().unwrap();
    assert_eq!(badge.len(), 25, "a badge code: {badge}");
    let tonight = format!("{}T23:59", day("today"));
    assert_eq!(scan(&desk, &badge, id, &["--at", &tonight]), "already_in");
    desk.keyboard().with_control('z');
    desk.see(".rail", &format!("Undone: {NAME}")).await;
    assert_eq!(
        scan(&desk, &badge, id, &["--at", &tonight]),
        "revoked",
        "the paper is asked back"
    );
    let people = Table::positions();
    let ticket = people.where_is("Ticket secret", "Attendee name", NAME)[0];
    assert_eq!(scan(&desk, ticket, id, &["--at", &tonight]), "admitted");
    desk.close().await;
}

async fn make_event(desk: &Desk) {
    desk.speak("en").await;
    desk.see("h1", "Set up this device").await;
    desk.click("#door-new").await;
    desk.see("h1", "New event").await;
    desk.types("Expo").await;
    desk.click("#event-starts").await;
    desk.types(&day("today")).await;
    desk.click("#event-ends").await;
    desk.keyboard().with_control('a');
    desk.types(&day("tomorrow")).await;
    desk.see_value("#event-ends", &day("tomorrow")).await;
    assert_eq!(desk.value("#event-label").await, LABEL);
    desk.keyboard().key(ENTER);
    desk.see("h1", "Keep the recovery key").await;
    desk.see(".sheet .key", "SR").await;
    desk.click(".end input[type=checkbox]").await;
    desk.press("Go on").await;
    desk.see("h1", "Try out this desk").await;
    desk.press("Back to the desk").await;
    desk.see("main", "Ready").await;
}

async fn import(desk: &Desk) {
    desk.click("#go-office").await;
    desk.click("#go-people").await;
    desk.click("#tab-import").await;
    desk.see("h2", "Import people").await;
    let list = desk.device.write("list.csv", &fs::read(real(POSITIONS)).unwrap());
    desk.click("#import-path").await;
    desk.types(&list).await;
    desk.see_value("#import-path", &list).await;
    desk.keyboard().key(ENTER);
    desk.see(".facts", "pretix, order positions, 2,110 rows").await;
    assert_eq!(field_of(desk, "Attendee name: Family name").await, "family_name");
    assert_eq!(field_of(desk, "Ticket secret").await, "ticket_code");
    assert_eq!(field_of(desk, "Seat row").await, "");
    desk.press("Import 2,110 rows").await;
    desk.see("h3", "Imported").await;
    let figures = desk.shown(".figures").await;
    let figures: Vec<&str> = figures.split_whitespace().collect();
    assert_eq!(
        figures,
        [
            "Read",
            "2,110",
            "Added",
            "2,110",
            "Changed",
            "0",
            "Unchanged",
            "0",
            "Check-ins",
            "0",
            "Rejected",
            "0"
        ]
    );
    desk.see(".notice", "Every row was imported.").await;
}

/// The field that the page proposes for a column of the file.
async fn field_of(desk: &Desk, header: &str) -> String {
    desk.value(&format!("select[aria-label='Field: {header}']")).await
}

async fn choose_printer(desk: &Desk) {
    desk.click("#go-device").await;
    desk.click("#tab-printer").await;
    desk.see("#part-printer li", QUEUE).await;
    desk.see("#part-printer li", "Ready").await;
    desk.click(&format!("button[aria-label='Choose: {QUEUE}']")).await;
    desk.see("#part-printer li", "Chosen").await;
    desk.see(".top", QUEUE).await;
}

/// Who it is, as the window's own search says.
async fn person(desk: &Desk) -> Value {
    let event = desk.device.sarrera(&["events"])["events"][0]["id"].clone();
    let ask = json!({ "event": event, "text": "kovalenko" });
    desk.ask("find", ask).await.unwrap()[0]["person"].clone()
}

/// The code on the paper, read by a decoder that is not ours. The paper is thrown away.
fn read_badge(number: &str) -> String {
    let number = number.replace(' ', "_");
    let papers = fs::read_dir(PAPER).unwrap().map(|paper| paper.unwrap().path());
    let papers: Vec<PathBuf> = papers
        .filter(|paper| paper.display().to_string().contains(&number))
        .collect();
    let [paper] = papers.as_slice() else {
        panic!("one admission is one page: {papers:?}")
    };
    let picture = paper.with_extension("");
    run(Command::new("pdftoppm")
        .args(["-r", "300", "-png", "-singlefile"])
        .args([paper, &picture]));
    let picture = picture.with_extension("png");
    let code = run(Command::new("zbarimg").args(["--raw", "--quiet"]).arg(&picture));
    for file in [paper, &picture] {
        fs::remove_file(file).unwrap();
    }
    code.trim().to_owned()
}

/// The command line scans it while the window is open; whatever the verdict, it speaks of this person.
fn scan(desk: &Desk, badge: &str, person: &str, more: &[&str]) -> String {
    let mut words = vec!["scan", "--event", LABEL, "--checkpoint", "main"];
    words.extend(more);
    words.push(badge);
    let outcome = desk.device.sarrera(&words);
    assert_eq!(outcome["attendee"]["id"], json!(person), "{outcome}");
    assert_eq!(outcome["attendee"]["name"], NAME);
    outcome["verdict"].as_str().unwrap().to_owned()
}

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}
