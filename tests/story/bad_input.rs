//! What goes wrong on a real day: torn files, foreign codes, wrong events. Each is said clearly, and nothing is lost.

use crate::fair::{EVENT, Fair, POSITIONS, file, object, secret};
use serde_json::json;

#[test]
fn a_torn_file_gives_what_is_whole_and_says_what_is_not() {
    let fair = Fair::new();
    let bytes = std::fs::read(file(POSITIONS)).unwrap();
    let torn = fair.write("torn.csv", &bytes[..bytes.len() / 2]);
    let rejected = fair.path("rejected.csv");
    let ask = ["--rejected", rejected.to_str().unwrap()];
    let trial = fair.ok([
        "import",
        "--event",
        EVENT,
        torn.to_str().unwrap(),
        "--dry-run",
        ask[0],
        ask[1],
    ]);
    assert_eq!(
        (&trial["rejected_file"], rejected.exists()),
        (&json!(null), false)
    );
    let report = fair.ok([
        "import",
        "--event",
        EVENT,
        torn.to_str().unwrap(),
        "--rejected",
        rejected.to_str().unwrap(),
    ]);
    let (read, added) = (
        report["read"].as_u64().unwrap(),
        report["added"].as_u64().unwrap(),
    );
    let lost = report["rejected"].as_array().unwrap();
    assert!(added > 1000);
    assert_eq!(read, added + u64::try_from(lost.len()).unwrap());
    assert!(
        lost.iter()
            .all(|row| row["row"].is_u64() && row["code"].is_string() && row["message"].is_string())
    );
    assert_eq!(rejected.exists(), !lost.is_empty());
    assert_eq!((lost.len(), &lost[0]["code"]), (1, &json!("row_torn")));
    let notes = report["notes"].as_array().unwrap();
    let torn = notes.iter().find(|note| note["code"] == "file_torn").unwrap();
    assert_eq!(torn["params"]["whole"], json!(added.to_string()));
    assert_eq!(torn["params"]["row"], json!(lost[0]["row"].to_string()));
    let whole = fair.import(&file(POSITIONS));
    assert_eq!((&whole["read"], &whole["rejected"]), (&json!(2110), &json!([])));
}

#[test]
fn files_that_are_none_are_refused_with_their_reason() {
    let fair = Fair::new();
    let before = fair.digest();
    for (name, bytes, code) in [
        ("empty.csv", &b""[..], "file_empty"),
        (
            "picture.csv",
            &b"\x89PNG\r\n\x1a\n0000000000000000"[..],
            "not_a_table",
        ),
        (
            "nameless.csv",
            &b"Company,Email\nGoierri,a@example.org\n"[..],
            "name_column_missing",
        ),
    ] {
        let path = fair.write(name, bytes);
        let path = path.to_str().unwrap();
        assert_eq!(fair.refused(["import", "--event", EVENT, path]), code, "{name}");
    }
    assert_eq!(
        fair.refused(["import", "--event", EVENT, "nowhere.csv"]),
        "file_unreadable"
    );
    assert_eq!(fair.digest(), before);
}

#[test]
fn letters_that_could_be_read_in_two_ways_are_asked_for() {
    let fair = Fair::new();
    let before = fair.digest();
    let list = file("list_de_1250.csv");
    let path = list.to_str().unwrap();
    assert_eq!(
        fair.refused(["import", "--event", EVENT, path]),
        "encoding_unclear"
    );
    let chosen = |name: &'static str| ["import", "--event", EVENT, path, "--encoding", name];
    assert_eq!(fair.refused(chosen("klingon")), "encoding_unknown");
    assert_eq!(fair.digest(), before);
    assert_eq!(fair.ok(chosen("windows-1250"))["rejected"], json!([]));
    assert_eq!(fair.find("zolkiewski")[0]["name"], "Michał Żółkiewski");
}

#[test]
fn cells_that_cannot_be_read_are_told_row_by_row_and_the_others_are_taken() {
    let fair = Fair::new();
    let report = fair.import(&file("bad_cells.csv"));
    let codes = |list: &str, key: &str| -> Vec<String> {
        let rows = report[list].as_array().unwrap();
        rows.iter()
            .map(|row| row[key].as_str().unwrap().to_owned())
            .collect()
    };
    let rejected = codes("rejected", "code");
    assert!(rejected.contains(&"name_too_long".to_owned()), "{rejected:?}");
    let repaired = codes("repaired", "code");
    for code in ["control_characters", "date_impossible", "formula_text"] {
        assert!(repaired.contains(&code.to_owned()), "{code}: {repaired:?}");
    }
    let taken = report["added"].as_u64().unwrap() + u64::try_from(rejected.len()).unwrap();
    assert_eq!(report["read"], json!(taken));
    assert_eq!(fair.import(&file("bad_cells.csv"))["unchanged"], report["added"]);
}

#[test]
fn a_name_of_five_thousand_characters_is_refused_and_unseen_characters_go() {
    let fair = Fair::new();
    let before = fair.digest();
    let register = |name: &str| {
        let words = [
            "register",
            "--event",
            EVENT,
            "--name",
            name,
            "--consent",
            "ask",
            "--privacy-notice",
        ];
        object(&fair.call(words).output().unwrap())
    };
    let refused = register(&"Ane ".repeat(1_250));
    assert_eq!(refused["error"]["code"], "field_too_long");
    assert_eq!(refused["error"]["params"]["max"], "300");
    assert_eq!(fair.digest(), before);
    assert_eq!(
        register("A\u{7}ne\u{1b}[31m Uria")["attendee"]["name"],
        "Ane[31m Uria"
    );
}

