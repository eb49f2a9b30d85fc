//! A specimen on its way to paper: it tries out the printer, is nobody's badge, and leaves nothing in any log.

use super::job::{ASK_EVERY, At, end_of, not_handed_over};
use super::reason::{PrintReason, shown};
use crate::badges::{Painter, template};
use crate::device::{App, Setting, find_event};
use crate::failure::{AppError, Refusal};
use crate::view::TestPrint;
use sarrera_badge::{BadgeContent, CategoryMark, Pattern, layout, pdf};
use sarrera_core::ops::{PrintState, PrinterId};
use sarrera_print::{Document, JobId, JobState, Media, Printer};
use std::sync::mpsc;

/// How often a printer is asked before whoever tries it out is told that it does not say: half a minute.
const ASKED_MAX: u32 = 60;
/// A trouble that is told so often in a row is what the person should look at.
const TROUBLE_ASKED_MAX: u32 = 6;
/// What its QR says: no code of ours, at any desk.
const CODE: &str = "SPECIMEN";

impl App {
    /// Prints a specimen of the event's badge on the chosen printer, and waits for what becomes of it.
    ///
    /// # Errors
    /// When no printer is chosen, there is no such event, or the database can't be read. A printer's refusal is a state.
    pub fn print_test(&self, event: &str) -> Result<TestPrint, AppError> {
        let id = self.setting(Setting::Printer)?.filter(|id| !id.is_empty());
        let id = id.ok_or(Refusal::NoPrinter)?;
        let template = template(&self.template()?)?;
        let content = self.read(|r| Ok(specimen(&Painter::new(r, &find_event(r, event)?)?)))?;
        let bytes = pdf(&[layout(&template, &content, self.fonts())])?;
        let document = Document {
            title: "Sarrera specimen",
            pdf: &bytes,
            media: Media {
                width_mm: template.width_mm,
                height_mm: template.height_mm,
            },
        };
        let end = match self.printer_of(&id)? {
            None => At::End(PrintState::Failed, Some(PrintReason::PrinterGone.code())),
            Some(printer) => match printer.submit(&document) {
                Ok(job) => follow(&*printer, &job),
                Err(error) => not_handed_over(&error),
            },
        };
        let (state, reason) = match end {
            At::End(state, reason) => (state, reason),
            At::Printer(_) => (PrintState::Unknown, None),
        };
        let (state, reason) = shown(state, reason);
        Ok(TestPrint {
            printer: PrinterId::of(&id).name().to_owned(),
            state,
            reason,
        })
    }
}

/// Asks until the printer says the end, or for so long that a person should look.
fn follow(printer: &dyn Printer, job: &JobId) -> At {
    let (_open, pace) = mpsc::channel::<()>();
    let mut troubled = 0;
    let mut trouble = None;
    for _asked in 0..ASKED_MAX {
        let (answer, now) = match printer.follow(job) {
            Ok(report) => (report.state, report.troubles.first().map(PrintReason::of_trouble)),
            Err(error) => (JobState::Waiting, Some(PrintReason::of(&error))),
        };
        troubled = if now.is_some() && now == trouble {
            troubled + 1
        } else {
            0
        };
        trouble = now;
        if let Some(end) = end_of(&answer, trouble, false) {
            return end;
        }
        if troubled >= TROUBLE_ASKED_MAX {
            break;
        }
        let _paced = pace.recv_timeout(ASK_EVERY);
    }
    At::End(PrintState::Unknown, trouble.map(PrintReason::code))
}

/// Longer words than most badges have, and marked as no badge.
fn specimen(painter: &Painter) -> BadgeContent {
    BadgeContent {
        given_name: "Proba".to_owned(),
        family_name: "Txartela".to_owned(),
        full_name: "Proba Txartela".to_owned(),
        company: "Muestra · Specimen".to_owned(),
        job_title: String::new(),
        country: String::new(),
        category: CategoryMark {
            words: vec!["Ez da baliozkoa".to_owned(), "No válida · Not valid".to_owned()],
            pattern: Pattern::Diagonals,
        },
        language: "eu".to_owned(),
        day: painter.day.clone(),
        event_name: painter.event_name.clone(),
        code: CODE.to_owned(),
        badge_number: CODE.to_owned(),
    }
}
