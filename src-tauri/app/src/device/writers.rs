//! Who writes, in classes, and what the end of every transaction of an event brings; nothing is written past this file.
//!
//! A desk writes first: a person waits for it. All others begin a transaction only when no desk wants to write: what goes
//! on behind the desk (a group, a batch of badges), an import, and what a server sends. So none waits for more than the
//! transaction under way (docs/decisions/0063, 0131), and what a server sends gives that up for a desk (0147).

use super::receiving::Receiving;
use super::turn::Turn;
use super::waits::{Waited, Waits};
use super::wal::WalCheckpoints;
use super::{App, Changed};
use crate::failure::AppError;
use crate::view::Failure;
use sarrera_core::ids::EventId;
#[cfg(test)]
use sarrera_core::ops::Op;
#[cfg(test)]
use sarrera_store::Received;
use sarrera_store::{Reader, Store, StoreError, StoreOptions, TouchedLogs, Txn};
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// An import brings the log into the file after so many transactions, between two of them.
const IMPORTED_PER_CHECKPOINT: usize = 16;

/// The openings that write, and what they share.
#[derive(Debug)]
pub(super) struct Writers {
    /// The desk's opening. Whoever has the turn writes by it: what another opening writes empties the memory of this one.
    desk: Mutex<Store>,
    receiving: Receiving,
    pub(super) turn: Turn,
    waits: Waits,
    wal: WalCheckpoints,
    /// Why the last thing was not saved, or nothing while all is.
    unsaved: Mutex<Option<Unsaved>>,
}

/// Why the last thing was not saved: its code for programs, and all of it for people.
#[derive(Debug)]
struct Unsaved {
    code: &'static str,
    failure: Failure,
}

/// An opening that is made when it is first asked for.
#[derive(Debug, Default)]
pub(super) struct Kept(Mutex<Option<Store>>);

/// What a transaction came to, of which nobody was told yet.
struct Ended<T> {
    result: Result<T, AppError>,
    touched: TouchedLogs,
}

