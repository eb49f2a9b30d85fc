//! Trying out a printer: paper comes out, and nobody has got a badge.

use super::Fair;
use crate::view::PrintState;

#[test]
fn a_specimen_goes_to_the_chosen_printer_and_into_no_log() {
    let fair = Fair::new();
    let dir = tempfile::tempdir().unwrap();
    fair.app
        .choose_printer(&format!("folder:{}", dir.path().display()))
        .unwrap();
    let before = fair.app.digest().unwrap();
    let printed = fair.app.print_test("boi-2023").unwrap();
    assert_eq!((printed.state, printed.reason), (PrintState::Printed, None));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    assert_eq!(fair.app.digest().unwrap(), before, "no badge was issued");
}

#[test]
fn a_printer_that_is_not_there_is_said_and_none_at_all_too() {
    let fair = Fair::new();
    let none = fair.app.print_test("boi-2023").unwrap_err();
    assert_eq!(none.code(), "no_printer");
    fair.app.choose_printer("folder:/dev/null/badges").unwrap();
    let printed = fair.app.print_test("boi-2023").unwrap();
    assert_eq!(printed.state, PrintState::Failed);
    assert_eq!(printed.reason.as_deref(), Some("folder_not_writable"));
}
