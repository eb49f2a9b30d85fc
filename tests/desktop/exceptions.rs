//! What does not go by itself, by keys alone: notes to be confirmed, stops that are overruled, colleagues who come instead,
//! lost badges, badges in boxes, colleagues of one company. Each with its badge on paper, or none, and its scan in the log.

use crate::device::{Device, FAIR, PASSPHRASE, day};
use crate::hands::SEARCH;
use crate::harness::{Desk, Passphrase};
use crate::keys::{DOWN, ENTER, F2, F3, F4, F5, UP};
use crate::paper::on_paper;
use sarrera_app::view::{BatchAsk, BoxCut};
use sarrera_app::{App, BatchUse, World};
use serde_json::json;
use std::path::PathBuf;

const PEOPLE: &str = "First name,Last name,Company,Status,Code,Check,Confirm
Maite,Etxaniz,,paid,maite1abcdefghij,Ask for the identity card,yes
Jon,Agirre,,pending,jon1abcdefghijkl,,
Peru,Olano,,pending,peru1abcdefghijk,,
Itziar,Mendia,,paid,itziar1abcdefghi,,
Gorka,Arana,Kutxa Lanak,paid,gorka1abcdefghij,,
Leire,Zabala,,paid,leire1abcdefghij,,
Amaia,Lizarralde,,paid,amaia1abcdefghij,,
Ander,Lizarralde,,paid,ander1abcdefghij,,
Asier,Lizarralde,,paid,asier1abcdefghij,,
Karmele,Beitia,Zubiola,paid,karmele1abcdefgh,,
Koldo,Beitia,Zubiola,paid,koldo1abcdefghij,,
Kontxi,Beitia,Zubiola,pending,kontxi1abcdefghi,,
Eneko,Urdina,Kutxa Lanak,paid,eneko1abcdefghij,,
";
const FAMILY: [&str; 3] = ["Amaia Lizarralde", "Ander Lizarralde", "Asier Lizarralde"];
const BOX: &str = "A–Z";

struct Morning {
    desk: Desk,
    paper: PathBuf,
    badges: usize,
    /// What the log has to hold at the end, oldest first.
    expected: Vec<(&'static str, &'static str)>,
}

#[tokio::test]
async fn what_does_not_go_by_itself_goes_by_keys_alone() {
    let device = Device::with_events();
    let list = device.write("people.csv", PEOPLE.as_bytes());
    let mut words = vec!["import", "--event", FAIR, &list];
    for field in ["Code=ticket_code", "Check=attention", "Confirm=attention_asked"] {
        words.extend(["--map", field]);
    }
    device.sarrera(&words);
    laid_in_a_box(&device);
    let at = format!("{}T00:01", day("today"));
    for code in ["itziar1abcdefghi", "gorka1abcdefghij"] {
        let scan = ["scan", "--event", FAIR, "--checkpoint", "main", "--at", &at, code];
        assert_eq!(device.sarrera(&scan)["verdict"], json!("admitted"));
    }
    let desk = Desk::open_on("exceptions", device, Passphrase::Given, &[]).await;
    desk.speak("en").await;
    desk.see(".stage .word", "Ready").await;
    let paper = desk.device.path("paper");
    let printer = json!({ "id": format!("folder:{}", paper.display()) });
    desk.ask("choose_printer", printer).await.unwrap();
    let mut morning = Morning {
        desk,
        paper,
        badges: 0,
        expected: vec![("admitted", "Itziar Mendia"), ("admitted", "Gorka Arana")],
    };
    morning.note_to_be_confirmed().await;
    morning.stops_that_are_overruled().await;
    morning.already_inside().await;
    morning.somebody_else_comes().await;
    morning.another_badge_and_undo().await;
    morning.results_by_arrows_and_digits().await;
    morning.earlier_and_later().await;
    morning.badge_in_a_box().await;
    morning.colleagues_of_one_company().await;

    let scans = morning.desk.device.scans(FAIR);
    let verdicts = scans.column("Verdict").into_iter();
    let recorded: Vec<(&str, &str)> = verdicts.zip(scans.column("Name")).collect();
    assert_eq!(recorded, morning.expected, "exactly these scans are in the log");
    assert_eq!(scans.where_is("State", "Name", "Nora Ibarra"), ["annulled"]);
    morning.desk.close().await;
}

