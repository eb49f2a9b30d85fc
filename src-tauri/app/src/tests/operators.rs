//! Stories of operators: who is at the desk is said once, and then told of everything that was done there.

use super::Fair;
use crate::view::{ExportFormat, ExportTable, OperatorForm, OperatorView, PersonForm};

const FAIR: &str = "boi-2023";

fn add(fair: &Fair, name: &str) -> OperatorView {
    fair.app.save_operator(FAIR, &form(None, name, true)).unwrap()
}

fn form(id: Option<&str>, name: &str, active: bool) -> OperatorForm {
    OperatorForm {
        id: id.map(str::to_owned),
        name: name.to_owned(),
        active,
    }
}

fn refused(fair: &Fair, form: &OperatorForm) -> &'static str {
    fair.app.save_operator(FAIR, form).unwrap_err().code()
}

#[test]
fn what_was_done_at_the_desk_says_who_did_it() {
    let fair = Fair::new();
    let nerea = add(&fair, " Nerea Aldama ");
    assert_eq!(nerea.name, "Nerea Aldama");
    assert_eq!(fair.app.operators(FAIR).unwrap().here, None);
    assert_eq!(fair.scan("ZZZ").operator, None, "nobody was chosen");

    let chosen = fair.app.choose_operator(FAIR, Some(&nerea.id)).unwrap();
    assert_eq!(chosen.here.as_deref(), Some(nerea.id.as_str()));
    let outcome = fair.scan_later("ZZZ");
    assert_eq!(outcome.operator.as_deref(), Some("Nerea Aldama"));
    let recent = fair.app.recent(FAIR, "main").unwrap();
    let who: Vec<_> = recent.iter().map(|scan| scan.operator.as_deref()).collect();
    assert_eq!(who, [Some("Nerea Aldama"), None]);

    // Another name is told of what was done before, too; and nobody is at the desk again when asked.
    fair.app
        .save_operator(FAIR, &form(Some(&nerea.id), "Nerea A.", true))
        .unwrap();
    assert_eq!(
        fair.app.outcome(FAIR, &outcome.scan).unwrap().operator.as_deref(),
        Some("Nerea A.")
    );
    assert_eq!(fair.app.choose_operator(FAIR, None).unwrap().here, None);
    assert_eq!(fair.scan_later("ZZZ").operator, None);
}

#[test]
fn who_retired_is_at_no_desk_and_may_come_back() {
    let fair = Fair::new();
    let ane = add(&fair, "Ane");
    fair.app.choose_operator(FAIR, Some(&ane.id)).unwrap();
    fair.app
        .save_operator(FAIR, &form(Some(&ane.id), "Ane", false))
        .unwrap();
    let left = fair.app.operators(FAIR).unwrap();
    assert_eq!((left.here, left.all[0].active), (None, false));
    let again = fair.app.choose_operator(FAIR, Some(&ane.id)).unwrap_err();
    assert_eq!(again.code(), "not_found");
    fair.app
        .save_operator(FAIR, &form(Some(&ane.id), "Ane", true))
        .unwrap();
    fair.app.choose_operator(FAIR, Some(&ane.id)).unwrap();
}

#[test]
fn a_name_is_somebodys_and_only_one_colleagues() {
    let fair = Fair::new();
    let ane = add(&fair, "Ane");
    assert_eq!(refused(&fair, &form(None, "  ", true)), "field_missing");
    assert_eq!(refused(&fair, &form(None, "ANE", true)), "name_taken");
    assert_eq!(
        refused(&fair, &form(None, &"x".repeat(81), true)),
        "field_too_long"
    );
    assert_eq!(refused(&fair, &form(Some("nobody"), "Jon", true)), "not_found");
    assert_eq!(fair.app.operators(FAIR).unwrap().all.len(), 1);
    fair.app
        .save_operator(FAIR, &form(Some(&ane.id), "Ane", false))
        .unwrap();
    add(&fair, "Ane");
}

#[test]
fn each_event_has_its_own_operators() {
    let fair = Fair::new();
    let events = fair.app.events().unwrap();
    let other = events.iter().find(|event| event.label != FAIR).unwrap();
    let ane = add(&fair, "Ane");
    fair.app.choose_operator(FAIR, Some(&ane.id)).unwrap();
    let there = fair.app.operators(&other.label).unwrap();
    assert_eq!((there.all.len(), there.here), (0, None));
    assert_eq!(
        fair.app
            .choose_operator(&other.label, Some(&ane.id))
            .unwrap_err()
            .code(),
        "not_found"
    );
}

#[test]
fn an_export_says_who_registered_and_who_let_in() {
    let fair = Fair::new();
    let [nerea, jon] = ["Nerea", "Jon"].map(|name| add(&fair, name));
    fair.app.choose_operator(FAIR, Some(&nerea.id)).unwrap();
    let form = PersonForm {
        given_name: Some("Ane".into()),
        privacy_notice: Some(true),
        ..PersonForm::default()
    };
    let ane = fair.app.register(FAIR, &form).unwrap().id;
    fair.app.choose_operator(FAIR, Some(&jon.id)).unwrap();
    fair.app.admit(&fair.ask(), &ane).unwrap();
    fair.app.choose_operator(FAIR, None).unwrap();
    let miren = PersonForm {
        given_name: Some("Miren".into()),
        ..form
    };
    fair.app.register(FAIR, &miren).unwrap();

    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("table.csv");
    let device = fair.app.own().unwrap().name;
    let table = |table| {
        fair.app.export(FAIR, table, ExportFormat::Csv, &out).unwrap();
        std::fs::read_to_string(&out).unwrap()
    };
    let people = table(ExportTable::Attendees);
    let ends = |name: &str| {
        people
            .lines()
            .find(|line| line.contains(name))
            .unwrap()
            .to_owned()
    };
    assert!(
        people
            .lines()
            .next()
            .unwrap()
            .ends_with("Checked in,Checked in by,Registered by")
    );
    assert!(
        ends("Ane").ends_with(&format!("Jon · {device},Nerea · {device}")),
        "{people}"
    );
    assert!(ends("Miren").ends_with(&format!(",,{device}")), "{people}");
    let scans = table(ExportTable::Scans);
    assert!(
        scans
            .lines()
            .nth(1)
            .unwrap()
            .ends_with(&format!("{device},name,Jon")),
        "{scans}"
    );
}
