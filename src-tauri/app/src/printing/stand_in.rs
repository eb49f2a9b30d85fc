//! Which printer takes the badges of one that is in trouble, where there is no doubt which.

use crate::view::{PrinterState, PrinterView};
use sarrera_core::ops::PrinterId;

/// Marks it: the only other printer that can print now; of several the one that was chosen before. Nobody gets a badge
/// out of a folder, and where no printer is chosen none is in trouble.
pub(super) fn mark(printers: &mut [PrinterView], before: &str) {
    if printers.iter().all(|printer| !printer.chosen) {
        return;
    }
    let able: Vec<String> = printers
        .iter()
        .filter(|one| is_able(one))
        .map(|one| one.id.clone())
        .collect();
    let stand_in = match able.as_slice() {
        [only] => only.as_str(),
        several => several.iter().find(|id| *id == before).map_or("", String::as_str),
    };
    for printer in printers {
        printer.stands_in = printer.id == stand_in;
    }
}

fn is_able(printer: &PrinterView) -> bool {
    let prints = matches!(printer.state, PrinterState::Ready | PrinterState::Printing);
    prints && !printer.chosen && !matches!(PrinterId::of(&printer.id), PrinterId::Folder(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use PrinterState::{CoverOpen, Gone, Offline, Printing, Ready};

    fn printer(id: &str, state: PrinterState) -> PrinterView {
        PrinterView {
            id: id.to_owned(),
            name: id.to_owned(),
            state,
            chosen: id == "cups:here",
            stands_in: false,
        }
    }

    fn stand_in(others: &[(&str, PrinterState)], before: &str) -> Option<String> {
        let mut printers = vec![printer("cups:here", Gone)];
        printers.extend(others.iter().map(|(id, state)| printer(id, *state)));
        mark(&mut printers, before);
        let mut marked = printers.into_iter().filter(|one| one.stands_in);
        let found = marked.next().map(|one| one.id);
        assert_eq!(marked.next(), None, "one at most");
        found
    }

    #[test]
    fn the_only_other_that_can_print_stands_in_and_never_a_folder() {
        let folder = ("folder:/badges", Ready);
        assert_eq!(stand_in(&[folder], "folder:/badges"), None);
        assert_eq!(
            stand_in(&[("cups:4", Ready), folder], ""),
            Some("cups:4".to_owned())
        );
        assert_eq!(
            stand_in(&[("cups:4", Printing), ("cups:5", CoverOpen)], "cups:5"),
            Some("cups:4".to_owned())
        );
        assert_eq!(stand_in(&[("cups:4", Offline)], "cups:4"), None);
    }

    #[test]
    fn of_several_the_one_that_was_chosen_before_stands_in() {
        let others = [("cups:4", Ready), ("cups:5", Ready)];
        assert_eq!(stand_in(&others, ""), None);
        assert_eq!(stand_in(&others, "cups:5"), Some("cups:5".to_owned()));
        assert_eq!(stand_in(&others, "cups:gone"), None);
    }

    #[test]
    fn where_no_printer_is_chosen_none_stands_in() {
        let mut printers = [printer("cups:4", Ready)];
        mark(&mut printers, "");
        assert!(!printers.iter().any(|one| one.stands_in));
    }
}
