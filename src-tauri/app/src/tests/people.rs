//! People at the desk: names as they were registered, forms that give a part, and nothing half on the disk.

use super::Fair;
use crate::PrintWish;
use crate::badges::Painter;
use crate::view::{LeadSharing, PersonForm};
use sarrera_core::codes::BadgeSerial;
use sarrera_testkit::disk::RecordingDisk;

fn form(given: &str, family: &str) -> PersonForm {
    PersonForm {
        given_name: Some(given.into()),
        family_name: Some(family.into()),
        privacy_notice: Some(true),
        ..PersonForm::default()
    }
}

/// The disk is full after one more of these at each try.
const STEP_BYTES: u64 = 4_096;
/// A registration with an admission needs fewer of them.
const STEPS_MAX: u64 = 200;

#[test]
fn a_full_disk_leaves_nobody_registered_and_not_let_in() {
    let disk = RecordingDisk::counting_only().unwrap();
    let fair = Fair::on(&disk);
    fair.scan("warm up the replica");
    let mut steps = 0;
    loop {
        let before = fair.app.digest().unwrap();
        disk.full_after(steps * STEP_BYTES);
        let result = fair
            .app
            .register_and_admit(&fair.ask(), &form("Ane", "Etxeberria"));
        disk.heal();
        let found = fair.app.find("boi-2023", "etxeberria").unwrap();
        match result {
            Ok(outcome) => {
                assert_eq!((outcome.verdict.as_str(), found.len()), ("admitted", 1));
                break;
            }
            Err(_) => {
                assert!(found.is_empty(), "after {steps} steps");
                assert_eq!(fair.app.digest().unwrap(), before, "after {steps} steps");
            }
        }
        steps += 1;
        assert!(steps < STEPS_MAX);
    }
    let id = fair
        .app
        .find("boi-2023", "etxeberria")
        .unwrap()
        .remove(0)
        .person
        .id;
    for steps in 0..STEPS_MAX {
        fair.later_ms(60_000);
        disk.full_after(steps * STEP_BYTES);
        let result = fair.app.substitute(&fair.ask(), &id, &form("Jon", "Agirre"));
        disk.heal();
        let found = fair.app.find("boi-2023", "agirre").unwrap().len();
        let Ok(outcome) = result else {
            assert_eq!(found, 0, "after {steps} steps");
            continue;
        };
        assert_eq!((outcome.verdict.as_str(), found), ("admitted", 1));
        return;
    }
    panic!("the disk never had room");
}

/// A person whose file gives the whole name and its parts.
fn imported(whole: &str, given: &str, family: &str) -> (Fair, String) {
    let fair = Fair::new();
    let csv = format!(
        "Order code,Position ID,Status,Attendee name,Attendee name: Given name,Attendee name: Family name,Product,Ticket secret\n\
         AAAAA,1,paid,{whole},{given},{family},Visitor,abcdefghijklmnop2345\n"
    );
    assert_eq!(fair.import_text(&csv).added, 1);
    let id = fair
        .app
        .find("boi-2023", "abcdefghijklmnop2345")
        .unwrap()
        .remove(0)
        .person
        .id;
    (fair, id)
}

fn corrected(fair: &Fair, id: &str, form: &PersonForm) -> Result<String, String> {
    let person = fair.app.correct("boi-2023", id, form, PrintWish::None);
    person.map(|p| p.person.name).map_err(|e| e.code().to_owned())
}

#[test]
fn a_corrected_part_keeps_the_order_of_the_whole_name() {
    let (fair, id) = imported("山田 太郎", "太郎", "山田");
    let family = PersonForm {
        family_name: Some("山口".into()),
        ..PersonForm::default()
    };
    assert_eq!(corrected(&fair, &id, &family), Ok("山口 太郎".into()));
}

