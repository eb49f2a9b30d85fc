//! What somebody did today before the scan that finds them inside already.

use super::Fair;
use crate::view::{Outcome, PathStep, PathWhat, PersonForm};
use crate::{PrintWish, ScanAsk};
use sarrera_core::ops::Direction;

const FAIR: &str = "boi-2023";

fn comes(fair: &Fair, print: PrintWish<'_>) -> Outcome {
    let form = PersonForm {
        given_name: Some("Marie-Hélène".into()),
        privacy_notice: Some(true),
        ..PersonForm::default()
    };
    let ask = ScanAsk { print, ..fair.ask() };
    fair.app.register_and_admit(&ask, &form).unwrap()
}

fn passes(fair: &Fair, id: &str, direction: Direction) -> Outcome {
    fair.later_ms(600_000);
    let ask = ScanAsk {
        direction,
        ..fair.ask()
    };
    fair.app.admit(&ask, id).unwrap()
}

fn told(steps: &[PathStep]) -> Vec<(PathWhat, bool)> {
    steps.iter().map(|step| (step.what, step.badge)).collect()
}

#[test]
fn the_day_of_whoever_is_inside_already_is_told_with_this_scan_at_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let printer = format!("folder:{}", folder.path().display());
    let print = PrintWish::To {
        printer: &printer,
        template: "a6",
    };
    let fair = Fair::new();
    let first = comes(&fair, print);
    let id = first.person.unwrap().id;
    fair.app.run_print_job(&first.print.unwrap().job, |_| {}).unwrap();
    let again = passes(&fair, &id, Direction::Entry);
    assert_eq!(again.verdict, "already_in");
    let steps = fair.app.path_to(FAIR, &again.scan).unwrap();
    assert_eq!(
        told(&steps),
        [(PathWhat::Entry, true), (PathWhat::ThisScan, false)]
    );
    let (entry, this) = (&steps[0], &steps[1]);
    assert_eq!((entry.at, this.at), (first.at, again.at));
    assert_eq!(Some(entry.device.as_str()), again.since_device.as_deref());
    assert!(entry.checkpoint.as_deref().is_some_and(|name| !name.is_empty()));

    // The badge is lost, and another comes out: that is a step of its own. The stop before was none.
    fair.later_ms(60_000);
    let reprint = fair.app.reprint(FAIR, &id, "lost", print).unwrap();
    fair.app.run_print_job(&reprint.job, |_| {}).unwrap();
    assert_eq!(passes(&fair, &id, Direction::Exit).verdict, "left");
    let third = passes(&fair, &id, Direction::Entry);
    assert_eq!(
        told(&fair.app.path_to(FAIR, &third.scan).unwrap()),
        [
            (PathWhat::Entry, true),
            (PathWhat::Badge, true),
            (PathWhat::Exit, false),
            (PathWhat::ThisScan, false)
        ]
    );
    assert_eq!(
        told(&fair.app.path_to(FAIR, &again.scan).unwrap()).len(),
        2,
        "an earlier scan is told as it was"
    );
}

#[test]
fn a_badge_that_did_not_come_out_an_undone_entry_and_yesterday_are_no_steps() {
    let fair = Fair::new();
    let first = comes(&fair, fair.to_paper().print);
    let id = first.person.unwrap().id;
    let second = passes(&fair, &id, Direction::Entry);
    assert_eq!(
        told(&fair.app.path_to(FAIR, &second.scan).unwrap()),
        [(PathWhat::Entry, false), (PathWhat::ThisScan, false)],
        "nobody printed the badge"
    );
    fair.app.undo_scan(FAIR, &first.scan).unwrap();
    let third = passes(&fair, &id, Direction::Entry);
    assert_eq!(
        told(&fair.app.path_to(FAIR, &third.scan).unwrap()),
        [(PathWhat::ThisScan, false)]
    );
    fair.later_ms(24 * 3_600_000);
    let tomorrow = passes(&fair, &id, Direction::Entry);
    assert_eq!(
        told(&fair.app.path_to(FAIR, &tomorrow.scan).unwrap()),
        [(PathWhat::ThisScan, false)]
    );
}

#[test]
fn of_a_long_day_the_newest_five_steps_are_told() {
    let fair = Fair::new();
    let id = comes(&fair, PrintWish::None).person.unwrap().id;
    for _ in 0..4 {
        passes(&fair, &id, Direction::Exit);
        let back = passes(&fair, &id, Direction::Entry);
        if back.verdict != "admitted" {
            fair.app
                .override_scan(FAIR, &back.scan, "came_back", PrintWish::None)
                .unwrap();
        }
    }
    let last = passes(&fair, &id, Direction::Entry);
    let steps = fair.app.path_to(FAIR, &last.scan).unwrap();
    assert_eq!(steps.len(), 5);
    assert_eq!(steps.last().map(|step| step.what), Some(PathWhat::ThisScan));
    assert!(steps.is_sorted_by_key(|step| step.at));
}
