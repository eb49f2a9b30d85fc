//! Bad input: each file and row gets its own clear words, and the others are taken.

use super::super::summary::{ReasonHeaders, write_rejected};
use super::*;
use expect_test::expect;

#[test]
fn what_is_no_table_is_named() {
    let protected: Vec<u8> = [
        b"\xd0\xcf\x11\xe0".to_vec(),
        "EncryptedPackage"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect(),
    ]
    .concat();
    let rows: [(&[u8], &str); 13] = [
        (b"", "file_empty"),
        (b" \r\n\r\n", "file_empty"),
        (b"%PDF-1.7 ...", "not_a_table"),
        (b"<!DOCTYPE html><html>", "not_a_table"),
        (b"{\"results\": []}", "not_a_table"),
        (b"\x89PNG\r\n\x1a\n", "not_a_table"),
        (b"\x00\x01\x02\x03\x04\x05\x06\x07\x08 binary", "not_a_table"),
        (b"\xd0\xcf\x11\xe0 old", "old_workbook"),
        (&protected, "workbook_protected"),
        (b"PK\x03\x04 and then nothing", "workbook_broken"),
        (
            b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
            "not_a_workbook",
        ),
        (
            b"Ane Etxeberria,ane@example.org\nGorka,gorka@example.org\n",
            "header_missing",
        ),
        (b"Name,Email\n\xc3\xa5\xd0\xb9\n", ""),
    ];
    for (bytes, code) in rows {
        let answer = Table::open(bytes.to_vec(), &ReadOptions::default());
        assert_eq!(
            answer.map_or_else(|error| error.code(), |_| ""),
            code,
            "{:?}",
            String::from_utf8_lossy(bytes)
        );
    }
}

