//! Several registrations that are one person's: who is one, and what the one person shows.

use super::tests::op;
use super::*;
use crate::ids::*;
use crate::ops::*;
use std::collections::{BTreeMap, BTreeSet};

const MERGE: SubjectId = SubjectId([90; 16]);

fn subject(n: u8) -> SubjectId {
    SubjectId([n; 16])
}

fn of(subject: SubjectId, op: FoldOp) -> FoldOp {
    FoldOp { subject, ..op }
}

fn merged(n: u8, people: &[u8]) -> FoldOp {
    let attendees = people.iter().map(|n| AttendeeId([*n; 16])).collect();
    of(
        MERGE,
        op(n, 1, Fact::AttendeesMerged(AttendeesMerged { attendees })),
    )
}

fn annulled(n: u8, merge: SubjectId) -> FoldOp {
    let merge = MergeId(merge.0);
    of(MERGE, op(n, 2, Fact::MergeAnnulled(MergeAnnulled { merge })))
}

fn people(ops: &[FoldOp]) -> Vec<u8> {
    fold_merge(ops).into_iter().map(|subject| subject.0[0]).collect()
}

#[test]
fn a_merge_joins_whom_it_names_until_it_is_taken_back_in_whichever_order() {
    let table: [(&str, Vec<FoldOp>, &[u8]); 6] = [
        ("two", vec![merged(1, &[6, 5])], &[5, 6]),
        (
            "twice the same",
            vec![merged(1, &[5, 6]), merged(1, &[5, 6])],
            &[5, 6],
        ),
        ("one alone", vec![merged(1, &[5, 5])], &[]),
        ("taken back", vec![merged(1, &[5, 6]), annulled(2, MERGE)], &[]),
        (
            "taken back before",
            vec![annulled(2, MERGE), merged(1, &[5, 6])],
            &[],
        ),
        (
            "another taken back",
            vec![merged(1, &[5, 6]), annulled(2, subject(91))],
            &[5, 6],
        ),
    ];
    for (what, ops, expected) in table {
        assert_eq!(people(&ops), expected, "{what}");
    }
}

fn registered(n: u8, fields: &[(PersonField, &str)], place: &[(RegistrationField, &str)]) -> FoldOp {
    let mut person = PersonFields::default();
    for (field, value) in fields {
        person = person.with(*field, *value);
    }
    let place = place.iter().map(|(field, value)| (*field, (*value).to_owned()));
    of(
        subject(n),
        op(
            n,
            i64::from(n),
            Fact::AttendeeRegistered(AttendeeRegistered {
                registration: RegistrationId([n; 16]),
                source: Source::Import("pretix".into()),
                place: place.collect(),
                person,
            }),
        ),
    )
}

fn chose(n: u8, who: u8, choice: ConsentChoice, over: &[u8]) -> FoldOp {
    of(
        subject(who),
        op(
            n,
            i64::from(n),
            Fact::ConsentGiven(ConsentGiven {
                about: ConsentSubject::LeadSharing,
                choice,
                text_version: "1".into(),
                over: over.iter().map(|n| OpRef([*n; 16])).collect(),
                source: None,
                kept: false,
            }),
        ),
    )
}

/// The one person of these ops, each under its own subject; the order of the subjects is of no matter.
fn one(ops: &[FoldOp]) -> SubjectState {
    let mut by_subject: BTreeMap<SubjectId, Vec<FoldOp>> = BTreeMap::new();
    for op in ops {
        by_subject.entry(op.subject).or_default().push(op.clone());
    }
    let mut people: Vec<_> = by_subject.into_iter().collect();
    let straight = fold_people(&people);
    people.reverse();
    assert_eq!(fold_people(&people), straight);
    straight
}

const VALID: [(RegistrationField, &str); 1] = [(RegistrationField::Status, "valid")];
const CANCELED: [(RegistrationField, &str); 1] = [(RegistrationField::Status, "canceled")];

#[test]
fn the_lowest_id_speaks_and_the_others_fill_what_it_leaves_open() {
    let state = one(&[
        registered(
            6,
            &[
                (PersonField::FullName, "Echeverria, A."),
                (PersonField::JobTitle, "Buyer"),
            ],
            &VALID,
        ),
        registered(
            5,
            &[
                (PersonField::GivenName, "Ane"),
                (PersonField::FamilyName, "Etxeberria"),
            ],
            &VALID,
        ),
        registered(
            7,
            &[
                (PersonField::JobTitle, "Seller"),
                (PersonField::Company, "Ibarra"),
            ],
            &VALID,
        ),
    ]);
    let shown = |field| state.person.shown(field);
    assert_eq!(shown(PersonField::GivenName), "Ane");
    assert_eq!(shown(PersonField::FullName), "", "a name is taken whole");
    assert_eq!(shown(PersonField::JobTitle), "Buyer");
    assert_eq!(shown(PersonField::Company), "Ibarra");
    assert_eq!(state.conflicts, [], "fields that differ are no conflict");
}

