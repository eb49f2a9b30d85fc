//! The rows of one attendee's scans, badges and print jobs.
//!
//! A badge that was scanned before its attendee was known here has ops under its own id; as soon as a `badge_issued`
//! maps it, those ops are folded together with the attendee's. A subject's rows are its own: no other's displaces them.

use super::owners::{Group, group, owner, projected_claims};
use super::union::Union;
use super::{help, searched, write_conflicts};
use crate::error::StoreError;
use crate::log::{EventNo, LogNo, signed};
use rusqlite::{Connection, named_params};
use sarrera_core::fold::{ScanRow, ScanState, ScansState, fold_scans};
use sarrera_core::ids::{BadgeId, CheckpointId, SubjectId};
use sarrera_core::ops::{BadgeReason, Direction, LogName, Presented, PrintSettlement, PrintState};
use std::collections::{BTreeMap, BTreeSet};

/// Folds the scans of an attendee, or of a badge that is nobody's yet, and writes its rows. Where that changes whose a
/// badge is, the rows of everybody concerned are written anew.
pub(super) fn project(
    txn: &Connection,
    event: EventNo,
    log: LogNo,
    touched: SubjectId,
) -> Result<(), StoreError> {
    let mut subjects = BTreeSet::from([touched]);
    subjects.extend(owner(txn, event, BadgeId(touched.0))?);
    // A subject's claims change once, so this ends.
    while let Some(subject) = subjects.pop_first() {
        subjects.extend(write_subject(txn, event, log, subject)?);
    }
    Ok(())
}

/// Writes the rows of one subject; gives the others whose rows are to be written now that a badge changed hands.
fn write_subject(
    txn: &Connection,
    event: EventNo,
    log: LogNo,
    subject: SubjectId,
) -> Result<BTreeSet<SubjectId>, StoreError> {
    let claimed = projected_claims(txn, event, subject)?;
    let union = Union::of(txn, log, subject)?;
    let mut concerned = BTreeSet::new();
    // Whoever is represented by another has no rows of their own.
    let group = if union.representative() == subject {
        group(txn, event, log, &union)?
    } else {
        concerned.insert(union.representative());
        Group::default()
    };
    help::project(txn, event, subject, &group.ops)?;
    let state = fold_scans(union.people(), &group.ops.permitted, &group.ops.quarantined);
    if claimed == group.claims {
        write(txn, event, subject, &state)?;
        return Ok(concerned);
    }
    let badges: BTreeSet<BadgeId> = claimed.keys().chain(group.claims.keys()).copied().collect();
    let mut owners = Vec::new();
    for badge in badges {
        owners.push((badge, owner(txn, event, badge)?));
    }
    write(txn, event, subject, &state)?;
    for (badge, before) in owners {
        let after = owner(txn, event, badge)?;
        if before != after {
            concerned.insert(SubjectId(badge.0));
            concerned.extend([before, after].into_iter().flatten());
        }
    }
    concerned.remove(&subject);
    Ok(concerned)
}

/// The attendee's facts as the use cases read them.
pub(crate) fn fold_of(
    txn: &Connection,
    event: EventNo,
    log: LogNo,
    subject: SubjectId,
) -> Result<ScansState, StoreError> {
    let union = Union::of(txn, log, subject)?;
    let ops = group(txn, event, log, &union)?.ops;
    Ok(fold_scans(union.people(), &ops.permitted, &ops.quarantined))
}

/// Whose scan it is: nobody's while its subject is the scan itself (an unknown code) or a badge not yet mapped.
fn attendee_of(subject: SubjectId, row: &ScanRow) -> Option<SubjectId> {
    let unknown = row.fact.scan.0 == subject.0;
    let unmapped = row.fact.badge.is_some_and(|badge| badge.0 == subject.0);
    (!unknown && !unmapped).then_some(subject)
}