#[test]
fn a_form_whose_privacy_notice_nobody_read_says_so_and_a_correction_asks_for_none() {
    let fair = Fair::new();
    let unread = PersonForm {
        privacy_notice: Some(false),
        ..form("Ane", "Etxeberria")
    };
    let checked = fair.app.check_form("boi-2023", &unread, None).unwrap();
    assert_eq!(checked.problems["privacy_notice"], "missing");
    let not_asked = PersonForm {
        privacy_notice: None,
        ..unread
    };
    let checked = fair.app.check_form("boi-2023", &not_asked, None).unwrap();
    assert!(checked.problems.is_empty(), "{checked:?}");
}

#[test]
fn a_name_that_is_one_text_is_corrected_as_one_and_never_lost() {
    let (fair, id) = imported("Jon Agirre", "", "");
    let part = PersonForm {
        family_name: Some("Aguirre".into()),
        ..PersonForm::default()
    };
    assert_eq!(corrected(&fair, &id, &part), Err("name_is_one_text".into()));
    assert_eq!(fair.app.person("boi-2023", &id).unwrap().name, "Jon Agirre");
    let whole = PersonForm {
        full_name: Some("Jon Aguirre".into()),
        ..PersonForm::default()
    };
    assert_eq!(corrected(&fair, &id, &whole), Ok("Jon Aguirre".into()));
    let nobody = PersonForm {
        given_name: Some(" ".into()),
        family_name: Some(String::new()),
        full_name: Some(String::new()),
        ..PersonForm::default()
    };
    assert_eq!(corrected(&fair, &id, &nobody), Err("field_missing".into()));
}

/// A form that gives some of a name's fields.
fn naming(given: Option<&str>, family: Option<&str>, whole: Option<&str>) -> PersonForm {
    PersonForm {
        given_name: given.map(str::to_owned),
        family_name: family.map(str::to_owned),
        full_name: whole.map(str::to_owned),
        ..PersonForm::default()
    }
}

/// The name that a badge of this person prints: its parts, else the whole.
fn on_the_badge(fair: &Fair, id: &str) -> String {
    let event = fair.app.event("boi-2023").unwrap();
    let printed = fair.app.read(|r| {
        let row = r.attendee(event.no, id.parse().unwrap())?.unwrap();
        Painter::new(r, &event)?.content(&row, BadgeSerial([1; 10]))
    });
    let printed = printed.unwrap();
    let parts = format!("{} {}", printed.given_name, printed.family_name);
    match parts.trim() {
        "" => printed.full_name,
        parts => parts.to_owned(),
    }
}

#[test]
fn after_a_correction_screen_and_badge_say_one_name() {
    let jon = ("Jon Agirre", "Jon", "Agirre");
    for (registered, form, shown, printed) in [
        (
            jon,
            naming(None, None, Some("Ane Zubiri")),
            "Ane Zubiri",
            "Ane Zubiri",
        ),
        (
            jon,
            naming(None, None, Some("Agirre, Jon")),
            "Agirre, Jon",
            "Jon Agirre",
        ),
        (
            jon,
            naming(Some("Ane"), None, Some("Ane Zubiri")),
            "Ane Zubiri",
            "Ane",
        ),
        (jon, naming(None, None, Some("")), "Jon Agirre", "Jon Agirre"),
        (jon, naming(Some("Ane"), None, None), "Ane Agirre", "Ane Agirre"),
        (
            ("Jon Jon", "Jon", "Jon"),
            naming(Some("Ane"), None, None),
            "Ane Jon",
            "Ane Jon",
        ),
        (
            ("Jon Agirre", "", ""),
            naming(Some("Jon"), Some("Aguirre"), None),
            "Jon Aguirre",
            "Jon Aguirre",
        ),
    ] {
        let (whole, given, family) = registered;
        let (fair, id) = imported(whole, given, family);
        assert_eq!(corrected(&fair, &id, &form), Ok(shown.into()), "{form:?}");
        assert_eq!(on_the_badge(&fair, &id), printed, "{form:?}");
    }
}

#[test]
fn a_correction_says_which_badge_is_void() {
    let fair = Fair::new();
    let outcome = fair
        .app
        .register_and_admit(&fair.to_paper(), &form("Ane", "Etxeberria"));
    let person = outcome.unwrap().person.unwrap();
    let company = PersonForm {
        company: Some("Goierri".into()),
        ..PersonForm::default()
    };
    let correct = || {
        fair.app
            .correct("boi-2023", &person.id, &company, PrintWish::None)
            .unwrap()
            .voided
    };
    assert_eq!(correct(), [person.badge.clone().unwrap().number]);
    assert!(correct().is_empty(), "nothing changed");
}

