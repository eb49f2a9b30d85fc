//! pretix's own files into the log: nobody lost, nothing twice, corrections kept.

use super::{Fair, file};
use crate::PrintWish;
use crate::import::{Choices, ReadOptions};
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
fn a_preview_counts_the_people_and_says_what_is_missing() {
    let fair = Fair::new();
    let preview = |path: &std::path::Path| {
        let (options, choices) = (ReadOptions::default(), Choices::default());
        fair.app.preview_import(path, &options, choices).unwrap()
    };
    let real = preview(&file(POSITIONS));
    assert_eq!((real.family.as_str(), real.rows), ("pretix_positions", 2110));
    assert_eq!(
        (real.encoding.as_deref(), real.delimiter.as_deref()),
        (Some("UTF-8"), Some(","))
    );
    assert!(real.missing.is_empty());
    let list = tempfile::NamedTempFile::with_suffix(".csv").unwrap();
    std::fs::write(list.path(), "Wer;Firma\nJon;Goierri\nAne;\"Fagor\nArrasate\"\n").unwrap();
    let unknown = preview(list.path());
    assert_eq!((unknown.family.as_str(), unknown.rows), ("plain", 2));
    assert_eq!(unknown.delimiter.as_deref(), Some(";"));
    assert_eq!(
        unknown.missing,
        [["full_name", "given_name", "family_name"]],
        "any of them is a name"
    );
}

#[test]
fn a_check_in_list_adds_nobody_and_its_check_ins_are_taken_over_once() {
    let fair = Fair::new();
    fair.import(&file(POSITIONS));
    let first = fair.import(&file(CHECK_INS));
    assert_eq!((first.read, first.added, first.check_ins), (2000, 0, 400));
    let figures = fair.app.figures("boi-2023", "main").unwrap();
    assert_eq!((figures.arrived, figures.inside), (400, 400));
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
