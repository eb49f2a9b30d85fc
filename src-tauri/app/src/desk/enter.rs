//! A text that was typed and entered: a code acts like a scan, and what is no code leaves no trace.

use super::found::{elsewhere, with_foreign_code};
use super::scan::ScanAsk;
use crate::device::{App, find_event};
use crate::failure::AppError;
use crate::view::Outcome;
use sarrera_core::codes::Presented;
use sarrera_store::{EventRow, Reader};

impl App {
    /// Scans a typed text if it is a code: one of ours by its shape, or one that a list here knows.
    /// Anything else (a name, a mail address, half a code) is `None`, and nothing is recorded of it.
    ///
    /// # Errors
    /// As [`App::scan`].
    pub fn enter_text(&self, ask: &ScanAsk<'_>, text: &str) -> Result<Option<Outcome>, AppError> {
        let is_code = self.read(|r| {
            let event = find_event(r, ask.event)?;
            is_code(r, &event, &Presented::read(text))
        })?;
        if is_code {
            self.scan(ask, text).map(Some)
        } else {
            Ok(None)
        }
    }
}

fn is_code(reader: &Reader<'_>, event: &EventRow, presented: &Presented) -> Result<bool, AppError> {
    match presented {
        Presented::Badge(_) | Presented::Ticket(_) => Ok(true),
        Presented::TwoGlued { second, .. } => is_code(reader, event, second),
        Presented::WrongLayout { .. } => Ok(true),
        Presented::Foreign(text) | Presented::Partial(text) | Presented::Url(text) => {
            let here = !with_foreign_code(reader, event, text)?.is_empty();
            Ok(here || elsewhere(reader, event, text)?.is_some())
        }
        Presented::VCard(_) | Presented::Empty | Presented::TooLong(_) => Ok(false),
    }
}
