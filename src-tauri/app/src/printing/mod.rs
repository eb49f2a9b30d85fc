//! Printers and print jobs: a badge on its way to paper, and the truth about how far it is.

mod job;
mod reason;
mod specimen;
mod stand_in;
mod workers;

pub use reason::PrintReason;
pub use workers::PrintListener;

pub(crate) use job::reported;
pub(crate) use reason::{NOT_TOLD, shown};
pub(crate) use workers::Workers;

use crate::badges::{Making, issue, template};
use crate::desk::PrintWish;
use crate::device::{App, Setting};
use crate::failure::{AppError, Refusal};
use crate::joining::is_joined;
use crate::roles::{Who, is_here};
use crate::view::{self, PrintView, PrinterState, PrinterView, TemplateView};
use sarrera_badge::shipped_names;
use sarrera_core::fold::{PrintRow, ScansState};
use sarrera_core::ids::{BadgeId, PrintJobId, SubjectId};
use sarrera_core::ops::{BadgeReason, Fact, LogName, PrintRequested, PrintSettled, PrinterId};
use sarrera_print::{CupsServer, PrinterReport, QueueState, Trouble};
use sarrera_store::{AttendeeRow, EventRow, Reader, Txn};

/// The template of a device that chose none.
const DEFAULT_TEMPLATE: &str = "a6";

impl App {
    /// The printers that this device can reach, with what each says of itself now.
    ///
    /// # Errors
    /// When the database can't be read. A print system that does not answer has no printers, but for the chosen one.
    pub fn printers(&self) -> Result<Vec<PrinterView>, AppError> {
        let chosen = self.setting(Setting::Printer)?.unwrap_or_default();
        let asked = print_system(self)?.queues();
        let missing = match asked {
            Ok(_) => PrinterState::Gone,
            Err(_) => PrinterState::Offline,
        };
        let queues = asked.unwrap_or_default();
        let mut printers: Vec<PrinterView> = queues.iter().map(|queue| view(queue, &chosen)).collect();
        let badges = self.dir().join("badges").display().to_string();
        let own = PrinterId::Folder(&badges).to_string();
        for id in [own, chosen.clone()] {
            if id.is_empty() || printers.iter().any(|printer| printer.id == id) {
                continue;
            }
            // Badges are still ordered from a chosen queue that is not there: whoever works here has to see which.
            let named = PrinterId::of(&id);
            printers.push(PrinterView {
                name: named.name().to_owned(),
                state: match named {
                    PrinterId::Folder(_) => PrinterState::Ready,
                    PrinterId::Queue(_) => missing,
                    PrinterId::File(_) | PrinterId::Unknown(_) => PrinterState::Gone,
                },
                chosen: id == chosen,
                stands_in: false,
                id,
            });
        }
        let before = self.setting(Setting::PrinterBefore)?.unwrap_or_default();
        stand_in::mark(&mut printers, &before);
        Ok(printers)
    }

    /// Prints to this printer from now on; an empty id prints nothing.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn choose_printer(&self, id: &str) -> Result<(), AppError> {
        let before = self.setting(Setting::Printer)?.unwrap_or_default();
        if !before.is_empty() && before != id {
            self.set_setting(Setting::PrinterBefore, &before)?;
        }
        self.set_setting(Setting::Printer, id)
    }

    /// The templates, with the one that is printed.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn templates(&self) -> Result<Vec<TemplateView>, AppError> {
        let chosen = self.template()?;
        let view = |name: &str| {
            let paper = template(name)?;
            Ok(TemplateView {
                name: name.to_owned(),
                chosen: name == chosen,
                width_mm: paper.width_mm,
                height_mm: paper.height_mm,
            })
        };
        shipped_names().map(view).collect()
    }

    /// The name of the template that is printed.
    pub(crate) fn template(&self) -> Result<String, AppError> {
        Ok(self
            .setting(Setting::Template)?
            .unwrap_or_else(|| DEFAULT_TEMPLATE.to_owned()))
    }

    /// Prints this template from now on: it belongs to the paper in the printer.
    ///
    /// # Errors
    /// When there is no such template, or the database can't be written.
    pub fn choose_template(&self, name: &str) -> Result<(), AppError> {
        template(name)?;
        self.set_setting(Setting::Template, name)
    }

    /// Prints a badge that did not come out once more: the same badge with the same code, on the printer that is
    /// chosen now.
    ///
    /// # Errors
    /// When the job did not fail, its badge is void, no printer is chosen, or the database can't be written.
    pub fn retry_print(&self, job: &str, print: PrintWish<'_>) -> Result<PrintView, AppError> {
        let found = self.job(job)?;
        let again = self.write(|txn| {
            let (event, attendee) = (&found.event, found.attendee.id);
            let scans = txn.reader().scans_of(event.no, attendee.into())?;
            let row = scans.prints.iter().find(|row| row.job == found.row.job);
            let stuck = row.is_some_and(PrintRow::is_open);
            let badge = found.row.badge;
            let live = scans
                .badges
                .iter()
                .any(|b| b.badge == badge && b.voided_at.is_none());
            // On its way again already: one more would be a second copy.
            if !stuck || !live || scans.is_made(badge) {
                return Err(Refusal::NothingToRetry.into());
            }
            order(txn, event, found.row.subject, badge, print)?.ok_or_else(|| Refusal::NoPrinter.into())
        })?;
        self.print_state(&again.to_string())
    }

    /// Writes down how somebody dealt with a badge that did not come out, or of which nobody knew: nothing waits for it any
    /// more, here and everywhere else, and one that came out after all is not printed again. Said twice it is written once.
    ///
    /// # Errors
    /// When there is no such job, or the database can't be written.
    pub fn settle_print(&self, job: &str, how: view::PrintSettlement) -> Result<PrintView, AppError> {
        let found = self.job(job)?;
        self.write(|txn| {
            let scans = txn.reader().scans_of(found.event.no, found.attendee.id.into())?;
            let row = scans.prints.iter().find(|row| row.job == found.row.job);
            // Of an event that is only looked at nothing is written any more.
            let is_over = is_joined(&txn.reader(), found.event.id)?;
            if row.is_some_and(PrintRow::is_open) && !is_over {
                let settled = Fact::PrintSettled(PrintSettled {
                    job: found.row.job,
                    how: how.into(),
                });
                txn.append(found.event.id, &LogName::Scans, found.row.subject, &settled)?;
            }
            Ok(())
        })?;
        self.print_state(job)
    }
}

