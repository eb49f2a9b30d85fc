//! The demo event: the facts of a real edition moved to today, and people invented for it in many scripts. The same
//! number gives the same person on every machine, and the first hundred of two thousand are the hundred.

mod groups;
mod person;
#[cfg(test)]
mod tests;

pub use person::{CATEGORIES, DemoPerson, people};

use crate::event_file::{EventFile, EventFileError};
use chrono::{Datelike, NaiveDate};

/// How many people the demo event has.
pub const PEOPLE: u32 = 2_000;

/// The facts of the edition whose programme the demo follows.
const EVENT_JSON: &str = include_str!("event.json");

/// The demo's events, moved so that `today` is the first day of the first one; years in names move along. Their ids
/// name the demo and its day (`demo-2026-11-23-boi`), so that no real event has them.
///
/// # Errors
/// Never with the file that is built in; the type says so because it is read as any other.
pub fn event(today: NaiveDate) -> Result<EventFile, EventFileError> {
    let mut file = EventFile::read(EVENT_JSON.as_bytes())?;
    let Some(first) = file.events.iter().map(|event| event.starts).min() else {
        return Ok(file);
    };
    let shift = today - first;
    let (old_year, new_year) = (first.year().to_string(), today.year().to_string());
    for event in &mut file.events {
        event.starts += shift;
        event.ends += shift;
        let stem = event.id.trim_end_matches(&old_year).trim_end_matches('-');
        event.id = format!("demo-{today}-{stem}");
        event.name = event.name.replace(&old_year, &new_year);
    }
    if let Some(week) = &mut file.week {
        week.starts = week.starts.map(|day| day + shift);
        week.ends = week.ends.map(|day| day + shift);
        week.name = week.name.replace(&old_year, &new_year);
    }
    Ok(file)
}