/// The badges of one company were made the night before, and lie in one box.
fn laid_in_a_box(device: &Device) {
    let opened = App::open(&device.folder(), Some(&PASSPHRASE.into()), World::real()).unwrap();
    let ask = BatchAsk {
        company: "Kutxa".to_owned(),
        template: "a6".to_owned(),
        cut: BoxCut::Letters,
        box_letters: BOX.to_owned(),
        ..BatchAsk::default()
    };
    let out = device.path("boxes.pdf");
    let batch = opened
        .app
        .make_batch(FAIR, &ask, BatchUse::Paper, &out, &mut |_| {});
    assert_eq!(batch.unwrap().pages, 2);
}

impl Morning {
    /// One badge more lies on paper, and no other.
    async fn printed(&mut self) {
        self.badges += 1;
        on_paper(&self.paper, self.badges).await;
    }

    async fn scan(&mut self, code: &str, look: &str, verdict: &'static str, name: &'static str) {
        self.desk.scanner(code);
        let stage = format!(".stage[data-v={look}] .name");
        self.desk.see(&stage, name).await;
        self.expected.push((verdict, name));
    }

    async fn admitted(&mut self, name: &'static str) {
        self.desk.see(".stage[data-v=admit] .name", name).await;
        self.expected.push(("admitted", name));
        self.printed().await;
    }

    /// The badge prints once somebody says that it was checked.
    async fn note_to_be_confirmed(&mut self) {
        self.scan("maite1abcdefghij", "attention", "admitted", "Maite Etxaniz")
            .await;
        self.desk.see(".stage .word", "Check first").await;
        self.desk.see(".rail .ask", "Ask for the identity card").await;
        on_paper(&self.paper, 0).await;
        self.desk.keyboard().with_control('\n');
        self.desk.see(".stage[data-v=admit] .name", "Maite Etxaniz").await;
        self.printed().await;
    }

    /// By a reason of the list, and by somebody's own words.
    async fn stops_that_are_overruled(&mut self) {
        for (code, name, digit, own) in [
            ("jon1abcdefghijkl", "Jon Agirre", "2", ""),
            ("peru1abcdefghijk", "Peru Olano", "4", "She pays tomorrow"),
        ] {
            self.scan(code, "blocked", "unpaid", name).await;
            self.desk.see(".rail #stop-title", "Cannot pass").await;
            self.desk.keyboard().with_control('\n');
            self.desk.see(".question h2", "Why do you let them in?").await;
            self.desk.types(digit).await;
            if !own.is_empty() {
                self.desk.there_is("#reason:focus").await;
                self.desk.types(own).await;
                self.desk.see_value("#reason", own).await;
                self.desk.keyboard().key(ENTER);
            }
            self.admitted(name).await;
            self.desk.see(".stage .facts", "By somebody's decision").await;
        }
    }

    /// 1 lets whoever came back pass without paper, 2 prints another badge in the place of the lost one.
    async fn already_inside(&mut self) {
        self.scan("itziar1abcdefghi", "already", "already_in", "Itziar Mendia")
            .await;
        self.desk.see(".question h2", "What happened?").await;
        self.desk.types("1").await;
        self.desk.see(".stage[data-v=admit] .name", "Itziar Mendia").await;
        self.expected.push(("admitted", "Itziar Mendia"));
        on_paper(&self.paper, self.badges).await;
        self.scan("gorka1abcdefghij", "already", "already_in", "Gorka Arana")
            .await;
        self.desk.see(".question h2", "What happened?").await;
        self.desk.types("2").await;
        self.printed().await;
    }

    /// The first stays out from now on, and who came instead is inside.
    async fn somebody_else_comes(&mut self) {
        self.scan("leire1abcdefghij", "admit", "admitted", "Leire Zabala")
            .await;
        self.printed().await;
        self.desk.tab_to(".rail .actions button:last-child").await;
        self.desk
            .insist(ENTER, "main.form h1", "Somebody comes instead")
            .await;
        self.desk.see("main.form", "Leire Zabala").await;
        self.desk.types("Nora").await;
        self.desk.see_value("#field-given_name", "Nora").await;
        self.desk.tab_to("#field-family_name").await;
        self.desk.types("Ibarra").await;
        self.desk.see_value("#field-family_name", "Ibarra").await;
        self.desk.tab_to(".notice input").await;
        self.desk.types(" ").await;
        self.desk.there_is(".notice input:checked").await;
        self.desk.keyboard().with_control('\n');
        self.admitted("Nora Ibarra").await;
    }

