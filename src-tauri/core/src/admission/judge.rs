//! The checks that a person passes one after the other; the first that stops them is the verdict.

use super::facts::{
    Badge, Details, Direction, LastScan, Mode, Moment, Override, PastOutcome, PastScan, PersonFacts, Signer,
    Standing, Status, Unseen,
};
use super::presence::Presence;
use super::reason::ReasonCode;
use super::trace::{Trace, ms};
use super::verdict::{Admission, Attention, Elsewhere, Verdict, VerdictKind, WhyCanceled};
use super::{Reentry, Rule};
use crate::time::Timestamp;

/// What is asked of a person, whether their details have arrived or not.
pub(super) struct Judge<'a> {
    pub(super) rule: &'a Rule,
    pub(super) moment: &'a Moment,
    double_scan: bool,
    presence: Presence,
    pub(super) subject: Subject<'a>,
    past: &'a [PastScan],
}

pub(super) enum Subject<'a> {
    Person(&'a PersonFacts),
    Unseen(&'a Unseen),
}

type Check<'a> = fn(&Judge<'a>, &mut Trace) -> Option<Verdict>;

impl<'a> Judge<'a> {
    /// The order of the verdicts. The table in docs/admission.md says the same.
    const ENTRY_CHECKS: [Check<'a>; 10] = [
        Self::category,
        Self::mode,
        Self::code_voided,
        Self::cancellation,
        Self::block,
        Self::approval,
        Self::payment,
        Self::time,
        Self::reentry,
        Self::capacity,
    ];

    pub(super) fn of_person(
        person: &'a PersonFacts,
        rule: &'a Rule,
        moment: &'a Moment,
        double_scan: bool,
    ) -> Self {
        let presence = Presence::of(&person.past, rule.once_per, moment.day);
        Self {
            rule,
            moment,
            double_scan,
            presence,
            subject: Subject::Person(person),
            past: &person.past,
        }
    }

    pub(super) fn of_unseen(
        unseen: &'a Unseen,
        rule: &'a Rule,
        moment: &'a Moment,
        double_scan: bool,
    ) -> Self {
        let presence = Presence::of(&unseen.past, rule.once_per, moment.day);
        Self {
            rule,
            moment,
            double_scan,
            presence,
            subject: Subject::Unseen(unseen),
            past: &unseen.past,
        }
    }

    pub(super) fn judge(&self, trace: &mut Trace) -> Verdict {
        let details = match self.subject {
            Subject::Person(person) => person.details,
            Subject::Unseen(_) => Details::Follow,
        };
        match details {
            Details::Here => trace.add(ReasonCode::PersonFound, []),
            Details::Follow => trace.add(ReasonCode::DetailsFollow, []),
        }
        match self.moment.direction {
            Direction::Exit => self.exit(trace),
            Direction::Entry => self.entry(trace),
        }
    }

    fn entry(&self, trace: &mut Trace) -> Verdict {
        let mut overruled = Vec::new();
        for check in Self::ENTRY_CHECKS {
            let Some(stop) = check(self, trace) else { continue };
            let Some(word) = self.moment.overrides.iter().find(|word| overrules(word, &stop)) else {
                return stop;
            };
            let params = [
                ("verdict", stop.code().to_owned()),
                ("by", word.by.code().to_owned()),
            ];
            trace.add(ReasonCode::Overruled, params);
            overruled.push(stop.kind());
        }
        Verdict::Admitted(self.admission(overruled, trace))
    }

    fn category(&self, trace: &mut Trace) -> Option<Verdict> {
        let Subject::Person(person) = self.subject else {
            return None;
        };
        if self.rule.categories.is_empty() || self.rule.categories.contains(&person.category) {
            trace.add(ReasonCode::CategoryPasses, []);
            return None;
        }
        trace.add(
            ReasonCode::CategoryElsewhere,
            [("category", person.category.to_string())],
        );
        Some(Verdict::OtherEvent(Elsewhere::Category(person.category)))
    }

    fn mode(&self, trace: &mut Trace) -> Option<Verdict> {
        let Subject::Person(person) = self.subject else {
            return None;
        };
        match person.mode {
            Mode::InPerson => {
                trace.add(ReasonCode::InPerson, []);
                None
            }
            Mode::Online => {
                trace.add(ReasonCode::Online, []);
                Some(Verdict::OtherEvent(Elsewhere::Online))
            }
        }
    }

