//! One subject's facts, recorded again in the order in which they were said, each once.

use super::run::Run;
use super::scans::job_there;
use super::tally::{Left, Tally};
use crate::failure::AppError;
use crate::import::RowKey;
use sarrera_core::fold::{FoldOp, SubjectState};
use sarrera_core::ids::{AttendeeId, OpRef, RegistrationId, SubjectId};
use sarrera_core::ops::{
    AttendeeSubstituted, AttendeesMerged, Fact, LogName, OperatorDefined, Original, PrintSettled, Source,
    is_recorded_again,
};
use sarrera_store::{EventNo, Reader, ToldOp, Txn};
use std::collections::{BTreeMap, BTreeSet};

/// A fact and what is written with it has at most so many ops.
const FACT_OPS_MAX: usize = 2;
/// They have at most so many bytes: two notes of 5,000 characters each, and a dozen lines of 500.
const FACT_BYTES_MAX: usize = 96 * 1024;

/// What is known of a subject in both events.
pub(super) struct Subject {
    /// Everything that was said of it in the event that joins.
    pub(super) told: Vec<ToldOp>,
    /// Under whom it is said there.
    pub(super) there: SubjectId,
    /// What is recorded again already: the original, and the new op.
    pub(super) named: BTreeMap<OpRef, OpRef>,
    /// The other event has this person from elsewhere.
    pub(super) is_found: bool,
    /// What it says of them.
    pub(super) core: SubjectState,
    pub(super) contact: SubjectState,
    pub(super) key: Option<RowKey>,
    /// The person was erased, in one of both.
    erased: bool,
    /// Somebody who was registered here.
    is_person: bool,
}

/// What is to be done with a fact.
pub(super) enum Said {
    Again(Box<Fact>),
    /// A badge's order, and what became of it: the last report, and the op that it is.
    Print(Box<(Fact, Fact, Original)>),
    /// The other event has it.
    There,
    Left(Left),
    /// It says nothing by itself: a report that another one followed.
    Within,
}

impl Said {
    pub(super) fn again(fact: Fact) -> Self {
        Self::Again(Box::new(fact))
    }
}

impl Subject {
    /// The op of the event that joins.
    pub(super) fn op(&self, op: &OpRef) -> Option<&FoldOp> {
        let mut ops = self.told.iter().filter_map(|told| told.op.as_ref());
        ops.find(|told| told.op_ref == *op)
    }

    /// The new ops of those that are recorded again.
    pub(super) fn again(&self, ops: &[OpRef]) -> BTreeSet<OpRef> {
        ops.iter().filter_map(|op| self.named.get(op).copied()).collect()
    }
}

