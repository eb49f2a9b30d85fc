//! The log as an organiser's scripts see it: digest, verification, rebuild, conflicts.

use crate::device::App;
use crate::failure::AppError;
use sarrera_store::{ConflictRow, Digest, Verified};

impl App {
    /// One value that two devices share exactly when they hold the same ops and derived the same from them.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn digest(&self) -> Result<Digest, AppError> {
        self.read(|r| Ok(r.digest()?))
    }

    /// Walks every chain and has the file checked.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn verify(&self) -> Result<Verified, AppError> {
        self.read(|r| Ok(r.verify()?))
    }

    /// Folds everything anew from the logs; `progress` hears (done, of).
    ///
    /// # Errors
    /// When the database can't be written; the old projection stays then.
    pub fn rebuild(&self, progress: &mut dyn FnMut(usize, usize)) -> Result<(), AppError> {
        self.write_here(|store| store.rebuild(progress))
    }

    /// The event's conflicts, open ones first.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn conflicts(&self, event: &str) -> Result<Vec<ConflictRow>, AppError> {
        let event = self.event(event)?;
        self.read(|r| Ok(r.conflicts(event.no)?))
    }
}
