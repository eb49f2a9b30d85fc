//! A newer file, and what an import leaves behind: choices, check-ins, emptied cells, rejected rows, history.

use super::codes::write;
use super::import_columns::book;
use super::{FIRST_MORNING, Fair, file};
use crate::desk::find_person;
use crate::device::find_event;
use crate::view::{ImportReport, LeadSharing, PersonForm, PersonView, RejectedWords};
use crate::{ImportAsk, PrintWish};
use expect_test::expect_file;
use rust_xlsxwriter::{Formula, Workbook};
use sarrera_core::fold::ScanRow;
use sarrera_core::ids::AttendeeId;
use sarrera_core::ops::{AttendeeChanged, Fact, LogName, PersonField, PersonFields, Source};
use std::collections::BTreeMap;
use std::path::Path;

fn codes(report: &ImportReport) -> Vec<&str> {
    report.notes.iter().map(|note| note.code.as_str()).collect()
}

fn person(fair: &Fair, text: &str) -> PersonView {
    let id = fair.app.find("boi-2023", text).unwrap()[0].person.id.clone();
    fair.app.person("boi-2023", &id).unwrap()
}

fn scans(fair: &Fair, text: &str) -> Vec<ScanRow> {
    let id = person(fair, text).id;
    let of = |r: &sarrera_store::Reader<'_>| {
        let event = find_event(r, "boi-2023")?;
        let row = find_person(r, &event, &id)?;
        Ok(r.scans_of(event.no, row.id.into())?.scans)
    };
    fair.app.read(of).unwrap()
}

fn sharing(choice: &str) -> String {
    format!("ID,First name,Last name,Lead sharing\n7,Jon,Etxeberria,{choice}\n")
}

impl Fair {
    /// As [`Fair::import_text`], for a list whose column `ID` tells its people apart.
    fn import_ids(&self, csv: &str) -> ImportReport {
        let path = tempfile::NamedTempFile::with_suffix(".csv").unwrap();
        std::fs::write(path.path(), csv).unwrap();
        self.import_with_ids(path.path())
    }

    fn import_with_ids(&self, path: &Path) -> ImportReport {
        let ask = ImportAsk {
            event: "boi-2023",
            choices: crate::import::Choices::parse(&["ID=row_id"]).unwrap(),
            ..ImportAsk::default()
        };
        self.app.import(path, &ask, &mut |_| {}).unwrap()
    }
}

#[test]
fn a_newer_file_brings_a_newer_choice_about_exhibitors() {
    let fair = Fair::new();
    fair.import_ids(&sharing("yes"));
    assert_eq!(person(&fair, "etxeberria").lead_sharing, Some(LeadSharing::Share));
    let newer = fair.import_ids(&sharing("no"));
    assert_eq!((newer.updated, newer.kept.len()), (1, 0));
    assert_eq!(person(&fair, "etxeberria").lead_sharing, Some(LeadSharing::Dont));
    assert_eq!(fair.import_ids(&sharing("no")).unchanged, 1);
    assert!(fair.app.conflicts("boi-2023").unwrap().is_empty());
}

#[test]
fn a_choice_made_at_the_desk_beats_the_files() {
    let fair = Fair::new();
    fair.import_ids(&sharing("yes"));
    let form = PersonForm {
        lead_sharing: Some(LeadSharing::Dont),
        ..PersonForm::default()
    };
    let id = person(&fair, "etxeberria").id;
    fair.app.correct("boi-2023", &id, &form, PrintWish::None).unwrap();
    assert_eq!(
        fair.import_ids(&sharing("yes")).unchanged,
        1,
        "the file says nothing new"
    );
    let newer = fair.import_ids(&sharing("ask"));
    assert_eq!((newer.updated, newer.unchanged), (0, 1));
    let kept = &newer.kept[0];
    assert_eq!(
        (kept.field.as_str(), kept.ours.as_str(), kept.theirs.as_str()),
        ("lead_sharing", "dont", "ask")
    );
    assert_eq!(person(&fair, "etxeberria").lead_sharing, Some(LeadSharing::Dont));
    assert!(fair.import_ids(&sharing("ask")).kept.is_empty(), "said once");
    assert_eq!(fair.app.verify().unwrap().faults, Vec::<String>::new());
}

