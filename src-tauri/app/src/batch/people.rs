//! Whose badges a batch makes: who may come and fits the filter, in the order in which the pages lie.

use super::boxes::{counted, cut};
use crate::badges::comes_in_person;
use crate::desk::shown_name;
use crate::device::{App, find_event};
use crate::failure::AppError;
use crate::held_days::held_days;
use crate::latin::latin_form;
use crate::view::{BatchAsk, BatchList, BatchOrder, BatchPerson};
use sarrera_core::names::fold;
use sarrera_store::{AttendeeRow, EventRow, LiveBadge, Reader};
use std::collections::BTreeSet;

/// Somebody who fits the filter.
pub(crate) struct Wanted {
    pub row: AttendeeRow,
    pub live: Option<LiveBadge>,
    /// What the pages are ordered by: Latin, folded.
    pub key: String,
    /// Chosen, where only some are.
    pub is_chosen: bool,
}

impl App {
    /// Who fits the filter, in the order of the pages, with the boxes that those who are chosen lie in.
    ///
    /// # Errors
    /// When the event is unknown, the boxes' letters are none, or the database can't be read.
    pub fn batch_people(&self, event: &str, ask: &BatchAsk) -> Result<BatchList, AppError> {
        let people = self.read_apart(|r| wanted(r, &find_event(r, event)?, ask))?;
        let chosen: Vec<&Wanted> = people.iter().filter(|one| one.is_chosen).collect();
        let keys: Vec<&str> = chosen.iter().map(|one| one.key.as_str()).collect();
        let labels = cut(&keys, ask)?;
        let boxes = counted(labels.iter().flatten());
        let mut labels = labels.into_iter();
        let people = people
            .iter()
            .map(|one| BatchPerson {
                id: one.row.id.to_string(),
                name: shown_name(&one.row),
                company: one.row.company.clone(),
                category: one.row.registration.category.clone(),
                printed: one.live.as_ref().is_some_and(|live| live.is_made),
                boxed: if one.is_chosen {
                    labels.next().flatten()
                } else {
                    None
                },
            })
            .collect();
        Ok(BatchList { people, boxes })
    }
}

/// Everybody who may come and fits the filter, in the order of the pages.
pub(super) fn wanted(reader: &Reader<'_>, event: &EventRow, ask: &BatchAsk) -> Result<Vec<Wanted>, AppError> {
    let mut badges = reader.live_badges(event.no)?;
    let several = reader.holders_of_others(event.no)?;
    let company = fold(&ask.company);
    let only: Option<BTreeSet<&str>> = ask
        .only
        .as_ref()
        .map(|ids| ids.iter().map(String::as_str).collect());
    let mut people = Vec::new();
    reader.each_attendee(event.no, |row| {
        let live = badges.remove(&row.id);
        let days = if several.contains(&row.id) {
            held_days(reader, event.no, row.id, row.registration.id)?
        } else {
            None
        };
        let days = days.as_ref().unwrap_or(&row.registration.days);
        if comes_in_person(&row) && fits(&row, days, live.as_ref(), &company, ask) {
            people.push(Wanted {
                is_chosen: only
                    .as_ref()
                    .is_none_or(|only| only.contains(row.id.to_string().as_str())),
                key: key(&row, ask.order),
                row,
                live,
            });
        }
        Ok::<_, AppError>(())
    })?;
    people.sort_by_cached_key(|one| {
        (
            one.key.clone(),
            family(&one.row),
            one.row.given_name.clone(),
            one.row.id,
        )
    });
    Ok(people)
}

fn fits(row: &AttendeeRow, days: &str, live: Option<&LiveBadge>, company: &str, ask: &BatchAsk) -> bool {
    let categories = &ask.categories;
    let in_category = categories.is_empty() || categories.contains(&row.registration.category);
    let comes_then = days.split_whitespace().any(|day| day == ask.day);
    let on_day = ask.day.is_empty() || days.is_empty() || comes_then;
    let printed = live.is_some_and(|live| live.is_made);
    in_category
        && on_day
        && !(ask.unprinted && printed)
        && (company.is_empty() || fold(&row.company).contains(company))
}

fn key(row: &AttendeeRow, order: BatchOrder) -> String {
    match order {
        BatchOrder::Name => family(row),
        BatchOrder::Company => fold(&latin(&row.company)),
    }
}

/// The family name in folded Latin letters; of a name that is one text, the whole.
fn family(row: &AttendeeRow) -> String {
    let named = [&row.family_name, &row.full_name, &row.given_name];
    let name = named.into_iter().find(|name| !name.is_empty());
    fold(&latin(name.map_or("", String::as_str)))
}

fn latin(text: &str) -> String {
    latin_form(text, "").unwrap_or_else(|| text.to_owned())
}
