//! Fields of which several values stand that did not know of each other, and the choice that ends it.
//!
//! Registrations of one person that were merged keep their own fields, and what is contested of one stays so whichever of
//! them shows the person. So each is looked at by itself, and a choice is written to those where its value stands.

use super::correct::{append_change, change_registration};
use super::history::{Names, said, values};
use super::profile::{page_rows, status_called};
use super::register::append_consent;
use crate::failure::AppError;
use crate::view::{Contested, ContestedValue};
use sarrera_core::fold::{FoldOp, Settled, SubjectState};
use sarrera_core::ids::{AttendeeId, OpRef, SubjectId};
use sarrera_core::ops::{
    ConsentChoice, ConsentSubject, LogName, Over, PersonField, PersonFields, RegistrationField, Source,
};
use sarrera_store::{AttendeeRow, EventRow, HistoryRow, Reader, Txn};
use std::collections::{BTreeMap, BTreeSet};

/// What each log says of a person, of each of those that they are, and of the registrations that they hold.
pub(super) struct Registers {
    /// The person.
    pub(super) core: SubjectState,
    contact: SubjectState,
    /// Those who are merged in them, the lowest id first; nearly always one.
    members: Vec<Member>,
    places: Vec<(AttendeeId, SubjectState)>,
    /// The registration that is shown.
    shown: AttendeeId,
}

struct Member {
    id: AttendeeId,
    core: SubjectState,
    contact: SubjectState,
}

impl Registers {
    pub(super) fn of(reader: &Reader<'_>, event: &EventRow, row: &AttendeeRow) -> Result<Self, AppError> {
        let mut members = Vec::new();
        for id in reader.members(event.no, row.id)? {
            members.push(Member {
                id,
                core: reader.subject(event.no, &LogName::Core, id)?,
                contact: reader.subject(event.no, &LogName::Contact, id)?,
            });
        }
        let shown = AttendeeId(row.registration.id.0);
        let mut held = BTreeSet::from([shown]);
        for registration in reader.registrations_of(event.no, row.id)? {
            held.insert(AttendeeId(registration.id.0));
        }
        let mut places = Vec::new();
        for id in held {
            places.push((id, reader.subject(event.no, &LogName::Core, id)?));
        }
        Ok(Self {
            core: reader.person_state(event.no, &LogName::Core, &[row.id])?,
            contact: reader.person_state(event.no, &LogName::Contact, &[row.id])?,
            members,
            places,
            shown,
        })
    }

    /// The registrations that the person holds.
    pub(super) fn held(&self) -> impl Iterator<Item = AttendeeId> {
        self.places.iter().map(|(id, _)| *id)
    }

    /// The fields of which several values stand, each with the values and with whose it is.
    pub(super) fn contested(&self, rows: &[HistoryRow], names: &Names) -> Vec<(AttendeeId, Contested)> {
        let values = values(rows);
        let fields = self.disagreeing().into_iter();
        fields
            .map(|one| {
                let contested = Contested {
                    field: one.field.to_owned(),
                    values: standing(&one, rows, &values, names),
                };
                (one.of, contested)
            })
            .filter(|(_, contested)| contested.values.len() > 1)
            .collect()
    }

    /// The writes of a field of one registration that disagree.
    fn heads(&self, of: SubjectId, field: &str) -> Vec<OpRef> {
        let all = self.disagreeing().into_iter();
        let mut of_field = all.filter(|one| SubjectId::from(one.of) == of && one.field == field);
        of_field.next().map(|one| one.heads.to_vec()).unwrap_or_default()
    }

