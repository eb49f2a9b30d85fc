//! An event of this device's own joins another: its facts are recorded again there as new ops that name their originals, and
//! from then on it is only looked at. See docs/decisions/0156.

mod again;
mod fields;
mod run;
mod scans;
mod tally;
mod turn;
mod whom;

use crate::device::{App, find_event};
use crate::failure::{AppError, Refusal};
use crate::importing::Progress;
use crate::view::{JoinReport, JoinedView};
use run::Run;
use sarrera_core::ids::EventId;
use sarrera_store::{EventRow, JoinRow, JoinState, Reader, StoreError};
use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};
use turn::{Taken, Turn};

/// What stays in memory of events that join.
#[derive(Debug, Default)]
pub(crate) struct Joining {
    turn: Turn,
    /// Events of which this program got all that a server has.
    caught_up: Mutex<BTreeSet<EventId>>,
}

impl App {
    /// Has an event of this device join another one that it is in already. It begins at the next exchange.
    ///
    /// # Errors
    /// The same event twice, a demo, one that joined already, or one that this device is not in; a database that can't be
    /// written.
    pub fn ask_to_join(&self, event: &str, into: &str) -> Result<(), AppError> {
        let (from, into) = self.read(|r| {
            let (from, into) = (find_event(r, event)?, find_event(r, into)?);
            let is_in = r.role_here(into.no)?.is_some();
            // What is still to come into an event is not to come into one that is closed by then.
            let rows = r.joins()?;
            let is_awaiting = |row: &JoinRow| row.into == from.id && row.state != JoinState::Joined;
            let is_open = rows.iter().any(is_awaiting);
            if from.id == into.id || from.demo || !is_in || is_open || is_on_its_way(r, into.id)? {
                return Err(Refusal::CannotJoin { label: from.label }.into());
            }
            Ok((from, into))
        })?;
        self.keep_join_asked(&from, into.id, &into.name)
    }

    /// The event of this device's own of this label that would join; nothing where there is none.
    pub(crate) fn event_to_join(&self, into: EventId, label: &str) -> Result<Option<EventRow>, AppError> {
        self.read(|r| {
            let mut own = Vec::new();
            for event in r.events()? {
                if event.id != into && event.label == label && !event.demo && !is_joined(r, event.id)? {
                    own.push(event);
                }
            }
            let first = own.pop();
            if own.is_empty() {
                Ok(first)
            } else {
                Err(Refusal::LabelOfTwo {
                    label: label.to_owned(),
                }
                .into())
            }
        })
    }

    pub(crate) fn keep_join_asked(&self, from: &EventRow, into: EventId, name: &str) -> Result<(), AppError> {
        // Whatever was known of the other event before is too old: people who were added since would be there twice.
        self.is_behind(into);
        let is_kept = self.keep_join(&JoinRow {
            event: from.id,
            into,
            name: name.to_owned(),
            state: JoinState::Asked,
            report: None,
        })?;
        if is_kept {
            return Ok(());
        }
        let label = from.label.clone();
        Err(Refusal::CannotJoin { label }.into())
    }

    /// This program may not have all that a server has of an event.
    pub(crate) fn is_behind(&self, event: EventId) {
        lock(&self.joining.caught_up).remove(&event);
    }

    /// This program has all that a server has of an event.
    pub(crate) fn is_caught_up(&self, event: EventId) {
        lock(&self.joining.caught_up).insert(event);
    }

    /// Records again what was done in an event that joins this one, if any does and this program has all that a server has
    /// of this one. Whoever was cut off goes on, and had that before: every fact is there once. Gives what it came to, also where it was done
    /// before.
    ///
    /// # Errors
    /// When the database can't be read or written: what is recorded until then stays.
    pub fn join(&self, into: EventId, tell: Progress<'_>) -> Result<Option<JoinReport>, AppError> {
        let turn = self.joining.turn.take(tell);
        let mut rows = self.read_for_sync(|r| Ok(r.joins()?))?;
        rows.retain(|row| row.into == into);
        let open = rows.iter().position(|row| row.state != JoinState::Joined);
        let Some(row) = open.map(|at| rows.remove(at)).or_else(|| rows.pop()) else {
            return Ok(None);
        };
        match row.state {
            JoinState::Joined => Ok(report(&row)),
            JoinState::Asked if !lock(&self.joining.caught_up).contains(&into) => Ok(None),
            JoinState::Asked | JoinState::Joining => self.join_now(row, &turn, tell),
        }
    }

    fn join_now(
        &self,
        row: JoinRow,
        turn: &Taken<'_>,
        tell: Progress<'_>,
    ) -> Result<Option<JoinReport>, AppError> {
        let joining = JoinRow {
            state: JoinState::Joining,
            ..row
        };
        // From here on nobody writes there: what is read below is all that there will be.
        let is_kept = self.keep_join(&joining)?;
        if !is_kept {
            // Another program over the same folder was faster, and is through.
            let rows = self.read_for_sync(|r| Ok(r.joins()?))?;
            let done = rows.iter().find(|row| row.event == joining.event);
            return Ok(done.and_then(report));
        }
        let done = Run::begin(self, joining.event, joining.into)?.through(&mut |far| {
            turn.tell(far);
            tell(far);
        })?;
        self.keep_join(&JoinRow {
            state: JoinState::Joined,
            report: Some(serde_json::to_string(&done).map_err(StoreError::from)?),
            ..joining
        })?;
        Ok(Some(done))
    }

    fn keep_join(&self, row: &JoinRow) -> Result<bool, AppError> {
        self.write_here_for(row.event, |store| store.set_join(row))
    }

    /// Whether nothing is written to an event any more.
    pub(crate) fn is_read_only(&self, event: EventId) -> Result<bool, AppError> {
        self.read_for_sync(|r| is_joined(r, event))
    }
}

/// Where an event is part of another, or is about to be.
pub(crate) fn joined_view(reader: &Reader<'_>, event: EventId) -> Result<Option<JoinedView>, AppError> {
    let row = reader.joins()?.into_iter().find(|row| row.event == event);
    Ok(row.map(|row| JoinedView {
        into: row.into.to_string(),
        read_only: is_read_only(&row),
        report: report(&row),
        name: row.name,
    }))
}

/// Whether an event's facts are in another.
pub(crate) fn is_joined(reader: &Reader<'_>, event: EventId) -> Result<bool, AppError> {
    let mut rows = reader.joins()?.into_iter();
    Ok(rows.any(|row| row.event == event && is_read_only(&row)))
}

fn is_on_its_way(reader: &Reader<'_>, event: EventId) -> Result<bool, AppError> {
    Ok(reader.joins()?.iter().any(|row| row.event == event))
}

fn is_read_only(row: &JoinRow) -> bool {
    match row.state {
        JoinState::Asked => false,
        JoinState::Joining | JoinState::Joined => true,
    }
}

/// A report of another version of the app may not be read.
fn report(row: &JoinRow) -> Option<JoinReport> {
    serde_json::from_str(row.report.as_deref()?).ok()
}

fn lock<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}
