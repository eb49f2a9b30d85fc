//! What a measurement is held against: bare durable inserts into a plain file, with the product's own settings.

use rusqlite::{Connection, OpenFlags, named_params};
use std::path::Path;

/// A plain SQLite file in WAL mode with `synchronous=FULL`.
#[derive(Debug)]
pub struct BareInserts {
    connection: Connection,
}

impl BareInserts {
    /// Opens a new file in the folder, through the VFS of this name: the same disk as what is held against it.
    ///
    /// # Errors
    /// When the file can't be made.
    pub fn open(dir: &Path, vfs: &str) -> rusqlite::Result<Self> {
        let connection =
            Connection::open_with_flags_and_vfs(dir.join("plain.db"), OpenFlags::default(), vfs)?;
        let _mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
        connection.execute_batch(
            "PRAGMA synchronous = FULL;
             CREATE TABLE entry (entry_id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, body BLOB NOT NULL) STRICT;",
        )?;
        Ok(Self { connection })
    }

    /// One insert in a transaction of its own: on the disk when this returns.
    ///
    /// # Errors
    /// When the file can't be written.
    pub fn insert(&self, at_ms: i64) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached("INSERT INTO entry (at_ms, body) VALUES (:at, :body)")?
            .execute(named_params! {":at": at_ms, ":body": [7_u8; 300]})?;
        Ok(())
    }
}
