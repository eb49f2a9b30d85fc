//! What a transaction wrote to, for whoever tells others of it; nothing until it is on the disk.

use crate::Store;
use sarrera_core::ids::EventId;
use sarrera_core::ops::LogName;
use std::collections::{BTreeMap, BTreeSet};

/// The events that a transaction wrote to, each with its logs of which something new stands.
pub type TouchedLogs = BTreeMap<EventId, BTreeSet<LogName>>;

impl Store {
    /// What the last transaction of this opening wrote to: nothing where it was rolled back, wrote no op, or was taken
    /// before.
    pub fn take_touched(&mut self) -> TouchedLogs {
        std::mem::take(&mut self.touched)
    }
}
