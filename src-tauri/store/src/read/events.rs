//! Events, their checkpoints, categories and devices.

use crate::Reader;
use crate::error::StoreError;
use crate::log::EventNo;
use ed25519_dalek::VerifyingKey;
use rusqlite::{OptionalExtension, Row, named_params};
use sarrera_core::admission::Rule;
use sarrera_core::codes::KeyId;
use sarrera_core::ids::{CheckpointId, DeviceId, EventId};
use sarrera_core::ops::{Fact, KeyUse, NoticeTexts, Role};

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    pub no: EventNo,
    pub id: EventId,
    pub label: String,
    pub name: String,
    pub venue: String,
    pub time_zone: String,
    pub starts: String,
    pub ends: String,
    pub demo: bool,
    /// The event's own; without it, the app's.
    pub privacy_notice: Option<NoticeTexts>,
}

/// One checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckpointRow {
    pub id: CheckpointId,
    pub label: String,
    pub name: String,
    pub rule: Rule,
}

/// One category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryRow {
    pub label: String,
    pub eu: String,
    pub es: String,
    pub en: String,
    pub pattern: String,
}

/// One device of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceRow {
    pub id: DeviceId,
    pub name: String,
    pub role: String,
    pub revoked: bool,
}

/// A device's key, as the key of tickets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketKey {
    pub key: VerifyingKey,
    /// Whether tickets under it are believed; a key of a stand, or of a revoked device, is known and not believed.
    pub signs_tickets: bool,
}

const EVENT: &str =
    "SELECT e.event_no, e.event_id, d.label, d.name, d.venue, d.time_zone, d.starts, d.ends, d.demo,
            d.notice_eu, d.notice_es, d.notice_en
     FROM event e JOIN event_definition d USING (event_no)";

impl Reader<'_> {
    /// All events, in the order in which they came here.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn events(&self) -> Result<Vec<EventRow>, StoreError> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("{EVENT} ORDER BY e.event_no"))?;
        let rows = statement.query_map([], event_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The event of this id.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn event(&self, id: EventId) -> Result<Option<EventRow>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(&format!("{EVENT} WHERE e.event_id = :event"))?
            .query_row(named_params! {":event": id.0}, event_row)
            .optional()?)
    }

    /// The event's checkpoints.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn checkpoints(&self, event: EventNo) -> Result<Vec<CheckpointRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT checkpoint_id, label, name, rule FROM checkpoint WHERE event_no = :event ORDER BY label",
        )?;
        let mut rows = statement.query(named_params! {":event": event.0})?;
        let mut checkpoints = Vec::new();
        while let Some(row) = rows.next()? {
            let rule: String = row.get(3)?;
            checkpoints.push(CheckpointRow {
                id: CheckpointId(row.get(0)?),
                label: row.get(1)?,
                name: row.get(2)?,
                rule: serde_json::from_str(&rule)?,
            });
        }
        Ok(checkpoints)
    }

    /// The event's categories.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn categories(&self, event: EventNo) -> Result<Vec<CategoryRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT label, eu, es, en, pattern FROM category WHERE event_no = :event ORDER BY label",
        )?;
        let rows = statement.query_map(named_params! {":event": event.0}, |row| {
            Ok(CategoryRow {
                label: row.get(0)?,
                eu: row.get(1)?,
                es: row.get(2)?,
                en: row.get(3)?,
                pattern: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The event's devices.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn devices(&self, event: EventNo) -> Result<Vec<DeviceRow>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT device_id, name, role, revoked FROM device WHERE event_no = :event ORDER BY name",
        )?;
        let rows = statement.query_map(named_params! {":event": event.0}, |row| {
            Ok(DeviceRow {
                id: DeviceId(row.get(0)?),
                name: row.get(1)?,
                role: row.get(2)?,
                revoked: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What this device is in the event; nothing where it is no device of the event, or was revoked.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn role_here(&self, event: EventNo) -> Result<Option<Role>, StoreError> {
        let role: Option<String> = self
            .connection
            .prepare_cached(
                "SELECT d.role FROM own o JOIN device d ON d.event_no = :event AND d.device_id = o.device_id
                 WHERE NOT d.revoked",
            )?
            .query_row(named_params! {":event": event.0}, |row| row.get(0))
            .optional()?;
        let role = role.map(|role| serde_json::from_value(serde_json::Value::String(role)));
        Ok(role.transpose()?)
    }

    /// The devices' keys of this id, usually one or none: four bytes may fit several.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn ticket_keys(&self, event: EventNo, id: KeyId) -> Result<Vec<TicketKey>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT signing_key, signs_tickets FROM device WHERE event_no = :event AND ticket_key_id = :id",
        )?;
        let mut rows = statement.query(named_params! {":event": event.0, ":id": id.0})?;
        let mut keys = Vec::new();
        while let Some(row) = rows.next()? {
            if let Ok(key) = VerifyingKey::from_bytes(&row.get(0)?) {
                keys.push(TicketKey {
                    key,
                    signs_tickets: row.get(1)?,
                });
            }
        }
        Ok(keys)
    }

    /// The key of a use that this device works with: badges are made with the newest, while imported people keep the
    /// ids that the first one gave them.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn event_key(&self, event: EventNo, key_use: KeyUse) -> Result<Option<[u8; 32]>, StoreError> {
        let mut keys = self.event_keys(event, key_use)?.into_iter();
        Ok(match key_use {
            KeyUse::Badge => keys.next(),
            KeyUse::Import => keys.next_back(),
        })
    }

    /// Every key of a use that this device holds, the newest first, by the order in which they were published.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn event_keys(&self, event: EventNo, key_use: KeyUse) -> Result<Vec<[u8; 32]>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT k.key FROM event_key k LEFT JOIN published_key p USING (event_no, key_use, key_id)
             WHERE k.event_no = :event AND k.key_use = :use ORDER BY p.place DESC, k.key_id",
        )?;
        let rows = statement.query_map(
            named_params! {":event": event.0, ":use": key_use_name(key_use)},
            |row| row.get(0),
        )?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl crate::Txn<'_> {
    /// Keeps a key that was opened with this device's sealing key.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn keep_event_key(
        &mut self,
        event: EventId,
        key_use: KeyUse,
        key_id: &str,
        key: [u8; 32],
    ) -> Result<(), StoreError> {
        let connection = self.reader().connection;
        let no = crate::log::event_no(connection, event)?;
        connection.execute(
            "INSERT INTO event_key (event_no, key_use, key_id, key) VALUES (:event, :use, :id, :key)
             ON CONFLICT DO UPDATE SET key = excluded.key",
            named_params! {":event": no.0, ":use": key_use_name(key_use), ":id": key_id, ":key": key},
        )?;
        Ok(())
    }
}

/// A key that an office published, sealed to one device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedKey {
    pub event: EventId,
    pub key_use: KeyUse,
    pub key_id: String,
    pub sealed: String,
}

