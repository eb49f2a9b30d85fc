//! A person's page: what is held, what happened, what an organiser changes, and which of two values holds.

use super::Fair;
use crate::people::append_change;
use crate::view::{
    ExportFormat, ExportTable, HistoryEntry, LeadSharing, PeopleQuery, PersonEdit, PersonForm, Profile,
};
use crate::{AppError, PrintWish};
use sarrera_core::ids::AttendeeId;
use sarrera_core::ops::{
    AttendeeErased, ConsentChoice, ConsentGiven, ConsentSubject, Fact, LogName, Over, PersonField,
    PersonFields, Source,
};

const FILE: &str = "Order code,Position ID,Status,Attendee name: Given name,Attendee name: Family name,Company,Product,Ticket secret\n\
    AAAAA,1,paid,Ane,Zabala,Bizkaia Galdaketa,Visitor,abcdefghijklmnop2345\n\
    BBBBB,1,paid,Jon,Agirre,Zubiola,Visitor,bbcdefghijklmnop2345\n";

fn fair() -> (Fair, String) {
    let fair = Fair::new();
    fair.import_text(FILE);
    let id = fair.app.find("boi-2023", "zabala").unwrap()[0].person.id.clone();
    (fair, id)
}

fn company(name: &str) -> PersonEdit {
    PersonEdit {
        form: PersonForm {
            company: Some(name.into()),
            ..PersonForm::default()
        },
        ..PersonEdit::default()
    }
}

fn codes(profile: &Profile) -> Vec<&str> {
    profile.history.iter().map(|entry| entry.code.as_str()).collect()
}

fn entry<'a>(profile: &'a Profile, code: &str) -> &'a HistoryEntry {
    profile.history.iter().find(|entry| entry.code == code).unwrap()
}

#[test]
fn a_history_says_what_happened_where_and_from_what_to_what() {
    let (fair, id) = fair();
    fair.later_ms(60_000);
    fair.app
        .edit_person("boi-2023", &id, &company("Sarrera S. Coop."))
        .unwrap();
    fair.later_ms(60_000);
    fair.app.scan(&fair.to_paper(), "abcdefghijklmnop2345").unwrap();
    let profile = fair.app.profile("boi-2023", &id).unwrap();
    assert_eq!(
        codes(&profile),
        [
            "print_ordered",
            "badge_made",
            "admitted",
            "changed",
            "registered_by_file"
        ]
    );
    let changed = &entry(&profile, "changed").changes[0];
    assert_eq!(changed.field, "company");
    assert_eq!(changed.from, ["Bizkaia Galdaketa"]);
    assert_eq!(changed.to.as_deref(), Some("Sarrera S. Coop."));
    let admitted = entry(&profile, "admitted");
    assert!(!admitted.device.is_empty());
    assert_eq!(admitted.params["checkpoint"], profile.scans[0].checkpoint);
    assert_eq!(
        entry(&profile, "badge_made").params["number"],
        profile.badges[0].number
    );
    assert_eq!(profile.prints[0].number, profile.badges[0].number);
}

#[test]
fn an_edit_prints_nothing_unless_it_is_asked_for() {
    let (fair, id) = fair();
    fair.app.scan(&fair.to_paper(), "abcdefghijklmnop2345").unwrap();
    let badge = fair.app.profile("boi-2023", &id).unwrap().badges;
    let kept = fair
        .app
        .edit_person("boi-2023", &id, &company("Sarrera"))
        .unwrap();
    assert_eq!((&kept.profile.badges, kept.voided.len()), (&badge, 0));
    assert!(kept.profile.can.print);
    let paper = PrintWish::To {
        printer: "folder:/tmp",
        template: "a6",
    };
    let printed = fair
        .app
        .edit_and_print("boi-2023", &id, &company("Sarrera Bi"), paper)
        .unwrap();
    assert_eq!(printed.voided, [badge[0].number.clone()]);
    assert_eq!(printed.profile.prints.len(), 2);
    let nowhere = fair
        .app
        .edit_and_print("boi-2023", &id, &company("Hiru"), PrintWish::None);
    assert_eq!(nowhere.unwrap_err().code(), "no_printer");
    assert_eq!(fair.app.person("boi-2023", &id).unwrap().company, "Sarrera Bi");
}

