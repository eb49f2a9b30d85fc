//! One badge on its way to paper: handed over once, followed to its end, and nothing said that nobody knows.

use super::reason::{NOT_TOLD, PrintReason};
use super::{FOLDER, QUEUE, not_found, print_system};
use crate::badges::{Painter, missing, template};
use crate::desk::print_view;
use crate::device::App;
use crate::failure::{AppError, Refusal};
use crate::view::PrintView;
use sarrera_badge::{Template, layout, pdf};
use sarrera_core::fold::{PrintRow, ScansState};
use sarrera_core::ids::PrintJobId;
use sarrera_core::ops::{BadgePrintReported, Fact, LogName, PrintState};
use sarrera_print::{Document, JobId, JobState, Media, PdfFolder, PrintError, Printer};
use sarrera_store::{AttendeeRow, EventRow};
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

/// How often a printer is asked what became of a badge.
pub(super) const ASK_EVERY: Duration = Duration::from_millis(500);
/// How often it is asked before nobody waits any longer: ten minutes.
const ASKED_MAX: u32 = 1_200;
/// How often the listener hears of a job's troubles: a printer that flickers is not a stream of news.
const TROUBLES_TOLD_MAX: u32 = 40;
/// A badge that waited longer is printed only when somebody asks for it again: its person may have gone.
const WAITS_MAX_MS: i64 = 10 * 60 * 1_000;

/// Everything that is needed to print one job.
pub(super) struct Job {
    pub event: EventRow,
    pub attendee: AttendeeRow,
    pub row: PrintRow,
    pub scans: ScansState,
}

/// A badge that was recorded as sent: whoever has it keeps it until its end is recorded too.
pub(super) struct Followed {
    job: Job,
    printer: Box<dyn Printer>,
    at: At,
    asked: u32,
    trouble: Option<PrintReason>,
    troubles_told: u32,
}

/// How far a printer is with a badge.
pub(super) enum At {
    Printer(JobId),
    /// Nothing more will come; this is to be recorded.
    End(PrintState, Option<&'static str>),
}

impl App {
    /// Carries a queued badge to its printer and follows it; each change is a fact in the log before anybody hears it.
    ///
    /// `sent` is recorded before the printer gets the first byte: after a crash in between nobody knows whether paper
    /// came out, so the operator is told to look; a job that is not `queued` is never handed over again.
    ///
    /// # Errors
    /// When the database can't be written. A printer's refusal is a state of the job, not an error.
    pub fn run_print_job(&self, job: &str, mut changed: impl FnMut(PrintView)) -> Result<(), AppError> {
        let Some(mut followed) = self.hand_over(job, &mut changed)? else {
            return Ok(());
        };
        let (_open, pace) = mpsc::channel::<()>();
        while !self.follow(&mut followed, &mut changed)? {
            let _paced = pace.recv_timeout(ASK_EVERY);
        }
        Ok(())
    }

    /// Gives a queued badge to its printer; `None` where there is nothing to follow. Once it is recorded as sent nothing
    /// fails here: what the printer said is recorded by [`App::follow`].
    pub(super) fn hand_over(
        &self,
        job: &str,
        changed: &mut dyn FnMut(PrintView),
    ) -> Result<Option<Followed>, AppError> {
        let job = self.job(job)?;
        if job.row.state != PrintState::Queued {
            return Ok(None);
        }
        if let Some(reason) = self.not_due(&job) {
            return self.end(&job, PrintState::Failed, Some(reason), changed);
        }
        let (template, title, bytes) = match self.draw(&job) {
            Ok(drawn) => drawn,
            Err(AppError::Refused(Refusal::MissingGlyphs { .. })) => {
                return self.end(
                    &job,
                    PrintState::Failed,
                    Some(PrintReason::MissingGlyphs),
                    changed,
                );
            }
            Err(_) => return self.end(&job, PrintState::Failed, Some(PrintReason::NotDrawn), changed),
        };
        let printer = self.printer_of(&job.row.printer)?;
        // Two callers may both have read "queued": the one that records "sent" first has the job.
        if !self.take_print_job(&job)? {
            return Ok(None);
        }
        self.tell(&job, changed);
        let document = Document {
            title: &title,
            pdf: &bytes,
            media: Media {
                width_mm: template.width_mm,
                height_mm: template.height_mm,
            },
        };
        let at = match printer.submit(&document) {
            Ok(id) => At::Printer(id),
            Err(error) => not_handed_over(&error),
        };
        Ok(Some(Followed {
            job,
            printer,
            at,
            asked: 0,
            trouble: None,
            troubles_told: 0,
        }))
    }

