//! Somebody who holds several registrations: the days on which they come, who takes them over, and what stops them.

use super::Fair;
use super::merges::{EVENT, TWO, comes_on, day_tickets, ids, list, merge, person};
use crate::view::{BatchAsk, BoxCut, PersonEdit, PersonForm};
use crate::{BatchUse, PrintWish, ScanAsk};

const MONDAY: &str = "2023-11-13";
const TUESDAY: &str = "2023-11-14";
/// Whichever of the two registrations is shown, one of these has the other's day first.
const EITHER: [[&str; 2]; 2] = [[MONDAY, TUESDAY], [TUESDAY, MONDAY]];

fn on(days: &[&str]) -> PersonEdit {
    PersonEdit {
        form: PersonForm {
            days: Some(days.iter().map(|day| (*day).to_owned()).collect()),
            ..PersonForm::default()
        },
        ..PersonEdit::default()
    }
}

fn status(word: &str) -> PersonEdit {
    PersonEdit {
        status: Some(word.to_owned()),
        ..PersonEdit::default()
    }
}

#[test]
fn a_colleague_who_takes_over_two_tickets_comes_on_the_day_of_either() {
    for days in EITHER {
        let fair = Fair::new();
        let merged = day_tickets(&fair, days, "paid");
        let colleague = PersonForm {
            given_name: Some("Jon".into()),
            privacy_notice: Some(true),
            ..PersonForm::default()
        };
        let instead = fair
            .app
            .substitute(&fair.ask(), &merged.person.id, &colleague)
            .unwrap();
        assert_eq!(instead.verdict, "admitted", "{days:?}");
        assert_eq!(fair.scan_later("firstticket1").verdict, "already_in");
    }
}