#[test]
fn a_correction_that_a_file_of_another_desk_contests_is_not_overwritten_by_the_next_file() {
    let fair = Fair::new();
    let file = |name: &str| format!("ID,First name,Last name\n7,{name},Etxeberria\n");
    fair.import_ids(&file("Jon"));
    let id: AttendeeId = person(&fair, "etxeberria").id.parse().unwrap();
    // Neither of them knew of the other, nor of what stood here.
    for (source, name) in [(Source::Desk, "Jone"), (Source::Import("list".into()), "Jonas")] {
        let changed = Fact::AttendeeChanged(AttendeeChanged {
            source,
            over: BTreeMap::new(),
            set: PersonFields::default().with(PersonField::GivenName, name),
            kept: PersonFields::default(),
        });
        write(&fair, &LogName::Core, id.into(), &changed);
    }
    assert_eq!(fair.app.conflicts("boi-2023").unwrap().len(), 1);
    let next = fair.import_ids(&file("Jonathan"));
    let kept: Vec<&str> = next.kept.iter().map(|kept| kept.theirs.as_str()).collect();
    assert_eq!(kept, ["Jonathan"], "it is told");
    assert_eq!(
        fair.app.conflicts("boi-2023").unwrap().len(),
        1,
        "and somebody decides"
    );
}

#[test]
fn check_ins_without_a_time_are_taken_over_once_at_the_imports_time() {
    let fair = Fair::new();
    let first = fair.import(&file("alfio.csv"));
    assert_eq!(first.check_ins, 1);
    let figures = fair.app.figures("boi-2023", "main").unwrap();
    assert_eq!((figures.arrived, figures.inside), (1, 1));
    let scans = scans(&fair, "giorgos");
    assert_eq!(
        (scans[0].at.0, scans[0].fact.reasons[0].code.as_str()),
        (FIRST_MORNING, "imported_without_time")
    );
    fair.later_ms(3_600_000);
    assert_eq!(fair.import(&file("alfio.csv")).check_ins, 0);
    assert_eq!(fair.app.figures("boi-2023", "main").unwrap().arrived, 1);
}

#[test]
fn a_later_file_with_the_time_adds_no_second_admission() {
    let fair = Fair::new();
    let list = |at: &str| format!("ID,Name,Checked in\n7,Jon Etxeberria,{at}\n");
    assert_eq!(fair.import_ids(&list("yes")).check_ins, 1);
    assert_eq!(fair.import_ids(&list("2023-11-13 09:05")).check_ins, 0);
    assert_eq!(scans(&fair, "etxeberria").len(), 1);
    assert!(fair.app.conflicts("boi-2023").unwrap().is_empty());
}

#[test]
fn somebody_who_was_let_in_here_is_not_let_in_again_by_a_file() {
    let fair = Fair::new();
    let list = |at: &str| format!("ID,Name,Ticket code,Checked in\n7,Jon Etxeberria,ABCDEFGH2345,{at}\n");
    fair.import_ids(&list(""));
    assert_eq!(fair.scan("ABCDEFGH2345").verdict, "admitted");
    assert_eq!(fair.import_ids(&list("yes")).check_ins, 0);
}

#[test]
fn only_an_empty_cell_takes_a_value_away() {
    let fair = Fair::new();
    let list = |rest: &str| format!("ID,Name,Phone,Company,Job title\n7,Jon Etxeberria{rest}\n");
    fair.import_ids(&list(",944,Zubiola,Engineer"));
    let long = "x".repeat(600);
    for (rest, why) in [
        (format!(",944,{long},Engineer"), "too long"),
        (",944".to_owned(), "a short row"),
    ] {
        assert_eq!(fair.import_ids(&list(&rest)).updated, 0, "{why}");
        let jon = person(&fair, "etxeberria");
        assert_eq!(
            (jon.company.as_str(), jon.job_title.as_str()),
            ("Zubiola", "Engineer"),
            "{why}"
        );
    }
    assert_eq!(fair.import_ids(&list(",944,,Engineer")).updated, 1);
    assert_eq!(person(&fair, "etxeberria").company, "");
}

