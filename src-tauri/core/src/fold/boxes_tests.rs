//! Stories of badges in boxes: where each waits, whose hand it is in, and what an undo takes back.

use super::tests::{PERSON, badge, badge_id, op, scan};
use super::*;
use crate::admission::Rule;
use crate::ids::*;
use crate::ops::*;
use proptest::prelude::*;

fn boxed(n: u8, at: i64, label: &str) -> FoldOp {
    let label = label.to_owned();
    op(
        n,
        at,
        Fact::BadgeBoxed(BadgeBoxed {
            badge: badge_id(1),
            label,
        }),
    )
}

/// Handed over in the transaction of another op.
fn handed_over(n: u8, at: i64, with: &FoldOp) -> FoldOp {
    let attendee = AttendeeId(PERSON.0);
    let fact = Fact::BadgeHandedOver(BadgeHandedOver {
        badge: badge_id(1),
        attendee,
    });
    FoldOp {
        txn: with.txn,
        ..op(n, at, fact)
    }
}

fn in_txn(n: u8, op: FoldOp) -> FoldOp {
    FoldOp {
        txn: TxnId([n; 16]),
        ..op
    }
}

fn undone(n: u8, at: i64, scan: u8) -> FoldOp {
    let annulled = ScanAnnulled {
        scan: ScanId([scan; 16]),
    };
    in_txn(n, op(n, at, Fact::ScanAnnulled(annulled)))
}

#[test]
fn a_badge_waits_in_the_last_box_it_was_laid_in_until_it_is_handed_over() {
    let night = [badge(1, 10, &[]), boxed(2, 20, "A–F"), boxed(3, 30, "G–L")];
    let state = fold_scans(&[PERSON], &night, &[]);
    let live = state.live_badge().unwrap();
    assert_eq!(live.waits_in(), Some("G–L"));
    assert!(state.is_made(live.badge), "it lies there");
    let entry = in_txn(40, scan(4, 40, &[], Rule::default()));
    let morning = [&night[..], &[handed_over(5, 41, &entry), entry]].concat();
    let state = fold_scans(&[PERSON], &morning, &[]);
    let live = state.live_badge().unwrap();
    assert_eq!((live.waits_in(), live.boxed.as_deref()), (None, Some("G–L")));
    assert_eq!(live.handed_over_at.map(|at| at.0), Some(41));
}

#[test]
fn undoing_the_admission_lays_the_badge_back_and_voids_only_what_was_printed_instead() {
    let entry = in_txn(40, scan(4, 40, &[], Rule::default()));
    let mut ops = vec![
        in_txn(10, badge(1, 10, &[])),
        in_txn(20, boxed(2, 20, "A–F")),
        handed_over(5, 41, &entry),
        entry,
    ];
    let state = fold_scans(&[PERSON], &ops, &[]);
    let row = state.scans.first().unwrap();
    assert_eq!(
        state.badges_of(row),
        Vec::<&BadgeRow>::new(),
        "it was made before"
    );
    assert_eq!(state.handed_over_by(row).map(|b| b.badge), Some(badge_id(1)));
    // It was not in its box: one was printed instead.
    ops.push(in_txn(60, badge(6, 60, &[1])));
    let state = fold_scans(&[PERSON], &ops, &[]);
    let made: Vec<BadgeId> = state.badges_of(&state.scans[0]).iter().map(|b| b.badge).collect();
    assert_eq!(made, [badge_id(6)]);
    ops.pop();
    ops.push(undone(7, 70, 4));
    let state = fold_scans(&[PERSON], &ops, &[]);
    assert_eq!(state.live_badge().unwrap().waits_in(), Some("A–F"));
}

#[test]
fn a_badge_that_was_collected_without_a_scan_stays_collected_whatever_is_undone() {
    let entry = in_txn(40, scan(4, 40, &[], Rule::default()));
    let collected = in_txn(30, boxed(2, 20, "A–F"));
    let ops = [
        badge(1, 10, &[]),
        handed_over(3, 31, &collected),
        collected,
        entry,
        undone(7, 70, 4),
    ];
    let state = fold_scans(&[PERSON], &ops, &[]);
    assert_eq!(state.live_badge().unwrap().waits_in(), None);
}

fn ordered(n: u8, at: i64, printer: &str) -> FoldOp {
    let fact = PrintRequested {
        job: PrintJobId([n; 16]),
        badge: badge_id(1),
        printer: printer.to_owned(),
        template: "a6".to_owned(),
    };
    op(n, at, Fact::PrintRequested(fact))
}

