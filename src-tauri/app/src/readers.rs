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
    waiting: usize,
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
                waiting: 0,
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
            state.waiting += 1;
            state = self
                .place_left
                .wait(state)
                .unwrap_or_else(PoisonError::into_inner);
            state.waiting -= 1;
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
        state.reading -= 1;
        // Waking nobody is a call to the kernel all the same. Who was woken and does not run yet still waits.
        let awaited = state.waiting > 0;
        drop(state);
        if awaited {
            self.0.place_left.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sarrera_store::DatabaseKey;
    use std::sync::mpsc::{channel, sync_channel};
    use std::sync::{Arc, Barrier};
    use std::time::Duration;

    const ROUNDS: usize = 50;
    const WAITERS: usize = 2;

    #[test]
    fn whoever_waited_for_a_place_reads_also_where_several_leave_at_once() {
        let dir = tempfile::tempdir().unwrap();
        let options = StoreOptions::new(&dir.path().join("sarrera.db"), DatabaseKey::new([1; 32]));
        let readers = Arc::new(Readers::of(options).unwrap());
        for round in 0..ROUNDS {
            let (reads, reading) = sync_channel(0);
            let leave = Arc::new(Barrier::new(READERS_MAX + 1));
            for _reader in 0..READERS_MAX {
                let (readers, reads, leave) = (Arc::clone(&readers), reads.clone(), Arc::clone(&leave));
                std::thread::spawn(move || {
                    readers.read(|_| {
                        reads.send(()).unwrap();
                        leave.wait();
                        Ok(())
                    })
                });
            }
            (0..READERS_MAX).for_each(|_| reading.recv().unwrap());
            let (done, ended) = channel();
            for _waiter in 0..WAITERS {
                let (readers, done) = (Arc::clone(&readers), done.clone());
                std::thread::spawn(move || {
                    let read = readers.read(|_| Ok(()));
                    done.send(read.is_ok()).unwrap();
                });
            }
            while readers.locked().waiting < WAITERS {
                std::thread::yield_now();
            }
            leave.wait();
            for _waiter in 0..WAITERS {
                let read = ended.recv_timeout(Duration::from_secs(30));
                assert!(read.expect("nobody sleeps beside a free place"), "round {round}");
            }
        }
    }
}
