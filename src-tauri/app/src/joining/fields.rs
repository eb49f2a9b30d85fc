//! People and registrations of one event in the other: what a list said is the other's to say where it has the person, and
//! what somebody at a desk said is a correction of what stood there, or a conflict with it.

use super::again::{Said, Subject};
use super::run::Run;
use crate::failure::AppError;
use sarrera_core::fold::{Settled, SubjectState};
use sarrera_core::ids::{AttendeeId, OpRef};
use sarrera_core::ops::{
    AttendeeChanged, AttendeeRegistered, ConsentChoice, ConsentGiven, ConsentSubject, ConsentWithdrawn, Fact,
    LogName, Over, PersonField, PersonFields, RegistrationChanged, RegistrationField, Source,
};
use sarrera_store::Reader;
use std::collections::{BTreeMap, BTreeSet};

/// The fields of one fact, on their way into the other event.
struct Fields<F> {
    set: BTreeMap<F, String>,
    over: Over<F>,
}

impl<F: Ord + Copy> Fields<F> {
    /// `said` of a person whom the other event has, with `stands` there; `replaced` gives a field's new ops and the heads of
    /// what the writer saw, where that still stands.
    fn of(
        source: &Source,
        said: &BTreeMap<F, String>,
        is_found: bool,
        stands: &BTreeMap<F, Settled<String>>,
        replaced: impl Fn(F) -> Replaced,
    ) -> Self {
        let mut fields = Self {
            set: BTreeMap::new(),
            over: Over::new(),
        };
        let is_import = matches!(source, Source::Import(_));
        for (field, value) in said {
            let replaced = replaced(*field);
            let there = stands.get(field).filter(|_| is_found);
            let is_said = |settled: &Settled<String>| settled.shown == *value && !settled.contested;
            // A list's words are the other event's to take; what a desk says is known there if nothing came in between.
            if there.is_some_and(|settled| is_import || (replaced.again.is_empty() && is_said(settled))) {
                continue;
            }
            let over: Vec<OpRef> = replaced.again.union(&replaced.seen).copied().collect();
            if !over.is_empty() {
                fields.over.insert(*field, over);
            }
            fields.set.insert(*field, value.clone());
        }
        fields
    }
}

/// What a change replaced.
#[derive(Default)]
struct Replaced {
    /// As it is recorded again.
    again: BTreeSet<OpRef>,
    /// What stands in the other event and says the same.
    seen: BTreeSet<OpRef>,
}

impl Subject {
    fn replaced<V: PartialEq>(
        &self,
        over: &[OpRef],
        stands: Option<&Settled<V>>,
        said: impl Fn(&Fact) -> Option<V>,
    ) -> Replaced {
        let mut replaced = Replaced {
            again: self.again(over),
            ..Replaced::default()
        };
        for op in over.iter().filter(|op| !self.named.contains_key(*op)) {
            let before = self.op(op).and_then(|op| said(&op.fact));
            if let (Some(before), Some(stands)) = (before, stands)
                && before == stands.shown
            {
                replaced.seen.extend(&stands.heads);
            }
        }
        replaced
    }

    pub(super) fn changed(&self, log: &LogName, fact: &AttendeeChanged) -> Said {
        let stands = &self.state(log).person.fields;
        let fields = Fields::of(&fact.source, &fact.set.0, self.is_found, stands, |field| {
            let over = fact.over.get(&field).map_or(&[][..], Vec::as_slice);
            self.replaced(over, stands.get(&field), |fact| person_value(fact, field))
        });
        // What a list said of a field that it left alone is remembered with the list's own person alone.
        let kept = if self.is_found {
            PersonFields::default()
        } else {
            fact.kept.clone()
        };
        if fields.set.is_empty() && kept.is_empty() {
            return Said::There;
        }
        Said::again(Fact::AttendeeChanged(AttendeeChanged {
            source: fact.source.clone(),
            over: fields.over,
            set: PersonFields(fields.set),
            kept,
        }))
    }

    fn state(&self, log: &LogName) -> &SubjectState {
        if *log == LogName::Contact {
            &self.contact
        } else {
            &self.core
        }
    }

    /// Who had the registration before, as the other event names them.
    pub(super) fn substitution_over(&self, over: &[OpRef], from: AttendeeId) -> Vec<OpRef> {
        let mut all = self.again(over);
        let holder = self.core.registration.fields.get(&RegistrationField::Holder);
        if let Some(stands) = holder.filter(|stands| stands.shown == from.to_string()) {
            all.extend(&stands.heads);
        }
        all.into_iter().collect()
    }

