//! Tickets: signed here, checked at a desk that has heard of nobody yet.

use super::Fair;
use crate::view::PersonForm;
use sarrera_core::ops::{LogName, Role};

fn walk_in(fair: &Fair) -> String {
    let form = PersonForm {
        given_name: Some("Ane".into()),
        email: Some("ane@example.org".into()),
        privacy_notice: Some(true),
        ..PersonForm::default()
    };
    fair.app.register("boi-2023", &form).unwrap().id
}

#[test]
fn a_ticket_lets_in_at_a_desk_that_lacks_the_registration() {
    let fair = Fair::new();
    let id = walk_in(&fair);
    let ticket = fair.app.ticket("boi-2023", &id).unwrap();
    assert_eq!(
        fair.app.ticket("boi-2023", &id).unwrap(),
        ticket,
        "as often as asked"
    );
    assert!(ticket.svg.contains("<svg"));
    assert_eq!(fair.scan(&ticket.code).person.unwrap().id, id);

    let desk = fair.paired(Role::Desk);
    let outcome = desk.scan(&ticket.code);
    assert_eq!(outcome.verdict, "admitted", "{outcome:?}");
    assert!(outcome.details_follow && outcome.person.is_none());
    assert_eq!(desk.scan_later(&ticket.code).verdict, "already_in");

    let mut letters: Vec<char> = ticket.code.chars().collect();
    letters[60] = if letters[60] == 'A' { 'B' } else { 'A' };
    let forged: String = letters.into_iter().collect();
    let outcome = desk.scan_later(&forged);
    assert_eq!(outcome.verdict, "unknown");
    assert_eq!(outcome.reasons[0].code, "signature_wrong");

    let elsewhere = crate::ScanAsk {
        event: "een-2023",
        ..fair.ask()
    };
    let outcome = fair.app.scan(&elsewhere, &ticket.code).unwrap();
    assert_eq!(outcome.verdict, "other_event");
}

#[test]
fn a_device_that_nobody_certified_signs_no_ticket() {
    let fair = Fair::new();
    walk_in(&fair);
    let desk = Fair::empty();
    let event = fair.app.event("boi-2023").unwrap();
    let public = fair.app.read(|r| Ok(r.ops(event.no, &LogName::Public)?)).unwrap();
    desk.app.receive(public).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let refused = desk.app.tickets("boi-2023", &dir.path().join("tickets.csv"));
    assert_eq!(refused.unwrap_err().code(), "not_found");
}

#[test]
fn everybodys_tickets_go_into_one_file() {
    let fair = Fair::new();
    let id = walk_in(&fair);
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("tickets.csv");
    assert_eq!(fair.app.tickets("boi-2023", &out).unwrap(), 1);
    let text = std::fs::read_to_string(&out).unwrap();
    let code = fair.app.ticket("boi-2023", &id).unwrap().code;
    assert!(text.contains("ane@example.org") && text.contains(&code), "{text}");
}