#[test]
fn every_code_leads_to_the_person_and_every_note_is_asked() {
    let state = one(&[
        registered(
            5,
            &[(PersonField::TicketCode, "one"), (PersonField::Attention, "ID")],
            &VALID,
        ),
        registered(
            6,
            &[
                (PersonField::TicketCode, "two"),
                (PersonField::Attention, "phone"),
            ],
            &VALID,
        ),
        registered(7, &[(PersonField::Attention, "ID")], &VALID),
    ]);
    assert_eq!(
        state.person.codes,
        BTreeSet::from(["one".to_owned(), "two".to_owned()])
    );
    assert_eq!(state.person.shown(PersonField::Attention), "ID / phone");
}

#[test]
fn the_registration_that_lets_pass_is_shown_and_a_blocked_one_before_it() {
    let shown = |ops: &[FoldOp]| one(ops).person.registration.unwrap().0[0];
    assert_eq!(
        shown(&[registered(5, &[], &CANCELED), registered(6, &[], &VALID)]),
        6
    );
    assert_eq!(
        shown(&[registered(5, &[], &VALID), registered(6, &[], &VALID)]),
        5
    );
    let blocked = [
        (RegistrationField::Status, "valid"),
        (RegistrationField::Blocked, "yes"),
    ];
    assert_eq!(
        shown(&[registered(5, &[], &VALID), registered(6, &[], &blocked)]),
        6
    );
    let given_away = [
        (RegistrationField::Status, "valid"),
        (RegistrationField::Holder, &AttendeeId([9; 16]).to_string()),
    ];
    assert_eq!(
        shown(&[registered(5, &[], &given_away), registered(6, &[], &CANCELED)]),
        6
    );
}

#[test]
fn of_two_choices_the_one_that_shares_less_holds_until_one_that_knew_both() {
    let both = [
        registered(5, &[], &VALID),
        registered(6, &[], &VALID),
        chose(7, 5, ConsentChoice::Share, &[]),
        chose(8, 6, ConsentChoice::Dont, &[]),
    ];
    assert_eq!(
        one(&both).person.chosen(ConsentSubject::LeadSharing),
        Some(ConsentChoice::Dont)
    );
    let asked_again = [&both[..], &[chose(9, 5, ConsentChoice::Share, &[7, 8])]].concat();
    assert_eq!(
        one(&asked_again).person.chosen(ConsentSubject::LeadSharing),
        Some(ConsentChoice::Share)
    );
}

#[test]
fn who_erases_one_registration_erases_the_person() {
    let erased = of(
        subject(6),
        op(
            9,
            9,
            Fact::AttendeeErased(AttendeeErased {
                asked_by: "attendee".into(),
                import_identity: None,
            }),
        ),
    );
    let state = one(&[
        registered(
            5,
            &[(PersonField::GivenName, "Ane"), (PersonField::TicketCode, "one")],
            &VALID,
        ),
        registered(6, &[], &VALID),
        erased,
    ]);
    assert!(state.erased && state.person.fields.is_empty() && state.person.codes.is_empty());
    assert_eq!(state.person.registration, Some(RegistrationId([5; 16])));
}

#[test]
fn a_conflict_that_was_settled_stays_settled_when_the_two_are_found_to_be_one() {
    let twice = [super::tests::badge(1, 10, &[]), super::tests::badge(2, 20, &[])];
    let conflict = fold_scans(&[subject(6)], &twice, &[]).conflicts.remove(0);
    let settled = op(
        3,
        30,
        Fact::ConflictSettled(ConflictSettled {
            conflict: conflict.id,
            covers: conflict.facts.into_iter().collect(),
            decision: "both".into(),
        }),
    );
    let ops = [&twice[..], &[settled]].concat();
    let conflicts = fold_scans(&[subject(5), subject(6)], &ops, &[]).conflicts;
    assert_eq!(conflicts.len(), 1);
    assert!(!conflicts[0].open, "decided already");
}
