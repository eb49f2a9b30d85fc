//! Body of `operator_defined`: who works at the desks. It stands in `core`, which stands never receive.

use super::fact::{Unread, read};
use crate::ids::{OpRef, OperatorId};
use serde::{Deserialize, Serialize};

/// Somebody who works at a desk, or no longer does. Its subject is the operator.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OperatorDefined {
    pub operator: OperatorId,
    /// As colleagues call them: personal, so it stands in `private`.
    pub name: String,
    /// False: retired. What they did keeps their name.
    pub active: bool,
    /// The definitions that it replaces: all unreplaced ones that its writer knew.
    pub over: Vec<OpRef>,
}

impl std::fmt::Debug for OperatorDefined {
    /// Shows no name.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OperatorDefined")
            .field("operator", &self.operator)
            .field("active", &self.active)
            .finish_non_exhaustive()
    }
}

#[derive(Serialize, Deserialize)]
struct Body {
    operator: OperatorId,
    active: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    over: Vec<OpRef>,
}

#[derive(Serialize, Deserialize, Default)]
struct Named {
    name: String,
}

pub(super) fn write(fact: &OperatorDefined) -> Result<(Vec<u8>, Option<Vec<u8>>), serde_json::Error> {
    let body = Body {
        operator: fact.operator,
        active: fact.active,
        over: fact.over.clone(),
    };
    let named = Named {
        name: fact.name.clone(),
    };
    Ok((serde_json::to_vec(&body)?, Some(serde_json::to_vec(&named)?)))
}

pub(super) fn read_back(body: &[u8], private: Option<&[u8]>) -> Result<OperatorDefined, Unread> {
    let body: Body = read(body)?;
    let named: Named = private.map_or_else(|| Ok(Named::default()), read)?;
    Ok(OperatorDefined {
        operator: body.operator,
        name: named.name,
        active: body.active,
        over: body.over,
    })
}
