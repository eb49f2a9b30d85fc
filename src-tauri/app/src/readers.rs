//! The openings through which use cases read beside the writer (decision 0126).

use crate::failure::AppError;
use sarrera_store::{Reader, Store, StoreError, StoreOptions};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// So many read at once; further ones wait. Each opening keeps pages of its own in memory.
const READERS_MAX: usize = 3;

/// A scan asks who may scan, and typing asks for results, while the office reads a long list: each by an opening of its
/// own. The one that was given back last is taken first: what it holds in memory is the newest.
#[derive(Debug)]
pub(crate) struct Readers {
    options: StoreOptions,
    state: Mutex<State>,
    place_left: Condvar,
}

#[derive(Debug)]
struct State {
    free: Vec<Store>,
    reading: usize,
}

/// A place among those that read, until this is dropped.
struct Place<'a>(&'a Readers);

impl Readers {
    /// The first opening is made here: what stands in its way is said when the database is opened.
    pub(crate) fn of(options: StoreOptions) -> Result<Self, StoreError> {
        let first = Store::open(options.clone())?;
        Ok(Self {
            options,
            state: Mutex::new(State {
                free: vec![first],
                reading: 0,
            }),
            place_left: Condvar::new(),
        })
    }

    /// Reads within one snapshot. An opening whose query panicked is closed.
    pub(crate) fn read<T>(
        &self,
        query: impl FnOnce(&Reader<'_>) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        let (_place, free) = self.enter();
        let store = match free {
            Some(store) => store,
            None => Store::open(self.options.clone())?,
        };
        let result = store.read(query);
        self.locked().free.push(store);
        result
    }

    fn enter(&self) -> (Place<'_>, Option<Store>) {
        let mut state = self.locked();
        while state.reading == READERS_MAX {
            state = self
                .place_left
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
        }
        state.reading += 1;
        (Place(self), state.free.pop())
    }

    fn locked(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut state = self.0.locked();
        // Waking nobody is a call to the kernel all the same.
        let awaited = state.reading == READERS_MAX;
        state.reading -= 1;
        drop(state);
        if awaited {
            self.0.place_left.notify_one();
        }
    }
}
