//! pretix's own files, whole, in five languages.

use super::*;
use expect_test::expect;
use std::collections::{BTreeMap, HashSet};

#[test]
fn all_positions_of_the_fair_are_read_and_none_is_lost() {
    let table = open(file("pretix/orderlist_positions_all.csv"));
    let mapping = Mapping::recognise(&table.headers, &Choices::default()).unwrap();
    assert_eq!(
        (mapping.family, mapping.kind),
        (Family::Pretix, FileKind::Registrations)
    );
    assert_eq!(
        mapping.open_headers(),
        Vec::<&str>::new(),
        "every column is known"
    );
    let mut summary = Summary::default();
    for outcome in read_rows(&table, &mapping, Madrid) {
        summary.count(&outcome);
    }
    let statuses = BTreeMap::from([("paid", 2000), ("pending", 64), ("canceled", 31), ("expired", 15)]);
    assert_eq!((summary.read, summary.taken, summary.rejected), (2110, 2110, 0));
    assert_eq!(
        (summary.blocked, summary.by_status, summary.checked_in),
        (15, statuses, 0)
    );
    assert_eq!(
        summary.by_fix.keys().collect::<Vec<_>>(),
        [&"formula_text"],
        "nothing had to be repaired"
    );
}

/// pretix guards formulas by an apostrophe when it exports; what was registered has none.
fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'')
        .filter(|rest| rest.starts_with(['=', '+', '-', '@']))
        .unwrap_or(cell)
}

#[test]
fn names_are_exactly_as_registered() {
    let bytes = file("pretix/orderlist_positions_all.csv");
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let headers = reader.headers().unwrap().clone();
    let at = |header: &str| headers.iter().position(|h| h == header).unwrap();
    let (name, company, mail, secret) = (
        at("Attendee name"),
        at("Attendee company"),
        at("Attendee email"),
        at("Ticket secret"),
    );
    let outcomes = outcomes(&open(bytes.clone()), &Choices::default());
    let read = taken(&outcomes);
    for (row, record) in read.iter().zip(reader.records().map(Result::unwrap)) {
        assert_eq!(row.full_name.as_deref(), Some(unguarded(&record[name])));
        assert_eq!(
            row.company.as_deref().unwrap_or_default(),
            unguarded(&record[company])
        );
        assert_eq!(row.email.as_deref(), Some(&record[mail]));
        assert_eq!(row.ticket_code.as_deref(), Some(&record[secret]));
        assert_eq!(row.key.key, &record[secret]);
    }
    assert_eq!(read[0].row, 2, "the first person stands in row 2 of the file");
    assert_eq!(read[2109].row, 2111);
}

#[test]
fn the_check_in_list_names_the_same_people_with_the_same_facts() {
    let positions = outcomes(
        &open(file("pretix/orderlist_positions_all.csv")),
        &Choices::default(),
    );
    let table = open(file("pretix/checkinlist.csv"));
    let mapping = Mapping::recognise(&table.headers, &Choices::default()).unwrap();
    assert_eq!(
        (mapping.family, mapping.kind),
        (Family::Pretix, FileKind::CheckInList)
    );
    assert!(
        !mapping.empty_is_said(Field::Company),
        "a check-in list's empty cell takes nothing away"
    );
    let list = outcomes(&table, &Choices::default());
    let known: BTreeMap<&RowKey, &ReadRow> =
        taken(&positions).into_iter().map(|row| (&row.key, row)).collect();
    let mut arrived = HashSet::new();
    for row in taken(&list) {
        let person = known[&row.key];
        assert_eq!(
            (
                &row.full_name,
                &row.company,
                &row.email,
                &row.category,
                row.blocked,
                &row.order_code
            ),
            (
                &person.full_name,
                &person.company,
                &person.email,
                &person.category,
                person.blocked,
                &person.order_code
            )
        );
        assert!(matches!(row.checked_in, None | Some(Arrival::At(_))));
        if row.checked_in.is_some() {
            arrived.insert(&row.key);
        }
    }
    assert_eq!((taken(&list).len(), list.len(), arrived.len()), (2000, 2000, 400));
}

