//! Facts that cannot both be right, told so that somebody can decide.

use super::PersonView;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A page of an event's conflicts, open ones first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ConflictsPage {
    pub conflicts: Vec<ConflictView>,
    /// How many nobody has settled.
    pub open: u32,
    pub settled: u32,
    /// How many stand before this page.
    pub skipped: u32,
}

/// Two facts, or more, that cannot both be right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ConflictView {
    pub id: String,
    /// `double_admission`, `field`, `two_badges`, `copied_device`.
    pub kind: String,
    pub settled: bool,
    /// Whom it is about; nothing of a device, or while nobody knows whose badge it is.
    pub person: Option<PersonView>,
    /// The device that it is about.
    pub device: Option<ConflictDevice>,
    /// The name of the checkpoint, or the field's stable name.
    pub scope: String,
    /// By their times, the first one first.
    pub facts: Vec<ConflictFact>,
    /// Who said last that it is settled.
    pub settlement: Option<Settlement>,
    pub can: SettleAllowed,
}

/// The device that a conflict is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ConflictDevice {
    pub id: String,
    pub name: String,
}

/// One of the facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ConflictFact {
    /// Its op: what a choice names.
    pub fact: String,
    #[ts(type = "number")]
    pub at: i64,
    /// Where it was written.
    pub device: String,
    /// Who wrote it, or empty.
    pub operator: String,
    /// The field's value, or the badge's number.
    pub value: String,
    /// Of a scan how the person was named: `badge`, `ticket`, `foreign`, `name`, `import`. Of a badge where it is:
    /// `handed_over`, `boxed`, `printed`, `not_printed`. Of a copied device the log. Of a field nothing.
    pub detail: String,
    /// It is the one that is shown, or is taken for the live one, until somebody decides.
    pub shown: bool,
}

/// How a conflict may end here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, TS)]
#[ts(export)]
pub struct SettleAllowed {
    /// One of the facts is chosen; what that does to the others follows from the kind.
    pub keep: bool,
    /// All of them stand.
    pub both: bool,
}

/// Somebody looked at it and decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Settlement {
    /// `both_right` or `kept`.
    pub decision: String,
    #[ts(type = "number")]
    pub at: i64,
    pub device: String,
    /// Who decided, or empty.
    pub operator: String,
}

/// What somebody decided.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, TS)]
#[ts(export)]
pub struct SettleAsk {
    pub conflict: String,
    /// The fact that stands; nothing where all of them do.
    pub keep: Option<String>,
    /// The facts that were on the screen: what came since is not settled with them. None of them means what there is by now.
    pub seen: Vec<String>,
}

/// What a decision left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ConflictEnd {
    pub conflict: String,
    /// The numbers of the badges that are void now.
    pub voided: Vec<String>,
    /// How many scans are annulled now.
    pub annulled: u32,
}
