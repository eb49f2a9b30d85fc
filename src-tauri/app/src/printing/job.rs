//! One badge on its way to paper: handed over once, followed to its end, and nothing said that nobody knows.

use super::reason::{NOT_TOLD, PrintReason};
use super::{not_found, print_system};
use crate::badges::{Painter, missing, template};
use crate::desk::print_view;
use crate::device::App;
use crate::failure::{AppError, Refusal};
use crate::view::PrintView;
use sarrera_badge::{Template, layout, pdf};
use sarrera_core::fold::{PrintRow, ScansState};
use sarrera_core::ids::PrintJobId;
use sarrera_core::ops::{BadgePrintReported, Fact, LogName, PrintState, PrinterId};
use sarrera_core::time::Timestamp;
use sarrera_print::{Document, JobId, JobState, Media, PdfFolder, PrintError, Printer, Trouble};
use sarrera_store::{AttendeeRow, EventRow};
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

/// How often a printer is asked what became of a badge.
pub(super) const ASK_EVERY: Duration = Duration::from_millis(500);
/// A printer that trouble stopped is waited for so long before its badge is told as one of which nobody knows.
const TROUBLE_MAX_MS: i64 = 10 * 60 * 1_000;
/// A printer that complains of nothing may have many badges before this one.
const QUIET_MAX_MS: i64 = 60 * 60 * 1_000;
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
    /// Whether its printer was stopped by trouble, and since when it is as it is.
    stopped: bool,
    since: Timestamp,
    trouble: Option<PrintReason>,
    troubles_told: u32,
}

impl Followed {
    /// Whether nobody waits for it any longer, after this answer.
    fn waited_long(&mut self, now: Timestamp, stopped: bool) -> bool {
        if stopped != self.stopped {
            self.stopped = stopped;
            self.since = now;
        }
        let most_ms = if stopped { TROUBLE_MAX_MS } else { QUIET_MAX_MS };
        now.ms_since(self.since) > most_ms
    }
}

