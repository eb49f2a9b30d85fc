//! The tables of the search: made, and emptied for a rebuild.

use crate::error::StoreError;
use rusqlite::Connection;

/// `search_entry` holds each attendee's words once, so that a change can take exactly them out of the index;
/// `search_fts` is contentless and keeps no positions, because only whole words and their beginnings are asked for;
/// `search_word` is the vocabulary for slips of the finger; `search_code` the codes.
const TABLES: &str = "
CREATE TABLE IF NOT EXISTS search_entry (
    entry_no INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    words TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS search_word (
    event_no INTEGER NOT NULL,
    word TEXT NOT NULL,
    PRIMARY KEY (event_no, word)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS search_code (
    event_no INTEGER NOT NULL,
    code TEXT NOT NULL,
    entry_no INTEGER NOT NULL,
    is_badge INTEGER NOT NULL,
    PRIMARY KEY (event_no, code, entry_no)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS search_code_entry ON search_code (entry_no);
CREATE VIRTUAL TABLE IF NOT EXISTS search_fts USING fts5(
    words, content='', columnsize=0, detail=none, tokenize='ascii', prefix='2 3 4'
);
INSERT INTO search_fts (search_fts, rank) VALUES ('secure-delete', 1);
";

/// Makes the search tables where they are missing.
///
/// # Errors
/// When the database can't be written.
pub fn create(connection: &Connection) -> Result<(), StoreError> {
    Ok(connection.execute_batch(TABLES)?)
}

/// Empties the search, for a rebuild of everything derived.
///
/// # Errors
/// When the database can't be written.
pub fn clear(connection: &Connection) -> Result<(), StoreError> {
    Ok(connection.execute_batch(
        "DELETE FROM search_entry;
         DELETE FROM search_word;
         DELETE FROM search_code;
         INSERT INTO search_fts (search_fts) VALUES ('delete-all');",
    )?)
}
