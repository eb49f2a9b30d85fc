//! Print jobs: a badge on its way to paper, and the truth about how far it is.

use crate::badges::{Painter, issue, missing, template};
use crate::desk::{PRINTER, PrintWish, print_view};
use crate::device::App;
use crate::failure::{AppError, Refusal};
use crate::view::{PrintView, PrinterView};
use sarrera_badge::{layout, pdf};
use sarrera_core::fold::{PrintRow, ScansState};
use sarrera_core::ids::{AttendeeId, BadgeId, EventId, PrintJobId};
use sarrera_core::ops::{BadgePrintReported, BadgeReason, Fact, LogName, PrintRequested, PrintState};
use sarrera_print::{
    CupsServer, Document, JobState, PdfFolder, PrintError, Printer, PrinterReport, QueueState,
};
use sarrera_store::{AttendeeRow, EventRow, Txn};
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

/// How often a printer is asked what became of a badge.
const ASK_EVERY: Duration = Duration::from_millis(500);
/// How often it is asked before the state stays "sent": ten minutes.
const ASKED_MAX: u32 = 1_200;
/// A printer that is a folder of PDF files.
const FOLDER: &str = "folder:";
/// A queue of the system.
const QUEUE: &str = "cups:";

/// Everything that is needed to print one job.
struct Job {
    event: EventRow,
    attendee: AttendeeRow,
    row: PrintRow,
    scans: ScansState,
}

impl App {
    /// The printers that this device can reach, with what each says of itself now.
    ///
    /// # Errors
    /// When the database can't be read. A print system that does not answer is an empty list.
    pub fn printers(&self) -> Result<Vec<PrinterView>, AppError> {
        let chosen = self.setting(PRINTER)?.unwrap_or_default();
        let queues = CupsServer::local(&user()).queues().unwrap_or_default();
        let mut printers: Vec<PrinterView> = queues.iter().map(|queue| view(queue, &chosen)).collect();
        let own = format!("{FOLDER}{}", self.dir().join("badges").display());
        let folders = [own, chosen.clone()];
        for id in folders.iter().filter(|id| id.starts_with(FOLDER)) {
            if printers.iter().all(|printer| printer.id != *id) {
                let name = id.trim_start_matches(FOLDER).to_owned();
                printers.push(PrinterView {
                    name,
                    state: "ready".to_owned(),
                    chosen: *id == chosen,
                    id: id.clone(),
                });
            }
        }
        Ok(printers)
    }

    /// Prints to this printer from now on; an empty id prints nothing.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn choose_printer(&self, id: &str) -> Result<(), AppError> {
        self.set_setting(PRINTER, id)
    }

    /// How far a print job is.
    ///
    /// # Errors
    /// When there is no such job.
    pub fn print_state(&self, job: &str) -> Result<PrintView, AppError> {
        let found = self.job(job)?;
        print_view(&found.scans, found.row.job).ok_or_else(|| not_found(job))
    }

    /// Carries a queued badge to its printer and follows it; each change is a fact in the log before anybody hears it.
    ///
    /// `sent` is recorded before the printer gets the first byte: after a crash in between nobody knows whether paper
    /// came out, so the state says "sent" and the operator looks; a job that is not `queued` is never handed over again.
    ///
    /// # Errors
    /// When the database can't be written. A printer's refusal is a state of the job, not an error.
    pub fn run_print_job(&self, job: &str, mut changed: impl FnMut(PrintView)) -> Result<(), AppError> {
        let found = self.job(job)?;
        if found.row.state != PrintState::Queued {
            return Ok(());
        }
        let changed = std::cell::RefCell::new(&mut changed);
        let report = |state: PrintState, reason: Option<String>| -> Result<(), AppError> {
            self.report_print(&found, state, reason)?;
            (changed.borrow_mut())(self.print_state(job)?);
            Ok(())
        };
        let (title, bytes) = match self.draw(&found) {
            Ok(drawn) => drawn,
            Err(error) => return report(PrintState::Failed, Some(error.code().to_owned())),
        };
        let printer = printer(&found.row.printer);
        // Two callers may both have read "queued": the one that records "sent" first has the job.
        if !self.take_print_job(&found)? {
            return Ok(());
        }
        (changed.borrow_mut())(self.print_state(job)?);
        let document = Document {
            title: &title,
            pdf: &bytes,
        };
        match printer.and_then(|printer| printer.submit(&document).map(|id| (printer, id))) {
            // The bytes may have reached it: nobody knows.
            Err(PrintError::Unreachable(_) | PrintError::Garbled(_)) => {
                report(PrintState::Unknown, Some("unreachable".to_owned()))
            }
            Err(error) => report(PrintState::Failed, Some(error.code().to_owned())),
            Ok((printer, id)) => {
                let (_open, pace) = mpsc::channel::<()>();
                for _ in 0..ASKED_MAX {
                    let state = printer.follow(&id).map(|answer| answer.state);
                    match state {
                        Ok(JobState::Printed) => return report(PrintState::Printed, None),
                        Ok(JobState::Failed { reasons }) => {
                            return report(PrintState::Failed, reasons.into_iter().next());
                        }
                        Ok(JobState::Canceled) => {
                            return report(PrintState::Failed, Some("canceled".to_owned()));
                        }
                        Ok(JobState::Sent) => return Ok(()),
                        Ok(JobState::Unknown) => return report(PrintState::Unknown, None),
                        Ok(JobState::Waiting | JobState::Printing) | Err(_) => {}
                    }
                    let _paced = pace.recv_timeout(ASK_EVERY);
                }
                Ok(())
            }
        }
    }

    /// The badge as a PDF, after the title by which a queue of the system tells it from the others.
    fn draw(&self, job: &Job) -> Result<(String, Vec<u8>), AppError> {
        let template = template(&job.row.template)?;
        let serial = job
            .scans
            .badges
            .iter()
            .find(|badge| badge.badge == job.row.badge)
            .map(|badge| badge.serial);
        let serial = serial.ok_or_else(|| not_found(&job.row.badge.to_string()))?;
        let content = self.read(|r| Painter::new(r, &job.event)?.content(&job.attendee, serial))?;
        let display = layout(&template, &content, self.fonts());
        let letters = missing(&display);
        if !letters.is_empty() {
            return Err(Refusal::MissingGlyphs {
                letters: letters.join(" "),
            }
            .into());
        }
        Ok((format!("Sarrera badge {}", serial.short()), pdf(&[display])?))
    }

    /// Records "sent" if the job is still queued, in one transaction; says whether the caller has the job now.
    fn take_print_job(&self, job: &Job) -> Result<bool, AppError> {
        self.write(|txn| {
            let scans = txn.reader().scans_of(job.event.no, job.attendee.id.into())?;
            let queued = scans
                .prints
                .iter()
                .any(|row| row.job == job.row.job && row.state == PrintState::Queued);
            if queued {
                let (job_id, state) = (job.row.job, PrintState::Sent);
                let fact = Fact::BadgePrintReported(BadgePrintReported {
                    job: job_id,
                    state,
                    reason: None,
                });
                txn.append(job.event.id, &LogName::Scans, job.attendee.id.into(), &fact)?;
            }
            Ok(queued)
        })
    }

    fn report_print(&self, job: &Job, state: PrintState, reason: Option<String>) -> Result<(), AppError> {
        let event: EventId = job.event.id;
        let fact = Fact::BadgePrintReported(BadgePrintReported {
            job: job.row.job,
            state,
            reason,
        });
        self.write(|txn| {
            txn.append(event, &LogName::Scans, job.attendee.id.into(), &fact)?;
            Ok(())
        })
    }

    fn job(&self, job: &str) -> Result<Job, AppError> {
        let id: PrintJobId = job.parse().map_err(|_| not_found(job))?;
        self.read(|r| {
            let (event, attendee) = r.print_job(id)?.ok_or_else(|| not_found(job))?;
            let event = r.event(event)?.ok_or_else(|| not_found(job))?;
            let attendee = r.attendee(event.no, attendee)?.ok_or_else(|| not_found(job))?;
            let scans = r.scans_of(event.no, attendee.id.into())?;
            let row = scans
                .prints
                .iter()
                .find(|row| row.job == id)
                .cloned()
                .ok_or_else(|| not_found(job))?;
            Ok(Job {
                event,
                attendee,
                row,
                scans,
            })
        })
    }
}

