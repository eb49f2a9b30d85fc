//! Who a person of one event is in the other: by what was recorded of them there already, by the key of the list that both
//! took, by a code that is theirs alone; else they are new there.

use super::run::Run;
use crate::failure::AppError;
use crate::import::RowKey;
use crate::importing::row_key;
use sarrera_core::fold::SubjectState;
use sarrera_core::ids::{AttendeeId, SubjectId};
use sarrera_core::ops::{Fact, LogName, PersonField, Source};
use sarrera_store::{EventNo, Reader, ToldOp};

/// A person of the event that joins.
#[derive(Debug, Clone)]
pub(super) struct Whom {
    pub(super) id: AttendeeId,
    /// What their list told them apart by, where that can be known.
    pub(super) key: Option<RowKey>,
}

impl Run<'_> {
    /// Who this person is in the other event.
    pub(super) fn whom(&mut self, reader: &Reader<'_>, id: AttendeeId) -> Result<Whom, AppError> {
        if let Some(known) = self.people.get(&id) {
            return Ok(known.clone());
        }
        let told = reader.told_of(self.old.no, id.into())?;
        let found = self.looked_for(reader, id, &told)?;
        self.people.insert(id, found.clone());
        Ok(found)
    }

    fn looked_for(&self, reader: &Reader<'_>, id: AttendeeId, told: &[ToldOp]) -> Result<Whom, AppError> {
        let mut whom = Whom { id, key: None };
        let source = told.iter().find_map(registered_by);
        let core = reader.subject(self.old.no, &LogName::Core, id)?;
        if let Some(Source::Import(family)) = source {
            let contact = reader.subject(self.old.no, &LogName::Contact, id)?;
            whom.key = row_key(family, |field| imported(&core, &contact, field));
        }
        let before = told.iter().filter_map(|told| told.op.as_ref());
        if let Some(subject) = before.filter_map(|op| self.named.get(&op.op_ref)).next() {
            whom.id = AttendeeId(subject.0);
            return Ok(whom);
        }
        if source.is_none() || is_registered(reader, self.new.no, id)? {
            return Ok(whom);
        }
        let imported_as = (self.key.as_ref())
            .zip(whom.key.as_ref())
            .map(|(key, row)| key.attendee(row));
        if let Some(there) = imported_as
            && is_registered(reader, self.new.no, there)?
        {
            whom.id = there;
        } else if let Some(there) = self.by_code(reader, &core)? {
            whom.id = there;
        } else if let Some(there) = imported_as {
            // The list may be taken there later: its row is this person then.
            whom.id = there;
        }
        Ok(whom)
    }

    /// The only person there with a code that only this one has here.
    fn by_code(&self, reader: &Reader<'_>, core: &SubjectState) -> Result<Option<AttendeeId>, AppError> {
        for code in &core.person.codes {
            let here = reader.by_foreign_code(self.old.no, code)?;
            let there = reader.by_foreign_code(self.new.no, code)?;
            if let ([_alone], [one]) = (here.as_slice(), there.as_slice()) {
                return Ok(Some(*one));
            }
        }
        Ok(None)
    }

    /// Under whom a subject's facts stand there. Badges, merges and operators keep their ids.
    pub(super) fn subject_there(
        &mut self,
        reader: &Reader<'_>,
        subject: SubjectId,
        told: &[ToldOp],
    ) -> Result<(SubjectId, Option<RowKey>), AppError> {
        if told.iter().any(|told| registered_by(told).is_some()) {
            let whom = self.whom(reader, AttendeeId(subject.0))?;
            return Ok((whom.id.into(), whom.key));
        }
        Ok((subject, None))
    }
}

fn registered_by(told: &ToldOp) -> Option<&Source> {
    let op = told.op.as_ref().filter(|_| told.permitted)?;
    if let Fact::AttendeeRegistered(fact) = &op.fact {
        Some(&fact.source)
    } else {
        None
    }
}

fn is_registered(reader: &Reader<'_>, event: EventNo, id: AttendeeId) -> Result<bool, AppError> {
    let core = reader.subject(event, &LogName::Core, id)?;
    Ok(core.person.registration.is_some())
}

/// What the list said last of a field.
fn imported(core: &SubjectState, contact: &SubjectState, field: PersonField) -> Option<String> {
    let state = if field.log() == LogName::Contact {
        contact
    } else {
        core
    };
    state.person.fields.get(&field)?.imported.clone()
}
