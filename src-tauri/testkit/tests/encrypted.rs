//! An encrypted database in WAL mode, opened the same way on any disk.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, Result};
use sarrera_testkit::world::Draws;

pub(crate) const KEY: &str = "x'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'";

pub(crate) fn open(path: &Path, vfs: Option<&str>) -> Result<Connection> {
    let flags = OpenFlags::default();
    let connection = match vfs {
        Some(name) => Connection::open_with_flags_and_vfs(path, flags, name)?,
        None => Connection::open_with_flags(path, flags)?,
    };
    // SQLCipher writes each page it cannot decrypt to standard error; the tests break thousands on purpose.
    connection.pragma_update(None, "cipher_log_level", "NONE")?;
    connection.pragma_update(None, "key", KEY)?;
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    // Small, so that a short run goes through many checkpoints.
    connection.pragma_update(None, "wal_autocheckpoint", 20)?;
    connection
        .execute_batch("CREATE TABLE IF NOT EXISTS entry (entry_id INTEGER PRIMARY KEY, text TEXT) STRICT")?;
    Ok(connection)
}

/// Inserts one row of a drawn length, durable when this returns.
pub(crate) fn insert(connection: &mut Connection, draws: &mut Draws) -> Result<i64> {
    let transaction = connection.transaction()?;
    transaction.execute(
        "INSERT INTO entry (text) VALUES (hex(zeroblob(?1)))",
        [below(draws, 4_000)],
    )?;
    // Pages of older rows change too, so that the log holds more than appended ones.
    let older = below(draws, transaction.last_insert_rowid() + 1);
    transaction.execute("UPDATE entry SET text = text || 'x' WHERE entry_id = ?1", [older])?;
    let entry_id = transaction.last_insert_rowid();
    transaction.commit()?;
    Ok(entry_id)
}

fn below(draws: &mut Draws, end: i64) -> i64 {
    i64::try_from(draws.below(u64::try_from(end).unwrap())).unwrap()
}

/// Whether the database is whole and holds every row from 1 to `acknowledged`.
pub(crate) fn check_kept(connection: &Connection, acknowledged: i64) -> Result<(), String> {
    let verdict: String = connection
        .query_row("PRAGMA integrity_check", [], |row| row.get(0))
        .map_err(|error| error.to_string())?;
    if verdict != "ok" {
        return Err(format!("integrity_check: {verdict}"));
    }
    let kept: i64 = connection
        .query_row(
            "SELECT count(*) FROM entry WHERE entry_id <= ?1",
            [acknowledged],
            |row| row.get(0),
        )
        .map_err(|error| error.to_string())?;
    if kept == acknowledged {
        Ok(())
    } else {
        Err(format!("{kept} kept of {acknowledged} acknowledged"))
    }
}
