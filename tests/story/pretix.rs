//! pretix's own files through the program: nobody lost, statuses right, corrections kept, check-ins taken over once.

use crate::fair::{CHECK_INS, EVENT, Fair, POSITIONS, csv, file, positions, secret};
use serde_json::json;

#[test]
fn all_rows_go_in_and_a_second_import_changes_nothing() {
    let fair = Fair::new();
    let first = fair.import(&file(POSITIONS));
    assert_eq!(
        (&first["read"], &first["added"], &first["rejected"]),
        (&json!(2110), &json!(2110), &json!([]))
    );
    let before = fair.digest();
    let second = fair.import(&file(POSITIONS));
    assert_eq!(
        (&second["added"], &second["updated"], &second["unchanged"]),
        (&json!(0), &json!(0), &json!(2110))
    );
    assert_eq!(fair.digest(), before);
    assert_eq!(fair.ok(["log", "verify"])["ok"], json!(true));
}

#[test]
fn tickets_of_the_file_get_the_verdict_of_their_status() {
    let fair = Fair::imported();
    for (status, blocked, verdict) in [
        ("paid", "", "admitted"),
        ("paid", "Yes", "blocked"),
        ("canceled", "", "canceled"),
        ("expired", "", "canceled"),
        ("pending", "", "unpaid"),
    ] {
        assert_eq!(
            fair.verdict(&secret(status, blocked)),
            verdict,
            "{status} {blocked}"
        );
    }
    let again = fair.scan(&secret("paid", ""));
    assert_eq!(again["verdict"], "already_in");
    assert_eq!(again["since"], "2023-11-13T10:00:00+01:00");
    assert_eq!(again["field_reason"], "already_redeemed");
    assert!(again["attendee"]["name"].is_string() && again["reasons"][0].is_string());
}

#[test]
fn a_correction_at_the_desk_survives_a_newer_file() {
    let fair = Fair::imported();
    let mut rows = positions();
    let column = |name: &str, rows: &[Vec<String>]| rows[0].iter().position(|header| header == name).unwrap();
    let (company, job, code) = (
        column("Attendee company", &rows),
        column("Job title", &rows),
        column("Ticket secret", &rows),
    );
    let id = fair.find(&rows[1][code])[0]["id"].as_str().unwrap().to_owned();
    fair.ok([
        "correct",
        "--event",
        EVENT,
        "--attendee",
        &id,
        "--company",
        "Goierri Valley",
    ]);
    rows[1][company] = "Goierri Vale".to_owned();
    rows[1][job] = "Head of Quality".to_owned();
    let newer = fair.write("newer.csv", csv(&rows));
    let report = fair.import(&newer);
    assert_eq!(
        (&report["added"], &report["updated"], &report["unchanged"]),
        (&json!(0), &json!(1), &json!(2109))
    );
    assert_eq!(report["kept"][0]["ours"], "Goierri Valley");
    assert_eq!(report["kept"][0]["theirs"], "Goierri Vale");
    let person = &fair.ok(["correct", "--event", EVENT, "--attendee", &id])["attendee"];
    assert_eq!(
        (&person["company"], &person["job_title"]),
        (&json!("Goierri Valley"), &json!("Head of Quality"))
    );
}

#[test]
fn a_check_in_list_adds_nobody_and_its_check_ins_are_taken_over_once() {
    let fair = Fair::imported();
    let first = fair.import(&file(CHECK_INS));
    assert_eq!(
        (&first["read"], &first["added"], &first["check_ins"]),
        (&json!(2000), &json!(0), &json!(400))
    );
    let again = fair.import(&file(CHECK_INS));
    assert_eq!(
        (&again["added"], &again["updated"], &again["check_ins"]),
        (&json!(0), &json!(0), &json!(0))
    );
    assert_eq!(fair.import(&file(POSITIONS))["unchanged"], json!(2110));
}

#[test]
fn a_name_in_cyrillic_is_found_on_a_spanish_keyboard() {
    let fair = Fair::imported();
    let hits = fair.find("kovalenko");
    assert!(
        hits[0]["name"].as_str().unwrap().contains("Коваленко"),
        "{hits:?}"
    );
    assert_eq!(hits[0]["why"]["field"], "name");
}

#[test]
fn everybody_who_may_come_has_a_page_and_exports_open_again() {
    let fair = Fair::imported();
    let pdf = fair.path("badges.pdf");
    let report = fair.ok([
        "badges",
        "--event",
        EVENT,
        "--template",
        "a6",
        "--out",
        pdf.to_str().unwrap(),
    ]);
    assert_eq!(report["pages"], json!(1985));
    assert_eq!(report["missing_glyphs"], json!([]));
    assert!(std::fs::read(&pdf).unwrap().starts_with(b"%PDF-"));
    for name in ["people.csv", "people.xlsx"] {
        let out = fair.path(name);
        let words = [
            "export",
            "attendees",
            "--event",
            EVENT,
            "--out",
            out.to_str().unwrap(),
        ];
        assert_eq!(fair.ok(words)["rows"], json!(2110));
        // What Sarrera writes, Sarrera reads.
        let again = Fair::new().import(&out);
        assert_eq!((&again["read"], &again["rejected"]), (&json!(2110), &json!([])));
    }
}

#[test]
fn a_dry_run_and_a_rebuild_change_nothing() {
    let fair = Fair::imported();
    let before = fair.digest();
    let path = file(CHECK_INS);
    let words = ["import", "--event", EVENT, path.to_str().unwrap(), "--dry-run"];
    assert_eq!(fair.ok(words)["check_ins"], json!(400));
    assert_eq!(fair.digest(), before);
    assert_eq!(fair.ok(["log", "rebuild"]), before);
}
