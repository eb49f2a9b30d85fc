//! What the desk sees after a scan: the verdict, its reasons, and what may be done next.

use super::{BadgePreview, PersonView, PrintView};
use serde::Serialize;
use std::collections::BTreeMap;
use ts_rs::TS;

/// The answer to one scan, or to one row of a search that was admitted.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct Outcome {
    /// The scan's id: what confirm, override and undo take.
    pub scan: String,
    /// DESIGN §6: `admitted`, `already_in`, `unknown`, `other_event`, `revoked`, `canceled`, `blocked`, `unapproved`,
    /// `unpaid`, `not_now`, `full`, `ambiguous`, `left`, `not_inside`.
    pub verdict: String,
    /// What the scan is by now: an admission that was undone lets nobody in.
    pub state: ScanState,
    /// True while an admission waits for the operator's confirmation.
    pub pending: bool,
    /// True when the badge is authentic and the person's details have not reached this device.
    pub details_follow: bool,
    /// True for the same code again within ten seconds: shown quietly.
    pub double_scan: bool,
    /// The deciding reason first.
    pub reasons: Vec<ReasonView>,
    /// The nearest of the field's reasons (pretix).
    pub field_reason: Option<String>,
    pub person: Option<PersonView>,
    /// What the operator must ask for.
    pub attention: Option<String>,
    #[ts(type = "number")]
    pub at: i64,
    /// So long a desk offers to take it back, where `can.undo` says that there is something to take back.
    #[ts(type = "number")]
    pub undo_until: i64,
    /// Since when inside.
    #[ts(type = "number | null")]
    pub since: Option<i64>,
    /// The device that admitted before.
    pub since_device: Option<String>,
    /// First admission at this checkpoint.
    pub first: bool,
    /// Who a code that fits two people may be.
    pub candidates: Vec<PersonView>,
    pub preview: Option<BadgePreview>,
    pub print: Option<PrintView>,
    /// The badge was made before and lay in a box.
    pub boxed: Option<BoxedBadge>,
    pub can: Allowed,
    /// What was read, with control characters drawn, for the not-found help.
    pub code: String,
    /// Who was at the desk, where somebody was chosen.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
}

/// A badge that was made before the doors opened, and its box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct BoxedBadge {
    /// What stands on the box.
    pub label: String,
    /// Where it is not in its box, another may be printed in its place: nobody did so yet.
    pub replaceable: bool,
}

/// Where a scan stands by now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum ScanState {
    Admitted,
    Pending,
    Left,
    /// It changed nothing: a stop, or the same code twice.
    Stopped,
    Undone,
}

/// What an undo did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Undone {
    pub scan: String,
    /// The numbers of the badges that are void now.
    pub voided: Vec<String>,
    /// Paper may have come out: the operator asks for it back.
    pub paper_back: bool,
    /// The box that the badge goes back to.
    pub box_back: Option<String>,
}

/// The reasons that a screen offers: codes to be worded. Any other text is taken as the operator's own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Reasons {
    /// Why a badge is printed anew: `reprint_<code>`.
    pub reprint: Vec<String>,
    /// Why a stopped person is let in: `override_<code>`.
    pub override_verdict: Vec<String>,
}

/// Which buttons are on, because the core said so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, TS)]
#[ts(export)]
pub struct Allowed {
    pub confirm: bool,
    pub override_verdict: bool,
    pub undo: bool,
    pub correct: bool,
    pub reprint: bool,
    pub print: bool,
    pub substitute: bool,
}

/// One reason of a verdict: a code and the values that its sentence needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ReasonView {
    pub code: String,
    pub params: BTreeMap<String, String>,
}

/// How somebody is let in by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum Admission {
    WithBadge,
    WithoutBadge,
}

/// One line of the recent list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct RecentScan {
    pub scan: String,
    pub verdict: String,
    pub state: ScanState,
    pub name: String,
    pub company: String,
    #[ts(type = "number")]
    pub at: i64,
    pub attendee: Option<String>,
    /// Who was at the desk, where somebody was chosen.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
}

/// The counts in the desk's corner: 640 of 1,996. People, not scans.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct DeskFigures {
    pub arrived: u32,
    pub expected: u32,
    pub inside: u32,
    /// Let in at this checkpoint in the last so many minutes, by whatever device.
    pub lately: u32,
    pub lately_minutes: u32,
    /// Let in today by whom `own_of` says.
    pub own: u32,
    pub own_of: OwnOf,
}

/// Whose own count a desk shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum OwnOf {
    /// Whoever is chosen at this device, wherever they stood today.
    Operator,
    /// Nobody is chosen.
    Device,
}

/// A registration that may be the person who stands at the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Likely {
    pub person: PersonView,
    /// `same_mail`, `same_name_and_company`, `same_name`, `sounds_alike`.
    pub why: String,
}

/// A person whom an ambiguous code may mean.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Candidate {
    pub person: PersonView,
}

/// A form that was looked at before it is saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Checked {
    /// Field → code of what is wrong: `missing`, `too_long`, `no_at_sign`.
    pub problems: BTreeMap<String, String>,
    /// Field → a value that was probably meant (gmial.com, ALL CAPS).
    pub suggestions: BTreeMap<String, String>,
    pub likely: Vec<Likely>,
    /// Fields without a choice that the person is asked for once; they may stay open: `lead_sharing`.
    pub open: Vec<String>,
    /// How many others of the company are registered, however its name was typed.
    pub company_people: u32,
}
