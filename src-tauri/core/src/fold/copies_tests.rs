//! Stories of devices that were copied: seen in whatever order their ops come, and settled op by op.

use super::*;
use crate::ids::*;
use crate::ops::*;

const DEVICE: DeviceId = DeviceId([3; 16]);

fn start(n: u8, on: u8) -> ChainStart {
    ChainStart {
        op_ref: OpRef([n; 16]),
        on: OpHash([on; 32]),
    }
}

fn op_refs(of: &[u8]) -> Vec<OpRef> {
    of.iter().map(|n| OpRef([*n; 16])).collect()
}

fn settled(covers: &[u8]) -> FoldOp {
    let conflict = conflict_id(ConflictKind::CopiedDevice, SubjectId::from(DEVICE), "");
    super::tests::op(
        90,
        9,
        Fact::ConflictSettled(ConflictSettled {
            conflict,
            covers: op_refs(covers),
            decision: "both_right".into(),
        }),
    )
}

fn facts(found: Option<Conflict>) -> Option<(Vec<OpRef>, bool)> {
    found.map(|conflict| (conflict.facts.into_iter().collect(), conflict.open))
}

#[test]
fn openings_one_after_another_are_one_machine() {
    let starts = [start(1, 0), start(2, 10), start(3, 20)];
    assert_eq!(fold_copies(DEVICE, &starts, &[], &[]), None);
}

#[test]
fn two_openings_that_stand_on_one_op_are_two_machines_or_an_old_backup() {
    let starts = [start(1, 0), start(2, 10), start(3, 10), start(4, 20)];
    let found = fold_copies(DEVICE, &starts, &[], &[]);
    assert_eq!(facts(found), Some((op_refs(&[2, 3]), true)));
    // A folder that was copied before anything was written in it begins twice with nothing before.
    let found = fold_copies(DEVICE, &[start(1, 0), start(2, 0)], &[], &[]);
    assert_eq!(facts(found), Some((op_refs(&[1, 2]), true)));
}

#[test]
fn a_chain_that_two_machines_wrote_on_says_it_too() {
    let found = fold_copies(DEVICE, &[start(1, 0)], &op_refs(&[7, 8]), &[]);
    assert_eq!(facts(found), Some((op_refs(&[7, 8]), true)));
}

#[test]
fn what_was_looked_at_stays_settled_until_the_copy_writes_on() {
    let starts = [start(2, 10), start(3, 10)];
    let found = fold_copies(DEVICE, &starts, &[], &[settled(&[2, 3])]);
    assert_eq!(facts(found), Some((op_refs(&[2, 3]), false)));
    let starts = [start(2, 10), start(3, 10), start(4, 10)];
    let found = fold_copies(DEVICE, &starts, &[], &[settled(&[2, 3])]);
    assert_eq!(facts(found), Some((op_refs(&[2, 3, 4]), true)));
}

#[test]
fn order_and_repetition_change_nothing() {
    let starts = [start(1, 0), start(2, 10), start(3, 10), start(4, 10)];
    let once = fold_copies(DEVICE, &starts, &op_refs(&[7, 8]), &[settled(&[2])]);
    let mut turned = starts.to_vec();
    turned.reverse();
    turned.extend(starts);
    let said = [settled(&[2]), settled(&[2])];
    let twice = fold_copies(DEVICE, &turned, &op_refs(&[8, 7, 8]), &said);
    assert_eq!(once, twice);
    assert_ne!(
        conflict_id(ConflictKind::CopiedDevice, SubjectId::from(DEVICE), ""),
        conflict_id(ConflictKind::CopiedDevice, SubjectId([4; 16]), ""),
    );
}