    fn code_voided(&self, trace: &mut Trace) -> Option<Verdict> {
        let Subject::Person(person) = self.subject else {
            return None;
        };
        let Some(voided) = &person.voided else {
            trace.add(ReasonCode::CodeLive, []);
            return None;
        };
        Some(trace.voided(voided))
    }

    fn cancellation(&self, trace: &mut Trace) -> Option<Verdict> {
        let canceled = self
            .standing(Status::Canceled)
            .map(|s| (s, ReasonCode::Canceled, WhyCanceled::Canceled));
        let expired = || {
            self.standing(Status::Expired)
                .map(|s| (s, ReasonCode::Expired, WhyCanceled::Expired))
        };
        let (standing, code, why) =
            self.or_passed(canceled.or_else(expired), ReasonCode::NotCanceled, trace)?;
        Some(Verdict::Canceled {
            why,
            by: trace.decided(code, standing),
        })
    }

    fn block(&self, trace: &mut Trace) -> Option<Verdict> {
        let standing = self.or_passed(self.standing(Status::Blocked), ReasonCode::NotBlocked, trace)?;
        Some(Verdict::Blocked {
            by: trace.decided(ReasonCode::Blocked, standing),
        })
    }

    fn approval(&self, trace: &mut Trace) -> Option<Verdict> {
        let unapproved = self
            .standing(Status::Unapproved)
            .map(|s| (s, ReasonCode::Unapproved));
        let unread = || {
            self.standing(Status::Unread)
                .map(|s| (s, ReasonCode::RegistrationUnread))
        };
        let (standing, code) = self.or_passed(unapproved.or_else(unread), ReasonCode::Approved, trace)?;
        Some(Verdict::Unapproved {
            by: trace.decided(code, standing),
        })
    }

    fn payment(&self, trace: &mut Trace) -> Option<Verdict> {
        let standing = self.or_passed(self.standing(Status::Pending), ReasonCode::Paid, trace)?;
        Some(Verdict::Unpaid {
            by: trace.decided(ReasonCode::Unpaid, standing),
        })
    }

    /// A status of somebody whose details have not arrived is not known, so nothing is said of it.
    fn or_passed<T>(&self, found: Option<T>, passed: ReasonCode, trace: &mut Trace) -> Option<T> {
        if found.is_none() && matches!(self.subject, Subject::Person(_)) {
            trace.add(passed, []);
        }
        found
    }

