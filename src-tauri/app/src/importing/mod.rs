//! An import: preview, mapping, rows into ops in resumable chunks, and a report by row.

mod apply;
mod check_ins;
mod identity;
mod preview;
mod report;
mod run;

pub(crate) use identity::{ImportKey, row_key};
pub(crate) use report::Rejected;
pub use run::{ImportAsk, Progress};

use std::sync::atomic::{AtomicBool, Ordering};

/// Whether something long runs (an import, a group, a batch of badges), and whether somebody asked it to stop.
#[derive(Debug, Default)]
pub(crate) struct Cancel {
    running: AtomicBool,
    asked: AtomicBool,
}

impl Cancel {
    /// Takes the one place for it; `None` where one runs already.
    pub(crate) fn begin(&self) -> Option<Running<'_>> {
        let taken = self.running.swap(true, Ordering::AcqRel);
        (!taken).then(|| {
            self.asked.store(false, Ordering::Release);
            Running(self)
        })
    }

    pub(crate) fn ask(&self) {
        self.asked.store(true, Ordering::Release);
    }
}

/// What runs; its place is free again when this is dropped.
pub(crate) struct Running<'a>(&'a Cancel);

impl Running<'_> {
    pub(crate) fn is_asked_to_stop(&self) -> bool {
        self.0.asked.load(Ordering::Acquire)
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.running.store(false, Ordering::Release);
    }
}
