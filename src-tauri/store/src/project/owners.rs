//! Whose badge it is, and which ops are therefore folded together.
//!
//! A `badge_issued` is a claim to a badge. Of several people who claim one it is whose claim has the lowest clock (ties by
//! attendee), whichever arrived first; what was said of the badge under its own id is folded with that person's ops.

use super::union::Union;
use crate::error::StoreError;
use crate::log::{EventNo, LogNo, SubjectOps, signed, subject_ops_and_quarantined, unsigned};
use rusqlite::{Connection, OptionalExtension, named_params};
use sarrera_core::fold::FoldOp;
use sarrera_core::ids::{BadgeId, SubjectId};
use sarrera_core::ops::Fact;
use sarrera_core::time::Hlc;
use std::collections::BTreeMap;

/// The badges that a subject claims, and since when.
pub(super) type Claims = BTreeMap<BadgeId, Hlc>;

/// The ops of a subject that are folded together, and what they claim.
#[derive(Default)]
pub(super) struct Group {
    pub(super) ops: SubjectOps,
    pub(super) claims: Claims,
}

/// The ops of an attendee, of whoever is one person with them, and of every badge that is theirs; or of a badge that is
/// nobody's yet.
pub(super) fn group(
    txn: &Connection,
    event: EventNo,
    log: LogNo,
    union: &Union,
) -> Result<Group, StoreError> {
    let person = union.representative();
    let mut ops = SubjectOps::default();
    let mut claims = Claims::new();
    for subject in union.people() {
        let mut own = subject_ops_and_quarantined(txn, log, *subject)?;
        add_claims(&mut claims, &own.permitted);
        let owner = owner(txn, event, BadgeId(subject.0))?;
        if owner.is_some_and(|owner| owner != person) {
            own.permitted.retain(is_claim);
            own.quarantined.clear();
        }
        ops.permitted.append(&mut own.permitted);
        ops.quarantined.append(&mut own.quarantined);
    }
    for (badge, since) in &claims {
        let is_own = union.people().iter().any(|subject| subject.0 == badge.0);
        if !is_own && !is_claimed_before(txn, event, *badge, person, *since)? {
            let said = subject_ops_and_quarantined(txn, log, SubjectId(badge.0))?;
            ops.permitted
                .extend(said.permitted.into_iter().filter(|op| !is_claim(op)));
            ops.quarantined.extend(said.quarantined);
        }
    }
    Ok(Group { ops, claims })
}

/// Whose badge it is, by the claims that are projected.
pub(super) fn owner(
    txn: &Connection,
    event: EventNo,
    badge: BadgeId,
) -> Result<Option<SubjectId>, StoreError> {
    Ok(txn
        .prepare_cached(
            "SELECT attendee_id FROM badge WHERE event_no = :event AND badge_id = :badge
             ORDER BY hlc, attendee_id LIMIT 1",
        )?
        .query_row(named_params! {":event": event.0, ":badge": badge.0}, |row| {
            row.get(0)
        })
        .optional()?
        .map(SubjectId))
}

/// The claims of a subject that are projected.
pub(super) fn projected_claims(
    txn: &Connection,
    event: EventNo,
    subject: SubjectId,
) -> Result<Claims, StoreError> {
    let mut statement = txn.prepare_cached(
        "SELECT badge_id, hlc FROM badge WHERE attendee_id = :subject AND +event_no = :event",
    )?;
    let rows = statement.query_map(named_params! {":event": event.0, ":subject": subject.0}, |row| {
        Ok((BadgeId(row.get(0)?), Hlc(unsigned(row.get(1)?))))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whether somebody else claims the badge, and did so before `since`.
fn is_claimed_before(
    txn: &Connection,
    event: EventNo,
    badge: BadgeId,
    subject: SubjectId,
    since: Hlc,
) -> Result<bool, StoreError> {
    Ok(txn
        .prepare_cached(
            "SELECT 1 FROM badge WHERE event_no = :event AND badge_id = :badge AND attendee_id <> :subject
                 AND (hlc, attendee_id) < (:since, :subject)",
        )?
        .exists(named_params! {
            ":event": event.0, ":badge": badge.0, ":subject": subject.0, ":since": signed(since.0),
        })?)
}

fn add_claims(claims: &mut Claims, ops: &[FoldOp]) {
    for op in ops {
        if let Fact::BadgeIssued(fact) = &op.fact
            && fact.is_its_serials()
        {
            let since = claims.entry(fact.badge).or_insert(op.hlc);
            *since = op.hlc.min(*since);
        }
    }
}

fn is_claim(op: &FoldOp) -> bool {
    matches!(op.fact, Fact::BadgeIssued(_))
}
