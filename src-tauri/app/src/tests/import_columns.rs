//! Columns of a file as people see and change them before an import, and what the page is sent of it.

use super::{Fair, file};
use crate::ImportAsk;
use crate::import::Choices;
use crate::view::{ColumnChoice, ImportChoices, ImportPreview};
use expect_test::expect_file;
use rust_xlsxwriter::Workbook;
use std::path::Path;

/// Of positions_LANGUAGE.csv: a person who has not paid, and one whose order was cancelled.
const PENDING: &str = "cr5afnjq49v38jkjjmuxjppjrze7dpxu";
const CANCELED: &str = "ujrrpa228rzfw56uwkcxktzbyt4vubuu";

fn choice(header: &str, nth: u32, field: Option<&str>) -> ColumnChoice {
    ColumnChoice {
        header: header.to_owned(),
        nth,
        field: field.map(str::to_owned),
    }
}

fn chosen(columns: Vec<ColumnChoice>) -> ImportChoices {
    ImportChoices {
        columns,
        ..ImportChoices::default()
    }
}

impl Fair {
    fn preview(&self, path: &Path, choices: ImportChoices) -> ImportPreview {
        let (options, choices) = choices.read().unwrap();
        self.app.preview_import(path, &options, choices).unwrap()
    }

    fn import_chosen(&self, path: &Path, choices: ImportChoices) -> crate::view::ImportReport {
        let (options, choices) = choices.read().unwrap();
        let ask = ImportAsk {
            event: "boi-2023",
            options,
            choices,
            ..ImportAsk::default()
        };
        self.app.import(path, &ask, &mut |_| {}).unwrap()
    }
}

fn field_of<'p>(preview: &'p ImportPreview, header: &str, nth: u32) -> Option<&'p str> {
    let mut columns = preview.columns.iter();
    let column = columns.find(|c| c.header == header && c.nth == nth).unwrap();
    column.field.as_deref()
}

/// Takes in a translated file of pretix with one column changed, once with the change and once as it is remembered.
fn take_in_twice(language: &str, city: &str) -> Fair {
    let fair = Fair::new();
    let path = file(&format!("pretix/positions_{language}.csv"));
    let first = fair.import_chosen(&path, chosen(vec![choice(city, 1, Some("note"))]));
    assert_eq!((first.added, first.rejected.len()), (6, 0), "{language}");
    let again = fair.import(&path);
    assert_eq!(again.unchanged, 6, "{language}: the change is remembered");
    assert_eq!(
        field_of(&fair.preview(&path, ImportChoices::default()), city, 1),
        Some("note")
    );
    fair
}

#[test]
fn one_changed_column_of_a_spanish_file_lets_nobody_in_who_has_not_paid() {
    let fair = take_in_twice("es", "Ciudad");
    assert_eq!(fair.scan(PENDING).verdict, "unpaid");
    assert_eq!(fair.scan(CANCELED).verdict, "canceled");
    let path = file("pretix/positions_es.csv");
    let preview = fair.preview(&path, ImportChoices::default());
    assert_eq!(field_of(&preview, "Estado", 1), Some("status"));
    assert_eq!(field_of(&preview, "Estado", 2), None, "a province");
}

#[test]
fn one_changed_column_of_a_basque_file_keeps_the_country_and_the_status() {
    let fair = take_in_twice("eu", "Herria");
    assert_eq!(fair.scan(PENDING).verdict, "unpaid");
    assert_eq!(fair.scan(CANCELED).verdict, "canceled");
    let hit = &fair.app.find("boi-2023", "etxeberria").unwrap()[0];
    assert_eq!(hit.person.country, "ES");
}

#[test]
fn the_second_column_of_a_name_is_chosen_and_remembered_as_the_second() {
    let fair = Fair::new();
    let path = file("pretix/positions_es.csv");
    fair.import_chosen(&path, chosen(vec![choice("Estado", 2, Some("note"))]));
    let preview = fair.preview(&path, ImportChoices::default());
    assert_eq!(field_of(&preview, "Estado", 1), Some("status"));
    assert_eq!(field_of(&preview, "Estado", 2), Some("note"));
    assert_eq!(fair.scan(PENDING).verdict, "unpaid");

    let typed = Choices::parse(&["Estado#2=company", "Empresa asistente=ignore"]).unwrap();
    let preview = fair
        .app
        .preview_import(&path, &crate::import::ReadOptions::default(), typed)
        .unwrap();
    assert_eq!(field_of(&preview, "Estado", 1), Some("status"));
    assert_eq!(field_of(&preview, "Estado", 2), Some("company"));
}