    fn standing(&self, status: Status) -> Option<&'a Standing> {
        match self.subject {
            Subject::Person(person) => person.standings.iter().find(|standing| standing.status == status),
            Subject::Unseen(_) => None,
        }
    }

    fn reentry(&self, trace: &mut Trace) -> Option<Verdict> {
        if let Some(scan) = self.doubled_admission() {
            trace.add(
                ReasonCode::StillInside,
                [("since", ms(scan.at)), ("device", scan.device.to_string())],
            );
            return Some(self.already_in(&scan, None));
        }
        match (self.presence, self.rule.reentry) {
            (Presence::NeverIn, Reentry::Allowed | Reentry::Never | Reentry::AfterExit) => {
                trace.add(ReasonCode::FirstEntry, []);
                None
            }
            (Presence::Inside { .. } | Presence::LeftAgain { .. }, Reentry::Allowed) => {
                trace.add(ReasonCode::Reentry, []);
                None
            }
            (Presence::LeftAgain { .. }, Reentry::AfterExit) => {
                trace.add(ReasonCode::ReentryAfterExit, []);
                None
            }
            (Presence::Inside { admission }, Reentry::Never | Reentry::AfterExit) => {
                let params = [
                    ("since", ms(admission.at)),
                    ("device", admission.device.to_string()),
                ];
                trace.add(ReasonCode::StillInside, params);
                Some(self.already_in(&admission, None))
            }
            (Presence::LeftAgain { admission, left_at }, Reentry::Never) => {
                let (since, device) = (ms(admission.at), admission.device.to_string());
                let params = [("since", since), ("left_at", ms(left_at)), ("device", device)];
                trace.add(ReasonCode::AdmittedBefore, params);
                Some(self.already_in(&admission, Some(left_at)))
            }
        }
    }

    /// The admission that this scan repeats: a trembling hand is no second entry, whatever the rule.
    fn doubled_admission(&self) -> Option<PastScan> {
        let last = self
            .moment
            .last_here
            .filter(|last| self.double_scan && last.outcome.let_in())?;
        let LastScan { at, outcome } = last;
        Some(PastScan {
            at,
            day: self.moment.day,
            device: self.moment.device,
            outcome,
        })
    }

    fn already_in(&self, admission: &PastScan, left_at: Option<Timestamp>) -> Verdict {
        let badge_printed = match self.subject {
            Subject::Person(person) => person.badge != Badge::NotMade,
            Subject::Unseen(unseen) => unseen.validity.is_none(),
        };
        Verdict::AlreadyIn {
            since: admission.at,
            device: admission.device,
            left_at,
            badge_printed,
        }
    }

    fn capacity(&self, trace: &mut Trace) -> Option<Verdict> {
        let capacity = self.rule.capacity?;
        let inside = self.moment.inside;
        let params = [("inside", inside.to_string()), ("capacity", capacity.to_string())];
        if matches!(self.presence, Presence::Inside { .. }) {
            trace.add(ReasonCode::CountedInside, params);
            return None;
        }
        if inside < capacity {
            trace.add(ReasonCode::RoomLeft, params);
            return None;
        }
        trace.add(ReasonCode::RoomFull, params);
        Some(Verdict::Full { capacity, inside })
    }

    fn admission(&self, overruled: Vec<VerdictKind>, trace: &mut Trace) -> Admission {
        let attention = self.attention(trace);
        match self.subject {
            Subject::Unseen(_) => Admission {
                attention,
                details_follow: true,
                badge_due: false,
                overruled,
            },
            Subject::Person(person) => {
                if let Badge::InBox(place) = &person.badge {
                    trace.add(ReasonCode::BadgeInBox, [("place", place.clone())]);
                }
                let first_entry = !self.past.iter().any(|scan| scan.outcome.let_in());
                let details_follow = person.details == Details::Follow;
                let badge_due =
                    self.rule.prints && first_entry && person.badge == Badge::NotMade && !details_follow;
                Admission {
                    attention,
                    details_follow,
                    badge_due,
                    overruled,
                }
            }
        }
    }

    fn attention(&self, trace: &mut Trace) -> Vec<Attention> {
        let mut attention = Vec::new();
        match self.subject {
            Subject::Person(person) => {
                if person.signer == Signer::NotYetSeen {
                    attention.push(Attention::SignerUnseen);
                }
                attention.extend(person.attention.clone().map(Attention::Note));
            }
            Subject::Unseen(unseen) => {
                if unseen.signer == Signer::NotYetSeen {
                    attention.push(Attention::SignerUnseen);
                }
                if !self.rule.categories.is_empty() {
                    attention.push(Attention::CategoryUnseen);
                }
            }
        }
        for one in &attention {
            match one {
                Attention::SignerUnseen => trace.add(ReasonCode::SignerUnseen, []),
                Attention::CategoryUnseen => trace.add(ReasonCode::CategoryUnseen, []),
                Attention::Note(note) if one.needs_confirmation() => {
                    trace.add(ReasonCode::AttentionConfirm, [("text", note.text.clone())]);
                }
                Attention::Note(note) => trace.add(ReasonCode::Attention, [("text", note.text.clone())]),
            }
        }
        attention
    }

    /// Whoever wants to leave may leave: only where they are counted is asked.
    fn exit(&self, trace: &mut Trace) -> Verdict {
        if matches!(self.subject, Subject::Person(person) if person.voided.is_some()) {
            trace.add(ReasonCode::LeavesWithVoidedCode, []);
        }
        leave(self.presence, self.moment, self.double_scan, trace)
    }
}

/// An exit by where somebody is counted.
pub(super) fn leave(presence: Presence, moment: &Moment, double_scan: bool, trace: &mut Trace) -> Verdict {
    if let Presence::Inside { admission } = presence {
        trace.add(ReasonCode::WasInside, [("since", ms(admission.at))]);
        return Verdict::Left {
            since: Some(admission.at),
        };
    }
    let just_left = moment
        .last_here
        .is_some_and(|last| last.outcome == PastOutcome::Left);
    if double_scan && just_left {
        let since = match presence {
            Presence::LeftAgain { admission, .. } => Some(admission.at),
            Presence::NeverIn | Presence::Inside { .. } => None,
        };
        return Verdict::Left { since };
    }
    trace.add(ReasonCode::WasNotInside, []);
    Verdict::NotInside
}

fn overrules(word: &Override, stop: &Verdict) -> bool {
    word.verdict == stop.kind() && stop.may_override(word.by)
}
