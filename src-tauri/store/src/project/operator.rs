//! The row of one operator.

use crate::error::StoreError;
use crate::log::EventNo;
use rusqlite::{Connection, named_params};
use sarrera_core::fold::{FoldOp, fold_operator};
use sarrera_core::ids::SubjectId;
use sarrera_core::ops::Fact;

/// Writes the row of an operator out of the permitted `core` ops of a subject. Subjects of people are passed over.
pub(super) fn project(
    txn: &Connection,
    event: EventNo,
    subject: SubjectId,
    ops: &[FoldOp],
) -> Result<(), StoreError> {
    // Without any op that counts it may be an operator whose definition is quarantined by now.
    let concerned = ops.is_empty() || ops.iter().any(|op| matches!(op.fact, Fact::OperatorDefined(_)));
    if !concerned {
        return Ok(());
    }
    txn.prepare_cached("DELETE FROM operator WHERE event_no = :event AND operator_id = :operator")?
        .execute(named_params! {":event": event.0, ":operator": subject.0})?;
    if let Some(operator) = fold_operator(subject, ops) {
        txn.prepare_cached(
            "INSERT INTO operator (event_no, operator_id, name, active) VALUES (:event, :operator, :name, :active)",
        )?
        .execute(named_params! {
            ":event": event.0, ":operator": subject.0, ":name": operator.name, ":active": operator.active,
        })?;
    }
    Ok(())
}
