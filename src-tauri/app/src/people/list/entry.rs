//! What the list keeps of one person: whom they are found by, and where they stand in each order.

use crate::desk::shown_status;
use crate::held_days::held_days;
use crate::latin::latin_form;
use crate::view::{BadgeFilter, PeopleOrder, PeopleQuery, Presence, Way};
use sarrera_core::ids::{AttendeeId, RegistrationId};
use sarrera_core::names::fold;
use sarrera_core::time::Timestamp;
use sarrera_store::{EventNo, ListedRow, Reader, StoreError};
use std::cmp::Ordering;

/// Sorts behind every letter, so that ñ follows n.
const AFTER_LETTERS: char = '{';

pub(super) struct Entry {
    pub(super) id: AttendeeId,
    pub(super) registration: RegistrationId,
    registered_at: Timestamp,
    since: Option<Timestamp>,
    presence: Presence,
    has_badge: bool,
    status: &'static str,
    category: Box<str>,
    days: Box<str>,
    name_key: Box<str>,
    company_key: Box<str>,
    /// Everything that a text is looked for in, folded.
    text: Box<str>,
}

impl Entry {
    pub(super) fn of(row: &ListedRow) -> Self {
        let whole = if row.full_name.is_empty() {
            format!("{} {}", row.given_name, row.family_name)
        } else {
            row.full_name.clone()
        };
        let latin = latin_form(&whole, &row.latin_name);
        let name_key = if row.family_name.is_empty() {
            sort_key(latin.as_deref().unwrap_or(&whole))
        } else {
            let part = |name: &str| latin_form(name, "").unwrap_or_else(|| name.to_owned());
            sort_key(&format!("{} {}", part(&row.family_name), part(&row.given_name)))
        };
        let mut text = fold(&whole);
        let names = [latin.as_deref().unwrap_or_default(), &row.company];
        for more in names.into_iter().chain([row.email.as_str(), &row.order_code]) {
            if !more.is_empty() {
                text.push(' ');
                text.push_str(&fold(more));
            }
        }
        Self {
            id: row.id,
            registration: row.registration,
            registered_at: row.registered_at,
            since: row.place.map(|place| place.since),
            presence: match row.place {
                None => Presence::NotArrived,
                Some(place) if place.inside => Presence::Inside,
                Some(_) => Presence::Left,
            },
            has_badge: row.has_badge,
            status: shown_status(&row.status, row.blocked),
            category: row.category.as_str().into(),
            days: row.days.as_str().into(),
            name_key: name_key.into(),
            company_key: sort_key(&row.company).into(),
            text: text.into(),
        }
    }

    /// Takes in the days of every registration that they hold.
    ///
    /// # Errors
    /// When the database can't be read.
    pub(super) fn come_by_all(&mut self, reader: &Reader<'_>, event: EventNo) -> Result<(), StoreError> {
        if let Some(days) = held_days(reader, event, self.id, self.registration)? {
            self.days = days.into();
        }
        Ok(())
    }

    /// Whether a query lets them pass, whatever its text.
    pub(super) fn passes(&self, query: &PeopleQuery) -> bool {
        let is = |wanted: &Option<String>, own: &str| wanted.as_deref().is_none_or(|wanted| wanted == own);
        let comes_on = |day: &str| self.days.is_empty() || self.days.split(' ').any(|own| own == day);
        is(&query.category, &self.category)
            && is(&query.status, self.status)
            && query.presence.is_none_or(|wanted| wanted == self.presence)
            && query.day.as_deref().is_none_or(comes_on)
            && query
                .badge
                .is_none_or(|wanted| (wanted == BadgeFilter::With) == self.has_badge)
    }

    /// Whether each of these folded words stands somewhere in what is known of them.
    pub(super) fn holds(&self, words: &[&str]) -> bool {
        words.iter().all(|word| self.text.contains(word))
    }

    /// The order of two people. Of those who are alike in it, names and then ids decide, so that it is the same each time.
    pub(super) fn order(&self, other: &Self, order: PeopleOrder, way: Way) -> Ordering {
        let turned = |ordering: Ordering| match way {
            Way::Up => ordering,
            Way::Down => ordering.reverse(),
        };
        let by = match order {
            PeopleOrder::Name => turned(self.name_key.cmp(&other.name_key)),
            PeopleOrder::Company => last_if_empty(&self.company_key, &other.company_key)
                .then_with(|| turned(self.company_key.cmp(&other.company_key))),
            PeopleOrder::Arrival => self
                .since
                .is_none()
                .cmp(&other.since.is_none())
                .then_with(|| turned(self.since.cmp(&other.since))),
            PeopleOrder::Registration => turned(self.registered_at.cmp(&other.registered_at)),
        };
        by.then_with(|| self.name_key.cmp(&other.name_key))
            .then_with(|| self.id.cmp(&other.id))
    }
}

fn last_if_empty(one: &str, other: &str) -> Ordering {
    one.is_empty().cmp(&other.is_empty())
}

/// A text as it sorts on a Spanish keyboard: folded, but ñ is a letter of its own after n.
fn sort_key(text: &str) -> String {
    let composed = text.replace("n\u{303}", "ñ").replace("N\u{303}", "ñ");
    if !composed.contains(['ñ', 'Ñ']) {
        return fold(text);
    }
    let between = format!("n{AFTER_LETTERS}");
    let words = composed.split_whitespace().map(|word| {
        let parts: Vec<String> = word.split(['ñ', 'Ñ']).map(fold).collect();
        parts.join(&between)
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::sort_key;

    #[test]
    fn a_spanish_n_with_tilde_follows_every_n_and_accents_count_for_nothing() {
        let mut names = [
            "Ñíguez", "Nuñez", "Núñez", "Nunez", "Nzé", "Oñati", "Onzi", "Álvarez",
        ];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(
            names,
            [
                "Álvarez", "Nunez", "Nuñez", "Núñez", "Nzé", "Ñíguez", "Onzi", "Oñati"
            ]
        );
        assert_eq!(sort_key("Mun\u{303}oz"), sort_key("Muñoz"));
    }
}
