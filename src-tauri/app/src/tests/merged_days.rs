//! Somebody who holds several registrations: the days on which they come, who takes them over, and what stops them.

use super::Fair;
use super::merges::{EVENT, TWO, comes_on, day_tickets, ids, list, merge, person};
use crate::view::{BatchAsk, BoxCut, PersonEdit, PersonForm};
use crate::{BatchUse, PrintWish, ScanAsk};

const MONDAY: &str = "2023-11-13";
const TUESDAY: &str = "2023-11-14";
/// Whichever of the two registrations is shown, one of these has the other's day first.
const EITHER: [[&str; 2]; 2] = [[MONDAY, TUESDAY], [TUESDAY, MONDAY]];

fn on(days: &[&str]) -> PersonEdit {
    PersonEdit {
        form: PersonForm {
            days: Some(days.iter().map(|day| (*day).to_owned()).collect()),
            ..PersonForm::default()
        },
        ..PersonEdit::default()
    }
}

fn status(word: &str) -> PersonEdit {
    PersonEdit {
        status: Some(word.to_owned()),
        ..PersonEdit::default()
    }
}

#[test]
fn a_colleague_who_takes_over_two_tickets_comes_on_the_day_of_either() {
    for days in EITHER {
        let fair = Fair::new();
        let merged = day_tickets(&fair, days, "paid");
        let colleague = PersonForm {
            given_name: Some("Jon".into()),
            privacy_notice: Some(true),
            ..PersonForm::default()
        };
        let instead = fair
            .app
            .substitute(&fair.ask(), &merged.person.id, &colleague)
            .unwrap();
        assert_eq!(instead.verdict, "admitted", "{days:?}");
        assert_eq!(fair.scan_later("firstticket1").verdict, "already_in");
    }
}

#[test]
fn a_person_who_is_stopped_is_stopped_by_every_registration_that_they_hold() {
    for (word, verdict) in [
        ("canceled", "canceled"),
        ("unpaid", "unpaid"),
        ("unapproved", "unapproved"),
    ] {
        let fair = Fair::new();
        list(&fair, TWO);
        let id = merge(&fair).person.id;
        let edited = fair.app.edit_person(EVENT, &id, &status(word)).unwrap();
        assert_eq!(edited.profile.person.status, word);
        for code in ["firstticket1", "secondticket2"] {
            assert_eq!(fair.scan_later(code).verdict, verdict, "{code}");
        }
        let edited = fair.app.edit_person(EVENT, &id, &status("valid")).unwrap();
        assert_eq!(edited.profile.person.status, "valid");
        assert_eq!(fair.scan_later("secondticket2").verdict, "admitted");
    }
}

#[test]
fn a_canceled_duplicate_stays_canceled_whatever_is_said_of_the_person() {
    let fair = Fair::new();
    list(&fair, &TWO.replace("paid,no,second", "canceled,no,second"));
    let merged = merge(&fair);
    for word in ["unpaid", "valid"] {
        fair.app
            .edit_person(EVENT, &merged.person.id, &status(word))
            .unwrap();
    }
    fair.app.undo_merge(EVENT, &merged.merge).unwrap();
    let states = ["ane@example.org", "ana@example.org"].map(|mail| person(&fair, mail).status);
    assert_eq!(states, ["valid", "canceled"]);
}

#[test]
fn a_person_whose_block_is_lifted_is_blocked_by_none_of_their_registrations() {
    let fair = Fair::new();
    list(&fair, &TWO.replace("paid,no", "paid,yes"));
    let id = merge(&fair).person.id;
    let lifted = PersonEdit {
        blocked: Some(false),
        ..PersonEdit::default()
    };
    let edited = fair.app.edit_person(EVENT, &id, &lifted).unwrap();
    assert_eq!(edited.profile.person.status, "valid");
    for code in ["firstticket1", "secondticket2"] {
        let outcome = fair.scan_later(code);
        assert_eq!(outcome.verdict, "admitted", "{code}");
        fair.app.undo_scan(EVENT, &outcome.scan).unwrap();
    }
}

