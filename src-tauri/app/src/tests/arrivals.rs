//! What the desk says while part of what it has to know is on its way, is contested, or was erased.

use super::Fair;
use super::codes::{
    JON, attendee, code_of, erase, event, fair, find, issue_badge, said, set, signed_by, write,
};
use crate::view::{Hit, LeadSharing, Outcome, PersonForm};
use crate::{PrintWish, ScanAsk};
use sarrera_core::codes::BadgeSerial;
use sarrera_core::ids::{AttendeeId, RegistrationId, SubjectId};
use sarrera_core::ops::{
    AttendeeRegistered, AttendeeSubstituted, ConsentChoice, ConsentGiven, ConsentSubject, Direction, Fact,
    LogName, PersonField, PersonFields, RegistrationField, Source,
};
use std::collections::BTreeMap;

/// Somebody else holds Jon's registration now; gives their id.
fn substitute(fair: &Fair, registration: AttendeeId) -> AttendeeId {
    let colleague = AttendeeId([78; 16]);
    let to = Fact::AttendeeSubstituted(AttendeeSubstituted {
        from: registration,
        to: colleague,
        over: vec![],
    });
    write(fair, &LogName::Core, registration.into(), &to);
    colleague
}

fn register(fair: &Fair, id: AttendeeId, registration: AttendeeId) {
    let registered = Fact::AttendeeRegistered(AttendeeRegistered {
        registration: RegistrationId(registration.0),
        source: Source::Desk,
        place: BTreeMap::new(),
        person: PersonFields::default().with(PersonField::GivenName, "Miren"),
    });
    write(fair, &LogName::Core, id.into(), &registered);
}

fn leaves(fair: &Fair, code: &str) -> Outcome {
    fair.later_ms(60_000);
    let ask = ScanAsk {
        direction: Direction::Exit,
        ..fair.ask()
    };
    fair.app.scan(&ask, code).unwrap()
}

fn inside(fair: &Fair) -> u32 {
    fair.app.figures("boi-2023", "main").unwrap().inside
}

#[test]
fn somebody_erased_while_they_are_inside_counts_until_they_leave() {
    let fair = fair();
    let id = attendee(&fair, "agirre");
    let badge = issue_badge(&fair, BadgeSerial([1; 10]), id, &[]);
    assert_eq!(fair.scan_later(&badge).verdict, "admitted");
    erase(&fair, id);
    assert_eq!(inside(&fair), 1, "they are still there");
    assert_eq!(said(&fair.scan_later(&badge)), ("unknown", vec!["person_erased"]));
    let left = leaves(&fair, &badge);
    assert_eq!(said(&left), ("left", vec![]));
    assert!(left.person.is_none(), "and nobody is shown");
    assert_eq!(inside(&fair), 0);
    assert_eq!(
        said(&leaves(&fair, &badge)),
        ("not_inside", vec!["was_not_inside"])
    );
    assert_eq!(fair.app.figures("boi-2023", "main").unwrap().arrived, 1);
}

#[test]
fn a_badge_stops_once_it_is_known_to_be_void_although_not_yet_that_it_was_made() {
    let fair = fair();
    let id = attendee(&fair, "agirre");
    let old = BadgeSerial([1; 10]);
    let new = issue_badge(&fair, BadgeSerial([2; 10]), id, &[old]);
    let stopped = fair.scan_later(&code_of(&fair, old));
    assert_eq!(said(&stopped), ("revoked", vec!["badge_voided"]));
    issue_badge(&fair, old, id, &[]);
    let known = fair.scan_later(&code_of(&fair, old));
    assert_eq!(said(&known), ("revoked", vec!["badge_voided"]));
    assert_eq!(known.person.unwrap().name, "Jon Agirre");
    assert_eq!(fair.scan_later(&new).verdict, "admitted");
}

#[test]
fn an_undo_stands_where_its_scan_stands_also_once_the_badges_person_is_known() {
    let fair = fair();
    let serial = BadgeSerial([1; 10]);
    let scan = fair.scan_later(&code_of(&fair, serial));
    assert_eq!(said(&scan), ("admitted", vec!["details_follow"]));
    let id = attendee(&fair, "agirre");
    issue_badge(&fair, serial, id, &[]);
    assert_eq!(inside(&fair), 1);
    fair.app.undo_scan("boi-2023", &scan.scan).unwrap();
    assert_eq!(inside(&fair), 0);
    let no = event(&fair).no;
    let ops = fair.app.read(|r| Ok(r.ops(no, &LogName::Scans)?)).unwrap();
    let of = |kind: &str| ops.iter().find(|op| op.kind == kind).unwrap().subject;
    assert_eq!(of("scan_annulled"), SubjectId(serial.badge_id().0));
    assert_eq!(of("scan_annulled"), of("scan_recorded"));
}

