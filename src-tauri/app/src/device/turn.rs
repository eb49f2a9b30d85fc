//! Who of this program writes next: a person at the desk before a file that is being imported, and before all others.
//!
//! SQLite lets one writer in at a time and has the others ask again after ever longer pauses: an import, which begins
//! its next transaction at once, would be faster nearly every time. Here whoever waits is woken when the transaction
//! under way ends, and the import begins none while a desk waits.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// The turn to write.
#[derive(Debug, Default)]
pub(crate) struct Turn {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    taken: bool,
    desks_waiting: usize,
}

/// The turn, until this is dropped.
#[derive(Debug)]
pub(crate) struct Taken<'a>(&'a Turn);

impl Turn {
    /// Waits for the transaction under way, and for none that an import has not begun yet.
    pub(crate) fn for_desk(&self) -> Taken<'_> {
        let mut state = self.locked();
        state.desks_waiting += 1;
        while state.taken {
            state = self.wait(state);
        }
        state.desks_waiting -= 1;
        state.taken = true;
        Taken(self)
    }

    /// Waits until no desk wants to write.
    pub(crate) fn for_others(&self) -> Taken<'_> {
        let mut state = self.locked();
        while state.taken || state.desks_waiting > 0 {
            state = self.wait(state);
        }
        state.taken = true;
        Taken(self)
    }

    /// Whether a desk waits for the transaction under way.
    pub(crate) fn is_wanted(&self) -> bool {
        self.locked().desks_waiting > 0
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
    }

    fn locked(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.0.locked().taken = false;
        self.0.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::Fair;
    use std::sync::mpsc;

    #[test]
    fn a_desk_that_waits_is_before_the_imports_next_transaction() {
        let turn = Turn::default();
        let (told, order) = mpsc::channel();
        std::thread::scope(|threads| {
            let first = turn.for_others();
            threads.spawn(|| {
                let _turn = turn.for_desk();
                told.send("desk").unwrap();
            });
            while turn.locked().desks_waiting == 0 {
                std::thread::yield_now();
            }
            drop(first);
            let _second = turn.for_others();
            told.send("import").unwrap();
        });
        assert_eq!(order.try_iter().collect::<Vec<_>>(), ["desk", "import"]);
    }

    #[test]
    fn a_second_desk_that_waits_for_the_first_is_before_the_import_too() {
        let fair = Fair::new();
        let turn = &fair.app.writers.turn;
        let (told, order) = mpsc::channel();
        std::thread::scope(|threads| {
            fair.app.at_desk(|_first| {
                threads.spawn(|| fair.app.at_desk(|_second| told.send("desk").unwrap()));
                while turn.locked().desks_waiting == 0 {
                    std::thread::yield_now();
                }
            });
            let _import = turn.for_others();
            told.send("import").unwrap();
        });
        assert_eq!(order.try_iter().collect::<Vec<_>>(), ["desk", "import"]);
    }

    #[test]
    fn a_turn_is_given_back_when_its_holder_panics() {
        let turn = Turn::default();
        std::thread::scope(|threads| {
            let broken = threads.spawn(|| {
                let _turn = turn.for_desk();
                panic!("a use case broke");
            });
            assert!(broken.join().is_err());
        });
        let _turn = turn.for_others();
    }
}
