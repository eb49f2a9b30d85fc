//! An event's devices whole: what the public log says of each, and where their chains end and begin.

use crate::Reader;
use crate::error::StoreError;
use crate::log::{EventNo, find_log_no, forks, log_ops, unsigned};
use crate::project::copies::{FORKED, STARTS};
use crate::read::EventRow;
use crate::txn::{FoldedFrom, folded_from};
use rusqlite::{OptionalExtension, Row, named_params};
use sarrera_core::fold::{Devices, fold_devices};
use sarrera_core::ids::{BootId, DeviceId, OpRef, OperatorId, ReplicaId};
use sarrera_core::ops::{LogName, OpHash, TrustedUpTo};
use sarrera_core::time::{Hlc, Timestamp};

/// An op by which a device is seen to be copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyOp {
    pub op_ref: OpRef,
    pub at: Timestamp,
    pub replica: ReplicaId,
    pub log: String,
    pub operator: Option<OperatorId>,
}

/// What a fold of an event's devices was made from: while it is the same, so are they.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DevicesStamp(FoldedFrom);

impl Reader<'_> {
    /// What a device said last of its clock in one run of its machine: how far it is behind a server's, in milliseconds.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn clock_told(
        &self,
        event: EventNo,
        device: DeviceId,
        boot: BootId,
    ) -> Result<Option<i64>, StoreError> {
        Ok(self
            .connection
            .prepare_cached(
                "SELECT offset_ms FROM clock
                 WHERE device_id = :device AND boot_id = :boot AND event_no = :event ORDER BY hlc DESC LIMIT 1",
            )?
            .query_row(
                named_params! {":device": device.0, ":boot": boot.0, ":event": event.0},
                |row| row.get(0),
            )
            .optional()?)
    }

    /// What a fold of an event's devices would be made from now.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn devices_stamp(&self, event: EventNo) -> Result<DevicesStamp, StoreError> {
        let public = find_log_no(self.connection, event, &LogName::Public.to_string())?;
        folded_from(self.connection, public).map(DevicesStamp)
    }

    /// What the public log says of an event's devices, folded.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn device_states(&self, event: &EventRow) -> Result<Devices, StoreError> {
        let Some(public) = find_log_no(self.connection, event.no, &LogName::Public.to_string())? else {
            return Ok(Devices::default());
        };
        let ops = log_ops(self.connection, public)?;
        Ok(fold_devices(event.id, &ops, forks(self.connection, event.no)?))
    }

    /// Where a device's chains in an event end here.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn chain_ends(&self, event: EventNo, device: DeviceId) -> Result<Vec<TrustedUpTo>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT l.name, w.replica_id, c.seq FROM replica w JOIN chain c USING (replica_no) JOIN log l USING (log_no)
             WHERE w.device_id = :device AND l.event_no = :event ORDER BY l.name, w.replica_id",
        )?;
        let key = named_params! {":device": device.0, ":event": event.0};
        let ends = statement.query_map(key, |row| {
            Ok(TrustedUpTo {
                log: row.get(0)?,
                replica: ReplicaId(row.get(1)?),
                seq: unsigned(row.get(2)?),
            })
        })?;
        Ok(ends.collect::<Result<_, _>>()?)
    }

    /// The ops by which a device may be seen to be copied, by their clocks: the first of each chain, and those at places
    /// that two of them claim.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn copy_ops(&self, event: EventNo, device: DeviceId) -> Result<Vec<CopyOp>, StoreError> {
        let key = named_params! {":device": device.0, ":event": event.0};
        let mut ops: Vec<CopyOp> = Vec::new();
        for query in [STARTS, FORKED] {
            let columns = "SELECT o.hlc, w.replica_id, l.name, o.operator_id, o.hash";
            let (_, from) = query.split_once(" FROM ").unwrap_or_default();
            let mut statement = self
                .connection
                .prepare_cached(&format!("{columns} FROM {from}"))?;
            let rows = statement.query_map(key, copy_op)?;
            for op in rows {
                let op = op?;
                if ops.iter().all(|known| known.op_ref != op.op_ref) {
                    ops.push(op);
                }
            }
        }
        ops.sort_by_key(|op| (op.at, op.op_ref));
        Ok(ops)
    }
}

fn copy_op(row: &Row<'_>) -> rusqlite::Result<CopyOp> {
    Ok(CopyOp {
        op_ref: OpHash(row.get(4)?).op_ref(),
        at: Hlc(unsigned(row.get(0)?)).at(),
        replica: ReplicaId(row.get(1)?),
        log: row.get(2)?,
        operator: row.get::<_, Option<[u8; 16]>>(3)?.map(OperatorId),
    })
}
