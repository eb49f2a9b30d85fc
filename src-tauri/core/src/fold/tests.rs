//! Stories of the fold: the same facts in any order and number give the same people, admissions and conflicts.

use super::*;
use crate::admission::{Reentry, Rule};
use crate::codes::{BadgeSerial, Day};
use crate::ids::*;
use crate::ops::*;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

pub(super) const PERSON: SubjectId = SubjectId([5; 16]);

pub(super) fn op(n: u8, at: i64, fact: Fact) -> FoldOp {
    FoldOp {
        op_ref: OpRef([n; 16]),
        hlc: Hlc::default().tick(Timestamp(at)),
        replica: ReplicaId([n % 3; 16]),
        seq: u64::from(n),
        device: DeviceId([n % 3; 16]),
        operator: None,
        txn: TxnId([n; 16]),
        subject: PERSON,
        wall: Timestamp(at),
        fact,
    }
}

pub(super) fn registered(n: u8, at: i64, name: &str) -> FoldOp {
    op(
        n,
        at,
        Fact::AttendeeRegistered(AttendeeRegistered {
            registration: RegistrationId([5; 16]),
            source: Source::Import("pretix".into()),
            place: BTreeMap::from([(RegistrationField::Status, "valid".to_owned())]),
            person: PersonFields::default().with(PersonField::GivenName, name),
        }),
    )
}

fn renamed(n: u8, at: i64, name: &str, over: &[u8]) -> FoldOp {
    let over = over.iter().map(|n| OpRef([*n; 16])).collect();
    op(
        n,
        at,
        Fact::AttendeeChanged(AttendeeChanged {
            source: Source::Desk,
            over: BTreeMap::from([(PersonField::GivenName, over)]),
            set: PersonFields::default().with(PersonField::GivenName, name),
            kept: PersonFields::default(),
        }),
    )
}

pub(super) fn scan(n: u8, at: i64, after: &[u8], rule: Rule) -> FoldOp {
    op(
        n,
        at,
        Fact::ScanRecorded(ScanRecorded {
            scan: ScanId([n; 16]),
            checkpoint: CheckpointId([1; 16]),
            direction: Direction::Entry,
            day: Day(20_000),
            presented: Presented::Foreign,
            registration: Some(RegistrationId([5; 16])),
            badge: None,
            verdict: "admitted".into(),
            effect: Effect::Admitted,
            reasons: vec![],
            rule,
            after: after.iter().map(|n| ScanId([*n; 16])).collect(),
            overrides: None,
            code: None,
            at_ms: None,
        }),
    )
}

/// The id of badge `n`.
pub(super) fn badge_id(n: u8) -> BadgeId {
    BadgeSerial([n; 10]).badge_id()
}

pub(super) fn badge(n: u8, at: i64, replaces: &[u8]) -> FoldOp {
    let serial = BadgeSerial([n; 10]);
    op(
        n,
        at,
        Fact::BadgeIssued(BadgeIssued {
            badge: serial.badge_id(),
            serial,
            registration: RegistrationId([5; 16]),
            reason: BadgeReason::First,
            replaces: replaces.iter().map(|n| badge_id(*n)).collect(),
            why: None,
            text: String::new(),
        }),
    )
}

fn shown(ops: &[FoldOp]) -> (String, bool) {
    let state = fold_person(PERSON, ops);
    let settled = &state.person.fields[&PersonField::GivenName];
    (settled.shown.clone(), settled.contested)
}

fn open_conflicts(ops: &[FoldOp]) -> usize {
    fold_scans(&[PERSON], ops, &[])
        .conflicts
        .iter()
        .filter(|c| c.open)
        .count()
}

#[test]
fn a_replaced_value_loses_even_to_an_older_clock() {
    let ops = [registered(1, 5_000, "Jurgen"), renamed(2, 100, "Jürgen", &[1])];
    assert_eq!(shown(&ops), ("Jürgen".into(), false));
}

#[test]
fn two_desks_that_did_not_know_of_each_other_disagree_visibly() {
    let ops = [
        registered(1, 1, "Ana"),
        renamed(2, 20, "Anna", &[1]),
        renamed(3, 30, "Anne", &[1]),
    ];
    assert_eq!(shown(&ops), ("Anne".into(), true));
    let state = fold_person(PERSON, &ops);
    assert_eq!(state.conflicts.len(), 1);
    assert_eq!(state.conflicts[0].scope, "given_name");
    let settled = op(
        9,
        50,
        Fact::ConflictSettled(ConflictSettled {
            conflict: state.conflicts[0].id.clone(),
            covers: state.conflicts[0].facts.iter().copied().collect(),
            decision: "Anne".into(),
        }),
    );
    let after = fold_person(PERSON, &[ops.as_slice(), &[settled]].concat());
    assert!(!after.conflicts[0].open);
}