fn write(txn: &Connection, event: EventNo, subject: SubjectId, state: &ScansState) -> Result<(), StoreError> {
    let mut badges = state.badges.len();
    let key = named_params! {":event": event.0, ":subject": subject.0};
    txn.prepare_cached("DELETE FROM scan WHERE subject_id = :subject AND +event_no = :event")?
        .execute(key)?;
    badges += txn
        .prepare_cached("DELETE FROM badge WHERE attendee_id = :subject AND +event_no = :event")?
        .execute(key)?;
    txn.prepare_cached("DELETE FROM badge_void WHERE subject_id = :subject AND +event_no = :event")?
        .execute(key)?;
    txn.prepare_cached("DELETE FROM print_job WHERE attendee_id = :subject AND +event_no = :event")?
        .execute(key)?;
    txn.prepare_cached("DELETE FROM presence WHERE attendee_id = :subject AND +event_no = :event")?
        .execute(key)?;
    for row in &state.scans {
        write_scan(txn, event, subject, row)?;
    }
    write_badges(txn, event, subject, state)?;
    write_presence(txn, event, subject, state)?;
    if badges > 0 {
        searched::project_codes(txn, event, subject)?;
    }
    write_conflicts(txn, event, &LogName::Scans.to_string(), subject, &state.conflicts)
}

fn write_scan(txn: &Connection, event: EventNo, subject: SubjectId, row: &ScanRow) -> Result<(), StoreError> {
    let fact = &row.fact;
    txn.prepare_cached(
        "INSERT INTO scan (event_no, scan_id, subject_id, attendee_id, checkpoint_id, hlc, at_ms, day, device_id,
                           operator_id, direction, presented, badge_id, verdict, state, reasons, overrides, code)
         VALUES (:event, :scan, :subject, :attendee, :checkpoint, :hlc, :at, :day, :device,
                 :operator, :direction, :presented, :badge, :verdict, :state, :reasons, :overrides, :code)",
    )?
    .execute(named_params! {
        ":event": event.0,
        ":scan": fact.scan.0,
        ":subject": subject.0,
        ":attendee": attendee_of(subject, row).map(|a| a.0),
        ":checkpoint": fact.checkpoint.0,
        ":hlc": signed(row.hlc.0),
        ":at": row.at.0,
        ":day": fact.day.0,
        ":device": row.device.0,
        ":operator": row.operator.map(|o| o.0),
        ":direction": direction(fact.direction),
        ":presented": presented(fact.presented),
        ":badge": fact.badge.map(|b| b.0),
        ":verdict": fact.verdict,
        ":state": scan_state(row.state),
        ":reasons": reasons(row),
        ":overrides": fact.overrides.as_ref().map(|o| o.of.0),
        ":code": fact.code.as_deref().unwrap_or_default(),
    })?;
    Ok(())
}

fn write_badges(
    txn: &Connection,
    event: EventNo,
    subject: SubjectId,
    state: &ScansState,
) -> Result<(), StoreError> {
    for badge in &state.badges {
        txn.prepare_cached(
            "INSERT INTO badge (event_no, badge_id, serial, attendee_id, registration_id, reason, hlc, issued_ms,
                                device_id, voided_ms, replaced_by, boxed, handed_over_ms)
             VALUES (:event, :badge, :serial, :attendee, :registration, :reason, :hlc, :issued, :device, :voided, :by,
                     :boxed, :handed)",
        )?
        .execute(named_params! {
            ":event": event.0,
            ":badge": badge.badge.0,
            ":serial": badge.serial.0,
            ":attendee": subject.0,
            ":registration": badge.registration.0,
            ":reason": badge_reason(badge.reason),
            ":hlc": signed(badge.hlc.0),
            ":issued": badge.issued_at.0,
            ":device": badge.device.0,
            ":voided": badge.voided_at.map(|at| at.0),
            ":by": badge.replaced_by.map(|b| b.0),
            ":boxed": badge.boxed.as_deref().unwrap_or_default(),
            ":handed": badge.handed_over_at.map(|at| at.0),
        })?;
    }
    for (badge, (at, by)) in &state.voided_unissued {
        txn.prepare_cached(
            "INSERT INTO badge_void (event_no, badge_id, subject_id, voided_ms, replaced_by)
             VALUES (:event, :badge, :subject, :voided, :by)",
        )?
        .execute(named_params! {
            ":event": event.0, ":badge": badge.0, ":subject": subject.0, ":voided": at.0, ":by": by.map(|b| b.0),
        })?;
    }
    for job in &state.prints {
        txn.prepare_cached(
            "INSERT INTO print_job (event_no, job_id, attendee_id, badge_id, printer, template, state, reason,
                                    settled, requested_ms, device_id)
             VALUES (:event, :job, :attendee, :badge, :printer, :template, :state, :reason, :settled, :at, :device)",
        )?
        .execute(named_params! {
            ":event": event.0,
            ":job": job.job.0,
            ":attendee": subject.0,
            ":badge": job.badge.0,
            ":printer": job.printer,
            ":template": job.template,
            ":state": print_state(job.state),
            ":reason": job.reason.as_deref().unwrap_or_default(),
            ":settled": job.settled.map_or("", PrintSettlement::code),
            ":at": job.requested_at.0,
            ":device": job.device.0,
        })?;
    }
    Ok(())
}