impl Run<'_> {
    /// Reads what both events have of a subject.
    pub(super) fn told(&mut self, reader: &Reader<'_>, subject: SubjectId) -> Result<Subject, AppError> {
        let told = reader.told_of(self.old.no, subject)?;
        let (there, key) = self.subject_there(reader, subject, &told)?;
        let person = AttendeeId(there.0);
        let core = reader.subject(self.new.no, &LogName::Core, person)?;
        let contact = reader.subject(self.new.no, &LogName::Contact, person)?;
        let mut named = BTreeMap::new();
        let mut registrations_again = BTreeSet::new();
        let known = reader.told_of(self.new.no, there)?;
        // What somebody recorded who was taken out of the event since is recorded nowhere.
        for known in known.into_iter().filter(|known| known.permitted) {
            if let (Some(first), Some(op)) = (known.original, known.op) {
                named.insert(first, op.op_ref);
                // What a list says more of a person who was there names their registration too, and registers nobody.
                if known.kind == "attendee_registered" {
                    registrations_again.insert(first);
                }
            }
        }
        let registered = told
            .iter()
            .find(|told| told.permitted && told.kind == "attendee_registered");
        let registered_again = registered
            .and_then(|told| told.op.as_ref())
            .is_some_and(|op| registrations_again.contains(&op.op_ref));
        let erased_here = is_erased(reader, self.old.no, AttendeeId(subject.0))?;
        Ok(Subject {
            is_person: registered.is_some(),
            erased: erased_here || is_erased(reader, self.new.no, person)?,
            is_found: core.person.registration.is_some() && !registered_again,
            told,
            there,
            named,
            core,
            contact,
            key,
        })
    }

    /// Records a subject's facts again; nothing where the transaction has no room for all of them. Those that had are
    /// seen to be there when it is asked again.
    pub(super) fn again(
        &mut self,
        txn: &mut Txn<'_>,
        mut subject: Subject,
        written: &mut usize,
    ) -> Result<Option<Tally>, AppError> {
        let mut tally = Tally::default();
        let is_known = subject.is_found || !subject.named.is_empty();
        let is_left_out = subject.is_person && !is_known && !self.may(&LogName::Core, "attendee_registered");
        if subject.is_person && !subject.erased {
            tally.person(subject.is_found, is_left_out);
        }
        for told in subject.told.clone() {
            let Some(op) = told.op.as_ref() else {
                tally.left(Left::Unreadable);
                continue;
            };
            if let Some(why) = subject.why_left(&told) {
                tally.left(why);
                continue;
            }
            if subject.named.contains_key(&op.op_ref) {
                tally.recorded(&told.kind);
                continue;
            }
            if is_left_out {
                refuse(&mut tally, &told.kind, &op.fact);
                continue;
            }
            let said = self.said(&txn.reader(), &subject, &told.log, op)?;
            if !self.may_say(&told.log, &said) {
                // What a list said of somebody whom the other event has is its own to say.
                if subject.is_found && is_of_list(&op.fact) {
                    tally.there(&told.kind);
                } else {
                    refuse(&mut tally, &told.kind, &op.fact);
                }
                continue;
            }
            if !self.write(txn, &mut subject, &told, op, said, &mut tally, written)? {
                return Ok(None);
            }
        }
        Ok(Some(tally))
    }

    fn may_say(&self, log: &LogName, said: &Said) -> bool {
        match said {
            Said::Again(fact) => self.may(log, fact.kind()),
            Said::Print(print) => self.may(log, print.0.kind()),
            Said::There | Said::Left(_) | Said::Within => true,
        }
    }

    #[allow(clippy::too_many_arguments, reason = "what a fact comes to, in one place")]
    fn write(
        &self,
        txn: &mut Txn<'_>,
        subject: &mut Subject,
        told: &ToldOp,
        op: &FoldOp,
        said: Said,
        tally: &mut Tally,
        written: &mut usize,
    ) -> Result<bool, AppError> {
        let facts = match said {
            Said::Again(fact) => vec![(*fact, original(op))],
            Said::Print(print) => {
                let (ordered, ended, report) = *print;
                vec![(ordered, original(op)), (ended, report)]
            }
            Said::There => {
                tally.there(&told.kind);
                return Ok(true);
            }
            Said::Left(why) => {
                tally.left(why);
                return Ok(true);
            }
            Said::Within => return Ok(true),
        };
        if !txn.has_room_for(FACT_OPS_MAX, FACT_BYTES_MAX) {
            return Ok(false);
        }
        tally.recorded(&told.kind);
        for (fact, mut first) in facts {
            first.operator = first.operator.and_then(|id| self.operator_there(id));
            let again = txn.append_again(self.new.id, &told.log, subject.there, &fact, &first)?;
            subject.named.insert(first.op, again);
            *written += 1;
        }
        Ok(true)
    }

    /// What a fact is in the other event.
    fn said(
        &mut self,
        reader: &Reader<'_>,
        subject: &Subject,
        log: &LogName,
        op: &FoldOp,
    ) -> Result<Said, AppError> {
        Ok(match &op.fact {
            Fact::AttendeeRegistered(fact) => self.registered(reader, subject, fact)?,
            Fact::AttendeeChanged(fact) => subject.changed(log, fact),
            Fact::RegistrationChanged(fact) => self.place_changed(subject, fact),
            Fact::AttendeeSubstituted(fact) => {
                let from = self.whom(reader, fact.from)?.id;
                let to = self.whom(reader, fact.to)?.id;
                let over = subject.substitution_over(&fact.over, from);
                Said::again(Fact::AttendeeSubstituted(AttendeeSubstituted { from, to, over }))
            }
            Fact::ConsentGiven(fact) => subject.consented(fact),
            Fact::ConsentWithdrawn(fact) => subject.withdrawn(fact),
            Fact::ScanRecorded(fact) => self.scanned(reader, subject, op, fact)?,
            Fact::BadgeIssued(fact) => {
                let registration = self.registration(reader, fact.registration)?;
                let mut issued = fact.clone();
                issued.registration = registration;
                Said::again(Fact::BadgeIssued(issued))
            }
            Fact::BadgeHandedOver(fact) => {
                let mut handed = fact.clone();
                handed.attendee = self.whom(reader, fact.attendee)?.id;
                Said::again(Fact::BadgeHandedOver(handed))
            }
            Fact::PrintRequested(fact) => subject.ordered(fact),
            Fact::BadgePrintReported(_) => Said::Within,
            Fact::PrintSettled(fact) => Said::again(Fact::PrintSettled(PrintSettled {
                job: job_there(fact.job),
                how: fact.how,
            })),
            Fact::AttendeesMerged(fact) => {
                let mut attendees = BTreeSet::new();
                for one in &fact.attendees {
                    if is_erased(reader, self.old.no, *one)? {
                        return Ok(Said::Left(Left::Erased));
                    }
                    attendees.insert(self.whom(reader, *one)?.id);
                }
                let attendees: Vec<AttendeeId> = attendees.into_iter().collect();
                if attendees.len() < 2 {
                    return Ok(Said::There);
                }
                Said::again(Fact::AttendeesMerged(AttendeesMerged { attendees }))
            }
            Fact::OperatorDefined(fact) if self.operators.contains_key(&fact.operator) => Said::There,
            Fact::OperatorDefined(fact) => Said::again(Fact::OperatorDefined(OperatorDefined {
                over: subject.again(&fact.over).into_iter().collect(),
                ..fact.clone()
            })),
            same @ (Fact::ScanConfirmed(_)
            | Fact::ScanAnnulled(_)
            | Fact::BadgeVoided(_)
            | Fact::BadgeBoxed(_)
            | Fact::MergeAnnulled(_)) => Said::again(same.clone()),
            Fact::ConflictSettled(_) => Said::Left(Left::Settled),
            Fact::HelpRequested(_) | Fact::HelpAnswered(_) => Said::Left(Left::Help),
            Fact::AttendeeErased(_) => Said::Left(Left::Erased),
            Fact::EventDefined(_)
            | Fact::CategoryDefined(_)
            | Fact::CheckpointDefined(_)
            | Fact::DevicePaired(_)
            | Fact::DeviceChanged(_)
            | Fact::DeviceRevoked(_)
            | Fact::KeyPublished(_)
            | Fact::OpsReleased(_)
            | Fact::ClockMeasured(_) => Said::Within,
        })
    }

    /// A registration has the id of whom it was made for.
    pub(super) fn registration(
        &mut self,
        reader: &Reader<'_>,
        registration: RegistrationId,
    ) -> Result<RegistrationId, AppError> {
        let made_for = self.whom(reader, AttendeeId(registration.0))?;
        Ok(RegistrationId::from(made_for.id))
    }
}

