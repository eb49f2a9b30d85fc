//! Exports open elsewhere, keep every letter, and run nothing.

use super::delimited::guard;
use super::*;
use calamine::{Data, Reader, Xlsx, open_workbook};
use std::fs;

fn headers() -> Vec<String> {
    ["Name", "Company", "Note"].map(str::to_owned).to_vec()
}

fn rows() -> Vec<Vec<String>> {
    let rows = [
        ["Łukasz \"Luki\" Żółć", "Fábrica, S.L.", "two\r\nlines"],
        ["=CMD|' /C calc'!A0", "+Plus", "@here"],
        ["山田 太郎", "-", "\ttab first"],
        ["'t Hooft", "", "1-2"],
    ];
    rows.map(|row| row.map(str::to_owned).to_vec()).to_vec()
}

fn csv_of(mark: Mark) -> String {
    let mut out = Vec::new();
    assert_eq!(delimited::write(&mut out, &headers(), rows(), mark).unwrap(), 4);
    String::from_utf8(out).unwrap()
}

#[test]
fn csv_is_quoted_where_needed_ends_its_lines_with_crlf_and_guards_formulas() {
    expect_test::expect![[r#"
        Name,Company,Note␍
        "Łukasz ""Luki"" Żółć","Fábrica, S.L.","two␍
        lines"␍
        '=CMD|' /C calc'!A0,'+Plus,'@here␍
        山田 太郎,'-,'	tab first␍
        't Hooft,,1-2␍
    "#]]
    .assert_eq(&csv_of(Mark::None).replace('\r', "␍"));
}

#[test]
fn excels_mark_stands_at_the_beginning_or_not_at_all() {
    assert_eq!(csv_of(Mark::Utf8), format!("\u{feff}{}", csv_of(Mark::None)));
}

#[test]
fn every_beginning_of_a_formula_is_guarded_and_nothing_else() {
    for cell in ["=1", "+1", "-1", "@x", "\tx", "\rx"] {
        assert_eq!(guard(cell), format!("'{cell}"));
    }
    for cell in ["", "1", "a=b", " =1", "'=1", "’t Hooft"] {
        assert_eq!(guard(cell), cell);
    }
}

#[test]
fn a_workbook_holds_every_cell_as_the_text_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("attendees.xlsx");
    assert_eq!(
        write_file(&path, Format::Xlsx, "Attendees", &headers(), rows()).unwrap(),
        4
    );
    let mut workbook: Xlsx<_> = open_workbook(&path).unwrap();
    assert_eq!(workbook.sheet_names(), ["Attendees"]);
    let range = workbook.worksheet_range("Attendees").unwrap();
    let read: Vec<Vec<String>> = range
        .rows()
        .skip(1)
        .map(|row| {
            row.iter()
                .map(|cell| {
                    if let Data::String(text) = cell {
                        text.clone()
                    } else {
                        String::new()
                    }
                })
                .collect()
        })
        .collect();
    assert_eq!(read, rows());
    assert!(
        workbook.worksheet_formula("Attendees").unwrap().is_empty(),
        "nothing became a formula"
    );
}

#[test]
fn a_sheet_name_that_excel_refuses_does_not_cost_the_export() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xlsx");
    write_file(
        &path,
        Format::Xlsx,
        "a/b: [far too long for the tab of a sheet]",
        &headers(),
        rows(),
    )
    .unwrap();
    let workbook: Xlsx<_> = open_workbook(&path).unwrap();
    assert_eq!(workbook.sheet_names(), ["Sheet1"]);
}

#[test]
fn an_older_export_stays_until_the_new_one_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("attendees.csv");
    fs::write(&path, "older").unwrap();
    let endless = (0..3).map(|number| {
        if number < 2 {
            vec![]
        } else {
            vec!["x".repeat(40_000)]
        }
    });
    let error = write_file(
        &path.with_extension("xlsx"),
        Format::Xlsx,
        "A",
        &headers(),
        endless,
    )
    .unwrap_err();
    assert_eq!(error.code(), "cell_too_long");
    assert_eq!(fs::read_to_string(&path).unwrap(), "older");
    write_file(&path, Format::Csv(Mark::None), "", &headers(), rows()).unwrap();
    assert!(
        fs::read_to_string(&path)
            .unwrap()
            .starts_with("Name,Company,Note")
    );
    let left: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, ["attendees.csv"], "no temporary file stays behind");
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gone").join("a.csv");
    let error = write_file(&path, Format::Csv(Mark::Utf8), "", &headers(), rows()).unwrap_err();
    assert_eq!(error.code(), "folder_missing");
    assert!(error.to_string().contains("gone"));
    fs::write(folder.path().join("gone"), "a file in the place of a folder").unwrap();
    let error = write_file(&path, Format::Csv(Mark::Utf8), "", &headers(), rows()).unwrap_err();
    assert_eq!(error.code(), "folder_missing");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_called_a_full_disk() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let error = delimited::write(full, &headers(), rows(), Mark::None).unwrap_err();
    let error = ExportError::from_io(error, std::path::Path::new("/media/usb/a.csv"));
    assert_eq!(error.code(), "disk_full");
    let read_only = std::io::Error::from(std::io::ErrorKind::ReadOnlyFilesystem);
    let error = ExportError::from_io(read_only, std::path::Path::new("/media/usb/a.csv"));
    assert_eq!(error.to_string(), "The folder /media/usb cannot be written to.");
}

#[cfg(target_os = "linux")]
#[test]
fn a_workbook_on_a_full_disk_is_told_as_such() {
    let mut full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let error = workbook::write(
        &mut full,
        std::path::Path::new("/media/usb/a.xlsx"),
        "A",
        &headers(),
        rows(),
    )
    .unwrap_err();
    assert_eq!(error.code(), "disk_full");
}
