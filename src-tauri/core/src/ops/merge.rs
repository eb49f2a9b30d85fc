//! Bodies that say who is one person, in every log that holds something of people: `core`, `contact` and `scans`.
//!
//! Their subject is the merge itself, so that what takes it back is folded with it, whoever it names.

use crate::ids::{AttendeeId, MergeId};
use serde::{Deserialize, Serialize};

/// These attendees are one person; the lowest id represents them. Nothing else of them is said here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttendeesMerged {
    /// Two or more; fewer say nothing.
    pub attendees: Vec<AttendeeId>,
}

/// They are not after all: the merge is taken back, for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeAnnulled {
    pub merge: MergeId,
}
