//! What an op says: every kind with its body, written to and read from the stored bytes.
//!
//! A kind or version that is not here is an [`Unread`] value, never an error: it is stored, relayed, and projected once
//! the app can read it. What a newer app may add without a new version: fields of a body, and names of fields that merge
//! (an older app skips both). Anything else, such as a new word where a body has a choice of words, leaves the op unread
//! at older apps, so it comes with a new version or in a new field (docs/decisions/0001). Personal fields stand in `private` only, and only this module writes them.

use super::help::{self, HelpAnswered, HelpRequested};
use super::merge::{AttendeesMerged, MergeAnnulled};
use super::operator::{self, OperatorDefined};
use super::person::{
    AttendeeChanged, AttendeeErased, AttendeeRegistered, AttendeeSubstituted, ConsentGiven, ConsentWithdrawn,
    RegistrationChanged,
};
use super::public::{
    CategoryDefined, CheckpointDefined, ClockMeasured, DeviceChanged, DevicePaired, DeviceRevoked,
    EventDefined, KeyPublished, OpsReleased,
};
use super::scans::{
    BadgeBoxed, BadgeHandedOver, BadgeIssued, BadgePrintReported, BadgeVoided, ConflictSettled,
    PrintRequested, PrintSettled, ScanAnnulled, ScanConfirmed, ScanRecorded,
};
use super::stated::Stated;
use super::wire;
use crate::planted;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The version of every kind's body so far.
pub const BODY_VERSION: u16 = 1;

/// What one op says.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    EventDefined(EventDefined),
    CategoryDefined(CategoryDefined),
    CheckpointDefined(CheckpointDefined),
    DevicePaired(Stated<DevicePaired>),
    DeviceChanged(Stated<DeviceChanged>),
    DeviceRevoked(Stated<DeviceRevoked>),
    KeyPublished(KeyPublished),
    OpsReleased(OpsReleased),
    AttendeeRegistered(AttendeeRegistered),
    AttendeeChanged(AttendeeChanged),
    AttendeeSubstituted(AttendeeSubstituted),
    AttendeeErased(AttendeeErased),
    RegistrationChanged(RegistrationChanged),
    ConsentGiven(ConsentGiven),
    ConsentWithdrawn(ConsentWithdrawn),
    ScanRecorded(ScanRecorded),
    ScanConfirmed(ScanConfirmed),
    ScanAnnulled(ScanAnnulled),
    BadgeIssued(BadgeIssued),
    BadgeVoided(BadgeVoided),
    BadgeBoxed(BadgeBoxed),
    BadgeHandedOver(BadgeHandedOver),
    PrintRequested(PrintRequested),
    BadgePrintReported(BadgePrintReported),
    PrintSettled(PrintSettled),
    ConflictSettled(ConflictSettled),
    AttendeesMerged(AttendeesMerged),
    MergeAnnulled(MergeAnnulled),
    OperatorDefined(OperatorDefined),
    HelpRequested(HelpRequested),
    HelpAnswered(HelpAnswered),
    ClockMeasured(ClockMeasured),
}

/// A fact as bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Encoded {
    pub kind: &'static str,
    pub v: u16,
    pub body: Vec<u8>,
    /// Personal fields, where the kind declares any.
    pub private: Option<Vec<u8>>,
}

/// Why an op's fact can't be read here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unread {
    /// This version of the app does not know the kind, or this version of it.
    Unknown,
    /// The bytes are not what the kind promises.
    Malformed(String),
}

impl Fact {
    /// The stable names of all kinds.
    pub const KINDS: [&'static str; 32] = [
        "event_defined",
        "category_defined",
        "checkpoint_defined",
        "device_paired",
        "device_changed",
        "device_revoked",
        "key_published",
        "ops_released",
        "attendee_registered",
        "attendee_changed",
        "attendee_substituted",
        "attendee_erased",
        "registration_changed",
        "consent_given",
        "consent_withdrawn",
        "scan_recorded",
        "scan_confirmed",
        "scan_annulled",
        "badge_issued",
        "badge_voided",
        "badge_boxed",
        "badge_handed_over",
        "print_requested",
        "badge_print_reported",
        "print_settled",
        "conflict_settled",
        "attendees_merged",
        "merge_annulled",
        "operator_defined",
        "help_requested",
        "help_answered",
        "clock_measured",
    ];

