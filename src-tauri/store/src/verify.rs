//! Every chain walked from its first op along all its branches: numbers, hashes as stored, links and signatures.

use crate::Reader;
use crate::error::StoreError;
use crate::log::{LogNo, OP_COLUMNS, read_op, unsigned};
use ed25519_dalek::VerifyingKey;
use rusqlite::named_params;
use sarrera_core::fold::Devices;
use sarrera_core::ids::{DeviceId, EventId};
use sarrera_core::ops::{ChainFault, Fact, LogName, Walk};
use std::collections::BTreeMap;

/// What a walk over all chains found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    pub ops: u64,
    pub chains: u64,
    /// Stored and not folded: their device may not write them, or its chain has branches.
    pub quarantined: u64,
    /// Stored, relayed and not folded: this app cannot read them, a newer one may.
    pub unread: u64,
    /// Chains that two machines wrote on.
    pub forked: u64,
    /// English sentences; empty when all is well.
    pub faults: Vec<String>,
}

/// One chain that is to be walked.
struct Chain {
    event: EventId,
    log_no: LogNo,
    log: LogName,
    replica_no: i64,
    device: DeviceId,
}

impl Reader<'_> {
    /// Walks all chains, one op at a time, and asks SQLite to check the file.
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
        let mut known: BTreeMap<EventId, Devices> = BTreeMap::new();
        for chain in self.chains()? {
            if let std::collections::btree_map::Entry::Vacant(entry) = known.entry(chain.event) {
                entry.insert(self.devices_of(chain.event)?);
            }
            let key = known
                .get(&chain.event)
                .and_then(|devices| devices.key(chain.device));
            self.verify_chain(&chain, key, &mut verified)?;
        }
        verified.quarantined = self.count("SELECT count(*) FROM op WHERE permitted = 0")?;
        verified.forked = self.count("SELECT count(*) FROM fork")?;
        Ok(verified)
    }

    fn devices_of(&self, event: EventId) -> Result<Devices, StoreError> {
        let row = self.event(event)?;
        row.map_or_else(|| Ok(Devices::default()), |event| self.device_states(&event))
    }

    fn count(&self, query: &str) -> Result<u64, StoreError> {
        Ok(unsigned(self.connection.query_row(query, [], |row| row.get(0))?))
    }

    fn chains(&self) -> Result<Vec<Chain>, StoreError> {
        let mut statement = self.connection.prepare(
            "SELECT e.event_id, l.log_no, l.name, c.replica_no, r.device_id
             FROM (SELECT log_no, replica_no FROM chain UNION SELECT DISTINCT log_no, replica_no FROM op) c
             JOIN log l USING (log_no) JOIN event e USING (event_no) JOIN replica r USING (replica_no) ORDER BY l.log_no, c.replica_no",
        )?;
        let mut rows = statement.query([])?;
        let mut chains = Vec::new();
        while let Some(row) = rows.next()? {
            let name: String = row.get(2)?;
            let Ok(log) = name.parse::<LogName>() else {
                continue;
            };
            chains.push(Chain {
                event: EventId(row.get(0)?),
                log_no: LogNo(row.get(1)?),
                log,
                replica_no: row.get(3)?,
                device: DeviceId(row.get(4)?),
            });
        }
        Ok(chains)
    }

    /// How many ends a chain is said to have of which the op is gone, and whether ops stand behind all that it has.
    fn ends_astray(&self, chain: &Chain) -> Result<u64, StoreError> {
        let key = named_params! {":log": chain.log_no.0, ":replica": chain.replica_no};
        let mut statement = self.connection.prepare_cached(
            "WITH tip (seq, hash) AS (
                 SELECT seq, hash FROM chain WHERE log_no = :log AND replica_no = :replica
                 UNION SELECT seq, hash FROM branch WHERE log_no = :log AND replica_no = :replica)
             SELECT (SELECT count(*) FROM tip WHERE NOT EXISTS (
                        SELECT 1 FROM op o WHERE o.log_no = :log AND o.replica_no = :replica
                            AND o.seq = tip.seq AND o.hash = tip.hash))
                  + ((SELECT coalesce(max(seq), 0) FROM op WHERE log_no = :log AND replica_no = :replica)
                     > (SELECT coalesce(max(seq), 0) FROM tip))",
        )?;
        Ok(unsigned(statement.query_row(key, |row| row.get(0))?))
    }

    fn verify_chain(
        &self,
        chain: &Chain,
        key: Option<&VerifyingKey>,
        verified: &mut Verified,
    ) -> Result<(), StoreError> {
        let query = format!(
            "SELECT {OP_COLUMNS} FROM op o JOIN replica r USING (replica_no)
             WHERE o.log_no = :log AND o.replica_no = :replica ORDER BY o.seq"
        );
        let mut statement = self.connection.prepare_cached(&query)?;
        let mut rows =
            statement.query(named_params! {":log": chain.log_no.0, ":replica": chain.replica_no})?;
        let log = &chain.log;
        let mut walk = key.map(Walk::new);
        let mut fault: Option<ChainFault> = None;
        let mut replica = None;
        while let Some(row) = rows.next()? {
            let (op, stored_as) = read_op(row, chain.event, log)?;
            verified.ops += 1;
            let hash = op.hash();
            if hash != stored_as {
                let seq = op.place.seq;
                verified
                    .faults
                    .push(format!("op {seq} of {log} is not what its hash says"));
            }
            if Fact::decode(&op.kind, op.v, &op.body, op.private.bytes()).is_err() {
                verified.unread += 1;
            }
            replica = Some(op.place.replica);
            if let Some(walk) = walk.as_mut().filter(|_| fault.is_none()) {
                fault = walk.pass(&op, hash).err();
            }
        }
        verified.chains += 1;
        let astray = self.ends_astray(chain)?;
        if astray > 0 {
            verified.faults.push(format!(
                "{log} of device {}: {astray} of its ends do not stand in the log",
                chain.device
            ));
        }
        match (walk, replica) {
            (Some(walk), Some(replica)) => {
                if let Some(fault) = fault.or_else(|| walk.finish().err()) {
                    verified
                        .faults
                        .push(format!("{log} of replica {replica}: {fault}"));
                }
            }
            (None, _) => verified
                .faults
                .push(format!("{log}: the key of device {} is unknown", chain.device)),
            (Some(_), None) => {}
        }
        Ok(())
    }
}