fn reported(n: u8, at: i64, job: u8, state: PrintState) -> FoldOp {
    let fact = BadgePrintReported {
        job: PrintJobId([job; 16]),
        state,
        reason: None,
    };
    op(n, at, Fact::BadgePrintReported(fact))
}

/// Somebody dealt with the job of [`a_badge_is_where_the_log_last_knew_it`]'s desk.
fn settled(n: u8, at: i64, how: PrintSettlement) -> FoldOp {
    let fact = PrintSettled {
        job: PrintJobId([6; 16]),
        how,
    };
    op(n, at, Fact::PrintSettled(fact))
}

/// Let in at 40, where badges are given out or not.
fn let_in(prints: bool) -> FoldOp {
    let rule = Rule {
        prints,
        ..Rule::default()
    };
    in_txn(40, scan(4, 40, &[], rule))
}

#[test]
fn a_badge_is_where_the_log_last_knew_it() {
    let file = |at| ordered(5, at, "file:badges.pdf");
    let desk = |at| ordered(6, at, "cups:Brother");
    let table: [(&str, Vec<FoldOp>, Whereabouts<'_>); 13] = [
        ("a code alone", vec![], Whereabouts::NotMade),
        ("queued at a desk", vec![desk(20)], Whereabouts::WithPerson),
        (
            "it did not come out",
            vec![desk(20), reported(7, 21, 6, PrintState::Failed)],
            Whereabouts::NotMade,
        ),
        (
            "nobody knows",
            vec![desk(20), reported(7, 21, 6, PrintState::Unknown)],
            Whereabouts::NotMade,
        ),
        (
            "nobody knew, and somebody saw it",
            vec![
                desk(20),
                reported(7, 21, 6, PrintState::Unknown),
                settled(8, 22, PrintSettlement::Seen),
            ],
            Whereabouts::WithPerson,
        ),
        (
            "it did not come out, and one was written by hand",
            vec![
                desk(20),
                reported(7, 21, 6, PrintState::Failed),
                settled(8, 22, PrintSettlement::ByHand),
            ],
            Whereabouts::NotMade,
        ),
        ("from a file", vec![file(20)], Whereabouts::OnPile),
        (
            "from a file, and let in where badges are given out",
            vec![file(20), let_in(true)],
            Whereabouts::WithPerson,
        ),
        (
            "from a file, and let in where none are",
            vec![file(20), let_in(false)],
            Whereabouts::OnPile,
        ),
        (
            "let in before it was printed",
            vec![file(50), let_in(true)],
            Whereabouts::OnPile,
        ),
        (
            "from a file, and the admission is undone",
            vec![file(20), let_in(true), undone(8, 60, 4)],
            Whereabouts::OnPile,
        ),
        (
            "in a box, whatever printed it",
            vec![desk(20), boxed(2, 30, "A–F"), let_in(true)],
            Whereabouts::InBox("A–F"),
        ),
        (
            "out of the box",
            vec![boxed(2, 30, "A–F"), handed_over(3, 40, &let_in(true))],
            Whereabouts::WithPerson,
        ),
    ];
    for (what, more, place) in table {
        let ops = [&[badge(1, 10, &[])], &more[..]].concat();
        let state = fold_scans(&[PERSON], &ops, &[]);
        let live = state.live_badge().unwrap();
        assert_eq!(state.whereabouts(live), place, "{what}");
        assert_eq!(state.is_made(live.badge), place != Whereabouts::NotMade, "{what}");
    }
}

proptest! {
    #[test]
    fn any_order_and_number_lays_the_badge_in_the_same_place(order in Just((0..6).collect::<Vec<usize>>()).prop_shuffle(), twice in 0_usize..6) {
        let entry = in_txn(40, scan(4, 40, &[], Rule::default()));
        let ops = [
            badge(1, 10, &[]), boxed(2, 20, "A–F"), boxed(3, 30, "G–L"), handed_over(5, 41, &entry), entry, undone(7, 70, 4),
        ];
        let mut shuffled: Vec<FoldOp> = order.iter().map(|i| ops[*i].clone()).collect();
        shuffled.push(ops[twice].clone());
        prop_assert_eq!(fold_scans(&[PERSON], &shuffled, &[]), fold_scans(&[PERSON], &ops, &[]));
    }
}
