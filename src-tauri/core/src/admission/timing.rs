//! Whether it is the day and the hour: of the registration first, of the checkpoint then.

use super::Day;
use super::judge::{Judge, Subject};
use super::reason::ReasonCode;
use super::trace::{Trace, ms};
use super::verdict::{NotNow, Verdict};

/// How many days of a ticket's validity a verdict lists.
const DAYS_LISTED_MAX: usize = 31;

impl Judge<'_> {
    pub(super) fn time(&self, trace: &mut Trace) -> Option<Verdict> {
        let not_now = self
            .other_day(trace)
            .or_else(|| self.other_time(trace))
            .or_else(|| self.closed(trace))?;
        Some(Verdict::NotNow(not_now))
    }

    fn other_day(&self, trace: &mut Trace) -> Option<NotNow> {
        let today = self.moment.day;
        let (fits, days) = match self.subject {
            Subject::Person(person) if person.days.is_empty() => return None,
            Subject::Person(person) => (person.days.contains(&today), person.days.clone()),
            Subject::Unseen(unseen) => {
                let validity = unseen.validity?;
                let listed = (validity.first.0..=validity.last.0)
                    .take(DAYS_LISTED_MAX)
                    .map(Day)
                    .collect();
                (validity.covers(today), listed)
            }
        };
        if fits {
            trace.add(ReasonCode::DayFits, []);
            return None;
        }
        let shown: Vec<String> = days.iter().map(Day::to_string).collect();
        trace.add(ReasonCode::OtherDay, [("days", shown.join(","))]);
        Some(NotNow::OtherDay { days })
    }

    fn other_time(&self, trace: &mut Trace) -> Option<NotNow> {
        let Subject::Person(person) = self.subject else {
            return None;
        };
        if let Some(from) = person.valid_from.filter(|from| self.moment.at < *from) {
            trace.add(ReasonCode::TooEarly, [("from", ms(from))]);
            return Some(NotNow::TooEarly { from });
        }
        if let Some(until) = person.valid_until.filter(|until| self.moment.at > *until) {
            trace.add(ReasonCode::TooLate, [("until", ms(until))]);
            return Some(NotNow::TooLate { until });
        }
        if person.valid_from.is_some() || person.valid_until.is_some() {
            trace.add(ReasonCode::TimeFits, []);
        }
        None
    }

    fn closed(&self, trace: &mut Trace) -> Option<NotNow> {
        let (day, minute) = (self.moment.day, self.moment.minute);
        let openings = &self.rule.openings;
        if openings.is_empty() {
            return None;
        }
        if openings.iter().any(|opening| opening.covers(day, minute)) {
            trace.add(ReasonCode::CheckpointOpen, []);
            return None;
        }
        let next = openings
            .iter()
            .filter(|opening| (opening.day, opening.from_minute) > (day, minute))
            .min();
        let params = next.map(|opening| {
            let (day, minute) = (opening.day.to_string(), opening.from_minute.to_string());
            [("next_day", day), ("next_minute", minute)]
        });
        trace.add(ReasonCode::CheckpointClosed, params.into_iter().flatten());
        Some(NotNow::Closed { next: next.copied() })
    }
}
