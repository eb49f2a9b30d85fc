//! One call for help out of the ops about it: what was asked, and how far the answer is.

use super::FoldOp;
use super::field::Writes;
use crate::ids::{DeviceId, OperatorId, SubjectId};
use crate::ops::{Fact, HelpAnswer, HelpAnswered, HelpRequested};
use crate::time::Timestamp;
use std::collections::BTreeSet;

/// How far a call is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HelpStanding {
    /// Nobody answered.
    Open,
    OnTheWay,
    /// The desk needs nobody any more.
    Withdrawn,
    Done,
}

impl HelpStanding {
    /// Its stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::OnTheWay => "on_the_way",
            Self::Withdrawn => "withdrawn",
            Self::Done => "done",
        }
    }
}

/// Who did something, and when by their clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doer {
    pub at: Timestamp,
    pub device: DeviceId,
    pub operator: Option<OperatorId>,
}

/// A call for help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HelpState {
    /// As the desk said it last.
    pub asked: HelpRequested,
    pub asked_by: Doer,
    pub standing: HelpStanding,
    /// Who gave the answer that stands, and in which words.
    pub answer: Option<(Doer, String)>,
}

/// Folds the ops of one call, in any order and with repetitions. The furthest answer stands; of several alike the first
/// does. A withdrawal counts only from the device that asked. `None` where no request is known yet.
#[must_use]
pub fn fold_help(subject: SubjectId, ops: &[FoldOp]) -> Option<HelpState> {
    let mut ordered: Vec<&FoldOp> = ops.iter().collect();
    ordered.sort_by_key(|op| op.rank());
    let mut seen = BTreeSet::new();
    let mut requests = Writes::default();
    let mut asked_by: Option<Doer> = None;
    let mut answers: Vec<(&FoldOp, &HelpAnswered)> = Vec::new();
    for op in ordered {
        if !seen.insert(op.op_ref) {
            continue;
        }
        if let Fact::HelpRequested(fact) = &op.fact
            && fact.help.0 == subject.0
        {
            requests.set(op, fact, &fact.over);
            asked_by.get_or_insert(doer(op));
        } else if let Fact::HelpAnswered(fact) = &op.fact
            && fact.help.0 == subject.0
        {
            answers.push((op, fact));
        }
    }
    let (asked, asked_by) = (requests.settle()?.shown, asked_by?);
    let mut state = HelpState {
        asked,
        asked_by,
        standing: HelpStanding::Open,
        answer: None,
    };
    for (op, fact) in answers {
        let standing = match fact.answer {
            HelpAnswer::OnTheWay => HelpStanding::OnTheWay,
            HelpAnswer::Done => HelpStanding::Done,
            HelpAnswer::Withdrawn if op.device == asked_by.device => HelpStanding::Withdrawn,
            HelpAnswer::Withdrawn => continue,
        };
        if standing > state.standing {
            state.standing = standing;
            state.answer = Some((doer(op), fact.text.clone()));
        }
    }
    Some(state)
}

const fn doer(op: &FoldOp) -> Doer {
    Doer {
        at: op.wall,
        device: op.device,
        operator: op.operator,
    }
}
