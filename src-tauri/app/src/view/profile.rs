//! A person's page in the office: everything that is held of them, what may be done, and what happened.

use super::{PersonForm, PersonView, PrintSettlement, PrintState, RegisteredBy};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// Everything of one person that an organiser may see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Profile {
    pub person: PersonView,
    /// Their fields are gone for ever; only what happened is left.
    pub erased: bool,
    /// Somebody else holds the registration that they came with.
    pub replaced: bool,
    pub registered_by: Option<RegisteredBy>,
    #[ts(type = "number")]
    pub registered_at: i64,
    pub order_code: String,
    pub note: String,
    /// Whether the registration is blocked, whatever its status.
    pub blocked: bool,
    /// Of `valid`, `unpaid`, `unapproved`, `canceled`: the status without the block.
    pub paid_status: String,
    /// Only online.
    pub online: bool,
    /// Each registration that they hold, where they hold several: the one that is shown everywhere first.
    pub registrations: Vec<RegistrationLine>,
    pub consents: Vec<ConsentView>,
    pub badges: Vec<BadgeLine>,
    pub scans: Vec<ScanLine>,
    pub prints: Vec<PrintLine>,
    /// Fields of which several values stand.
    pub contested: Vec<Contested>,
    /// The newest first.
    pub history: Vec<HistoryEntry>,
    pub can: ProfileAllowed,
}

/// What may be done with a person, because Rust said so.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
#[ts(export)]
pub struct ProfileAllowed {
    pub edit: bool,
    /// They have a badge: what is corrected can be printed in its place.
    pub print: bool,
    /// What the status may be set to, as in `Profile::paid_status`.
    pub statuses: Vec<String>,
}

/// One of several registrations of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct RegistrationLine {
    pub registration: String,
    /// The person's category and status are those of this one.
    pub shown: bool,
    /// A category's short name.
    pub category: String,
    /// As in `PersonView`.
    pub status: String,
    /// ISO dates; empty is every day.
    pub days: Vec<String>,
    /// Only online.
    pub online: bool,
}

/// A choice that holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ConsentView {
    /// `privacy_notice` or `lead_sharing`.
    pub about: String,
    /// `accepted`, `share`, `ask`, `dont`, or `withdrawn`.
    pub choice: String,
    #[ts(type = "number")]
    pub at: i64,
    /// The version of the words that were shown; empty where a file said it.
    pub words: String,
}

/// A badge, live or void.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct BadgeLine {
    pub number: String,
    #[ts(type = "number")]
    pub issued: i64,
    #[ts(type = "number | null")]
    pub voided: Option<i64>,
    /// The number of the badge in its place.
    pub replaced_by: Option<String>,
}

/// A scan of theirs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ScanLine {
    pub scan: String,
    #[ts(type = "number")]
    pub at: i64,
    pub checkpoint: String,
    pub device: String,
    /// As in `Outcome`.
    pub verdict: String,
    pub undone: bool,
}

/// A print job of theirs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct PrintLine {
    pub job: String,
    #[ts(type = "number")]
    pub at: i64,
    /// The badge's number.
    pub number: String,
    /// What people call it.
    pub printer: String,
    pub state: PrintState,
    pub reason: Option<String>,
    pub settled: Option<PrintSettlement>,
}

/// A field of which several values stand that did not know of each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Contested {
    /// The field's stable name.
    pub field: String,
    pub values: Vec<ContestedValue>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ContestedValue {
    pub value: String,
    /// It is the one that is shown everywhere until somebody decides.
    pub shown: bool,
    #[ts(type = "number")]
    pub at: i64,
    /// Where it was written.
    pub device: String,
}

/// One thing that happened to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct HistoryEntry {
    #[ts(type = "number")]
    pub at: i64,
    /// Where it was written.
    pub device: String,
    /// Who wrote it, where that is known.
    pub operator: Option<String>,
    /// What happened: `history_<code>`.
    pub code: String,
    /// What its sentence needs: names as they are, further codes to be worded.
    pub params: BTreeMap<String, String>,
    pub changes: Vec<FieldChange>,
    /// It said something that was erased.
    pub erased: bool,
    /// It counts for nothing: its device was not permitted to write it.
    pub quarantined: bool,
}

/// A field that became another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct FieldChange {
    /// The field's stable name.
    pub field: String,
    /// The values that it replaced; none where it was empty, or where they are erased.
    pub from: Vec<String>,
    /// Nothing where it is erased.
    pub to: Option<String>,
}

/// What an organiser changes of a person. `None` leaves a field as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, TS)]
#[ts(export)]
#[serde(default)]
pub struct PersonEdit {
    pub form: PersonForm,
    /// As in `Profile::paid_status`.
    pub status: Option<String>,
    pub blocked: Option<bool>,
    /// What the desk must ask for before it lets the person in.
    pub attention: Option<String>,
    pub note: Option<String>,
}

/// What becomes of a badge whose person is edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum EditPrint {
    /// It stays as it is.
    Keep,
    /// A new one takes its place and is printed.
    NewBadge,
}

/// A person after an edit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Edited {
    pub profile: Profile,
    /// The numbers of badges that are void now.
    pub voided: Vec<String>,
}