#[test]
fn a_row_with_a_missing_quotation_mark_costs_that_row_only() {
    expect![[r#"
        note encoding: The letters were read as UTF-8.
        note separator: The columns are separated by ,.
        list open: []
        2 Ane Etxeberria [ane etxeberria|ane@example.org|ibaizabal] company="Ibaizabal" mail="ane@example.org" note="first\nsecond line"
        3 REJECTED quote_not_closed -: A quotation mark is opened and never closed.
        4 Maite Aranburu [maite aranburu|maite@example.org|oria softwarea] company="Oria Softwarea" mail="maite@example.org"
        5 Nerea Zabala [nerea zabala|nerea@example.org|txoko, s.l.] company="Txoko, S.L." mail="nerea@example.org" note="hello"
        6 Jon Uria [jon uria|jon@example.org|mutriku gintza] company="Mutriku Gintza" mail="jon@example.org"
    "#]].assert_eq(&show(file("quote_missing.csv")));
}

#[test]
fn rows_of_another_width_are_judged_one_by_one() {
    expect![[r#"
        note encoding: The letters were read as UTF-8.
        note separator: The columns are separated by ,.
        list open: []
        2 Ane Etxeberria [ane etxeberria|ane@example.org|ibaizabal] company="Ibaizabal" mail="ane@example.org"
        3 REJECTED too_many_cells -: The row has 5 cells, but the header has 4. Is a quotation mark missing?
        4 REJECTED too_few_cells -: The row has only 2 of 4 cells, and they do not fit their columns.
        5 Nerea Zabala [nerea zabala|nerea@example.org|txoko] company="Txoko" mail="nerea@example.org" !short_row -
        7 Jon Uria [jon uria|jon@example.org|mutriku gintza] company="Mutriku Gintza" mail="jon@example.org" note="hello"
    "#]].assert_eq(&show(file("ragged.csv")));
}

#[test]
fn a_torn_file_keeps_its_whole_rows() {
    expect![[r#"
        note encoding: The letters were read as UTF-8.
        note separator: The columns are separated by ,.
        note file_torn: The file seems to be cut off in row 3. The rows before it that are whole (1) can be imported; get the whole file if you can.
        list open: []
        2 Ane Etxeberria [ane etxeberria|ane@example.org|ibaizabal] company="Ibaizabal" mail="ane@example.org"
        3 REJECTED row_torn -: The file ends in the middle of this row.
    "#]].assert_eq(&show(file("list_torn.csv")));
    let mut within_a_letter = "Full name,Email\nAne,a@example.org\nÍñ".as_bytes().to_vec();
    within_a_letter.pop();
    expect![[r#"
        note encoding: The letters were read as UTF-8.
        note separator: The columns are separated by ,.
        note file_torn: The file seems to be cut off in row 3. The rows before it that are whole (1) can be imported; get the whole file if you can.
        list open: []
        2 Ane [ane|a@example.org|] mail="a@example.org"
        3 REJECTED row_torn -: The file ends in the middle of this row.
    "#]].assert_eq(&show(within_a_letter));
    let mut at_the_first_letter = "Full name,Email\nÁne,a@example.org\nÍ".as_bytes().to_vec();
    at_the_first_letter.pop();
    expect![[r#"
        note encoding: The letters were read as UTF-8.
        note separator: The columns are separated by ,.
        note file_torn: The file seems to be cut off in row 3. The rows before it that are whole (1) can be imported; get the whole file if you can.
        list open: []
        2 Áne [ane|a@example.org|] mail="a@example.org"
    "#]].assert_eq(&show(at_the_first_letter));
}

#[test]
fn a_file_torn_within_quotation_marks_is_cut_off_and_lacks_no_mark() {
    let whole = "Full name,Email,Notes\nAne,a@example.org,\"first\nsecond\"\n";
    let torn = |end: &str| show(format!("{whole}{end}").into_bytes());
    expect![[r#"
        note encoding: The letters were read as UTF-8.
        note separator: The columns are separated by ,.
        note file_torn: The file seems to be cut off in row 3. The rows before it that are whole (1) can be imported; get the whole file if you can.
        list open: []
        2 Ane [ane|a@example.org|] mail="a@example.org" note="first\nsecond"
        3 REJECTED row_torn -: The file ends in the middle of this row.
    "#]].assert_eq(&torn("\"Gorka, b@exam"));
    expect![[r#"
        note encoding: The letters were read as UTF-8.
        note separator: The columns are separated by ,.
        note file_torn: The file seems to be cut off in row 3. The rows before it that are whole (1) can be imported; get the whole file if you can.
        list open: []
        2 Ane [ane|a@example.org|] mail="a@example.org" note="first\nsecond"
        3 REJECTED row_torn -: The file ends in the middle of this row.
    "#]].assert_eq(&torn("Gorka,b@example.org,\"two lines,\nof which this is"));
    expect![[r#"
        note encoding: The letters were read as UTF-8.
        note separator: The columns are separated by ,.
        note file_torn: The file seems to be cut off in row 5. The rows before it that are whole (2) can be imported; get the whole file if you can.
        list open: []
        2 Ane [ane|a@example.org|] mail="a@example.org" note="first\nsecond"
        3 REJECTED quote_not_closed -: A quotation mark is opened and never closed.
        4 Maite [maite|c@example.org|] mail="c@example.org" note="x"
        5 REJECTED row_torn -: The file ends in the middle of this row.
    "#]].assert_eq(&torn(
        "Gorka,b@example.org,\"a mark is missing\nMaite,c@example.org,x\nJon,\"d@exa",
    ));
    expect![[r#"
        note encoding: The letters were read as UTF-8.
        note separator: The columns are separated by ,.
        list open: []
        2 Ane [ane|a@example.org|] mail="a@example.org" note="first\nsecond"
        3 REJECTED quote_not_closed -: A quotation mark is opened and never closed.
    "#]]
    .assert_eq(&torn("Gorka,b@example.org,\"a mark is missing\n"));
}

#[test]
fn two_missing_quotation_marks_swallow_nobody_between_them() {
    let list = "Full name,Company,Email\nAne,\"Goierri,a@example.org\nGorka,Oria,b@example.org\n\
                Maite,\"Txoko,c@example.org\nJon,Uria,d@example.org\n";
    expect![[r#"
        note encoding: The letters were read as UTF-8.
        note separator: The columns are separated by ,.
        list open: []
        2 REJECTED quote_not_closed -: A quotation mark is opened and never closed.
        3 Gorka [gorka|b@example.org|oria] company="Oria" mail="b@example.org"
        4 REJECTED quote_not_closed -: A quotation mark is opened and never closed.
        5 Jon [jon|d@example.org|uria] company="Uria" mail="d@example.org"
    "#]]
    .assert_eq(&show(list.as_bytes().to_vec()));
}

#[test]
fn a_person_who_is_told_apart_by_a_cell_that_cannot_be_read_is_handed_back() {
    let list =
        |mail: &str| format!("Full name,Company,Email\nAne,Goierri,{mail}\nGorka,Oria,\n").into_bytes();
    expect![[r#"
        note encoding: The letters were read as UTF-8.
        note separator: The columns are separated by ,.
        list open: []
        2 REJECTED key_unreadable email: A cell cannot be read that tells this person apart.
        3 Gorka [gorka||oria] company="Oria"
    "#]]
    .assert_eq(&show(list("#REF!")));
    expect![[r#"
        note encoding: The letters were read as UTF-8.
        note separator: The columns are separated by ,.
        list open: []
        2 REJECTED key_unreadable email: A cell cannot be read that tells this person apart.
        3 Gorka [gorka||oria] company="Oria"
    "#]]
    .assert_eq(&show(list(&"a@example.org ".repeat(50))));
    let with_id = b"ID,Full name,Email\n7,Ane,#N/A\n".to_vec();
    let choices = Choices::parse(&["ID=row_id".to_owned()]).unwrap();
    expect![[r#"
        note encoding: The letters were read as UTF-8.
        note separator: The columns are separated by ,.
        list open: []
        2 Ane [id|7] !error_cell email
    "#]]
    .assert_eq(&show_with(with_id, &choices));
}

#[test]
fn bad_cells_cost_their_field_or_their_row_and_are_told() {
    expect![[r#"
        note encoding: The letters were read as UTF-8.
        note separator: The columns are separated by ,.
        list open: []
        2 Ane Etxeberria [ane etxeberria|ane@example.org|ibaizabal] company="Ibaizabal" mail="ane@example.org" paid in=2026-11-24T08:00:00Z Share !control_characters full_name
        3 =CMD|' /C calc'!A0 [=cmd|' /c calc'!a0|gorka@example.org|+plus s.l.] company="+Plus S.L." mail="gorka@example.org" paid Dont !formula_text full_name !date_impossible checked_in_at
        4 Maite "Mai" Aranburu [maite "mai" aranburu|not a mail|oria] company="Oria" mail="not a mail" paid until=2026-11-14T22:59:59Z !mail_unlikely email !word_not_read lead_sharing
        5 REJECTED name_missing full_name: There is no name.
        6 REJECTED status_unknown status: The status "half paid" is not known; nobody is admitted on a guess.
        7 REJECTED name_too_long full_name: The name has 5000 characters; 300 is the most a name has. Is a quotation mark missing?
        8 REJECTED key_unreadable company: A cell cannot be read that tells this person apart.
        9 Ana RamÃ<soft hyphen>rez [ana rama<soft hyphen>rez|ana@example.org|] mail="ana@example.org" paid !looks_garbled full_name
        10 Two lines [two lines|two@example.org|] mail="two@example.org" paid !line_break full_name
        11 REJECTED duplicate -: It is the same person as row 2.
        12 evil [evil|rlo@example.org|] mail="rlo@example.org" paid !control_characters full_name
    "#]].assert_eq(&show(file("bad_cells.csv")));
}

#[test]
fn letters_are_never_guessed_in_silence() {
    expect![[r#"
        encoding_unclear: The file's encoding could not be told: as windows-1252 it would give "Micha³". Choose the encoding.
    "#]].assert_eq(&show(file("list_de_1250.csv")));
    let options = ReadOptions {
        encoding: Some("windows-1250".to_owned()),
        ..ReadOptions::default()
    };
    let table = Table::open(file("list_de_1250.csv"), &options).unwrap();
    assert_eq!(
        taken(&outcomes(&table, &Choices::default()))[0].display_name(),
        "Michał Żółkiewski"
    );
    let cyrillic = [
        b"Full name,Email\n".to_vec(),
        b"\xca\xee\xe2\xe0\xeb\xe5\xed\xea\xee,o@example.org\n".to_vec(),
    ]
    .concat();
    expect![[r#"
        encoding_unclear: The file's encoding could not be told: as windows-1252 it would give "Êîâàëåíêî". Choose the encoding.
    "#]].assert_eq(&show(cyrillic));
    let mixed = [
        "Full name,Email\nJosé Núñez,a@example.org\nZoë Ångström,c@example.org\n"
            .as_bytes()
            .to_vec(),
        b"Bego\xf1a,b@example.org\n".to_vec(),
    ];
    expect![[r#"
        note encoding: The letters were read as UTF-8.
        note file_broken_letters: Some letters of the file are broken; their rows were not taken.
        note separator: The columns are separated by ,.
        list open: []
        2 José Núñez [jose nunez|a@example.org|] mail="a@example.org"
        3 Zoë Ångström [zoe angstrom|c@example.org|] mail="c@example.org"
        4 REJECTED broken_letters -: Letters of this row are broken (wrong encoding).
    "#]]
    .assert_eq(&show(mixed.concat()));
    let unknown = ReadOptions {
        encoding: Some("klingon".to_owned()),
        ..ReadOptions::default()
    };
    assert_eq!(
        Table::open(b"Name\nA\n".to_vec(), &unknown).unwrap_err().code(),
        "encoding_unknown"
    );
}

#[test]
fn the_rejected_rows_come_back_as_a_file_that_can_be_corrected_and_imported() {
    let table = open(file("bad_cells.csv"));
    let rejections: Vec<Rejection> = outcomes(&table, &Choices::default())
        .into_iter()
        .filter_map(|outcome| {
            if let Outcome::Rejected(rejection) = outcome {
                Some(rejection)
            } else {
                None
            }
        })
        .collect();
    let mut out = Vec::new();
    let reasons: Vec<String> = rejections.iter().map(|row| row.reason.to_string()).collect();
    let written = write_rejected(
        &mut out,
        &table.headers,
        ReasonHeaders::default(),
        rejections.iter().zip(&reasons),
    )
    .unwrap();
    assert_eq!(written, 5);
    let text = String::from_utf8(out.clone()).unwrap();
    assert!(text.starts_with("\u{feff}Full name,Company,Email"));
    assert!(text.contains("Nerea Zabala,Txoko,nerea@example.org,,,half paid,,6,"));
    let corrected = open(text.replace("half paid", "paid").into_bytes());
    let again = outcomes(&corrected, &Choices::default());
    assert!(
        taken(&again)
            .iter()
            .any(|row| row.display_name() == "Nerea Zabala")
    );
}

#[test]
fn a_guarded_export_is_read_back_without_its_guards() {
    let headers = ["Full name", "Phone", "Email"].map(str::to_owned);
    let rows =
        [["=Ane", "+34 600", "'t Hooft"], ["@gorka", "-", "x"]].map(|row| row.map(str::to_owned).to_vec());
    let mut out = Vec::new();
    crate::export::delimited::write(&mut out, &headers, rows, crate::export::Mark::None).unwrap();
    let read = outcomes(&open(out), &Choices::default());
    let row = taken(&read)[0];
    assert_eq!(row.full_name.as_deref(), Some("=Ane"));
    assert_eq!(row.phone.as_deref(), Some("+34 600"));
    assert_eq!(row.email.as_deref(), Some("'t Hooft"));
}

#[test]
fn a_row_whose_key_cannot_be_read_is_handed_back_in_every_family() {
    for (header, cells, choice) in [
        (
            "Order #,Attendee Status,First Name,Last Name",
            "#REF!,Attending,Ane,Uria",
            None,
        ),
        ("ID,Name,Registration date", "#REF!,Ane Uria,2026-11-24", None),
        ("Name,Email,Payer", "Ane Uria,,#REF!", Some("Payer=order_email")),
        (
            "Name,Company,Payer",
            "Ane Uria,,#REF!",
            Some("Payer=order_company"),
        ),
        ("Name,Last name,Payer", ",Uria,#REF!", Some("Payer=order_name")),
    ] {
        let table = open(format!("{header}\n{cells}\n").into_bytes());
        let choices = Choices::parse(&Vec::from_iter(choice)).unwrap();
        let read = line(&outcomes(&table, &choices)[0]);
        assert!(read.contains("REJECTED key_unreadable"), "{header}: {read}");
    }
}
