//! Everybody of one event in memory, in each order that was asked for, read again where something was written.

use super::entry::Entry;
use crate::device::App;
use crate::failure::AppError;
use crate::view::{PeopleOrder, PeopleQuery, Way};
use sarrera_core::ids::{AttendeeId, EventId, SubjectId};
use sarrera_core::names::fold;
use sarrera_store::{EventRow, Mark, News, Reader, StoreError};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Of more changes than this since the last look everybody is read again.
const CHANGES_MAX: u32 = 2_000;

/// The events whose people were asked for.
#[derive(Default)]
pub(crate) struct Rolls {
    rolls: Mutex<HashMap<EventId, Arc<Mutex<Roll>>>>,
}

impl std::fmt::Debug for Rolls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Rolls")
    }
}

/// Whom a query lets pass, in order.
#[derive(Clone)]
pub(super) struct Listed {
    pub(super) ids: Arc<[AttendeeId]>,
    pub(super) all: u32,
    pub(super) alike: bool,
    pub(super) list: u64,
}

/// An event's people as they are now.
pub(super) struct Current {
    roll: Arc<Mutex<Roll>>,
}

/// Lists whose text found nobody are asked for again, to be found by what sounds alike.
#[derive(Default)]
struct Roll {
    entries: Vec<Entry>,
    places: HashMap<AttendeeId, usize>,
    mark: Option<Mark>,
    /// Goes up with every change.
    list: u64,
    /// Places of entries, by the order that they are in.
    orders: HashMap<(PeopleOrder, Way), Vec<usize>>,
    /// The last answer: further pages of it are asked for next.
    last: Option<(PeopleQuery, Listed)>,
}

impl Rolls {
    /// The people of an event as the database has them now.
    pub(super) fn of(&self, app: &App, event: &EventRow) -> Result<Current, AppError> {
        let roll = Arc::clone(locked(&self.rolls).entry(event.id).or_default());
        locked(&roll).look(app, event)?;
        Ok(Current { roll })
    }
}

impl Current {
    /// Whom the query lets pass, by its text too.
    pub(super) fn list(&self, query: &PeopleQuery) -> Listed {
        let mut roll = locked(&self.roll);
        let known = roll.last.as_ref().filter(|(asked, _)| asked == query);
        if let Some((_, listed)) = known {
            return listed.clone();
        }
        let text = fold(&query.text);
        let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
        let says_nothing = words.is_empty() && !query.text.trim().is_empty();
        let listed = roll.listed(query, |entry| !says_nothing && entry.holds(&words));
        if !listed.ids.is_empty() || words.is_empty() {
            roll.last = Some((query.clone(), listed.clone()));
        }
        listed
    }

    /// Those of these people whom the query lets pass.
    pub(super) fn list_of(&self, query: &PeopleQuery, people: &[AttendeeId]) -> Listed {
        let mut roll = locked(&self.roll);
        let people: HashSet<&AttendeeId> = people.iter().collect();
        let listed = Listed {
            alike: true,
            ..roll.listed(query, |entry| people.contains(&entry.id))
        };
        roll.last = Some((query.clone(), listed.clone()));
        listed
    }
}

impl Roll {
    /// Reads what was written since the last look.
    fn look(&mut self, app: &App, event: &EventRow) -> Result<(), AppError> {
        let Some(seen) = self.mark else {
            return self.read_all(app, event);
        };
        let (mark, news) = app.read(|r| {
            let mark = r.mark()?;
            let news = if mark == seen {
                News::Of(Vec::new())
            } else {
                r.news_since(event.no, seen, CHANGES_MAX)?
            };
            Ok((mark, news))
        })?;
        match news {
            News::Everybody => return self.read_all(app, event),
            News::Of(subjects) if subjects.is_empty() => {}
            News::Of(subjects) => app.read(|r| Ok(self.read_again(r, event, &subjects)?))?,
        }
        self.mark = Some(mark);
        Ok(())
    }

    /// By an opening of its own: nobody at a desk waits while everybody is read.
    fn read_all(&mut self, app: &App, event: &EventRow) -> Result<(), AppError> {
        let mut entries = Vec::new();
        let mark = app.another_store()?.read(|r| {
            r.each_listed(event.no, |row| entries.push(Entry::of(&row)))?;
            let several = r.holders_of_others(event.no)?;
            for entry in entries.iter_mut().filter(|entry| several.contains(&entry.id)) {
                entry.come_by_all(r, event.no)?;
            }
            r.mark()
        });
        self.mark = Some(mark.map_err(|error: StoreError| AppError::from(error))?);
        self.entries = entries;
        self.orders.clear();
        self.changed();
        Ok(())
    }

    fn read_again(
        &mut self,
        reader: &Reader<'_>,
        event: &EventRow,
        subjects: &[SubjectId],
    ) -> Result<(), StoreError> {
        let mut people = HashSet::new();
        for subject in subjects {
            people.extend(reader.people_of(event.no, *subject)?);
        }
        // Whoever held the registration before, too.
        let written: HashSet<[u8; 16]> = subjects.iter().map(|subject| subject.0).collect();
        let known = self.entries.iter();
        let known =
            known.filter(|entry| written.contains(&entry.id.0) || written.contains(&entry.registration.0));
        people.extend(known.map(|entry| entry.id));
        let mut gone = HashSet::new();
        for id in people {
            match (reader.listed(event.no, id)?, self.places.get(&id)) {
                (Some(row), place) => {
                    let mut entry = Entry::of(&row);
                    entry.come_by_all(reader, event.no)?;
                    match place.copied() {
                        Some(place) => self.replace(place, entry),
                        None => self.add(entry),
                    }
                }
                (None, Some(_)) => drop(gone.insert(id)),
                (None, None) => {}
            }
        }
        if !gone.is_empty() {
            self.entries.retain(|entry| !gone.contains(&entry.id));
            self.orders.clear();
        }
        self.changed();
        Ok(())
    }

    fn replace(&mut self, place: usize, now: Entry) {
        if let Some(entry) = self.entries.get_mut(place) {
            *entry = now;
        }
    }

    fn add(&mut self, entry: Entry) {
        for order in self.orders.values_mut() {
            order.push(self.entries.len());
        }
        self.places.insert(entry.id, self.entries.len());
        self.entries.push(entry);
    }

    fn changed(&mut self) {
        let places = self.entries.iter().enumerate();
        self.places = places.map(|(place, entry)| (entry.id, place)).collect();
        // Nearly sorted, so quickly sorted.
        for ((order, way), places) in &mut self.orders {
            sort(&self.entries, places, *order, *way);
        }
        self.list += 1;
        self.last = None;
    }

    fn listed(&mut self, query: &PeopleQuery, also: impl Fn(&Entry) -> bool) -> Listed {
        let Self { entries, orders, .. } = self;
        let order = orders.entry((query.order, query.way)).or_insert_with(|| {
            let mut places: Vec<usize> = (0..entries.len()).collect();
            sort(entries, &mut places, query.order, query.way);
            places
        });
        let people = order.iter().filter_map(|place| entries.get(*place));
        let passed = people.filter(|entry| entry.passes(query) && also(entry));
        Listed {
            ids: passed.map(|entry| entry.id).collect(),
            all: u32::try_from(entries.len()).unwrap_or(u32::MAX),
            alike: false,
            list: self.list,
        }
    }
}

fn sort(entries: &[Entry], places: &mut [usize], order: PeopleOrder, way: Way) {
    places.sort_by(|one, other| match (entries.get(*one), entries.get(*other)) {
        (Some(one), Some(other)) => one.order(other, order, way),
        _no_such_place => one.cmp(other),
    });
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
