//! One worker for each printer: badges leave in the order in which they were asked for, and none is forgotten.
//!
//! A worker reads the queued jobs of this device from the database, so what a crash or a closed window left behind is
//! taken up by the next wake-up.

use super::job::{ASK_EVERY, Followed};
use super::reason::PrintReason;
use crate::desk::print_view;
use crate::device::App;
use crate::failure::AppError;
use crate::joining::is_joined;
use crate::view::PrintView;
use sarrera_core::ids::DeviceId;
use sarrera_core::ops::PrintState;
use sarrera_store::{PrintJobRow, Reader};
use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Who hears how print jobs change, from any thread.
pub type PrintListener = Arc<dyn Fn(PrintView) + Send + Sync>;

/// How often in a row the database may refuse before a worker that has no badge at its printer gives up; the next wake-up
/// begins anew.
const REFUSED_MAX: u32 = 20;

/// The printers that have a worker now, and what their predecessors left.
#[derive(Debug, Default)]
pub(crate) struct Workers {
    /// How each is woken.
    busy: Mutex<BTreeMap<String, Sender<()>>>,
    /// The jobs that were not at their end when this window opened.
    left: Mutex<Vec<String>>,
}

impl Workers {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Sender<()>>> {
        self.busy.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn left(&self) -> MutexGuard<'_, Vec<String>> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl App {
    /// Says of every badge that was on its way when the program ended that nobody knows whether it came out. Asked
    /// once, when a window opens the database: whoever else shares the folder does not print.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn take_up_prints(&self) -> Result<(), AppError> {
        let own = self.own()?.device;
        let (queued, sent) = self.read(|r| {
            let jobs = |state| open_jobs(r, own, state);
            Ok((jobs(PrintState::Queued)?, jobs(PrintState::Sent)?))
        })?;
        // "Sent" with a reason is as far as its printer can tell.
        let sent: Vec<_> = sent.iter().filter(|job| job.reason.is_empty()).collect();
        let left = queued.iter().chain(sent.iter().copied());
        *self.printing.left() = left.map(|job| job.job.to_string()).collect();
        let mut result = Ok(());
        for left in sent {
            let told = self.job(&left.job.to_string()).and_then(|job| {
                self.report_print(&job, PrintState::Unknown, Some(PrintReason::Interrupted.code()))
            });
            result = result.and(told);
        }
        result
    }

    /// What an earlier window left on its way to a printer and somebody has to look at: that was known before there was a
    /// page to hear it.
    ///
    /// # Errors
    /// When there is no such event, or the database can't be read.
    pub fn left_prints(&self, event: &str) -> Result<Vec<PrintView>, AppError> {
        let event = self.event(event)?;
        let mut troubles = Vec::new();
        for job in self.printing.left().clone() {
            let job = match self.job(&job) {
                // Whose badge it was is not known here any more.
                Err(AppError::NotFound { .. }) => continue,
                found => found?,
            };
            let view = print_view(&job.scans, job.row.job, &job.attendee);
            troubles.extend(view.filter(|view| view.trouble && job.event.id == event.id));
        }
        Ok(troubles)
    }

