//! One event is joined at a time; whoever asks meanwhile waits, and hears how far it is.

use crate::importing::Progress;
use crate::view::ImportProgress;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Who joins now, and how far that is.
#[derive(Debug, Default)]
pub(super) struct Turn {
    state: Mutex<State>,
    moved: Condvar,
}

#[derive(Debug, Default)]
struct State {
    taken: bool,
    far: Option<ImportProgress>,
}

/// It is this one's turn until it is dropped.
pub(super) struct Taken<'a>(&'a Turn);

impl Turn {
    /// Waits for whoever joins now.
    pub(super) fn take(&self, tell: Progress<'_>) -> Taken<'_> {
        let mut state = lock(&self.state);
        while state.taken {
            state = self.moved.wait(state).unwrap_or_else(PoisonError::into_inner);
            if let Some(far) = state.far {
                tell(far);
            }
        }
        state.taken = true;
        Taken(self)
    }
}

impl Taken<'_> {
    /// Whoever waits hears it.
    pub(super) fn tell(&self, far: ImportProgress) {
        lock(&self.0.state).far = Some(far);
        self.0.moved.notify_all();
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        *lock(&self.0.state) = State::default();
        self.0.moved.notify_all();
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    #[test]
    fn whoever_waits_hears_how_far_it_is_and_then_has_the_turn() {
        let turn = Turn::default();
        let first = turn.take(&mut |_| {});
        let (heard, hears) = channel();
        std::thread::scope(|threads| {
            let waiting = threads.spawn(|| {
                let mut tell = |far: ImportProgress| heard.send(far.done).unwrap();
                drop(turn.take(&mut tell));
            });
            // What it did not wait for yet nobody tells it: so it is told until it hears.
            while hears.try_recv() != Ok(7) {
                first.tell(ImportProgress { done: 7, of: 9 });
            }
            drop(first);
            waiting.join().unwrap();
        });
    }
}
