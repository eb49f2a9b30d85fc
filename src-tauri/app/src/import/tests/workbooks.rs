//! Workbooks: merged cells, formulas, dates, sheets, and files that are none.

use super::*;
use expect_test::expect;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

fn bytes(mut workbook: Workbook) -> Vec<u8> {
    workbook.save_to_buffer().unwrap()
}

/// A workbook with a cover sheet, a title above the header, a merged company, formulas, dates and numbers.
fn fair() -> Workbook {
    let mut workbook = Workbook::new();
    workbook
        .add_worksheet()
        .set_name("Portada")
        .unwrap()
        .write_string(0, 0, "Basque Open Industry")
        .unwrap();
    let page = workbook.add_worksheet().set_name("Inscritos").unwrap();
    page.merge_range(0, 0, 0, 6, "Lista de inscripciones", &Format::new())
        .unwrap();
    for (column, header) in (0..).zip([
        "Nombre",
        "Apellidos",
        "Empresa",
        "Correo electrónico",
        "Teléfono",
        "Checked in",
        "Válido hasta",
    ]) {
        page.write_string(2, column, header).unwrap();
    }
    let people = [
        ("Íñigo", "Núñez", "inigo@example.org"),
        ("Олена", "Коваленко", "olena@example.org"),
        ("太郎", "山田", "yamada@example.org"),
    ];
    for (row, (given, family, mail)) in (3..).zip(people) {
        page.write_string(row, 0, given).unwrap();
        page.write_string(row, 1, family).unwrap();
        page.write_string(row, 3, mail).unwrap();
    }
    page.merge_range(3, 2, 4, 2, "Cañón y Peña S.L.", &Format::new())
        .unwrap();
    page.write_formula(5, 2, Formula::new("=A6&\" Ltd\"").set_result("太郎 Ltd"))
        .unwrap();
    page.write_formula(4, 4, Formula::new("=1/0").set_result("#DIV/0!"))
        .unwrap();
    page.write_number(3, 4, 34_600_000_001_f64).unwrap();
    page.write_number(5, 4, 12_345_678_901_234_567_890_f64).unwrap();
    let moment = ExcelDateTime::from_ymd(2026, 11, 24)
        .unwrap()
        .and_hms(9, 30, 0)
        .unwrap();
    page.write_datetime_with_format(3, 5, &moment, &Format::new().set_num_format("dd/mm/yyyy hh:mm"))
        .unwrap();
    let day = ExcelDateTime::from_ymd(2026, 11, 25).unwrap();
    page.write_datetime_with_format(3, 6, &day, &Format::new().set_num_format("dd/mm/yyyy"))
        .unwrap();
    page.write_string(4, 6, "31/02/2026").unwrap();
    workbook
}

#[test]
fn the_sheet_with_the_header_is_found_and_its_cells_are_read_as_a_person_sees_them() {
    expect![[r#"
        note sheet: The sheet "Inscritos" was read, not: Portada.
        note title_rows: The rows above the header (row 3) were passed over.
        list open: []
        4 Íñigo Núñez [inigo nunez|inigo@example.org|canon y pena s.l.] given="Íñigo" family="Núñez" company="Cañón y Peña S.L." mail="inigo@example.org" phone="34600000001" in=2026-11-24T08:30:00Z until=2026-11-25T22:59:59Z
        5 Олена Коваленко [олена коваленко|olena@example.org|canon y pena s.l.] given="Олена" family="Коваленко" company="Cañón y Peña S.L." mail="olena@example.org" !error_cell phone !merged_cell company !date_impossible valid_until
        6 太郎 山田 [太郎 山田|yamada@example.org|太郎 ltd] given="太郎" family="山田" company="太郎 Ltd" mail="yamada@example.org" phone="12345678901234567000" !formula_cell company !digits_lost phone
    "#]].assert_eq(&show(bytes(fair())));
}

#[test]
fn a_sheet_can_be_chosen() {
    let options = ReadOptions {
        sheet: Some("Portada".to_owned()),
        ..ReadOptions::default()
    };
    assert_eq!(
        Table::open(bytes(fair()), &options).unwrap().headers,
        ["Basque Open Industry"]
    );
    let options = ReadOptions {
        sheet: Some("Gone".to_owned()),
        ..ReadOptions::default()
    };
    let error = Table::open(bytes(fair()), &options).unwrap_err();
    assert_eq!(
        error.to_string(),
        "The workbook has no sheet \"Gone\". It has: Portada, Inscritos."
    );
}

#[test]
fn a_torn_or_foreign_package_is_told_from_a_workbook() {
    let whole = bytes(fair());
    let torn = whole[..whole.len() / 2].to_vec();
    assert_eq!(
        Table::open(torn, &ReadOptions::default()).unwrap_err().code(),
        "workbook_broken"
    );
    let mut damaged = whole.clone();
    damaged[whole.len() / 4..whole.len() / 2].fill(b'?');
    assert_eq!(
        Table::open(damaged, &ReadOptions::default()).unwrap_err().code(),
        "workbook_broken"
    );
    // The same package with its main part under another name, as an OpenDocument or Word file has it.
    let name = b"xl/workbook.xml";
    let mut foreign = whole;
    while let Some(at) = foreign.windows(name.len()).position(|window| window == name) {
        foreign[at..at + 4].copy_from_slice(b"word");
    }
    assert_eq!(
        Table::open(foreign, &ReadOptions::default()).unwrap_err().code(),
        "not_a_workbook"
    );
}

#[test]
fn an_empty_workbook_is_empty() {
    let mut workbook = Workbook::new();
    workbook.add_worksheet();
    assert_eq!(
        Table::open(bytes(workbook), &ReadOptions::default())
            .unwrap_err()
            .code(),
        "file_empty"
    );
}

#[test]
fn what_we_export_as_a_workbook_we_read_back() {
    let headers = ["Full name", "Company", "Email"].map(str::to_owned);
    let rows = [
        ["=CMD()", "山田製作所", "a@example.org"],
        ["Łukasz", "-", "b@example.org"],
    ];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people.xlsx");
    let rows = rows.map(|row| row.map(str::to_owned).to_vec());
    crate::export::write_file(&path, crate::export::Format::Xlsx, "People", &headers, rows).unwrap();
    expect![[r#"
        list open: []
        2 =CMD() [=cmd()|a@example.org|山田製作所] company="山田製作所" mail="a@example.org" !formula_text full_name
        3 Łukasz [lukasz|b@example.org|-] company="-" mail="b@example.org"
    "#]].assert_eq(&show(std::fs::read(&path).unwrap()));
}
