//! On which days somebody comes who holds several registrations: a ticket for each day is a ticket for all of them.

use std::collections::BTreeSet;

/// What a registration says of when its person comes, in the words in which it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DaysHeld<'a> {
    pub status: &'a str,
    pub blocked: bool,
    pub mode: &'a str,
    /// ISO dates separated by spaces; empty is every day.
    pub days: &'a str,
}

impl<'a> DaysHeld<'a> {
    /// What is canceled, blocked or for a screen at home adds no day to what lets somebody in.
    fn counts_with(&self, shown: &Self) -> bool {
        (self.status, self.blocked, self.mode) == (shown.status, shown.blocked, shown.mode)
    }

    fn each(&self) -> BTreeSet<&'a str> {
        self.days.split_whitespace().collect()
    }
}

/// The days of all that is held and counts as much as the registration that is shown, as a registration writes them.
#[must_use]
pub fn days_together(shown: &DaysHeld<'_>, held: &[DaysHeld<'_>]) -> String {
    let mut days = BTreeSet::new();
    for one in held.iter().filter(|one| one.counts_with(shown)) {
        if one.days.is_empty() {
            return String::new();
        }
        days.extend(one.each());
    }
    written(&days)
}

/// What each registration says once its person is to come on these days and no others: `None` where it says what it
/// said. `shown` is the place in `held` of the one that is shown, which takes the days that none has. One whose days are
/// all gone says those of the person: no day would be every day.
#[must_use]
pub fn days_changed(shown: usize, held: &[DaysHeld<'_>], wanted: &str) -> Vec<Option<String>> {
    let Some(first) = held.get(shown) else {
        return vec![None; held.len()];
    };
    let wanted: BTreeSet<&str> = wanted.split_whitespace().collect();
    let counting = held.iter().filter(|one| one.counts_with(first));
    let known: BTreeSet<&str> = counting.flat_map(DaysHeld::each).collect();
    let says = |(place, one): (usize, &DaysHeld<'_>)| {
        let is_shown = place == shown;
        if !one.counts_with(first) || (wanted.is_empty() && !is_shown) {
            return None;
        }
        let own = one.each();
        let mut days: BTreeSet<&str> = own.intersection(&wanted).copied().collect();
        if is_shown {
            days.extend(wanted.difference(&known));
        }
        if days.is_empty() {
            days.clone_from(&wanted);
        }
        Some(written(&days)).filter(|says| says != one.days)
    };
    held.iter().enumerate().map(says).collect()
}

fn written(days: &BTreeSet<&str>) -> String {
    days.iter().copied().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn valid(days: &str) -> DaysHeld<'_> {
        DaysHeld {
            status: "valid",
            blocked: false,
            mode: "in_person",
            days,
        }
    }

    fn canceled(days: &str) -> DaysHeld<'_> {
        DaysHeld {
            status: "canceled",
            ..valid(days)
        }
    }

    #[test]
    fn what_counts_as_much_as_the_one_that_is_shown_comes_together() {
        let table = [
            (vec![valid("24")], "24"),
            (vec![valid("25"), valid("24")], "24 25"),
            (vec![valid("24"), valid("")], ""),
            (vec![valid("24"), canceled("25")], "24"),
            (vec![canceled("24"), valid(""), canceled("25")], "24 25"),
        ];
        for (held, together) in table {
            assert_eq!(days_together(&held[0], &held), together, "{held:?}");
        }
    }

    #[test]
    fn a_change_touches_the_fewest_tickets_and_never_turns_no_day_into_every_day() {
        /// What is held, the days that are wanted, and what is written to each ticket.
        type Change<'a> = (&'a [DaysHeld<'a>], &'a str, &'a [Option<&'a str>]);
        let table: [Change<'_>; 9] = [
            (&[valid("24")], "24 25", &[Some("24 25")]),
            (&[valid("24"), valid("25")], "24 25", &[None, None]),
            (&[valid("24"), valid("25")], "24 25 26", &[Some("24 26"), None]),
            (&[valid("24"), valid("25")], "24", &[None, Some("24")]),
            (&[valid("24"), valid("25")], "25", &[Some("25"), None]),
            (&[valid("24"), valid("25")], "26", &[Some("26"), Some("26")]),
            (&[valid("24"), valid("25")], "", &[Some(""), None]),
            (&[valid("24"), valid("")], "24", &[None, Some("24")]),
            (&[valid("24"), canceled("25")], "26", &[Some("26"), None]),
        ];
        for (held, wanted, says) in table {
            let changed = days_changed(0, held, wanted);
            let changed: Vec<Option<&str>> = changed.iter().map(Option::as_deref).collect();
            assert_eq!(changed, says, "{held:?} to {wanted:?}");
            let after: Vec<DaysHeld<'_>> = held
                .iter()
                .zip(&changed)
                .map(|(one, days)| DaysHeld {
                    days: days.unwrap_or(one.days),
                    ..*one
                })
                .collect();
            assert_eq!(days_together(&after[0], &after), wanted, "{held:?}");
        }
    }
}
