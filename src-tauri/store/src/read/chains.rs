//! A log as it travels: where its chains end, pages in the order in which they came here, chains from a place on.

use crate::Reader;
use crate::error::StoreError;
use crate::log::{
    EventNo, LogNo, OP_COLUMNS, find_event_no, find_log_no, find_replica_no, read_op, signed, unsigned,
};
use crate::receive::named;
use rusqlite::named_params;
use sarrera_core::ids::{DeviceId, EventId, ReplicaId, SubjectId};
use sarrera_core::ops::{LogName, Op, OpHash, Private, TXN_BYTES_MAX, TXN_OPS_MAX};
use sarrera_core::planted::{self, Bug};
use std::collections::{BTreeMap, BTreeSet};

/// Where a chain, or one of its branches, ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainEnd {
    pub device: DeviceId,
    pub replica: ReplicaId,
    pub seq: u64,
    pub hash: OpHash,
}

/// How much is read at most; a writer's transaction is never split, and one at least is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadBounds {
    pub ops: usize,
    /// Bytes of bodies and personal fields.
    pub bytes: usize,
}

/// A page of less than this part of what it may hold is small.
const SMALL: usize = 4;

/// Ops in the order in which they came here, each with its position.
#[derive(Debug, Default)]
pub struct PosPage {
    pub ops: Vec<(u64, Op)>,
    pub more: bool,
}

/// A part of a chain.
#[derive(Debug, Default)]
pub struct ChainPart {
    pub ops: Vec<Op>,
    /// The number to go on from; `None` at the chain's end.
    pub next: Option<u64>,
}

/// Ops that are read until the bounds are met, and then to the end of their transaction.
struct Bounded {
    bounds: ReadBounds,
    bytes: usize,
}

impl Bounded {
    /// Counts an op; whether it is the last that is to be read, as far as the bounds go.
    fn is_full(&mut self, op: &Op, read: usize) -> bool {
        self.bytes += op.body.len() + op.private.bytes().map_or(0, <[u8]>::len);
        read >= self.bounds.ops || self.bytes >= self.bounds.bytes
    }

    /// Whether more was read than two branches need to come to their ends.
    fn is_beyond(&self, read: usize) -> bool {
        read > self.bounds.ops.saturating_add(2 * TXN_OPS_MAX)
            || self.bytes > self.bounds.bytes.saturating_add(2 * TXN_BYTES_MAX)
    }
}

/// Takes out what no signed op behind it answers for; the place of the first.
fn leave_unanswered(ops: &mut Vec<Op>, hashes: &[OpHash]) -> Option<u64> {
    let mut answered = BTreeSet::new();
    let mut stays = Vec::new();
    for (op, hash) in ops.iter().zip(hashes).rev() {
        let stands = op.signature.is_some() || answered.contains(hash);
        if stands {
            answered.insert(op.prev);
        }
        stays.push(stands);
    }
    let left = ops.iter().zip(stays.iter().rev()).find(|(_, stands)| !**stands);
    let left = left.map(|(op, _)| op.place.seq);
    ops.retain(|_| stays.pop().unwrap_or(true));
    left
}