    /// Asks once what became of a badge; true when nothing more will be said. An end that can't be recorded is kept, and
    /// recorded by the next call.
    pub(super) fn follow(
        &self,
        followed: &mut Followed,
        changed: &mut dyn FnMut(PrintView),
    ) -> Result<bool, AppError> {
        if let At::Printer(id) = &followed.at {
            let (answer, trouble) = match followed.printer.follow(id) {
                Ok(answer) => {
                    let trouble = answer.troubles.first().map(PrintReason::of_trouble);
                    (answer.state, trouble)
                }
                // It may answer again: until then that is the trouble.
                Err(error) => (JobState::Waiting, Some(PrintReason::of(&error))),
            };
            followed.asked += 1;
            match end_of(&answer, trouble, followed.asked) {
                Some(end) => followed.at = end,
                None => self.tell_trouble(followed, trouble, changed)?,
            }
        }
        let At::End(state, reason) = followed.at else {
            return Ok(false);
        };
        self.report_print(&followed.job, state, reason)?;
        self.tell(&followed.job, changed);
        Ok(true)
    }

    /// Shows how far a badge is. Where that can't be read it stands in the log all the same.
    fn tell(&self, job: &Job, changed: &mut dyn FnMut(PrintView)) {
        if let Ok(view) = self.print_state(&job.row.job.to_string()) {
            changed(view);
        }
    }

    /// A trouble that comes or goes changes what is shown, and is no fact: the printer may be right again in a second.
    fn tell_trouble(
        &self,
        followed: &mut Followed,
        trouble: Option<PrintReason>,
        changed: &mut dyn FnMut(PrintView),
    ) -> Result<(), AppError> {
        if trouble == followed.trouble || followed.troubles_told >= TROUBLES_TOLD_MAX {
            return Ok(());
        }
        followed.trouble = trouble;
        followed.troubles_told += 1;
        let mut view = self.print_state(&followed.job.row.job.to_string())?;
        view.reason = trouble.map(|reason| reason.code().to_owned());
        changed(view);
        Ok(())
    }

    /// Why a queued badge is not to be printed any more.
    fn not_due(&self, job: &Job) -> Option<PrintReason> {
        let badge = job.scans.badges.iter().find(|badge| badge.badge == job.row.badge);
        if badge.is_some_and(|badge| badge.voided_at.is_some()) {
            return Some(PrintReason::BadgeVoid);
        }
        let waited_ms = self.world().clock.now().ms_since(job.row.requested_at);
        (waited_ms > WAITS_MAX_MS).then_some(PrintReason::WaitedTooLong)
    }

    fn end(
        &self,
        job: &Job,
        state: PrintState,
        reason: Option<PrintReason>,
        changed: &mut dyn FnMut(PrintView),
    ) -> Result<Option<Followed>, AppError> {
        self.report_print(job, state, reason.map(PrintReason::code))?;
        self.tell(job, changed);
        Ok(None)
    }

    pub(super) fn printer_of(&self, id: &str) -> Result<Box<dyn Printer>, AppError> {
        if let Some(path) = id.strip_prefix(FOLDER) {
            return Ok(Box::new(PdfFolder::new(Path::new(path))));
        }
        let name = id.strip_prefix(QUEUE).unwrap_or(id);
        Ok(Box::new(print_system(self)?.queue(name)))
    }

