//! One window works on a folder: a second would show visitors late that the first let in, and print badges again.
//!
//! The command line may work beside it: it shows nothing that grows old. A window that was killed holds nothing.

use sarrera_app::AppError;
use std::fs::{File, TryLockError};
use std::path::Path;

/// Empty; the lock on it is what counts.
const NAME: &str = "sarrera.window";

/// Holds the folder until the file is closed; nothing where the folder is not there yet or takes no locks.
///
/// # Errors
/// When another window holds it.
pub(crate) fn hold(folder: &Path) -> Result<Option<File>, AppError> {
    let Ok(file) = File::create(folder.join(NAME)) else {
        // Whoever opens the database says what is wrong with the folder.
        return Ok(None);
    };
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Err(AppError::OpenElsewhere),
        Err(TryLockError::Error(_)) => Ok(None),
    }
}
