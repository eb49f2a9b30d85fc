//! Damage at every place of a file: nothing panics, and a stray quotation mark costs its own neighbourhood only.

use super::*;

fn read_all(bytes: Vec<u8>) -> Option<Vec<Outcome>> {
    let table = Table::open(bytes, &ReadOptions::default()).ok()?;
    let mapping = Mapping::recognise(&table.headers, &Choices::default()).ok()?;
    Some(read_rows(&table, &mapping, Madrid).collect())
}

#[test]
fn a_stray_quotation_mark_anywhere_costs_two_rows_at_most() {
    let people: String = (1..=9)
        .map(|n| format!("Ane Etxeberria {n};Ibaizabal, S.L.;ane{n}@example.org;ok\n"))
        .collect();
    let whole = format!("Full name;Company;Email;Notes\n{people}");
    let body = whole.find("Ane").unwrap();
    for at in body..whole.len() {
        let mut torn = whole.clone();
        torn.insert(at, '"');
        let read = read_all(torn.into_bytes()).unwrap();
        let good = taken(&read).iter().filter(|row| row.email.is_some()).count();
        assert!(
            good >= 7 && read.len() >= 8,
            "a mark at {at}: {good} of 9 taken, {} rows told",
            read.len()
        );
    }
}

#[test]
fn a_file_cut_off_keeps_the_rows_before_the_cut() {
    let whole = file("pretix/positions_eu.csv");
    let header = whole.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    for cut in (header..whole.len()).step_by(13) {
        let lines = whole[header..cut].iter().filter(|byte| **byte == b'\n').count();
        let read = read_all(whole[..cut].to_vec()).unwrap();
        assert!(taken(&read).len() >= lines, "cut at {cut}");
        let is_told = !notes_of_the_end(&whole[..cut]).is_empty();
        assert_eq!(is_told, !matches!(whole[cut - 1], b'\r' | b'\n'), "cut at {cut}");
    }
}

/// What is said of the end of a file, with the row it is said of.
fn notes_of_the_end(bytes: &[u8]) -> Vec<(&'static str, u64)> {
    let table = Table::open(bytes.to_vec(), &ReadOptions::default()).unwrap();
    let of_the_end = |note: &Note| {
        if let Note::FileTorn { row, .. } | Note::LastRowOpen { row } = note {
            Some((note.code(), *row))
        } else {
            None
        }
    };
    table.notes.iter().filter_map(of_the_end).collect()
}

#[test]
fn a_file_cut_off_in_a_letter_is_told_in_every_encoding() {
    let list = "Full name,Company\nAne,Íñigo\nJon,Ínigo\nAne,Ñ";
    let utf16 = |text: &str| -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect()
    };
    let japanese = encoding_rs::SHIFT_JIS
        .encode("Full name,Company\nAne,会社\nJon,会社\nAne,会")
        .0;
    let marked = [b"\xef\xbb\xbf".as_slice(), list.as_bytes()].concat();
    for (mut bytes, encoding) in [
        (list.as_bytes().to_vec(), None),
        (marked, None),
        (list.as_bytes().to_vec(), Some("utf-8")),
        (utf16(list), None),
        (
            utf16("Full name,Company\nAne,A\nJon,B\nAne,\u{20bb7}")[..].to_vec(),
            Some("utf-16le"),
        ),
        (japanese.into_owned(), Some("shift_jis")),
    ] {
        bytes.pop();
        let options = ReadOptions {
            encoding: encoding.map(str::to_owned),
            ..ReadOptions::default()
        };
        let table = Table::open(bytes, &options).unwrap();
        let told: Vec<&str> = table.notes.iter().map(Note::code).collect();
        assert_eq!(told, ["encoding", "separator", "file_torn"], "{encoding:?}");
        assert!(table.notes.contains(&Note::FileTorn { row: 4, whole: 2 }));
        let read = outcomes(&table, &Choices::default());
        assert!(line(&read[2]).starts_with("4 REJECTED row_torn"), "{encoding:?}");
    }
}

#[test]
fn a_last_row_without_a_line_end_is_to_be_looked_at() {
    let said = |end: &str| notes_of_the_end(format!("Full name,Email\nAne,a@example.org\n{end}").as_bytes());
    assert_eq!(said("Jon,j@exam"), [("last_row_open", 3)]);
    assert_eq!(said("Jon,"), [("last_row_open", 3)]);
    assert_eq!(said("Jon,\"j@example.org\""), [], "its last cell is closed");
    assert_eq!(said("Jon,j@example.org\n"), []);
    assert_eq!(said("Jon,j@example.org\r"), []);
    assert_eq!(said("Jon"), [("file_torn", 3)]);
    assert_eq!(said("\"\""), [("file_torn", 3)], "its first cell is empty");
    assert_eq!(said("  "), []);
    assert_eq!(said(","), []);
}

#[test]
fn a_check_in_list_with_bytes_changed_is_read_or_refused() {
    for name in [
        "pretix/checkinlist_de.csv",
        "list_es_1252.csv",
        "list_eu_utf16.csv",
        "quote_missing.csv",
    ] {
        let whole = file(name);
        for at in (0..whole.len()).step_by(29) {
            for byte in [0_u8, b'"', b';', b'\n', 0xff] {
                let mut damaged = whole.clone();
                damaged[at] = byte;
                drop(read_all(damaged));
            }
        }
    }
}
