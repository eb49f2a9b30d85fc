//! An op without its personal part is taken only where an erasure covers it; else it counts as not held, and its full form
//! may still come.
//!
//! What covers is any `attendee_erased` by a device that the root ever certified for the office, here or in the batch,
//! even one that a later revocation or fork quarantines (docs/decisions/0001): such an erasure was carried out somewhere,
//! and nobody there can give the part back. Whether the person *is* erased is the fold's question, not this one.
//!
//! Who erases one registration of a merged person erases the person, so an erasure covers whoever a merge ever joined with
//! whom it names: one that was taken back or quarantined since may have counted where the parts went.
//!
//! In a batch an erasure covers, and a merge joins, before its own chain has come that far, if it has a signature of its own: a
//! sender adds both to the first page that needs them, however long the chain in between. The merge may stand behind the very op
//! that waits for it.

use super::ChainName;
use super::branches::Branch;
use crate::error::StoreError;
use crate::log::{EventNo, find_event_no, find_log_no, unsigned};
use crate::project::union::Union;
use crate::txn::{DeviceCache, devices};
use ed25519_dalek::VerifyingKey;
use rusqlite::{Connection, named_params};
use sarrera_core::fold::{Standing, Written};
use sarrera_core::ids::{DeviceId, EventId, OpRef, ReplicaId, SubjectId};
use sarrera_core::ops::{ChainFault, Fact, LogName, Op, OpHash, Private, signature_holds};
use std::collections::{BTreeMap, BTreeSet};

const ERASED: &str = "attendee_erased";
const MERGED: &str = "attendees_merged";
const HELP: &str = "help_requested";

/// A signed erasure or merge in the batch.
pub(super) enum Witness {
    Erased {
        event: EventId,
        subject: SubjectId,
        device: DeviceId,
    },
    Merged {
        event: EventId,
        people: BTreeSet<SubjectId>,
    },
}

/// Whether an op may vouch for others in its batch.
pub(super) fn may_witness(op: &Op) -> bool {
    (op.kind == ERASED || op.kind == MERGED) && op.place.log == LogName::Core && op.signature.is_some()
}

/// What an erasure or a merge of a batch vouches for, if its own signature holds.
pub(super) fn witness(op: &Op, key: &VerifyingKey) -> Option<Witness> {
    let signature = op.signature.as_ref()?;
    let event = op.place.event;
    signature_holds(key, &op.place, op.hash(), signature).then(|| {
        if op.kind == MERGED {
            let people = named(op.v, &op.body);
            Witness::Merged { event, people }
        } else {
            Witness::Erased {
                event,
                subject: op.subject,
                device: op.device,
            }
        }
    })
}

/// Cuts each branch before its first op that nothing covers, and gives the chains and places.
pub(super) fn leave_out_uncovered(
    txn: &Connection,
    cache: &mut DeviceCache,
    witnesses: &[Witness],
    branches: &mut [Branch],
) -> Result<Vec<(ChainName, ChainFault)>, StoreError> {
    let mut left_out = Vec::new();
    if !branches.iter().any(|branch| branch.ops.iter().any(is_erased)) {
        return Ok(left_out);
    }
    // Two chains may cover each other's ops, so all are taken for good until one is found not to be.
    loop {
        let batch = Batch::of(txn, cache, witnesses, branches)?;
        let before = left_out.len();
        for branch in branches.iter_mut() {
            let mut uncovered = None;
            for op in branch.ops.iter().filter(|op| is_erased(op)) {
                if !batch.covers(op.place.event, op.subject) && !is_covered_here(txn, cache, &batch, op)? {
                    uncovered = Some(op.place.seq);
                    break;
                }
            }
            if let Some(seq) = uncovered {
                branch.cut_before(seq);
                left_out.push((branch.chain.clone(), ChainFault::NotErased { seq }));
            }
        }
        drop_loose(branches);
        if left_out.len() == before {
            return Ok(left_out);
        }
    }
}

fn is_erased(op: &Op) -> bool {
    matches!(op.private, Private::Erased(_))
}

/// A branch whose parent was left out goes too.
fn drop_loose(branches: &mut [Branch]) {
    for index in 0..branches.len() {
        let Some(branch) = branches.get(index) else { return };
        let loose = branch.hangs_on.is_some_and(|on| {
            let end = branches.get(on).and_then(Branch::end);
            end.is_none_or(|end| branch.parent.is_some_and(|parent| parent.seq > end.seq))
        });
        if loose && let Some(branch) = branches.get_mut(index) {
            branch.ops.clear();
        }
    }
}

/// What a batch itself says of erasures and badges.
#[derive(Default)]
struct Batch {
    erased: BTreeSet<(EventId, SubjectId)>,
    /// Everybody who is said to have a badge, or to be the matter of a call for help.
    badges: BTreeMap<(EventId, SubjectId), BTreeSet<SubjectId>>,
    /// Whom each merge joins.
    merges: Vec<(EventId, BTreeSet<SubjectId>)>,
}

