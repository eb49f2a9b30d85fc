//! Cells to people: every row is taken exactly as registered, with a note of each repair, or handed back with its
//! reason.

mod moment;
mod person;
mod text;
mod words;

use super::columns::{Field, FieldSet, Mapping};
use super::problem::{Fix, Rejection};
use super::table::{Rows, Table};
use chrono_tz::Tz;
use moment::DateOrder;
pub(crate) use person::list_key;
use sarrera_core::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
pub(crate) use text::{Lines, kept};

/// A name with more characters is a torn row, not a name.
pub const NAME_CHARS_MAX: usize = 300;
/// A company, job title or category with more is left out.
pub const LINE_CHARS_MAX: usize = 500;
/// A note or attention text with more is left out.
pub const NOTE_CHARS_MAX: usize = 5_000;

/// What tells a person of a file apart, from one file of the same source to the next. The lead's keyed hash of it is
/// the attendee's id, so it never changes its form.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RowKey {
    /// `pretix`, `eventbrite`, `alfio`, `indico`, `hievents` or `list`.
    pub family: &'static str,
    pub key: String,
}

/// What the source says of the registration's right to attend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowStatus {
    Paid,
    Pending,
    /// Waits for an organiser's approval.
    Unapproved,
    Canceled,
    Expired,
}

impl RowStatus {
    /// The status's name in reports and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Pending => "pending",
            Self::Unapproved => "unapproved",
            Self::Canceled => "canceled",
            Self::Expired => "expired",
        }
    }

    /// The status of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [
            Self::Paid,
            Self::Pending,
            Self::Unapproved,
            Self::Canceled,
            Self::Expired,
        ]
        .into_iter()
        .find(|status| status.name() == name)
    }
}

/// That the source let the person in before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    At(Timestamp),
    /// The file says that they came, but not when.
    TimeUnknown,
}

/// Whether exhibitors may have the person's contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LeadSharing {
    Share,
    AskMe,
    Dont,
}

/// How the person attends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attendance {
    InPerson,
    Online,
}

/// One row, read. Texts are as registered: trimmed of spaces around them, nothing else changed without a [`Fix`].
/// `None` is an empty cell, one that could not be read, or a column that the file does not have: `empty` tells them
/// apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadRow {
    pub row: u64,
    pub key: RowKey,
    pub full_name: Option<String>,
    pub given_name: Option<String>,
    pub family_name: Option<String>,
    pub name_reading: Option<String>,
    pub company: Option<String>,
    pub job_title: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    /// Two letters (`ES`), where the file's word was understood, else as it stands.
    pub country: Option<String>,
    /// Two letters (`eu`), where the file's word was understood.
    pub language: Option<String>,
    pub category: Option<String>,
    pub status: Option<RowStatus>,
    pub blocked: Option<bool>,
    pub order_code: Option<String>,
    /// What the QR of the source's ticket holds.
    pub ticket_code: Option<String>,
    pub badge_code: Option<String>,
    pub checked_in: Option<Arrival>,
    pub checked_out_at: Option<Timestamp>,
    pub valid_from: Option<Timestamp>,
    pub valid_until: Option<Timestamp>,
    pub attention: Option<String>,
    /// The source asks the desk to look up, without saying why.
    pub attention_asked: Option<bool>,
    pub note: Option<String>,
    pub lead_sharing: Option<LeadSharing>,
    pub mode: Option<Attendance>,
    /// Fields whose cell is there and has nothing in it. A cell that could not be read, or that a short row lacks, is
    /// none of them.
    pub empty: FieldSet,
}

impl ReadRow {
    /// The name as it is shown: the full name, else given and family name in this order.
    #[must_use]
    pub fn display_name(&self) -> String {
        if let Some(full) = &self.full_name {
            return full.clone();
        }
        let parts: Vec<&str> = [&self.given_name, &self.family_name]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        parts.join(" ")
    }
}

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    Taken(Box<ReadRow>, Vec<Fix>),
    Rejected(Rejection),
}

/// Reads the rows one by one, in the file's order. Times without a zone are in the event's.
#[must_use]
pub fn read_rows<'t>(table: &'t Table, mapping: &'t Mapping, zone: Tz) -> ReadRows<'t> {
    let columns: Vec<(Field, usize)> = Field::ALL
        .into_iter()
        .filter_map(|field| Some((field, mapping.column_of(field)?)))
        .collect();
    let (order, order_is_known) = moment::order_of(table, mapping);
    ReadRows {
        rows: table.rows(),
        width: table.headers.len(),
        mapping,
        columns,
        zone,
        order,
        order_is_known,
        seen: HashMap::new(),
    }
}

/// The rows of a file as people.
#[derive(Debug)]
pub struct ReadRows<'t> {
    rows: Rows<'t>,
    width: usize,
    mapping: &'t Mapping,
    columns: Vec<(Field, usize)>,
    zone: Tz,
    order: DateOrder,
    order_is_known: bool,
    seen: HashMap<String, u64>,
}

impl Iterator for ReadRows<'_> {
    type Item = Outcome;

    fn next(&mut self) -> Option<Outcome> {
        let read = self.rows.next()?.and_then(|raw| self.read(&raw));
        Some(match read {
            Ok((row, fixes)) => Outcome::Taken(Box::new(row), fixes),
            Err(rejection) => Outcome::Rejected(rejection),
        })
    }
}
