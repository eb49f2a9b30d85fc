//! What a text under the scanner turns out to be, whatever order facts arrive in and whoever made the code.

use super::Fair;
use crate::AppError;
use crate::view::{Hit, LeadSharing, Outcome, PersonForm};
use ed25519_dalek::SigningKey;
use sarrera_core::alphabet;
use sarrera_core::codes::{BadgeKey, BadgeSerial, Validity, badge, ticket};
use sarrera_core::ids::{AttendeeId, RegistrationId, ScanId, SubjectId};
use sarrera_core::ops::{
    AttendeeErased, BadgeIssued, BadgeReason, DevicePaired, Fact, KeyPublished, KeyUse, LogName,
    RegistrationChanged, RegistrationField, Role, Source, Stated, device_id,
};
use sarrera_store::EventRow;
use std::collections::BTreeMap;

pub(super) const JON: &str = "k4tz7qmw2xhd9rsv";
const ANE: &str = "p8vn3ycf6gbu5ejl";

pub(super) fn fair() -> Fair {
    let fair = Fair::new();
    let csv = format!(
        "Order code,Position ID,Status,Attendee name,Product,Ticket secret\n\
         AAAAA,1,paid,Jon Agirre,Visitor,{JON}\n\
         BBBBB,1,paid,Ane Zubiri,Visitor,{ANE}\n"
    );
    assert_eq!(fair.import_text(&csv).added, 2);
    fair
}

pub(super) fn event(fair: &Fair) -> EventRow {
    fair.app.event("boi-2023").unwrap()
}

pub(super) fn write(fair: &Fair, log: &LogName, subject: SubjectId, fact: &Fact) {
    let event = event(fair).id;
    fair.app
        .write(|txn| Ok::<_, AppError>(txn.append(event, log, subject, fact)?))
        .unwrap();
}

pub(super) fn attendee(fair: &Fair, text: &str) -> AttendeeId {
    find(fair, text).remove(0).person.id.parse().unwrap()
}

pub(super) fn find(fair: &Fair, text: &str) -> Vec<Hit> {
    fair.app.find("boi-2023", text).unwrap()
}

pub(super) fn erase(fair: &Fair, id: AttendeeId) {
    let erased = Fact::AttendeeErased(AttendeeErased {
        asked_by: "attendee".into(),
        import_identity: None,
    });
    write(fair, &LogName::Core, id.into(), &erased);
}

pub(super) fn set(fair: &Fair, id: AttendeeId, field: RegistrationField, value: &str) {
    let no = event(fair).no;
    let state = fair.app.read(|r| Ok(r.subject(no, &LogName::Core, id)?)).unwrap();
    let over = state
        .registration
        .fields
        .get(&field)
        .map(|known| known.heads.clone());
    let changed = Fact::RegistrationChanged(RegistrationChanged {
        source: Source::Desk,
        over: over.into_iter().map(|heads| (field, heads)).collect(),
        set: BTreeMap::from([(field, value.to_owned())]),
        kept: BTreeMap::new(),
    });
    write(fair, &LogName::Core, id.into(), &changed);
}

/// A badge issued to somebody, and its code.
pub(super) fn issue_badge(
    fair: &Fair,
    serial: BadgeSerial,
    to: AttendeeId,
    replaces: &[BadgeSerial],
) -> String {
    let issued = Fact::BadgeIssued(BadgeIssued {
        badge: serial.badge_id(),
        serial,
        registration: RegistrationId(to.0),
        reason: BadgeReason::First,
        replaces: replaces.iter().map(BadgeSerial::badge_id).collect(),
        why: None,
        text: String::new(),
    });
    write(fair, &LogName::Scans, to.into(), &issued);
    code_of(fair, serial)
}

pub(super) fn code_of(fair: &Fair, serial: BadgeSerial) -> String {
    let no = event(fair).no;
    let key = fair
        .app
        .read(|r| Ok(r.event_key(no, KeyUse::Badge)?))
        .unwrap()
        .unwrap();
    badge::mint(serial, &BadgeKey::new(key)).to_string()
}

pub(super) fn signed_by(fair: &Fair, key: u8, of: AttendeeId) -> String {
    ticket::issue(
        &SigningKey::from_bytes(&[key; 32]),
        event(fair).id,
        of,
        Validity::ALWAYS,
    )
}

pub(super) fn said(outcome: &Outcome) -> (&str, Vec<&str>) {
    let reasons = outcome
        .reasons
        .iter()
        .map(|reason| reason.code.as_str())
        .collect();
    (&outcome.verdict, reasons)
}

