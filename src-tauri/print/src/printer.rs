//! The border that every kind of printer stands behind, and the words in which it answers.

use std::fmt;

use thiserror::Error;

use crate::trouble::Trouble;

/// A printer, or something that acts as one. Calls block until the other side has answered or given up.
pub trait Printer: Send + Sync {
    /// What the operator knows it by.
    fn name(&self) -> &str;

    /// How it is now.
    fn report(&self) -> Result<PrinterReport, PrintError>;

    /// Hands a document over. Nothing is sent to a printer that says it cannot print: the document then waits with the
    /// sender, who can still take it elsewhere without a second copy. Every error but [`PrintError::BrokeOff`] means that
    /// nothing was sent.
    fn submit(&self, document: &Document<'_>) -> Result<JobId, PrintError>;

    /// What became of a document.
    fn follow(&self, job: &JobId) -> Result<JobReport, PrintError>;
}

#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    /// Shown in the system's list of jobs; it should name no person.
    pub title: &'a str,
    pub pdf: &'a [u8],
    /// The size of its pages: a queue that is not told takes its own.
    pub media: Media,
}

/// The size of a sheet or a label, in millimetres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Media {
    pub width_mm: f32,
    pub height_mm: f32,
}

impl Media {
    /// Its name in the words of PWG 5101.1: a standard size by its own name, any other by its measures.
    #[must_use]
    pub fn pwg_name(self) -> String {
        let size = format!("{}x{}mm", self.width_mm, self.height_mm);
        STANDARD
            .iter()
            .find(|name| name.ends_with(&format!("_{size}")))
            .map_or_else(|| format!("custom_{size}_{size}"), |name| (*name).to_owned())
    }
}

/// The standard sizes that badges have.
const STANDARD: [&str; 3] = ["iso_a5_148x210mm", "iso_a6_105x148mm", "iso_a7_74x105mm"];

/// A job in the words of its printer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct JobId(pub String);

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrinterReport {
    pub name: String,
    /// The system's own description, and where it stands.
    pub about: String,
    pub location: String,
    pub state: QueueState,
    /// Everything that it complains of, the worst first.
    pub troubles: Vec<Trouble>,
    /// Whether it takes new jobs at all.
    pub accepts: bool,
    /// Whether it reports when paper has come out; else its jobs end as [`JobState::Sent`].
    pub tells: bool,
    /// Jobs that wait in it, from anybody.
    pub waiting: usize,
}

impl PrinterReport {
    /// What keeps it from printing now.
    pub fn blocked(&self) -> Option<Trouble> {
        let stopper = self.troubles.iter().find(|trouble| trouble.stops());
        let stopped = self.state == QueueState::Stopped;
        stopper
            .or_else(|| self.troubles.first().filter(|_| stopped))
            .cloned()
            .or(stopped.then_some(Trouble::Paused))
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueState {
    Idle,
    Printing,
    Stopped,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobReport {
    pub state: JobState,
    /// What the printer complains of meanwhile.
    pub troubles: Vec<Trouble>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobState {
    /// Behind others, or held by trouble.
    Waiting,
    Printing,
    /// The bytes have left; this printer cannot tell more.
    Sent,
    /// The printer itself says that it is done.
    Printed,
    Canceled,
    Failed {
        reasons: Vec<String>,
    },
    /// The printer no longer knows the job.
    Unknown,
}

impl JobState {
    /// Whether the printer will say nothing more of it.
    pub fn is_over(&self) -> bool {
        match self {
            Self::Waiting | Self::Printing => false,
            Self::Sent | Self::Printed | Self::Canceled | Self::Failed { .. } | Self::Unknown => true,
        }
    }
}

#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum PrintError {
    #[error("there is no printer {0:?}")]
    NoPrinter(String),
    #[error("the printer's system does not answer: {0}")]
    Unreachable(String),
    /// The request for printing broke off or was answered with nonsense: nobody knows whether it will print.
    #[error("the print request broke off: {0}")]
    BrokeOff(String),
    #[error("the printer refuses the job: {0}")]
    Refused(String),
    #[error("the printer cannot print now: {}", .0.code())]
    Blocked(Trouble),
    #[error("the printer's answer makes no sense: {0}")]
    Garbled(String),
    #[error("the folder cannot be written: {0}")]
    Folder(String),
}

impl PrintError {
    /// Stable, for the interface to put into words.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoPrinter(_) => "no_printer",
            Self::Unreachable(_) => "unreachable",
            Self::BrokeOff(_) => "interrupted",
            Self::Refused(_) => "refused",
            Self::Blocked(trouble) => trouble.code(),
            Self::Garbled(_) => "garbled",
            Self::Folder(_) => "folder_not_writable",
        }
    }
}
