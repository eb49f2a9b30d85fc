//! The signing keys that an event's devices are known by: one source for what is received and for what is verified.

use crate::error::StoreError;
use crate::log::{EventNo, find_log_no};
use ed25519_dalek::VerifyingKey;
use rusqlite::{Connection, named_params};
use sarrera_core::ids::DeviceId;
use sarrera_core::ops::{Fact, named_key};
use std::collections::BTreeMap;

/// Every key that a stored statement names, permitted or not: a key that fits its device's id is the right one, whoever
/// wrote it down. Whether the device may write is another question.
pub(crate) fn event_keys(
    connection: &Connection,
    event: EventNo,
) -> Result<BTreeMap<DeviceId, VerifyingKey>, StoreError> {
    let mut keys = BTreeMap::new();
    let Some(public) = find_log_no(connection, event, "public")? else {
        return Ok(keys);
    };
    let mut statement = connection.prepare_cached(
        "SELECT kind, v, body FROM op WHERE log_no = :log AND kind IN ('device_paired', 'device_changed')",
    )?;
    let mut rows = statement.query(named_params! {":log": public.0})?;
    while let Some(row) = rows.next()? {
        let (kind, body) = (row.get_ref(0)?.as_str(), row.get_ref(2)?.as_blob());
        if let (Ok(kind), Ok(body)) = (kind, body)
            && let Ok(fact) = Fact::decode(kind, row.get(1)?, body, None)
        {
            remember(&mut keys, &fact);
        }
    }
    Ok(keys)
}

/// Adds the key that a statement names, where it names one.
pub(crate) fn remember(keys: &mut BTreeMap<DeviceId, VerifyingKey>, fact: &Fact) {
    if let Some((device, key)) = named_key(fact) {
        keys.insert(device, key);
    }
}
