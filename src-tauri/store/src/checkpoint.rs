//! When the log is brought into the database file: it costs a sync of both, which no scan should wait for.

use crate::Store;
use crate::error::StoreError;

/// A transaction brings the log in itself once it has so many pages (64 MB), however many were left to others.
const LOG_PAGES_MAX: u32 = 16_000;

impl Store {
    /// Leaves it to another opening, or to calls of [`Store::checkpoint`], to bring the log in; up to a bound.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn leave_checkpoints(&self) -> Result<(), StoreError> {
        Ok(self
            .connection
            .pragma_update(None, "wal_autocheckpoint", LOG_PAGES_MAX)?)
    }

    /// Brings the log into the database file as far as nobody reads the file as it was. Nobody waits for this.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn checkpoint(&self) -> Result<(), StoreError> {
        Ok(self
            .connection
            .query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?)
    }
}
