//! A form while it is typed: the badge it would make, and who of the company is registered.

use super::Fair;
use crate::view::{BadgePreview, PersonForm};
use crate::{PrintWish, ScanAsk};

const EVENT: &str = "boi-2023";

fn walk_in(given: &str, family: &str, company: &str) -> PersonForm {
    PersonForm {
        given_name: Some(given.into()),
        family_name: Some(family.into()),
        company: Some(company.into()),
        privacy_notice: Some(true),
        ..PersonForm::default()
    }
}

fn registered(fair: &Fair, form: &PersonForm) -> String {
    fair.app.register(EVENT, form).unwrap().id
}

/// What the rail shows while a form is typed; nothing is written by looking.
fn previewed(fair: &Fair, form: &PersonForm, attendee: Option<&str>) -> BadgePreview {
    let before = fair.app.digest().unwrap();
    let preview = fair.app.preview_form(EVENT, form, attendee).unwrap();
    assert_eq!(fair.app.digest().unwrap(), before, "looking writes nothing");
    preview
}

fn badge_of(fair: &Fair, id: &str) -> BadgePreview {
    fair.app.preview_badge(EVENT, id).unwrap()
}

#[test]
fn a_walk_ins_badge_is_shown_as_it_will_be_made() {
    let fair = Fair::new();
    for (category, language) in [(None, None), (Some("exhibitor"), Some("es"))] {
        let form = PersonForm {
            category: category.map(str::to_owned),
            language: language.map(str::to_owned),
            job_title: Some("Ingeniaria".into()),
            country: Some("ES".into()),
            ..walk_in(" Ane ", "Etxeberria", "Goierri Koop.")
        };
        let shown = previewed(&fair, &form, None);
        let id = registered(&fair, &form);
        assert_eq!(shown, badge_of(&fair, &id), "{category:?}");
    }
}

#[test]
fn a_half_typed_form_shows_its_badge_whatever_is_still_wrong() {
    let fair = Fair::new();
    let empty = previewed(&fair, &PersonForm::default(), None);
    let half = PersonForm {
        email: Some("ane.etxe".into()),
        privacy_notice: Some(false),
        ..walk_in("Ane", "", "")
    };
    let shown = previewed(&fair, &half, None);
    assert!(empty.svg.contains("<svg") && empty.svg != shown.svg);
    let endless = previewed(&fair, &walk_in(&"Ane ".repeat(1_250), "Etxeberria", ""), None);
    assert_eq!(endless.overflow.len(), 1, "{:?}", endless.overflow);
}

#[test]
fn what_will_be_smaller_or_not_fit_or_lacks_letters_is_said_before_it_prints() {
    let fair = Fair::new();
    let ordinary = previewed(&fair, &walk_in("Ane", "Etxeberria", "Goierri"), None);
    assert_eq!((ordinary.shrunk.len(), ordinary.overflow.len()), (0, 0));
    let long = walk_in("Ane", "Kovalenko-Tymoshchuk-Goikoetxea Etxeberria", "Goierri");
    let shrunk = previewed(&fair, &long, None).shrunk;
    assert_eq!(
        shrunk.first().map(|one| one.text.as_str()),
        Some("Kovalenko-Tymoshchuk-Goikoetxea Etxeberria")
    );
    assert!(
        shrunk.iter().all(|one| (5..100).contains(&one.percent)),
        "{shrunk:?}"
    );
    let odd = previewed(&fair, &walk_in("\u{12000}", "Etxeberria", ""), None);
    assert_eq!(odd.missing_glyphs, ["\u{12000}"]);
}

#[test]
fn a_corrected_badge_is_shown_as_it_will_be_made() {
    let fair = Fair::new();
    let whole = PersonForm {
        full_name: Some("Agirre, Jon".into()),
        ..walk_in("Jon", "Agirre", "Goierri")
    };
    let id = registered(&fair, &whole);
    assert_eq!(
        previewed(&fair, &PersonForm::default(), Some(&id)),
        badge_of(&fair, &id)
    );
    for fix in [
        PersonForm {
            family_name: Some("Aguirre".into()),
            ..PersonForm::default()
        },
        PersonForm {
            company: Some(String::new()),
            category: Some("exhibitor".into()),
            language: Some("es".into()),
            ..PersonForm::default()
        },
        PersonForm {
            full_name: Some("NGUYEN THI HONG".into()),
            ..PersonForm::default()
        },
    ] {
        let before = badge_of(&fair, &id);
        let shown = previewed(&fair, &fix, Some(&id));
        fair.app.correct(EVENT, &id, &fix, PrintWish::None).unwrap();
        assert_eq!(shown, badge_of(&fair, &id), "{fix:?}");
        assert_ne!(shown, before, "{fix:?}");
    }
}

#[test]
fn whoever_comes_instead_is_shown_in_the_category_of_the_registration() {
    let fair = Fair::new();
    let exhibitor = PersonForm {
        category: Some("exhibitor".into()),
        ..walk_in("Jon", "Agirre", "Goierri")
    };
    let id = registered(&fair, &exhibitor);
    let colleague = walk_in("Miren", "Lasa", "Goierri");
    let shown = previewed(&fair, &colleague, Some(&id));
    let ask = ScanAsk {
        print: PrintWish::None,
        ..fair.ask()
    };
    let came = fair.app.substitute(&ask, &id, &colleague).unwrap();
    assert_eq!(shown, badge_of(&fair, &came.person.unwrap().id));
}

#[test]
fn a_form_says_how_many_others_of_the_company_are_registered() {
    let fair = Fair::new();
    let of = |form: &PersonForm, except: Option<&str>| {
        fair.app.check_form(EVENT, form, except).unwrap().company_people
    };
    let new = |company: &str| of(&walk_in("Miren", "Lasa", company), None);
    assert_eq!((new("Goierri Koop."), new("")), (0, 0));
    let jon = registered(&fair, &walk_in("Jon", "Agirre", "Goierri Koop."));
    registered(&fair, &walk_in("Ane", "Etxeberria", "GOIERRI KOOP."));
    registered(&fair, &walk_in("Iker", "Ibarra", "Goierri"));
    assert_eq!(new("goierri koop."), 2, "however it is typed");
    assert_eq!(new("Goierri Ko"), 0, "no other company");
    assert_eq!(
        of(&PersonForm::default(), Some(&jon)),
        1,
        "not the person themselves"
    );
    let colleague = walk_in("Miren", "Lasa", "Goierri Koop.");
    assert_eq!(of(&colleague, Some(&jon)), 1, "nor whom somebody replaces");
    let ask = ScanAsk {
        print: PrintWish::None,
        ..fair.ask()
    };
    fair.app.substitute(&ask, &jon, &colleague).unwrap();
    assert_eq!(new("Goierri Koop."), 2, "one for the other");
}

#[test]
fn whoever_comes_instead_needs_a_name_of_their_own() {
    let fair = Fair::new();
    let id = registered(&fair, &walk_in("Jon", "Agirre", "Goierri"));
    let nameless = PersonForm {
        given_name: None,
        family_name: None,
        ..walk_in("", "", "Goierri")
    };
    let checked = fair.app.check_form(EVENT, &nameless, Some(&id)).unwrap();
    assert_eq!(checked.problems["given_name"], "missing");
}
