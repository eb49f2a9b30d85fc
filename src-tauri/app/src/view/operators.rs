//! Who works at the desks, and who is at this one.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The operators of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct OperatorsView {
    /// By name; who retired too.
    pub all: Vec<OperatorView>,
    /// Who is at this desk; nothing where nobody was chosen.
    pub here: Option<String>,
}

/// One operator.
#[derive(Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct OperatorView {
    pub id: String,
    pub name: String,
    /// False: retired.
    pub active: bool,
}

/// An operator that somebody wants.
#[derive(Clone, PartialEq, Eq, Deserialize, TS)]
#[ts(export)]
pub struct OperatorForm {
    /// Who is to be changed; nothing makes a new one.
    pub id: Option<String>,
    pub name: String,
    pub active: bool,
}

impl std::fmt::Debug for OperatorForm {
    /// Shows no name.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OperatorForm")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for OperatorView {
    /// Shows no name.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OperatorView")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
