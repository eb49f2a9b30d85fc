//! Whose badge it is, and which ops are therefore folded together.
//!
//! A `badge_issued` is a claim to a badge. Of several people who claim one it is whose claim has the lowest clock (ties by
//! attendee), whichever arrived first; what was said of the badge under its own id is folded with that person's ops.

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
pub(super) struct Group {
    pub(super) ops: SubjectOps,
    pub(super) claims: Claims,
}

/// The ops of an attendee and of every badge that is theirs; or of a badge that is nobody's yet.
pub(super) fn group(
    txn: &Connection,
    event: EventNo,
    log: LogNo,
    subject: SubjectId,
) -> Result<Group, StoreError> {
    let mut ops = subject_ops_and_quarantined(txn, log, subject)?;
    let claims = claims_among(&ops.permitted);
    let owner = owner(txn, event, BadgeId(subject.0))?;
    if owner.is_some_and(|owner| owner != subject) {
        ops.permitted.retain(is_claim);
        ops.quarantined.clear();
    }
    for (badge, since) in &claims {
        if badge.0 != subject.0 && !is_claimed_before(txn, event, *badge, subject, *since)? {
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

fn claims_among(ops: &[FoldOp]) -> Claims {
    let mut claims = Claims::new();
    for op in ops {
        if let Fact::BadgeIssued(fact) = &op.fact
            && fact.is_its_serials()
        {
            let since = claims.entry(fact.badge).or_insert(op.hlc);
            *since = op.hlc.min(*since);
        }
    }
    claims
}

fn is_claim(op: &FoldOp) -> bool {
    matches!(op.fact, Fact::BadgeIssued(_))
}
