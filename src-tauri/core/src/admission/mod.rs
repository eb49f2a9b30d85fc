//! The admission decision: facts in, verdict out, with every check that was made on the way.
//!
//! The checks and their order are the table in docs/admission.md, and a test runs every row of it. Double admission
//! between desks that could not see each other is not decided here: the fold finds it afterwards.

mod days;
mod decide;
mod facts;
mod held;
mod judge;
mod presence;
mod reason;
mod recorded;
mod rule;
mod timing;
mod trace;
mod verdict;

pub use crate::codes::Day;
pub use days::{DaysHeld, days_changed, days_together};
pub use decide::{DOUBLE_SCAN_MS, Decision, confirm, decide};
pub use facts::{
    AttentionNote, Badge, Details, Direction, Found, LastScan, Mode, Moment, Needs, NotOurs, Override,
    PastOutcome, PastScan, PersonFacts, Reading, Signer, Standing, Status, Unseen, Voided, VoidedCode,
};
pub use held::deciding;
pub use reason::{CheckResult, Reason, ReasonCode, is_personal};
pub use recorded::RecordedVerdict;
pub use rule::{OncePer, Opening, Reentry, Rule};
pub use verdict::{
    Admission, Attention, Authority, Decider, Elsewhere, NotNow, Verdict, VerdictKind, WhyCanceled,
    WhyUnknown, field_reason,
};

#[cfg(test)]
mod order_tests;
#[cfg(test)]
mod table_tests;