#[test]
fn status_block_attention_note_and_choice_are_edited_and_the_desk_hears_of_it() {
    let (fair, id) = fair();
    let edit = PersonEdit {
        form: PersonForm {
            lead_sharing: Some(LeadSharing::Share),
            ..PersonForm::default()
        },
        status: Some("unpaid".into()),
        attention: Some("Ask for an ID".into()),
        note: Some("Pays at the desk".into()),
        ..PersonEdit::default()
    };
    let profile = fair.app.edit_person("boi-2023", &id, &edit).unwrap().profile;
    assert_eq!(profile.person.status, "unpaid");
    assert_eq!(profile.person.attention.as_deref(), Some("Ask for an ID"));
    assert_eq!(profile.note, "Pays at the desk");
    assert_eq!(profile.consents[0].choice, "share");
    assert!(!profile.consents[0].words.is_empty(), "the words that were shown");
    assert_eq!(fair.scan("abcdefghijklmnop2345").verdict, "unpaid");
    let block = |blocked| PersonEdit {
        status: Some("valid".into()),
        blocked: Some(blocked),
        ..PersonEdit::default()
    };
    fair.app.edit_person("boi-2023", &id, &block(true)).unwrap();
    assert_eq!(fair.scan_later("abcdefghijklmnop2345").verdict, "blocked");
    let freed = fair
        .app
        .edit_person("boi-2023", &id, &block(false))
        .unwrap()
        .profile;
    assert_eq!((freed.person.status.as_str(), freed.blocked), ("valid", false));
    let nonsense = PersonEdit {
        status: Some("refunded".into()),
        ..PersonEdit::default()
    };
    assert!(matches!(
        fair.app.edit_person("boi-2023", &id, &nonsense),
        Err(AppError::NotFound { .. })
    ));
}

#[test]
fn whoever_holds_no_registration_any_more_is_shown_and_not_edited() {
    let (fair, id) = fair();
    let colleague = PersonForm {
        given_name: Some("Mikel".into()),
        family_name: Some("Urrutia".into()),
        privacy_notice: Some(true),
        ..PersonForm::default()
    };
    fair.app.substitute(&fair.ask(), &id, &colleague).unwrap();
    let profile = fair.app.profile("boi-2023", &id).unwrap();
    assert!(profile.replaced && !profile.can.edit);
    assert_eq!(entry(&profile, "substituted").params["to"], "Mikel Urrutia");
    let refused = fair.app.edit_person("boi-2023", &id, &company("Sarrera"));
    assert_eq!(refused.unwrap_err().code(), "substituted");
}

#[test]
fn an_export_of_the_filter_has_its_people_as_they_are_now() {
    let (fair, id) = fair();
    fair.app
        .edit_person("boi-2023", &id, &company("=Sarrera()"))
        .unwrap();
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("people.csv");
    let query = PeopleQuery {
        text: "zabala".into(),
        ..PeopleQuery::default()
    };
    let rows = fair
        .app
        .export_listed(
            "boi-2023",
            &query,
            ExportTable::Attendees,
            ExportFormat::Csv,
            &out,
        )
        .unwrap();
    let csv = std::fs::read_to_string(&out).unwrap();
    assert_eq!(rows, 1);
    assert!(csv.contains("'=Sarrera()"), "formulas are text: {csv}");
    assert!(!csv.contains("Agirre"));
    fair.scan("abcdefghijklmnop2345");
    fair.scan_later("bbcdefghijklmnop2345");
    fair.scan_later("nobody's code");
    let scans = |query: &PeopleQuery| {
        fair.app
            .export_listed("boi-2023", query, ExportTable::Scans, ExportFormat::Xlsx, &out)
            .unwrap()
    };
    assert_eq!(scans(&query), 1);
    let all = fair
        .app
        .export("boi-2023", ExportTable::Scans, ExportFormat::Csv, &out)
        .unwrap();
    assert_eq!(all, 3);
}