#[test]
fn a_ticket_whose_new_holder_has_not_arrived_lets_them_in_by_what_is_known_of_the_registration() {
    let fair = fair();
    let jon = attendee(&fair, "agirre");
    let colleague = substitute(&fair, jon);
    let admitted = fair.scan_later(JON);
    assert_eq!(said(&admitted), ("admitted", vec!["details_follow"]));
    assert!(admitted.details_follow && admitted.person.is_none());
    assert_eq!(
        said(&fair.scan_later(JON)),
        ("already_in", vec!["still_inside", "details_follow"])
    );
    let by_name = fair.app.admit(&fair.ask(), &jon.to_string()).unwrap();
    assert_eq!(
        said(&by_name),
        ("revoked", vec!["ticket_voided"]),
        "the first holder"
    );
    register(&fair, colleague, jon);
    let known = fair.scan_later(JON);
    assert_eq!(said(&known), ("already_in", vec!["still_inside"]));
    assert_eq!(known.person.unwrap().name, "Miren");
}

#[test]
fn a_canceled_registration_is_canceled_although_its_new_holder_has_not_arrived() {
    let fair = fair();
    let jon = attendee(&fair, "agirre");
    substitute(&fair, jon);
    set(&fair, jon, RegistrationField::Status, "canceled");
    assert_eq!(
        said(&fair.scan_later(JON)),
        ("canceled", vec!["canceled", "details_follow"])
    );
}

#[test]
fn a_person_whose_registration_has_not_arrived_is_not_said_to_be_unapproved() {
    let fair = fair();
    let elsewhere = AttendeeId([79; 16]);
    let colleague = substitute(&fair, elsewhere);
    register(&fair, colleague, elsewhere);
    let admitted = fair.app.admit(&fair.ask(), &colleague.to_string()).unwrap();
    assert_eq!(said(&admitted), ("admitted", vec!["details_follow"]));
    assert_eq!(admitted.person.unwrap().name, "Miren");
}

#[test]
fn a_signed_ticket_typed_into_the_search_finds_its_person_whole_or_cut_short() {
    let fair = fair();
    let jon = attendee(&fair, "agirre");
    let ticket = signed_by(&fair, 3, jon);
    for text in [
        ticket.clone(),
        ticket.to_lowercase(),
        ticket[..40].to_owned(),
        ticket[..97].to_owned(),
    ] {
        let hits = find(&fair, &text);
        let hit = |hit: &Hit| (hit.person.name.clone(), hit.why.field.clone());
        let hits: Vec<_> = hits.iter().map(hit).collect();
        assert_eq!(hits, [("Jon Agirre".to_owned(), "ticket".to_owned())], "{text}");
    }
    let colleague = substitute(&fair, jon);
    register(&fair, colleague, jon);
    for code in [ticket.as_str(), JON] {
        assert_eq!(find(&fair, code)[0].person.name, "Miren", "whoever holds it now");
    }
    erase(&fair, colleague);
    assert_eq!(find(&fair, &ticket), []);
}

#[test]
fn what_a_person_says_again_ends_the_conflict_of_two_choices_about_sharing() {
    let fair = fair();
    let id = attendee(&fair, "agirre");
    for choice in [ConsentChoice::Dont, ConsentChoice::Share] {
        let chose = Fact::ConsentGiven(ConsentGiven {
            about: ConsentSubject::LeadSharing,
            choice,
            text_version: "1".into(),
            source: None,
            kept: false,
            over: vec![],
        });
        write(&fair, &LogName::Core, id.into(), &chose);
    }
    let shown = || find(&fair, "agirre").remove(0).person.lead_sharing;
    assert_eq!(shown(), Some(LeadSharing::Dont));
    assert_eq!(fair.app.conflicts("boi-2023").unwrap().len(), 1);
    let form = PersonForm {
        lead_sharing: Some(LeadSharing::Dont),
        ..PersonForm::default()
    };
    let corrected = fair
        .app
        .correct("boi-2023", &id.to_string(), &form, PrintWish::None);
    assert_eq!(corrected.unwrap().person.lead_sharing, Some(LeadSharing::Dont));
    assert_eq!(fair.app.conflicts("boi-2023").unwrap(), []);
}
