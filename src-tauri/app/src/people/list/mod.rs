//! The list of an event's people, a page at a time: sorted and filtered in memory, kept up to date op by op.
//!
//! What a list sorts and filters by is read once and kept; afterwards only whoever was written about is read again
//! (decision 0105). The lines of a page are read when it is asked for.

mod entry;
mod roll;

pub(crate) use roll::Rolls;

use crate::desk::{shown_name, shown_status};
use crate::device::App;
use crate::failure::AppError;
use crate::latin::shown_latin;
use crate::view::{PeoplePage, PeopleQuery, PersonLine, Presence, RegisteredBy, TextOf};
use roll::Listed;
use sarrera_core::ids::AttendeeId;
use sarrera_core::ops::Source;
use sarrera_store::{EventRow, Reader};
use std::collections::BTreeSet;

/// How many lines a page has.
pub const PAGE_LINES: u32 = 100;

impl App {
    /// A page of the list: the one that begins at `from`, or the one on which `around` stands, if they are listed.
    ///
    /// # Errors
    /// When the database can't be read, or the event is unknown.
    pub fn people(
        &self,
        event: &str,
        query: &PeopleQuery,
        from: u32,
        around: Option<&str>,
    ) -> Result<PeoplePage, AppError> {
        let event = self.event(event)?;
        let listed = self.listed(&event, query)?;
        let place = around
            .and_then(|id| id.parse::<AttendeeId>().ok())
            .and_then(|id| listed.ids.iter().position(|one| *one == id))
            .and_then(|place| u32::try_from(place).ok());
        let from = place.map_or(from, |place| place - place % PAGE_LINES);
        let ids = listed
            .ids
            .iter()
            .skip(usize::try_from(from).unwrap_or(usize::MAX));
        let lines = self.read(|r| {
            let mut lines = Vec::new();
            for id in ids.take(usize::try_from(PAGE_LINES).unwrap_or(usize::MAX)) {
                lines.extend(line(r, &event, *id)?);
            }
            Ok(lines)
        })?;
        Ok(PeoplePage {
            all: listed.all,
            found: u32::try_from(listed.ids.len()).unwrap_or(u32::MAX),
            alike: listed.alike,
            from,
            lines,
            place,
            list: listed.list,
        })
    }

    /// Reads everybody, or what was written since, so that the first page is there when somebody asks for it. Searches and
    /// scans go on meanwhile.
    ///
    /// # Errors
    /// As [`App::people`].
    pub fn people_ahead(&self, event: &str) -> Result<(), AppError> {
        let event = self.event(event)?;
        self.listed(&event, &PeopleQuery::default()).map(drop)
    }

    /// Whom a query lets pass.
    pub(crate) fn listed_ids(
        &self,
        event: &EventRow,
        query: &PeopleQuery,
    ) -> Result<BTreeSet<AttendeeId>, AppError> {
        Ok(self.listed(event, query)?.ids.iter().copied().collect())
    }

    fn listed(&self, event: &EventRow, query: &PeopleQuery) -> Result<Listed, AppError> {
        let listed = self.rolls.of(self, event)?.list(query);
        let is_asked_by_text = !query.text.trim().is_empty();
        if !(listed.ids.is_empty() && is_asked_by_text) {
            return Ok(listed);
        }
        // Nobody's data holds it: whom the desk's search would find.
        let alike: Vec<AttendeeId> = self
            .find(&event.id.to_string(), &query.text)?
            .into_iter()
            .filter_map(|hit| hit.person.id.parse().ok())
            .collect();
        Ok(self.rolls.of(self, event)?.list_of(query, &alike))
    }
}

/// Nothing for somebody who was erased a moment ago.
fn line(reader: &Reader<'_>, event: &EventRow, id: AttendeeId) -> Result<Option<PersonLine>, AppError> {
    let Some(row) = reader.attendee(event.no, id)?.filter(|row| !row.erased) else {
        return Ok(None);
    };
    let place = reader.presence(event.no, id)?;
    let here = place.iter().max_by_key(|place| (place.inside, place.since));
    let name = shown_name(&row);
    Ok(Some(PersonLine {
        id: id.to_string(),
        latin: shown_latin(&name, &row).filter(|latin| *latin != name),
        name: TextOf {
            text: name,
            country: row.country.clone(),
            language: row.language.clone(),
        },
        company: row.company.clone(),
        category: row.registration.category.clone(),
        status: shown_status(&row.registration.status, row.registration.blocked).to_owned(),
        presence: match here {
            None => Presence::NotArrived,
            Some(here) if here.inside => Presence::Inside,
            Some(_) => Presence::Left,
        },
        since: here.map(|here| here.since.0),
        badge: reader.live_badge(event.no, id)?.map(|serial| serial.short()),
        registered_by: reader
            .registered_by(event.no, id)?
            .map(|(source, _)| match source {
                Source::Import(_) => RegisteredBy::Import,
                Source::Desk => RegisteredBy::Desk,
            }),
    }))
}