    /// Has every queued badge of this device carried to its printer, beside the desk's work.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn wake_prints(self: &Arc<Self>, listen: &PrintListener) -> Result<(), AppError> {
        for printer in self.queued()?.into_keys() {
            let mut busy = self.printing.lock();
            if busy.get(&printer).is_some_and(|wake| wake.send(()).is_ok()) {
                continue;
            }
            let (wake, woken) = channel();
            busy.insert(printer.clone(), wake);
            let (app, listen) = (Arc::clone(self), Arc::clone(listen));
            std::thread::spawn(move || app.work(&printer, &woken, &listen));
        }
        Ok(())
    }

    /// The queued jobs of this device, the oldest first, by their printers.
    fn queued(&self) -> Result<BTreeMap<String, Vec<String>>, AppError> {
        let own = self.own()?.device;
        let jobs = self.read(|r| open_jobs(r, own, PrintState::Queued))?;
        let mut by_printer: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for job in jobs {
            by_printer
                .entry(job.printer)
                .or_default()
                .push(job.job.to_string());
        }
        Ok(by_printer)
    }

    fn work(&self, printer: &str, woken: &Receiver<()>, listen: &PrintListener) {
        let mut followed: Vec<Followed> = Vec::new();
        let mut refused = 0;
        // What its printer has is known here only: whoever let it go would leave it "sent" for ever.
        loop {
            match self.work_once(printer, &mut followed, listen) {
                Ok(()) => refused = 0,
                Err(_busy_or_full) => refused += 1,
            }
            if followed.is_empty() && refused == 0 {
                // Under the lock: a wake-up comes before this, and is seen, or after it, and begins anew.
                let mut busy = self.printing.lock();
                let waits = self.queued().is_ok_and(|queued| queued.contains_key(printer));
                if !waits {
                    busy.remove(printer);
                    return;
                }
                continue;
            }
            let _woken = woken.recv_timeout(ASK_EVERY);
            if refused >= REFUSED_MAX && followed.is_empty() {
                // Under the lock: whoever woke this worker meanwhile believes that it will look.
                let mut busy = self.printing.lock();
                if woken.try_recv().is_err() {
                    busy.remove(printer);
                    return;
                }
                refused = 0;
            }
        }
    }

    /// Hands over what waits for this printer, in order, and asks what became of what it has.
    fn work_once(
        &self,
        printer: &str,
        followed: &mut Vec<Followed>,
        listen: &PrintListener,
    ) -> Result<(), AppError> {
        let mut changed = |view| listen(view);
        let mut result = self.hand_over_queued(printer, followed, &mut changed);
        followed.retain_mut(|one| match self.follow(one, &mut changed) {
            Ok(over) => !over,
            Err(error) => {
                result = Err(error);
                true
            }
        });
        result
    }

    fn hand_over_queued(
        &self,
        printer: &str,
        followed: &mut Vec<Followed>,
        changed: &mut dyn FnMut(PrintView),
    ) -> Result<(), AppError> {
        let mut result = Ok(());
        // One that can't be read keeps none behind it waiting.
        for job in self.queued()?.remove(printer).unwrap_or_default() {
            match self.hand_over(&job, changed) {
                Ok(one) => followed.extend(one),
                Err(error) => result = result.and(Err(error)),
            }
        }
        result
    }
}

/// The jobs of a device in this state, but those of an event that is only looked at: nothing is written of them any more.
fn open_jobs(reader: &Reader<'_>, device: DeviceId, state: PrintState) -> Result<Vec<PrintJobRow>, AppError> {
    let mut jobs = Vec::new();
    for job in reader.print_jobs(device, state)? {
        let of = reader.print_job(job.job)?;
        let is_over = of.map(|(event, _)| is_joined(reader, event)).transpose()?;
        if is_over != Some(true) {
            jobs.push(job);
        }
    }
    Ok(jobs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::Fair;
    use crate::view;
    use sarrera_testkit::disk::RecordingDisk;
    use std::sync::mpsc::sync_channel;

    #[test]
    fn a_badge_that_came_out_while_the_disk_was_full_is_said_once_there_is_room() {
        let dir = tempfile::tempdir().unwrap();
        let no_folder = dir.path().join("a file");
        std::fs::write(&no_folder, b"").unwrap();
        for (out, end) in [
            (dir.path().join("badges"), view::PrintState::Printed),
            (no_folder, view::PrintState::Failed),
        ] {
            let disk = Arc::new(RecordingDisk::counting_only().unwrap());
            let fair = Fair::on(&disk);
            let printer = format!("folder:{}", out.display());
            let job = fair.ordered(&printer).print.unwrap().job;
            let full = Arc::clone(&disk);
            // The disk fills up between the first byte to the printer and its answer.
            let listen: PrintListener = Arc::new(move |view| {
                if view.state == view::PrintState::Sending {
                    full.full_after(0);
                }
            });
            std::thread::scope(|threads| {
                let (wake, woken) = sync_channel(0);
                let (app, printer) = (&fair.app, printer.as_str());
                let worker = threads.spawn(move || app.work(printer, &woken, &listen));
                // Each is taken after one more refusal.
                for _ in 0..=REFUSED_MAX {
                    wake.send(()).expect("the worker still has the badge");
                }
                disk.heal();
                let _at_once = wake.send(());
                worker.join().unwrap();
            });
            assert_eq!(fair.app.print_state(&job).unwrap().state, end);
        }
    }
}
