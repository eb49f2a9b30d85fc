//! Stories of setting an event up: what is saved is what everybody sees, and what makes no sense changes nothing.

use super::Fair;
use crate::view::{
    CategoryForm, CheckpointForm, EventForm, OncePerChoice, OpeningForm, PersonForm, ReEntryChoice, Texts,
};
use sarrera_core::ids::AttendeeId;
use sarrera_core::ops::{ConsentGiven, ConsentSubject, Fact, LogName};

const FAIR: &str = "boi-2023";

fn texts(eu: &str, es: &str, en: &str) -> Texts {
    Texts {
        eu: eu.into(),
        es: es.into(),
        en: en.into(),
    }
}

fn event_form() -> EventForm {
    EventForm {
        name: "Basque Open Industry".into(),
        venue: "BEC".into(),
        time_zone: "Europe/Madrid".into(),
        starts: "2023-11-13".into(),
        ends: "2023-11-16".into(),
    }
}

fn category(label: &str, en: &str) -> CategoryForm {
    CategoryForm {
        id: None,
        label: label.into(),
        words: texts("Epaimahaia", "Jurado", en),
        pattern: "bars".into(),
    }
}

fn room() -> CheckpointForm {
    CheckpointForm {
        label: None,
        name: "Room A".into(),
        re_entry: ReEntryChoice::AfterExit,
        once_per: OncePerChoice::Day,
        capacity: Some(40),
        open: vec![OpeningForm {
            day: "2023-11-13".into(),
            from: "09:00".into(),
            until: "18:30".into(),
        }],
        only: vec!["press".into()],
        prints: false,
    }
}

/// The consents to the notice that stand in the log, as text versions.
fn noticed(fair: &Fair, attendee: &str) -> Vec<String> {
    let event = fair.app.event(FAIR).unwrap();
    let attendee: AttendeeId = attendee.parse().unwrap();
    let ops = fair.app.read(|r| Ok(r.ops(event.no, &LogName::Core)?)).unwrap();
    ops.into_iter()
        .filter(|op| op.subject == attendee.into())
        .filter_map(|op| Fact::decode(&op.kind, op.v, &op.body, op.private.bytes()).ok())
        .filter_map(|fact| {
            if let Fact::ConsentGiven(ConsentGiven {
                about: ConsentSubject::PrivacyNotice,
                text_version,
                ..
            }) = fact
            {
                Some(text_version)
            } else {
                None
            }
        })
        .collect()
}

fn walk_in(fair: &Fair, name: &str) -> String {
    let form = PersonForm {
        given_name: Some(name.into()),
        privacy_notice: Some(true),
        ..PersonForm::default()
    };
    fair.app.register(FAIR, &form).unwrap().id
}

#[test]
fn an_event_is_defined_again_and_keeps_its_keys() {
    let fair = Fair::new();
    let before = fair.app.event(FAIR).unwrap();
    let keys = |fair: &Fair| {
        let defined = fair
            .app
            .read(|r| Ok(r.event_defined(before.no, before.id)?))
            .unwrap()
            .unwrap();
        (defined.root_key, defined.recovery_recipient, defined.root_secret)
    };
    let kept = keys(&fair);
    let saved = fair.app.save_event(FAIR, &event_form()).unwrap();
    assert_eq!(
        (saved.name.as_str(), saved.days.len()),
        ("Basque Open Industry", 4)
    );
    assert_eq!((saved.id, saved.label.as_str()), (before.id.to_string(), FAIR));
    assert_eq!(keys(&fair), kept);
    assert_eq!(fair.app.event_setup(FAIR).unwrap().event, event_form());
    // And once more: the second replaces the first.
    let moved = EventForm {
        venue: "Bilbao Exhibition Centre".into(),
        ..event_form()
    };
    assert_eq!(fair.app.save_event(FAIR, &moved).unwrap().venue, moved.venue);
}

#[test]
fn an_event_that_makes_no_sense_is_refused_at_its_field() {
    let fair = Fair::new();
    let bad = |change: fn(&mut EventForm)| {
        let mut form = event_form();
        change(&mut form);
        let failure = fair.app.save_event(FAIR, &form).unwrap_err().failure();
        (
            failure.code,
            failure.params.get("field").cloned().unwrap_or_default(),
        )
    };
    let at = |code: &str, field: &str| (code.to_owned(), field.to_owned());
    assert_eq!(bad(|form| form.name = "  ".into()), at("field_missing", "name"));
    assert_eq!(
        bad(|form| form.starts = String::new()),
        at("field_missing", "starts")
    );
    assert_eq!(
        bad(|form| form.ends = "2023-11-12".into()),
        at("ends_before_start", "ends")
    );
    assert_eq!(
        bad(|form| form.time_zone = "Bilbao".into()),
        at("bad_time_zone", "time_zone")
    );
    assert_eq!(
        bad(|form| form.name = "x".repeat(201)),
        at("field_too_long", "name")
    );
    assert_ne!(fair.app.event(FAIR).unwrap().name, "Basque Open Industry");
}

