//! Stories of the order among a person's scans, of what their writers knew, and of badges that are not what they say.

use super::tests::{PERSON, badge, op, scan};
use super::*;
use crate::admission::Rule;
use crate::codes::BadgeSerial;
use crate::ids::*;
use crate::ops::*;
use proptest::prelude::*;

fn exit(n: u8, at: i64, after: &[u8]) -> FoldOp {
    let mut exit = scan(n, at, after, Rule::default());
    if let Fact::ScanRecorded(fact) = &mut exit.fact {
        fact.direction = Direction::Exit;
        fact.verdict = "left".into();
        fact.effect = Effect::Left;
    }
    exit
}

/// A file's check-in: written when the clock said `at`, and it happened at `happened`.
fn told(n: u8, at: i64, happened: i64, after: &[u8]) -> FoldOp {
    let mut told = scan(n, at, after, Rule::default());
    if let Fact::ScanRecorded(fact) = &mut told.fact {
        fact.at_ms = Some(happened);
    }
    told
}

/// The numbers of the scans, in the order in which they happened.
fn order(ops: &[FoldOp]) -> Vec<u8> {
    let scans = fold_scans(&[PERSON], ops, &[]).scans;
    scans.iter().map(|row| row.fact.scan.0[0]).collect()
}

#[test]
fn an_exit_follows_the_admission_that_its_desk_knew_whatever_the_clocks_say() {
    // The entrance's clock is an hour fast, or the exit's an hour slow.
    assert_eq!(
        order(&[scan(1, 3_600_000, &[], Rule::default()), exit(2, 500, &[1])]),
        [1, 2]
    );
    // Through a third scan too, and where a further one was written in between.
    let ops = [
        scan(1, 900, &[], Rule::default()),
        exit(2, 300, &[1]),
        scan(3, 100, &[2], Rule::default()),
        scan(4, 950, &[], Rule::default()),
    ];
    assert_eq!(order(&ops), [1, 2, 3, 4]);
}

#[test]
fn what_is_told_late_stands_where_it_happened_and_still_hands_on_what_its_writer_knew() {
    // At noon somebody left; then a file tells of the morning; then they come back, at a desk whose clock is slow.
    let ops = [
        exit(1, 1_200, &[]),
        told(2, 1_300, 800, &[1]),
        scan(3, 700, &[2], Rule::default()),
    ];
    assert_eq!(order(&ops), [2, 1, 3]);
}

#[test]
fn what_a_quarantined_scan_knew_is_handed_on_though_it_counts_for_nothing() {
    let first = scan(1, 900, &[], Rule::default());
    let between = scan(2, 950, &[1], Rule::default());
    let last = exit(3, 100, &[2]);
    let state = fold_scans(&[PERSON], &[last, first.clone()], std::slice::from_ref(&between));
    let order: Vec<u8> = state.scans.iter().map(|row| row.fact.scan.0[0]).collect();
    assert_eq!(order, [1, 3]);
    let again = scan(4, 990, &[2], Rule::default());
    assert_eq!(fold_scans(&[PERSON], &[first, again], &[between]).conflicts, []);
}

#[test]
fn scans_that_claim_to_know_each_other_stand_by_their_clocks() {
    let circle = [
        scan(1, 10, &[2], Rule::default()),
        scan(2, 20, &[1], Rule::default()),
    ];
    let mut turned = circle.clone();
    turned.reverse();
    assert_eq!(order(&circle), order(&turned));
}

#[test]
fn a_badge_that_is_not_its_serials_is_nobodys() {
    let serial = BadgeSerial([7; 10]);
    let mut issued = badge(7, 10, &[3]);
    if let Fact::BadgeIssued(fact) = &mut issued.fact {
        fact.badge = BadgeSerial([8; 10]).badge_id();
        fact.serial = serial;
    }
    let state = fold_scans(&[PERSON], &[badge(3, 5, &[]), issued], &[]);
    assert_eq!(state.badges.len(), 1, "only what the desk's own serial says");
    assert_eq!(state.badges[0].voided_at, None, "and it replaces nothing");
}

proptest! {
    #[test]
    fn any_order_and_number_gives_the_same_order(order in Just((0..6).collect::<Vec<usize>>()).prop_shuffle(), twice in 0_usize..6) {
        let ops = [
            scan(1, 900, &[], Rule::default()), exit(2, 300, &[1]), told(3, 950, 20, &[2]), scan(4, 200, &[3], Rule::default()),
            exit(5, 10, &[9]), op(6, 31, Fact::ScanAnnulled(ScanAnnulled { scan: ScanId([4; 16]) })),
        ];
        let mut shuffled: Vec<FoldOp> = order.iter().map(|i| ops[*i].clone()).collect();
        shuffled.push(ops[twice].clone());
        prop_assert_eq!(fold_scans(&[PERSON], &shuffled, &[]), fold_scans(&[PERSON], &ops, &[]));
    }
}