#[test]
fn a_translated_export_gives_the_same_people() {
    let english = expect![[r#"
        2 Ane Etxeberria Goñi [rsf6mkruv4ebhh4q6th27nm6h9sss3jd] given="Ane" family="Etxeberria Goñi" company="Ibaizabal" mail="ane@example.org" country="ES" category="Visitor" order="AB3DE" ticket="rsf6mkruv4ebhh4q6th27nm6h9sss3jd" badge="3RZJCGY3H3" paid until=2023-11-14T17:00:00Z
        3 Łukasz Żółć [cr5afnjq49v38jkjjmuxjppjrze7dpxu] given="Łukasz" family="Żółć" company="Fábrica, S.L." mail="pedidos@example.org" country="ES" category="Visitor – Monday" order="AB3DE" ticket="cr5afnjq49v38jkjjmuxjppjrze7dpxu" badge="MZRH3DT9WV" pending
        4 Олена Коваленко [ujrrpa228rzfw56uwkcxktzbyt4vubuu] given="Олена" family="Коваленко" mail="olena@example.net" country="ES" category="Visitor" order="AB3DE" ticket="ujrrpa228rzfw56uwkcxktzbyt4vubuu" badge="MARNW7E7VT" canceled
        5 山田 太郎 [w2fwtcs2xh9kypdftm3gnpc9v7wbqgvf] given="太郎" family="山田" mail="yamada@example.com" country="ES" category="Visitor" order="AB3DE" ticket="w2fwtcs2xh9kypdftm3gnpc9v7wbqgvf" badge="999LZJZ73W" expired
        6 Jo [w3fwtcs2xh9kypdftm3gnpc9v7wbqgvf] given="Jo" mail="jo@example.com" country="ES" category="Visitor" order="AB3DE" ticket="w3fwtcs2xh9kypdftm3gnpc9v7wbqgvf" badge="899LZJZ73W" unapproved
        7 Søren Ødegård [w4fwtcs2xh9kypdftm3gnpc9v7wbqgvf] given="Søren" family="Ødegård" mail="soren@example.com" country="ES" category="Visitor" order="AB3DE" ticket="w4fwtcs2xh9kypdftm3gnpc9v7wbqgvf" badge="799LZJZ73W" paid blocked
    "#]];
    let mut shown: Vec<String> = Vec::new();
    for language in ["es", "eu", "de", "fr"] {
        let read = outcomes(
            &open(file(&format!("pretix/positions_{language}.csv"))),
            &Choices::default(),
        );
        let lines: String = read.iter().map(line).collect();
        shown.push(lines.replace(&format!(" lang={language:?}"), ""));
    }
    english.assert_eq(&shown[0]);
    for other in &shown[1..] {
        assert_eq!(other, &shown[0]);
    }
}

#[test]
fn a_translated_check_in_list_gives_the_same_arrivals() {
    let expected = expect![[r#"
        2 Ane Etxeberria Goñi [rsf6mkruv4ebhh4q6th27nm6h9sss3jd] given="Ane" family="Etxeberria Goñi" company="Ibaizabal" mail="ane@example.org" category="Visitor" order="AB3DE" ticket="rsf6mkruv4ebhh4q6th27nm6h9sss3jd" paid in=2023-11-13T08:05:00Z attention_asked
        3 Łukasz Żółć [cr5afnjq49v38jkjjmuxjppjrze7dpxu] given="Łukasz" family="Żółć" company="Fábrica, S.L." mail="pedidos@example.org" category="Visitor – Monday" order="AB3DE" ticket="cr5afnjq49v38jkjjmuxjppjrze7dpxu" pending
    "#]];
    let mut shown: Vec<String> = Vec::new();
    for language in ["es", "eu", "de", "fr"] {
        let table = open(file(&format!("pretix/checkinlist_{language}.csv")));
        let mapping = Mapping::recognise(&table.headers, &Choices::default()).unwrap();
        assert_eq!(mapping.kind, FileKind::CheckInList, "{language}");
        shown.push(outcomes(&table, &Choices::default()).iter().map(line).collect());
    }
    expected.assert_eq(&shown[0]);
    for other in &shown[1..] {
        assert_eq!(other, &shown[0]);
    }
}

#[test]
fn a_check_in_list_without_secrets_says_how_to_export_it() {
    let text = String::from_utf8(file("pretix/checkinlist.csv"))
        .unwrap()
        .replace("\"Secret\"", "\"Gone\"");
    let table = open(text.into_bytes());
    let error = Mapping::recognise(&table.headers, &Choices::default()).unwrap_err();
    assert_eq!(error.code(), "ticket_code_column_missing");
    assert!(error.to_string().contains("Include QR-code secret"));
}

#[test]
fn excels_dialect_of_the_same_file_reads_the_same() {
    let text = String::from_utf8(file("pretix/orderlist_positions_all.csv")).unwrap();
    let plain = outcomes(&open(text.clone().into_bytes()), &Choices::default());
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut semicolons = csv::WriterBuilder::new().delimiter(b';').from_writer(vec![]);
    for record in reader.records() {
        semicolons.write_record(&record.unwrap()).unwrap();
    }
    let semicolons = String::from_utf8(semicolons.into_inner().unwrap()).unwrap();
    let utf16: Vec<u8> = semicolons.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let variants = [
        format!("\u{feff}{semicolons}").into_bytes(),
        format!("sep=;\r\n{semicolons}").into_bytes(),
        [b"\xff\xfe".to_vec(), utf16.clone()].concat(),
        utf16,
        [
            b"\xfe\xff".to_vec(),
            semicolons.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        ]
        .concat(),
    ];
    for (number, bytes) in variants.into_iter().enumerate() {
        let read = outcomes(&open(bytes), &Choices::default());
        assert_eq!(taken(&read).len(), 2110, "variant {number}");
        assert!(
            taken(&read)
                .iter()
                .zip(taken(&plain))
                .all(|(a, b)| a.key == b.key && a.full_name == b.full_name)
        );
    }
}
