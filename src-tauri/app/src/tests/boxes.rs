//! Badges of the night before: in their boxes, handed over at the desk, taken back, and printed where a box is empty.

use super::Fair;
use crate::BatchUse;
use crate::view::{BatchAsk, BatchOrder, BoxCut, Outcome};
use std::path::Path;

const HEAD: &str = "Given name,Family name,Company,Product,Status,Ticket secret\n";

fn fair() -> Fair {
    let fair = Fair::new();
    let rows = "Maite,Kortabarria,Zubiola,Visitor,paid,maite1abcdefghij\n\
                Jon,Álvarez,Adour,Exhibitor,paid,jon1abcdefghijkl\n\
                Олена,Коваленко,Kharkiv Turbine,Visitor,paid,olena1abcdefghij\n\
                Ane,Zubia,Zubiola,Visitor,pending,ane1abcdefghijkl\n";
    assert_eq!(fair.import_text(&format!("{HEAD}{rows}")).added, 4);
    fair
}

fn letters() -> BatchAsk {
    BatchAsk {
        template: "a6".to_owned(),
        cut: BoxCut::Letters,
        box_letters: "A–J, K–M".to_owned(),
        ..BatchAsk::default()
    }
}

fn boxed_fair() -> (Fair, tempfile::TempDir) {
    let fair = fair();
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("badges.pdf");
    let report = make(&fair, &letters(), &out);
    assert_eq!(report.pages, 3);
    let boxes: Vec<(&str, u32)> = report
        .boxes
        .iter()
        .map(|one| (one.label.as_str(), one.badges))
        .collect();
    assert_eq!(boxes, [("A–J", 1), ("K–M", 2)]);
    (fair, dir)
}

fn make(fair: &Fair, ask: &BatchAsk, out: &Path) -> crate::BatchReport {
    fair.app
        .make_batch("boi-2023", ask, BatchUse::Paper, out, &mut |_| {})
        .unwrap()
}

fn arrives(fair: &Fair, code: &str) -> Outcome {
    fair.app.scan(&fair.to_paper(), code).unwrap()
}

#[test]
fn a_badge_in_a_box_is_handed_over_with_the_admission_and_nothing_prints() {
    let (fair, _dir) = boxed_fair();
    let hit = fair.app.find("boi-2023", "kortabarria").unwrap();
    assert_eq!(
        hit[0].person.badge.as_ref().unwrap().waits_in.as_deref(),
        Some("K–M"),
        "said before anybody is let in"
    );
    let entered = arrives(&fair, "maite1abcdefghij");
    assert_eq!((entered.verdict.as_str(), entered.print), ("admitted", None));
    let boxed = entered.boxed.unwrap();
    assert_eq!((boxed.label.as_str(), boxed.replaceable), ("K–M", true));
    assert_eq!(
        entered.person.unwrap().badge.unwrap().waits_in,
        None,
        "it is in their hand"
    );
    fair.later_ms(60_000);
    let again = arrives(&fair, "maite1abcdefghij");
    assert_eq!((again.verdict.as_str(), again.boxed), ("already_in", None));
}

#[test]
fn undo_asks_for_the_badge_back_into_its_box() {
    let (fair, _dir) = boxed_fair();
    let entered = arrives(&fair, "maite1abcdefghij");
    let undone = fair.app.undo_scan("boi-2023", &entered.scan).unwrap();
    assert_eq!(
        (undone.box_back.as_deref(), undone.voided.len(), undone.paper_back),
        (Some("K–M"), 0, false)
    );
    let shown = fair.app.outcome("boi-2023", &entered.scan).unwrap();
    assert!(!shown.boxed.unwrap().replaceable);
    fair.later_ms(60_000);
    let again = arrives(&fair, "maite1abcdefghij");
    assert_eq!(again.boxed.unwrap().label, "K–M", "and it is handed over again");
}

#[test]
fn a_badge_that_is_not_in_its_box_is_void_once_another_is_printed_and_undo_takes_that_one() {
    let (fair, _dir) = boxed_fair();
    let entered = arrives(&fair, "maite1abcdefghij");
    let id = entered.person.unwrap().id;
    let old = fair.app.person("boi-2023", &id).unwrap().badge.unwrap().number;
    let wish = fair.to_paper().print;
    fair.app.reprint("boi-2023", &id, "lost", wish).unwrap();
    let shown = fair.app.outcome("boi-2023", &entered.scan).unwrap();
    assert!(!shown.boxed.unwrap().replaceable, "one is on its way");
    let new = fair.app.person("boi-2023", &id).unwrap().badge.unwrap();
    assert_ne!(new.number, old);
    let undone = fair.app.undo_scan("boi-2023", &entered.scan).unwrap();
    assert_eq!((undone.voided, undone.box_back), (vec![new.number], None));
}

#[test]
fn an_admission_that_waits_hands_the_badge_over_when_it_is_confirmed() {
    let fair = Fair::new();
    let csv = "Order code,Position ID,Status,Attendee name,Product,Ticket secret,Check-in text\n\
               AAAAA,1,paid,Maite Kortabarria,Visitor,maite1abcdefghij,Ask for the invitation\n";
    fair.import_text(csv);
    let dir = tempfile::tempdir().unwrap();
    make(&fair, &letters(), &dir.path().join("badges.pdf"));
    let waiting = arrives(&fair, "maite1abcdefghij");
    assert!(waiting.pending && !waiting.boxed.unwrap().replaceable);
    let waits = waiting.person.unwrap().badge.unwrap().waits_in;
    assert_eq!(waits.as_deref(), Some("K–M"), "nobody has it yet");
    let wish = fair.to_paper().print;
    let confirmed = fair.app.confirm_scan("boi-2023", &waiting.scan, wish).unwrap();
    assert_eq!(
        confirmed.print, None,
        "it lies in its box: nothing goes to a printer"
    );
    assert!(confirmed.boxed.unwrap().replaceable);
    let again = fair.app.outcome("boi-2023", &waiting.scan).unwrap();
    assert!(
        again.print.is_none() && again.boxed.is_some(),
        "also for whoever looks back"
    );
    assert_eq!(confirmed.person.unwrap().badge.unwrap().waits_in, None);
}

