//! Bodies of the calls for help: a desk asks, somebody comes. They stand in `scans`, which is pulled first.

use super::fact::{Unread, read};
use crate::ids::{AttendeeId, CheckpointId, HelpId, OpRef, ScanId};
use serde::{Deserialize, Serialize};

/// Why a desk asks for help: a code that every screen words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HelpReason {
    /// The registration is blocked.
    Blocked,
    /// A code or a person that nobody knows.
    NotFound,
    /// Whoever stands there may be somebody else.
    Identity,
    /// A badge does not print.
    Printer,
    Other,
}

impl HelpReason {
    /// All of them, in the order in which a screen offers them.
    pub const ALL: &[Self] = &[
        Self::Blocked,
        Self::NotFound,
        Self::Identity,
        Self::Printer,
        Self::Other,
    ];

    /// The stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Blocked => "blocked",
            Self::NotFound => "not_found",
            Self::Identity => "identity",
            Self::Printer => "printer",
            Self::Other => "other",
        }
    }

    /// Reads the stable name.
    #[must_use]
    pub fn read(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|reason| reason.code() == code)
    }
}

/// A desk asks for help, or says more about what it asked. Its subject is the call.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HelpRequested {
    pub help: HelpId,
    pub reason: HelpReason,
    pub checkpoint: Option<CheckpointId>,
    pub scan: Option<ScanId>,
    /// Whom it is about: what is said of them is erased with them.
    pub attendee: Option<AttendeeId>,
    /// In the operator's own words, or empty: personal.
    pub text: String,
    /// What the same desk said of this call before.
    pub over: Vec<OpRef>,
}

impl std::fmt::Debug for HelpRequested {
    /// Shows nobody's words.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HelpRequested")
            .field("help", &self.help)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

/// What is answered to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HelpAnswer {
    OnTheWay,
    Done,
    /// Nobody need come: only the desk that asked says so.
    Withdrawn,
}

/// Somebody answers a call. Its subject is the call.
#[derive(Clone, PartialEq, Eq)]
pub struct HelpAnswered {
    pub help: HelpId,
    pub answer: HelpAnswer,
    /// Words for the desk, or empty: personal, for they may speak of the person.
    pub text: String,
}

impl std::fmt::Debug for HelpAnswered {
    /// Shows nobody's words.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HelpAnswered")
            .field("help", &self.help)
            .field("answer", &self.answer)
            .finish_non_exhaustive()
    }
}

type Parts = (Vec<u8>, Option<Vec<u8>>);

#[derive(Serialize, Deserialize)]
struct RequestedBody {
    help: HelpId,
    reason: HelpReason,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    checkpoint: Option<CheckpointId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scan: Option<ScanId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    attendee: Option<AttendeeId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    over: Vec<OpRef>,
}

#[derive(Serialize, Deserialize)]
struct AnsweredBody {
    help: HelpId,
    answer: HelpAnswer,
}

#[derive(Serialize, Deserialize, Default)]
struct Words {
    text: String,
}

pub(super) fn write_requested(fact: &HelpRequested) -> Result<Parts, serde_json::Error> {
    let body = RequestedBody {
        help: fact.help,
        reason: fact.reason,
        checkpoint: fact.checkpoint,
        scan: fact.scan,
        attendee: fact.attendee,
        over: fact.over.clone(),
    };
    Ok((serde_json::to_vec(&body)?, words(&fact.text)?))
}

pub(super) fn read_requested(body: &[u8], private: Option<&[u8]>) -> Result<HelpRequested, Unread> {
    let body: RequestedBody = read(body)?;
    Ok(HelpRequested {
        help: body.help,
        reason: body.reason,
        checkpoint: body.checkpoint,
        scan: body.scan,
        attendee: body.attendee,
        text: text(private)?,
        over: body.over,
    })
}

pub(super) fn write_answered(fact: &HelpAnswered) -> Result<Parts, serde_json::Error> {
    let body = AnsweredBody {
        help: fact.help,
        answer: fact.answer,
    };
    Ok((serde_json::to_vec(&body)?, words(&fact.text)?))
}

pub(super) fn read_answered(body: &[u8], private: Option<&[u8]>) -> Result<HelpAnswered, Unread> {
    let body: AnsweredBody = read(body)?;
    Ok(HelpAnswered {
        help: body.help,
        answer: body.answer,
        text: text(private)?,
    })
}

fn words(text: &str) -> Result<Option<Vec<u8>>, serde_json::Error> {
    if text.is_empty() {
        return Ok(None);
    }
    let words = Words {
        text: text.to_owned(),
    };
    Ok(Some(serde_json::to_vec(&words)?))
}

/// What was erased reads as if nothing had been said.
fn text(private: Option<&[u8]>) -> Result<String, Unread> {
    let words: Words = private.map_or_else(|| Ok(Words::default()), read)?;
    Ok(words.text)
}
