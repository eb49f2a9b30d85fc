//! Calls for help: what a desk asked, and who comes.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What a desk sends when somebody presses for help: what is on its screen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, TS)]
#[ts(export)]
pub struct HelpAsk {
    pub checkpoint: String,
    pub scan: Option<String>,
    pub attendee: Option<String>,
    /// A badge waits for its printer there.
    pub badge_waits: bool,
}

/// What is answered to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum HelpAnswerChoice {
    OnTheWay,
    Done,
    Withdrawn,
}

/// How far a call is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum HelpState {
    Open,
    OnTheWay,
    Done,
    Withdrawn,
}

/// A call for help.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct HelpView {
    pub id: String,
    /// `help_<code>`: `blocked`, `not_found`, `identity`, `printer`, `other`.
    pub reason: String,
    pub scan: Option<String>,
    pub attendee: Option<String>,
    /// Whom it is about, or empty.
    pub name: String,
    /// The operator's own, or empty.
    pub words: String,
    #[ts(type = "number")]
    pub asked_at: i64,
    /// The device that asked.
    pub desk: String,
    /// Where that is, or empty.
    pub checkpoint: String,
    /// Who asked, or empty.
    pub operator: String,
    pub state: HelpState,
    #[ts(type = "number | null")]
    pub answered_at: Option<i64>,
    /// Who answered: the operator, else the device; empty while nobody did.
    pub answered_by: String,
    pub answer_words: String,
    /// What a call may be about, as `reason` says it.
    pub reasons: Vec<String>,
    pub can: HelpCan,
}

/// What this device may do about a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, TS)]
#[ts(export)]
pub struct HelpCan {
    pub on_the_way: bool,
    pub done: bool,
    pub withdraw: bool,
    pub say_more: bool,
}

impl std::fmt::Debug for HelpView {
    /// Shows nobody's name or words.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HelpView")
            .field("id", &self.id)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}
