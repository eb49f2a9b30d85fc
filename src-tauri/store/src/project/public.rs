//! The rows of the `public` log; and which ops of other logs count differently now that devices changed.

use crate::error::StoreError;
use crate::log::{EventNo, LogNo, forks, log_ops, unsigned};
use crate::open::PROJECTION_VERSION;
use crate::project::clock;
use crate::read::key_use_name;
use crate::txn::DeviceCache;
use rusqlite::{Connection, Rows, named_params};
use sarrera_core::codes::KeyId;
use sarrera_core::fold::{Definitions, Devices, FoldOp, Standing, Written, fold_definitions, fold_devices};
use sarrera_core::ids::{CheckpointId, DeviceId, EventId, ReplicaId, SubjectId};
use sarrera_core::ops::{Fact, LogName, OpHash};
use sarrera_core::planted::{self, Bug};
use std::collections::{BTreeMap, BTreeSet};

/// Enough to see a change.
const FINGERPRINT_CHARS: usize = 16;

type Subject = (EventNo, LogNo, SubjectId);

/// Writes the rows of definitions, devices and clocks; gives the subjects of ops that stand otherwise now, or at another
/// time.
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
    write_keys(txn, event, &permitted)?;
    write_devices(txn, event, &devices)?;
    let moved = clock::project(txn, event, &permitted)?;
    cache.remove(&event);
    Ok(restood.into_iter().chain(moved).collect())
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

/// The ops of one device in one event. (`CROSS JOIN` keeps the order: along each chain of its replicas.)
pub(crate) const OPS_OF_DEVICE: &str =
    "SELECT o.pos, l.name, r.replica_id, r.device_id, o.seq, o.kind, o.hash, o.permitted, o.subject_id, o.log_no
     FROM replica r CROSS JOIN log l CROSS JOIN op o ON o.log_no = l.log_no AND o.replica_no = r.replica_no
     WHERE r.device_id = :device AND l.event_no = :event";

const OPS_OF_EVENT: &str =
    "SELECT o.pos, l.name, r.replica_id, r.device_id, o.seq, o.kind, o.hash, o.permitted, o.subject_id, o.log_no
     FROM op o JOIN log l USING (log_no) JOIN replica r USING (replica_no) WHERE l.event_no = :event";

/// What stands in the device table, device by device, as short hashes.
type Fingerprints = BTreeMap<String, String>;

/// Under this name stands what concerns ops of any device; devices' ids are longer.
const EXCEPTIONS: &str = "exceptions";

/// Judges again the ops of the devices that are not what they were.
fn restand(txn: &Connection, event: EventNo, devices: &Devices) -> Result<Vec<Subject>, StoreError> {
    let now = fingerprints(devices);
    let name = format!("devices_{}", event.0);
    let before = crate::setting::get(txn, &name)?;
    let before: Fingerprints = match &before {
        Some(json) => serde_json::from_str(json)?,
        None => Fingerprints::new(),
    };
    if before == now || planted::on(Bug::PermissionByArrival) {
        return Ok(Vec::new());
    }
    crate::setting::set(txn, &name, &serde_json::to_string(&now)?)?;
    let mut judged = Judged::default();
    if before.get(EXCEPTIONS) == now.get(EXCEPTIONS) {
        for device in changed(&before, &now) {
            let mut statement = txn.prepare_cached(OPS_OF_DEVICE)?;
            let key = named_params! {":event": event.0, ":device": device.0};
            judged.read(event, devices, statement.query(key)?)?;
        }
    } else {
        // Released ops and forked chains may be anybody's; and a new or emptied table knows nothing of before.
        let mut statement = txn.prepare_cached(OPS_OF_EVENT)?;
        judged.read(
            event,
            devices,
            statement.query(named_params! {":event": event.0})?,
        )?;
    }
    for (pos, permitted) in judged.changed {
        txn.prepare_cached("UPDATE op SET permitted = :permitted WHERE pos = :pos")?
            .execute(named_params! {":permitted": permitted, ":pos": pos})?;
    }
    Ok(judged.subjects.into_iter().collect())
}

fn fingerprints(devices: &Devices) -> Fingerprints {
    let short = |text: String| {
        let hex = blake3::hash(text.as_bytes()).to_hex();
        hex.chars().take(FINGERPRINT_CHARS).collect::<String>()
    };
    let each = devices
        .devices
        .iter()
        .map(|(id, state)| (id.to_string(), short(format!("{state:?}"))));
    each.chain([(
        EXCEPTIONS.to_owned(),
        short(format!("{PROJECTION_VERSION} {:?}", devices.exceptions())),
    )])
    .collect()
}