#[test]
fn two_desks_that_import_one_file_do_not_disagree() {
    let ops = [registered(1, 1, "Ana"), registered(2, 90, "Ana")];
    assert_eq!(shown(&ops), ("Ana".into(), false));
    let heads = fold_person(PERSON, &ops).person.fields[&PersonField::GivenName]
        .heads
        .len();
    assert_eq!(heads, 2, "a correction must replace both");
}

#[test]
fn a_second_desk_that_imports_the_same_file_brings_nothing_back_that_the_first_corrected() {
    let corrected = [registered(1, 1, "Jurgen"), renamed(2, 2, "Jürgen", &[1])];
    let again = [&corrected[..], &[registered(3, 90, "Jurgen")]].concat();
    assert_eq!(shown(&again), ("Jürgen".into(), false));
    let other = [&corrected[..], &[registered(3, 90, "Jorge")]].concat();
    assert_eq!(
        shown(&other),
        ("Jorge".into(), true),
        "a file that says something new"
    );
    let next = [&again[..], &[renamed(4, 91, "Jörg", &[2, 3])]].concat();
    assert_eq!(shown(&next), ("Jörg".into(), false));
    let back = [&corrected[..], &[renamed(4, 91, "Jurgen", &[2])]].concat();
    assert_eq!(shown(&back), ("Jurgen".into(), false), "it may be typed again");
}

#[test]
fn an_import_is_remembered_beside_a_correction() {
    let ops = [registered(1, 1, "Jurgen"), renamed(2, 2, "Jürgen", &[1])];
    let state = fold_person(PERSON, &ops);
    assert_eq!(
        state.person.fields[&PersonField::GivenName].imported.as_deref(),
        Some("Jurgen")
    );
}

#[test]
fn an_erased_person_has_no_field_whatever_still_arrives() {
    let erased = op(
        7,
        3,
        Fact::AttendeeErased(AttendeeErased {
            asked_by: "attendee".into(),
            import_identity: None,
        }),
    );
    let state = fold_person(
        PERSON,
        &[registered(1, 1, "Ana"), erased, renamed(2, 9, "Anna", &[1])],
    );
    assert!(state.erased && state.person.fields.is_empty());
    assert_eq!(state.registration.shown(RegistrationField::Status), "valid");
}

#[test]
fn a_substitute_holds_the_registration() {
    let colleague = AttendeeId([6; 16]);
    let to = op(
        4,
        9,
        Fact::AttendeeSubstituted(AttendeeSubstituted {
            from: AttendeeId([5; 16]),
            to: colleague,
            over: vec![],
        }),
    );
    let state = fold_person(PERSON, &[registered(1, 1, "Ana"), to]);
    assert_eq!(state.registration.holder(AttendeeId([5; 16])), colleague);
}

#[test]
fn two_desks_offline_one_ticket_is_a_conflict_whatever_the_clocks() {
    assert_eq!(
        open_conflicts(&[
            scan(1, 10, &[], Rule::default()),
            scan(2, 99_999, &[], Rule::default())
        ]),
        1
    );
    assert_eq!(
        open_conflicts(&[
            scan(1, 10, &[], Rule::default()),
            scan(2, 5, &[1], Rule::default())
        ]),
        0
    );
}

#[test]
fn knowledge_reaches_through_other_scans() {
    let never = Rule::default;
    let ops = [
        scan(1, 1, &[], never()),
        scan(2, 2, &[1], never()),
        scan(3, 3, &[2], never()),
    ];
    assert_eq!(open_conflicts(&ops), 0);
}

#[test]
fn re_entry_allowed_is_judged_by_the_rule_in_the_scan() {
    let free = Rule {
        reentry: Reentry::Allowed,
        ..Rule::default()
    };
    assert_eq!(
        open_conflicts(&[scan(1, 1, &[], free.clone()), scan(2, 2, &[], free)]),
        0
    );
}

