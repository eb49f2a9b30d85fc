//! This device's own identity: its keys, which outlive every replica, and its clock's last reading.

use crate::error::StoreError;
use crate::log::unsigned;
use crate::{Reader, Store};
use ed25519_dalek::SigningKey;
use rusqlite::{Connection, OptionalExtension, named_params};
use sarrera_core::ids::DeviceId;
use sarrera_core::ops::{OpHash, device_id};
use sarrera_core::time::{Hlc, Timestamp};
use std::sync::Arc;

/// What makes a device: its keys and a name to call it by.
#[derive(Clone)]
pub struct NewDevice {
    pub name: String,
    pub signing_key: SigningKey,
    /// The X25519 identity that keys are sealed to, as text.
    pub sealing_key: String,
}

impl std::fmt::Debug for NewDevice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewDevice")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// This device.
#[derive(Clone)]
pub struct OwnDevice {
    pub device: DeviceId,
    pub name: String,
    pub signing_key: Arc<SigningKey>,
    pub sealing_key: String,
}

impl std::fmt::Debug for OwnDevice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OwnDevice")
            .field("device", &self.device)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Gives the database its device; one that it has already stays.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn make_device(&mut self, new: &NewDevice) -> Result<OwnDevice, StoreError> {
        let device = device_id(&new.signing_key.verifying_key());
        self.connection.execute(
            "INSERT INTO own (own_id, name, signing_seed, sealing_key, device_id, last_hash)
             VALUES (1, :name, :seed, :sealing, :device, :none) ON CONFLICT DO NOTHING",
            named_params! {
                ":name": new.name,
                ":seed": new.signing_key.to_bytes(),
                ":sealing": new.sealing_key,
                ":device": device.0,
                ":none": OpHash::NONE.0,
            },
        )?;
        own_device(&self.connection)?.ok_or_else(|| StoreError::Missing {
            what: "device",
            which: "of this database".to_owned(),
        })
    }
}

impl Reader<'_> {
    /// The latest moment that anything known here was written at, by whoever's clock; nothing on a fresh device.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn newest_moment(&self) -> Result<Option<Timestamp>, StoreError> {
        let hlc = self
            .connection
            .prepare_cached("SELECT hlc FROM own")?
            .query_row([], |row| row.get(0).map(unsigned))
            .optional()?;
        Ok(hlc.filter(|hlc| *hlc > 0).map(|hlc| Hlc(hlc).at()))
    }

    /// This device, if the database has one.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn own_device(&self) -> Result<Option<OwnDevice>, StoreError> {
        own_device(self.connection)
    }
}

pub(crate) fn own_device(connection: &Connection) -> Result<Option<OwnDevice>, StoreError> {
    Ok(connection
        .prepare_cached("SELECT name, signing_seed, sealing_key, device_id FROM own")?
        .query_row([], |row| {
            Ok(OwnDevice {
                name: row.get(0)?,
                signing_key: Arc::new(SigningKey::from_bytes(&row.get(1)?)),
                sealing_key: row.get(2)?,
                device: DeviceId(row.get(3)?),
            })
        })
        .optional()?)
}
