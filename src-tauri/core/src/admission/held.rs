//! By which of several registrations of one person a scan is judged.

use super::decide::decide;
use super::facts::{Found, Moment, PersonFacts, Status};
use super::rule::Rule;
use super::verdict::VerdictKind;

/// The one of `held` that decides: one that is blocked stops the person whatever else they hold; else the first that no
/// check of the registration itself stops; else the first. So a canceled duplicate stops nobody. `None` where there is
/// none.
#[must_use]
pub fn deciding<'a>(held: &'a [PersonFacts], rule: &Rule, moment: &Moment) -> Option<&'a PersonFacts> {
    let is_blocked = |facts: &&PersonFacts| facts.standings.iter().any(|s| s.status == Status::Blocked);
    let passes = |facts: &&PersonFacts| {
        let decision = decide(&Found::Person((*facts).clone()), rule, moment);
        !stops_by_registration(decision.verdict.kind())
    };
    held.iter()
        .find(is_blocked)
        .or_else(|| held.iter().find(passes))
        .or_else(|| held.first())
}

/// Whether it is the registration that stops, and not the person, their code or the room.
const fn stops_by_registration(kind: VerdictKind) -> bool {
    match kind {
        VerdictKind::OtherEvent
        | VerdictKind::Canceled
        | VerdictKind::Blocked
        | VerdictKind::Unapproved
        | VerdictKind::Unpaid
        | VerdictKind::NotNow => true,
        VerdictKind::Unknown
        | VerdictKind::Ambiguous
        | VerdictKind::Revoked
        | VerdictKind::AlreadyIn
        | VerdictKind::Full
        | VerdictKind::Admitted
        | VerdictKind::Left
        | VerdictKind::NotInside => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admission::{Direction, Reading};
    use crate::codes::Day;
    use crate::ids::{AttendeeId, CategoryId, DeviceId};
    use crate::time::Timestamp;

    fn held(statuses: &[Status]) -> PersonFacts {
        PersonFacts {
            standings: statuses.iter().copied().map(Into::into).collect(),
            ..PersonFacts::valid(AttendeeId([5; 16]), CategoryId([1; 16]))
        }
    }

    fn decided(held: &[PersonFacts]) -> usize {
        let moment = Moment {
            at: Timestamp(1),
            day: Day(20_000),
            minute: 600,
            direction: Direction::Entry,
            device: DeviceId([1; 16]),
            inside: 0,
            last_here: None,
            overrides: Vec::new(),
            reading: Reading::One,
        };
        let one = deciding(held, &Rule::default(), &moment).unwrap();
        held.iter().position(|facts| std::ptr::eq(facts, one)).unwrap()
    }

    #[test]
    fn any_valid_registration_lets_pass_and_a_blocked_one_stops() {
        let table: [(&str, &[&[Status]], usize); 6] = [
            (
                "a canceled duplicate",
                &[&[Status::Canceled], &[Status::Valid]],
                1,
            ),
            ("an unpaid one", &[&[Status::Valid], &[Status::Pending]], 0),
            (
                "a blocked one",
                &[&[Status::Valid], &[Status::Valid, Status::Blocked]],
                1,
            ),
            (
                "blocked and canceled",
                &[&[Status::Canceled, Status::Blocked], &[Status::Valid]],
                0,
            ),
            ("none lets pass", &[&[Status::Pending], &[Status::Canceled]], 0),
            ("one alone", &[&[Status::Canceled]], 0),
        ];
        for (what, statuses, deciding) in table {
            let all: Vec<PersonFacts> = statuses.iter().map(|of| held(of)).collect();
            assert_eq!(decided(&all), deciding, "{what}");
        }
    }

    #[test]
    fn of_two_valid_ones_that_of_today_decides() {
        let other_day = PersonFacts {
            days: vec![Day(20_001)],
            ..held(&[])
        };
        let today = PersonFacts {
            days: vec![Day(20_000)],
            ..held(&[])
        };
        assert_eq!(decided(&[other_day.clone(), today.clone()]), 1);
        assert_eq!(decided(&[today, other_day]), 0);
    }
}
