//! Setting an event up: its own facts, its privacy notice, its categories and checkpoints. Everything is defined again,
//! naming what it replaces; nothing that people or scans hold is taken away.

mod category;
mod checkpoint;

pub(crate) use category::PATTERNS;

use crate::device::{App, find_event};
use crate::failure::{AppError, Refusal};
use crate::moment::date;
use crate::view::{EventForm, EventSetup, EventView, Texts};
use chrono_tz::Tz;
use sarrera_core::ids::SubjectId;
use sarrera_core::ops::{EventDefined, Fact, LogName, NoticeTexts};
use sarrera_store::{EventRow, Reader};

/// No name is longer than this, in characters.
const NAME_CHARS_MAX: usize = 200;
/// No notice is longer than this, in characters: people read it in a queue.
const NOTICE_CHARS_MAX: usize = 4_000;

impl App {
    /// Everything of an event that can be set up.
    ///
    /// # Errors
    /// An unknown event, or a database that can't be read.
    pub fn event_setup(&self, event: &str) -> Result<EventSetup, AppError> {
        self.read(|r| {
            let event = find_event(r, event)?;
            setup(r, event)
        })
    }

    /// Changes an event's name, place, time zone and days.
    ///
    /// # Errors
    /// A field that is missing or makes no sense, or a database that can't be written.
    pub fn save_event(&self, event: &str, form: &EventForm) -> Result<EventView, AppError> {
        let name = text("name", &form.name, NAME_CHARS_MAX)?;
        let venue = short("venue", &form.venue, NAME_CHARS_MAX)?;
        let starts = text("starts", &form.starts, NAME_CHARS_MAX)?;
        let ends = text("ends", &form.ends, NAME_CHARS_MAX)?;
        if date(&ends)? < date(&starts)? {
            return Err(Refusal::EndsBeforeStart.into());
        }
        let time_zone = form.time_zone.trim().to_owned();
        if time_zone.parse::<Tz>().is_err() {
            return Err(Refusal::BadTimeZone { value: time_zone }.into());
        }
        self.redefine(event, |defined| EventDefined {
            name,
            venue,
            time_zone,
            starts,
            ends,
            ..defined
        })
    }

    /// Gives an event its own privacy notice; three empty texts leave it to the app's.
    ///
    /// # Errors
    /// A language without a text, a text too long, or a database that can't be written.
    pub fn save_notice(&self, event: &str, texts: &Texts) -> Result<EventView, AppError> {
        let none = [&texts.eu, &texts.es, &texts.en]
            .iter()
            .all(|text| text.trim().is_empty());
        let notice = if none {
            None
        } else {
            Some(NoticeTexts {
                eu: text("eu", &texts.eu, NOTICE_CHARS_MAX)?,
                es: text("es", &texts.es, NOTICE_CHARS_MAX)?,
                en: text("en", &texts.en, NOTICE_CHARS_MAX)?,
            })
        };
        self.redefine(event, |defined| EventDefined {
            privacy_notice: notice,
            ..defined
        })
    }

    fn redefine(
        &self,
        event: &str,
        change: impl FnOnce(EventDefined) -> EventDefined,
    ) -> Result<EventView, AppError> {
        let id = self.write(|txn| {
            let event = find_event(&txn.reader(), event)?;
            let defined = txn.reader().event_defined(event.no, event.id)?;
            let defined = defined.ok_or_else(|| AppError::NotFound {
                what: "event",
                which: event.label.clone(),
            })?;
            let subject = SubjectId(event.id.0);
            let changed = change(defined.clone());
            if changed != defined {
                let fact = Fact::EventDefined(EventDefined {
                    over: txn.reader().definition_heads(event.no, subject)?,
                    ..changed
                });
                txn.append(event.id, &LogName::Public, subject, &fact)?;
            }
            Ok::<_, AppError>(event.id)
        })?;
        self.event_view(id)
    }
}

fn setup(reader: &Reader<'_>, event: EventRow) -> Result<EventSetup, AppError> {
    let categories = reader.categories(event.no)?;
    let checkpoints = reader.checkpoints(event.no)?;
    let notice = event.privacy_notice.map(|notice| Texts {
        eu: notice.eu,
        es: notice.es,
        en: notice.en,
    });
    Ok(EventSetup {
        event: EventForm {
            name: event.name,
            venue: event.venue,
            time_zone: event.time_zone,
            starts: event.starts,
            ends: event.ends,
        },
        privacy_notice: notice.unwrap_or_default(),
        checkpoints: checkpoints
            .into_iter()
            .map(|row| checkpoint::form(row, &categories))
            .collect(),
        categories: categories.into_iter().map(category::view).collect(),
        patterns: PATTERNS.map(str::to_owned).to_vec(),
    })
}

/// A text that must be there, without the spaces around it.
fn text(field: &'static str, value: &str, max: usize) -> Result<String, AppError> {
    let text = short(field, value, max)?;
    if text.is_empty() {
        return Err(Refusal::FieldMissing { field }.into());
    }
    Ok(text)
}

/// A text that may be empty, without the spaces around it.
pub(crate) fn short(field: &'static str, value: &str, max: usize) -> Result<String, AppError> {
    let text = value.trim();
    if text.chars().count() > max {
        return Err(Refusal::FieldTooLong { field, max }.into());
    }
    Ok(text.to_owned())
}
