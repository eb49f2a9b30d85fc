//! The state as a fold over the set of ops: the same set, in any order, received any number of times, gives the same.
//!
//! Architecture invariant: a fold keeps no deltas. It takes all permitted ops of one subject (or of the public log) and
//! gives the subject's rows; an op that arrives late refolds its whole subject. Nothing here knows an order of arrival.

mod conflict;
mod copies;
mod definitions;
mod devices;
mod field;
mod help;
mod knowledge;
mod merge;
mod operator;
mod person;
mod scans;
mod whereabouts;

#[cfg(test)]
mod boxes_tests;
#[cfg(test)]
mod consents_tests;
#[cfg(test)]
mod copies_tests;
#[cfg(test)]
mod devices_tests;
#[cfg(test)]
mod help_tests;
#[cfg(test)]
mod merge_tests;
#[cfg(test)]
mod scans_tests;
#[cfg(test)]
mod tests;

pub use conflict::{Conflict, ConflictKind, conflict_id};
pub use copies::{ChainStart, fold_copies};
pub use definitions::{Definitions, definition_heads, fold_definitions};
pub use devices::{
    DeviceState, Devices, Forks, Revocation, Standing, Written, fold_devices, root_key_of, root_signed_key,
};
pub use field::Settled;
pub use help::{Doer, HelpStanding, HelpState, fold_help};
pub use merge::{fold_merge, fold_people, says_more};
pub use operator::fold_operator;
pub use person::{PersonState, RegistrationState, SubjectState, fold_person};
pub use scans::{BadgeRow, PrintRow, ScanRow, ScanState, ScansState, fold_scans};
pub use whereabouts::Whereabouts;

use crate::ids::{DeviceId, OpRef, OperatorId, ReplicaId, SubjectId, TxnId};
use crate::ops::Fact;
use crate::time::{Hlc, Timestamp};

/// A permitted, readable op as the fold sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct FoldOp {
    pub op_ref: OpRef,
    pub hlc: Hlc,
    pub replica: ReplicaId,
    pub seq: u64,
    pub device: DeviceId,
    pub operator: Option<OperatorId>,
    pub txn: TxnId,
    /// Under which it was written. What is said of a badge before it is known whose it is stands under the badge.
    pub subject: SubjectId,
    pub wall: Timestamp,
    pub fact: Fact,
}

impl FoldOp {
    /// The order among values that nobody replaced: the highest clock is shown, ties by replica.
    #[must_use]
    pub fn rank(&self) -> (Hlc, ReplicaId, OpRef) {
        (self.hlc, self.replica, self.op_ref)
    }
}