    /// F4 with a reason prints the one on the stage once more; Ctrl+Z takes the scan back, and with it the paper.
    async fn another_badge_and_undo(&mut self) {
        self.desk.keyboard().key(F4);
        self.desk.see(".question h2", "Why print again?").await;
        self.desk.types("2").await;
        self.desk
            .see(".rail .notice", "Printing a new badge: Nora Ibarra")
            .await;
        self.printed().await;
        self.desk.keyboard().with_control('z');
        self.desk.see(".rail", "Undone: Nora Ibarra").await;
    }

    /// The second of three by arrows and Enter, one by Alt and a digit, and one by Ctrl+Enter, who gets no badge.
    async fn results_by_arrows_and_digits(&mut self) {
        let mut family = FAMILY.to_vec();
        let rows = self.rows().await;
        let second = family.iter().position(|name| *name == rows[1]).unwrap();
        let second = family.remove(second);
        for key in [DOWN, DOWN, UP] {
            self.desk.keyboard().key(key);
        }
        self.desk.there_is("#hit-1[aria-selected=true]").await;
        self.desk.keyboard().key(ENTER);
        self.admitted(second).await;

        let [one, other] = family[..] else {
            panic!("{family:?}")
        };
        let rows = self.rows().await;
        let row = rows.iter().position(|name| name == one).unwrap();
        let digit = char::from_digit(u32::try_from(row + 1).unwrap(), 10).unwrap();
        self.desk.keyboard().with_alt(digit);
        self.admitted(one).await;

        let rows = self.rows().await;
        for _ in rows.iter().take_while(|name| *name != other) {
            self.desk.keyboard().key(DOWN);
        }
        self.desk.keyboard().with_control('\n');
        self.desk.see(".stage[data-v=admit] .name", other).await;
        self.desk.see("#badge-job", "No badge was printed").await;
        self.expected.push(("admitted", other));
    }

    /// Searches for the family: their names, as the results stand.
    async fn rows(&self) -> Vec<String> {
        assert_eq!(self.desk.value(SEARCH).await, "");
        self.desk.types("lizarralde").await;
        self.desk.see("#hit-2", "Lizarralde").await;
        let rows = self.desk.shown("#results li b").await;
        rows.lines().map(str::to_owned).collect()
    }

    /// Scans that were made are looked at again: they are no scans.
    async fn earlier_and_later(&mut self) {
        let [.., (_, before), (_, last), (_, now)] = self.expected[..] else {
            panic!("three came in")
        };
        self.desk.see(".stage .name", now).await;
        self.desk.see(".rail .rows", last).await;
        for (key, name) in [(UP, last), (UP, before), (DOWN, last)] {
            self.desk.keyboard().with_alt_key(key);
            self.desk.see(".stage[data-v=admit] .name", name).await;
        }
        let keyboard = self.desk.keyboard();
        keyboard.key(F3);
        self.desk.see("main.form h1", "Walk-in").await;
        keyboard.key(F2);
        self.desk.see(".stage .word", "Ready").await;
        self.desk.there_is("input[role=combobox]:focus").await;
    }

    /// It is handed over without paper; where it is not in its box F5 prints another.
    async fn badge_in_a_box(&mut self) {
        self.scan("eneko1abcdefghij", "admit", "admitted", "Eneko Urdina")
            .await;
        self.desk.see(".rail", "The badge is in box").await;
        self.desk.see("#in-box + .label", BOX).await;
        on_paper(&self.paper, self.badges).await;
        self.desk.keyboard().key(F5);
        self.printed().await;
        self.desk.see_no("#in-box").await;
    }

    /// One is scanned, and a colleague who is not inside yet is let in; who has not paid is not ticked.
    async fn colleagues_of_one_company(&mut self) {
        self.scan("karmele1abcdefgh", "admit", "admitted", "Karmele Beitia")
            .await;
        self.printed().await;
        self.desk.see("#group-offer", "3 of this company").await;
        self.desk.keyboard().with_control('g');
        self.desk.see("main.group h1", "Zubiola").await;
        self.desk.see("main.group", "1 of 3 ticked").await;
        self.desk.keyboard().with_control('\n');
        self.desk.see(".stage .word", "1 in").await;
        self.expected.push(("admitted", "Koldo Beitia"));
        self.printed().await;
    }
}