#[test]
fn an_undone_scan_is_in_no_conflict() {
    let undo = op(
        8,
        9,
        Fact::ScanAnnulled(ScanAnnulled {
            scan: ScanId([2; 16]),
        }),
    );
    let ops = [
        scan(1, 1, &[], Rule::default()),
        scan(2, 2, &[], Rule::default()),
        undo,
    ];
    assert_eq!(open_conflicts(&ops), 0);
    assert_eq!(
        fold_scans(&[PERSON], &ops, &[]).scans[1].state,
        ScanState::Annulled
    );
}

#[test]
fn a_reprint_voids_the_badge_it_names_and_two_unlinked_badges_are_a_conflict() {
    let linked = fold_scans(&[PERSON], &[badge(2, 20, &[1]), badge(1, 10, &[])], &[]);
    assert_eq!(linked.live_badge().map(|b| b.badge), Some(badge_id(2)));
    assert!(linked.conflicts.is_empty());
    let unlinked = fold_scans(&[PERSON], &[badge(1, 10, &[]), badge(2, 20, &[])], &[]);
    assert_eq!(unlinked.conflicts.len(), 1);
    assert_eq!(unlinked.conflicts[0].kind, ConflictKind::TwoBadges);
}

#[test]
fn an_undo_takes_back_the_badges_of_the_scan_and_what_replaced_them_and_no_other() {
    let with = |n: u8, txn: u8, mut op: FoldOp| {
        op.op_ref = OpRef([n; 16]);
        op.txn = TxnId([txn; 16]);
        op
    };
    let confirmed = op(
        7,
        50,
        Fact::ScanConfirmed(ScanConfirmed {
            scan: ScanId([1; 16]),
        }),
    );
    let ops = [
        with(1, 1, scan(1, 10, &[], Rule::default())),
        with(2, 1, badge(2, 10, &[])),
        // Lost later, and made anew.
        with(3, 3, badge(3, 60, &[2])),
        with(4, 7, confirmed),
        with(5, 7, badge(5, 70, &[])),
        // A badge of another hour.
        with(6, 9, badge(6, 80, &[])),
    ];
    let state = fold_scans(&[PERSON], &ops, &[]);
    let made = state.badges_of(&state.scans[0]);
    let made: BTreeSet<BadgeId> = made.iter().map(|badge| badge.badge).collect();
    assert_eq!(made, BTreeSet::from([badge_id(3), badge_id(5)]));
}

#[test]
fn a_check_in_that_is_told_late_stands_where_it_happened() {
    let mut told_late = scan(2, 900, &[], Rule::default());
    if let Fact::ScanRecorded(fact) = &mut told_late.fact {
        fact.at_ms = Some(5);
    }
    let state = fold_scans(&[PERSON], &[told_late, scan(1, 10, &[], Rule::default())], &[]);
    let order: Vec<ScanId> = state.scans.iter().map(|row| row.fact.scan).collect();
    assert_eq!(order, [ScanId([2; 16]), ScanId([1; 16])]);
}

proptest! {
    #[test]
    fn any_order_and_number_gives_the_same_person(order in Just((0..6).collect::<Vec<usize>>()).prop_shuffle(), twice in 0_usize..6) {
        let ops = [
            registered(1, 10, "Ana"), renamed(2, 20, "Anna", &[1]), renamed(3, 15, "Anne", &[1]),
            renamed(4, 5, "Annie", &[2]), registered(5, 40, "Ana"), renamed(6, 41, "Ane", &[5, 3]),
        ];
        let mut shuffled: Vec<FoldOp> = order.iter().map(|i| ops[*i].clone()).collect();
        shuffled.push(ops[twice].clone());
        prop_assert_eq!(fold_person(PERSON, &shuffled), fold_person(PERSON, &ops));
    }

    #[test]
    fn any_order_and_number_gives_the_same_scans(order in Just((0..6).collect::<Vec<usize>>()).prop_shuffle(), twice in 0_usize..6) {
        let never = Rule::default;
        let ops = [
            scan(1, 10, &[], never()), scan(2, 5, &[], never()), scan(3, 30, &[1, 2], never()),
            op(4, 31, Fact::ScanAnnulled(ScanAnnulled { scan: ScanId([1; 16]) })), badge(5, 3, &[]), badge(6, 2, &[5]),
        ];
        let mut shuffled: Vec<FoldOp> = order.iter().map(|i| ops[*i].clone()).collect();
        shuffled.push(ops[twice].clone());
        prop_assert_eq!(fold_scans(&[PERSON], &shuffled, &[]), fold_scans(&[PERSON], &ops, &[]));
    }
}
