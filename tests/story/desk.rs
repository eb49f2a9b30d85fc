//! A morning at the desk by script: walk-ins, colleagues who come instead, overrides, undo, way out, and many codes.

use crate::fair::{EVENT, Fair, MORNING, object, scan_codes, secret};
use serde_json::{Value, json};
use std::io::{Read, Write};
use std::process::Stdio;

fn walk_in(fair: &Fair) -> Value {
    fair.ok([
        "register",
        "--event",
        EVENT,
        "--first",
        "Ane",
        "--last",
        "Etxeberria",
        "--company",
        "Goierri Valley",
        "--email",
        "ane@example.org",
        "--consent",
        "ask",
        "--privacy-notice",
        "--checkpoint",
        "main",
    ])
}

#[test]
fn a_walk_in_is_registered_and_let_in_and_told_when_she_comes_twice() {
    let fair = Fair::new();
    let first = walk_in(&fair);
    assert_eq!(first["scan"]["verdict"], "admitted");
    assert_eq!(
        (&first["attendee"]["name"], &first["attendee"]["consent"]),
        (&json!("Ane Etxeberria"), &json!("ask"))
    );
    assert_eq!(first["likely"], json!([]));
    assert_eq!(walk_in(&fair)["likely"][0]["why"], "same_mail");
    assert_eq!(fair.find("Echeverría")[0]["name"], "Ane Etxeberria");
}

#[test]
fn nobody_is_registered_without_consent_and_privacy_notice() {
    let fair = Fair::new();
    let base = [
        "register",
        "--event",
        EVENT,
        "--first",
        "Ane",
        "--last",
        "Etxeberria",
    ];
    assert_eq!(fair.refused(base), "field_missing");
    let [a, b, c, d, e, f, g] = base;
    assert_eq!(
        fair.refused([a, b, c, d, e, f, g, "--consent", "share"]),
        "notice_not_accepted"
    );
    assert_eq!(fair.find("Etxeberria"), Vec::<Value>::new());
}

#[test]
fn a_colleague_comes_instead_and_the_first_ticket_speaks_of_the_colleague() {
    let fair = Fair::imported();
    let code = secret("paid", "");
    let id = fair.find(&code)[0]["id"].as_str().unwrap().to_owned();
    let substituted = fair.ok([
        "substitute",
        "--event",
        EVENT,
        "--attendee",
        &id,
        "--checkpoint",
        "main",
        "--first",
        "Jon",
        "--last",
        "Agirre",
        "--consent",
        "dont",
        "--privacy-notice",
    ]);
    assert_eq!(substituted["scan"]["verdict"], "admitted");
    assert_eq!(substituted["scan"]["attendee"]["name"], "Jon Agirre");
    // Now, on the day of the substitution: each day of the fair counts by itself.
    let again = fair.ok(["scan", "--event", EVENT, "--checkpoint", "main", &code]);
    assert_eq!(
        (&again["verdict"], &again["attendee"]["name"]),
        (&json!("already_in"), &json!("Jon Agirre"))
    );
}

#[test]
fn a_stopped_person_is_let_in_with_a_reason_and_a_scan_is_undone_once() {
    let fair = Fair::imported();
    let unpaid = secret("pending", "");
    let words = ["scan", "--event", EVENT, "--checkpoint", "main", &unpaid];
    let stopped = fair.ok(words);
    assert_eq!(stopped["verdict"], "unpaid");
    let stop = stopped["scan"].as_str().unwrap();
    assert_eq!(
        fair.refused(["scan", "--event", EVENT, "--undo", stop]),
        "nothing_to_undo"
    );
    let [a, b, c, d, e, f] = words;
    assert_eq!(
        fair.refused([a, b, c, d, e, f, "--override", " "]),
        "reason_missing"
    );
    let let_in = fair.ok([a, b, c, d, e, f, "--override", "paid in cash"]);
    assert_eq!(let_in["verdict"], "admitted", "{let_in}");
    let scan = let_in["scan"].as_str().unwrap();
    let undo = ["scan", "--event", EVENT, "--undo", scan];
    assert_eq!(fair.ok(undo)["undone"], json!(true));
    assert_eq!(fair.refused(undo), "already_undone");
    assert_eq!(
        fair.refused(["scan", "--event", EVENT, "--confirm", scan]),
        "not_pending"
    );
}

