//! Two facts that cannot both be right: a value derived from the facts, shown until somebody settles it.

use crate::alphabet;
use crate::ids::{OpRef, SubjectId};
use crate::ops::short_hash;
use crate::planted::{self, Bug};
use std::collections::{BTreeMap, BTreeSet};

/// What kind of disagreement it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConflictKind {
    /// One person admitted twice, by writers that did not know of each other.
    DoubleAdmission,
    /// One field, two values, neither replacing the other.
    Field,
    /// Two badges of one person that no op links.
    TwoBadges,
    /// A device whose key writes in two places that do not know of each other.
    CopiedDevice,
}

impl ConflictKind {
    /// Its stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::DoubleAdmission => "double_admission",
            Self::Field => "field",
            Self::TwoBadges => "two_badges",
            Self::CopiedDevice => "copied_device",
        }
    }

    /// The kind of this stable name.
    #[must_use]
    pub fn read(code: &str) -> Option<Self> {
        let all = [
            Self::DoubleAdmission,
            Self::Field,
            Self::TwoBadges,
            Self::CopiedDevice,
        ];
        all.into_iter().find(|kind| kind.code() == code)
    }
}

/// A conflict row: a pure function of the set of facts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Conflict {
    /// hash(kind, subject, scope), as symbols.
    pub id: String,
    pub kind: ConflictKind,
    /// The checkpoint or the field; empty where it is the device itself.
    pub scope: String,
    /// The facts that do not fit together.
    pub facts: BTreeSet<OpRef>,
    /// True while any fact is covered by no settlement.
    pub open: bool,
}

/// The id that every device gives the same conflict.
#[must_use]
pub fn conflict_id(kind: ConflictKind, subject: SubjectId, scope: &str) -> String {
    let mut bytes = kind.code().as_bytes().to_vec();
    bytes.push(0);
    bytes.extend_from_slice(subject.bytes());
    bytes.extend_from_slice(scope.as_bytes());
    alphabet::encode(&short_hash("sarrera 2026 conflict id", &bytes))
}

/// Which facts settlements cover, by conflict.
pub(super) type Settlements = BTreeMap<String, BTreeSet<OpRef>>;

/// The row for these facts; `None` where fewer than two disagree. The first of `people` represents them; what was settled
/// of any of them stays settled when they are found to be one person.
pub(super) fn conflict(
    kind: ConflictKind,
    people: &[SubjectId],
    scope: &str,
    facts: BTreeSet<OpRef>,
    settlements: &Settlements,
) -> Option<Conflict> {
    if facts.len() < 2 {
        return None;
    }
    let ids: Vec<String> = people
        .iter()
        .map(|person| conflict_id(kind, *person, scope))
        .collect();
    let covered: BTreeSet<OpRef> = ids
        .iter()
        .filter_map(|id| settlements.get(id))
        .flatten()
        .copied()
        .collect();
    let all = planted::on(Bug::SettledCoversTooMuch) && !covered.is_empty();
    let open = !all && !facts.is_subset(&covered);
    let id = ids.into_iter().next()?;
    Some(Conflict {
        id,
        kind,
        scope: scope.to_owned(),
        facts,
        open,
    })
}