impl Writers {
    /// The desk's opening is the first; `progress` hears (done, of) where everything has to be derived anew.
    pub(super) fn open(
        options: &StoreOptions,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<Self, StoreError> {
        let desk = Store::open_with_progress(options.clone(), progress)?;
        desk.leave_checkpoints()?;
        Ok(Self {
            desk: Mutex::new(desk),
            receiving: Receiving::default(),
            turn: Turn::default(),
            waits: Waits::default(),
            wal: WalCheckpoints::of(options.clone()),
            unsaved: Mutex::new(None),
        })
    }
}

impl<T> Ended<T> {
    fn of(store: &mut Store, write: impl FnOnce(&mut Store) -> Result<T, AppError>) -> Self {
        let result = write(store);
        Self {
            result,
            touched: store.take_touched(),
        }
    }
}

impl App {
    pub(super) fn leave_checkpoints(&self) {
        self.writers.wal.leave();
    }
}

/// A desk.
impl App {
    pub(crate) fn write<T>(
        &self,
        use_case: impl FnOnce(&mut Txn<'_>) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        self.write_and_show(use_case, |_, value| Ok(value))
    }

    /// As [`App::write`]; `show` reads what stands afterwards, before anybody else can change it.
    pub(crate) fn write_and_show<T, U>(
        &self,
        use_case: impl FnOnce(&mut Txn<'_>) -> Result<T, AppError>,
        show: impl FnOnce(&Reader<'_>, T) -> Result<U, AppError>,
    ) -> Result<U, AppError> {
        let act = self.world.act();
        self.writers.receiving.desk_writes(self.world.clock.now());
        let ended = self.at_desk(|store| Ended::of(store, |store| store.write_and_show(act, use_case, show)));
        self.writers.wal.wrote();
        self.conclude(ended)
    }

    /// Writes what is this device's alone and belongs to no event.
    pub(crate) fn write_here<T>(
        &self,
        write: impl FnOnce(&mut Store) -> Result<T, StoreError>,
    ) -> Result<T, AppError> {
        Ok(self.at_desk(write)?)
    }

    /// Writes what is this device's alone and is seen in an event.
    pub(crate) fn write_here_for<T>(
        &self,
        event: EventId,
        write: impl FnOnce(&mut Store) -> Result<T, StoreError>,
    ) -> Result<T, AppError> {
        let written = self.write_here(write)?;
        self.announce(&Changed {
            event,
            logs: BTreeSet::new(),
        });
        Ok(written)
    }

    pub(super) fn at_desk<T>(&self, write: impl FnOnce(&mut Store) -> T) -> T {
        let asked = self.world.clock.now();
        // The turn first: a second desk that waited at the lock would be seen by no import.
        let _turn = self.writers.turn.for_desk();
        let mut store = lock(&self.writers.desk);
        self.writers.waits.note(self.world.clock.now().ms_since(asked));
        write(&mut store)
    }

    /// How long this device's own writes waited for whoever else in this program wrote.
    #[must_use]
    pub fn waited(&self) -> Waited {
        self.writers.waits.so_far()
    }
}

/// What goes on behind the desk.
impl App {
    /// As [`App::write_and_show`], behind every desk that wants to write.
    pub(crate) fn write_behind<T, U>(
        &self,
        use_case: impl FnOnce(&mut Txn<'_>) -> Result<T, AppError>,
        show: impl FnOnce(&Reader<'_>, T) -> Result<U, AppError>,
    ) -> Result<U, AppError> {
        let act = self.world.act();
        self.behind(|store| store.write_and_show(act, use_case, show))
    }

    fn behind<T>(&self, write: impl FnOnce(&mut Store) -> Result<T, AppError>) -> Result<T, AppError> {
        let ended = {
            let _turn = self.writers.turn.for_others();
            Ended::of(&mut lock(&self.writers.desk), write)
        };
        self.writers.wal.wrote();
        self.conclude(ended)
    }

    fn further_writer(&self) -> Result<Store, AppError> {
        let store = self.another_store()?;
        store.leave_checkpoints()?;
        Ok(store)
    }
}

/// What a server sends.
impl App {
    /// Takes in ops from elsewhere in one transaction, behind every desk that wants to write.
    #[cfg(test)]
    pub(crate) fn receive(&self, ops: Vec<Op>) -> Result<Received, AppError> {
        let act = self.world.act();
        self.write_for_sync(|store| Ok(store.receive(act, ops)?))
    }

    pub(super) fn receiving(&self) -> &Receiving {
        &self.writers.receiving
    }

    /// Whether a desk waits to write.
    pub(super) fn is_wanted(&self) -> bool {
        self.writers.turn.is_wanted()
    }

    /// Brings the log into the file, by an opening of its own: only this thread waits for it.
    pub(super) fn checkpoint_beside(&self, kept: &Kept) -> Result<(), AppError> {
        let mut opening = lock(&kept.0);
        let store = match opening.as_mut() {
            Some(store) => store,
            None => opening.insert(self.further_writer()?),
        };
        Ok(store.checkpoint()?)
    }

    /// Writes what came from a server, or is known of one, behind every desk that wants to write.
    pub(crate) fn write_for_sync<T>(
        &self,
        write: impl FnOnce(&mut Store) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        self.behind(write)
    }
}

/// An import, which has its opening for as long as it lasts and brings the log into the file by itself.
#[derive(Debug)]
pub(crate) struct ImportWriter<'a> {
    app: &'a App,
    store: Store,
    written: usize,
}

impl App {
    pub(crate) fn import_writer(&self) -> Result<ImportWriter<'_>, AppError> {
        Ok(ImportWriter {
            app: self,
            store: self.further_writer()?,
            written: 0,
        })
    }
}

impl ImportWriter<'_> {
    /// As [`App::write`], behind every desk that wants to write.
    pub(crate) fn write<T>(
        &mut self,
        use_case: impl FnOnce(&mut Txn<'_>) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        let act = self.app.world.act();
        let ended = {
            let _turn = self.app.writers.turn.for_others();
            Ended::of(&mut self.store, |store| store.write(act, use_case))
        };
        let value = self.app.conclude(ended)?;
        self.written += 1;
        if self.written.is_multiple_of(IMPORTED_PER_CHECKPOINT) {
            self.store.checkpoint()?;
        }
        Ok(value)
    }

    /// As [`ImportWriter::write`], and takes everything back: nothing is saved, and nobody is told.
    pub(crate) fn rehearse<T>(
        &mut self,
        use_case: impl FnOnce(&mut Txn<'_>) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        let rehearsed: Result<Infallible, Rehearsed<T>> = {
            let _turn = self.app.writers.turn.for_others();
            self.store.write(self.app.world.act(), |txn| {
                Err(use_case(txn).map_or_else(Rehearsed::Failed, Rehearsed::Over))
            })
        };
        match rehearsed {
            Err(Rehearsed::Over(value)) => Ok(value),
            Err(Rehearsed::Failed(error)) => {
                self.app.note(Some(&error));
                Err(error)
            }
        }
    }
}

/// How a rehearsal ends: it is rolled back like an error.
enum Rehearsed<T> {
    Over(T),
    Failed(AppError),
}

impl<T> From<StoreError> for Rehearsed<T> {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// The end of every transaction, of whichever class.
impl App {
    /// Keeps whether it was saved, and tells of it. Nothing is held here: whoever hears may ask any use case.
    fn conclude<T>(&self, ended: Ended<T>) -> Result<T, AppError> {
        self.note(ended.result.as_ref().err());
        for (event, logs) in ended.touched {
            self.announce(&Changed { event, logs });
        }
        ended.result
    }

    /// Keeps whether the last thing was saved. What is refused for a reason of the trade was not to be saved, and changes
    /// nothing here.
    fn note(&self, error: Option<&AppError>) {
        let mut unsaved = lock(&self.writers.unsaved);
        match error {
            None => *unsaved = None,
            // An event that is only looked at refuses what is fine in another.
            Some(AppError::Store(StoreError::Joined { .. })) => {}
            Some(error @ AppError::Store(_)) => {
                *unsaved = Some(Unsaved {
                    code: error.code(),
                    failure: error.failure(),
                });
            }
            Some(_refused) => {}
        }
    }

    /// Why the last thing was not saved; nothing while everything is.
    #[must_use]
    pub fn unsaved(&self) -> Option<Failure> {
        let unsaved = lock(&self.writers.unsaved);
        unsaved.as_ref().map(|unsaved| unsaved.failure.clone())
    }

    /// The code of [`App::unsaved`].
    #[must_use]
    pub fn unsaved_code(&self) -> Option<&'static str> {
        lock(&self.writers.unsaved).as_ref().map(|unsaved| unsaved.code)
    }
}

/// A use case that panicked wrote nothing: its transaction was rolled back, so what it held may be used again.
fn lock<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}
