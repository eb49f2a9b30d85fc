//! Whom this device invited to its events, and how many may still come by each invitation.

use crate::error::StoreError;
use crate::log::{EventNo, event_no};
use crate::{Reader, Txn};
use rusqlite::{Row, named_params};
use sarrera_core::codes::TokenKey;
use sarrera_core::ids::EventId;
use sarrera_core::ops::{KeyUse, Role};
use sarrera_core::time::Timestamp;

/// What an invitation is known by here; it has nothing to do with its token.
pub type InvitationId = [u8; 16];

/// One invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationRow {
    pub id: InvitationId,
    pub token_key: TokenKey,
    pub role: Role,
    /// Whose stand the devices are at.
    pub exhibitor: Option<String>,
    pub may_serve: bool,
    /// What the devices are called; without it, as they call themselves.
    pub name: Option<String>,
    pub created: Timestamp,
    pub expires: Timestamp,
    /// How many may come by it, and how many still may.
    pub devices: u32,
    pub devices_left: u32,
    pub revoked: Option<Timestamp>,
}

/// A symmetric key that this device holds.
#[derive(Clone)]
pub struct HeldKey {
    pub key_use: KeyUse,
    pub key_id: String,
    pub key: [u8; 32],
}

impl std::fmt::Debug for HeldKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HeldKey")
            .field("key_id", &self.key_id)
            .finish_non_exhaustive()
    }
}

impl Reader<'_> {
    /// The invitations to an event, the newest first.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn invitations(&self, event: EventNo) -> Result<Vec<InvitationRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT invitation_id, token_key, role, exhibitor, may_serve, name, created_at, expires_at, devices,
                    devices_left, revoked_at
             FROM invitation WHERE event_no = :event ORDER BY created_at DESC, invitation_id",
        )?;
        let mut rows = statement.query(named_params! {":event": event.0})?;
        let mut invitations = Vec::new();
        while let Some(row) = rows.next()? {
            invitations.push(invitation(row)?);
        }
        Ok(invitations)
    }

    /// The symmetric keys of an event that this device holds.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn held_keys(&self, event: EventNo) -> Result<Vec<HeldKey>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT key_use, key_id, key FROM event_key WHERE event_no = :event ORDER BY key_use, key_id",
        )?;
        let mut rows = statement.query(named_params! {":event": event.0})?;
        let mut keys = Vec::new();
        while let Some(row) = rows.next()? {
            keys.push(HeldKey {
                key_use: serde_json::from_value(serde_json::Value::String(row.get(0)?))?,
                key_id: row.get(1)?,
                key: row.get(2)?,
            });
        }
        Ok(keys)
    }
}

fn invitation(row: &Row<'_>) -> Result<InvitationRow, StoreError> {
    Ok(InvitationRow {
        id: row.get(0)?,
        token_key: TokenKey(row.get(1)?),
        role: serde_json::from_value(serde_json::Value::String(row.get(2)?))?,
        exhibitor: row.get(3)?,
        may_serve: row.get(4)?,
        name: row.get(5)?,
        created: Timestamp(row.get(6)?),
        expires: Timestamp(row.get(7)?),
        devices: row.get(8)?,
        devices_left: row.get(9)?,
        revoked: row.get::<_, Option<i64>>(10)?.map(Timestamp),
    })
}

impl Txn<'_> {
    /// Keeps an invitation; those that were over before a moment go.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn add_invitation(
        &mut self,
        event: EventId,
        new: &InvitationRow,
        over_before: Timestamp,
    ) -> Result<(), StoreError> {
        let connection = self.reader().connection;
        let event = event_no(connection, event)?;
        connection.execute(
            "DELETE FROM invitation WHERE event_no = :event AND expires_at < :before",
            named_params! {":event": event.0, ":before": over_before.0},
        )?;
        connection.execute(
            "INSERT INTO invitation (invitation_id, event_no, token_key, role, exhibitor, may_serve, name, created_at,
                expires_at, devices, devices_left, revoked_at)
             VALUES (:id, :event, :key, :role, :exhibitor, :may_serve, :name, :created, :expires, :devices, :left,
                :revoked)",
            named_params! {
                ":id": new.id, ":event": event.0, ":key": new.token_key.0,
                ":role": serde_json::to_value(new.role)?.as_str().unwrap_or_default(),
                ":exhibitor": new.exhibitor, ":may_serve": new.may_serve, ":name": new.name,
                ":created": new.created.0, ":expires": new.expires.0, ":devices": new.devices,
                ":left": new.devices_left, ":revoked": new.revoked.map(|at| at.0),
            },
        )?;
        Ok(())
    }

    /// One more device came by an invitation.
    ///
    /// # Errors
    /// When the database can't be written, or nobody may come by it any more.
    pub fn use_invitation(&mut self, id: &InvitationId) -> Result<(), StoreError> {
        let used = self.reader().connection.execute(
            "UPDATE invitation SET devices_left = devices_left - 1 WHERE invitation_id = :id AND devices_left > 0",
            named_params! {":id": id},
        )?;
        if used == 1 {
            Ok(())
        } else {
            Err(StoreError::Missing {
                what: "place",
                which: "of an invitation".to_owned(),
            })
        }
    }

    /// Nobody comes by an invitation any more.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn revoke_invitation(&mut self, id: &InvitationId) -> Result<(), StoreError> {
        let now = self.now().0;
        self.reader().connection.execute(
            "UPDATE invitation SET revoked_at = coalesce(revoked_at, :now) WHERE invitation_id = :id",
            named_params! {":id": id, ":now": now},
        )?;
        Ok(())
    }
}
