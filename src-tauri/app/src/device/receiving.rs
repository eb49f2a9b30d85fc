//! Ops from elsewhere, in transactions as large as the desks let them be.
//!
//! A large transaction writes each page of an index once for many ops; a small one keeps nobody waiting. So it grows while
//! nobody is at the desk, and is taken back and cut small as soon as somebody wants to write. Its end can't be taken back: it
//! stays small enough for that while people are let in here.

use super::App;
use super::writers::Kept;
use crate::failure::AppError;
use sarrera_core::ops::Op;
use sarrera_core::time::Timestamp;
use sarrera_store::{Pulled, Received};
use sarrera_sync::cut_where;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

/// A transaction of so few ops is brought to its end whoever waits: about 10 ms.
const OPS_MIN: usize = 25;
/// How large the first one is.
const OPS_FIRST: usize = 200;
/// One that was taken back is done again in so many.
const CUT: usize = 4;
/// While somebody works at the desk no larger one is begun: its end alone takes 10 ms.
const OPS_BESIDE_A_DESK: usize = 200;
/// Whoever has written nothing for so long is not at work.
const DESK_PAUSE_MS: i64 = 10_000;
/// The log is brought into the file after so many ops, between two transactions: nobody else waits for it.
const OPS_PER_CHECKPOINT: usize = 2_000;

/// How large transactions are just now.
#[derive(Debug)]
pub(crate) struct Receiving {
    ops: AtomicUsize,
    /// When somebody at the desk wrote last.
    desk_wrote: AtomicI64,
    since_checkpoint: AtomicUsize,
    /// Brings the log in.
    beside: Kept,
}

impl Default for Receiving {
    fn default() -> Self {
        Self {
            ops: AtomicUsize::new(OPS_FIRST),
            desk_wrote: AtomicI64::new(i64::MIN),
            since_checkpoint: AtomicUsize::new(0),
            beside: Kept::default(),
        }
    }
}

impl Receiving {
    fn ops(&self, most: usize) -> usize {
        self.ops.load(Ordering::Relaxed).min(most).max(1)
    }

    /// Somebody at the desk writes.
    pub(super) fn desk_writes(&self, now: Timestamp) {
        self.desk_wrote.store(now.0, Ordering::Relaxed);
    }

    /// How large one may be that is begun now.
    fn most(&self, most: usize, now: Timestamp) -> usize {
        let since = now.0.saturating_sub(self.desk_wrote.load(Ordering::Relaxed));
        if since < DESK_PAUSE_MS {
            most.min(OPS_BESIDE_A_DESK)
        } else {
            most
        }
    }

    /// A whole one came to its end without anybody who waited.
    fn grow(&self, of: usize, most: usize) {
        let ops = self.ops(most);
        if of >= ops {
            self.ops.store(ops.saturating_mul(2).min(most), Ordering::Relaxed);
        }
    }

    fn shrink(&self, from: usize) {
        self.ops.store((from / CUT).max(OPS_MIN), Ordering::Relaxed);
    }
}

impl App {
    /// Takes in ops from elsewhere, behind every desk that wants to write, in transactions of at most about `most` ops. What
    /// is known of the server that they were pulled from is noted with them, its cursor with the last.
    pub(crate) fn receive_in_parts(
        &self,
        ops: Vec<Op>,
        most: usize,
        pulled: Option<Pulled<'_>>,
        heard: &mut dyn FnMut(Received),
    ) -> Result<(), AppError> {
        let receiving = self.receiving();
        // Erasures vouch for ops of every part, and so do the merges that join whom they name.
        let covers: Vec<Op> = ops
            .iter()
            .filter(|op| op.kind == "attendee_erased" || op.kind == "attendees_merged")
            .cloned()
            .collect();
        let mut left = VecDeque::from([ops]);
        let mut is_split = false;
        while let Some(part) = left.pop_front() {
            let most = receiving.most(most, self.world().clock.now());
            let size = receiving.ops(most);
            if part.len() > size {
                let mut smaller = cut_where(part, size, |op| op.signature.is_some());
                let first = smaller.remove(0);
                is_split |= !smaller.is_empty();
                smaller.into_iter().rev().for_each(|part| left.push_front(part));
                left.push_front(first);
            } else {
                left.push_front(part);
            }
            let Some(mut part) = left.pop_front() else { break };
            let many = part.len();
            let again = (many > OPS_MIN).then(|| part.clone());
            if is_split {
                part.extend(covers.iter().cloned());
            }
            let is_last = left.is_empty();
            let pulled = pulled.map(|pulled| Pulled {
                cursor: pulled.cursor.filter(|_| is_last),
                ..pulled
            });
            match (self.receive_unless(part, pulled, again.is_some())?, again) {
                (Some(received), _) => {
                    receiving.grow(many, most);
                    heard(received);
                    self.bring_in_after(many)?;
                }
                (None, Some(again)) => {
                    receiving.shrink(many);
                    left.push_front(again);
                }
                (None, None) => break,
            }
        }
        Ok(())
    }

    fn receive_unless(
        &self,
        ops: Vec<Op>,
        pulled: Option<Pulled<'_>>,
        gives_way: bool,
    ) -> Result<Option<Received>, AppError> {
        let act = self.world().act();
        let is_wanted = || gives_way && self.is_wanted();
        self.write_for_sync(|store| Ok(store.receive_giving_way(act, ops, pulled, &is_wanted)?))
    }

    fn bring_in_after(&self, ops: usize) -> Result<(), AppError> {
        let receiving = self.receiving();
        let since = receiving.since_checkpoint.fetch_add(ops, Ordering::Relaxed);
        if since + ops >= OPS_PER_CHECKPOINT {
            receiving.since_checkpoint.store(0, Ordering::Relaxed);
            self.checkpoint_beside(&receiving.beside)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transactions_stay_small_while_somebody_works_at_the_desk_and_grow_once_nobody_does() {
        let receiving = Receiving::default();
        let monday = Timestamp(1_700_000_000_000);
        assert_eq!(receiving.most(1_000, monday), 1_000, "nobody has come yet");
        receiving.desk_writes(monday);
        assert_eq!(receiving.most(1_000, monday), OPS_BESIDE_A_DESK);
        assert_eq!(receiving.most(50, monday), 50);
        let later = monday.plus_ms(DESK_PAUSE_MS);
        assert_eq!(receiving.most(1_000, later), 1_000);
    }
}