#[test]
fn a_category_is_added_and_changed_and_a_walk_in_may_have_it() {
    let fair = Fair::new();
    let made = fair
        .app
        .save_category(FAIR, &category("", "Jury member"))
        .unwrap();
    assert_eq!(made.id, "jury-member");
    let form = PersonForm {
        given_name: Some("Miren".into()),
        category: Some(made.id.clone()),
        privacy_notice: Some(true),
        ..PersonForm::default()
    };
    assert_eq!(fair.app.register(FAIR, &form).unwrap().category, "jury-member");
    let change = CategoryForm {
        id: Some(made.id.clone()),
        pattern: "dots".into(),
        ..category("", "Juror")
    };
    fair.app.save_category(FAIR, &change).unwrap();
    let setup = fair.app.event_setup(FAIR).unwrap();
    let shown = setup.categories.iter().find(|c| c.id == made.id).unwrap();
    assert_eq!(
        (shown.words.en.as_str(), shown.pattern.as_str()),
        ("Juror", "dots")
    );
    assert_eq!(setup.categories.len(), 7);
}

#[test]
fn a_category_that_cannot_be_is_refused() {
    let fair = Fair::new();
    let code = |form: &CategoryForm| fair.app.save_category(FAIR, form).unwrap_err().code();
    assert_eq!(code(&category("press", "Reporters")), "label_taken");
    assert_eq!(code(&category("", "Press")), "label_taken");
    assert_eq!(code(&category("jury", "")), "field_missing");
    let striped = CategoryForm {
        pattern: "stripes".into(),
        ..category("jury", "Jury")
    };
    assert_eq!(code(&striped), "bad_pattern");
    let ghost = CategoryForm {
        id: Some("ghosts".into()),
        ..category("", "Ghosts")
    };
    assert_eq!(code(&ghost), "no_category");
    assert_eq!(fair.app.event_setup(FAIR).unwrap().categories.len(), 6);
}

#[test]
fn a_checkpoint_is_added_as_it_was_asked_and_changed() {
    let fair = Fair::new();
    let made = fair.app.save_checkpoint(FAIR, &room()).unwrap();
    assert_eq!(made.label.as_deref(), Some("room-a"));
    let wanted = CheckpointForm {
        label: Some("room-a".into()),
        ..room()
    };
    assert_eq!(made, wanted);
    let changed = CheckpointForm {
        name: "Auditorium".into(),
        capacity: None,
        open: vec![],
        only: vec![],
        ..wanted
    };
    assert_eq!(fair.app.save_checkpoint(FAIR, &changed).unwrap(), changed);
    let event = fair
        .app
        .events()
        .unwrap()
        .into_iter()
        .find(|e| e.label == FAIR)
        .unwrap();
    assert!(event.checkpoints.iter().any(|c| c.name == "Auditorium"));
}

#[test]
fn a_checkpoint_that_cannot_be_is_refused_at_its_field() {
    let fair = Fair::new();
    let bad = |change: fn(&mut CheckpointForm)| {
        let mut form = room();
        change(&mut form);
        let failure = fair.app.save_checkpoint(FAIR, &form).unwrap_err().failure();
        (
            failure.code,
            failure.params.get("field").cloned().unwrap_or_default(),
        )
    };
    let at = |code: &str, field: &str| (code.to_owned(), field.to_owned());
    assert_eq!(bad(|form| form.name = String::new()), at("field_missing", "name"));
    assert_eq!(
        bad(|form| form.name = "main ENTRANCE".into()),
        at("name_taken", "name")
    );
    assert_eq!(
        bad(|form| form.capacity = Some(0)),
        at("capacity_of_nobody", "capacity")
    );
    assert_eq!(
        bad(|form| form.open[0].until = "08:00".into()),
        at("bad_opening", "open")
    );
    assert_eq!(bad(|form| form.only = vec!["ghosts".into()]).0, "no_category");
    assert_eq!(fair.app.event_setup(FAIR).unwrap().checkpoints.len(), 1);
}

#[test]
fn a_consent_says_which_notice_was_read() {
    let fair = Fair::new();
    let first = walk_in(&fair, "Miren");
    assert_eq!(noticed(&fair, &first), ["2026-1"], "the app's own words");

    let half = texts("Datuak", "", "Details");
    assert_eq!(
        fair.app.save_notice(FAIR, &half).unwrap_err().code(),
        "field_missing"
    );
    let saved = fair
        .app
        .save_notice(FAIR, &texts("Datuak", "Datos", "Details"))
        .unwrap();
    assert_eq!(saved.privacy_notice, Some(texts("Datuak", "Datos", "Details")));
    let second = noticed(&fair, &walk_in(&fair, "Jon"));
    fair.app
        .save_notice(FAIR, &texts("Datuak", "Datos", "Your details"))
        .unwrap();
    let third = noticed(&fair, &walk_in(&fair, "Ane"));
    assert_eq!((second.len(), third.len()), (1, 1));
    assert!(second != third && second[0] != "2026-1", "{second:?} {third:?}");

    // The event's other facts keep the notice, and no text is the app's again.
    assert!(
        fair.app
            .save_event(FAIR, &event_form())
            .unwrap()
            .privacy_notice
            .is_some()
    );
    assert_eq!(
        fair.app
            .save_notice(FAIR, &Texts::default())
            .unwrap()
            .privacy_notice,
        None
    );
    assert_eq!(noticed(&fair, &walk_in(&fair, "Peru")), ["2026-1"]);
}
