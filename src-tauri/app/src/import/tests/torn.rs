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
    }
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