/// The devices that came, went or are not what they were.
fn changed(before: &Fingerprints, now: &Fingerprints) -> Vec<DeviceId> {
    let ids: BTreeSet<&String> = before.keys().chain(now.keys()).collect();
    ids.into_iter()
        .filter(|id| before.get(*id) != now.get(*id))
        .filter_map(|id| id.parse().ok())
        .collect()
}

/// The ops whose standing is not what is stored with them.
#[derive(Default)]
struct Judged {
    changed: Vec<(i64, bool)>,
    subjects: BTreeSet<Subject>,
}

impl Judged {
    fn read(&mut self, event: EventNo, devices: &Devices, mut rows: Rows<'_>) -> Result<(), StoreError> {
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
                self.changed.push((row.get(0)?, permitted));
                self.subjects
                    .insert((event, LogNo(row.get(9)?), SubjectId(row.get(8)?)));
            }
        }
        Ok(())
    }
}

/// Writes in which order the keys of each use were published: the first op that names a key counts.
fn write_keys(txn: &Connection, event: EventNo, ops: &[FoldOp]) -> Result<(), StoreError> {
    txn.prepare_cached("DELETE FROM published_key WHERE event_no = :event")?
        .execute(named_params! {":event": event.0})?;
    let mut ordered: Vec<&FoldOp> = ops.iter().collect();
    ordered.sort_by_key(|op| op.rank());
    for (place, op) in ordered.into_iter().enumerate() {
        if let Fact::KeyPublished(key) = &op.fact {
            txn.prepare_cached("INSERT INTO published_key (event_no, key_use, key_id, place) VALUES (:event, :use, :id, :place)
                 ON CONFLICT DO NOTHING")?.execute(named_params! {
                    ":event": event.0, ":use": key_use_name(key.key_use), ":id": key.key_id,
                    ":place": i64::try_from(place).unwrap_or(i64::MAX),
                })?;
        }
    }
    Ok(())
}

fn write_definitions(txn: &Connection, event: EventNo, definitions: &Definitions) -> Result<(), StoreError> {
    for table in ["event_definition", "category", "checkpoint"] {
        txn.prepare_cached(&format!("DELETE FROM {table} WHERE event_no = :event"))?
            .execute(named_params! {":event": event.0})?;
    }
    if let Some(defined) = &definitions.event {
        let notice = defined.privacy_notice.as_ref();
        txn.prepare_cached("INSERT INTO event_definition
                 (event_no, label, name, venue, time_zone, starts, ends, root_key, recovery_recipient, demo,
                  notice_eu, notice_es, notice_en)
             VALUES (:event, :label, :name, :venue, :zone, :starts, :ends, :root, :recovery, :demo, :eu, :es, :en)")?.execute(named_params! {
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
                ":eu": notice.map_or("", |texts| &texts.eu),
                ":es": notice.map_or("", |texts| &texts.es),
                ":en": notice.map_or("", |texts| &texts.en),
            })?;
    }
    for category in definitions.categories.values() {
        txn.prepare_cached(
            "INSERT INTO category (event_no, label, eu, es, en, pattern)
             VALUES (:event, :label, :eu, :es, :en, :pattern)",
        )?
        .execute(named_params! {
            ":event": event.0, ":label": category.label, ":eu": category.eu, ":es": category.es,
            ":en": category.en, ":pattern": category.pattern,
        })?;
    }
    for checkpoint in definitions.checkpoints.values() {
        let id = CheckpointId(Definitions::subject("checkpoint", &checkpoint.label).0);
        txn.prepare_cached(
            "INSERT INTO checkpoint (event_no, checkpoint_id, label, name, rule)
             VALUES (:event, :id, :label, :name, :rule)",
        )?
        .execute(named_params! {
            ":event": event.0, ":id": id.0, ":label": checkpoint.label, ":name": checkpoint.name,
            ":rule": serde_json::to_string(&checkpoint.rule)?,
        })?;
    }
    Ok(())
}

fn write_devices(txn: &Connection, event: EventNo, devices: &Devices) -> Result<(), StoreError> {
    txn.prepare_cached("DELETE FROM device WHERE event_no = :event")?
        .execute(named_params! {":event": event.0})?;
    for device in devices.devices.values() {
        let role = serde_json::to_value(device.role)?
            .as_str()
            .unwrap_or_default()
            .to_owned();
        txn.prepare_cached("INSERT INTO device (event_no, device_id, name, role, may_serve, revoked, signing_key, ticket_key_id,
                                 signs_tickets)
             VALUES (:event, :device, :name, :role, :may_serve, :revoked, :key, :key_id, :signs)")?.execute(named_params! {
                ":event": event.0, ":device": device.device.0, ":name": device.name, ":role": role,
                ":may_serve": device.may_serve, ":revoked": device.revoked,
                ":key": device.signing_key.to_bytes(), ":key_id": KeyId::of(&device.signing_key).0,
                ":signs": device.signs_tickets(),
            })?;
    }
    Ok(())
}
