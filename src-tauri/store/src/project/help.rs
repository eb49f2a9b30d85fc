//! The row of one call for help.

use crate::error::StoreError;
use crate::log::{EventNo, SubjectOps};
use rusqlite::{Connection, named_params};
use sarrera_core::fold::{FoldOp, HelpState, fold_help};
use sarrera_core::ids::SubjectId;
use sarrera_core::ops::Fact;

/// Writes the row of a call out of the `scans` ops of a subject. Subjects of people and badges are passed over.
pub(super) fn project(
    txn: &Connection,
    event: EventNo,
    subject: SubjectId,
    ops: &SubjectOps,
) -> Result<(), StoreError> {
    if !ops.permitted.iter().chain(&ops.quarantined).any(is_about_help) {
        return Ok(());
    }
    txn.prepare_cached("DELETE FROM help WHERE event_no = :event AND help_id = :help")?
        .execute(named_params! {":event": event.0, ":help": subject.0})?;
    match fold_help(subject, &ops.permitted) {
        Some(state) => write(txn, event, &state),
        None => Ok(()),
    }
}

/// The calls that are about a person.
pub(super) fn about(
    txn: &Connection,
    event: EventNo,
    attendee: SubjectId,
) -> Result<Vec<SubjectId>, StoreError> {
    let mut statement =
        txn.prepare_cached("SELECT help_id FROM help WHERE attendee_id = :attendee AND +event_no = :event")?;
    let rows = statement.query_map(
        named_params! {":event": event.0, ":attendee": attendee.0},
        |row| Ok(SubjectId(row.get(0)?)),
    )?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn is_about_help(op: &FoldOp) -> bool {
    matches!(op.fact, Fact::HelpRequested(_) | Fact::HelpAnswered(_))
}

fn write(txn: &Connection, event: EventNo, state: &HelpState) -> Result<(), StoreError> {
    let HelpState {
        asked,
        asked_by,
        standing,
        answer,
    } = state;
    let answered_by = answer.as_ref().map(|(by, _)| by);
    txn.prepare_cached(
        "INSERT INTO help (event_no, help_id, reason, checkpoint_id, scan_id, attendee_id, words, asked_ms, device_id,
                           operator_id, state, answered_ms, answered_by, answerer_id, answer_words)
         VALUES (:event, :help, :reason, :checkpoint, :scan, :attendee, :words, :asked, :device,
                 :operator, :state, :answered, :answered_by, :answerer, :answer_words)",
    )?
    .execute(named_params! {
        ":event": event.0,
        ":help": asked.help.0,
        ":reason": asked.reason.code(),
        ":checkpoint": asked.checkpoint.map(|id| id.0),
        ":scan": asked.scan.map(|id| id.0),
        ":attendee": asked.attendee.map(|id| id.0),
        ":words": asked.text,
        ":asked": asked_by.at.0,
        ":device": asked_by.device.0,
        ":operator": asked_by.operator.map(|id| id.0),
        ":state": standing.code(),
        ":answered": answered_by.map(|by| by.at.0),
        ":answered_by": answered_by.map(|by| by.device.0),
        ":answerer": answered_by.and_then(|by| by.operator).map(|id| id.0),
        ":answer_words": answer.as_ref().map_or("", |(_, text)| text),
    })?;
    Ok(())
}
