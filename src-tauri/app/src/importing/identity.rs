//! Ids of imported people and scans: keyed hashes, so that two desks importing one file make one set of people.

use crate::import::RowKey;
use sarrera_core::ids::{AttendeeId, ScanId};

/// The event's key for ids of imports, which desks and offices hold.
#[derive(Clone, Copy)]
pub(super) struct ImportKey(pub [u8; 32]);

impl ImportKey {
    /// The attendee of a row.
    pub(super) fn attendee(&self, key: &RowKey) -> AttendeeId {
        AttendeeId(self.hash("attendee", key, ""))
    }

    /// The check-in, or the check-out, that a file reports of a row: one of each, whenever the file says it was.
    pub(super) fn scan(&self, key: &RowKey, direction: &str) -> ScanId {
        ScanId(self.hash("scan", key, direction))
    }

    fn hash(&self, what: &str, key: &RowKey, detail: &str) -> [u8; 16] {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        for part in [what, key.family, key.key.as_str(), detail] {
            hasher.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            hasher.update(part.as_bytes());
        }
        let mut id = [0; 16];
        hasher.finalize_xof().fill(&mut id);
        id
    }
}
