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
