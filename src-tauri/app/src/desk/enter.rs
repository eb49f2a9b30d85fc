//! A text that was typed and entered: a code acts like a scan, and what is no code leaves no trace.

use super::scan::ScanAsk;
use crate::device::{App, find_event};
use crate::failure::AppError;
use crate::view::Outcome;
use sarrera_core::codes::Presented;
use sarrera_store::{EventNo, Reader};

impl App {
    /// Scans a typed text if it is a code: one of ours by its shape, or one that a list here knows.
    /// Anything else (a name, a mail address, half a code) is `None`, and nothing is recorded of it.
    ///
    /// # Errors
    /// As [`App::scan`].
    pub fn enter_text(&self, ask: &ScanAsk<'_>, text: &str) -> Result<Option<Outcome>, AppError> {
        let is_code = self.read(|r| {
            let event = find_event(r, ask.event)?;
            is_code(r, event.no, &Presented::read(text))
        })?;
        if is_code {
            self.scan(ask, text).map(Some)
        } else {
            Ok(None)
        }
    }
}

fn is_code(reader: &Reader<'_>, event: EventNo, presented: &Presented) -> Result<bool, AppError> {
    match presented {
        Presented::Badge(_) | Presented::Ticket(_) => Ok(true),
        Presented::TwoGlued { second, .. } => is_code(reader, event, second),
        Presented::WrongLayout { .. } => Ok(true),
        Presented::Foreign(text) | Presented::Partial(text) | Presented::Url(text) => {
            // A person may type it in capitals, as a scanner with Caps Lock does.
            for code in [text.clone(), text.to_lowercase()] {
                let known = !reader.by_foreign_code(event, &code)?.is_empty()
                    || reader.foreign_code_elsewhere(event, &code)?.is_some();
                if known {
                    return Ok(true);
                }
            }
            Ok(false)
        }
        Presented::VCard(_) | Presented::Empty | Presented::TooLong(_) => Ok(false),
    }
}