fn not_found(job: &str) -> AppError {
    AppError::NotFound {
        what: "print job",
        which: job.to_owned(),
    }
}

fn printer(id: &str) -> Result<Box<dyn Printer>, PrintError> {
    if let Some(path) = id.strip_prefix(FOLDER) {
        return Ok(Box::new(PdfFolder::new(Path::new(path))));
    }
    let name = id.strip_prefix(QUEUE).unwrap_or(id);
    Ok(Box::new(CupsServer::local(&user()).queue(name)))
}

fn view(queue: &PrinterReport, chosen: &str) -> PrinterView {
    let id = format!("{QUEUE}{}", queue.name);
    let state = match (queue.blocked(), queue.state) {
        (Some(trouble), _) => trouble.code().to_owned(),
        (None, QueueState::Printing) => "printing".to_owned(),
        (None, QueueState::Idle | QueueState::Stopped) => "ready".to_owned(),
    };
    let name = if queue.about.is_empty() {
        queue.name.clone()
    } else {
        queue.about.clone()
    };
    PrinterView {
        chosen: id == chosen,
        id,
        name,
        state,
    }
}

fn user() -> String {
    std::env::var("USER").unwrap_or_else(|_| "sarrera".to_owned())
}

/// Orders the badge of a person who was just let in, unless they have one.
pub(crate) fn print_if_due(
    txn: &mut Txn<'_>,
    event: &EventRow,
    attendee: AttendeeId,
    wish: PrintWish<'_>,
) -> Result<Option<PrintJobId>, AppError> {
    let PrintWish::To { .. } = wish else {
        return Ok(None);
    };
    let scans = txn.reader().scans_of(event.no, attendee.into())?;
    let Some(row) = txn.reader().attendee(event.no, attendee)? else {
        return Ok(None);
    };
    if scans.live_badge().is_some() {
        return Ok(None);
    }
    let badge = issue(txn, event.id, &row, BadgeReason::First, Vec::new())?;
    order(txn, event, attendee, badge, wish)
}

/// Orders a badge from the wished printer.
pub(crate) fn order(
    txn: &mut Txn<'_>,
    event: &EventRow,
    attendee: AttendeeId,
    badge: BadgeId,
    wish: PrintWish<'_>,
) -> Result<Option<PrintJobId>, AppError> {
    let PrintWish::To { printer, template } = wish else {
        return Ok(None);
    };
    let job = PrintJobId(txn.random());
    let (printer, template) = (printer.to_owned(), template.to_owned());
    let fact = Fact::PrintRequested(PrintRequested {
        job,
        badge,
        printer,
        template,
    });
    txn.append(event.id, &LogName::Scans, attendee.into(), &fact)?;
    Ok(Some(job))
}