impl Reader<'_> {
    /// The keys that were published to a device, and that are not kept here yet.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn keys_published_to(&self, device: DeviceId) -> Result<Vec<SealedKey>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT e.event_id, o.v, o.body, e.event_no FROM event e JOIN log l USING (event_no) JOIN op o USING (log_no)
             WHERE l.name = 'public' AND o.kind = 'key_published' AND o.permitted = 1",
        )?;
        let mut rows = statement.query([])?;
        let mut keys: Vec<SealedKey> = Vec::new();
        while let Some(row) = rows.next()? {
            let (v, body): (u16, Vec<u8>) = (row.get(1)?, row.get(2)?);
            let Ok(Fact::KeyPublished(fact)) = Fact::decode("key_published", v, &body, None) else {
                continue;
            };
            let Some(sealed) = fact.sealed.get(&device.to_string()) else {
                continue;
            };
            let is_kept = self
                .connection
                .prepare_cached(
                    "SELECT 1 FROM event_key WHERE event_no = :event AND key_use = :use AND key_id = :id",
                )?
                .exists(named_params! {
                    ":event": row.get::<_, i64>(3)?, ":use": key_use_name(fact.key_use), ":id": fact.key_id,
                })?;
            if !is_kept {
                keys.push(SealedKey {
                    event: EventId(row.get(0)?),
                    key_use: fact.key_use,
                    key_id: fact.key_id.clone(),
                    sealed: sealed.clone(),
                });
            }
        }
        Ok(keys)
    }
}

pub(crate) const fn key_use_name(key_use: KeyUse) -> &'static str {
    match key_use {
        KeyUse::Badge => "badge",
        KeyUse::Import => "import",
    }
}

fn event_row(row: &Row<'_>) -> rusqlite::Result<EventRow> {
    let notice = NoticeTexts {
        eu: row.get(9)?,
        es: row.get(10)?,
        en: row.get(11)?,
    };
    Ok(EventRow {
        privacy_notice: (!notice.eu.is_empty()).then_some(notice),
        no: EventNo(row.get(0)?),
        id: EventId(row.get(1)?),
        label: row.get(2)?,
        name: row.get(3)?,
        venue: row.get(4)?,
        time_zone: row.get(5)?,
        starts: row.get(6)?,
        ends: row.get(7)?,
        demo: row.get(8)?,
    })
}
