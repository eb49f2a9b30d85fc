//! Opening the one database file: encrypted, WAL, `synchronous=FULL`, foreign keys on, and at this app's version.

use crate::error::StoreError;
use crate::rebuild::is_derived_by_this;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::time::Duration;
use zeroize::Zeroizing;

/// The version of the tables that this app reads and writes.
pub const SCHEMA_VERSION: u32 = 9;

/// The version of everything derived from ops. It goes up with every change of a fold, of a projected row or of the
/// search's keys: a database whose rows another version derived has them derived anew when it is opened.
pub const PROJECTION_VERSION: u32 = 10;

/// The tables, version by version: version n is reached by running step n − 1.
const MIGRATIONS: [&str; 9] = [
    include_str!("schema.sql"),
    include_str!("schema_2.sql"),
    include_str!("schema_3.sql"),
    include_str!("schema_4.sql"),
    include_str!("schema_5.sql"),
    include_str!("schema_6.sql"),
    include_str!("schema_7.sql"),
    include_str!("schema_8.sql"),
    include_str!("schema_9.sql"),
];

/// How long a writer waits for another process before it says so.
pub(crate) const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// How many prepared statements a connection keeps.
const STATEMENTS_MAX: usize = 160;

/// The 32 bytes that the database is encrypted with.
#[derive(Clone)]
pub struct DatabaseKey(Zeroizing<[u8; 32]>);

impl DatabaseKey {
    /// The key of these bytes.
    #[must_use]
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The key's bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Debug for DatabaseKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DatabaseKey")
    }
}

/// Where the database is and how it is opened.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    pub path: PathBuf,
    pub key: DatabaseKey,
    /// The name of a registered VFS: tests record and cut the disk with it.
    pub vfs: Option<String>,
}

impl StoreOptions {
    /// A database at `path` on the ordinary disk.
    #[must_use]
    pub fn new(path: &Path, key: DatabaseKey) -> Self {
        Self {
            path: path.to_path_buf(),
            key,
            vfs: None,
        }
    }
}

/// Opens the database and brings it to this version; makes it where there is none.
pub(crate) fn open(options: &StoreOptions) -> Result<Connection, StoreError> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = match &options.vfs {
        Some(vfs) => Connection::open_with_flags_and_vfs(&options.path, flags, vfs.as_str()),
        None => Connection::open_with_flags(&options.path, flags),
    }?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
    // Without it a statement is compiled anew for each value that is bound to it, to choose its plan by that value.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    unlock(&connection, options)?;
    set_pragmas(&connection)?;
    migrate(&mut connection, &options.path)?;
    Ok(connection)
}

fn unlock(connection: &Connection, options: &StoreOptions) -> Result<(), StoreError> {
    let mut hex = Zeroizing::new(String::with_capacity(80));
    hex.push_str("PRAGMA key = \"x'");
    for byte in options.key.bytes() {
        hex.push_str(&format!("{byte:02x}"));
    }
    hex.push_str("'\"");
    // SQLCipher would print to standard error for every page that a wrong key does not open.
    connection.execute_batch("PRAGMA cipher_log_level = NONE;")?;
    connection.execute_batch(&hex)?;
    // The first read tells whether the key fits.
    let read = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()));
    match read.map_err(StoreError::from) {
        Err(StoreError::Damaged(_)) => Err(StoreError::WrongKey {
            path: options.path.clone(),
        }),
        result => result,
    }
}

fn set_pragmas(connection: &Connection) -> Result<(), StoreError> {
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
    assert_eq!(mode, "wal", "the database is in WAL mode");
    connection.execute_batch(
        "PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA secure_delete = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -32000;
         PRAGMA journal_size_limit = 67108864;
         PRAGMA trusted_schema = OFF;",
    )?;
    Ok(())
}

fn migrate(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let version = version(connection)?;
    if version == SCHEMA_VERSION {
        return Ok(());
    }
    let txn = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Read again: another process may have done it while we waited.
    let found = self::version(&txn)?;
    if found > SCHEMA_VERSION {
        return Err(StoreError::Newer {
            path: path.to_path_buf(),
            found,
            known: SCHEMA_VERSION,
        });
    }
    for step in MIGRATIONS
        .iter()
        .skip(usize::try_from(found).unwrap_or(usize::MAX))
    {
        txn.execute_batch(step)?;
    }
    if found == 0 {
        crate::search::create(&txn)?;
        crate::rebuild::note_version(&txn)?;
    }
    txn.pragma_update(None, "user_version", SCHEMA_VERSION)?;
    txn.commit()?;
    Ok(())
}

/// Begins a transaction that writes. A program that stayed open while another of a newer version brought the database to
/// its own stops here: it would go on deriving rows in the old way.
pub(crate) fn begin(connection: &mut Connection) -> Result<Transaction<'_>, StoreError> {
    let txn = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let found = version(&txn)?;
    if found != SCHEMA_VERSION || !is_derived_by_this(&txn)? {
        let path = PathBuf::from(txn.path().unwrap_or_default());
        return Err(StoreError::Newer {
            path,
            found,
            known: SCHEMA_VERSION,
        });
    }
    Ok(txn)
}

fn version(connection: &Connection) -> Result<u32, StoreError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}
