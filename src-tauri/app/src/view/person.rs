//! People, their badges and why a search found them.

use sarrera_core::ops;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Whether an attendee is in the building, as far as this device knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    NotArrived,
    Inside,
    Left,
}

/// The visitor's choice about exhibitors who scan the badge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum LeadSharing {
    Share,
    Ask,
    Dont,
}

/// One attendee, whole, for the device's operator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct PersonView {
    pub id: String,
    pub registration: String,
    /// The name as registered.
    pub name: String,
    pub given_name: String,
    pub family_name: String,
    /// The whole name, where it was registered as one text; what is shown then.
    pub full_name: String,
    /// The name in Latin letters, where the registered one is in another script.
    pub latin: Option<String>,
    pub company: String,
    pub job_title: String,
    pub email: String,
    pub phone: String,
    /// ISO 3166 code, or empty.
    pub country: String,
    /// BCP 47 tag, or empty.
    pub language: String,
    /// The category's short name.
    pub category: String,
    /// `valid`, `unpaid`, `canceled`, `blocked`, `unapproved`.
    pub status: String,
    /// ISO dates; empty means every day.
    pub days: Vec<String>,
    pub presence: Presence,
    /// Since when inside, or when left.
    #[ts(type = "number | null")]
    pub since: Option<i64>,
    pub lead_sharing: Option<LeadSharing>,
    pub attention: Option<String>,
    /// The badge that is live now.
    pub badge: Option<BadgeView>,
    pub can: PersonAllowed,
}

/// What may be done on this device with somebody who is found by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct PersonAllowed {
    pub correct: bool,
    /// There is a badge that can be made again.
    pub reprint: bool,
}

/// What a correction left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corrected {
    pub person: PersonView,
    /// The number of the badge that is void now, if there was one: a new one takes its place.
    pub voided: Vec<String>,
}

/// A printed badge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct BadgeView {
    /// What people read: the first symbols of the serial.
    pub number: String,
    #[ts(type = "number")]
    pub issued: i64,
    /// The box where it waits for its person.
    pub waits_in: Option<String>,
    pub print: Option<PrintView>,
}

/// What is known of a print job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum PrintState {
    Queued,
    /// Its printer is being given it, or has it and has not come to an end.
    Sending,
    /// Its printer has it, which is as far as that printer tells.
    Sent,
    Printed,
    Failed,
    Unknown,
}

/// How somebody dealt with a badge that its printer did not bring, or could not tell of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum PrintSettlement {
    /// It came out after all.
    Seen,
    /// Its person has one that was written by hand.
    ByHand,
    /// Its person needs none.
    NotNeeded,
}

impl From<PrintSettlement> for ops::PrintSettlement {
    fn from(how: PrintSettlement) -> Self {
        match how {
            PrintSettlement::Seen => Self::Seen,
            PrintSettlement::ByHand => Self::ByHand,
            PrintSettlement::NotNeeded => Self::NotNeeded,
        }
    }
}

impl From<ops::PrintSettlement> for PrintSettlement {
    fn from(how: ops::PrintSettlement) -> Self {
        match how {
            ops::PrintSettlement::Seen => Self::Seen,
            ops::PrintSettlement::ByHand => Self::ByHand,
            ops::PrintSettlement::NotNeeded => Self::NotNeeded,
        }
    }
}

impl PrintState {
    /// The code by which a screen words it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Printed => "printed",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }
}

/// A print job as the rail shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct PrintView {
    pub job: String,
    /// What people call it.
    pub printer: String,
    pub state: PrintState,
    /// Why it failed, is not known, or waits: `out_of_paper`, `no_printer`, …
    pub reason: Option<String>,
    /// How somebody dealt with it, where it did not come out as far as its printer told.
    pub settled: Option<PrintSettlement>,
    /// Somebody has to do something about it.
    pub trouble: bool,
    /// It may come out where it is printed once more as it is.
    pub retry: bool,
    /// Whose badge it is: a job that fails may be of somebody before.
    pub attendee: String,
    pub name: String,
    pub company: String,
}

/// A ticket of ours: what a person shows at the entrance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TicketView {
    pub attendee: String,
    /// The signed text.
    pub code: String,
    /// The text as a QR.
    pub svg: String,
}

/// A badge as it will print.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct BadgePreview {
    pub svg: String,
    pub template: String,
    pub width_mm: f32,
    pub height_mm: f32,
    /// Characters that no font here can draw.
    pub missing_glyphs: Vec<String>,
    /// Elements whose text does not fit.
    pub overflow: Vec<String>,
    /// What is said of the person in smaller letters than usual, so that it fits.
    pub shrunk: Vec<ShrunkText>,
}

/// A text of a badge that is all there, but smaller than usual.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ShrunkText {
    pub text: String,
    /// By how much of its size.
    #[ts(type = "number")]
    pub percent: usize,
}

/// A stretch of the shown name, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Span {
    pub from: u32,
    pub to: u32,
}

/// Why a row was found: in which field, and how near.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Match {
    /// `name`, `company`, `email`, `phone`, `order`, `ticket`, `badge`.
    pub field: String,
    /// `exact`, `prefix`, `folded`, `latin`, `sound`, `typo`.
    pub how: String,
    pub spans: Vec<Span>,
}

/// One row of a search.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Hit {
    pub person: PersonView,
    pub why: Match,
}

/// A person as typed at the desk: a walk-in, a correction or a substitute. `None` leaves a field as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, TS)]
#[ts(export)]
#[serde(default)]
pub struct PersonForm {
    pub given_name: Option<String>,
    pub family_name: Option<String>,
    /// The whole name as one text, where it is registered so.
    pub full_name: Option<String>,
    pub company: Option<String>,
    pub job_title: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub country: Option<String>,
    pub language: Option<String>,
    pub category: Option<String>,
    /// The days of the event on which the person may come, as ISO dates; none of them is every day.
    #[ts(optional)]
    pub days: Option<Vec<String>>,
    pub lead_sharing: Option<LeadSharing>,
    /// The privacy notice was shown and accepted.
    pub privacy_notice: Option<bool>,
}