/// Somebody writes a company who does not know what is there.
pub(super) fn unknowing(fair: &Fair, id: &str, company: &str) {
    fair.later_ms(60_000);
    let attendee: AttendeeId = id.parse().unwrap();
    let event = fair.app.event("boi-2023").unwrap();
    fair.app
        .write(|txn| {
            let set = PersonFields::default().with(PersonField::Company, company);
            let none = PersonFields::default();
            append_change(
                txn,
                event.id,
                &LogName::Core,
                attendee,
                set,
                Over::new(),
                none,
                Source::Desk,
            )
        })
        .unwrap();
}

/// Somebody asks about sharing who does not know that it was asked before.
pub(super) fn unknowing_choice(fair: &Fair, id: &str, choice: ConsentChoice) {
    let attendee: AttendeeId = id.parse().unwrap();
    let event = fair.app.event("boi-2023").unwrap();
    let fact = Fact::ConsentGiven(ConsentGiven {
        about: ConsentSubject::LeadSharing,
        choice,
        text_version: String::new(),
        over: Vec::new(),
        source: None,
        kept: false,
    });
    fair.app
        .write(|txn| {
            txn.append(event.id, &LogName::Core, attendee.into(), &fact)?;
            Ok(())
        })
        .unwrap();
}

#[test]
fn of_two_values_that_did_not_know_of_each_other_one_is_chosen() {
    let (fair, id) = fair();
    unknowing(&fair, &id, "Zubi Lanak");
    let profile = fair.app.profile("boi-2023", &id).unwrap();
    let values: Vec<(&str, bool)> = profile.contested[0]
        .values
        .iter()
        .map(|one| (one.value.as_str(), one.shown))
        .collect();
    assert_eq!(profile.contested[0].field, "company");
    assert_eq!(values, [("Zubi Lanak", true), ("Bizkaia Galdaketa", false)]);
    let wrong = fair.app.choose_value("boi-2023", &id, "company", "Nobody's");
    assert_eq!(wrong.unwrap_err().code(), "not_found");
    let chosen = fair
        .app
        .choose_value("boi-2023", &id, "company", "Bizkaia Galdaketa")
        .unwrap();
    assert!(chosen.contested.is_empty());
    assert_eq!(chosen.person.company, "Bizkaia Galdaketa");
    assert_eq!(
        chosen.history[0].changes[0].from,
        ["Bizkaia Galdaketa", "Zubi Lanak"]
    );
}

#[test]
fn of_whoever_was_erased_only_what_happened_is_left() {
    let (fair, id) = fair();
    fair.app
        .edit_person("boi-2023", &id, &company("Sarrera"))
        .unwrap();
    fair.scan("abcdefghijklmnop2345");
    let attendee: AttendeeId = id.parse().unwrap();
    let event = fair.app.event("boi-2023").unwrap();
    let erased = Fact::AttendeeErased(AttendeeErased {
        asked_by: "attendee".into(),
        import_identity: None,
    });
    fair.app
        .write(|txn| {
            txn.append(event.id, &LogName::Core, attendee.into(), &erased)?;
            Ok(())
        })
        .unwrap();
    let profile = fair.app.profile("boi-2023", &id).unwrap();
    assert!(profile.erased && !profile.can.edit);
    let changed = entry(&profile, "changed");
    assert!(changed.erased);
    assert_eq!(
        (
            changed.changes[0].field.as_str(),
            changed.changes[0].to.as_deref()
        ),
        ("company", None)
    );
    assert!(!format!("{profile:?}").contains("Zabala"));
    assert!(codes(&profile).contains(&"admitted"));
    assert_eq!(
        fair.app
            .people("boi-2023", &PeopleQuery::default(), 0, None)
            .unwrap()
            .all,
        1
    );
}