/// What the page's tests are given is what Rust really sends.
#[test]
fn the_previews_that_the_page_is_tested_with() {
    let fair = Fair::new();
    let folder = tempfile::tempdir().unwrap();
    let recorded = |name: &str, mut preview: ImportPreview| {
        preview.path = format!("/lists/{name}");
        let json = serde_json::to_string_pretty(&preview).unwrap() + "\n";
        let at = format!(
            "{}/../../ui/src/features/import/recorded/{name}.json",
            env!("CARGO_MANIFEST_DIR")
        );
        expect_file![at].assert_eq(&json);
        preview
    };
    let open = folder.path().join("open.csv");
    std::fs::write(&open, "Who;Firm\nItziar Mendizabal;Zubiola\n").unwrap();
    let first = recorded("open", fair.preview(&open, ImportChoices::default()));
    assert_eq!(
        first.problems[0].fields,
        ["full_name", "given_name", "family_name"]
    );
    let named = chosen(vec![choice("Who", 1, Some("full_name"))]);
    assert!(
        recorded("open-chosen", fair.preview(&open, named))
            .problems
            .is_empty()
    );

    let equal = folder.path().join("equal.csv");
    std::fs::write(&equal, "Name,Email,Email\nItziar,a@example.org,b@example.org\n").unwrap();
    let first = recorded("equal", fair.preview(&equal, ImportChoices::default()));
    assert_eq!(first.problems[0].code, "field_claimed_twice");
    let one = chosen(vec![choice("Email", 2, None)]);
    assert!(
        recorded("equal-chosen", fair.preview(&equal, one))
            .problems
            .is_empty()
    );

    let western = recorded(
        "western",
        fair.preview(&file("list_es_1252.csv"), ImportChoices::default()),
    );
    assert_eq!(western.encoding.as_deref(), Some("windows-1252"));
    assert!(western.notes.iter().any(|note| note.code == "encoding_assumed"));

    let workbook = folder.path().join("book.xlsx");
    std::fs::write(&workbook, book()).unwrap();
    let first = recorded("workbook", fair.preview(&workbook, ImportChoices::default()));
    assert_eq!(
        (first.sheet.as_deref(), first.sheets.len()),
        (Some("Visitors"), 2)
    );
    let press = ImportChoices {
        sheet: Some("Press".to_owned()),
        ..ImportChoices::default()
    };
    let press = recorded("workbook-press", fair.preview(&workbook, press));
    assert_eq!(press.columns[0].example, "Gorka Agirre");
}

pub(super) fn book() -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, who) in [("Visitors", "Itziar Mendizabal"), ("Press", "Gorka Agirre")] {
        let sheet = workbook.add_worksheet().set_name(name).unwrap();
        for (column, (header, cell)) in (0..).zip([("Full name", who), ("Company", "Zubiola")]) {
            sheet.write_string(0, column, header).unwrap();
            sheet.write_string(1, column, cell).unwrap();
        }
        sheet.write_string(2, 1, "Nobody & Co").unwrap();
    }
    workbook.save_to_buffer().unwrap()
}

#[test]
fn every_known_program_has_a_name_for_its_file() {
    let fair = Fair::new();
    let files = [
        ("pretix/positions_es.csv", "pretix_positions"),
        ("pretix/checkinlist_es.csv", "pretix_checkins"),
        ("eventbrite.csv", "eventbrite"),
        ("alfio.csv", "alfio"),
        ("indico.csv", "indico"),
        ("hievents.csv", "hievents"),
        ("list_en.csv", "list"),
    ];
    for (name, source) in files {
        let family = fair.preview(&file(name), ImportChoices::default()).family;
        assert_eq!(family, source, "{name}");
        assert!(crate::import::columns::SOURCES.contains(&source));
    }
}
