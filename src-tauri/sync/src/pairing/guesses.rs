//! How often a code may be guessed: it has 80 secret bits, so this keeps a guesser from busying the server rather than from
//! guessing right. Who guesses is counted by its address, and keeps nobody else from being let in.

use crate::bounds::{GUESSERS_MAX, WRONG_CODES_MAX, WRONG_CODES_MS};
use sarrera_core::ids::EventId;
use sarrera_core::time::Timestamp;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// An event, and the address that a guess comes from.
pub(super) type Guesser = (EventId, u64);

/// The wrong codes of each guesser since a moment.
#[derive(Debug, Default)]
pub(crate) struct Guesses(Mutex<BTreeMap<Guesser, (Timestamp, u32)>>);

impl Guesses {
    /// Whether another one may be tried now.
    pub(super) fn may_try(&self, guesser: Guesser, now: Timestamp) -> bool {
        let mut known = self.known();
        let Some((since, wrong)) = known.get(&guesser).copied() else {
            return true;
        };
        if is_over(since, now) {
            known.remove(&guesser);
            return true;
        }
        wrong < WRONG_CODES_MAX
    }

    /// One was wrong.
    pub(super) fn was_wrong(&self, guesser: Guesser, now: Timestamp) {
        let mut known = self.known();
        if known.len() >= GUESSERS_MAX && !known.contains_key(&guesser) {
            known.retain(|_, (since, _)| !is_over(*since, now));
            if known.len() >= GUESSERS_MAX {
                // Whoever has so many addresses is counted no more: the server's own limits hold.
                return;
            }
        }
        let (_since, wrong) = known.entry(guesser).or_insert((now, 0));
        *wrong = wrong.saturating_add(1);
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<Guesser, (Timestamp, u32)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_over(since: Timestamp, now: Timestamp) -> bool {
    !(0..WRONG_CODES_MS).contains(&now.ms_since(since))
}
