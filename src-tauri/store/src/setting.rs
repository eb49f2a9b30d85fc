//! Small values that belong to this device alone and are never sent.

use crate::error::StoreError;
use crate::{Reader, Store};
use rusqlite::{Connection, OptionalExtension, named_params};

impl Store {
    /// Sets a value of this device.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn set_setting(&mut self, name: &str, value: &str) -> Result<(), StoreError> {
        set(&self.connection, name, value)
    }

    /// Remembers how the columns of files with these headers are mapped.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn remember_mapping(&mut self, header_set: &str, mapping: &str) -> Result<(), StoreError> {
        self.connection.execute(
            "INSERT INTO import_mapping (header_set, mapping) VALUES (:set, :mapping)
             ON CONFLICT DO UPDATE SET mapping = excluded.mapping",
            named_params! {":set": header_set, ":mapping": mapping},
        )?;
        Ok(())
    }
}

impl Reader<'_> {
    /// A value of this device.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        get(self.connection, name)
    }

    /// Another number whenever the personal part of an op here went or came back.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn private_changes(&self) -> Result<u64, StoreError> {
        private_changes(self.connection)
    }

    /// How the columns of files with these headers were mapped last.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn mapping(&self, header_set: &str) -> Result<Option<String>, StoreError> {
        Ok(self
            .connection
            .prepare_cached("SELECT mapping FROM import_mapping WHERE header_set = :set")?
            .query_row(named_params! {":set": header_set}, |row| row.get(0))
            .optional()?)
    }
}

pub(crate) fn get(connection: &Connection, name: &str) -> Result<Option<String>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT value FROM setting WHERE name = :name")?
        .query_row(named_params! {":name": name}, |row| row.get(0))
        .optional()?)
}

/// Counts how often the personal part of an op went or came back.
const PRIVATE_CHANGES: &str = "private_changes";

/// The personal part of an op went or came back: what was read of it before is not to be said any more.
pub(crate) fn private_changed(connection: &Connection) -> Result<(), StoreError> {
    let before = private_changes(connection)?;
    set(connection, PRIVATE_CHANGES, &before.wrapping_add(1).to_string())
}

fn private_changes(connection: &Connection) -> Result<u64, StoreError> {
    let text = get(connection, PRIVATE_CHANGES)?;
    Ok(text.and_then(|text| text.parse().ok()).unwrap_or(0))
}

pub(crate) fn set(connection: &Connection, name: &str, value: &str) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO setting (name, value) VALUES (:name, :value)
             ON CONFLICT DO UPDATE SET value = excluded.value",
        )?
        .execute(named_params! {":name": name, ":value": value})?;
    Ok(())
}
