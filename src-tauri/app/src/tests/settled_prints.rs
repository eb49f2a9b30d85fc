//! Stories of badges that did not come out, and of how somebody dealt with them.

use super::Fair;
use crate::device::Setting;
use crate::view::PrintSettlement::{ByHand, NotNeeded, Seen};
use crate::view::{BatchAsk, PersonForm, PrintSettlement};
use crate::{PrintWish, ScanAsk};

/// Somebody who was let in while the print system did not answer: who they are, and their job.
fn let_in_without_a_badge(fair: &Fair, name: &str) -> (String, String) {
    fair.app
        .set_setting(Setting::PrintSystem, "http://127.0.0.1:1")
        .unwrap();
    let form = PersonForm {
        given_name: Some(name.to_owned()),
        privacy_notice: Some(true),
        ..PersonForm::default()
    };
    let ask = ScanAsk {
        print: PrintWish::To {
            printer: "cups:Brother",
            template: "a6",
        },
        ..fair.ask()
    };
    let outcome = fair.app.register_and_admit(&ask, &form).unwrap();
    let job = outcome.print.unwrap().job;
    fair.app.run_print_job(&job, |_| {}).unwrap();
    (outcome.person.unwrap().id, job)
}

fn in_trouble(fair: &Fair) -> u32 {
    fair.app
        .dashboard("boi-2023", "main", None)
        .unwrap()
        .badges_in_trouble
}

/// What the history says of how it was dealt with.
fn told(fair: &Fair, attendee: &str) -> Vec<(String, String)> {
    let history = fair.app.profile("boi-2023", attendee).unwrap().history;
    let settled = history.into_iter().filter(|entry| entry.code == "print_settled");
    let told = settled.map(|entry| {
        (
            entry.params["settlement"].clone(),
            entry.params["printer"].clone(),
        )
    });
    told.collect()
}

#[test]
fn a_badge_that_was_dealt_with_troubles_nobody_any_more_and_its_history_says_how() {
    for (how, word) in [(Seen, "seen"), (ByHand, "by_hand"), (NotNeeded, "not_needed")] {
        let fair = Fair::new();
        let (ane, job) = let_in_without_a_badge(&fair, "Ane");
        assert_eq!(in_trouble(&fair), 1);
        let view = fair.app.settle_print(&job, how).unwrap();
        assert!(!view.trouble && !view.retry, "{view:?}");
        assert_eq!(in_trouble(&fair), 0);
        fair.app.settle_print(&job, how).unwrap();
        assert_eq!(
            told(&fair, &ane),
            [(word.to_owned(), "Brother".to_owned())],
            "once"
        );
    }
}

#[test]
fn a_badge_that_somebody_saw_is_printed_for_a_batch_and_one_by_hand_is_not_and_neither_is_tried_again() {
    for (how, is_printed) in [(Seen, true), (ByHand, false), (NotNeeded, false)] {
        let fair = Fair::new();
        let (_ane, job) = let_in_without_a_badge(&fair, "Ane");
        fair.app.settle_print(&job, how).unwrap();
        let again = fair.app.retry_print(&job, fair.to_paper().print);
        assert_eq!(again.unwrap_err().code(), "nothing_to_retry");
        let batch = fair.app.batch_people("boi-2023", &BatchAsk::default()).unwrap();
        let printed: Vec<bool> = batch.people.iter().map(|one| one.printed).collect();
        assert_eq!(printed, [is_printed], "{how:?}");
    }
}

#[test]
fn a_badge_that_came_out_needs_nobody_and_of_an_unknown_one_nothing_is_written() {
    let fair = Fair::new();
    let dir = tempfile::tempdir().unwrap();
    let printer = format!("folder:{}", dir.path().display());
    let outcome = fair.ordered(&printer);
    let job = outcome.print.unwrap().job;
    fair.app.run_print_job(&job, |_| {}).unwrap();
    let settle = |job: &str, how: PrintSettlement| fair.app.settle_print(job, how);
    let view = settle(&job, NotNeeded).unwrap();
    assert_eq!(view.state, crate::view::PrintState::Printed);
    assert_eq!(told(&fair, &view.attendee), []);
    assert_eq!(settle("nobody's", Seen).unwrap_err().code(), "not_found");
}