#[test]
fn columns_that_nobody_knows_are_named_once_and_remembered() {
    let fair = Fair::new();
    let list = fair.write("list.csv", "Wer,Firma\nJon Agirre,Goierri\n");
    let path = list.to_str().unwrap();
    let mapped = fair.ok([
        "import",
        "--event",
        EVENT,
        path,
        "--map",
        "Wer=full_name",
        "--map",
        "Firma=company",
    ]);
    assert_eq!(mapped["added"], json!(1));
    assert_eq!(fair.import(&list)["unchanged"], json!(1));
    let wrong = ["import", "--event", EVENT, path, "--map", "Wer=shoe size"];
    assert_eq!(fair.refused(wrong), "field_unknown");
}

#[test]
fn codes_of_nobody_stop_with_a_reason_and_are_recorded() {
    let fair = Fair::imported();
    let paid = secret("paid", "");
    let half = &paid[..paid.len() / 2];
    for code in [
        half,
        "https://example.org/ticket/1",
        "BEGIN:VCARD\nVERSION:4.0\nFN:Jon Agirre\nEND:VCARD",
        "AAAAA",
    ] {
        let outcome = fair.scan(code);
        assert_eq!(outcome["verdict"], "unknown", "{code}: {outcome}");
        assert!(outcome["attendee"].is_null() && outcome["field_reason"] == "invalid");
        assert!(outcome["reasons"][0].is_string(), "{code}: {outcome}");
    }
    let out = fair.path("scans.csv");
    let words = [
        "export",
        "scans",
        "--event",
        EVENT,
        "--out",
        out.to_str().unwrap(),
    ];
    assert_eq!(fair.ok(words)["rows"], json!(4));
}

#[test]
fn of_two_codes_glued_by_a_scanner_the_second_counts_and_that_is_said() {
    let fair = Fair::imported();
    let glued = secret("paid", "") + &secret("pending", "");
    let outcome = fair.scan(&glued);
    assert_eq!(outcome["verdict"], "unpaid", "{outcome}");
    let reasons = json!(["unpaid", "second_of_two"]);
    assert_eq!(outcome["reasons"], reasons, "{outcome}");
}

#[test]
fn a_ticket_of_the_other_event_says_where_it_is_valid() {
    let fair = Fair::imported();
    let code = secret("paid", "");
    let words = ["scan", "--event", "een-2023", "--checkpoint", "main", &code];
    let outcome = fair.ok(words);
    assert_eq!(outcome["verdict"], "other_event", "{outcome}");
    // One of our own, signed at this desk.
    let made = fair.ok([
        "register",
        "--event",
        "een-2023",
        "--first",
        "Ane",
        "--consent",
        "dont",
        "--privacy-notice",
    ]);
    let outcome = fair.scan(made["ticket"].as_str().unwrap());
    assert_eq!(outcome["verdict"], "other_event", "{outcome}");
    assert!(outcome["reasons"][0].is_string(), "{outcome}");
}

#[test]
fn what_is_not_there_is_named() {
    let fair = Fair::new();
    assert_eq!(fair.refused(["find", "--event", "boi-1999", "x"]), "not_found");
    let words = ["scan", "--event", EVENT, "--checkpoint", "roof", "x"];
    assert_eq!(fair.refused(words), "not_found");
    let words = [
        "scan",
        "--event",
        EVENT,
        "--checkpoint",
        "main",
        "--at",
        "noon",
        "x",
    ];
    assert_eq!(fair.refused(words), "bad_moment");
    let [a, b, c, d, e, f, _, g] = words;
    assert_eq!(
        fair.refused([a, b, c, d, e, f, "2023-02-31T10:00", g]),
        "bad_moment"
    );
    let out = fair.path("x.pdf");
    let words = [
        "badges",
        "--event",
        EVENT,
        "--template",
        "a0",
        "--out",
        out.to_str().unwrap(),
    ];
    assert_eq!(fair.refused(words), "no_template");
    assert_eq!(
        fair.refused(["init", "--event", "nowhere.json"]),
        "file_unreadable"
    );
    let list = fair.write("list.csv", "\"Name\",\"Email\"\n");
    let mut call = crate::fair::sarrera();
    let output = call.arg("--data").arg(&list).arg("events").output().unwrap();
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("is a file"),
        "{output:?}"
    );
}

#[test]
fn a_wrong_call_is_told_from_work_that_failed() {
    let fair = Fair::empty();
    for words in [&["scan"][..], &["frobnicate"], &["find", "--event", EVENT], &[]] {
        let status = crate::fair::sarrera()
            .arg("--data")
            .arg(fair.data())
            .args(words)
            .output()
            .unwrap()
            .status;
        assert_eq!(status.code(), Some(2), "{words:?}");
    }
    let without_folder = crate::fair::sarrera().arg("events").output().unwrap();
    assert_eq!(without_folder.status.code(), Some(2));
    assert!(!fair.data().exists(), "a wrong call makes nothing");
}