#[test]
fn who_leaves_is_outside_and_may_not_leave_twice_unnoticed() {
    let fair = Fair::imported();
    let code = secret("paid", "");
    assert_eq!(fair.verdict(&code), "admitted");
    // At hours of their own: the same code again within seconds is shown as it was.
    let leave = |at: &str| {
        let words = [
            "scan",
            "--event",
            EVENT,
            "--checkpoint",
            "main",
            "--exit",
            "--at",
            at,
            &code,
        ];
        fair.ok(words)["verdict"].clone()
    };
    assert_eq!(leave("2023-11-13T12:00"), "left");
    assert_eq!(leave("2023-11-13T13:00"), "not_inside");
}

#[test]
fn many_codes_give_one_verdict_a_line_each_before_the_next_is_asked_for() {
    let fair = Fair::imported();
    let words = [
        "scan",
        "--event",
        EVENT,
        "--checkpoint",
        "main",
        "--at",
        MORNING,
        "--codes-from",
        "-",
    ];
    let mut running = fair
        .call(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut codes = running.stdin.take().unwrap();
    let mut verdicts = running.stdout.take().unwrap();
    for (code, expected) in [
        (secret("paid", ""), "admitted"),
        (secret("pending", ""), "unpaid"),
    ] {
        writeln!(codes, "{code}").unwrap();
        let mut line = Vec::new();
        while line.last() != Some(&b'\n') {
            let mut byte = [0];
            verdicts.read_exact(&mut byte).unwrap();
            line.push(byte[0]);
        }
        let line: Value = serde_json::from_slice(&line).unwrap();
        assert_eq!(line["verdict"], expected);
    }
    drop(codes);
    assert!(running.wait().unwrap().success());
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let fair = Fair::imported();
    let codes = fair.write("codes.txt", "nobody's code\n".repeat(200));
    let words = scan_codes(codes.to_str().unwrap());
    let mut running = fair
        .call(words)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(running.stdout.take());
    let output = running.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
}

#[test]
fn two_processes_at_once_share_one_database() {
    let fair = Fair::imported();
    let codes = fair.write("codes.txt", format!("{}\n", secret("paid", "")).repeat(40));
    let words = scan_codes(codes.to_str().unwrap());
    let both: Vec<_> = (0..2)
        .map(|_| fair.call(words).stdout(Stdio::piped()).spawn().unwrap())
        .collect();
    let mut admitted = 0;
    for one in both {
        let output = one.wait_with_output().unwrap();
        assert!(output.status.success());
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(text.lines().count(), 40);
        admitted += text.matches("\"verdict\":\"admitted\"").count();
    }
    assert_eq!(admitted, 1, "one ticket lets in once, whoever asks");
    assert_eq!(fair.ok(["log", "verify"])["ok"], json!(true));
}

#[test]
fn text_for_people_is_short_and_holds_no_json() {
    let fair = Fair::imported();
    let mut call = crate::fair::sarrera();
    call.arg("--data").arg(fair.data());
    let output = call
        .args(["find", "--event", EVENT, "kovalenko"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.lines().count() >= 1 && text.contains("Коваленко") && !text.contains('{'));
    let doctor = fair.call(["doctor"]).output().unwrap();
    assert_eq!(object(&doctor)["unlocked_by"], "passphrase");
}

#[test]
fn people_read_since_when_on_which_days_and_what_a_call_lacks() {
    let fair = Fair::new();
    let told = |words: &[&str]| {
        let mut call = crate::fair::sarrera();
        let output = call.arg("--data").arg(fair.data()).args(words).output().unwrap();
        String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap()
    };
    assert!(told(&["events"]).contains("checkpoints main"));
    let register = [
        "register",
        "--event",
        EVENT,
        "--first",
        "Ane",
        "--days",
        "2023-11-13",
    ];
    assert!(told(&register).contains("--consent"));
    let asked = [&register[..], &["--consent", "ask"]].concat();
    assert!(told(&asked).contains("--privacy-notice"));
    let made = told(&[&asked[..], &["--privacy-notice"]].concat());
    assert!(made.contains("valid on 2023-11-13"), "{made}");
    let (_, ticket) = made.trim_end().split_once("ticket ").unwrap();
    let scan = |at: &str| {
        told(&[
            "scan",
            "--event",
            EVENT,
            "--checkpoint",
            "main",
            "--at",
            at,
            ticket,
        ])
    };
    assert!(scan("2023-11-13T10:00").starts_with("admitted"));
    assert!(scan("2023-11-13T11:00").contains("since 2023-11-13T10:00:00+01:00 at "));
    assert!(scan("2023-11-14T10:00").contains("valid on 2023-11-13"));
}

#[test]
fn a_checkpoint_is_defined_by_a_script_and_its_rule_holds_at_the_next_scan() {
    let fair = Fair::imported();
    let room = fair.ok([
        "checkpoint",
        "--event",
        EVENT,
        "--label",
        "room-a",
        "--only",
        "press",
        "--capacity",
        "2",
        "--re-entry",
        "always",
    ]);
    assert_eq!(
        (&room["only"], &room["capacity"], &room["once_per"]),
        (&json!(["press"]), &json!(2), &json!("event"))
    );
    let code = secret("paid", "");
    let scan = |at: &str| {
        fair.ok([
            "scan",
            "--event",
            EVENT,
            "--checkpoint",
            "room-a",
            "--at",
            at,
            &code,
        ])["verdict"]
            .clone()
    };
    assert_eq!(scan("2023-11-13T10:00"), "other_event");
    let open = fair.ok([
        "checkpoint",
        "--event",
        EVENT,
        "--label",
        "room-a",
        "--only",
        "all",
    ]);
    assert_eq!((&open["only"], &open["capacity"]), (&json!([]), &json!(2)));
    assert_eq!(scan("2023-11-13T10:05"), "admitted");
    let refused = fair.refused([
        "checkpoint",
        "--event",
        EVENT,
        "--label",
        "main",
        "--open",
        "tomorrow",
    ]);
    assert_eq!(refused, "bad_opening");
}

#[test]
fn everybody_of_the_first_day_is_admitted_again_on_the_second() {
    let fair = Fair::imported();
    let code = secret("paid", "");
    let scan = |at: &str| {
        fair.ok([
            "scan",
            "--event",
            EVENT,
            "--checkpoint",
            "main",
            "--at",
            at,
            &code,
        ])["verdict"]
            .clone()
    };
    assert_eq!(scan("2023-11-13T10:00"), "admitted");
    assert_eq!(scan("2023-11-13T15:00"), "already_in");
    assert_eq!(scan("2023-11-14T09:30"), "admitted");
}

#[test]
fn days_are_given_by_a_script_and_a_substitute_takes_them_over() {
    let fair = Fair::new();
    let register = |days: &str| {
        fair.call([
            "register",
            "--event",
            EVENT,
            "--first",
            "Ane",
            "--consent",
            "ask",
            "--privacy-notice",
            "--days",
            days,
        ])
    };
    assert_eq!(
        object(&register("2023-11-20").output().unwrap())["error"]["code"],
        "day_outside"
    );
    let made = object(&register("2023-11-14").output().unwrap());
    assert_eq!(made["attendee"]["days"], json!(["2023-11-14"]));
    let ticket = made["ticket"].as_str().unwrap();
    assert_eq!(fair.verdict(ticket), "not_now");
    let id = made["attendee"]["id"].as_str().unwrap();
    let words = [
        "correct",
        "--event",
        EVENT,
        "--attendee",
        id,
        "--days",
        "2023-11-13,2023-11-14",
    ];
    assert_eq!(
        fair.ok(words)["attendee"]["days"],
        json!(["2023-11-13", "2023-11-14"])
    );
    let words = ["correct", "--event", EVENT, "--attendee", id, "--days", "all"];
    assert_eq!(fair.ok(words)["attendee"]["days"], json!([]));
    // A place is not given anew with the person.
    let words = [
        "substitute",
        "--event",
        EVENT,
        "--attendee",
        id,
        "--checkpoint",
        "main",
        "--days",
        "all",
    ];
    assert_eq!(fair.call(words).output().unwrap().status.code(), Some(2));
}

#[test]
fn a_code_that_two_people_share_names_both() {
    let fair = Fair::new();
    let list = fair.write(
        "list.csv",
        "First name,Last name,Ticket code\nMikel,Olano,shared0000000001\nNerea,Olano,shared0000000001\n",
    );
    fair.import(&list);
    let stopped = fair.scan("shared0000000001");
    assert_eq!(stopped["verdict"], "ambiguous");
    let names: Vec<&str> = stopped["candidates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|person| person["name"].as_str().unwrap())
        .collect();
    assert!(
        names.len() == 2 && names.contains(&"Mikel Olano") && names.contains(&"Nerea Olano"),
        "{names:?}"
    );
}

#[test]
fn a_line_that_is_no_code_is_one_scan_however_long_it_is() {
    let fair = Fair::new();
    let codes = fair.write("codes.txt", format!("{}\nnobody's\n", "x".repeat(300 * 1_024)));
    let words = scan_codes(codes.to_str().unwrap());
    let output = fair.call(words).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let reasons: Vec<Value> = String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["reasons"][0].clone())
        .collect();
    assert_eq!(reasons, ["code_too_long", "code_not_found"]);
}

#[test]
fn a_mistyped_option_or_time_is_no_scan() {
    let fair = Fair::new();
    let base = ["scan", "--event", EVENT, "--checkpoint", "main"];
    let [a, b, c, d, e] = base;
    let mistyped = fair.call([a, b, c, d, e, "--exti"]).output().unwrap();
    assert_eq!(mistyped.status.code(), Some(2), "{mistyped:?}");
    assert!(mistyped.stdout.is_empty(), "{mistyped:?}");
    let mistyped = fair.call(["find", "--event", EVENT, "--txet"]).output().unwrap();
    assert_eq!(mistyped.status.code(), Some(2), "{mistyped:?}");
    assert_eq!(
        fair.refused([a, b, c, d, e, "--at", "2023-11-13", "x"]),
        "bad_moment"
    );
    let meant = fair.ok([a, b, c, d, e, "--", "--exti"]);
    assert_eq!(meant["verdict"], "unknown");
}

#[test]
fn a_correction_says_which_badge_is_void() {
    let fair = Fair::new();
    let id = walk_in(&fair)["attendee"]["id"].as_str().unwrap().to_owned();
    let correct = |company: &str| {
        fair.ok([
            "correct",
            "--event",
            EVENT,
            "--attendee",
            &id,
            "--company",
            company,
        ])
    };
    assert_eq!(correct("Goierri")["voided"], json!([]), "no badge was made");
    let out = fair.path("badges.pdf");
    fair.ok(["badges", "--event", EVENT, "--out", out.to_str().unwrap()]);
    let made = fair.ok(["correct", "--event", EVENT, "--attendee", &id])["attendee"]["badge"].clone();
    let corrected = correct("Goierri Valley");
    assert_eq!(corrected["voided"], json!([made]));
    assert_ne!(corrected["attendee"]["badge"], made);
}
