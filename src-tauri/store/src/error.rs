//! What can go wrong with the database, sorted by what a person can do about it.

use std::path::PathBuf;

/// Why the store could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("wrong key for the database {}", path.display())]
    WrongKey { path: PathBuf },
    #[error("{} was written by a newer Sarrera (database version {found}, this one knows {known}); update Sarrera", path.display())]
    Newer { path: PathBuf, found: u32, known: u32 },
    #[error("the database is damaged: {0}")]
    Damaged(String),
    #[error("the disk is full; free some space and try again, nothing was lost")]
    DiskFull,
    #[error("the folder cannot be written: {0}; choose another folder or change its permissions")]
    NotWritable(String),
    #[error("another program holds the database; close it and try again")]
    Busy,
    #[error("an op's body cannot be written: {0}")]
    Encode(#[from] serde_json::Error),
    #[error("too much for one transaction: {ops} ops with {bytes} bytes")]
    TxnTooLarge { ops: usize, bytes: usize },
    #[error("a transaction was taken back, for somebody at the desk wanted to write")]
    GaveWay,
    #[error("what was done in this event is in {name} now: it is only looked at here")]
    Joined { name: String },
    #[error("there is no {what} {which}")]
    Missing { what: &'static str, which: String },
    #[error("database: {0}")]
    Sql(rusqlite::Error),
}

/// SQLite's extended code for "the shared memory could not grow", which is a full disk.
const IOERR_SHMSIZE: i32 = 4874;
/// SQLite's extended code for a failed write.
const IOERR_WRITE: i32 = 778;

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        let rusqlite::Error::SqliteFailure(failure, ref text) = error else {
            return Self::Sql(error);
        };
        let words = text.clone().unwrap_or_else(|| failure.to_string());
        if failure.extended_code == IOERR_SHMSIZE || failure.code == Code::DiskFull {
            return Self::DiskFull;
        }
        if failure.extended_code == IOERR_WRITE || matches!(failure.code, Code::ReadOnly | Code::CannotOpen) {
            return Self::NotWritable(words);
        }
        if matches!(failure.code, Code::DatabaseBusy | Code::DatabaseLocked) {
            return Self::Busy;
        }
        if matches!(failure.code, Code::DatabaseCorrupt | Code::NotADatabase) {
            return Self::Damaged(words);
        }
        Self::Sql(error)
    }
}
