//! The rows of devices that seem copied. They look across the logs of an event, for a copy goes on in whichever log its
//! people need first; so they stand under no log, and in no log's digest.

use super::write_conflicts;
use crate::error::StoreError;
use crate::log::{EventNo, find_log_no, subject_ops};
use rusqlite::{Connection, named_params};
use sarrera_core::fold::{ChainStart, ConflictKind, fold_copies};
use sarrera_core::ids::{DeviceId, OpRef, SubjectId};
use sarrera_core::ops::{LogName, OpHash};

/// Under which the rows stand.
pub(crate) const NO_LOG: &str = "";

/// The first ops of a device's chains in an event, and what they stand on. (`CROSS JOIN` keeps the order: one look into the
/// ops for each chain.)
pub(crate) const STARTS: &str = "SELECT o.hash, o.prev FROM replica w CROSS JOIN log l
     CROSS JOIN op o ON o.log_no = l.log_no AND o.replica_no = w.replica_no AND o.seq = 1
     WHERE w.device_id = :device AND l.event_no = :event";

/// The ops at the lowest places of its chains that two of them claim.
pub(crate) const FORKED: &str =
    "SELECT o.hash FROM fork f JOIN replica w USING (replica_no) JOIN log l USING (log_no)
     CROSS JOIN op o ON o.log_no = f.log_no AND o.replica_no = f.replica_no AND o.seq = f.seq
     WHERE w.device_id = :device AND l.event_no = :event";

/// Writes what is to be said of one device over what stood there.
pub(super) fn project(txn: &Connection, event: EventNo, device: DeviceId) -> Result<(), StoreError> {
    let key = named_params! {":event": event.0, ":device": device.0};
    let mut statement = txn.prepare_cached(STARTS)?;
    let starts = statement.query_map(key, |row| {
        Ok(ChainStart {
            op_ref: OpHash(row.get(0)?).op_ref(),
            on: OpHash(row.get(1)?),
        })
    })?;
    let starts: Vec<ChainStart> = starts.collect::<Result<_, _>>()?;
    let mut statement = txn.prepare_cached(FORKED)?;
    let forked = statement.query_map(key, |row| Ok(OpHash(row.get(0)?).op_ref()))?;
    let forked: Vec<OpRef> = forked.collect::<Result<_, _>>()?;
    let subject = SubjectId::from(device);
    let said = match find_log_no(txn, event, &LogName::Scans.to_string())? {
        Some(scans) => subject_ops(txn, scans, subject)?,
        None => Vec::new(),
    };
    let found = fold_copies(device, &starts, &forked, &said);
    write_conflicts(txn, event, NO_LOG, subject, found.as_slice())
}

/// As [`project`], of every device that wrote in an event.
pub(crate) fn project_all(txn: &Connection) -> Result<(), StoreError> {
    let mut statement =
        txn.prepare("SELECT DISTINCT l.event_no, w.device_id FROM chain c JOIN log l USING (log_no) JOIN replica w USING (replica_no)")?;
    let devices = statement.query_map([], |row| Ok((EventNo(row.get(0)?), DeviceId(row.get(1)?))))?;
    for device in devices.collect::<Result<Vec<_>, _>>()? {
        project(txn, device.0, device.1)?;
    }
    Ok(())
}

/// Whether a subject is a device of which something is said: what settles it may count differently by now.
pub(super) fn is_told_of(txn: &Connection, event: EventNo, subject: SubjectId) -> Result<bool, StoreError> {
    Ok(txn
        .prepare_cached(
            "SELECT 1 FROM conflict WHERE subject_id = :subject AND +event_no = :event AND kind = :kind",
        )?
        .exists(named_params! {
            ":subject": subject.0, ":event": event.0, ":kind": ConflictKind::CopiedDevice.code(),
        })?)
}
