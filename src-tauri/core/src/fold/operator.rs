//! One operator out of the `core` ops about them.

use super::FoldOp;
use super::field::Writes;
use crate::ids::SubjectId;
use crate::ops::{Fact, OperatorDefined};
use std::collections::BTreeSet;

/// Folds the definitions of one operator, in any order and with repetitions; `None` where nobody defined them.
#[must_use]
pub fn fold_operator(subject: SubjectId, ops: &[FoldOp]) -> Option<OperatorDefined> {
    let mut seen = BTreeSet::new();
    let mut writes = Writes::default();
    for op in ops {
        if let Fact::OperatorDefined(fact) = &op.fact
            && fact.operator.0 == subject.0
            && seen.insert(op.op_ref)
        {
            writes.set(op, fact, &fact.over);
        }
    }
    Some(writes.settle()?.shown)
}
