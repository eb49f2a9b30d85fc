//! Bodies of the `core` and `contact` logs: people, registrations, consent.

use super::fields::{Over, PersonField, PersonFields, RegistrationField, RegistrationFields, known_fields};
use crate::ids::{AttendeeId, OpRef, RegistrationId};
use serde::{Deserialize, Serialize};

/// Where a value comes from: imports remember what they last said of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Somebody at a device.
    Desk,
    /// A file, by its family (`pretix`, `plain`).
    Import(String),
}

/// A person of the event, and the registration that is theirs.
#[derive(Debug, Clone, PartialEq)]
pub struct AttendeeRegistered {
    pub registration: RegistrationId,
    pub source: Source,
    /// The registration's fields; empty for a substitute, who takes over one that exists.
    pub place: RegistrationFields,
    pub person: PersonFields,
}

/// Fields of a person change, each replacing the values that its writer knew.
#[derive(Debug, Clone, PartialEq)]
pub struct AttendeeChanged {
    pub source: Source,
    pub over: Over<PersonField>,
    pub set: PersonFields,
    /// What an import's row says now of fields whose correction here it leaves alone.
    pub kept: PersonFields,
}

/// Fields of a registration change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationChanged {
    pub source: Source,
    #[serde(
        default,
        skip_serializing_if = "Over::is_empty",
        deserialize_with = "known_fields"
    )]
    pub over: Over<RegistrationField>,
    #[serde(deserialize_with = "known_fields")]
    pub set: RegistrationFields,
    /// As in [`AttendeeChanged::kept`].
    #[serde(
        default,
        skip_serializing_if = "RegistrationFields::is_empty",
        deserialize_with = "known_fields"
    )]
    pub kept: RegistrationFields,
}

/// A colleague comes instead: the registration has a new holder. Its subject is the registration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttendeeSubstituted {
    pub from: AttendeeId,
    pub to: AttendeeId,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub over: Vec<OpRef>,
}

/// The person's fields go, everywhere and for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttendeeErased {
    /// Who asked: `attendee`, `retention`.
    pub asked_by: String,
    /// A keyed hash of the import identity, so that the next import does not bring the person back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import_identity: Option<String>,
}

/// What somebody agrees to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentSubject {
    PrivacyNotice,
    LeadSharing,
}

impl ConsentSubject {
    /// Its stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::PrivacyNotice => "privacy_notice",
            Self::LeadSharing => "lead_sharing",
        }
    }
}

/// A choice that a person made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConsentChoice {
    /// The privacy notice was shown and accepted.
    Accepted,
    Share,
    Ask,
    Dont,
}

impl ConsentChoice {
    /// Its stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Share => "share",
            Self::Ask => "ask",
            Self::Dont => "dont",
        }
    }
}

/// A choice, with the words it was asked in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentGiven {
    pub about: ConsentSubject,
    pub choice: ConsentChoice,
    /// The version of the notice or question that was shown.
    pub text_version: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub over: Vec<OpRef>,
    /// Where the choice comes from; without it, from somebody at a device.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// An import's row says this now, and the choice made here stays.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub kept: bool,
}

/// A choice is taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentWithdrawn {
    pub about: ConsentSubject,
    pub over: Vec<OpRef>,
}
