//! How often a code may be guessed: it has 80 secret bits, so this keeps a guesser from busying the server rather than from
//! guessing right.

use crate::bounds::{WRONG_CODES_MAX, WRONG_CODES_MS};
use sarrera_core::ids::EventId;
use sarrera_core::time::Timestamp;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// The wrong codes of each event since a moment.
#[derive(Debug, Default)]
pub(crate) struct Guesses(Mutex<BTreeMap<EventId, (Timestamp, u32)>>);

impl Guesses {
    /// Whether another one may be tried now.
    pub(super) fn may_try(&self, event: EventId, now: Timestamp) -> bool {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((since, wrong)) = known.get(&event).copied() else {
            return true;
        };
        if !(0..WRONG_CODES_MS).contains(&now.ms_since(since)) {
            known.remove(&event);
            return true;
        }
        wrong < WRONG_CODES_MAX
    }

    /// One was wrong.
    pub(super) fn was_wrong(&self, event: EventId, now: Timestamp) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (_since, wrong) = known.entry(event).or_insert((now, 0));
        *wrong = wrong.saturating_add(1);
    }
}
