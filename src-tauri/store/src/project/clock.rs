//! How far the clocks of devices were off: what each measured of its own, and the times that are shown otherwise by it.

use crate::error::StoreError;
use crate::log::{EventNo, LogNo, signed};
use rusqlite::{Connection, named_params};
use sarrera_core::fold::FoldOp;
use sarrera_core::ids::{BootId, DeviceId, SubjectId};
use sarrera_core::ops::Fact;
use std::collections::{BTreeMap, BTreeSet};

/// When an op was written, by its writer's clock and what that measured in the same run of its machine: the last measure
/// before the op, else the first one after it. From `op o JOIN replica r`. (Within 2⁶²: whoever claims another moment, or another
/// clock, is not to make a sum that no integer holds.)
macro_rules! corrected_wall {
    () => {
        "min(max(o.wall_ms, -4611686018427387904), 4611686018427387904) + coalesce(
            (SELECT c.offset_ms FROM clock c WHERE c.device_id = r.device_id AND c.boot_id = o.boot_id
                 AND c.event_no = (SELECT l.event_no FROM log l WHERE l.log_no = o.log_no) AND c.hlc <= o.hlc
                 ORDER BY c.hlc DESC LIMIT 1),
            (SELECT c.offset_ms FROM clock c WHERE c.device_id = r.device_id AND c.boot_id = o.boot_id
                 AND c.event_no = (SELECT l.event_no FROM log l WHERE l.log_no = o.log_no) AND c.hlc > o.hlc
                 ORDER BY c.hlc LIMIT 1),
            0)"
    };
}
pub(crate) use corrected_wall;

/// No clock is believed to be further off: some thirty years.
const OFFSET_MS_MAX: i64 = 1 << 40;

/// One run of one device's machine.
type Run = (DeviceId, BootId);
/// What was measured in it, in the order in which it was written.
type Measures = BTreeMap<i64, i64>;

/// Writes what was measured; gives the subjects of ops that are shown at another time now.
pub(super) fn project(
    txn: &Connection,
    event: EventNo,
    permitted: &[FoldOp],
) -> Result<BTreeSet<(EventNo, LogNo, SubjectId)>, StoreError> {
    let now = measured(permitted);
    let before = stored(txn, event)?;
    let mut moved = BTreeSet::new();
    let runs: BTreeSet<Run> = now.keys().chain(before.keys()).copied().collect();
    for run in runs.into_iter().filter(|run| now.get(run) != before.get(run)) {
        let (device, boot) = run;
        txn.prepare_cached(
            "DELETE FROM clock WHERE device_id = :device AND boot_id = :boot AND event_no = :event",
        )?
        .execute(named_params! {":device": device.0, ":boot": boot.0, ":event": event.0})?;
        for (hlc, offset) in now.get(&run).into_iter().flatten() {
            txn.prepare_cached(
                "INSERT INTO clock (device_id, boot_id, event_no, hlc, offset_ms)
                 VALUES (:device, :boot, :event, :hlc, :offset)",
            )?
            .execute(named_params! {
                ":device": device.0, ":boot": boot.0, ":event": event.0, ":hlc": hlc, ":offset": offset,
            })?;
        }
        moved.extend(written_in(txn, event, run)?);
    }
    Ok(moved)
}

/// A device is believed about its own clock alone.
fn measured(permitted: &[FoldOp]) -> BTreeMap<Run, Measures> {
    let mut runs: BTreeMap<Run, Measures> = BTreeMap::new();
    // Two at one reading are two openings' of one device: the higher offset is as good as the other, and the same everywhere.
    for op in permitted {
        if let Fact::ClockMeasured(measured) = &op.fact {
            let of_run = runs.entry((op.device, measured.boot)).or_default();
            let said = measured.offset_ms.clamp(-OFFSET_MS_MAX, OFFSET_MS_MAX);
            let offset = of_run.entry(signed(op.hlc.0)).or_insert(said);
            *offset = said.max(*offset);
        }
    }
    runs
}

fn stored(txn: &Connection, event: EventNo) -> Result<BTreeMap<Run, Measures>, StoreError> {
    let mut statement =
        txn.prepare_cached("SELECT device_id, boot_id, hlc, offset_ms FROM clock WHERE event_no = :event")?;
    let mut rows = statement.query(named_params! {":event": event.0})?;
    let mut runs: BTreeMap<Run, Measures> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let run = (DeviceId(row.get(0)?), BootId(row.get(1)?));
        runs.entry(run).or_default().insert(row.get(2)?, row.get(3)?);
    }
    Ok(runs)
}

/// What a device wrote in one run of its machine. (`CROSS JOIN` keeps the order: along each chain of its replicas.)
fn written_in(
    txn: &Connection,
    event: EventNo,
    (device, boot): Run,
) -> Result<Vec<(EventNo, LogNo, SubjectId)>, StoreError> {
    let mut statement = txn.prepare_cached(
        "SELECT DISTINCT o.log_no, o.subject_id
         FROM replica r CROSS JOIN log l CROSS JOIN op o ON o.log_no = l.log_no AND o.replica_no = r.replica_no
         WHERE r.device_id = :device AND l.event_no = :event AND o.boot_id = :boot AND l.name = 'scans'",
    )?;
    let rows = statement.query_map(
        named_params! {":device": device.0, ":event": event.0, ":boot": boot.0},
        |row| Ok((event, LogNo(row.get(0)?), SubjectId(row.get(1)?))),
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}