#[test]
fn a_form_that_leaves_the_name_as_it_is_lacks_no_name() {
    let fair = Fair::new();
    let id = fair
        .app
        .register("boi-2023", &form("Ane", "Etxeberria"))
        .unwrap()
        .id;
    let company = PersonForm {
        company: Some("Goierri".into()),
        ..PersonForm::default()
    };
    let checked = fair.app.check_form("boi-2023", &company, Some(&id)).unwrap();
    assert!(checked.problems.is_empty(), "{checked:?}");
    let emptied = form("", "");
    let checked = fair.app.check_form("boi-2023", &emptied, Some(&id)).unwrap();
    assert_eq!(checked.problems["given_name"], "missing");
}

#[test]
fn a_name_that_is_one_text_is_corrected_as_one_text() {
    let fair = Fair::new();
    let whole = |name: &str| PersonForm {
        full_name: Some(name.into()),
        privacy_notice: Some(true),
        ..PersonForm::default()
    };
    let id = fair
        .app
        .register("boi-2023", &whole("NGUYEN THI HONG"))
        .unwrap()
        .id;
    let check = |form: &PersonForm| {
        let correction = PersonForm {
            privacy_notice: None,
            ..form.clone()
        };
        fair.app.check_form("boi-2023", &correction, Some(&id)).unwrap()
    };
    assert_eq!(check(&whole("")).problems["full_name"], "missing");
    let meant = &check(&PersonForm::default()).suggestions["full_name"];
    assert_eq!(meant, "Nguyen Thi Hong");
    let fixed = PersonForm {
        full_name: Some(meant.clone()),
        ..PersonForm::default()
    };
    fair.app
        .correct("boi-2023", &id, &fixed, PrintWish::None)
        .unwrap();
    assert_eq!(fair.app.person("boi-2023", &id).unwrap().name, "Nguyen Thi Hong");
}

/// A person who may come on these days, and their ticket.
fn with_days(fair: &Fair, days: &[&str]) -> Result<(String, String), crate::AppError> {
    let form = PersonForm {
        days: Some(days.iter().map(|day| (*day).to_owned()).collect()),
        ..form("Ane", "Etxeberria")
    };
    let person = fair.app.register("boi-2023", &form)?;
    let ticket = fair.app.ticket("boi-2023", &person.id)?;
    Ok((person.id, ticket.code))
}

#[test]
fn a_ticket_for_one_day_lets_in_on_that_day_until_the_days_are_corrected() {
    let fair = Fair::new();
    let (id, ticket) = with_days(&fair, &["2023-11-14", "2023-11-14"]).unwrap();
    assert_eq!(fair.app.person("boi-2023", &id).unwrap().days, ["2023-11-14"]);
    let stopped = fair.scan(&ticket);
    assert_eq!(
        (stopped.verdict.as_str(), stopped.reasons[0].code.as_str()),
        ("not_now", "other_day")
    );
    let every_day = PersonForm {
        days: Some(Vec::new()),
        ..PersonForm::default()
    };
    let person = fair
        .app
        .correct("boi-2023", &id, &every_day, PrintWish::None)
        .unwrap();
    assert!(person.person.days.is_empty());
    let ticket = fair.app.ticket("boi-2023", &id).unwrap().code;
    assert_eq!(fair.scan_later(&ticket).verdict, "admitted");
    let before = fair.app.digest().unwrap();
    fair.app
        .correct("boi-2023", &id, &every_day, PrintWish::None)
        .unwrap();
    assert_eq!(
        fair.app.digest().unwrap(),
        before,
        "nothing changed, nothing is written"
    );
}

