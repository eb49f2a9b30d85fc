//! One value that two replicas share exactly when they hold the same ops and derived the same from them.

use crate::error::StoreError;
use crate::log::{EventNo, LogNo};
use crate::{PROJECTION_VERSION, Reader};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, named_params};
use sarrera_core::alphabet;
use sarrera_core::ids::EventId;
use sarrera_core::ops::LogName;

/// The digest of one log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogDigest {
    pub event: EventId,
    pub log: String,
    pub ops: u64,
    pub digest: String,
}

/// The digest of everything here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    pub digest: String,
    pub ops: u64,
    pub logs: Vec<LogDigest>,
}

impl Reader<'_> {
    /// Digests each log that has a chain: the ends of its chains with all their branches, the version of the projection,
    /// and the rows derived from it, in an order and a form of their own (local numbers do not enter). The erased form is
    /// what counts: a chain's hashes hold personal fields by their salted hash only.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn digest(&self) -> Result<Digest, StoreError> {
        let mut statement = self.connection.prepare(
            "SELECT e.event_no, e.event_id, l.log_no, l.name FROM log l JOIN event e USING (event_no)
             WHERE EXISTS (SELECT 1 FROM chain c WHERE c.log_no = l.log_no)
             ORDER BY e.event_id, l.name",
        )?;
        let mut rows = statement.query([])?;
        let mut whole = blake3::Hasher::new();
        let mut digest = Digest {
            digest: String::new(),
            ops: 0,
            logs: Vec::new(),
        };
        while let Some(row) = rows.next()? {
            let event = EventId(row.get(1)?);
            let name: String = row.get(3)?;
            let log = self.log_digest(EventNo(row.get(0)?), event, LogNo(row.get(2)?), &name)?;
            whole
                .update(event.bytes())
                .update(name.as_bytes())
                .update(log.digest.as_bytes());
            digest.ops += log.ops;
            digest.logs.push(log);
        }
        digest.digest = alphabet::encode(whole.finalize().as_bytes());
        Ok(digest)
    }

    fn log_digest(
        &self,
        event: EventNo,
        id: EventId,
        log: LogNo,
        name: &str,
    ) -> Result<LogDigest, StoreError> {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&PROJECTION_VERSION.to_be_bytes());
        let tips = "SELECT r.device_id, r.replica_id, t.seq, t.hash
                    FROM (SELECT * FROM chain UNION ALL SELECT * FROM branch) t JOIN replica r USING (replica_no)
                    WHERE t.log_no = :no ORDER BY r.device_id, r.replica_id, t.seq, t.hash";
        hash_rows(self.connection, &mut hasher, tips, log.0)?;
        let merged =
            "SELECT merge_id, attendee_id FROM merged WHERE log_no = :no ORDER BY merge_id, attendee_id";
        hash_rows(self.connection, &mut hasher, merged, log.0)?;
        for query in derived_rows(name) {
            hash_rows(self.connection, &mut hasher, query, event.0)?;
        }
        let conflicts = "SELECT conflict_id, kind, subject_id, scope, facts, is_open FROM conflict
                         WHERE event_no = :no AND log = :log ORDER BY conflict_id";
        let mut statement = self.connection.prepare(conflicts)?;
        hash_statement(
            &mut hasher,
            &mut statement.query(named_params! {":no": event.0, ":log": name})?,
        )?;
        let ops: i64 = self.connection.query_row(
            "SELECT count(*) FROM op WHERE log_no = :no",
            named_params! {":no": log.0},
            |row| row.get(0),
        )?;
        Ok(LogDigest {
            event: id,
            log: name.to_owned(),
            ops: crate::log::unsigned(ops),
            digest: alphabet::encode(hasher.finalize().as_bytes()),
        })
    }
}

