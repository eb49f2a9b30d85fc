//! Registrations that are, or may be, one person's.

use super::PersonView;
use serde::Serialize;
use ts_rs::TS;

/// What a merge left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Merged {
    /// What an undo takes.
    pub merge: String,
    /// The one person that they are now.
    pub person: PersonView,
    /// The numbers of the badges that are void now: one person wears one badge, the newest.
    pub voided: Vec<String>,
}

/// Registrations that are likely one person's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct DuplicateGroup {
    /// `same_mail_and_name`, `same_name_and_company`, `same_mail`, `sounds_alike`.
    pub why: String,
    /// The first represents the others once they are merged.
    pub people: Vec<PersonView>,
}

/// A page of likely duplicates, the most certain first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct DuplicatesPage {
    pub groups: Vec<DuplicateGroup>,
    /// How many groups there are in all.
    pub total: u32,
    /// How many stand before this page.
    pub skipped: u32,
}

/// What a merge would come to, before anything is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct MergePreview {
    pub fields: Vec<ComparedField>,
    /// The number of the badge that stays, if one is live.
    pub badge: Option<String>,
    /// The numbers of the badges that would be void.
    pub voids: Vec<String>,
    /// Somebody of them is blocked, which would stop the person whatever else they hold.
    pub blocked: bool,
}

/// One field of several registrations, side by side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ComparedField {
    /// `name`, `company`, `job_title`, `email`, `phone`, `country`, `language`, `attention`, `category`, `status`,
    /// `days`, `lead_sharing`, `presence`.
    pub field: String,
    /// In the order of the people.
    pub values: Vec<String>,
    /// What the one person would show.
    pub stays: String,
    pub differs: bool,
}