#[test]
fn a_day_that_is_none_of_the_event_is_refused() {
    let fair = Fair::new();
    let code = |days: &[&str]| with_days(&fair, days).unwrap_err().code();
    assert_eq!(code(&["2023-11-15"]), "day_outside");
    assert_eq!(code(&["2023-11-13", "tomorrow"]), "bad_date");
    assert!(fair.app.find("boi-2023", "etxeberria").unwrap().is_empty());
}

#[test]
fn a_name_of_five_thousand_characters_is_refused_and_nobody_is_registered() {
    let fair = Fair::new();
    let long = form(&"Ane ".repeat(1_250), "Etxeberria");
    let problems = fair.app.check_form("boi-2023", &long, None).unwrap().problems;
    assert_eq!(problems["given_name"], "too_long");
    let before = fair.app.digest().unwrap();
    let refused = fair.app.register_and_admit(&fair.ask(), &long).unwrap_err();
    assert_eq!(
        (refused.code(), refused.params()["max"].as_str()),
        ("field_too_long", "300")
    );
    assert_eq!(fair.app.digest().unwrap(), before);
    let id = fair
        .app
        .register("boi-2023", &form("Ane", "Etxeberria"))
        .unwrap()
        .id;
    let refused = fair.app.correct("boi-2023", &id, &long, PrintWish::None);
    assert_eq!(refused.unwrap_err().code(), "field_too_long");
    assert_eq!(fair.app.person("boi-2023", &id).unwrap().name, "Ane Etxeberria");
}

#[test]
fn what_nobody_sees_is_not_in_a_typed_name() {
    let fair = Fair::new();
    let person = fair
        .app
        .register("boi-2023", &form("A\u{7}ne\u{0}", "\u{1b}Etxeberria\r\n"))
        .unwrap();
    assert_eq!(person.name, "Ane Etxeberria");
    let turned = fair
        .app
        .register("boi-2023", &form("Miren\u{202e}", "\u{2066} Lasa\u{200b}"))
        .unwrap();
    assert_eq!(
        turned.name, "Miren Lasa",
        "no name turns what stands behind it around"
    );
    let joined = form("علی\u{200c}رضا", "");
    let joined = fair.app.register("boi-2023", &joined).unwrap();
    assert_eq!(joined.name, "علی\u{200c}رضا", "joiners are letters' own");
}

#[test]
fn a_new_person_is_asked_once_whether_exhibitors_may_have_their_details() {
    let fair = Fair::new();
    let open = |form: &PersonForm| fair.app.check_form("boi-2023", form, None).unwrap().open;
    let walk_in = PersonForm {
        privacy_notice: Some(true),
        ..PersonForm::default()
    };
    assert_eq!(open(&walk_in), ["lead_sharing"]);
    let said = PersonForm {
        lead_sharing: Some(LeadSharing::Ask),
        ..walk_in
    };
    assert_eq!(open(&said), Vec::<String>::new());
    assert_eq!(open(&PersonForm::default()), Vec::<String>::new(), "a correction");
}

#[test]
fn a_pasted_tab_or_line_break_parts_words_and_nothing_unseen_stays() {
    let fair = Fair::new();
    let form = crate::view::PersonForm {
        given_name: Some("Ane\tMaria".into()),
        family_name: Some("Agirre\r\nZabala\u{202e}".into()),
        company: Some("\tBizkaia\t Galdaketa ".into()),
        privacy_notice: Some(true),
        ..crate::view::PersonForm::default()
    };
    let person = fair.app.register("boi-2023", &form).unwrap();
    assert_eq!(
        (person.given_name.as_str(), person.family_name.as_str()),
        ("Ane Maria", "Agirre Zabala")
    );
    assert_eq!(person.company, "Bizkaia Galdaketa");
    let edit = crate::view::PersonEdit {
        attention: Some("Ask for\u{202e} the\tinvitation\n".into()),
        note: Some("Two\u{2066} lines:\nboth kept".into()),
        ..crate::view::PersonEdit::default()
    };
    let page = fair
        .app
        .edit_person("boi-2023", &person.id, &edit)
        .unwrap()
        .profile;
    assert_eq!(page.person.attention.as_deref(), Some("Ask for the invitation"));
    assert_eq!(page.note, "Two lines:\nboth kept");
}