impl Subject {
    fn why_left(&self, told: &ToldOp) -> Option<Left> {
        if !told.permitted {
            return Some(Left::NotCounted);
        }
        match told.kind.as_str() {
            "conflict_settled" => Some(Left::Settled),
            "help_requested" | "help_answered" => Some(Left::Help),
            _another if self.erased || told.erased => Some(Left::Erased),
            kind => (!is_recorded_again(kind)).then_some(Left::Unreadable),
        }
    }
}

/// Whether whoever this is was erased, under this or another of their names.
fn is_erased(reader: &Reader<'_>, event: EventNo, id: AttendeeId) -> Result<bool, AppError> {
    Ok(reader.attendee(event, id)?.is_some_and(|person| person.erased))
}

/// Whether a file said it, and nobody at a desk.
fn is_of_list(fact: &Fact) -> bool {
    if let Fact::AttendeeRegistered(fact) = fact {
        matches!(fact.source, Source::Import(_))
    } else if let Fact::AttendeeChanged(fact) = fact {
        matches!(fact.source, Source::Import(_))
    } else if let Fact::RegistrationChanged(fact) = fact {
        matches!(fact.source, Source::Import(_))
    } else if let Fact::ConsentGiven(fact) = fact {
        matches!(fact.source, Some(Source::Import(_)))
    } else {
        false
    }
}

fn refuse(tally: &mut Tally, kind: &str, fact: &Fact) {
    tally.refused(kind);
    if let Fact::BadgeIssued(issued) = fact {
        tally.badge_left_out(issued.serial.short());
    }
}

/// What a new op says of the one that was first.
pub(super) fn original(op: &FoldOp) -> Original {
    Original {
        op: op.op_ref,
        txn: op.txn,
        at_ms: op.wall.0,
        operator: op.operator,
    }
}