#[test]
fn a_voided_badge_stops_although_its_person_has_not_arrived() {
    let fair = fair();
    let nobody_yet = AttendeeId([77; 16]);
    let (old, new) = (BadgeSerial([1; 10]), BadgeSerial([2; 10]));
    let old_code = issue_badge(&fair, old, nobody_yet, &[]);
    assert_eq!(
        said(&fair.scan_later(&old_code)),
        ("admitted", vec!["details_follow"])
    );
    let new_code = issue_badge(&fair, new, nobody_yet, &[old]);
    let stopped = fair.scan_later(&old_code);
    assert_eq!(said(&stopped), ("revoked", vec!["badge_voided"]));
    assert_eq!(stopped.reasons[0].params["replaced_by"], new.short());
    assert!(!stopped.details_follow);
    assert_eq!(
        fair.scan_later(&new_code).verdict,
        "already_in",
        "the same person's"
    );
}

#[test]
fn no_paper_of_somebody_erased_lets_anybody_in() {
    let fair = fair();
    let id = attendee(&fair, "agirre");
    let badge = issue_badge(&fair, BadgeSerial([1; 10]), id, &[]);
    erase(&fair, id);
    assert_eq!(said(&fair.scan_later(&badge)), ("unknown", vec!["person_erased"]));
    let unseen_key = signed_by(&fair, 3, id);
    assert_eq!(
        said(&fair.scan_later(&unseen_key)),
        ("unknown", vec!["person_erased"])
    );
    assert_eq!(said(&fair.scan_later(JON)), ("unknown", vec!["code_not_found"]));
}

#[test]
fn a_ticket_by_a_key_that_has_not_arrived_is_judged_by_what_is_known_of_its_person() {
    let fair = fair();
    let id = attendee(&fair, "agirre");
    let ticket = signed_by(&fair, 3, id);
    let waits = fair.scan_later(&ticket);
    assert_eq!(said(&waits), ("admitted", vec!["signer_unseen"]));
    assert!(waits.pending && !waits.details_follow);
    set(&fair, id, RegistrationField::Status, "canceled");
    assert_eq!(said(&fair.scan_later(&ticket)), ("canceled", vec!["canceled"]));
    let stranger = fair.scan_later(&signed_by(&fair, 3, AttendeeId([88; 16])));
    assert_eq!(
        said(&stranger),
        ("admitted", vec!["details_follow", "signer_unseen"])
    );
}

#[test]
fn a_stand_that_signs_tickets_admits_nobody_and_a_desk_does() {
    let fair = fair();
    let id = attendee(&fair, "agirre");
    for (key, role) in [(4, Role::Stand), (5, Role::Desk)] {
        let key = SigningKey::from_bytes(&[key; 32]).verifying_key();
        let said = DevicePaired {
            device: device_id(&key),
            name: format!("{role:?}"),
            role,
            signing_key: alphabet::encode(key.as_bytes()),
            sealing_key: String::new(),
            may_serve: false,
            exhibitor: None,
            at_ms: 0,
        };
        let paired = Fact::DevicePaired(Stated::by_office(said).unwrap());
        write(&fair, &LogName::Public, SubjectId(device_id(&key).0), &paired);
    }
    assert_eq!(
        said(&fair.scan_later(&signed_by(&fair, 4, id))),
        ("unknown", vec!["signature_wrong"])
    );
    assert_eq!(
        said(&fair.scan_later(&signed_by(&fair, 5, id))),
        ("admitted", vec![])
    );
}

#[test]
fn a_badge_under_an_older_key_is_still_one_of_ours() {
    let fair = fair();
    let id = attendee(&fair, "agirre");
    let old = issue_badge(&fair, BadgeSerial([1; 10]), id, &[]);
    let event = event(&fair);
    let published = Fact::KeyPublished(KeyPublished {
        key_use: KeyUse::Badge,
        key_id: "ZZZZZZZ".into(),
        sealed: BTreeMap::new(),
    });
    fair.app
        .write(|txn| {
            txn.keep_event_key(event.id, KeyUse::Badge, "ZZZZZZZ", [9; 32])?;
            Ok::<_, AppError>(txn.append(event.id, &LogName::Public, SubjectId([9; 16]), &published)?)
        })
        .unwrap();
    let new = code_of(&fair, BadgeSerial([1; 10]));
    assert_ne!(new, old, "badges are made with the newest key");
    assert_eq!(fair.scan_later(&old).verdict, "admitted");
    assert_eq!(fair.scan_later(&new).verdict, "already_in");
}

