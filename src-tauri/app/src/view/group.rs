//! People who come together: who they are, what became of each, and how somebody asks for it.

use super::{Failure, ReasonView};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What makes people a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum GroupBy {
    Order,
    Company,
}

/// Whom somebody belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct GroupView {
    pub by: GroupBy,
    /// The order's code, or the company's name as this person has it.
    pub label: String,
    /// How many people it is.
    pub of: u32,
    /// Who they are, by family name; nobody where they are too many for a list: a search finds them.
    pub members: Vec<MemberView>,
}

/// Where a member stands at this checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum MemberState {
    NotArrived,
    Inside,
    Left,
    /// Would not be let in now.
    Stopped,
}

/// One member, and what a scan would say of them now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct MemberView {
    pub id: String,
    pub name: String,
    pub latin: Option<String>,
    pub company: String,
    /// The category's short name.
    pub category: String,
    pub state: MemberState,
    /// As [`super::Outcome::verdict`].
    pub verdict: String,
    /// The deciding reason first.
    pub reasons: Vec<ReasonView>,
    /// The box where the badge waits.
    pub waits_in: Option<String>,
    /// To be let in: ticked at first.
    pub enters: bool,
    /// Still wants a badge, and may have it: ticked at first where only badges are given out.
    pub collects: bool,
}

/// What is done with a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum GroupUse {
    Admit,
    /// Their badges are made and given to whoever collects them; nobody is let in.
    BadgesOnly,
}

/// What became of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum MemberResult {
    In,
    AlreadyIn,
    /// Let in once the operator did what the attention asks for.
    Waits,
    Stopped,
    /// Has the badge now, and was not let in.
    Collected,
    HadBadge,
}

/// A member with whom the group is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct MemberDone {
    pub id: String,
    pub name: String,
    pub result: MemberResult,
    /// The scan, where one was recorded: what undo takes.
    pub scan: Option<String>,
    pub verdict: String,
    /// The deciding reason first.
    pub reasons: Vec<ReasonView>,
    /// The box from which the badge is to be taken.
    pub boxed: Option<String>,
    /// A badge is on its way to the printer.
    pub prints: bool,
}

/// What became of a group.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
#[ts(export)]
pub struct GroupReport {
    /// In the order in which it was done.
    pub done: Vec<MemberDone>,
    /// How many it was asked for.
    pub of: u32,
    /// Somebody stopped it.
    pub cancelled: bool,
    /// Why it stopped by itself; what is done stays done.
    pub failed: Option<Failure>,
}
