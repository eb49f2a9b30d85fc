//! A morning at the desk: codes and names become verdicts, badges, corrections and undone mistakes.

use super::{Fair, file};
use crate::PrintWish;
use crate::view::{LeadSharing, PersonForm, PersonView, Presence, PrintState};
use sarrera_core::ops::Direction;

/// Ticket secrets of the real file, by what the row says.
fn secret(status: &str, blocked: &str) -> String {
    let text = std::fs::read_to_string(file("pretix/orderlist_positions_all.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let column = |name: &str| headers.iter().position(|h| h == name).unwrap();
    let (s, b, t, c) = (
        column("Status"),
        column("Blocked"),
        column("Ticket secret"),
        column("Check-in lists"),
    );
    reader
        .records()
        .map(Result::unwrap)
        .find(|row| &row[s] == status && &row[b] == blocked && row[c].is_empty())
        .map(|row| row[t].to_owned())
        .unwrap()
}

fn fair() -> Fair {
    let fair = Fair::new();
    fair.import(&file("pretix/orderlist_positions_all.csv"));
    fair
}

fn walk_in() -> PersonForm {
    PersonForm {
        given_name: Some("Олена".into()),
        family_name: Some("Коваленко".into()),
        company: Some("Kharkiv Turbine Works".into()),
        email: Some("olena@example.org".into()),
        lead_sharing: Some(LeadSharing::Ask),
        privacy_notice: Some(true),
        ..PersonForm::default()
    }
}

fn one(fair: &Fair, text: &str) -> PersonView {
    fair.app.find("boi-2023", text).unwrap().remove(0).person
}

#[test]
fn the_files_own_codes_get_the_verdicts_of_their_rows() {
    let fair = fair();
    let paid = secret("paid", "");
    let verdict = |code: &str| {
        let outcome = fair.scan_later(code);
        (outcome.verdict, outcome.field_reason.unwrap_or_default())
    };
    assert_eq!(verdict(&paid), ("admitted".into(), String::new()));
    assert_eq!(verdict(&paid), ("already_in".into(), "already_redeemed".into()));
    assert_eq!(
        verdict(&secret("paid", "Yes")),
        ("blocked".into(), "blocked".into())
    );
    assert_eq!(
        verdict(&secret("canceled", "")),
        ("canceled".into(), "canceled".into())
    );
    assert_eq!(
        verdict(&secret("expired", "")),
        ("canceled".into(), "canceled".into())
    );
    assert_eq!(
        verdict(&secret("pending", "")),
        ("unpaid".into(), "unpaid".into())
    );
    assert_eq!(
        verdict("nosuchticket0000000000000000000"),
        ("unknown".into(), "invalid".into())
    );
    assert_eq!(
        verdict("https://example.org/x"),
        ("unknown".into(), "invalid".into())
    );
    assert_eq!(
        verdict(&paid.to_uppercase()),
        ("already_in".into(), "already_redeemed".into())
    );
}

#[test]
fn the_same_code_within_ten_seconds_is_a_double_scan() {
    let fair = fair();
    let paid = secret("paid", "");
    fair.scan(&paid);
    fair.later_ms(3_000);
    let again = fair.scan(&paid);
    assert!(again.double_scan, "{again:?}");
}

#[test]
fn a_day_before_the_fair_is_not_now_for_a_registration_with_days() {
    let fair = Fair::new();
    let csv = "Order code,Position ID,Status,Attendee name,Product,Ticket secret,Valid from,Valid until\n\
               AAAAA,1,paid,Jon Agirre,Visitor,abcdefghijklmnop2345,2023-11-14 08:00,2023-11-14 20:00\n";
    assert_eq!(fair.import_text(csv).added, 1);
    assert_eq!(fair.scan("abcdefghijklmnop2345").verdict, "not_now");
    fair.later_ms(24 * 3_600_000);
    assert_eq!(fair.scan("abcdefghijklmnop2345").verdict, "admitted");
}

#[test]
fn who_leaves_may_be_told_and_an_undo_makes_the_first_admission_undone() {
    let fair = fair();
    let paid = secret("paid", "");
    let first = fair.scan(&paid);
    let exit = crate::ScanAsk {
        direction: Direction::Exit,
        ..fair.ask()
    };
    fair.later_ms(60_000);
    assert_eq!(fair.app.scan(&exit, &paid).unwrap().verdict, "left");
    fair.later_ms(60_000);
    assert_eq!(fair.app.scan(&exit, &paid).unwrap().verdict, "not_inside");
    fair.app.undo_scan("boi-2023", &first.scan).unwrap();
    assert_eq!(
        fair.app.undo_scan("boi-2023", &first.scan).unwrap_err().code(),
        "already_undone"
    );
    assert_eq!(fair.scan_later(&paid).verdict, "admitted");
}

#[test]
fn an_override_names_its_reason_and_lets_in() {
    let fair = fair();
    let stopped = fair.scan(&secret("pending", ""));
    assert!(stopped.can.override_verdict);
    let refused = fair
        .app
        .override_scan("boi-2023", &stopped.scan, " ", PrintWish::None);
    assert_eq!(refused.unwrap_err().code(), "reason_missing");
    let let_in = fair
        .app
        .override_scan("boi-2023", &stopped.scan, "paid in cash", PrintWish::None)
        .unwrap();
    assert_eq!(let_in.verdict, "admitted");
    let unknown = fair.scan_later("nosuchticket0000000000000000000");
    let refused = fair
        .app
        .override_scan("boi-2023", &unknown.scan, "nice face", PrintWish::None);
    assert_eq!(refused.unwrap_err().code(), "not_overridable");
}

#[test]
fn attention_waits_for_the_operator() {
    let fair = Fair::new();
    let csv = "Order code,Position ID,Status,Attendee name,Product,Ticket secret,Check-in text\n\
               AAAAA,1,paid,Jon Agirre,Visitor,abcdefghijklmnop2345,Ask for the invitation\n";
    fair.import_text(csv);
    let waiting = fair.app.scan(&fair.to_paper(), "abcdefghijklmnop2345").unwrap();
    assert!(
        waiting.pending && waiting.can.confirm && waiting.print.is_none(),
        "{waiting:?}"
    );
    assert_eq!(fair.app.figures("boi-2023", "main").unwrap().arrived, 0);
    let listed = || fair.app.recent("boi-2023", "main").unwrap()[0].state;
    assert_eq!(listed(), crate::view::ScanState::Pending);
    let wish = fair.to_paper().print;
    let confirmed = fair.app.confirm_scan("boi-2023", &waiting.scan, wish).unwrap();
    assert!(!confirmed.pending && confirmed.print.is_some());
    assert_eq!(fair.app.figures("boi-2023", "main").unwrap().arrived, 1);
    let again = fair.app.confirm_scan("boi-2023", &waiting.scan, wish);
    assert_eq!(again.unwrap_err().code(), "not_pending");
}

#[test]
fn a_walk_in_is_registered_admitted_and_found_by_latin_typing() {
    let fair = Fair::new();
    let outcome = fair.app.register_and_admit(&fair.to_paper(), &walk_in()).unwrap();
    assert_eq!(outcome.verdict, "admitted");
    assert!(outcome.print.is_some());
    let person = one(&fair, "kovalenko");
    assert_eq!(
        (person.name.as_str(), person.presence),
        ("Олена Коваленко", Presence::Inside)
    );
    assert_eq!(
        (person.lead_sharing, person.latin.as_deref()),
        (Some(LeadSharing::Ask), Some("Olena Kovalenko"))
    );
    let no_notice = PersonForm {
        privacy_notice: None,
        ..walk_in()
    };
    assert_eq!(
        fair.app.register("boi-2023", &no_notice).unwrap_err().code(),
        "notice_not_accepted"
    );
    let nameless = PersonForm {
        given_name: None,
        family_name: None,
        ..walk_in()
    };
    assert_eq!(
        fair.app.register("boi-2023", &nameless).unwrap_err().code(),
        "field_missing"
    );
}

#[test]
fn a_form_that_is_typed_shows_who_is_here_already_and_what_was_meant() {
    let fair = Fair::new();
    fair.app.register("boi-2023", &walk_in()).unwrap();
    let typed = PersonForm {
        given_name: Some("OLENA".into()),
        family_name: Some("Коваленко".into()),
        email: Some("olena@gmial.com".into()),
        ..PersonForm::default()
    };
    let checked = fair.app.check_form("boi-2023", &typed, None).unwrap();
    assert_eq!(checked.suggestions["given_name"], "Olena");
    assert_eq!(checked.suggestions["email"], "olena@gmail.com");
    let same_mail = PersonForm {
        email: Some("OLENA@example.org".into()),
        ..PersonForm::default()
    };
    assert_eq!(
        fair.app.check_form("boi-2023", &same_mail, None).unwrap().likely[0].why,
        "same_mail"
    );
}

#[test]
fn a_correction_after_printing_makes_a_new_badge_and_voids_the_old_code() {
    let fair = Fair::new();
    let outcome = fair.app.register_and_admit(&fair.to_paper(), &walk_in()).unwrap();
    let person = outcome.person.unwrap();
    let old = person.badge.unwrap().number;
    let form = PersonForm {
        company: Some("KTW".into()),
        ..PersonForm::default()
    };
    let corrected = fair
        .app
        .correct("boi-2023", &person.id, &form, fair.to_paper().print)
        .unwrap();
    assert_ne!(corrected.person.badge.unwrap().number, old);
    assert!(fair.app.conflicts("boi-2023").unwrap().is_empty());
}

#[test]
fn a_colleague_who_comes_instead_holds_the_registration_and_the_ticket() {
    let fair = fair();
    let paid = secret("paid", "");
    let original = fair.app.scan(&fair.to_paper(), &paid).unwrap();
    let person = original.person.unwrap();
    fair.later_ms(60_000);
    let instead = fair
        .app
        .substitute(&fair.to_paper(), &person.id, &walk_in())
        .unwrap();
    assert_eq!(
        (
            instead.verdict.as_str(),
            instead.person.as_ref().unwrap().name.as_str()
        ),
        ("admitted", "Олена Коваленко")
    );
    let ticket = fair.scan_later(&paid);
    assert_eq!(
        (ticket.verdict.as_str(), ticket.person.unwrap().name.as_str()),
        ("already_in", "Олена Коваленко")
    );
    fair.later_ms(60_000);
    let first_holder = fair.app.admit(&fair.ask(), &person.id).unwrap();
    assert_eq!(first_holder.verdict, "revoked");
}

#[test]
fn another_events_code_says_which_event() {
    let fair = fair();
    let ask = crate::ScanAsk {
        event: "een-2023",
        ..fair.ask()
    };
    let code = secret("paid", "");
    for read in [code.to_uppercase(), code] {
        fair.later_ms(60_000);
        let elsewhere = fair.app.scan(&ask, &read).unwrap();
        assert_eq!(elsewhere.verdict, "other_event");
        assert_eq!(elsewhere.reasons[0].params["event"], "Basque Open Industry 2023");
    }
}

#[test]
fn a_badge_goes_to_paper_once_whoever_asks_and_how_often() {
    let fair = Fair::new();
    let folder = tempfile::tempdir().unwrap();
    let printer = format!("folder:{}", folder.path().display());
    let wish = PrintWish::To {
        printer: &printer,
        template: "a6",
    };
    let ask = crate::ScanAsk {
        print: wish,
        ..fair.ask()
    };
    let outcome = fair.app.register_and_admit(&ask, &walk_in()).unwrap();
    let number = outcome.person.unwrap().badge.unwrap().number;
    let job = outcome.print.unwrap().job;
    let mut heard = Vec::new();
    fair.app
        .run_print_job(&job, |view| heard.push(view.state))
        .unwrap();
    fair.app
        .run_print_job(&job, |view| heard.push(view.state))
        .unwrap();
    assert_eq!(heard.first(), Some(&PrintState::Sending));
    let made: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(
        made,
        [format!("Sarrera badge {number}.pdf").as_str()],
        "whoever looks into the queue finds the badge by its number: {heard:?}"
    );
    assert_eq!(fair.app.print_state(&job).unwrap().state, *heard.last().unwrap());
}

#[test]
fn a_name_with_a_letter_that_no_font_has_is_said_and_not_printed() {
    let fair = Fair::new();
    let folder = tempfile::tempdir().unwrap();
    let printer = format!("folder:{}", folder.path().display());
    let wish = PrintWish::To {
        printer: &printer,
        template: "a6",
    };
    let ask = crate::ScanAsk {
        print: wish,
        ..fair.ask()
    };
    let form = PersonForm {
        given_name: Some("\u{12000}\u{12001}".into()),
        ..walk_in()
    };
    let job = fair
        .app
        .register_and_admit(&ask, &form)
        .unwrap()
        .print
        .unwrap()
        .job;
    fair.app.run_print_job(&job, |_| {}).unwrap();
    let view = fair.app.print_state(&job).unwrap();
    assert_eq!(
        (view.state, view.reason.as_deref()),
        (PrintState::Failed, Some("missing_glyphs"))
    );
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
