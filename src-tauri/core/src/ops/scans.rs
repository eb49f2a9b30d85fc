//! Bodies of the `scans` log: scans, badges, print jobs, settled conflicts.

use super::why::{OverrideWhy, ReprintWhy};
use crate::admission::Rule;
use crate::codes::{BadgeSerial, Day};
use crate::ids::{AttendeeId, BadgeId, CheckpointId, OpRef, PrintJobId, RegistrationId, ScanId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// In or out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Entry,
    Exit,
}

/// What a scan did to the room, as its device judged it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Let somebody in.
    Admitted,
    /// Lets somebody in as soon as the operator confirms.
    Pending,
    /// Let somebody out.
    Left,
    /// Changed nothing: a refusal, a double scan, an unknown code.
    Nothing,
}

/// How the person was named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presented {
    Badge,
    Ticket,
    /// A code of the system that sold the ticket.
    Foreign,
    /// Found by search.
    Name,
    /// The check-in of a file.
    Import,
}

/// An organiser's or operator's decision against the verdict.
#[derive(Debug, Clone, PartialEq)]
pub struct Override {
    /// The refused scan.
    pub of: ScanId,
    pub why: OverrideWhy,
    /// In the operator's words, where no code fits: personal, so it is erased with the person.
    pub text: String,
}

/// One reason of the trace, with what its sentence needs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScanReason {
    pub code: String,
    /// Those that [`crate::admission::is_personal`] names are erased with the person.
    pub params: BTreeMap<String, String>,
}

impl ScanReason {
    /// A reason whose sentence needs no values.
    #[must_use]
    pub fn bare(code: String) -> Self {
        Self {
            code,
            params: BTreeMap::new(),
        }
    }
}

/// One presentation of a code or a name at a checkpoint.
#[derive(Debug, Clone, PartialEq)]
pub struct ScanRecorded {
    pub scan: ScanId,
    pub checkpoint: CheckpointId,
    pub direction: Direction,
    /// The local day it was judged for.
    pub day: Day,
    pub presented: Presented,
    pub registration: Option<RegistrationId>,
    pub badge: Option<BadgeId>,
    /// DESIGN §6.
    pub verdict: String,
    pub effect: Effect,
    /// The trace, the deciding reason first.
    pub reasons: Vec<ScanReason>,
    /// What it was judged by.
    pub rule: Rule,
    /// The heads of that attendee's scans at that checkpoint that the writer knew.
    pub after: Vec<ScanId>,
    pub overrides: Option<Override>,
    /// What kind of text was read, where it is nobody's, and a few symbols of its keyed hash (see
    /// [`crate::codes::presented::trace`]); never the text.
    pub code: Option<String>,
    /// When it happened, where that is not the moment of writing (a file's check-in).
    pub at_ms: Option<i64>,
}

/// A pending scan became an admission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanConfirmed {
    pub scan: ScanId,
}

/// A scan is undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanAnnulled {
    pub scan: ScanId,
}

/// Why a badge is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BadgeReason {
    First,
    /// Printed anew: lost, spoilt.
    Lost,
    /// A correction.
    Fix,
    /// The registration has a new holder.
    Substitution,
    /// Printed before the doors opened.
    Batch,
}

/// A badge code exists, for one attendee. The badges it replaces are void.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadgeIssued {
    pub badge: BadgeId,
    pub serial: BadgeSerial,
    pub registration: RegistrationId,
    pub reason: BadgeReason,
    pub replaces: Vec<BadgeId>,
    /// What somebody at the desk said, where they were asked.
    pub why: Option<ReprintWhy>,
    /// In their own words, where no code fits: personal, so it is erased with the person.
    pub text: String,
}

impl BadgeIssued {
    /// Whether the badge is the serial's own. One that is not says nothing: nobody could scan it.
    #[must_use]
    pub fn is_its_serials(&self) -> bool {
        self.badge == self.serial.badge_id()
    }
}

/// A badge is void.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BadgeVoided {
    pub badge: BadgeId,
    /// `undo`, `substitution`, `lost`.
    pub reason: String,
}

/// A badge that was printed before the doors opened lies in a box. Of several the last one counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BadgeBoxed {
    pub badge: BadgeId,
    /// What stands on the box, for example `K–M`.
    pub label: String,
}

/// A badge is in its person's hand. Said together with an admission it is undone with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BadgeHandedOver {
    pub badge: BadgeId,
    pub attendee: AttendeeId,
}

/// A badge was handed to a printer's queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintRequested {
    pub job: PrintJobId,
    pub badge: BadgeId,
    /// As [`super::PrinterId`] names it.
    pub printer: String,
    pub template: String,
}

/// What became of a print job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrintState {
    Queued,
    Sent,
    Printed,
    Failed,
    Unknown,
}

/// What the printer, or the way to it, said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BadgePrintReported {
    pub job: PrintJobId,
    pub state: PrintState,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// How somebody dealt with a badge that its printer did not bring, or could not tell of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrintSettlement {
    /// It came out after all.
    Seen,
    /// Its person has one that was written by hand.
    ByHand,
    /// Its person needs none.
    NotNeeded,
}

impl PrintSettlement {
    /// The stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::ByHand => "by_hand",
            Self::NotNeeded => "not_needed",
        }
    }
}

/// Somebody dealt with the badge of a print job: nothing waits for its printer any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrintSettled {
    pub job: PrintJobId,
    pub how: PrintSettlement,
}

/// Somebody looked at a conflict and decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConflictSettled {
    /// hash(kind, subject, checkpoint or field), as symbols.
    pub conflict: String,
    pub covers: Vec<OpRef>,
    pub decision: String,
}