/// The rows that are a function of this log (and of `public`).
fn derived_rows(log: &str) -> &'static [&'static str] {
    match log.parse() {
        Ok(LogName::Public) => &[
            "SELECT label, name, venue, time_zone, starts, ends, root_key, recovery_recipient, demo,
                    notice_eu, notice_es, notice_en
             FROM event_definition WHERE event_no = :no",
            "SELECT device_id, name, role, may_serve, revoked FROM device WHERE event_no = :no ORDER BY device_id",
            "SELECT key_use, key_id, place FROM published_key WHERE event_no = :no ORDER BY key_use, key_id",
            "SELECT label, eu, es, en, pattern FROM category WHERE event_no = :no ORDER BY label",
            "SELECT checkpoint_id, label, name, rule FROM checkpoint WHERE event_no = :no ORDER BY checkpoint_id",
        ],
        Ok(LogName::Core) => &[
            "SELECT attendee_id, registration_id, registered_hlc, given_name, family_name, full_name, latin_name,
                    company, job_title, country, language, attention, order_code, lead_sharing, privacy_notice, erased
             FROM attendee WHERE event_no = :no ORDER BY attendee_id",
            "SELECT registration_id, holder_id, category, status, blocked, mode, days, valid_from, valid_until
             FROM registration WHERE event_no = :no ORDER BY registration_id",
            "SELECT code, attendee_id FROM foreign_code WHERE event_no = :no ORDER BY code, attendee_id",
            "SELECT operator_id, name, active FROM operator WHERE event_no = :no ORDER BY operator_id",
        ],
        Ok(LogName::Contact) => &[
            "SELECT attendee_id, email, phone, note FROM contact WHERE event_no = :no ORDER BY attendee_id",
        ],
        Ok(LogName::Scans) => &[
            "SELECT scan_id, subject_id, attendee_id, checkpoint_id, hlc, at_ms, day, device_id, operator_id,
                    direction, presented, badge_id, verdict, state, reasons, overrides
             FROM scan WHERE event_no = :no ORDER BY scan_id, subject_id",
            "SELECT checkpoint_id, attendee_id, inside, day, since_ms, device_id FROM presence WHERE event_no = :no
             ORDER BY checkpoint_id, attendee_id",
            "SELECT badge_id, serial, attendee_id, registration_id, reason, hlc, issued_ms, device_id, voided_ms,
                    replaced_by, boxed, handed_over_ms FROM badge WHERE event_no = :no ORDER BY badge_id, attendee_id",
            "SELECT badge_id, subject_id, voided_ms, replaced_by FROM badge_void WHERE event_no = :no
             ORDER BY badge_id, subject_id",
            "SELECT job_id, attendee_id, badge_id, printer, template, state, reason, settled, requested_ms, device_id
             FROM print_job WHERE event_no = :no ORDER BY job_id, attendee_id",
            "SELECT help_id, reason, checkpoint_id, scan_id, attendee_id, asked_ms, device_id, operator_id, state,
                    answered_ms, answered_by, answerer_id FROM help WHERE event_no = :no ORDER BY help_id",
        ],
        Ok(LogName::Exhibitor(_)) | Err(_) => &[],
    }
}

fn hash_rows(
    connection: &Connection,
    hasher: &mut blake3::Hasher,
    query: &str,
    no: i64,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare_cached(query)?;
    hash_statement(hasher, &mut statement.query(named_params! {":no": no})?)
}

fn hash_statement(hasher: &mut blake3::Hasher, rows: &mut rusqlite::Rows<'_>) -> Result<(), StoreError> {
    let mut count = 0_u64;
    while let Some(row) = rows.next()? {
        count += 1;
        let mut column = 0;
        while let Ok(value) = row.get_ref(column) {
            hash_value(hasher, value);
            column += 1;
        }
    }
    hasher.update(&count.to_be_bytes());
    Ok(())
}

fn hash_value(hasher: &mut blake3::Hasher, value: ValueRef<'_>) {
    match value {
        ValueRef::Null => hasher.update(&[0]),
        ValueRef::Integer(number) => hasher.update(&[1]).update(&number.to_be_bytes()),
        ValueRef::Real(number) => hasher.update(&[2]).update(&number.to_be_bytes()),
        ValueRef::Text(bytes) => hasher.update(&[3]).update(&length(bytes)).update(bytes),
        ValueRef::Blob(bytes) => hasher.update(&[4]).update(&length(bytes)).update(bytes),
    };
}

fn length(bytes: &[u8]) -> [u8; 8] {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes()
}