/// How far a printer is with a badge.
pub(super) enum At {
    Printer(JobId),
    /// Nothing more will come; this is to be recorded.
    End(PrintState, Option<&'static str>),
}

/// Who has a print job.
#[derive(Debug, PartialEq, Eq)]
enum Taken {
    Now,
    /// Somebody else, or it has ended.
    Before,
    /// Nobody: its badge is void.
    Void,
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
            // A database that refuses says nothing of the badge: it waits.
            Err(refused @ AppError::Store(_)) => return Err(refused),
            Err(_) => return self.end(&job, PrintState::Failed, Some(PrintReason::NotDrawn), changed),
        };
        let Some(printer) = self.printer_of(&job.row.printer)? else {
            return self.end(&job, PrintState::Failed, Some(PrintReason::PrinterGone), changed);
        };
        // Two callers may both have read "queued": the one that records "sent" first has the job.
        let taken = self.take_print_job(&job)?;
        if taken != Taken::Before {
            self.tell(&job, changed);
        }
        if taken != Taken::Now {
            return Ok(None);
        }
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
            stopped: false,
            since: self.world().clock.now(),
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
            let (answer, trouble, stopped) = match followed.printer.follow(id) {
                Ok(answer) => {
                    let trouble = answer.troubles.first().map(PrintReason::of_trouble);
                    (answer.state, trouble, answer.troubles.iter().any(Trouble::stops))
                }
                // It may answer again: until then that is the trouble.
                Err(error) => (JobState::Waiting, Some(PrintReason::of(&error)), true),
            };
            let is_over = followed.waited_long(self.world().clock.now(), stopped);
            match end_of(&answer, trouble, is_over) {
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
        if job.attendee.erased || badge.is_some_and(|badge| badge.voided_at.is_some()) {
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

    /// The printer of a device's setting or of a job; `None` for one that this version can't print to.
    pub(super) fn printer_of(&self, id: &str) -> Result<Option<Box<dyn Printer>>, AppError> {
        Ok(match PrinterId::of(id) {
            PrinterId::Folder(path) => Some(Box::new(PdfFolder::new(Path::new(path)))),
            PrinterId::Queue(name) => Some(Box::new(print_system(self)?.queue(name))),
            PrinterId::File(_) | PrinterId::Unknown(_) => None,
        })
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

    /// Records "sent" if the job is still queued and its badge holds, in one transaction. Who made the badge void while it
    /// was drawn was told that no paper came out: none does.
    fn take_print_job(&self, job: &Job) -> Result<Taken, AppError> {
        self.write(|txn| {
            let scans = txn.reader().scans_of(job.event.no, job.attendee.id.into())?;
            let row = scans.prints.iter().find(|row| row.job == job.row.job);
            if row.is_none_or(|row| row.state != PrintState::Queued) {
                return Ok(Taken::Before);
            }
            let badge = scans.badges.iter().find(|badge| badge.badge == job.row.badge);
            let holds = badge.is_some_and(|badge| badge.voided_at.is_none());
            let fact = if holds {
                reported(job.row.job, PrintState::Sent, None)
            } else {
                reported(
                    job.row.job,
                    PrintState::Failed,
                    Some(PrintReason::BadgeVoid.code()),
                )
            };
            txn.append(job.event.id, &LogName::Scans, job.row.subject, &fact)?;
            Ok(if holds { Taken::Now } else { Taken::Void })
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

/// The end that a printer's answer is, if it is one; also while it is at work, once nobody waits for it any longer.
pub(super) fn end_of(answer: &JobState, trouble: Option<PrintReason>, is_over: bool) -> Option<At> {
    let end = |state, reason: PrintReason| Some(At::End(state, Some(reason.code())));
    match answer {
        JobState::Printed => Some(At::End(PrintState::Printed, None)),
        JobState::Failed { reasons } => end(PrintState::Failed, PrintReason::of_words(reasons)),
        JobState::Canceled => end(PrintState::Failed, PrintReason::Canceled),
        JobState::Sent => Some(At::End(PrintState::Sent, Some(NOT_TOLD))),
        JobState::Unknown => end(PrintState::Unknown, PrintReason::Interrupted),
        JobState::Waiting | JobState::Printing if !is_over => None,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::Fair;
    use crate::view;
    use sarrera_print::{JobReport, PrinterReport};

    const STUCK: &str = "queue:stuck";

    /// Has the badge, and says the same of it each time.
    struct Stuck {
        state: JobState,
        troubles: Vec<Trouble>,
    }

    impl Printer for Stuck {
        fn name(&self) -> &'static str {
            "stuck"
        }

        fn report(&self) -> Result<PrinterReport, PrintError> {
            Err(PrintError::NoPrinter("stuck".to_owned()))
        }

        fn submit(&self, _document: &Document<'_>) -> Result<JobId, PrintError> {
            Ok(JobId("1".to_owned()))
        }

        fn follow(&self, _job: &JobId) -> Result<JobReport, PrintError> {
            Ok(JobReport {
                state: self.state.clone(),
                troubles: self.troubles.clone(),
            })
        }
    }

    fn handed_to(fair: &Fair, printer: Stuck) -> Followed {
        let job = fair.ordered(STUCK).print.unwrap().job;
        let job = fair.app.job(&job).unwrap();
        assert_eq!(fair.app.take_print_job(&job).unwrap(), Taken::Now);
        Followed {
            job,
            printer: Box::new(printer),
            at: At::Printer(JobId("1".to_owned())),
            stopped: false,
            since: fair.app.world().clock.now(),
            trouble: None,
            troubles_told: 0,
        }
    }

    /// Whether the badge has an end after so many minutes.
    fn ends_after(fair: &Fair, followed: &mut Followed, minutes: i64) -> bool {
        fair.later_ms(minutes * 60_000);
        fair.app.follow(followed, &mut |_| {}).unwrap()
    }

    #[test]
    fn a_badge_that_was_made_void_while_it_was_drawn_does_not_come_out() {
        let fair = Fair::new();
        let outcome = fair.ordered(STUCK);
        let (scan, job) = (outcome.scan, outcome.print.unwrap().job);
        let drawn = fair.app.job(&job).unwrap();
        let undone = fair.app.undo_scan("boi-2023", &scan).unwrap();
        assert!(!undone.paper_back);
        assert_eq!(fair.app.take_print_job(&drawn).unwrap(), Taken::Void);
        let told = fair.app.print_state(&job).unwrap();
        assert_eq!(told.state, view::PrintState::Failed);
        assert_eq!(told.reason.as_deref(), Some("badge_void"));
        assert_eq!(fair.app.take_print_job(&drawn).unwrap(), Taken::Before);
    }

    #[test]
    fn the_last_badge_of_a_coach_is_waited_for_and_one_behind_an_empty_tray_ten_minutes() {
        let fair = Fair::new();
        let mut behind_many = handed_to(
            &fair,
            Stuck {
                state: JobState::Waiting,
                troubles: Vec::new(),
            },
        );
        assert!(!ends_after(&fair, &mut behind_many, 25));
        assert!(ends_after(&fair, &mut behind_many, 40));
        let mut little_paper = handed_to(
            &fair,
            Stuck {
                state: JobState::Printing,
                troubles: vec![Trouble::LowPaper],
            },
        );
        assert!(!ends_after(&fair, &mut little_paper, 25));
        let mut no_paper = handed_to(
            &fair,
            Stuck {
                state: JobState::Waiting,
                troubles: vec![Trouble::OutOfPaper],
            },
        );
        assert!(!ends_after(&fair, &mut no_paper, 9));
        assert!(
            !ends_after(&fair, &mut no_paper, 9),
            "it counts from when the paper ran out"
        );
        assert!(ends_after(&fair, &mut no_paper, 2));
    }
}
