//! What may follow a scan: undo, overrides one after the other, and the scan shown again as it was.

use super::Fair;
use crate::view::{PersonForm, PrintState, ScanState};
use crate::{PrintWish, ScanAsk};
use sarrera_core::ops::{BadgeReason, Direction, ReprintWhy};
use sarrera_core::time::Timestamp;

const CODE: &str = "abcdefghijklmnop2345";

fn form(name: &str) -> PersonForm {
    PersonForm {
        given_name: Some(name.into()),
        privacy_notice: Some(true),
        ..PersonForm::default()
    }
}

/// One person of a file, with more columns.
fn with(columns: &str, values: &str) -> Fair {
    let fair = Fair::new();
    let csv = format!(
        "Order code,Position ID,Attendee name,Product,Ticket secret,{columns}\nAAAAA,1,Jon Agirre,Visitor,{CODE},{values}\n"
    );
    assert_eq!(fair.import_text(&csv).added, 1);
    fair
}

#[test]
fn an_undo_voids_the_badge_that_was_printed_once_a_printer_was_chosen() {
    let fair = with("Status", "paid");
    let admitted = fair.app.scan(&fair.ask(), CODE).unwrap();
    let id = admitted.person.unwrap().id;
    fair.later_ms(5_000);
    let print = fair.to_paper().print;
    let job = fair
        .app
        .reprint("boi-2023", &id, "printer_problem", print)
        .unwrap()
        .job;
    fair.app.run_print_job(&job, |_| {}).unwrap();
    let undone = fair.app.undo_scan("boi-2023", &admitted.scan).unwrap();
    assert_eq!(undone.voided.len(), 1);
    assert!(fair.app.person("boi-2023", &id).unwrap().badge.is_none());
}

#[test]
fn an_undo_voids_the_badge_of_its_scan_and_no_badge_of_another_hour() {
    let fair = with("Status", "paid");
    let first = fair.app.scan(&fair.to_paper(), CODE).unwrap();
    let id = first.person.unwrap().id;
    fair.later_ms(60_000);
    let exit = ScanAsk {
        direction: Direction::Exit,
        ..fair.ask()
    };
    let left = fair.app.scan(&exit, CODE).unwrap();
    assert_eq!((left.verdict.as_str(), left.since), ("left", Some(first.at)));
    fair.later_ms(60_000);
    let reprinted = fair
        .app
        .reprint("boi-2023", &id, "spilt coffee on it", fair.to_paper().print)
        .unwrap();
    assert_eq!(reprinted.state, PrintState::Queued);
    // Undoing the exit takes no badge.
    let undone = fair.app.undo_scan("boi-2023", &left.scan).unwrap();
    assert!(undone.voided.is_empty() && !undone.paper_back);
    assert!(fair.app.person("boi-2023", &id).unwrap().badge.is_some());
    // Undoing the admission takes the one that replaced its own.
    let undone = fair.app.undo_scan("boi-2023", &first.scan).unwrap();
    assert_eq!(undone.voided.len(), 1);
    assert!(fair.app.person("boi-2023", &id).unwrap().badge.is_none());
    let again = fair.app.outcome("boi-2023", &first.scan).unwrap();
    assert_eq!(again.state, ScanState::Undone);
    assert!(!again.can.undo && !again.can.print && !again.can.override_verdict);
}

#[test]
fn a_reprint_keeps_why_it_was_asked_for() {
    let fair = Fair::new();
    let outcome = fair
        .app
        .register_and_admit(&fair.to_paper(), &form("Ane"))
        .unwrap();
    let id = outcome.person.unwrap().id;
    for reason in ["spoilt", "fix", "spilt coffee on it"] {
        fair.later_ms(1_000);
        fair.app
            .reprint("boi-2023", &id, reason, fair.to_paper().print)
            .unwrap();
    }
    let event = fair.app.event("boi-2023").unwrap();
    let scans = fair.app.read(|r| {
        Ok(r.scans_of(
            event.no,
            sarrera_core::ids::SubjectId(id.parse::<sarrera_core::ids::AttendeeId>().unwrap().0),
        )?)
    });
    let mut badges = scans.unwrap().badges;
    badges.sort_by_key(|badge| badge.hlc);
    let told: Vec<_> = badges
        .iter()
        .map(|b| (b.reason, b.why, b.text.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (BadgeReason::First, None, ""),
            (BadgeReason::Lost, Some(ReprintWhy::Spoilt), ""),
            (BadgeReason::Fix, Some(ReprintWhy::Fix), ""),
            (BadgeReason::Lost, Some(ReprintWhy::Other), "spilt coffee on it"),
        ]
    );
    assert!(
        crate::App::reasons()
            .reprint
            .contains(&"printer_problem".to_owned())
    );
}

