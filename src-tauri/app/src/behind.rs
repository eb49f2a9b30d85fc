//! Work of many transactions that goes on behind the desk: each begins only when no desk wants to write.

use crate::device::App;
use crate::failure::AppError;
use sarrera_store::{Reader, Store, Txn};
use std::sync::{Mutex, PoisonError};

/// The opening that such work writes through; made at its first transaction.
#[derive(Debug, Default)]
pub(crate) struct Behind(Mutex<Option<Store>>);

impl App {
    /// As [`App::write_and_show`], behind every desk that wants to write.
    pub(crate) fn write_behind<T, U>(
        &self,
        use_case: impl FnOnce(&mut Txn<'_>) -> Result<T, AppError>,
        show: impl FnOnce(&Reader<'_>, T) -> Result<U, AppError>,
    ) -> Result<U, AppError> {
        let mut opening = self.behind.0.lock().unwrap_or_else(PoisonError::into_inner);
        let store = match opening.as_mut() {
            Some(store) => store,
            None => {
                let store = self.another_store()?;
                store.leave_checkpoints()?;
                opening.insert(store)
            }
        };
        let turn = self.turn.for_import();
        let result = store.write_and_show(self.world().act(), use_case, show);
        drop(turn);
        self.wal.wrote();
        self.note(result.as_ref().err());
        result
    }
}
