//! Who works at the desks of an event, and who is at this one.

use crate::error::StoreError;
use crate::log::{EventNo, find_event_no};
use crate::{Reader, Store};
use rusqlite::{Connection, OptionalExtension, named_params};
use sarrera_core::ids::{EventId, OperatorId};

/// One operator.
#[derive(Clone, PartialEq, Eq)]
pub struct OperatorRow {
    pub id: OperatorId,
    pub name: String,
    /// False: retired.
    pub active: bool,
}

impl std::fmt::Debug for OperatorRow {
    /// Shows no name.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OperatorRow")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl Reader<'_> {
    /// All operators of an event, those who retired too.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn operators(&self, event: EventNo) -> Result<Vec<OperatorRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT operator_id, name, active FROM operator WHERE event_no = :event ORDER BY name, operator_id",
        )?;
        let rows = statement.query_map(named_params! {":event": event.0}, |row| {
            Ok(OperatorRow {
                id: OperatorId(row.get(0)?),
                name: row.get(1)?,
                active: row.get(2)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Who is at this device for an event; nobody where the one who was chosen has retired.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn operator_here(&self, event: EventId) -> Result<Option<OperatorId>, StoreError> {
        operator_here(self.connection, event)
    }
}

impl Store {
    /// Keeps who is at this device for an event from now on: every op that it writes there carries them.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn choose_operator(
        &mut self,
        event: EventId,
        operator: Option<OperatorId>,
    ) -> Result<(), StoreError> {
        let chosen = operator.map(|id| id.to_string()).unwrap_or_default();
        crate::setting::set(&self.connection, &setting(event), &chosen)
    }
}

pub(crate) fn operator_here(
    connection: &Connection,
    event: EventId,
) -> Result<Option<OperatorId>, StoreError> {
    let chosen = crate::setting::get(connection, &setting(event))?;
    let Some(chosen) = chosen.and_then(|id| id.parse::<OperatorId>().ok()) else {
        return Ok(None);
    };
    let Some(no) = find_event_no(connection, event)? else {
        return Ok(None);
    };
    Ok(connection
        .prepare_cached(
            "SELECT operator_id FROM operator WHERE event_no = :event AND operator_id = :operator AND active = 1",
        )?
        .query_row(named_params! {":event": no.0, ":operator": chosen.0}, |row| {
            row.get(0)
        })
        .optional()?
        .map(OperatorId))
}

fn setting(event: EventId) -> String {
    format!("operator_{event}")
}
