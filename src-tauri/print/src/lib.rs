//! Printers: what a queue really says of itself, a document handed to it, and what became of that document.
//!
//! *Architecture Invariant*: [`JobState::Printed`] is said only where the printer itself reports the end of a job. Where
//! a queue only knows that the bytes have left, the state is [`JobState::Sent`].
//!
//! *Architecture Invariant*: this crate knows neither attendees nor badges; it prints documents. It reads no clock and
//! waits for nothing: whoever follows a job decides how often to ask.

mod cups;
mod folder;
mod printer;
mod trouble;

pub use cups::{CupsQueue, CupsServer};
pub use folder::PdfFolder;
pub use printer::{
    Document, JobId, JobReport, JobState, Media, PrintError, Printer, PrinterReport, QueueState,
};
pub use trouble::Trouble;