    fn disagreeing(&self) -> Vec<Disagreeing<'_>> {
        let mut fields = Vec::new();
        for member in &self.members {
            for (own, person) in [(&member.core, &self.core), (&member.contact, &self.contact)] {
                let all = own.person.fields.iter();
                fields.extend(all.filter_map(|(field, settled)| {
                    let shown = Some(person.person.shown(*field).to_owned());
                    disagreeing(member.id, field.code(), settled, shown)
                }));
            }
        }
        for (id, place) in &self.places {
            let all = place.registration.fields.iter();
            fields.extend(all.filter_map(|(field, settled)| {
                let shown = (*id == self.shown).then(|| said(*field, &settled.shown));
                disagreeing(*id, field.code(), settled, shown)
            }));
        }
        for (about, settled) in &self.core.person.consents {
            let shown = Some(settled.shown.map_or("", ConsentChoice::code).to_owned());
            if settled.contested {
                let person = self.members.first().map_or(self.shown, |member| member.id);
                fields.extend(disagreeing(person, about.code(), settled, shown));
                continue;
            }
            for (id, own) in self.choices(*about).filter(|(_, own)| own.contested) {
                fields.extend(disagreeing(id, about.code(), own, shown.clone()));
            }
        }
        fields
    }

    /// What each of them chose.
    fn choices(&self, about: ConsentSubject) -> impl Iterator<Item = (AttendeeId, &Choice)> {
        let members = self.members.iter();
        members.filter_map(move |member| Some((member.id, member.core.person.consents.get(&about)?)))
    }
}

type Choice = Settled<Option<ConsentChoice>>;

/// A field of which several values stand: whose it is, the writes that disagree, and the value that the person shows
/// meanwhile, where they show one of this registration's.
struct Disagreeing<'a> {
    of: AttendeeId,
    field: &'static str,
    heads: &'a [OpRef],
    shown: Option<String>,
}

fn disagreeing<'a, V>(
    of: AttendeeId,
    field: &'static str,
    settled: &'a Settled<V>,
    shown: Option<String>,
) -> Option<Disagreeing<'a>> {
    settled.contested.then_some(Disagreeing {
        of,
        field,
        heads: settled.heads.as_slice(),
        shown,
    })
}

