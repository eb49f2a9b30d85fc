//! How long this device's own writes wait for their turn.

use std::sync::{Mutex, PoisonError};

/// The upper edges that waits are counted by, in milliseconds.
const EDGES_MS: [u64; 10] = [1, 2, 5, 10, 20, 50, 100, 250, 1_000, 5_000];

/// How long this device's own writes waited for whoever else in this program wrote, since its start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waited {
    /// So many milliseconds at most, and how often.
    pub within: [(u64, u64); EDGES_MS.len()],
    pub count: u64,
    pub sum_ms: u64,
}

impl Default for Waited {
    fn default() -> Self {
        Self {
            within: EDGES_MS.map(|edge| (edge, 0)),
            count: 0,
            sum_ms: 0,
        }
    }
}

/// The waits so far.
#[derive(Debug, Default)]
pub(super) struct Waits(Mutex<Waited>);

impl Waits {
    /// One waited, by the clock of the device: where that was set back meanwhile, it did not.
    pub(super) fn note(&self, ms: i64) {
        let ms = u64::try_from(ms).unwrap_or(0);
        let mut so_far = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (edge, within) in &mut so_far.within {
            *within += u64::from(ms <= *edge);
        }
        so_far.count += 1;
        so_far.sum_ms = so_far.sum_ms.saturating_add(ms);
    }

    pub(super) fn so_far(&self) -> Waited {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::Fair;
    use std::sync::mpsc::channel;

    #[test]
    fn a_wait_is_counted_by_every_edge_that_it_is_within() {
        let waits = Waits::default();
        for ms in [0, 20, 21, -3_600_000] {
            waits.note(ms);
        }
        let waited = waits.so_far();
        let within = |edge| waited.within.iter().find(|(ms, _)| *ms == edge).unwrap().1;
        assert_eq!((within(1), within(10), within(20), within(50)), (2, 2, 3, 4));
        assert_eq!((waited.count, waited.sum_ms), (4, 41));
    }

    #[test]
    fn a_desk_that_waits_for_what_is_received_counts_and_what_is_received_does_not() {
        let fair = Fair::new();
        let before = fair.app.waited().count;
        let (held, holds) = channel();
        std::thread::scope(|threads| {
            threads.spawn(|| {
                fair.app
                    .write_for_sync(|_store| {
                        held.send(()).unwrap();
                        while !fair.app.is_wanted() {
                            std::thread::yield_now();
                        }
                        Ok(())
                    })
                    .unwrap();
            });
            holds.recv().unwrap();
            fair.app.at_desk(|_store| ());
        });
        assert_eq!(fair.app.waited().count, before + 1);
    }
}