impl Reader<'_> {
    pub(super) fn numbers(
        &self,
        event: EventId,
        log: &LogName,
    ) -> Result<Option<(EventNo, LogNo)>, StoreError> {
        let Some(event) = find_event_no(self.connection, event)? else {
            return Ok(None);
        };
        let log = find_log_no(self.connection, event, &log.to_string())?;
        Ok(log.map(|log| (event, log)))
    }

    /// The logs of an event that have a chain here.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn logs(&self, event: EventId) -> Result<Vec<LogName>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT l.name FROM log l JOIN event e USING (event_no) WHERE e.event_id = :event
             AND EXISTS (SELECT 1 FROM chain c WHERE c.log_no = l.log_no) ORDER BY l.log_no",
        )?;
        let names = statement.query_map(named_params! {":event": event.0}, |row| row.get::<_, String>(0))?;
        let mut logs = Vec::new();
        for name in names {
            logs.extend(name?.parse::<LogName>().ok());
        }
        Ok(logs)
    }

    /// Where the chains of a log end, with all their branches.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn ends(&self, event: EventId, log: &LogName) -> Result<Vec<ChainEnd>, StoreError> {
        let Some((_, log)) = self.numbers(event, log)? else {
            return Ok(Vec::new());
        };
        let mut statement = self.connection.prepare_cached(
            "SELECT r.device_id, r.replica_id, t.seq, t.hash
             FROM (SELECT * FROM chain WHERE log_no = :log UNION ALL SELECT * FROM branch WHERE log_no = :log) t
             JOIN replica r USING (replica_no)",
        )?;
        let ends = statement.query_map(named_params! {":log": log.0}, |row| {
            Ok(ChainEnd {
                device: DeviceId(row.get(0)?),
                replica: ReplicaId(row.get(1)?),
                seq: unsigned(row.get(2)?),
                hash: OpHash(row.get(3)?),
            })
        })?;
        Ok(ends.collect::<Result<_, _>>()?)
    }

    /// The position of a log's newest op here; 0 while it is empty.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn head(&self, event: EventId, log: &LogName) -> Result<u64, StoreError> {
        let Some((_, log)) = self.numbers(event, log)? else {
            return Ok(0);
        };
        let pos = self
            .connection
            .prepare_cached("SELECT coalesce(max(pos), 0) FROM op WHERE log_no = :log")?
            .query_row(named_params! {":log": log.0}, |row| row.get(0))?;
        Ok(unsigned(pos))
    }

    /// The ops of a log behind a position; a page that is not small ends where it passes a multiple of `step`.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn page(
        &self,
        event: EventId,
        log: &LogName,
        after: u64,
        (bounds, step): (ReadBounds, u64),
    ) -> Result<PosPage, StoreError> {
        let Some((_, log_no)) = self.numbers(event, log)? else {
            return Ok(PosPage::default());
        };
        let query = format!(
            "SELECT {OP_COLUMNS}, o.pos FROM op o JOIN replica r USING (replica_no)
             WHERE o.log_no = :log AND o.pos > :after ORDER BY o.pos"
        );
        let mut statement = self.connection.prepare_cached(&query)?;
        let mut rows = statement.query(named_params! {":log": log_no.0, ":after": signed(after)})?;
        if after > 0 && planted::on(Bug::PageOffByOne) {
            let _skipped = rows.next()?;
        }
        let mut page = PosPage::default();
        let mut bounded = Bounded { bounds, bytes: 0 };
        let step = step.max(1);
        let passed = (after / step).saturating_add(1).saturating_mul(step);
        while let Some(row) = rows.next()? {
            let (op, _) = read_op(row, event, log)?;
            let ends = op.signature.is_some();
            let read = page.ops.len() + 1;
            let pos = unsigned(row.get(18)?);
            let full = bounded.is_full(&op, read) || (pos >= passed && read >= bounds.ops / SMALL);
            page.ops.push((pos, op));
            if full && ends {
                page.more = rows.next()?.is_some();
                break;
            }
        }
        Ok(page)
    }

    /// A chain from a number on, to its end or to the end of the transaction in which another number stands, with all its
    /// branches, in the order of the numbers. Branches that never end at one place, which
    /// no honest machine writes, are cut all the same: what no signature answers for by then is left for the next part.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn chain_between(
        &self,
        event: EventId,
        log: &LogName,
        (device, replica): (DeviceId, ReplicaId),
        (from, upto): (u64, Option<u64>),
        bounds: ReadBounds,
    ) -> Result<ChainPart, StoreError> {
        let Some((_, log_no)) = self.numbers(event, log)? else {
            return Ok(ChainPart::default());
        };
        let Some(replica_no) = find_replica_no(self.connection, replica, device)? else {
            return Ok(ChainPart::default());
        };
        let query = format!(
            "SELECT {OP_COLUMNS} FROM op o JOIN replica r USING (replica_no)
             WHERE o.log_no = :log AND o.replica_no = :replica AND o.seq >= :from ORDER BY o.seq, o.hash"
        );
        let mut statement = self.connection.prepare_cached(&query)?;
        let key = named_params! {":log": log_no.0, ":replica": replica_no, ":from": signed(from)};
        let mut rows = statement.query(key)?;
        let mut part = ChainPart::default();
        let mut bounded = Bounded { bounds, bytes: 0 };
        let mut open = Unsigned::default();
        let mut hashes = Vec::new();
        let mut full_at = None;
        while let Some(row) = rows.next()? {
            let (op, hash) = read_op(row, event, log)?;
            if bounded.is_beyond(part.ops.len()) {
                let left = leave_unanswered(&mut part.ops, &hashes);
                let next = left.map_or(op.place.seq, |left| left.min(op.place.seq));
                part.next = Some(next).filter(|next| *next > from);
                break;
            }
            let is_behind = upto.is_some_and(|upto| op.place.seq > upto);
            if is_behind && open.is_empty() {
                break;
            }
            // Every branch comes to the end of a transaction before it is cut, and no place is left half read.
            if let Some(full_at) = full_at
                && op.place.seq > full_at
                && open.is_empty()
            {
                part.next = Some(op.place.seq);
                break;
            }
            open.pass(&op, hash);
            if bounded.is_full(&op, part.ops.len() + 1) {
                full_at = Some(op.place.seq);
            }
            part.ops.push(op);
            hashes.push(hash);
        }
        Ok(part)
    }

    /// The hashes at a place of a chain.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn hashes_at(
        &self,
        event: EventId,
        log: &LogName,
        (device, replica): (DeviceId, ReplicaId),
        seq: u64,
    ) -> Result<Vec<OpHash>, StoreError> {
        let Some((_, log)) = self.numbers(event, log)? else {
            return Ok(Vec::new());
        };
        let Some(replica) = find_replica_no(self.connection, replica, device)? else {
            return Ok(Vec::new());
        };
        let mut statement = self.connection.prepare_cached(
            "SELECT hash FROM op WHERE log_no = :log AND replica_no = :replica AND seq = :seq",
        )?;
        let key = named_params! {":log": log.0, ":replica": replica, ":seq": signed(seq)};
        let hashes = statement.query_map(key, |row| row.get(0).map(OpHash))?;
        Ok(hashes.collect::<Result<_, _>>()?)
    }

    /// The erasures that vouch for those of these ops whose personal part is gone: of whom each speaks of, of whoever has
    /// the badge or is the matter of the call that it speaks of, and of whoever a merge ever joined with these; and those
    /// merges, which may stand behind the op that is waited for.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn covers_of(&self, event: EventId, ops: &[Op]) -> Result<Vec<Op>, StoreError> {
        let erased = ops.iter().filter(|op| matches!(op.private, Private::Erased(_)));
        let subjects: BTreeSet<SubjectId> = erased.map(|op| op.subject).collect();
        if subjects.is_empty() || planted::on(Bug::CoversLost) {
            return Ok(Vec::new());
        }
        let Some((event_no, core)) = self.numbers(event, &LogName::Core)? else {
            return Ok(Vec::new());
        };
        let mut people = subjects.clone();
        for subject in subjects {
            people.extend(self.spoken_of(event_no, subject)?);
        }
        let merges = self.merges(event, core)?;
        loop {
            let before = people.len();
            for (named, _) in &merges {
                if !named.is_disjoint(&people) {
                    people.extend(named);
                }
            }
            if people.len() == before {
                break;
            }
        }
        let query = format!(
            "SELECT {OP_COLUMNS} FROM op o JOIN replica r USING (replica_no)
             WHERE o.subject_id = :person AND o.log_no = :core AND o.kind = 'attendee_erased' ORDER BY o.pos"
        );
        let mut statement = self.connection.prepare_cached(&query)?;
        // Without a signature of its own one vouches for nothing on its way.
        let joins = merges
            .into_iter()
            .filter(|(named, op)| op.signature.is_some() && !named.is_disjoint(&people));
        let mut covers: Vec<Op> = joins.map(|(_, op)| op).collect();
        for person in people {
            let rows = statement.query_map(named_params! {":person": person.0, ":core": core.0}, |row| {
                Ok(read_op(row, event, &LogName::Core)?.0)
            })?;
            for op in rows {
                covers.extend(Some(op?).filter(|op| op.signature.is_some()));
            }
        }
        Ok(covers)
    }

    /// Who has a badge, or is the matter of a call for help.
    fn spoken_of(&self, event: EventNo, subject: SubjectId) -> Result<Vec<SubjectId>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT attendee_id FROM badge WHERE event_no = :event AND badge_id = :subject UNION ALL
             SELECT attendee_id FROM help WHERE event_no = :event AND help_id = :subject AND attendee_id IS NOT NULL",
        )?;
        let key = named_params! {":event": event.0, ":subject": subject.0};
        let people = statement.query_map(key, |row| row.get(0).map(SubjectId))?;
        Ok(people.collect::<Result<_, _>>()?)
    }

    /// Every merge of an event, each with whom it joins.
    fn merges(&self, event: EventId, core: LogNo) -> Result<Vec<(BTreeSet<SubjectId>, Op)>, StoreError> {
        let query = format!(
            "SELECT {OP_COLUMNS} FROM op o INDEXED BY op_merges JOIN replica r USING (replica_no)
             WHERE o.log_no = :core AND o.kind = 'attendees_merged' ORDER BY o.pos"
        );
        let mut statement = self.connection.prepare_cached(&query)?;
        let rows = statement.query_map(named_params! {":core": core.0}, |row| {
            Ok(read_op(row, event, &LogName::Core)?.0)
        })?;
        let mut merges = Vec::new();
        for op in rows {
            let op = op?;
            merges.push((named(op.v, &op.body), op));
        }
        Ok(merges)
    }
}

/// The ends of branches that no signature answers for yet.
#[derive(Debug, Default)]
struct Unsigned(BTreeMap<OpHash, u64>);

impl Unsigned {
    fn pass(&mut self, op: &Op, hash: OpHash) {
        self.0.remove(&op.prev);
        if op.signature.is_none() {
            self.0.insert(hash, op.place.seq);
        }
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