#[test]
fn a_validity_that_a_newer_file_empties_bounds_nobody() {
    let fair = Fair::new();
    let list = |from: &str, until: &str| {
        format!("ID,Name,Ticket code,Valid from,Valid until\n7,Jon Etxeberria,ABCDEFGH2345,{from},{until}\n")
    };
    fair.import_ids(&list("2023-11-13 08:00", "2023-11-13 09:00"));
    assert_eq!(fair.scan("ABCDEFGH2345").verdict, "not_now");
    assert_eq!(
        fair.import_ids(&list("31/02/2023", "soon")).updated,
        0,
        "not read"
    );
    assert_eq!(fair.scan_later("ABCDEFGH2345").verdict, "not_now");
    assert_eq!(fair.import_ids(&list("", "")).updated, 1);
    assert_eq!(fair.scan_later("ABCDEFGH2345").verdict, "admitted");
    assert_eq!(fair.import_ids(&list("", "")).unchanged, 1);
}

#[test]
fn a_code_that_a_newer_file_gives_to_somebody_else_moves() {
    for column in ["Ticket code", "Badge code"] {
        let fair = Fair::new();
        let list =
            |jon: &str, ane: &str| format!("ID,Name,{column}\n7,Jon Etxeberria,{jon}\n8,Ane Uria,{ane}\n");
        fair.import_ids(&list("ABCDEFGH2345", ""));
        assert_eq!(fair.import_ids(&list("", "ABCDEFGH2345")).updated, 2, "{column}");
        let scanned = fair.scan("ABCDEFGH2345");
        let name = scanned.person.map(|person| person.name);
        assert_eq!(
            (scanned.verdict.as_str(), name.as_deref()),
            ("admitted", Some("Ane Uria")),
            "{column}"
        );
    }
}

#[test]
fn special_attention_that_is_asked_for_no_longer_goes() {
    let attention = |fair: &Fair| person(fair, "etxeberria").attention;
    let list = |asked: &str, text: &str| {
        format!(
            "Order code,Status,Attendee name,Product,Ticket secret,Requires special attention,Check-in text\n\
             AAAAA,paid,Jon Etxeberria,Visitor,abcdefghijklmnop2345,{asked},{text}\n"
        )
    };
    let without_text = |asked: &str| {
        format!(
            "Order code,Status,Attendee name,Product,Ticket secret,Requires special attention\n\
             AAAAA,paid,Jon Etxeberria,Visitor,abcdefghijklmnop2345,{asked}\n"
        )
    };
    for quiet in [list("No", ""), without_text("No"), without_text("")] {
        let fair = Fair::new();
        fair.import_text(&without_text("Yes"));
        assert_eq!(attention(&fair).as_deref(), Some("!"));
        assert_eq!(fair.import_text(&quiet).updated, 1, "{quiet}");
        assert_eq!(attention(&fair), None, "{quiet}");
        assert_eq!(fair.import_text(&quiet).unchanged, 1, "{quiet}");
    }
    let fair = Fair::new();
    fair.import_text(&list("Yes", "Wheelchair"));
    fair.import_text(&without_text("No"));
    assert_eq!(
        attention(&fair).as_deref(),
        Some("Wheelchair"),
        "its text is not said"
    );
}

#[test]
fn an_error_of_the_spreadsheet_takes_nothing_away() {
    let fair = Fair::new();
    fair.import_ids("ID,Name,Company\n7,Jon Etxeberria,Zubiola\n");
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, (header, cell)) in (0..).zip([("ID", "7"), ("Name", "Jon Etxeberria"), ("Company", "")]) {
        sheet.write_string(0, column, header).unwrap();
        sheet.write_string(1, column, cell).unwrap();
    }
    sheet
        .write_formula(1, 2, Formula::new("=#REF!").set_result("#REF!"))
        .unwrap();
    let path = tempfile::NamedTempFile::with_suffix(".xlsx").unwrap();
    workbook.save(path.path()).unwrap();
    let report = fair.import_with_ids(path.path());
    assert_eq!(
        (report.updated, report.repaired[0].code.as_str()),
        (0, "error_cell")
    );
    assert_eq!(person(&fair, "etxeberria").company, "Zubiola");
}

#[test]
fn what_is_to_be_said_of_the_whole_file_stands_in_the_report() {
    let fair = Fair::new();
    let report = fair.import(&file("list_es_1252.csv"));
    assert!(codes(&report).contains(&"encoding_assumed"));
    let note = report
        .notes
        .iter()
        .find(|n| n.code == "encoding_assumed")
        .unwrap();
    assert!(note.params["samples"].contains("Muñoz"), "{note:?}");
    let path = tempfile::NamedTempFile::with_suffix(".xlsx").unwrap();
    std::fs::write(path.path(), book()).unwrap();
    assert_eq!(codes(&fair.import(path.path())), ["sheet"]);
}

