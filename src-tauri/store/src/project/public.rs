//! The rows of the `public` log; and which ops of other logs count differently now that devices changed.

use crate::error::StoreError;
use crate::log::{EventNo, LogNo, forks, log_ops, unsigned};
use crate::open::PROJECTION_VERSION;
use crate::txn::DeviceCache;
use rusqlite::{Connection, named_params};
use sarrera_core::fold::{Definitions, Devices, FoldOp, Standing, Written, fold_definitions, fold_devices};
use sarrera_core::ids::{CheckpointId, DeviceId, EventId, ReplicaId, SubjectId};
use sarrera_core::ops::{LogName, OpHash};
use std::collections::BTreeSet;

type Subject = (EventNo, LogNo, SubjectId);

/// Writes the rows of definitions and devices; gives the subjects of ops whose standing changed.
pub(super) fn project(
    txn: &Connection,
    cache: &mut DeviceCache,
    event: EventNo,
    id: EventId,
    public: LogNo,
) -> Result<Vec<Subject>, StoreError> {
    let ops = log_ops(txn, public)?;
    let devices = fold_devices(id, &ops, forks(txn, event)?);
    let restood = restand(txn, event, &devices)?;
    let permitted: Vec<FoldOp> = ops
        .into_iter()
        .filter(|op| stands(&devices, op) == Standing::Permitted)
        .collect();
    write_definitions(txn, event, &fold_definitions(&permitted))?;
    write_devices(txn, event, &devices)?;
    cache.remove(&event);
    Ok(restood)
}

fn stands(devices: &Devices, op: &FoldOp) -> Standing {
    devices.standing(&Written {
        device: op.device,
        log: &LogName::Public,
        replica: op.replica,
        seq: op.seq,
        kind: op.fact.kind(),
        op_ref: op.op_ref,
    })
}

/// Judges again every op of the devices whose rights are not what the device table says.
fn restand(txn: &Connection, event: EventNo, devices: &Devices) -> Result<Vec<Subject>, StoreError> {
    let fingerprint = format!("{PROJECTION_VERSION} {devices:?}");
    let fingerprint = blake3::hash(fingerprint.as_bytes()).to_hex().to_string();
    let name = format!("devices_{}", event.0);
    if crate::setting::get(txn, &name)?.as_deref() == Some(fingerprint.as_str()) {
        return Ok(Vec::new());
    }
    crate::setting::set(txn, &name, &fingerprint)?;
    let mut changed = Vec::new();
    let mut subjects = BTreeSet::new();
    {
        let mut statement = txn.prepare_cached(
            "SELECT o.pos, l.name, r.replica_id, r.device_id, o.seq, o.kind, o.hash, o.permitted, o.subject_id, o.log_no
             FROM op o JOIN log l USING (log_no) JOIN replica r USING (replica_no) WHERE l.event_no = :event",
        )?;
        let mut rows = statement.query(named_params! {":event": event.0})?;
        while let Some(row) = rows.next()? {
            let name: String = row.get(1)?;
            let Ok(log) = name.parse::<LogName>() else {
                continue;
            };
            let kind: String = row.get(5)?;
            let standing = devices.standing(&Written {
                device: DeviceId(row.get(3)?),
                log: &log,
                replica: ReplicaId(row.get(2)?),
                seq: unsigned(row.get(4)?),
                kind: &kind,
                op_ref: OpHash(row.get(6)?).op_ref(),
            });
            let permitted = standing == Standing::Permitted;
            if permitted != row.get::<_, bool>(7)? {
                let pos: i64 = row.get(0)?;
                changed.push((pos, permitted));
                subjects.insert((event, LogNo(row.get(9)?), SubjectId(row.get(8)?)));
            }
        }
    }
    for (pos, permitted) in changed {
        txn.prepare_cached("UPDATE op SET permitted = :permitted WHERE pos = :pos")?
            .execute(named_params! {":permitted": permitted, ":pos": pos})?;
    }
    Ok(subjects.into_iter().collect())
}

fn write_definitions(txn: &Connection, event: EventNo, definitions: &Definitions) -> Result<(), StoreError> {
    for table in ["event_definition", "category", "checkpoint"] {
        txn.execute(
            &format!("DELETE FROM {table} WHERE event_no = :event"),
            named_params! {":event": event.0},
        )?;
    }
    if let Some(defined) = &definitions.event {
        txn.execute(
            "INSERT INTO event_definition
                 (event_no, label, name, venue, time_zone, starts, ends, root_key, recovery_recipient, demo)
             VALUES (:event, :label, :name, :venue, :zone, :starts, :ends, :root, :recovery, :demo)",
            named_params! {
                ":event": event.0,
                ":label": defined.label,
                ":name": defined.name,
                ":venue": defined.venue,
                ":zone": defined.time_zone,
                ":starts": defined.starts,
                ":ends": defined.ends,
                ":root": defined.root_key,
                ":recovery": defined.recovery_recipient,
                ":demo": defined.demo,
            },
        )?;
    }
    for category in definitions.categories.values() {
        txn.execute(
            "INSERT INTO category (event_no, label, eu, es, en, pattern)
             VALUES (:event, :label, :eu, :es, :en, :pattern)",
            named_params! {
                ":event": event.0, ":label": category.label, ":eu": category.eu, ":es": category.es,
                ":en": category.en, ":pattern": category.pattern,
            },
        )?;
    }
    for checkpoint in definitions.checkpoints.values() {
        let id = CheckpointId(Definitions::subject("checkpoint", &checkpoint.label).0);
        txn.execute(
            "INSERT INTO checkpoint (event_no, checkpoint_id, label, name, rule)
             VALUES (:event, :id, :label, :name, :rule)",
            named_params! {
                ":event": event.0, ":id": id.0, ":label": checkpoint.label, ":name": checkpoint.name,
                ":rule": serde_json::to_string(&checkpoint.rule)?,
            },
        )?;
    }
    Ok(())
}

fn write_devices(txn: &Connection, event: EventNo, devices: &Devices) -> Result<(), StoreError> {
    txn.execute(
        "DELETE FROM device WHERE event_no = :event",
        named_params! {":event": event.0},
    )?;
    for device in devices.devices.values() {
        let role = serde_json::to_value(device.role)?
            .as_str()
            .unwrap_or_default()
            .to_owned();
        txn.execute(
            "INSERT INTO device (event_no, device_id, name, role, may_serve, revoked)
             VALUES (:event, :device, :name, :role, :may_serve, :revoked)",
            named_params! {
                ":event": event.0, ":device": device.device.0, ":name": device.name, ":role": role,
                ":may_serve": device.may_serve, ":revoked": device.revoked,
            },
        )?;
    }
    Ok(())
}
