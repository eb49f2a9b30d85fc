//! The list of an event's people: what is asked of it, and a stretch of it.

use super::Presence;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// By what the list is in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum PeopleOrder {
    /// Family names in Latin letters, ñ after n.
    #[default]
    Name,
    Company,
    /// When they came in, or left; whoever has not arrived is last both ways.
    Arrival,
    Registration,
}

/// Which way the order goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    #[default]
    Up,
    Down,
}

/// Whether somebody has a badge that is not void.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum BadgeFilter {
    With,
    Without,
}

/// Who is listed, and in which order. `None` lets everybody pass.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, TS)]
#[ts(export)]
#[serde(default)]
pub struct PeopleQuery {
    /// Every word of it stands somewhere in the name, its Latin form, the company, the mail or the order's code.
    pub text: String,
    /// A category's short name.
    pub category: Option<String>,
    /// As in `PersonView`.
    pub status: Option<String>,
    pub presence: Option<Presence>,
    /// An ISO date on which they may come.
    pub day: Option<String>,
    pub badge: Option<BadgeFilter>,
    pub order: PeopleOrder,
    pub way: Way,
}

/// A text, and what helps to tell which language it is in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct TextOf {
    pub text: String,
    /// ISO 3166 code, or empty.
    pub country: String,
    /// BCP 47 tag, or empty.
    pub language: String,
}

/// Where a registration comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum RegisteredBy {
    Import,
    Desk,
}

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct PersonLine {
    pub id: String,
    pub name: TextOf,
    /// The name in Latin letters, where the registered one is in another script.
    pub latin: Option<String>,
    pub company: String,
    /// The category's short name.
    pub category: String,
    /// As in `PersonView`.
    pub status: String,
    pub presence: Presence,
    #[ts(type = "number | null")]
    pub since: Option<i64>,
    /// The number of the badge that is live now.
    pub badge: Option<String>,
    pub registered_by: Option<RegisteredBy>,
}

/// A stretch of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct PeoplePage {
    /// Whoever is listed without any filter.
    pub all: u32,
    /// Whom the query lets pass.
    pub found: u32,
    /// Nobody's data holds the text: these sound like it, or are one slip away.
    pub alike: bool,
    /// The place of the first line, from 0.
    pub from: u32,
    pub lines: Vec<PersonLine>,
    /// The place of whoever was asked for, if they are listed.
    pub place: Option<u32>,
    /// The list that the page is of: pages of one list fit together, whoever changes meanwhile.
    #[ts(type = "number")]
    pub list: u64,
}
