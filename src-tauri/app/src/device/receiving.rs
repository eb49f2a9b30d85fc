//! Ops from elsewhere, in transactions as large as the desks let them be.
//!
//! A large transaction writes each page of an index once for many ops; a small one keeps nobody waiting. So it grows while
//! nobody is at the desk, and is taken back and cut small as soon as somebody wants to write. Its end can't be taken back:
//! while people are let in here it is only as large as this machine ends within [`END_MS_MAX`].

use super::App;
use super::writers::Kept;
use crate::failure::AppError;
use sarrera_core::ops::Op;
use sarrera_core::time::Timestamp;
use sarrera_store::{Pulled, Received};
use sarrera_sync::cut_where;
use std::cell::Cell;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};

/// A transaction of so few ops is brought to its end whoever waits.
const OPS_MIN: usize = 25;
/// How large the first one is.
const OPS_FIRST: usize = 200;
/// One that was taken back is done again in so many.
const CUT: usize = 4;
/// While somebody works at the desk, the end of a transaction keeps them waiting for no longer than this, or about that.
const END_MS_MAX: i64 = 6;
/// How large the first one is that is begun beside a desk.
const OPS_FIRST_BESIDE: usize = 100;
/// Whoever has written nothing for so long is not at work.
const DESK_PAUSE_MS: i64 = 10_000;
/// The log is brought into the file after so many ops, or transactions, between two of them: nobody else waits for it. Small
/// transactions write the same pages of the indexes again and again; and while somebody reads, the log goes on where it is
/// and is not begun anew. Left for longer it would be brought in by a transaction that a desk waits for.
const OPS_PER_CHECKPOINT: usize = 2_000;
const TRANSACTIONS_PER_CHECKPOINT: usize = 10;

/// How large transactions are just now.
#[derive(Debug)]
pub(crate) struct Receiving {
    ops: AtomicUsize,
    /// The same beside a desk.
    beside_a_desk: AtomicUsize,
    /// When somebody at the desk wrote last.
    desk_wrote: AtomicI64,
    ops_since_checkpoint: AtomicUsize,
    transactions_since_checkpoint: AtomicUsize,
    /// Brings the log in.
    beside: Kept,
}

impl Default for Receiving {
    fn default() -> Self {
        Self {
            ops: AtomicUsize::new(OPS_FIRST),
            beside_a_desk: AtomicUsize::new(OPS_FIRST_BESIDE),
            desk_wrote: AtomicI64::new(i64::MIN),
            ops_since_checkpoint: AtomicUsize::new(0),
            transactions_since_checkpoint: AtomicUsize::new(0),
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
            most.min(self.beside_a_desk.load(Ordering::Relaxed))
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

    /// The end of one of so many took so long. That grows with the pages that it changed, whose number nobody knows before.
    fn ended(&self, ops: usize, ms: i64, most: usize) {
        let now = self.beside_a_desk.load(Ordering::Relaxed);
        let next = if ms > END_MS_MAX && ops <= now {
            let (ms, max) = (
                usize::try_from(ms).unwrap_or(usize::MAX),
                usize::try_from(END_MS_MAX).unwrap_or(1),
            );
            (ops.saturating_mul(max) / ms).max(OPS_MIN)
        } else if ms < END_MS_MAX / 2 && ops >= now {
            (now + now / 4).min(most)
        } else {
            now
        };
        self.beside_a_desk.store(next, Ordering::Relaxed);
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
            let at_most = receiving.most(most, self.world().clock.now());
            let size = receiving.ops(at_most);
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
            let (received, end_ms) = self.receive_unless(part, pulled, again.is_some())?;
            match (received, again) {
                (Some(received), _) => {
                    receiving.grow(many, at_most);
                    receiving.ended(many, end_ms, most);
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

    /// With it, for how many milliseconds it could not be taken back any more.
    fn receive_unless(
        &self,
        ops: Vec<Op>,
        pulled: Option<Pulled<'_>>,
        gives_way: bool,
    ) -> Result<(Option<Received>, i64), AppError> {
        let world = self.world();
        let asked_last = Cell::new(world.clock.now());
        let is_wanted = || {
            asked_last.set(world.clock.now());
            gives_way && self.is_wanted()
        };
        let act = world.act();
        let received = self.write_for_sync(|store| {
            asked_last.set(world.clock.now());
            Ok(store.receive_giving_way(act, ops, pulled, &is_wanted)?)
        })?;
        Ok((received, world.clock.now().ms_since(asked_last.get())))
    }

    fn bring_in_after(&self, ops: usize) -> Result<(), AppError> {
        let receiving = self.receiving();
        let add = |count: &AtomicUsize, more| count.fetch_add(more, Ordering::Relaxed) + more;
        let ops = add(&receiving.ops_since_checkpoint, ops);
        let transactions = add(&receiving.transactions_since_checkpoint, 1);
        if ops >= OPS_PER_CHECKPOINT || transactions >= TRANSACTIONS_PER_CHECKPOINT {
            receiving.ops_since_checkpoint.store(0, Ordering::Relaxed);
            receiving
                .transactions_since_checkpoint
                .store(0, Ordering::Relaxed);
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
        assert_eq!(receiving.most(1_000, monday), OPS_FIRST_BESIDE);
        assert_eq!(receiving.most(50, monday), 50);
        let later = monday.plus_ms(DESK_PAUSE_MS);
        assert_eq!(receiving.most(1_000, later), 1_000);
    }

    #[test]
    fn beside_a_desk_they_are_as_large_as_this_machine_ends_quickly() {
        let receiving = Receiving::default();
        let monday = Timestamp(1_700_000_000_000);
        receiving.desk_writes(monday);
        receiving.ended(100, 12, 1_000);
        assert_eq!(
            receiving.most(1_000, monday),
            50,
            "half, of a disk that takes twice as long"
        );
        receiving.ended(50, 400, 1_000);
        assert_eq!(
            receiving.most(1_000, monday),
            OPS_MIN,
            "never fewer, of one that is worn out"
        );
        for _ in 0..30 {
            let ops = receiving.most(1_000, monday);
            receiving.ended(ops, 1, 1_000);
        }
        assert_eq!(receiving.most(1_000, monday), 1_000, "whatever ends at once");
        receiving.ended(50, 1, 1_000);
        receiving.ended(5_000, 300, 1_000);
        assert_eq!(
            receiving.most(1_000, monday),
            1_000,
            "of those alone that are this large"
        );
    }
}