#[test]
fn unpaid_and_not_today_are_overruled_one_after_the_other() {
    let fair = with(
        "Status,Valid from,Valid until",
        "pending,2023-11-14 08:00,2023-11-14 20:00",
    );
    let ask = ScanAsk {
        at: Some(Timestamp(super::FIRST_MORNING - 3_600_000)),
        ..fair.ask()
    };
    let unpaid = fair.app.scan(&ask, CODE).unwrap();
    assert_eq!(unpaid.verdict, "unpaid");
    assert!(!unpaid.can.undo, "there is nothing to undo");
    let refused = fair.app.undo_scan("boi-2023", &unpaid.scan).unwrap_err();
    assert_eq!(refused.code(), "nothing_to_undo");
    let over = |scan: &str, why: &str| fair.app.override_scan("boi-2023", scan, why, PrintWish::None);
    let not_now = over(&unpaid.scan, "paid_here").unwrap();
    assert_eq!((not_now.verdict.as_str(), not_now.at), ("not_now", unpaid.at));
    assert!(not_now.can.override_verdict);
    let admitted = over(&not_now.scan, "organiser_said").unwrap();
    assert!(admitted.can.undo);
    assert_eq!(admitted.undo_until - admitted.at, 600_000, "ten minutes");
    assert_eq!((admitted.verdict.as_str(), admitted.at), ("admitted", unpaid.at));
    let before = fair.app.digest().unwrap().ops;
    assert_eq!(
        over(&admitted.scan, "came_back").unwrap_err().code(),
        "not_overridable"
    );
    assert_eq!(fair.app.digest().unwrap().ops, before);
}

#[test]
fn a_scan_shown_again_says_what_it_said() {
    let fair = with("Status", "paid");
    let first = fair.scan(CODE);
    let second = fair.scan_later(CODE);
    assert_eq!(second.verdict, "already_in");
    let shown = |outcome: &crate::view::Outcome| {
        let again = fair.app.outcome("boi-2023", &outcome.scan).unwrap();
        assert_eq!(again.reasons, outcome.reasons);
        assert_eq!(again.can, outcome.can);
        assert_eq!(again.field_reason, outcome.field_reason);
        assert_eq!(again.since, outcome.since);
        assert_eq!(again.since_device, outcome.since_device);
        again
    };
    shown(&first);
    let again = shown(&second);
    assert_eq!(again.since, Some(first.at));
    assert!(again.since_device.is_some() && again.can.override_verdict);
    // A voided badge names the one that took its place.
    let fair = Fair::new();
    let outcome = fair
        .app
        .register_and_admit(&fair.to_paper(), &form("Ane"))
        .unwrap();
    let id = outcome.person.unwrap().id;
    let event = fair.app.event("boi-2023").unwrap();
    let old = fair.app.preview_badge("boi-2023", &id).unwrap();
    assert!(old.svg.contains("<svg"));
    let code = fair.app.read(|r| {
        let row = crate::desk::find_person(r, &event, &id)?;
        let live = r
            .scans_of(event.no, row.id.into())?
            .live_badge()
            .map(|b| b.serial);
        let painter = crate::badges::Painter::new(r, &event)?;
        Ok(painter.content(&row, live.unwrap())?.code)
    });
    fair.app
        .reprint("boi-2023", &id, "lost", fair.to_paper().print)
        .unwrap();
    let revoked = fair.scan_later(&code.unwrap());
    assert_eq!(revoked.verdict, "revoked");
    let again = fair.app.outcome("boi-2023", &revoked.scan).unwrap();
    let number = fair.app.person("boi-2023", &id).unwrap().badge.unwrap().number;
    assert_eq!(again.reasons[0].params["replaced_by"], number);
    assert_eq!(again.reasons, revoked.reasons);
}

#[test]
fn who_was_never_let_in_has_not_arrived_by_leaving() {
    let fair = with("Status", "paid");
    let exit = ScanAsk {
        direction: Direction::Exit,
        ..fair.ask()
    };
    assert_eq!(fair.app.scan(&exit, CODE).unwrap().verdict, "not_inside");
    assert_eq!(fair.app.figures("boi-2023", "main").unwrap().arrived, 0);
}

#[test]
fn a_check_in_of_this_morning_that_is_told_at_noon_does_not_put_a_person_inside_again() {
    let fair = with("Status", "paid");
    fair.scan(CODE);
    fair.later_ms(3_600_000);
    let exit = ScanAsk {
        direction: Direction::Exit,
        ..fair.ask()
    };
    assert_eq!(fair.app.scan(&exit, CODE).unwrap().verdict, "left");
    fair.later_ms(3_600_000);
    let earlier = ScanAsk {
        at: Some(Timestamp(super::FIRST_MORNING + 60_000)),
        ..fair.ask()
    };
    fair.app.scan(&earlier, CODE).unwrap();
    let figures = fair.app.figures("boi-2023", "main").unwrap();
    assert_eq!((figures.arrived, figures.inside), (1, 0));
}

#[test]
fn an_export_says_when_somebody_first_came_in() {
    let fair = with("Status", "paid");
    fair.scan(CODE);
    fair.later_ms(3_600_000);
    let exit = ScanAsk {
        direction: Direction::Exit,
        ..fair.ask()
    };
    fair.app.scan(&exit, CODE).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("people.csv");
    let (table, format) = (crate::ExportTable::Attendees, crate::ExportFormat::Csv);
    fair.app.export("boi-2023", table, format, &out).unwrap();
    let text = std::fs::read_to_string(&out).unwrap();
    assert!(text.contains("2023-11-13 10:00:00"), "{text}");
}

#[test]
fn a_whole_code_finds_its_person_once() {
    let fair = with("Status", "paid");
    let hits = fair.app.find("boi-2023", CODE).unwrap();
    assert_eq!(hits.len(), 1, "{hits:?}");
    assert_eq!(hits[0].why.how, "exact");
}