impl Batch {
    fn of(
        txn: &Connection,
        cache: &mut DeviceCache,
        witnesses: &[Witness],
        branches: &[Branch],
    ) -> Result<Self, StoreError> {
        let mut batch = Self::default();
        for witness in witnesses {
            match witness {
                Witness::Erased {
                    event,
                    subject,
                    device,
                } => {
                    if was_office(txn, cache, *event, *device)? {
                        batch.erased.insert((*event, *subject));
                    }
                }
                Witness::Merged { event, people } => batch.merges.push((*event, people.clone())),
            }
        }
        for op in branches.iter().flat_map(|branch| &branch.ops) {
            let event = op.place.event;
            if op.kind == ERASED && op.place.log == LogName::Core && was_office(txn, cache, event, op.device)?
            {
                batch.erased.insert((event, op.subject));
            }
            if op.kind == HELP
                && op.place.log == LogName::Scans
                && let Ok(Fact::HelpRequested(asked)) = Fact::decode(&op.kind, op.v, &op.body, None)
                && let Some(attendee) = asked.attendee
            {
                let call = (event, op.subject);
                batch.badges.entry(call).or_default().insert(attendee.into());
            }
            if op.kind == "badge_issued"
                && op.place.log == LogName::Scans
                && let Ok(Fact::BadgeIssued(issued)) = Fact::decode(&op.kind, op.v, &op.body, None)
                && issued.is_its_serials()
            {
                let badge = (event, SubjectId(issued.badge.0));
                batch.badges.entry(badge).or_default().insert(op.subject);
            }
            if op.kind == MERGED && op.place.log == LogName::Core {
                batch.merges.push((event, named(op.v, &op.body)));
            }
        }
        Ok(batch)
    }

    /// The subject, and everybody whose badge it is said to be, or about whom it calls.
    fn people(&self, event: EventId, subject: SubjectId) -> impl Iterator<Item = SubjectId> {
        let owners = self.badges.get(&(event, subject)).into_iter().flatten();
        [subject].into_iter().chain(owners.copied())
    }

    fn merges_of(&self, event: EventId) -> impl Iterator<Item = &BTreeSet<SubjectId>> {
        let merges = self.merges.iter();
        merges
            .filter(move |(of, _)| *of == event)
            .map(|(_, people)| people)
    }

    fn covers(&self, event: EventId, subject: SubjectId) -> bool {
        self.people(event, subject)
            .any(|person| self.erased.contains(&(event, person)))
    }
}

fn was_office(
    txn: &Connection,
    cache: &mut DeviceCache,
    event: EventId,
    device: DeviceId,
) -> Result<bool, StoreError> {
    let Some(no) = find_event_no(txn, event)? else {
        return Ok(false);
    };
    Ok(devices(txn, cache, no, event)?.was_office(device))
}