#[test]
fn what_this_app_cannot_read_of_a_registration_admits_nobody() {
    for (field, value) in [
        (RegistrationField::Status, "refunded"),
        (RegistrationField::Status, "unpaid"),
        (RegistrationField::Days, "2023-11-13 the-day-after"),
        (RegistrationField::Days, "tomorrow"),
        (RegistrationField::ValidUntil, "noon"),
    ] {
        let fair = fair();
        set(&fair, attendee(&fair, "agirre"), field, value);
        let stopped = fair.scan_later(JON);
        assert_eq!(
            said(&stopped),
            ("unapproved", vec!["registration_unread"]),
            "{value}"
        );
        assert!(stopped.can.override_verdict, "an organiser may look and decide");
        let let_in = fair
            .app
            .override_scan("boi-2023", &stopped.scan, "seen", crate::PrintWish::None);
        assert_eq!(let_in.unwrap().verdict, "admitted");
    }
}

#[test]
fn a_business_card_or_an_address_under_the_scanner_is_never_written_down() {
    let fair = fair();
    let no = event(&fair).no;
    for (text, kind) in [
        (
            "BEGIN:VCARD\nFN:Canary Person\nTEL:+34600112233\nEND:VCARD",
            "vcard:",
        ),
        ("MECARD:N:Canary;TEL:600112233;;", "vcard:"),
        ("mailto:canary@example.org", "url:"),
        ("https://example.org/canary", "url:"),
        ("canary@example.org", "mail:"),
        ("+34 600 11 22 33", "number:"),
        ("Canary Person", "words:"),
        ("canary00000000000", "code:"),
    ] {
        let first = fair.scan_later(text);
        assert_eq!(first.verdict, "unknown", "{text}");
        assert!(
            first.code.to_lowercase().contains("canary") || kind == "number:",
            "the screen shows it"
        );
        let id: ScanId = first.scan.parse().unwrap();
        let kept = fair.app.read(|r| Ok(r.scan(no, id)?)).unwrap().unwrap().code;
        assert!(
            kept.starts_with(kind) && kept.len() == kind.len() + 4,
            "{text}: {kept}"
        );
        fair.later_ms(3_000);
        assert!(fair.scan(text).double_scan, "{text}");
        fair.later_ms(3_000);
        assert!(!fair.scan("another00000000000").double_scan);
    }
}

#[test]
fn two_known_codes_in_one_reading_are_parted_and_the_second_counts() {
    let fair = fair();
    for glued in [
        format!("{JON}{ANE}"),
        format!("{JON} {ANE}"),
        format!("{JON}{ANE}").to_uppercase(),
    ] {
        let outcome = fair.scan_later(&glued);
        assert!(
            matches!(outcome.verdict.as_str(), "admitted" | "already_in"),
            "{outcome:?}"
        );
        assert_eq!(outcome.person.as_ref().unwrap().name, "Ane Zubiri");
        assert!(said(&outcome).1.contains(&"second_of_two"), "{outcome:?}");
    }
    let twice = fair.scan_later(&format!("{JON}{JON}"));
    assert_eq!(said(&twice), ("admitted", vec![]), "one code, read twice");
    let other = fair.scan_later(&format!("{JON}nosuchticket0000"));
    assert_eq!(said(&other), ("unknown", vec!["code_not_found"]));
}

#[test]
fn letters_typed_just_before_a_scan_spoil_no_code() {
    let fair = fair();
    let jon = attendee(&fair, "Jon Agirre");
    let badge = issue_badge(&fair, BadgeSerial(*b"0123456789"), jon, &[]);
    for code in [
        JON.to_owned(),
        JON.to_uppercase(),
        badge.clone(),
        badge.to_lowercase(),
    ] {
        for letters in ["k", "B", "ña", "Kov"] {
            let outcome = fair.scan_later(&format!("{letters}{code}"));
            assert!(
                matches!(outcome.verdict.as_str(), "admitted" | "already_in"),
                "{letters}{code}: {outcome:?}"
            );
            assert_eq!(outcome.person.as_ref().unwrap().name, "Jon Agirre");
            assert!(said(&outcome).1.contains(&"letters_before"), "{outcome:?}");
        }
    }
}