/// Each value that stands, once, the newest first.
fn standing(
    of: &Disagreeing<'_>,
    rows: &[HistoryRow],
    values: &BTreeMap<(OpRef, &'static str), String>,
    names: &Names,
) -> Vec<ContestedValue> {
    let mut standing: Vec<ContestedValue> = Vec::new();
    for row in rows.iter().rev().filter(|row| of.heads.contains(&row.op.op_ref)) {
        let Some(value) = values.get(&(row.op.op_ref, of.field)) else {
            continue;
        };
        if standing.iter().any(|one| one.value == *value) {
            continue;
        }
        standing.push(ContestedValue {
            value: value.clone(),
            shown: of.shown.as_ref() == Some(value),
            at: row.op.wall.0,
            device: names.device(row.op.device),
        });
    }
    standing
}

/// One of the values that stand of a field, and who wrote it.
pub(crate) struct WrittenValue {
    /// The newest of the ops that wrote it.
    pub(crate) op: FoldOp,
    pub(crate) value: String,
    /// It is shown until somebody decides.
    pub(crate) shown: bool,
}

/// The values that stand of a field of one registration of a person, each once, the oldest first.
pub(crate) fn written_values(
    reader: &Reader<'_>,
    event: &EventRow,
    row: &AttendeeRow,
    of: SubjectId,
    field: &str,
) -> Result<Vec<WrittenValue>, AppError> {
    let (rows, names, registers) = page_rows(reader, event, row)?;
    let values = values(&rows);
    let mut all = registers.contested(&rows, &names).into_iter();
    let one = all.find(|(id, one)| SubjectId::from(*id) == of && one.field == field);
    let Some((_, one)) = one else {
        return Ok(Vec::new());
    };
    let heads = registers.heads(of, field);
    let mut written: Vec<WrittenValue> = Vec::new();
    for row in rows.iter().rev().filter(|row| heads.contains(&row.op.op_ref)) {
        let value = values
            .iter()
            .find(|((op, name), _)| *op == row.op.op_ref && *name == field);
        let Some((_, value)) = value else { continue };
        if written.iter().all(|known| known.value != *value) {
            let shown = one.values.iter().any(|v| v.value == *value && v.shown);
            written.push(WrittenValue {
                op: row.op.clone(),
                value: value.clone(),
                shown,
            });
        }
    }
    written.reverse();
    Ok(written)
}

/// Writes the value that was chosen over all that stand, wherever it is one of them.
pub(crate) fn choose(
    txn: &mut Txn<'_>,
    event: &EventRow,
    row: &AttendeeRow,
    field: &str,
    value: &str,
) -> Result<(), AppError> {
    let (rows, names, registers) = page_rows(&txn.reader(), event, row)?;
    let all = registers.contested(&rows, &names).into_iter();
    let stands = all.filter(|(_, one)| one.field == field && one.values.iter().any(|v| v.value == value));
    let people: BTreeSet<AttendeeId> = stands.map(|(of, _)| of).collect();
    if people.is_empty() {
        return Err(AppError::NotFound {
            what: "value",
            which: field.to_owned(),
        });
    }
    if let Some(field) = PersonField::from_code(field) {
        for person in people {
            choose_of_person(txn, event, person, field, value)?;
        }
    } else if let Some(field) = RegistrationField::from_code(field) {
        for registration in people {
            change_registration(txn, event, registration, field, as_written(field, value))?;
        }
    } else {
        choose_consent(txn, event, row, &registers, value)?;
    }
    Ok(())
}

fn choose_of_person(
    txn: &mut Txn<'_>,
    event: &EventRow,
    person: AttendeeId,
    field: PersonField,
    value: &str,
) -> Result<(), AppError> {
    for log in [LogName::Core, LogName::Contact] {
        let state = txn.reader().subject(event.no, &log, person)?;
        let Some(settled) = state.person.fields.get(&field).filter(|s| s.contested) else {
            continue;
        };
        append_change(
            txn,
            event.id,
            &log,
            person,
            PersonFields::default().with(field, value),
            Over::from([(field, settled.heads.clone())]),
            PersonFields::default(),
            Source::Desk,
        )?;
    }
    Ok(())
}

/// A registration's word as it is written, of what people are shown.
fn as_written(field: RegistrationField, value: &str) -> String {
    let value = match field {
        RegistrationField::Status => status_called(value).map_or(value, |status| status.code()),
        RegistrationField::Category
        | RegistrationField::Blocked
        | RegistrationField::Mode
        | RegistrationField::Days
        | RegistrationField::ValidFrom
        | RegistrationField::ValidUntil
        | RegistrationField::Holder => value,
    };
    value.to_owned()
}

/// A choice about sharing is the person's: it goes over what anybody of them chose, and ends what each left open.
fn choose_consent(
    txn: &mut Txn<'_>,
    event: &EventRow,
    row: &AttendeeRow,
    registers: &Registers,
    value: &str,
) -> Result<(), AppError> {
    let about = ConsentSubject::LeadSharing;
    let choices = [ConsentChoice::Share, ConsentChoice::Ask, ConsentChoice::Dont];
    let Some(choice) = choices.into_iter().find(|choice| choice.code() == value) else {
        return Ok(());
    };
    let person = registers.core.person.consents.get(&about);
    let mut over: BTreeSet<OpRef> = person
        .iter()
        .flat_map(|settled| settled.heads.iter().copied())
        .collect();
    over.extend(registers.choices(about).flat_map(|(_, own)| own.heads.clone()));
    let open = registers.choices(about).filter(|(_, own)| own.contested);
    let mut people: Vec<AttendeeId> = open.map(|(id, _)| id).collect();
    if people.is_empty() {
        people.push(row.id);
    }
    for person in people {
        append_consent(txn, event, person, about, choice, over.iter().copied().collect())?;
    }
    Ok(())
}
