//! The trace while it is written: each check adds its result, and stops that carry parameters are made here.

use super::facts::{NotOurs, Standing, Voided, VoidedCode};
use super::reason::{Reason, ReasonCode};
use super::verdict::{Decider, Verdict, WhyUnknown};
use crate::time::Timestamp;

/// The reasons so far.
#[derive(Debug, Default)]
pub(super) struct Trace {
    pub(super) reasons: Vec<Reason>,
}

impl Trace {
    pub(super) fn add(&mut self, code: ReasonCode, params: impl IntoIterator<Item = (&'static str, String)>) {
        self.reasons.push(Reason {
            code,
            params: params.into_iter().collect(),
        });
    }

    pub(super) fn not_ours(&mut self, why: NotOurs) -> Verdict {
        let code = match why {
            NotOurs::NotFound => ReasonCode::CodeNotFound,
            NotOurs::Partial => ReasonCode::CodePartial,
            NotOurs::Url => ReasonCode::CodeIsUrl,
            NotOurs::VCard => ReasonCode::CodeIsVcard,
            NotOurs::Empty => ReasonCode::CodeEmpty,
            NotOurs::TooLong => ReasonCode::CodeTooLong,
            NotOurs::WrongLayout => ReasonCode::CodeWrongLayout,
            NotOurs::Erased => ReasonCode::PersonErased,
        };
        self.add(code, []);
        Verdict::Unknown(WhyUnknown::NotOurs(why))
    }

    pub(super) fn voided(&mut self, voided: &Voided) -> Verdict {
        let code = match voided.code {
            VoidedCode::Badge => ReasonCode::BadgeVoided,
            VoidedCode::Ticket => ReasonCode::TicketVoided,
        };
        let at = voided.at.map(|at| ("at", ms(at)));
        self.add(
            code,
            optional("replaced_by", voided.replaced_by.as_ref()).chain(at),
        );
        Verdict::Revoked(voided.clone())
    }

    pub(super) fn decided(&mut self, code: ReasonCode, standing: &Standing) -> Decider {
        let params = optional("who", standing.who.as_ref()).chain(optional("why", standing.why.as_ref()));
        self.add(code, params);
        Decider {
            who: standing.who.clone(),
            why: standing.why.clone(),
        }
    }
}

pub(super) fn optional(
    key: &'static str,
    value: Option<&String>,
) -> impl Iterator<Item = (&'static str, String)> {
    value.map(|value| (key, value.clone())).into_iter()
}

pub(super) fn ms(at: Timestamp) -> String {
    at.0.to_string()
}