fn not_found(job: &str) -> AppError {
    AppError::NotFound {
        what: "print job",
        which: job.to_owned(),
    }
}

/// The event whose badge a print job carries.
pub(crate) fn event_of_job(reader: &Reader<'_>, job: &str) -> Result<EventRow, AppError> {
    let id: PrintJobId = job.parse().map_err(|_| not_found(job))?;
    let (event, _) = reader.print_job(id)?.ok_or_else(|| not_found(job))?;
    reader.event(event)?.ok_or_else(|| not_found(job))
}

/// The print system of this device.
fn print_system(app: &App) -> Result<CupsServer, AppError> {
    let user = std::env::var("USER").unwrap_or_else(|_| "sarrera".to_owned());
    let chosen = app.setting(Setting::PrintSystem)?.unwrap_or_default();
    Ok(CupsServer::of_device(&chosen, &user))
}

fn view(queue: &PrinterReport, chosen: &str) -> PrinterView {
    let id = PrinterId::Queue(&queue.name).to_string();
    let state = match (queue.blocked(), queue.state) {
        (Some(trouble), _) => stopped_by(&trouble),
        (None, QueueState::Printing) => PrinterState::Printing,
        (None, QueueState::Idle | QueueState::Stopped) => PrinterState::Ready,
    };
    let name = if queue.about.is_empty() {
        queue.name.clone()
    } else {
        queue.about.clone()
    };
    PrinterView {
        chosen: id == chosen,
        stands_in: false,
        id,
        name,
        state,
    }
}

const fn stopped_by(trouble: &Trouble) -> PrinterState {
    match trouble {
        Trouble::OutOfPaper => PrinterState::OutOfPaper,
        Trouble::CoverOpen => PrinterState::CoverOpen,
        Trouble::Jammed => PrinterState::Jammed,
        Trouble::TooHot => PrinterState::TooHot,
        Trouble::Offline => PrinterState::Offline,
        Trouble::Paused => PrinterState::Paused,
        Trouble::OutOfInk | Trouble::LowPaper | Trouble::LowInk | Trouble::Other(_) => PrinterState::Problem,
    }
}

/// Orders the badge of a person who was just let in, unless it is made, or this device makes none: the live one, or a
/// first one, made under `under`. Its code and its order to the printer stand in the caller's transaction.
pub(crate) fn order_due(
    txn: &mut Txn<'_>,
    event: &EventRow,
    row: &AttendeeRow,
    scans: &ScansState,
    under: SubjectId,
    wish: PrintWish<'_>,
) -> Result<Option<PrintJobId>, AppError> {
    if wish == PrintWish::None || !is_here(&txn.reader(), event, Who::Printing)? {
        return Ok(None);
    }
    match scans.live_badge() {
        Some(live) if scans.is_made(live.badge) => Ok(None),
        Some(live) => order(txn, event, live.subject, live.badge, wish),
        None => {
            let making = Making::new(txn, BadgeReason::First);
            let badge = issue(txn, event.id, row, under, making)?;
            order(txn, event, under, badge, wish)
        }
    }
}

/// Orders a badge from the wished printer, under the subject that it was issued under.
pub(crate) fn order(
    txn: &mut Txn<'_>,
    event: &EventRow,
    under: SubjectId,
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
    txn.append(event.id, &LogName::Scans, under, &fact)?;
    Ok(Some(job))
}