#[test]
fn a_text_that_ends_like_a_code_is_not_that_code() {
    let fair = fair();
    let csv = "Order code,Position ID,Status,Attendee name,Product,Ticket secret\n\
               CCCCC,1,paid,Miren Urkiola,Visitor,EXPO-0000123\n\
               DDDDD,1,paid,Iker Lasa,Visitor,1234567890123456\n";
    fair.import_text(csv);
    let forged = code_of(&fair, BadgeSerial(*b"9876543210"));
    let forged = forged.replace(&forged[24..], if forged.ends_with('A') { "C" } else { "A" });
    for text in [
        format!("kova{JON}"),
        format!("7{JON}"),
        "AEXPO-0000123".to_owned(),
        "A1234567890123456".to_owned(),
        format!("q{}", &JON[1..]),
        format!("k{forged}"),
    ] {
        let outcome = fair.scan_later(&text);
        assert_eq!(outcome.verdict, "unknown", "{text}: {outcome:?}");
        assert!(outcome.person.is_none(), "{text}: {outcome:?}");
    }
}

#[test]
fn half_a_foreign_code_is_called_half_a_code() {
    let fair = fair();
    assert_eq!(
        said(&fair.scan_later(&JON[..8])),
        ("unknown", vec!["code_partial"])
    );
    assert_eq!(
        said(&fair.scan_later(&JON[..7])),
        ("unknown", vec!["code_not_found"]),
        "by chance, perhaps"
    );
    assert_eq!(
        said(&fair.scan_later(&JON[..10].to_uppercase())),
        ("unknown", vec!["code_partial"])
    );
}

#[test]
fn a_typed_half_of_a_code_and_the_number_on_the_paper_find_the_person_once() {
    let fair = fair();
    let form = PersonForm {
        given_name: Some("Olena".into()),
        family_name: Some("Kovalenko".into()),
        lead_sharing: Some(LeadSharing::Ask),
        privacy_notice: Some(true),
        ..PersonForm::default()
    };
    let walk_in = fair.app.register_and_admit(&fair.to_paper(), &form).unwrap();
    let number = walk_in.person.unwrap().badge.unwrap().number;
    let why = |text: &str| {
        let hits = find(&fair, text);
        let shown = hits
            .iter()
            .map(|hit| (hit.person.name.clone(), hit.why.field.clone()));
        shown.collect::<Vec<_>>()
    };
    let hit = |name: &str, field: &str| vec![(name.to_owned(), field.to_owned())];
    assert_eq!(why(&number), hit("Olena Kovalenko", "badge"));
    assert_eq!(
        why(&number.to_lowercase().replace(' ', "")),
        hit("Olena Kovalenko", "badge")
    );
    assert_eq!(why(&JON[..6]), hit("Jon Agirre", "ticket"));
    assert_eq!(why(JON), hit("Jon Agirre", "ticket"));
    assert_eq!(why(&ANE.to_uppercase()), hit("Ane Zubiri", "ticket"));
}

#[test]
fn a_code_that_two_people_share_offers_both_and_one_of_them_is_let_in() {
    let fair = fair();
    let csv = "First name,Last name,Ticket code\n\
               Mikel,Olano,shared0000000001\n\
               Nerea,Olano,shared0000000001\n";
    assert_eq!(fair.import_text(csv).added, 2);
    for code in ["shared0000000001", "SHARED0000000001"] {
        let stopped = fair.scan_later(code);
        assert_eq!(said(&stopped), ("ambiguous", vec!["code_ambiguous"]));
        let mut names: Vec<&str> = stopped.candidates.iter().map(|p| p.name.as_str()).collect();
        names.sort_unstable();
        assert_eq!(names, ["Mikel Olano", "Nerea Olano"]);
        let again = fair.app.outcome("boi-2023", &stopped.scan).unwrap();
        assert_eq!(
            again.candidates, stopped.candidates,
            "also when it is shown again"
        );
    }
    let colleague = PersonForm {
        given_name: Some("Olena".into()),
        privacy_notice: Some(true),
        ..PersonForm::default()
    };
    let mikel = attendee(&fair, "Mikel Olano").to_string();
    fair.app.substitute(&fair.ask(), &mikel, &colleague).unwrap();
    let stopped = fair.scan_later("shared0000000001");
    let mut people = stopped
        .candidates
        .iter()
        .map(|p| (p.name.as_str(), p.id.as_str()));
    assert!(
        people.clone().any(|(name, _)| name == "Olena"),
        "she came instead"
    );
    let (_, nerea) = people.find(|(name, _)| *name == "Nerea Olano").unwrap();
    let chosen = fair.app.admit(&fair.ask(), nerea).unwrap();
    assert_eq!(chosen.verdict, "admitted");
}