fn reasons(row: &ScanRow) -> String {
    let codes: Vec<&str> = row
        .fact
        .reasons
        .iter()
        .map(|reason| reason.code.as_str())
        .collect();
    codes.join(" ")
}

/// Who is inside, by the last admission or exit at each checkpoint, and since which day. Who was never let in did not
/// arrive by leaving.
fn write_presence(
    txn: &Connection,
    event: EventNo,
    subject: SubjectId,
    state: &ScansState,
) -> Result<(), StoreError> {
    let mut last: BTreeMap<CheckpointId, &ScanRow> = BTreeMap::new();
    for row in state
        .scans
        .iter()
        .filter(|row| attendee_of(subject, row).is_some())
    {
        match row.state {
            ScanState::Admitted => {
                last.insert(row.fact.checkpoint, row);
            }
            ScanState::Left if last.contains_key(&row.fact.checkpoint) => {
                last.insert(row.fact.checkpoint, row);
            }
            ScanState::Left | ScanState::Pending | ScanState::Nothing | ScanState::Annulled => {}
        }
    }
    for (checkpoint, row) in last {
        txn.prepare_cached(
            "INSERT INTO presence (event_no, checkpoint_id, attendee_id, inside, day, since_ms, device_id)
             VALUES (:event, :checkpoint, :attendee, :inside, :day, :since, :device)",
        )?
        .execute(named_params! {
            ":event": event.0,
            ":checkpoint": checkpoint.0,
            ":attendee": subject.0,
            ":inside": row.state == ScanState::Admitted,
            ":day": row.fact.day.0,
            ":since": row.at.0,
            ":device": row.device.0,
        })?;
    }
    Ok(())
}

const fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Entry => "entry",
        Direction::Exit => "exit",
    }
}

const fn presented(presented: Presented) -> &'static str {
    match presented {
        Presented::Badge => "badge",
        Presented::Ticket => "ticket",
        Presented::Foreign => "foreign",
        Presented::Name => "name",
        Presented::Import => "import",
    }
}

/// How the state of a scan is written in its row.
pub(crate) const fn scan_state(state: ScanState) -> &'static str {
    match state {
        ScanState::Admitted => "admitted",
        ScanState::Pending => "pending",
        ScanState::Left => "left",
        ScanState::Nothing => "nothing",
        ScanState::Annulled => "annulled",
    }
}

const fn badge_reason(reason: BadgeReason) -> &'static str {
    match reason {
        BadgeReason::First => "first",
        BadgeReason::Lost => "lost",
        BadgeReason::Fix => "fix",
        BadgeReason::Substitution => "substitution",
        BadgeReason::Batch => "batch",
    }
}

pub(crate) const fn print_state(state: PrintState) -> &'static str {
    match state {
        PrintState::Queued => "queued",
        PrintState::Sent => "sent",
        PrintState::Printed => "printed",
        PrintState::Failed => "failed",
        PrintState::Unknown => "unknown",
    }
}