#[test]
fn the_page_and_the_preview_of_a_merge_say_the_days_of_all_that_is_held() {
    for days in EITHER {
        let fair = Fair::new();
        let merged = day_tickets(&fair, days, "paid");
        assert_eq!(merged.person.days, [MONDAY, TUESDAY], "{days:?}");
        let page = fair.app.profile(EVENT, &merged.person.id).unwrap();
        assert_eq!(page.person.days, [MONDAY, TUESDAY]);
        let scanned = fair.scan("secondticket2");
        assert_eq!(scanned.person.unwrap().days, [MONDAY, TUESDAY]);
        let again = fair.app.outcome(EVENT, &scanned.scan).unwrap();
        assert_eq!(again.person.unwrap().days, [MONDAY, TUESDAY]);
        fair.app.undo_merge(EVENT, &merged.merge).unwrap();
        let preview = fair.app.preview_merge(EVENT, &ids(&fair)).unwrap();
        let said = preview.fields.iter().find(|field| field.field == "days").unwrap();
        assert_eq!(said.stays, format!("{MONDAY} {TUESDAY}"));
        assert_eq!(said.values, days);
    }
}

#[test]
fn a_day_that_is_unticked_is_gone_at_the_door_and_one_that_is_ticked_is_there() {
    for days in EITHER {
        let fair = Fair::new();
        let id = day_tickets(&fair, days, "paid").person.id;
        let edited = fair.app.edit_person(EVENT, &id, &on(&[TUESDAY])).unwrap();
        assert_eq!(edited.profile.person.days, [TUESDAY], "{days:?}");
        assert_eq!(
            (comes_on(&fair, MONDAY), comes_on(&fair, TUESDAY)),
            ((0, 0), (1, 1))
        );
        for code in ["firstticket1", "secondticket2"] {
            assert_eq!(fair.scan_later(code).verdict, "not_now", "{code}");
        }
        let both = fair.app.edit_person(EVENT, &id, &on(&[MONDAY, TUESDAY])).unwrap();
        assert_eq!(both.profile.person.days, [MONDAY, TUESDAY]);
        assert_eq!(fair.scan_later("secondticket2").verdict, "admitted");
    }
}

#[test]
fn days_that_are_said_again_change_no_ticket() {
    for days in EITHER {
        let fair = Fair::new();
        let id = day_tickets(&fair, days, "paid").person.id;
        let before = fair.app.digest().unwrap();
        fair.app.edit_person(EVENT, &id, &on(&[MONDAY, TUESDAY])).unwrap();
        assert_eq!(fair.app.digest().unwrap(), before);
    }
}

#[test]
fn a_day_more_is_said_of_one_ticket_and_the_other_stays_as_it_was() {
    let fair = Fair::new();
    let merged = day_tickets(&fair, [MONDAY, MONDAY], "paid");
    let edit = on(&[MONDAY, TUESDAY]);
    let edited = fair.app.edit_person(EVENT, &merged.person.id, &edit).unwrap();
    assert_eq!(edited.profile.person.days, [MONDAY, TUESDAY]);
    fair.app.undo_merge(EVENT, &merged.merge).unwrap();
    let mut tickets = ids(&fair).map(|id| fair.app.person(EVENT, &id).unwrap().days);
    tickets.sort();
    assert_eq!(tickets, [vec![MONDAY], vec![MONDAY, TUESDAY]]);
}

#[test]
fn a_badge_is_boxed_with_the_ticket_that_it_was_made_for() {
    for (code, mail) in [
        ("firstticket1", "ane@example.org"),
        ("secondticket2", "ana@example.org"),
    ] {
        let fair = Fair::new();
        list(&fair, TWO);
        let merged = merge(&fair);
        fair.app
            .set_setting(crate::device::Setting::PrintSystem, "http://127.0.0.1:1")
            .unwrap();
        let print = PrintWish::To {
            printer: "cups:Brother",
            template: "a6",
        };
        let scanned = fair.app.scan(&ScanAsk { print, ..fair.ask() }, code).unwrap();
        let job = scanned.print.unwrap().job;
        fair.app.run_print_job(&job, |_| {}).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let boxes = BatchAsk {
            template: "a6".to_owned(),
            cut: BoxCut::Letters,
            box_letters: "A–Z".to_owned(),
            ..BatchAsk::default()
        };
        let out = dir.path().join("badges.pdf");
        fair.app
            .make_batch(EVENT, &boxes, BatchUse::Paper, &out, &mut |_| {})
            .unwrap();
        fair.app.undo_merge(EVENT, &merged.merge).unwrap();
        let badge = person(&fair, mail).badge.unwrap();
        assert_eq!(badge.waits_in.as_deref(), Some("A–Z"), "{mail}");
    }
}
