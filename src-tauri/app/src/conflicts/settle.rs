//! The end of a conflict: one fact stands and the others give way, or all of them are right. Either is written down with the
//! facts that it covers, so that what arrives later opens the conflict again.

use super::{allowed, person_of};
use crate::device::{App, find_event};
use crate::failure::{AppError, Refusal};
use crate::people::{choose, written_values};
use crate::roles::{Who, is_here};
use crate::view::{ConflictEnd, SettleAsk};
use sarrera_core::fold::ConflictKind;
use sarrera_core::ids::OpRef;
use sarrera_core::ops::{BadgeVoided, ConflictSettled, Fact, LogName, ScanAnnulled};
use sarrera_store::{ConflictRow, EventRow, Reader, Txn};
use std::collections::BTreeSet;

/// All of the facts are right.
const BOTH_RIGHT: &str = "both_right";
/// One of them is.
const KEPT: &str = "kept";
/// Why a badge is void that gave way to another.
const GAVE_WAY: &str = "conflict";

impl App {
    /// Settles a conflict.
    ///
    /// # Errors
    /// A conflict that is none any more or is not settled so, a device that is no office, or a database that can't be
    /// written.
    pub fn settle_conflict(&self, event: &str, ask: &SettleAsk) -> Result<ConflictEnd, AppError> {
        self.write(|txn| {
            let event = find_event(&txn.reader(), event)?;
            if !is_here(&txn.reader(), &event, Who::Office)? {
                return Err(Refusal::NotAllowedHere.into());
            }
            let row = txn.reader().conflict(event.no, &ask.conflict)?;
            let row = row.filter(|row| row.open).ok_or(Refusal::ConflictGone)?;
            let can = allowed(ConflictKind::read(&row.kind));
            let may = if ask.keep.is_some() { can.keep } else { can.both };
            if !may {
                return Err(Refusal::NotSettledSo.into());
            }
            let covers = seen(&txn.reader(), &event, &row, ask)?.ok_or(Refusal::ConflictGone)?;
            let mut end = ConflictEnd {
                conflict: row.id.clone(),
                voided: Vec::new(),
                annulled: 0,
            };
            if let Some(keep) = &ask.keep {
                let keep = keep.parse::<OpRef>().ok().filter(|keep| covers.contains(keep));
                keep_one(
                    txn,
                    &event,
                    &row,
                    keep.ok_or(Refusal::ConflictGone)?,
                    &covers,
                    &mut end,
                )?;
            }
            let settled = Fact::ConflictSettled(ConflictSettled {
                conflict: row.id.clone(),
                covers: covers.into_iter().collect(),
                decision: if ask.keep.is_some() { KEPT } else { BOTH_RIGHT }.to_owned(),
            });
            let log = row.log.clone().unwrap_or(LogName::Scans);
            txn.append(event.id, &log, row.subject, &settled)?;
            Ok(end)
        })
    }
}

/// What is settled: of the facts that stand now those that somebody looked at. Nothing where none of these stands any more, or
/// where a field has a value that nobody saw: whichever is chosen would replace it.
fn seen(
    reader: &Reader<'_>,
    event: &EventRow,
    row: &ConflictRow,
    ask: &SettleAsk,
) -> Result<Option<BTreeSet<OpRef>>, AppError> {
    if ask.seen.is_empty() {
        return Ok(Some(row.facts.clone()));
    }
    let seen: BTreeSet<OpRef> = ask.seen.iter().filter_map(|fact| fact.parse().ok()).collect();
    if ConflictKind::read(&row.kind) == Some(ConflictKind::Field) {
        let person = person_of(reader, event, row)?;
        let values = match &person {
            Some(person) => written_values(reader, event, person, row.subject, &row.scope)?,
            None => Vec::new(),
        };
        let all = !values.is_empty() && values.iter().all(|one| seen.contains(&one.op.op_ref));
        return Ok(all.then(|| row.facts.clone()));
    }
    let stand: BTreeSet<OpRef> = seen.intersection(&row.facts).copied().collect();
    Ok(Some(stand).filter(|stand| !stand.is_empty()))
}

/// The others give way.
fn keep_one(
    txn: &mut Txn<'_>,
    event: &EventRow,
    row: &ConflictRow,
    keep: OpRef,
    seen: &BTreeSet<OpRef>,
    end: &mut ConflictEnd,
) -> Result<(), AppError> {
    match ConflictKind::read(&row.kind) {
        Some(ConflictKind::DoubleAdmission) => {
            let state = txn.reader().scans_of(event.no, row.subject)?;
            for scan in state
                .scans
                .iter()
                .filter(|s| s.by != keep && seen.contains(&s.by))
            {
                let annulled = Fact::ScanAnnulled(ScanAnnulled { scan: scan.fact.scan });
                txn.append(event.id, &LogName::Scans, scan.subject, &annulled)?;
                end.annulled += 1;
            }
        }
        Some(ConflictKind::TwoBadges) => {
            let state = txn.reader().scans_of(event.no, row.subject)?;
            for badge in state
                .badges
                .iter()
                .filter(|b| b.by != keep && seen.contains(&b.by))
            {
                let voided = Fact::BadgeVoided(BadgeVoided {
                    badge: badge.badge,
                    reason: GAVE_WAY.to_owned(),
                });
                txn.append(event.id, &LogName::Scans, badge.subject, &voided)?;
                end.voided.push(badge.serial.short());
            }
        }
        Some(ConflictKind::Field) => {
            let person = person_of(&txn.reader(), event, row)?.ok_or(Refusal::ConflictGone)?;
            let values = written_values(&txn.reader(), event, &person, row.subject, &row.scope)?;
            let chosen = values.into_iter().find(|one| one.op.op_ref == keep);
            let chosen = chosen.ok_or(Refusal::ConflictGone)?;
            choose(txn, event, &person, &row.scope, &chosen.value)?;
        }
        Some(ConflictKind::CopiedDevice) | None => return Err(Refusal::NotSettledSo.into()),
    }
    Ok(())
}