#[test]
fn rejected_rows_are_those_of_the_report_whatever_sheet_was_read() {
    let fair = Fair::new();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.xlsx");
    std::fs::write(&path, book()).unwrap();
    let ask = ImportAsk {
        event: "boi-2023",
        options: crate::import::ReadOptions {
            sheet: Some("Press".to_owned()),
            ..crate::import::ReadOptions::default()
        },
        choices: crate::import::Choices::parse(&["Company=note"]).unwrap(),
        dry_run: true,
        ..ImportAsk::default()
    };
    let target = folder.path().join("book.rejected.csv");
    let nothing = fair.app.save_rejected("boi-2023", &target, None).unwrap_err();
    assert_eq!((nothing.code(), target.exists()), ("not_found", false));

    let mut report = fair.app.import(&path, &ask, &mut |_| {}).unwrap();
    std::fs::remove_file(&path).unwrap();
    let words = RejectedWords {
        row: "Fila".to_owned(),
        reason: "Motivo".to_owned(),
        reasons: vec!["No hay nombre.".to_owned()],
    };
    fair.app.save_rejected("boi-2023", &target, Some(&words)).unwrap();
    let saved = std::fs::read_to_string(&target).unwrap();
    assert!(saved.contains("Full name,Company,Fila,Motivo"), "{saved}");
    assert!(saved.contains(",Nobody & Co,3,No hay nombre."), "{saved}");

    report.repaired.clear();
    let json = serde_json::to_string_pretty(&report).unwrap() + "\n";
    let at = format!(
        "{}/../../ui/src/features/import/recorded/report.json",
        env!("CARGO_MANIFEST_DIR")
    );
    expect_file![at].assert_eq(&json);
}

#[test]
fn a_file_of_rejected_rows_that_cannot_be_written_fails_no_import() {
    let fair = Fair::new();
    let target = Path::new("/nowhere/at/all.csv");
    let path = tempfile::NamedTempFile::with_suffix(".csv").unwrap();
    std::fs::write(path.path(), "Name,Company\nJon,A\n,B\n").unwrap();
    let ask = ImportAsk {
        event: "boi-2023",
        rejected_to: Some(target),
        ..ImportAsk::default()
    };
    let report = fair.app.import(path.path(), &ask, &mut |_| {}).unwrap();
    assert_eq!((report.added, report.rejected.len()), (1, 1));
    let note = report.notes.last().unwrap();
    assert_eq!(
        (note.code.as_str(), note.params["path"].as_str()),
        ("rejected_not_written", "/nowhere/at/all.csv")
    );
}

#[test]
fn a_dry_run_writes_no_file_of_rejected_rows() {
    let fair = Fair::new();
    let folder = tempfile::tempdir().unwrap();
    let (path, target) = (folder.path().join("list.csv"), folder.path().join("rejected.csv"));
    std::fs::write(&path, "Name,Company\nJon,A\n,B\n").unwrap();
    let ask = ImportAsk {
        event: "boi-2023",
        dry_run: true,
        rejected_to: Some(&target),
        ..ImportAsk::default()
    };
    let report = fair.app.import(&path, &ask, &mut |_| {}).unwrap();
    assert_eq!((report.rejected.len(), target.exists()), (1, false));
}

#[test]
fn the_imports_of_the_past_are_told_in_figures() {
    let fair = Fair::new();
    assert!(fair.app.import_runs("boi-2023").unwrap().is_empty());
    fair.import(&file("alfio.csv"));
    fair.later_ms(60_000);
    fair.import(&file("list_en.csv"));
    let runs = fair.app.import_runs("boi-2023").unwrap();
    let told: Vec<_> = runs.iter().map(|run| (run.file.as_str(), run.at)).collect();
    assert_eq!(
        told,
        [
            ("list_en.csv", FIRST_MORNING + 60_000),
            ("alfio.csv", FIRST_MORNING)
        ]
    );
    assert_eq!((runs[1].added, runs[1].check_ins), (runs[1].read, 1));
}
