//! The small process that the kill harness proves itself on: inserts into an encrypted database and acknowledges each
//! insert with a line; told `early` it acknowledges before the commit, which the harness must find out.

use std::io::Write;

use rusqlite::Connection;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(path), Some(manner)) = (arguments.next(), arguments.next()) else {
        return Err("wanted: DATABASE honest|early [ROWS]".into());
    };
    let rows = arguments.next().map_or(Ok(u32::MAX), |rows| rows.parse())?;
    let mut connection = Connection::open(path)?;
    connection.pragma_update(
        None,
        "key",
        "x'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'",
    )?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "wal_autocheckpoint", 20)?;
    connection
        .execute_batch("CREATE TABLE IF NOT EXISTS entry (entry_id INTEGER PRIMARY KEY, text TEXT) STRICT")?;
    let mut output = std::io::stdout().lock();
    for _ in 0..rows {
        let transaction = connection.transaction()?;
        transaction.execute("INSERT INTO entry (text) VALUES (hex(zeroblob(300)))", [])?;
        let entry_id = transaction.last_insert_rowid();
        if manner == "early" {
            writeln!(output, "{entry_id}")?;
            output.flush()?;
        }
        transaction.commit()?;
        if manner == "honest" {
            writeln!(output, "{entry_id}")?;
            output.flush()?;
        }
    }
    Ok(())
}
