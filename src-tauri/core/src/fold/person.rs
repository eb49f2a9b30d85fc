//! A person and their registration out of the ops of one subject in the `core` or the `contact` log.

use super::FoldOp;
use super::conflict::{Conflict, ConflictKind, Settlements, conflict};
use super::field::{Settled, Writes};
use crate::ids::{AttendeeId, OpRef, RegistrationId, SubjectId};
use crate::ops::{
    ConsentChoice, ConsentSubject, Fact, Over, PersonField, PersonFields, RegistrationField, Source,
};
use crate::time::Hlc;
use std::collections::{BTreeMap, BTreeSet};

/// A person of the event.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PersonState {
    /// The registration they came with.
    pub registration: Option<RegistrationId>,
    pub registered_at: Hlc,
    pub fields: BTreeMap<PersonField, Settled<String>>,
    /// The codes of other systems that lead to the person, of each registration that is theirs.
    pub codes: BTreeSet<String>,
    /// A choice that was taken back is `None`.
    pub consents: BTreeMap<ConsentSubject, Settled<Option<ConsentChoice>>>,
}

impl PersonState {
    /// The shown value of a field; empty where there is none.
    #[must_use]
    pub fn shown(&self, field: PersonField) -> &str {
        self.fields.get(&field).map_or("", |settled| &settled.shown)
    }

    /// What was chosen and holds: nothing where nobody was asked, or it was taken back.
    #[must_use]
    pub fn chosen(&self, about: ConsentSubject) -> Option<ConsentChoice> {
        self.consents.get(&about).and_then(|settled| settled.shown)
    }
}

/// A right to attend.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RegistrationState {
    pub fields: BTreeMap<RegistrationField, Settled<String>>,
}

impl RegistrationState {
    /// The shown value of a field; empty where there is none.
    #[must_use]
    pub fn shown(&self, field: RegistrationField) -> &str {
        self.fields.get(&field).map_or("", |settled| &settled.shown)
    }

    /// Who holds it: a substitute, or the one it was made for.
    #[must_use]
    pub fn holder(&self, made_for: AttendeeId) -> AttendeeId {
        self.shown(RegistrationField::Holder).parse().unwrap_or(made_for)
    }
}

/// Everything one log says of one subject.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SubjectState {
    pub person: PersonState,
    pub registration: RegistrationState,
    pub conflicts: Vec<Conflict>,
    /// The person was erased: no field is shown, whatever still arrives.
    pub erased: bool,
}

#[derive(Default)]
struct Collected<'a> {
    person: BTreeMap<PersonField, Writes<'a, String>>,
    registration: BTreeMap<RegistrationField, Writes<'a, String>>,
    consents: BTreeMap<ConsentSubject, Writes<'a, Option<ConsentChoice>>>,
    settlements: Settlements,
    erased: bool,
    came_with: Option<(&'a FoldOp, RegistrationId)>,
}

/// Folds the ops of one subject, in any order and with repetitions.
#[must_use]
pub fn fold_person(subject: SubjectId, ops: &[FoldOp]) -> SubjectState {
    let values = Values::of(ops);
    let mut all = Collected::default();
    let mut seen = BTreeSet::new();
    for op in ops.iter().filter(|op| seen.insert(op.op_ref)) {
        collect(&mut all, op, &values);
    }
    finish(subject, &all)
}

/// Values that stand otherwise in their ops than in the registers of the fold.
#[derive(Default)]
struct Values {
    /// A holder is named by an id; the register of fields holds texts.
    holders: BTreeMap<OpRef, String>,
    choices: BTreeMap<OpRef, Option<ConsentChoice>>,
}

impl Values {
    fn of(ops: &[FoldOp]) -> Self {
        let mut values = Self::default();
        for op in ops {
            if let Fact::AttendeeSubstituted(fact) = &op.fact {
                values.holders.insert(op.op_ref, fact.to.to_string());
            } else if let Fact::ConsentGiven(fact) = &op.fact {
                values.choices.insert(op.op_ref, Some(fact.choice));
            } else if let Fact::ConsentWithdrawn(_) = &op.fact {
                values.choices.insert(op.op_ref, None);
            }
        }
        values
    }
}

/// How much a choice keeps from others: of two that did not know of each other the one that shares less holds.
fn keeps_back(choice: &Option<ConsentChoice>) -> u8 {
    match choice {
        Some(ConsentChoice::Accepted) => 0,
        Some(ConsentChoice::Share) => 1,
        Some(ConsentChoice::Ask) => 2,
        None => 3,
        Some(ConsentChoice::Dont) => 4,
    }
}