/// Whether a stored erasure covers the op's subject, or the person whose badge it is, or the batch's erasure does so.
fn is_covered_here(
    txn: &Connection,
    cache: &mut DeviceCache,
    batch: &Batch,
    op: &Op,
) -> Result<bool, StoreError> {
    let event = op.place.event;
    let Some(no) = find_event_no(txn, event)? else {
        return Ok(false);
    };
    let counted = badge_owners(txn, no, op.subject)?;
    for person in batch.people(event, op.subject).chain(counted) {
        if covers_stored(txn, cache, batch, (no, event), person)? {
            return Ok(true);
        }
    }
    let mut people = quarantined_owners(txn, no, op.subject)?;
    people.extend(batch.people(event, op.subject));
    people.extend(badge_owners(txn, no, op.subject)?);
    for person in ever_joined(txn, no, batch.merges_of(event), people)? {
        if covers_stored(txn, cache, batch, (no, event), person)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Everybody whom a merge, here or in the batch, ever joined with these, directly or through others. Reads every merge
/// of the event, which is done only for an op that nothing else covers.
fn ever_joined<'b>(
    txn: &Connection,
    event: EventNo,
    in_batch: impl Iterator<Item = &'b BTreeSet<SubjectId>>,
    people: Vec<SubjectId>,
) -> Result<BTreeSet<SubjectId>, StoreError> {
    let mut joined: BTreeSet<SubjectId> = people.into_iter().collect();
    let mut merges: Vec<BTreeSet<SubjectId>> = in_batch.cloned().collect();
    if let Some(core) = find_log_no(txn, event, "core")? {
        let mut statement = txn.prepare_cached(
            "SELECT v, body FROM op INDEXED BY op_merges
             WHERE log_no = :core AND kind = 'attendees_merged'",
        )?;
        let mut rows = statement.query(named_params! {":core": core.0})?;
        while let Some(row) = rows.next()? {
            let body: Vec<u8> = row.get(1)?;
            merges.push(named(row.get(0)?, &body));
        }
    }
    loop {
        let before = joined.len();
        for merge in &merges {
            if !merge.is_disjoint(&joined) {
                joined.extend(merge);
            }
        }
        if joined.len() == before {
            return Ok(joined);
        }
    }
}

/// Whom a merge names.
pub(crate) fn named(v: u16, body: &[u8]) -> BTreeSet<SubjectId> {
    match Fact::decode(MERGED, v, body, None) {
        Ok(Fact::AttendeesMerged(fact)) => fact.attendees.into_iter().map(SubjectId::from).collect(),
        Ok(_) | Err(_) => BTreeSet::new(),
    }
}

fn covers_stored(
    txn: &Connection,
    cache: &mut DeviceCache,
    batch: &Batch,
    (no, event): (EventNo, EventId),
    person: SubjectId,
) -> Result<bool, StoreError> {
    if batch.covers(event, person) {
        return Ok(true);
    }
    for erasure in erasures(txn, no, person)? {
        if was_office(txn, cache, event, erasure.device)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether an erasure that counts by now covers a subject, or the person whose badge it is.
pub(super) fn is_erased_by_now(
    txn: &Connection,
    cache: &mut DeviceCache,
    event: EventId,
    no: EventNo,
    subject: SubjectId,
) -> Result<bool, StoreError> {
    for person in one_person(txn, no, subject)? {
        for erasure in erasures(txn, no, person)? {
            let devices = devices(txn, cache, no, event)?;
            let standing = devices.standing(&Written {
                device: erasure.device,
                log: &LogName::Core,
                replica: erasure.replica,
                seq: erasure.seq,
                kind: ERASED,
                op_ref: erasure.op_ref,
            });
            if standing == Standing::Permitted {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// The subject, whose badge or call it is, and whoever is one person with them, by what counts.
pub(crate) fn one_person(
    connection: &Connection,
    event: EventNo,
    subject: SubjectId,
) -> Result<Vec<SubjectId>, StoreError> {
    let owners = badge_owners(connection, event, subject)?;
    let named = [subject].into_iter().chain(owners);
    Ok(match find_log_no(connection, event, "core")? {
        Some(core) => Union::of_all(connection, core, named)?.people().to_vec(),
        None => named.collect(),
    })
}

/// Everybody who has a badge, or is the matter of a call for help, by ops that count.
fn badge_owners(txn: &Connection, event: EventNo, badge: SubjectId) -> Result<Vec<SubjectId>, StoreError> {
    let mut statement =
        txn.prepare_cached(
            "SELECT attendee_id FROM badge WHERE event_no = :event AND badge_id = :badge UNION ALL
             SELECT attendee_id FROM help WHERE event_no = :event AND help_id = :badge AND attendee_id IS NOT NULL",
        )?;
    let rows = statement.query_map(named_params! {":event": event.0, ":badge": badge.0}, |row| {
        Ok(SubjectId(row.get(0)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Who was said to have a badge, or to be the matter of a call, by ops that count no more: while they did, what was said of it was erased with the person.
/// Walks the log, which is done only for an op that nothing else covers.
fn quarantined_owners(
    txn: &Connection,
    event: EventNo,
    badge: SubjectId,
) -> Result<Vec<SubjectId>, StoreError> {
    let Some(scans) = find_log_no(txn, event, "scans")? else {
        return Ok(Vec::new());
    };
    let mut statement = txn.prepare_cached(
        "SELECT subject_id, v, body, kind FROM op
         WHERE log_no = :scans AND kind IN ('badge_issued', 'help_requested') AND permitted = 0",
    )?;
    let mut rows = statement.query(named_params! {":scans": scans.0})?;
    let mut owners = Vec::new();
    while let Some(row) = rows.next()? {
        let (body, kind): (Vec<u8>, String) = (row.get(2)?, row.get(3)?);
        let fact = Fact::decode(&kind, row.get(1)?, &body, None);
        if let Ok(Fact::BadgeIssued(issued)) = &fact
            && issued.badge.0 == badge.0
            && issued.is_its_serials()
        {
            owners.push(SubjectId(row.get(0)?));
        }
        if let Ok(Fact::HelpRequested(asked)) = &fact
            && asked.help.0 == badge.0
        {
            owners.extend(asked.attendee.map(SubjectId::from));
        }
    }
    Ok(owners)
}

/// A stored erasure.
struct Erasure {
    device: DeviceId,
    replica: ReplicaId,
    seq: u64,
    op_ref: OpRef,
}

fn erasures(txn: &Connection, event: EventNo, person: SubjectId) -> Result<Vec<Erasure>, StoreError> {
    let Some(core) = find_log_no(txn, event, "core")? else {
        return Ok(Vec::new());
    };
    let mut statement = txn.prepare_cached(
        "SELECT r.device_id, r.replica_id, o.seq, o.hash FROM op o JOIN replica r USING (replica_no)
         WHERE o.subject_id = :person AND o.log_no = :core AND o.kind = 'attendee_erased'",
    )?;
    let rows = statement.query_map(named_params! {":person": person.0, ":core": core.0}, |row| {
        Ok(Erasure {
            device: DeviceId(row.get(0)?),
            replica: ReplicaId(row.get(1)?),
            seq: unsigned(row.get(2)?),
            op_ref: OpHash(row.get(3)?).op_ref(),
        })
    })?;
    rows.collect::<Result<_, _>>().map_err(StoreError::from)
}
