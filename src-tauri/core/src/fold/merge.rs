//! Several registrations that are one person's: who is merged, and what the one person then is.
//!
//! Two subjects are one where a merge that nobody took back names both, directly or through others. Each keeps its own ops,
//! so a merge that is taken back leaves everybody as they were.

use super::FoldOp;
use super::field::Settled;
use super::person::{PersonState, RegistrationState, SubjectState, fold_person};
use crate::ids::{AttendeeId, MergeId, OpRef, RegistrationId, SubjectId};
use crate::ops::{Fact, PersonField, RegistrationField, RegistrationStatus};
use std::collections::BTreeSet;

/// A name is taken whole from one registration: no badge shows the given name of one beside the family name of another.
const NAME: [PersonField; 4] = [
    PersonField::GivenName,
    PersonField::FamilyName,
    PersonField::FullName,
    PersonField::LatinName,
];

/// What stands between two notes for the desk.
const BETWEEN_NOTES: &str = " / ";

/// Whom the ops of one merge make one person: nobody once it is taken back, nor where it names fewer than two.
#[must_use]
pub fn fold_merge(ops: &[FoldOp]) -> BTreeSet<SubjectId> {
    let mut people = BTreeSet::new();
    for op in ops {
        if let Fact::AttendeesMerged(fact) = &op.fact {
            people.extend(fact.attendees.iter().copied().map(SubjectId::from));
        } else if let Fact::MergeAnnulled(fact) = &op.fact
            && fact.merge == MergeId(op.subject.0)
        {
            return BTreeSet::new();
        }
    }
    if people.len() < 2 { BTreeSet::new() } else { people }
}

/// The one person that these subjects are, each with its own ops; one alone is folded as [`fold_person`] does. A field
/// shows what the lowest id that has it says; of choices the one that shares least holds, unless one knew the others.
/// Fields that differ are no conflict: that two registrations were written differently is why they were two.
#[must_use]
pub fn fold_people(people: &[(SubjectId, Vec<FoldOp>)]) -> SubjectState {
    let mut ordered: Vec<&(SubjectId, Vec<FoldOp>)> = people.iter().collect();
    ordered.sort_by_key(|(subject, _)| *subject);
    let Some((first, ops)) = ordered.first() else {
        return SubjectState::default();
    };
    if ordered.len() == 1 {
        return fold_person(*first, ops);
    }
    let each: Vec<(SubjectId, SubjectState)> = ordered
        .iter()
        .map(|(subject, ops)| (*subject, fold_person(*subject, ops)))
        .collect();
    if each.iter().any(|(_, state)| state.erased) {
        return erased(&each);
    }
    let all: Vec<FoldOp> = ordered.iter().flat_map(|(_, ops)| ops).cloned().collect();
    let registration = registration(&each);
    let replaced = replaced_notes(&all);
    SubjectState {
        person: PersonState {
            registration,
            registered_at: came(&each).map(|person| person.registered_at).unwrap_or_default(),
            fields: PersonField::ALL
                .into_iter()
                .filter_map(|field| Some((field, shown(&each, field, &replaced)?)))
                .collect(),
            codes: each
                .iter()
                .flat_map(|(_, state)| state.person.codes.clone())
                .collect(),
            consents: fold_person(*first, &all).person.consents,
        },
        ..SubjectState::default()
    }
}

/// Who erases one registration of a person erases the person.
fn erased(each: &[(SubjectId, SubjectState)]) -> SubjectState {
    SubjectState {
        person: PersonState {
            registration: registration(each),
            registered_at: came(each).map(|person| person.registered_at).unwrap_or_default(),
            ..PersonState::default()
        },
        erased: true,
        ..SubjectState::default()
    }
}

/// The first of them who was registered.
fn came(each: &[(SubjectId, SubjectState)]) -> Option<&PersonState> {
    let people = each.iter().map(|(_, state)| &state.person);
    people.into_iter().find(|person| person.registration.is_some())
}