#[test]
fn a_batch_made_twice_issues_each_badge_once_and_lays_it_where_it_was_said_last() {
    let (fair, dir) = boxed_fair();
    let ops = || fair.app.digest().unwrap().ops;
    let before = ops();
    make(&fair, &letters(), &dir.path().join("again.pdf"));
    assert_eq!(ops(), before, "nothing new to say");
    let unprinted = BatchAsk {
        unprinted: true,
        ..letters()
    };
    assert_eq!(make(&fair, &unprinted, &dir.path().join("rest.pdf")).pages, 0);
    let by_three = BatchAsk {
        cut: BoxCut::Size,
        box_size: 3,
        ..letters()
    };
    make(&fair, &by_three, &dir.path().join("three.pdf"));
    assert_eq!(ops(), before + 3, "three badges moved");
    assert_eq!(arrives(&fair, "olena1abcdefghij").boxed.unwrap().label, "1 · A–K");
}

#[test]
fn nobody_is_sent_to_a_box_for_a_badge_that_they_wear() {
    let fair = fair();
    let dir = tempfile::tempdir().unwrap();
    let id = |name: &str| fair.app.find("boi-2023", name).unwrap()[0].person.id.clone();
    let waits_in = |name: &str| {
        let badge = fair.app.person("boi-2023", &id(name)).unwrap().badge;
        badge.unwrap().waits_in
    };
    // One comes to the desk and gets a badge there; the others' are printed in the evening, on a pile.
    arrives(&fair, "jon1abcdefghijkl");
    fair.later_ms(60_000);
    let pile = BatchAsk {
        cut: BoxCut::None,
        ..letters()
    };
    make(&fair, &pile, &dir.path().join("pile.pdf"));
    // In the morning one of them comes, and is given it.
    fair.later_ms(60_000);
    assert_eq!(arrives(&fair, "maite1abcdefghij").print, None);
    fair.later_ms(60_000);
    make(&fair, &letters(), &dir.path().join("boxes.pdf"));
    assert_eq!(waits_in("álvarez"), None, "it came out at the desk");
    assert_eq!(waits_in("kortabarria"), None, "she took it from the pile");
    assert_eq!(waits_in("kovalenko").as_deref(), Some("K–M"));
}

#[test]
fn the_pages_are_those_that_were_asked_for_in_the_order_that_was_asked_for() {
    let fair = fair();
    let names = |ask: &BatchAsk| -> Vec<String> {
        let list = fair.app.batch_people("boi-2023", ask).unwrap();
        list.people.into_iter().map(|one| one.name).collect()
    };
    let all = BatchAsk::default();
    assert_eq!(
        names(&all),
        ["Jon Álvarez", "Maite Kortabarria", "Олена Коваленко"]
    );
    let by_company = BatchAsk {
        order: BatchOrder::Company,
        ..BatchAsk::default()
    };
    assert_eq!(
        names(&by_company),
        ["Jon Álvarez", "Олена Коваленко", "Maite Kortabarria"]
    );
    let of_company = BatchAsk {
        company: "zubi".to_owned(),
        ..BatchAsk::default()
    };
    assert_eq!(names(&of_company), ["Maite Kortabarria"]);
    let list = fair.app.batch_people("boi-2023", &letters()).unwrap();
    let one = BatchAsk {
        only: Some(vec![list.people[2].id.clone()]),
        ..letters()
    };
    let dir = tempfile::tempdir().unwrap();
    let report = make(&fair, &one, &dir.path().join("one.pdf"));
    assert_eq!((report.pages, report.boxes[0].label.as_str()), (1, "K–M"));
}

#[test]
fn a_batch_that_is_stopped_leaves_no_file_and_every_badge_to_the_desk() {
    let fair = fair();
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("badges.pdf");
    let app = &fair.app;
    let report = app.make_batch("boi-2023", &letters(), BatchUse::Paper, &out, &mut |_| {
        assert_eq!(
            arrives(&fair, "jon1abcdefghijkl").verdict,
            "admitted",
            "scans go on"
        );
        app.cancel_batch();
    });
    assert!(report.unwrap().cancelled && !out.exists());
    assert!(arrives(&fair, "maite1abcdefghij").print.is_some());
}

#[test]
fn what_needs_a_look_is_told_before_anything_is_written() {
    let fair = fair();
    fair.import_text("Given name,Family name,Status,Ticket secret\n\u{12000},Sumer,paid,sumer1abcdefghij\n");
    let before = fair.app.digest().unwrap().ops;
    let troubles = fair.app.look_at_batch("boi-2023", &letters()).unwrap().unwrap();
    assert_eq!(troubles.len(), 1);
    assert_eq!(troubles[0].missing_glyphs, ["\u{12000}"]);
    assert_eq!(fair.app.digest().unwrap().ops, before);
}