    /// The kind's stable name: `snake_case`, past tense.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::EventDefined(_) => "event_defined",
            Self::CategoryDefined(_) => "category_defined",
            Self::CheckpointDefined(_) => "checkpoint_defined",
            Self::DevicePaired(_) => "device_paired",
            Self::DeviceChanged(_) => "device_changed",
            Self::DeviceRevoked(_) => "device_revoked",
            Self::KeyPublished(_) => "key_published",
            Self::OpsReleased(_) => "ops_released",
            Self::AttendeeRegistered(_) => "attendee_registered",
            Self::AttendeeChanged(_) => "attendee_changed",
            Self::AttendeeSubstituted(_) => "attendee_substituted",
            Self::AttendeeErased(_) => "attendee_erased",
            Self::RegistrationChanged(_) => "registration_changed",
            Self::ConsentGiven(_) => "consent_given",
            Self::ConsentWithdrawn(_) => "consent_withdrawn",
            Self::ScanRecorded(_) => "scan_recorded",
            Self::ScanConfirmed(_) => "scan_confirmed",
            Self::ScanAnnulled(_) => "scan_annulled",
            Self::BadgeIssued(_) => "badge_issued",
            Self::BadgeVoided(_) => "badge_voided",
            Self::BadgeBoxed(_) => "badge_boxed",
            Self::BadgeHandedOver(_) => "badge_handed_over",
            Self::PrintRequested(_) => "print_requested",
            Self::BadgePrintReported(_) => "badge_print_reported",
            Self::PrintSettled(_) => "print_settled",
            Self::ConflictSettled(_) => "conflict_settled",
            Self::AttendeesMerged(_) => "attendees_merged",
            Self::MergeAnnulled(_) => "merge_annulled",
            Self::OperatorDefined(_) => "operator_defined",
            Self::HelpRequested(_) => "help_requested",
            Self::HelpAnswered(_) => "help_answered",
            Self::ClockMeasured(_) => "clock_measured",
        }
    }

    /// The fact as the bytes that are stored, hashed and sent.
    ///
    /// # Errors
    /// When the body can't be written as JSON.
    pub fn encode(&self) -> Result<Encoded, serde_json::Error> {
        let (body, private) = match self {
            Self::AttendeeRegistered(fact) => wire::write_registered(fact)?,
            Self::AttendeeChanged(fact) => wire::write_changed(fact)?,
            Self::ScanRecorded(fact) => wire::write_scan(fact)?,
            Self::EventDefined(fact) => plain(fact)?,
            Self::CategoryDefined(fact) => plain(fact)?,
            Self::CheckpointDefined(fact) => plain(fact)?,
            Self::DevicePaired(fact) => plain(fact)?,
            Self::DeviceChanged(fact) => plain(fact)?,
            Self::DeviceRevoked(fact) => plain(fact)?,
            Self::KeyPublished(fact) => plain(fact)?,
            Self::OpsReleased(fact) => plain(fact)?,
            Self::AttendeeSubstituted(fact) => plain(fact)?,
            Self::AttendeeErased(fact) => plain(fact)?,
            Self::RegistrationChanged(fact) => plain(fact)?,
            Self::ConsentGiven(fact) => plain(fact)?,
            Self::ConsentWithdrawn(fact) => plain(fact)?,
            Self::ScanConfirmed(fact) => plain(fact)?,
            Self::ScanAnnulled(fact) => plain(fact)?,
            Self::BadgeIssued(fact) => wire::write_badge(fact)?,
            Self::BadgeVoided(fact) => plain(fact)?,
            Self::BadgeBoxed(fact) => plain(fact)?,
            Self::BadgeHandedOver(fact) => plain(fact)?,
            Self::PrintRequested(fact) => plain(fact)?,
            Self::BadgePrintReported(fact) => plain(fact)?,
            Self::PrintSettled(fact) => plain(fact)?,
            Self::ConflictSettled(fact) => plain(fact)?,
            Self::AttendeesMerged(fact) => plain(fact)?,
            Self::MergeAnnulled(fact) => plain(fact)?,
            Self::OperatorDefined(fact) => operator::write(fact)?,
            Self::HelpRequested(fact) => help::write_requested(fact)?,
            Self::HelpAnswered(fact) => help::write_answered(fact)?,
            Self::ClockMeasured(fact) => plain(fact)?,
        };
        Ok(Encoded {
            kind: self.kind(),
            v: BODY_VERSION,
            body,
            private,
        })
    }

    /// Reads a fact back; `private` is absent where the person was erased.
    ///
    /// # Errors
    /// [`Unread`] where this app does not know the kind, or the bytes are not what it promises.
    pub fn decode(kind: &str, v: u16, body: &[u8], private: Option<&[u8]>) -> Result<Self, Unread> {
        if v != BODY_VERSION || planted::lacks(kind) {
            return Err(Unread::Unknown);
        }
        Ok(match kind {
            "event_defined" => Self::EventDefined(read(body)?),
            "category_defined" => Self::CategoryDefined(read(body)?),
            "checkpoint_defined" => Self::CheckpointDefined(read(body)?),
            "device_paired" => Self::DevicePaired(read(body)?),
            "device_changed" => Self::DeviceChanged(read(body)?),
            "device_revoked" => Self::DeviceRevoked(read(body)?),
            "key_published" => Self::KeyPublished(read(body)?),
            "ops_released" => Self::OpsReleased(read(body)?),
            "attendee_registered" => Self::AttendeeRegistered(wire::read_registered(body, private)?),
            "attendee_changed" => Self::AttendeeChanged(wire::read_changed(body, private)?),
            "attendee_substituted" => Self::AttendeeSubstituted(read(body)?),
            "attendee_erased" => Self::AttendeeErased(read(body)?),
            "registration_changed" => Self::RegistrationChanged(read(body)?),
            "consent_given" => Self::ConsentGiven(read(body)?),
            "consent_withdrawn" => Self::ConsentWithdrawn(read(body)?),
            "scan_recorded" => Self::ScanRecorded(wire::read_scan(body, private)?),
            "scan_confirmed" => Self::ScanConfirmed(read(body)?),
            "scan_annulled" => Self::ScanAnnulled(read(body)?),
            "badge_issued" => Self::BadgeIssued(wire::read_badge(body, private)?),
            "badge_voided" => Self::BadgeVoided(read(body)?),
            "badge_boxed" => Self::BadgeBoxed(read(body)?),
            "badge_handed_over" => Self::BadgeHandedOver(read(body)?),
            "print_requested" => Self::PrintRequested(read(body)?),
            "badge_print_reported" => Self::BadgePrintReported(read(body)?),
            "print_settled" => Self::PrintSettled(read(body)?),
            "conflict_settled" => Self::ConflictSettled(read(body)?),
            "attendees_merged" => Self::AttendeesMerged(read(body)?),
            "merge_annulled" => Self::MergeAnnulled(read(body)?),
            "operator_defined" => Self::OperatorDefined(operator::read_back(body, private)?),
            "help_requested" => Self::HelpRequested(help::read_requested(body, private)?),
            "help_answered" => Self::HelpAnswered(help::read_answered(body, private)?),
            "clock_measured" => Self::ClockMeasured(read(body)?),
            // A text from the wire, not an enum: an unknown kind is an ordinary value here.
            _unknown => return Err(Unread::Unknown),
        })
    }
}

type Parts = (Vec<u8>, Option<Vec<u8>>);

fn plain<T: Serialize>(body: &T) -> Result<Parts, serde_json::Error> {
    Ok((serde_json::to_vec(body)?, None))
}

impl std::fmt::Debug for Encoded {
    /// Shows the kind, never what it says.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Encoded")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// Reads JSON, with the reason in words where it is not what was promised.
pub(super) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Unread> {
    serde_json::from_slice(bytes).map_err(|e| Unread::Malformed(e.to_string()))
}