/// The notes that somebody wrote over, knowing the person as one.
fn replaced_notes(ops: &[FoldOp]) -> BTreeSet<OpRef> {
    let mut replaced = BTreeSet::new();
    for op in ops {
        if let Fact::AttendeeChanged(fact) = &op.fact {
            replaced.extend(fact.over.get(&PersonField::Attention).into_iter().flatten());
        }
    }
    replaced
}

fn shown(
    each: &[(SubjectId, SubjectState)],
    field: PersonField,
    replaced: &BTreeSet<OpRef>,
) -> Option<Settled<String>> {
    let mut people = each.iter().map(|(_, state)| &state.person);
    if NAME.contains(&field) {
        let named = people.find(|person| NAME.iter().any(|part| !person.shown(*part).is_empty()))?;
        return named.fields.get(&field).cloned();
    }
    if field == PersonField::Attention {
        return notes(people, replaced);
    }
    people.find_map(|person| person.fields.get(&field)).cloned()
}

/// What the desk must ask for is asked for, whichever registration says so.
fn notes<'a>(
    people: impl Iterator<Item = &'a PersonState>,
    replaced: &BTreeSet<OpRef>,
) -> Option<Settled<String>> {
    let mut said = people
        .filter_map(|person| person.fields.get(&PersonField::Attention))
        .filter(|note| !note.heads.iter().all(|head| replaced.contains(head)));
    let mut notes = said.next()?.clone();
    for other in said.filter(|other| !other.shown.is_empty()) {
        if notes.shown.is_empty() {
            notes.shown.clone_from(&other.shown);
        } else if !notes.shown.split(BETWEEN_NOTES).any(|note| note == other.shown) {
            notes.shown.push_str(BETWEEN_NOTES);
            notes.shown.push_str(&other.shown);
        }
        notes.heads.extend(&other.heads);
    }
    Some(notes)
}

/// The registration that is shown: of those that the person holds the one that says most about whether they may come.
fn registration(each: &[(SubjectId, SubjectState)]) -> Option<RegistrationId> {
    let is_one_of_them = |id: AttendeeId| each.iter().any(|(subject, _)| *subject == id.into());
    let held = each.iter().filter(|(subject, state)| {
        let place = &state.registration;
        !place.fields.is_empty() && is_one_of_them(place.holder(AttendeeId(subject.0)))
    });
    let best = held.min_by_key(|(subject, state)| (weight(&state.registration), *subject));
    let taken_over = || {
        let all = each
            .iter()
            .filter_map(|(subject, state)| Some((subject, state.person.registration?)));
        let mut others = all.filter(|(subject, registration)| registration.0 != subject.0);
        others.next().map(|(_, registration)| registration)
    };
    best.map(|(subject, _)| RegistrationId(subject.0))
        .or_else(taken_over)
        .or_else(|| came(each).and_then(|person| person.registration))
}

/// Whether a registration of this status says more of whether its person may come than one of the other: what lets pass
/// comes first. Words of a newer app let nobody pass.
#[must_use]
pub fn says_more(status: &str, than: &str) -> bool {
    status_weight(status) < status_weight(than)
}

fn status_weight(word: &str) -> u8 {
    match RegistrationStatus::read(word) {
        Some(RegistrationStatus::Valid) => 0,
        Some(RegistrationStatus::Pending) => 1,
        Some(RegistrationStatus::Unapproved) => 2,
        None => 3,
        Some(RegistrationStatus::Expired) => 4,
        Some(RegistrationStatus::Canceled) => 5,
    }
}

/// The lower the more it says: somebody blocked is stopped whatever else they hold; then what lets pass comes first.
fn weight(place: &RegistrationState) -> (bool, u8, bool) {
    let status = status_weight(place.shown(RegistrationField::Status));
    let is_blocked = place.shown(RegistrationField::Blocked) == "yes";
    let is_online = place.shown(RegistrationField::Mode) == "online";
    (!is_blocked, status, is_online)
}
