//! Every chain walked from its first op: numbers, hashes as stored, links and signatures.

use crate::Reader;
use crate::error::StoreError;
use crate::log::{LogNo, OP_COLUMNS, log_ops, read_op, unsigned};
use rusqlite::named_params;
use sarrera_core::fold::fold_devices;
use sarrera_core::ids::EventId;
use sarrera_core::ops::{LogName, Op, check_chain};

/// What a walk over all chains found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    pub ops: u64,
    pub chains: u64,
    /// Stored and not folded: their device may not write them.
    pub quarantined: u64,
    /// Places where two different ops were received.
    pub forked: u64,
    /// English sentences; empty when all is well.
    pub faults: Vec<String>,
}

impl Reader<'_> {
    /// Walks all chains, and asks SQLite to check the file.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn verify(&self) -> Result<Verified, StoreError> {
        let mut verified = Verified::default();
        let check: String = self
            .connection
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        if check != "ok" {
            verified.faults.push(format!("the file is damaged: {check}"));
        }
        let mut statement = self.connection.prepare(
            "SELECT e.event_id, l.log_no, l.name, c.replica_no FROM chain c JOIN log l USING (log_no)
             JOIN event e USING (event_no) ORDER BY l.log_no, c.replica_no",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let name: String = row.get(2)?;
            let Ok(log) = name.parse::<LogName>() else {
                continue;
            };
            self.verify_chain(
                EventId(row.get(0)?),
                LogNo(row.get(1)?),
                &log,
                row.get(3)?,
                &mut verified,
            )?;
        }
        verified.quarantined = self.count("SELECT count(*) FROM op WHERE permitted = 0")?;
        verified.forked = self.count("SELECT count(*) FROM forked_op")?;
        Ok(verified)
    }

    fn count(&self, query: &str) -> Result<u64, StoreError> {
        Ok(unsigned(self.connection.query_row(query, [], |row| row.get(0))?))
    }

    fn verify_chain(
        &self,
        event: EventId,
        log_no: LogNo,
        log: &LogName,
        replica_no: i64,
        verified: &mut Verified,
    ) -> Result<(), StoreError> {
        let query = format!(
            "SELECT {OP_COLUMNS} FROM op o JOIN replica r USING (replica_no)
             WHERE o.log_no = :log AND o.replica_no = :replica ORDER BY o.seq"
        );
        let mut statement = self.connection.prepare_cached(&query)?;
        let mut rows = statement.query(named_params! {":log": log_no.0, ":replica": replica_no})?;
        let mut ops: Vec<Op> = Vec::new();
        while let Some(row) = rows.next()? {
            let (op, hash) = read_op(row, event, log)?;
            if op.hash() != hash {
                verified
                    .faults
                    .push(format!("op {} of {log} is not what its hash says", op.place.seq));
            }
            ops.push(op);
        }
        verified.chains += 1;
        verified.ops += u64::try_from(ops.len()).unwrap_or(u64::MAX);
        let Some(first) = ops.first() else { return Ok(()) };
        match self.signing_key(event, first.device)? {
            Some(key) => {
                if let Err(fault) = check_chain(None, &ops, &key) {
                    verified
                        .faults
                        .push(format!("{log} of replica {}: {fault}", first.place.replica));
                }
            }
            None => verified
                .faults
                .push(format!("{log}: the key of device {} is unknown", first.device)),
        }
        Ok(())
    }

    fn signing_key(
        &self,
        event: EventId,
        device: sarrera_core::ids::DeviceId,
    ) -> Result<Option<ed25519_dalek::VerifyingKey>, StoreError> {
        let Some(no) = self.event_no(event)? else {
            return Ok(None);
        };
        let Some(public) = crate::log::find_log_no(self.connection, no, "public")? else {
            return Ok(None);
        };
        let devices = fold_devices(event, &log_ops(self.connection, public)?);
        Ok(devices.devices.get(&device).map(|d| d.signing_key))
    }
}