    /// The badge as a PDF, after the title by which a queue of the system tells it from the others.
    fn draw(&self, job: &Job) -> Result<(Template, String, Vec<u8>), AppError> {
        let template = template(&job.row.template)?;
        let badge = job.scans.badges.iter().find(|badge| badge.badge == job.row.badge);
        let serial = badge.map(|badge| badge.serial);
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
        let title = format!("Sarrera badge {}", serial.short());
        Ok((template, title, pdf(&[display])?))
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
                let fact = reported(job.row.job, PrintState::Sent, None);
                txn.append(job.event.id, &LogName::Scans, job.row.subject, &fact)?;
            }
            Ok(queued)
        })
    }

    pub(super) fn report_print(
        &self,
        job: &Job,
        state: PrintState,
        reason: Option<&str>,
    ) -> Result<(), AppError> {
        let fact = reported(job.row.job, state, reason);
        self.write(|txn| {
            txn.append(job.event.id, &LogName::Scans, job.row.subject, &fact)?;
            Ok(())
        })
    }

    /// How far a print job is.
    ///
    /// # Errors
    /// When there is no such job.
    pub fn print_state(&self, job: &str) -> Result<PrintView, AppError> {
        let found = self.job(job)?;
        print_view(&found.scans, found.row.job, &found.attendee).ok_or_else(|| not_found(job))
    }

    pub(super) fn job(&self, job: &str) -> Result<Job, AppError> {
        let id: PrintJobId = job.parse().map_err(|_| not_found(job))?;
        self.read(|r| {
            let (event, attendee) = r.print_job(id)?.ok_or_else(|| not_found(job))?;
            let event = r.event(event)?.ok_or_else(|| not_found(job))?;
            let attendee = r.attendee(event.no, attendee)?.ok_or_else(|| not_found(job))?;
            let scans = r.scans_of(event.no, attendee.id.into())?;
            let row = scans.prints.iter().find(|row| row.job == id).cloned();
            let row = row.ok_or_else(|| not_found(job))?;
            Ok(Job {
                event,
                attendee,
                row,
                scans,
            })
        })
    }
}

/// Where a document is that its printer did not take.
pub(super) fn not_handed_over(error: &PrintError) -> At {
    let state = match error {
        PrintError::BrokeOff(_) => PrintState::Unknown,
        PrintError::NoPrinter(_)
        | PrintError::Unreachable(_)
        | PrintError::Refused(_)
        | PrintError::Blocked(_)
        | PrintError::Garbled(_)
        | PrintError::Folder(_) => PrintState::Failed,
    };
    At::End(state, Some(PrintReason::of(error).code()))
}

/// The end that a printer's answer is, if it is one, after it was asked this often.
pub(super) fn end_of(answer: &JobState, trouble: Option<PrintReason>, asked: u32) -> Option<At> {
    let end = |state, reason: PrintReason| Some(At::End(state, Some(reason.code())));
    match answer {
        JobState::Printed => Some(At::End(PrintState::Printed, None)),
        JobState::Failed { reasons } => end(PrintState::Failed, PrintReason::of_words(reasons)),
        JobState::Canceled => end(PrintState::Failed, PrintReason::Canceled),
        JobState::Sent => Some(At::End(PrintState::Sent, Some(NOT_TOLD))),
        JobState::Unknown => end(PrintState::Unknown, PrintReason::Interrupted),
        JobState::Waiting | JobState::Printing if asked < ASKED_MAX => None,
        JobState::Waiting | JobState::Printing => {
            end(PrintState::Unknown, trouble.unwrap_or(PrintReason::WaitedTooLong))
        }
    }
}

pub(crate) fn reported(job: PrintJobId, state: PrintState, reason: Option<&str>) -> Fact {
    Fact::BadgePrintReported(BadgePrintReported {
        job,
        state,
        reason: reason.map(str::to_owned),
    })
}
