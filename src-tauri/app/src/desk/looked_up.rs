//! A presentation, looked up: whom it is, and by which of their registrations they are judged.

use sarrera_core::admission::{Found, Moment, PersonFacts, Reading, Rule, deciding};
use sarrera_core::fold::ScansState;
use sarrera_core::ids::{BadgeId, RegistrationId, SubjectId};
use sarrera_core::ops;
use sarrera_store::{AttendeeRow, RegistrationRow};

/// A presented text, looked up.
pub(super) struct LookedUp {
    pub found: Found,
    /// The registrations that the person holds: nearly always one.
    pub held: Vec<RegistrationRow>,
    /// Those that are not shown, as what is known of the person by each.
    pub others: Vec<Held>,
    /// Whom or what the scan speaks of; nobody's scan speaks of itself.
    pub subject: Option<SubjectId>,
    pub attendee: Option<AttendeeRow>,
    pub scans: ScansState,
    pub registration: Option<RegistrationId>,
    pub badge: Option<BadgeId>,
    pub presented: ops::Presented,
    pub reading: Reading,
    /// What is written down of a code that is nobody's: see [`presentation::trace`].
    pub code: Option<String>,
}

/// A registration, and what is known of its person by it.
pub(super) struct Held {
    pub facts: PersonFacts,
    pub registration: RegistrationRow,
}

impl LookedUp {
    /// The same, judged by the registration that decides here and now.
    pub(super) fn by_deciding(mut self, rule: &Rule, moment: &Moment) -> Self {
        let Found::Person(shown) = &self.found else {
            return self;
        };
        let held: Vec<PersonFacts> = [shown.clone()]
            .into_iter()
            .chain(self.others.iter().map(|other| other.facts.clone()))
            .collect();
        let one = deciding(&held, rule, moment);
        let other = self.others.iter().find(|other| Some(&other.facts) == one);
        let Some(other) = other.filter(|_| one != Some(shown)) else {
            return self;
        };
        self.registration = Some(other.registration.id);
        if let Some(row) = &mut self.attendee {
            row.registration = other.registration.clone();
        }
        self.found = Found::Person(other.facts.clone());
        self
    }

    /// The same, read behind another code.
    pub(super) fn behind(mut self, first: &str, second: &str) -> Self {
        if first != second {
            self.reading = Reading::SecondOfTwo;
        }
        self
    }
}
