//! A scan that waits: what the operator's confirmation lets in, hands over and prints, and what it does not.

use super::Fair;
use crate::view::{CheckpointForm, OncePerChoice, Outcome, PersonEdit, ReEntryChoice, ScanState};
use crate::{AppError, ScanAsk};

const EVENT: &str = "boi-2023";
const CODE: &str = "maite1abcdefghij";

/// One visitor with a note that asks for something.
fn noted() -> Fair {
    let fair = Fair::new();
    let csv = format!(
        "Order code,Position ID,Status,Attendee name,Product,Ticket secret,Check-in text\n\
         AAAAA,1,paid,Maite Kortabarria,Visitor,{CODE},Ask for the invitation\n"
    );
    assert_eq!(fair.import_text(&csv).added, 1);
    fair
}

fn confirm(fair: &Fair, scan: &str) -> Result<Outcome, AppError> {
    fair.app.confirm_scan(EVENT, scan, fair.to_paper().print)
}

/// The verdict that a confirmation is refused with.
fn refused(fair: &Fair, scan: &str) -> String {
    let before = fair.app.digest().unwrap().ops;
    let failure = confirm(fair, scan).unwrap_err().failure();
    assert_eq!(failure.code, "stopped_meanwhile");
    assert_eq!(fair.app.digest().unwrap().ops, before, "nothing is written");
    let waits = fair.app.outcome(EVENT, scan).unwrap();
    assert_eq!((waits.state, waits.can.confirm), (ScanState::Pending, true));
    failure.params["verdict"].clone()
}

fn blocked(fair: &Fair, id: &str, blocked: bool) {
    let edit = PersonEdit {
        blocked: Some(blocked),
        ..PersonEdit::default()
    };
    fair.app.edit_person(EVENT, id, &edit).unwrap();
}

fn room(re_entry: ReEntryChoice, prints: bool) -> CheckpointForm {
    CheckpointForm {
        label: None,
        name: "Room A".into(),
        re_entry,
        once_per: OncePerChoice::Event,
        capacity: None,
        open: vec![],
        only: vec![],
        prints,
    }
}

fn in_room(fair: &Fair) -> Outcome {
    fair.later_ms(60_000);
    let ask = ScanAsk {
        checkpoint: "room-a",
        ..fair.to_paper()
    };
    fair.app.scan(&ask, CODE).unwrap()
}

#[test]
fn of_two_scans_of_one_ticket_that_wait_one_lets_in() {
    let fair = noted();
    let first = fair.scan(CODE);
    let copy = fair.scan_later(CODE);
    assert!(first.pending && copy.pending, "nobody is in yet");
    assert_eq!(confirm(&fair, &first.scan).unwrap().state, ScanState::Admitted);
    assert_eq!(refused(&fair, &copy.scan), "already_in");
    let figures = fair.app.figures(EVENT, "main").unwrap();
    assert_eq!((figures.arrived, figures.inside), (1, 1));
}

#[test]
fn whoever_was_blocked_while_they_waited_is_not_let_in_by_a_confirmation() {
    let fair = noted();
    let waits = fair.scan(CODE);
    let id = waits.person.unwrap().id;
    blocked(&fair, &id, true);
    assert_eq!(refused(&fair, &waits.scan), "blocked");
    blocked(&fair, &id, false);
    assert!(confirm(&fair, &waits.scan).is_ok(), "it waited");
}

#[test]
fn what_was_overruled_on_the_way_to_the_question_stays_overruled() {
    let fair = Fair::new();
    let csv = format!(
        "Order code,Position ID,Status,Attendee name,Product,Ticket secret,Check-in text\n\
         AAAAA,1,pending,Maite Kortabarria,Visitor,{CODE},Ask for the invitation\n"
    );
    fair.import_text(&csv);
    let unpaid = fair.scan(CODE);
    let wish = fair.to_paper().print;
    let waits = fair
        .app
        .override_scan(EVENT, &unpaid.scan, "paid_here", wish)
        .unwrap();
    assert!(waits.pending);
    let let_in = confirm(&fair, &waits.scan).unwrap();
    assert_eq!(
        (let_in.state, let_in.print.is_some()),
        (ScanState::Admitted, true)
    );
}

#[test]
fn a_question_that_was_asked_before_the_doors_closed_may_be_answered_after() {
    let fair = noted();
    let waits = fair.scan(CODE);
    fair.later_ms(24 * 3_600_000);
    let let_in = confirm(&fair, &waits.scan).unwrap();
    assert_eq!(let_in.at, waits.at, "they came then");
}

#[test]
fn a_confirmation_prints_where_first_entries_print_and_nowhere_else() {
    for prints in [false, true] {
        let fair = noted();
        let form = room(ReEntryChoice::Always, prints);
        fair.app.save_checkpoint(EVENT, &form).unwrap();
        let waits = in_room(&fair);
        assert!(waits.pending && waits.print.is_none());
        let let_in = confirm(&fair, &waits.scan).unwrap();
        assert_eq!(let_in.print.is_some(), prints);
    }
}

#[test]
fn a_confirmed_re_entry_prints_nothing() {
    let fair = noted();
    fair.app
        .save_checkpoint(EVENT, &room(ReEntryChoice::Always, true))
        .unwrap();
    let first = in_room(&fair);
    let wish = crate::PrintWish::None;
    fair.app.confirm_scan(EVENT, &first.scan, wish).unwrap();
    let again = in_room(&fair);
    assert!(again.pending);
    assert_eq!(confirm(&fair, &again.scan).unwrap().print, None);
}
