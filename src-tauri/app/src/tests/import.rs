//! pretix's own files into the log: nobody lost, nothing twice, corrections kept.

use super::{Fair, file};
use crate::PrintWish;
use crate::view::PersonForm;

const POSITIONS: &str = "pretix/orderlist_positions_all.csv";
const CHECK_INS: &str = "pretix/checkinlist.csv";

#[test]
fn two_thousand_one_hundred_and_ten_rows_go_in_once() {
    let fair = Fair::new();
    let first = fair.import(&file(POSITIONS));
    assert_eq!(
        (first.read, first.added, first.updated, first.rejected.len()),
        (2110, 2110, 0, 0)
    );
    let before = fair.app.digest().unwrap();
    let second = fair.import(&file(POSITIONS));
    assert_eq!(
        (second.read, second.added, second.updated, second.unchanged),
        (2110, 0, 0, 2110)
    );
    assert_eq!(
        fair.app.digest().unwrap(),
        before,
        "a second import changes nothing"
    );
    assert_eq!(fair.app.events().unwrap()[0].registered, 2110);
    assert_eq!(fair.app.verify().unwrap().faults, Vec::<String>::new());
}

#[test]
fn a_check_in_list_adds_nobody_and_its_check_ins_are_taken_over_once() {
    let fair = Fair::new();
    fair.import(&file(POSITIONS));
    let first = fair.import(&file(CHECK_INS));
    assert_eq!((first.read, first.added, first.check_ins), (2000, 0, 400));
    let figures = || fair.app.figures("boi-2023", "main").unwrap();
    assert_eq!(
        (figures().arrived, figures().inside),
        (400, 0),
        "the file's check-ins are of June: nobody is counted inside on another day"
    );
    let second = fair.import(&file(CHECK_INS));
    assert_eq!((second.added, second.updated, second.check_ins), (0, 0, 0));
    assert!(fair.app.conflicts("boi-2023").unwrap().is_empty());
}

const LIST: &str = "First name,Last name,Company,Email,Job title\n";

fn row(company: &str, job: &str) -> String {
    format!("{LIST}Jon,Etxeberria,{company},jon@example.org,{job}\n")
}

fn pretix(name: &str, job: &str) -> String {
    format!(
        "Order code,Position ID,Status,Attendee name: Given name,Attendee name: Family name,Attendee email,Product,\
         Ticket secret,Job title\nAAAAA,1,paid,{name},Etxeberria,jon@example.org,Visitor,abcdefghijklmnop2345,{job}\n"
    )
}

#[test]
fn a_correction_at_the_desk_survives_a_newer_file_and_other_fields_follow_it() {
    let fair = Fair::new();
    fair.import_text(&pretix("Jonn", "Engineer"));
    let id = fair.app.find("boi-2023", "etxeberria").unwrap()[0]
        .person
        .id
        .clone();
    let fixed = PersonForm {
        given_name: Some("Jon".into()),
        ..PersonForm::default()
    };
    fair.app
        .correct("boi-2023", &id, &fixed, PrintWish::None)
        .unwrap();

    let same_error = fair.import_text(&pretix("Jonn", "CTO"));
    assert_eq!((same_error.updated, same_error.kept.len()), (1, 0));
    let person = fair.app.person("boi-2023", &id).unwrap();
    assert_eq!(
        (person.given_name.as_str(), person.job_title.as_str()),
        ("Jon", "CTO")
    );

    let new_error = fair.import_text(&pretix("Johnn", "CTO"));
    assert_eq!(new_error.kept.len(), 1);
    assert_eq!(
        (new_error.kept[0].ours.as_str(), new_error.kept[0].theirs.as_str()),
        ("Jon", "Johnn")
    );
    assert_eq!(fair.app.person("boi-2023", &id).unwrap().given_name, "Jon");
    assert_eq!(
        fair.import_text(&pretix("Johnn", "CTO")).unchanged,
        1,
        "said once"
    );
}

#[test]
fn a_plain_list_knows_its_people_by_name_mail_and_company() {
    let fair = Fair::new();
    assert_eq!(fair.import_text(&row("Goierri", "CEO")).added, 1);
    let again = fair.import_text(&row("Goierri", "CTO"));
    assert_eq!((again.added, again.updated), (0, 1));
}

