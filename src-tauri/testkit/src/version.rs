//! A database as a program of tomorrow leaves it.

use rusqlite::Connection;
use std::path::Path;

/// No schema of ours is as new.
const NEWER: u32 = 1_000_000;

/// Marks a closed, encrypted database as written by a newer program.
///
/// # Errors
/// When the file can't be opened with this key.
pub fn make_newer(database: &Path, key: &[u8; 32]) -> rusqlite::Result<()> {
    let connection = Connection::open(database)?;
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    connection.execute_batch(&format!("PRAGMA key = \"x'{hex}'\""))?;
    connection.pragma_update(None, "user_version", NEWER)
}
