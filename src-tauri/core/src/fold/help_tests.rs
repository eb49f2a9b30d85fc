//! Stories of help and of operators: whichever op arrives first, everybody sees the same call and the same name.

use super::tests::op;
use super::*;
use crate::ids::*;
use crate::ops::*;
use proptest::prelude::*;

const HELP: HelpId = HelpId([5; 16]);

fn subject() -> SubjectId {
    SubjectId(HELP.0)
}

/// Ops with the same remainder by three are of one device.
fn asked(n: u8, at: i64, reason: HelpReason, over: &[u8]) -> FoldOp {
    let fact = HelpRequested {
        help: HELP,
        reason,
        checkpoint: None,
        scan: None,
        attendee: None,
        text: format!("words {n}"),
        over: over.iter().map(|n| OpRef([*n; 16])).collect(),
    };
    op(n, at, Fact::HelpRequested(fact))
}

fn answered(n: u8, at: i64, answer: HelpAnswer) -> FoldOp {
    let text = format!("answer {n}");
    op(
        n,
        at,
        Fact::HelpAnswered(HelpAnswered {
            help: HELP,
            answer,
            text,
        }),
    )
}

fn operator(n: u8, at: i64, name: &str, active: bool, over: &[u8]) -> FoldOp {
    let fact = OperatorDefined {
        operator: OperatorId([5; 16]),
        name: name.into(),
        active,
        over: over.iter().map(|n| OpRef([*n; 16])).collect(),
    };
    op(n, at, Fact::OperatorDefined(fact))
}

#[test]
fn the_furthest_answer_stands_and_of_two_alike_the_first() {
    let ops = [
        asked(3, 10, HelpReason::Other, &[]),
        answered(5, 30, HelpAnswer::OnTheWay),
        answered(4, 20, HelpAnswer::OnTheWay),
    ];
    let state = fold_help(subject(), &ops).unwrap();
    assert_eq!(state.standing, HelpStanding::OnTheWay);
    let (by, text) = state.answer.unwrap();
    assert_eq!(
        (by.at.0, by.device, text.as_str()),
        (20, ops[2].device, "answer 4")
    );

    let done = [ops.to_vec(), vec![answered(7, 5, HelpAnswer::Done)]].concat();
    assert_eq!(
        fold_help(subject(), &done).unwrap().standing,
        HelpStanding::Done,
        "whatever the clocks"
    );
}

#[test]
fn only_the_desk_that_asked_withdraws() {
    let asked = asked(3, 10, HelpReason::Other, &[]);
    let by_another = [asked.clone(), answered(4, 20, HelpAnswer::Withdrawn)];
    assert_eq!(
        fold_help(subject(), &by_another).unwrap().standing,
        HelpStanding::Open
    );
    let by_itself = [asked, answered(6, 20, HelpAnswer::Withdrawn)];
    assert_eq!(
        fold_help(subject(), &by_itself).unwrap().standing,
        HelpStanding::Withdrawn
    );
}

#[test]
fn what_a_desk_says_more_replaces_what_it_said_and_not_when_it_asked() {
    let ops = [
        asked(3, 10, HelpReason::Other, &[]),
        asked(6, 20, HelpReason::Identity, &[3]),
    ];
    let state = fold_help(subject(), &ops).unwrap();
    assert_eq!(
        (state.asked.reason, state.asked.text.as_str()),
        (HelpReason::Identity, "words 6")
    );
    assert_eq!(state.asked_by.at.0, 10);
}

#[test]
fn an_answer_without_its_call_is_no_call_yet() {
    assert_eq!(fold_help(subject(), &[answered(4, 20, HelpAnswer::Done)]), None);
}

#[test]
fn a_replaced_name_loses_whatever_the_clocks() {
    let ops = [
        operator(1, 90, "Nerea", true, &[]),
        operator(2, 10, "Nerea Aldama", true, &[1]),
    ];
    let shown = fold_operator(SubjectId([5; 16]), &ops).unwrap();
    assert_eq!(shown.name, "Nerea Aldama");
    let again = [ops.to_vec(), vec![operator(3, 5, "Nerea Aldama", false, &[2])]].concat();
    assert!(!fold_operator(SubjectId([5; 16]), &again).unwrap().active);
    assert_eq!(fold_operator(SubjectId([6; 16]), &again), None);
}

proptest! {
    #[test]
    fn any_order_and_number_gives_the_same(order in Just((0..9_usize).collect::<Vec<_>>()).prop_shuffle(), twice in 0..9_usize) {
        let ops = [
            asked(3, 10, HelpReason::Other, &[]),
            asked(6, 20, HelpReason::Blocked, &[3]),
            asked(9, 15, HelpReason::Printer, &[3]),
            answered(4, 30, HelpAnswer::OnTheWay),
            answered(5, 30, HelpAnswer::OnTheWay),
            answered(12, 40, HelpAnswer::Withdrawn),
            operator(1, 10, "Nerea", true, &[]),
            operator(2, 20, "Ane", true, &[1]),
            operator(7, 20, "Miren", false, &[1]),
        ];
        let mut shuffled: Vec<FoldOp> = order.iter().map(|at| ops[*at].clone()).collect();
        shuffled.push(ops[twice].clone());
        prop_assert_eq!(fold_help(subject(), &shuffled), fold_help(subject(), &ops));
        prop_assert_eq!(
            fold_operator(SubjectId([5; 16]), &shuffled),
            fold_operator(SubjectId([5; 16]), &ops)
        );
    }
}