#[test]
fn a_mail_that_cannot_be_read_makes_no_second_person() {
    let fair = Fair::new();
    let with =
        |mail: &str| format!("{LIST}Jon,Etxeberria,Goierri,{mail},CEO\nAne,Uria,Oria,ane@example.org,CTO\n");
    assert_eq!(fair.import_text(&with("jon@example.org")).added, 2);
    let before = fair.app.digest().unwrap();
    for _ in 0..2 {
        let report = fair.import_text(&with("#REF!"));
        assert_eq!((report.added, report.updated, report.unchanged), (0, 0, 1));
        let handed_back = &report.rejected[0];
        assert_eq!(
            (handed_back.row, handed_back.code.as_str()),
            (2, "key_unreadable")
        );
        assert_eq!(fair.app.digest().unwrap(), before);
    }
}

#[test]
fn a_name_that_cannot_be_read_makes_no_second_person() {
    let unread = |list: &str, jon: &str| {
        let fair = Fair::new();
        let with = |jon: &str| format!("{list}\n{jon}\nAne,Uria,ane@example.org,Ane Uria\n");
        assert_eq!(
            fair.import_text(&with("Jon,Etxeberria,jon@example.org,Jon E."))
                .added,
            2
        );
        let report = fair.import_text(&with(jon));
        assert_eq!((report.added, report.unchanged), (0, 1), "{list} {jon}");
        let handed_back = &report.rejected[0];
        assert_eq!(
            (handed_back.row, handed_back.code.as_str()),
            (2, "key_unreadable"),
            "{list} {jon}"
        );
    };
    let parts = "First name,Last name,Email,Remarks";
    unread(parts, "#REF!,Etxeberria,jon@example.org,Jon E.");
    unread(parts, "Jon,#N/A,jon@example.org,Jon E.");
    let both = "First name,Last name,Email,Full name";
    unread(both, "Jon,Etxeberria,jon@example.org,#REF!");
}

#[test]
fn an_id_that_cannot_be_read_makes_no_second_person() {
    let fair = Fair::new();
    let import = |csv: &str| {
        let path = tempfile::NamedTempFile::with_suffix(".csv").unwrap();
        std::fs::write(path.path(), csv).unwrap();
        let ask = crate::ImportAsk {
            event: "boi-2023",
            choices: crate::import::Choices::parse(&["ID=row_id"]).unwrap(),
            ..crate::ImportAsk::default()
        };
        fair.app.import(path.path(), &ask, &mut |_| {}).unwrap()
    };
    assert_eq!(import("ID,Name\n7,Jon Etxeberria\n").added, 1);
    let report = import("ID,Name\n#REF!,Jon Etxeberria\n");
    let code = report.rejected.first().map(|row| row.code.as_str());
    assert_eq!((report.added, code), (0, Some("key_unreadable")));
}

#[test]
fn a_dry_run_reports_and_writes_nothing() {
    let fair = Fair::new();
    let before = fair.app.digest().unwrap();
    let ask = crate::ImportAsk {
        event: "boi-2023",
        dry_run: true,
        ..crate::ImportAsk::default()
    };
    let report = fair.app.import(&file(POSITIONS), &ask, &mut |_| {}).unwrap();
    assert_eq!((report.added, report.dry_run), (2110, true));
    assert_eq!(fair.app.digest().unwrap(), before);
}

#[test]
fn an_import_that_is_stopped_keeps_what_it_took_and_goes_on_later() {
    let fair = Fair::new();
    let ask = crate::ImportAsk {
        event: "boi-2023",
        ..crate::ImportAsk::default()
    };
    let stopped = fair.app.import(&file(POSITIONS), &ask, &mut |p| {
        if p.done >= 600 {
            fair.app.cancel_import();
        }
    });
    let stopped = stopped.unwrap();
    assert!(stopped.cancelled && stopped.added > 0 && stopped.added < 2110);
    let rest = fair.import(&file(POSITIONS));
    assert_eq!(stopped.added + rest.added, 2110);
}

#[test]
fn rows_with_the_longest_texts_are_taken_in_transactions_within_the_bound() {
    const PEOPLE: usize = 70;
    let long = "\"\"ñ".repeat(1_666);
    let mut csv = String::from("First name,Last name,Company,Email,Note,Attention\n");
    for n in 0..PEOPLE {
        csv.push_str(&format!(
            "Jon,Person {n},Goierri,jon{n}@example.org,\"{long}\",\"{long}\"\n"
        ));
    }
    let fair = Fair::new();
    let report = fair.import_text(&csv);
    assert_eq!((report.added, report.rejected.len()), (70, 0));
    assert_eq!(report.repaired.len(), 0, "no text was left out");
    let person = &fair.app.find("boi-2023", "person 69").unwrap()[0].person;
    assert_eq!(
        person.attention.as_ref().map(|text| text.chars().count()),
        Some(3_332)
    );
    assert_eq!(fair.app.verify().unwrap().faults, Vec::<String>::new());
}
