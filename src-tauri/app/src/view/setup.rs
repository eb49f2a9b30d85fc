//! What an organiser sets up: the event, its categories and checkpoints, and its privacy notice.

use super::{CategoryView, Texts};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// All that can be set up of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct EventSetup {
    pub event: EventForm,
    /// Empty where the event has no notice of its own.
    pub privacy_notice: Texts,
    pub categories: Vec<CategoryView>,
    /// The patterns that a category may have.
    pub patterns: Vec<String>,
    pub checkpoints: Vec<CheckpointForm>,
}

/// The event itself, as it stands or as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct EventForm {
    pub name: String,
    pub venue: String,
    pub time_zone: String,
    /// ISO date.
    pub starts: String,
    /// ISO date.
    pub ends: String,
}

/// A category that somebody wants.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[ts(export)]
pub struct CategoryForm {
    /// The short name of the one to be changed; nothing makes a new one.
    pub id: Option<String>,
    /// The short name of a new one; empty: out of its English word.
    pub label: String,
    pub words: Texts,
    pub pattern: String,
}

/// A checkpoint, as it stands or as somebody wants it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CheckpointForm {
    /// The short name; nothing makes a new one, out of its name.
    pub label: Option<String>,
    pub name: String,
    pub re_entry: ReEntryChoice,
    pub once_per: OncePerChoice,
    /// How many people may be inside; nothing: any number.
    pub capacity: Option<u32>,
    /// When it is open; empty: always.
    pub open: Vec<OpeningForm>,
    /// Categories that may pass; empty: everybody.
    pub only: Vec<String>,
    /// Whether a first entry prints the badge here.
    pub prints: bool,
}

/// Whether somebody who was let in may be let in again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum ReEntryChoice {
    Never,
    AfterExit,
    Always,
}

/// Over what time an admission counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum OncePerChoice {
    Event,
    Day,
}

/// A stretch of one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct OpeningForm {
    /// ISO date.
    pub day: String,
    /// Local time, as `09:00`.
    pub from: String,
    /// Local time; `24:00` is midnight.
    pub until: String,
}
