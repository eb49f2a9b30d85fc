//! Stories of choices that two desks took down without knowing of each other: both are shown, the safer one holds.

use super::tests::{PERSON, op, registered};
use super::*;
use crate::ids::OpRef;
use crate::ops::*;
use proptest::prelude::*;

fn chose(n: u8, at: i64, choice: ConsentChoice, over: &[u8]) -> FoldOp {
    let given = ConsentGiven {
        about: ConsentSubject::LeadSharing,
        choice,
        text_version: "1".into(),
        source: None,
        kept: false,
        over: over.iter().map(|n| OpRef([*n; 16])).collect(),
    };
    op(n, at, Fact::ConsentGiven(given))
}

fn took_back(n: u8, at: i64, over: &[u8]) -> FoldOp {
    let withdrawn = ConsentWithdrawn {
        about: ConsentSubject::LeadSharing,
        over: over.iter().map(|n| OpRef([*n; 16])).collect(),
    };
    op(n, at, Fact::ConsentWithdrawn(withdrawn))
}

/// What holds, and the scopes of the conflicts that are open.
fn sharing(ops: &[FoldOp]) -> (Option<ConsentChoice>, Vec<String>) {
    let state = fold_person(PERSON, &[&[registered(90, 1, "Ana")], ops].concat());
    let open = state.conflicts.iter().filter(|conflict| conflict.open);
    (
        state.person.chosen(ConsentSubject::LeadSharing),
        open.map(|conflict| conflict.scope.clone()).collect(),
    )
}

fn contested() -> Vec<String> {
    vec!["lead_sharing".to_owned()]
}

#[test]
fn of_two_choices_that_did_not_know_of_each_other_the_one_that_shares_less_holds() {
    use ConsentChoice::{Ask, Dont, Share};
    for (safer, other) in [(Dont, Share), (Dont, Ask), (Ask, Share)] {
        for (first, second) in [(10, 20), (20, 10)] {
            let ops = [chose(1, first, safer, &[]), chose(2, second, other, &[])];
            assert_eq!(
                sharing(&ops),
                (Some(safer), contested()),
                "{safer:?} and {other:?}"
            );
        }
    }
    let same = [chose(1, 10, Share, &[]), chose(2, 20, Share, &[])];
    assert_eq!(sharing(&same), (Some(Share), vec![]));
}

#[test]
fn a_choice_that_knew_both_ends_the_conflict_and_shares_again() {
    let ops = [
        chose(1, 10, ConsentChoice::Dont, &[]),
        chose(2, 20, ConsentChoice::Share, &[]),
        chose(3, 5, ConsentChoice::Share, &[1, 2]),
    ];
    assert_eq!(sharing(&ops), (Some(ConsentChoice::Share), vec![]));
}

#[test]
fn a_choice_taken_back_holds_against_one_that_did_not_know_it() {
    let given = chose(1, 10, ConsentChoice::Share, &[]);
    let back = took_back(2, 20, &[1]);
    assert_eq!(sharing(&[given.clone(), back.clone()]), (None, vec![]));
    let meanwhile = chose(3, 30, ConsentChoice::Share, &[1]);
    assert_eq!(
        sharing(&[given.clone(), back.clone(), meanwhile.clone()]),
        (None, contested())
    );
    let anew = chose(4, 40, ConsentChoice::Share, &[2, 3]);
    assert_eq!(
        sharing(&[given, back, meanwhile, anew]),
        (Some(ConsentChoice::Share), vec![])
    );
}

proptest! {
    #[test]
    fn any_order_and_number_gives_the_same_choice(order in Just((0..5).collect::<Vec<usize>>()).prop_shuffle(), twice in 0_usize..5) {
        let ops = [
            registered(9, 1, "Ana"), chose(1, 10, ConsentChoice::Share, &[]), chose(2, 30, ConsentChoice::Ask, &[]),
            took_back(3, 20, &[1]), chose(4, 5, ConsentChoice::Share, &[2]),
        ];
        let mut shuffled: Vec<FoldOp> = order.iter().map(|i| ops[*i].clone()).collect();
        shuffled.push(ops[twice].clone());
        prop_assert_eq!(fold_person(PERSON, &shuffled), fold_person(PERSON, &ops));
    }
}
