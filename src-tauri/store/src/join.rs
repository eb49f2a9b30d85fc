//! An event of this device that joins another: from when its facts are recorded again there, nothing is written to it any more.

use crate::error::StoreError;
use crate::open::begin;
use crate::setting;
use crate::{Reader, Store};
use rusqlite::{Connection, named_params};
use sarrera_core::ids::EventId;
use serde::{Deserialize, Serialize};

/// How the settings that say so begin; the event's id follows.
const NAME: &str = "join_";

/// How far an event is on its way into another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JoinState {
    /// Somebody said so; it begins once this device has what the other event holds.
    Asked,
    /// Its facts are being recorded again.
    Joining,
    /// All of them are there, but those that could not be.
    Joined,
}

/// An event that joins another, or did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinRow {
    pub event: EventId,
    pub into: EventId,
    /// What the other one is called.
    pub name: String,
    pub state: JoinState,
    /// What became of it, as whoever recorded it wrote it down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<String>,
}

impl Store {
    /// Keeps how far an event is; nothing where another program had it further already, which is told.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn set_join(&mut self, row: &JoinRow) -> Result<bool, StoreError> {
        let txn = begin(&mut self.connection)?;
        let known = setting::get(&txn, &name(row.event))?;
        let known: Option<JoinRow> = known.map(|text| serde_json::from_str(&text)).transpose()?;
        if known.is_some_and(|known| known.state > row.state) {
            return Ok(false);
        }
        setting::set(&txn, &name(row.event), &serde_json::to_string(row)?)?;
        txn.commit()?;
        Ok(true)
    }
}

impl Reader<'_> {
    /// The events of this device that join another, or did.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn joins(&self) -> Result<Vec<JoinRow>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT value FROM setting WHERE name >= :from AND name < :to ORDER BY name")?;
        let range = named_params! {":from": NAME, ":to": "join`"};
        let texts = statement.query_map(range, |row| row.get::<_, String>(0))?;
        let mut rows = Vec::new();
        for text in texts {
            rows.push(serde_json::from_str(&text?)?);
        }
        Ok(rows)
    }
}

fn name(event: EventId) -> String {
    format!("{NAME}{event}")
}

/// Nothing is written to an event whose facts stand, or are just being recorded, in another.
pub(crate) fn refuse_joined(connection: &Connection, event: EventId) -> Result<(), StoreError> {
    let Some(text) = setting::get(connection, &name(event))? else {
        return Ok(());
    };
    let row: JoinRow = serde_json::from_str(&text)?;
    match row.state {
        JoinState::Asked => Ok(()),
        JoinState::Joining | JoinState::Joined => Err(StoreError::Joined { name: row.name }),
    }
}
