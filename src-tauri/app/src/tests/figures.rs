//! The counts in the desk's corner: how it goes at the entrance, and how many people this desk let in itself.

use super::{Fair, file};
use crate::ScanAsk;
use crate::view::{DeskFigures, OperatorForm, OwnOf, PersonForm};
use sarrera_core::ops::Direction;

const FAIR: &str = "boi-2023";
const MINUTE_MS: i64 = 60_000;

fn figures(fair: &Fair) -> DeskFigures {
    fair.app.figures(FAIR, "main").unwrap()
}

fn own(fair: &Fair) -> (OwnOf, u32) {
    let figures = figures(fair);
    (figures.own_of, figures.own)
}

/// Registers somebody, lets them in, and gives the scan and who they are.
fn comes(fair: &Fair, name: &str) -> (String, String) {
    let form = PersonForm {
        given_name: Some(name.into()),
        privacy_notice: Some(true),
        ..PersonForm::default()
    };
    let outcome = fair.app.register_and_admit(&fair.ask(), &form).unwrap();
    (outcome.scan, outcome.person.unwrap().id)
}

fn takes_the_desk(fair: &Fair, name: &str) {
    let form = OperatorForm {
        id: None,
        name: name.to_owned(),
        active: true,
    };
    let operator = fair.app.save_operator(FAIR, &form).unwrap();
    fair.app.choose_operator(FAIR, Some(&operator.id)).unwrap();
}

#[test]
fn the_last_five_minutes_count_people_and_not_scans() {
    let fair = Fair::new();
    let (_, ane) = comes(&fair, "Ane");
    fair.later_ms(3 * MINUTE_MS);
    comes(&fair, "Jon");
    let exit = ScanAsk {
        direction: Direction::Exit,
        ..fair.ask()
    };
    assert_eq!(fair.app.admit(&exit, &ane).unwrap().verdict, "left");
    let back = fair.app.admit(&fair.ask(), &ane).unwrap();
    let back = match back.verdict.as_str() {
        "admitted" => back,
        _stopped => fair
            .app
            .override_scan(FAIR, &back.scan, "came_back", crate::PrintWish::None)
            .unwrap(),
    };
    assert_eq!(back.verdict, "admitted");
    assert_eq!((figures(&fair).lately, figures(&fair).lately_minutes), (2, 5));
    fair.later_ms(5 * MINUTE_MS + 1);
    assert_eq!(figures(&fair).lately, 0);
    assert_eq!((figures(&fair).arrived, own(&fair)), (2, (OwnOf::Device, 2)));
}

#[test]
fn what_was_undone_was_let_in_by_nobody() {
    let fair = Fair::new();
    let (scan, _) = comes(&fair, "Ane");
    comes(&fair, "Jon");
    fair.app.undo_scan(FAIR, &scan).unwrap();
    assert_eq!((figures(&fair).lately, own(&fair)), (1, (OwnOf::Device, 1)));
}

#[test]
fn each_operator_reads_their_own_count_of_today_and_a_desk_without_one_the_desks() {
    let fair = Fair::new();
    comes(&fair, "Ane");
    takes_the_desk(&fair, "Nerea Aldama");
    assert_eq!(own(&fair), (OwnOf::Operator, 0));
    comes(&fair, "Jon");
    comes(&fair, "Olena");
    assert_eq!(own(&fair), (OwnOf::Operator, 2));
    takes_the_desk(&fair, "Jon Etxeberria");
    assert_eq!(own(&fair), (OwnOf::Operator, 0));
    fair.app.choose_operator(FAIR, None).unwrap();
    assert_eq!(own(&fair), (OwnOf::Device, 3));
    fair.later_ms(24 * 60 * MINUTE_MS);
    assert_eq!(own(&fair), (OwnOf::Device, 0), "another day");
}

#[test]
fn check_ins_that_a_file_brought_were_at_no_desk() {
    let fair = Fair::new();
    fair.import(&file("alfio.csv"));
    let figures = figures(&fair);
    assert_eq!((figures.arrived, figures.lately, figures.own), (1, 0, 0));
}

#[test]
fn what_another_device_let_in_counts_lately_and_is_not_this_ones_own() {
    let fair = Fair::new();
    let other = fair.paired(sarrera_core::ops::Role::Desk);
    comes(&other, "Ane");
    fair.hear(&other, &sarrera_core::ops::LogName::Core);
    fair.hear(&other, &sarrera_core::ops::LogName::Scans);
    assert_eq!((figures(&fair).lately, own(&fair)), (1, (OwnOf::Device, 0)));
}