fn collect<'a>(all: &mut Collected<'a>, op: &'a FoldOp, values: &'a Values) {
    match &op.fact {
        Fact::AttendeeRegistered(fact) => {
            if all.came_with.is_none_or(|(first, _)| op.rank() < first.rank()) {
                all.came_with = Some((op, fact.registration));
            }
            let none = Over::new();
            set_person(all, op, &fact.person, &none, &fact.source);
            set_registration(all, op, &fact.place, &Over::new(), &fact.source);
        }
        Fact::AttendeeChanged(fact) => {
            set_person(all, op, &fact.set, &fact.over, &fact.source);
            for (field, value) in &fact.kept.0 {
                all.person.entry(*field).or_default().remember(op, value);
            }
        }
        Fact::RegistrationChanged(fact) => {
            set_registration(all, op, &fact.set, &fact.over, &fact.source);
            for (field, value) in &fact.kept {
                all.registration.entry(*field).or_default().remember(op, value);
            }
        }
        Fact::AttendeeSubstituted(fact) => {
            if let Some(value) = values.holders.get(&op.op_ref) {
                all.registration
                    .entry(RegistrationField::Holder)
                    .or_default()
                    .set(op, value, &fact.over);
            }
        }
        Fact::ConsentGiven(fact) => {
            let writes = all.consents.entry(fact.about).or_default();
            if let Some(choice) = values.choices.get(&op.op_ref) {
                if !fact.kept {
                    writes.set(op, choice, &fact.over);
                }
                if matches!(fact.source, Some(Source::Import(_))) {
                    writes.remember(op, choice);
                }
            }
        }
        Fact::ConsentWithdrawn(fact) => {
            if let Some(choice) = values.choices.get(&op.op_ref) {
                let writes = all.consents.entry(fact.about).or_default();
                writes.set(op, choice, &fact.over);
            }
        }
        Fact::AttendeeErased(_) => all.erased = true,
        Fact::ConflictSettled(fact) => {
            all.settlements
                .entry(fact.conflict.clone())
                .or_default()
                .extend(&fact.covers);
        }
        Fact::EventDefined(_)
        | Fact::CategoryDefined(_)
        | Fact::CheckpointDefined(_)
        | Fact::DevicePaired(_)
        | Fact::DeviceChanged(_)
        | Fact::DeviceRevoked(_)
        | Fact::KeyPublished(_)
        | Fact::OpsReleased(_)
        | Fact::ScanRecorded(_)
        | Fact::ScanConfirmed(_)
        | Fact::ScanAnnulled(_)
        | Fact::BadgeIssued(_)
        | Fact::BadgeVoided(_)
        | Fact::BadgeBoxed(_)
        | Fact::BadgeHandedOver(_)
        | Fact::PrintRequested(_)
        | Fact::BadgePrintReported(_)
        | Fact::PrintSettled(_)
        | Fact::AttendeesMerged(_)
        | Fact::MergeAnnulled(_)
        | Fact::OperatorDefined(_)
        | Fact::HelpRequested(_)
        | Fact::HelpAnswered(_)
        | Fact::ClockMeasured(_) => {}
    }
}

fn set_person<'a>(
    all: &mut Collected<'a>,
    op: &'a FoldOp,
    set: &'a PersonFields,
    over: &Over<PersonField>,
    source: &Source,
) {
    for (field, value) in &set.0 {
        let writes = all.person.entry(*field).or_default();
        writes.set(op, value, over.get(field).map_or(&[], Vec::as_slice));
        if matches!(source, Source::Import(_)) {
            writes.remember(op, value);
        }
    }
    // What was erased still replaces what it replaced.
    for (field, replaced) in over.iter().filter(|(field, _)| !set.0.contains_key(field)) {
        all.person.entry(*field).or_default().withdraw(replaced);
    }
}

fn set_registration<'a>(
    all: &mut Collected<'a>,
    op: &'a FoldOp,
    set: &'a BTreeMap<RegistrationField, String>,
    over: &Over<RegistrationField>,
    source: &Source,
) {
    for (field, value) in set {
        let writes = all.registration.entry(*field).or_default();
        writes.set(op, value, over.get(field).map_or(&[], Vec::as_slice));
        if matches!(source, Source::Import(_)) {
            writes.remember(op, value);
        }
    }
}

fn finish(subject: SubjectId, all: &Collected<'_>) -> SubjectState {
    let registration = RegistrationState {
        fields: all
            .registration
            .iter()
            .filter_map(|(field, w)| Some((*field, w.settle()?)))
            .collect(),
    };
    let came_with = all.came_with.map(|(_, registration)| registration);
    let registered_at = all.came_with.map(|(op, _)| op.hlc).unwrap_or_default();
    let mut state = SubjectState {
        person: PersonState {
            registration: came_with,
            registered_at,
            ..PersonState::default()
        },
        registration,
        conflicts: Vec::new(),
        erased: all.erased,
    };
    if !all.erased {
        state.person.fields = all
            .person
            .iter()
            .filter_map(|(field, w)| Some((*field, w.settle()?)))
            .collect();
        state.person.codes = codes(&state.person);
        state.person.consents = all
            .consents
            .iter()
            .filter_map(|(about, w)| Some((*about, w.settle_by(keeps_back)?)))
            .collect();
    }
    state.conflicts = contested(&state)
        .filter_map(|(scope, heads)| {
            let facts: BTreeSet<OpRef> = heads.iter().copied().collect();
            conflict(ConflictKind::Field, &[subject], scope, facts, &all.settlements)
        })
        .collect();
    state.conflicts.sort();
    state
}

fn codes(person: &PersonState) -> BTreeSet<String> {
    let codes = [PersonField::TicketCode, PersonField::ForeignBadgeCode];
    let codes = codes.into_iter().map(|field| person.shown(field).to_owned());
    codes.filter(|code| !code.is_empty()).collect()
}

/// The fields and choices of which several values stand, with the writes that disagree.
fn contested(state: &SubjectState) -> impl Iterator<Item = (&'static str, &[OpRef])> {
    let person = state.person.fields.iter();
    let person = person
        .filter(|(_, s)| s.contested)
        .map(|(f, s)| (f.code(), s.heads.as_slice()));
    let place = state.registration.fields.iter();
    let place = place
        .filter(|(_, s)| s.contested)
        .map(|(f, s)| (f.code(), s.heads.as_slice()));
    let choices = state.person.consents.iter();
    let choices = choices
        .filter(|(_, s)| s.contested)
        .map(|(a, s)| (a.code(), s.heads.as_slice()));
    person.chain(place).chain(choices)
}