    pub(super) fn consented(&self, fact: &ConsentGiven) -> Said {
        let stands = self.core.person.consents.get(&fact.about);
        let replaced = self.replaced(&fact.over, stands, |said| choice(said, fact.about));
        let is_import = matches!(fact.source, Some(Source::Import(_)));
        let is_said = |settled: &Settled<Option<ConsentChoice>>| settled.shown == Some(fact.choice);
        let there = stands.filter(|_| self.is_found);
        if there.is_some_and(|settled| is_import || (replaced.again.is_empty() && is_said(settled))) {
            return Said::There;
        }
        Said::again(Fact::ConsentGiven(ConsentGiven {
            over: replaced.again.union(&replaced.seen).copied().collect(),
            ..fact.clone()
        }))
    }

    pub(super) fn withdrawn(&self, fact: &ConsentWithdrawn) -> Said {
        let stands = self.core.person.consents.get(&fact.about);
        let replaced = self.replaced(&fact.over, stands, |said| choice(said, fact.about));
        Said::again(Fact::ConsentWithdrawn(ConsentWithdrawn {
            about: fact.about,
            over: replaced.again.union(&replaced.seen).copied().collect(),
        }))
    }
}

impl Run<'_> {
    pub(super) fn registered(
        &mut self,
        reader: &Reader<'_>,
        subject: &Subject,
        fact: &AttendeeRegistered,
    ) -> Result<Said, AppError> {
        self.categories
            .extend(fact.place.get(&RegistrationField::Category).cloned());
        if !subject.is_found {
            let registration = self.registration(reader, fact.registration)?;
            return Ok(Said::again(Fact::AttendeeRegistered(AttendeeRegistered {
                registration,
                source: fact.source.clone(),
                place: fact.place.clone(),
                person: fact.person.clone(),
            })));
        }
        // The other event's person lacks what its own list does not say.
        let lacks = |field: &PersonField| !subject.core.person.fields.contains_key(field);
        let lacking = fact.person.0.iter().filter(|(field, _)| lacks(field));
        let set: BTreeMap<PersonField, String> =
            lacking.map(|(field, value)| (*field, value.clone())).collect();
        if set.is_empty() {
            return Ok(Said::There);
        }
        Ok(Said::again(Fact::AttendeeChanged(AttendeeChanged {
            source: fact.source.clone(),
            over: Over::new(),
            set: PersonFields(set),
            kept: PersonFields::default(),
        })))
    }

    pub(super) fn place_changed(&mut self, subject: &Subject, fact: &RegistrationChanged) -> Said {
        self.categories
            .extend(fact.set.get(&RegistrationField::Category).cloned());
        let stands = &subject.core.registration.fields;
        let fields = Fields::of(&fact.source, &fact.set, subject.is_found, stands, |field| {
            let over = fact.over.get(&field).map_or(&[][..], Vec::as_slice);
            subject.replaced(over, stands.get(&field), |fact| place_value(fact, field))
        });
        let kept = if subject.is_found {
            BTreeMap::new()
        } else {
            fact.kept.clone()
        };
        if fields.set.is_empty() && kept.is_empty() {
            return Said::There;
        }
        Said::again(Fact::RegistrationChanged(RegistrationChanged {
            source: fact.source.clone(),
            over: fields.over,
            set: fields.set,
            kept,
        }))
    }
}

fn person_value(fact: &Fact, field: PersonField) -> Option<String> {
    if let Fact::AttendeeRegistered(fact) = fact {
        fact.person.0.get(&field).cloned()
    } else if let Fact::AttendeeChanged(fact) = fact {
        fact.set.0.get(&field).cloned()
    } else {
        None
    }
}

fn place_value(fact: &Fact, field: RegistrationField) -> Option<String> {
    if let Fact::AttendeeRegistered(fact) = fact {
        fact.place.get(&field).cloned()
    } else if let Fact::RegistrationChanged(fact) = fact {
        fact.set.get(&field).cloned()
    } else {
        None
    }
}

/// What was chosen; a choice that was taken back is nothing.
fn choice(fact: &Fact, about: ConsentSubject) -> Option<Option<ConsentChoice>> {
    if let Fact::ConsentGiven(fact) = fact {
        (fact.about == about).then_some(Some(fact.choice))
    } else if let Fact::ConsentWithdrawn(fact) = fact {
        (fact.about == about).then_some(None)
    } else {
        None
    }
}
