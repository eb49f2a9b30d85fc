//! The op: one entry of a log, its frozen envelope, and what each kind says.

mod chain;
mod envelope;
mod fact;
mod fields;
mod help;
mod log_name;
mod merge;
mod operator;
mod original;
mod permission;
mod person;
mod printer_id;
mod private;
mod public;
mod scans;
mod stated;
mod why;
mod wire;

#[cfg(test)]
mod golden;
#[cfg(test)]
mod golden_office;
#[cfg(test)]
mod tests;

pub use ed25519_dalek::Signature;

pub use chain::{
    ChainFault, KIND_CHARS_MAX, OP_BYTES_MAX, TXN_BYTES_MAX, TXN_OPS_MAX, Tip, Walk, check_chain,
};
pub use envelope::{
    Op, OpHash, Place, device_id, event_id, short_hash, sign, signature_holds, verifying_key,
};
pub use fact::{BODY_VERSION, Encoded, Fact, Unread};
pub use fields::{
    Over, PersonField, PersonFields, RegistrationField, RegistrationFields, RegistrationStatus,
};
pub use help::{HelpAnswer, HelpAnswered, HelpReason, HelpRequested};
pub use log_name::{LogName, NotALog};
pub use merge::{AttendeesMerged, MergeAnnulled};
pub use operator::OperatorDefined;
pub use original::{Original, is_recorded_again};
pub use permission::{Holder, may_hold, may_hold_key, may_stand_in, may_write};
pub use person::{
    AttendeeChanged, AttendeeErased, AttendeeRegistered, AttendeeSubstituted, ConsentChoice, ConsentGiven,
    ConsentSubject, ConsentWithdrawn, RegistrationChanged, Source,
};
pub use printer_id::PrinterId;
pub use private::{Private, PrivateHash, Salt};
pub use public::{
    CategoryDefined, CheckpointDefined, ClockMeasured, DeviceChanged, DevicePaired, DeviceRevoked,
    EventDefined, KeyPublished, KeyUse, NoticeTexts, OpsReleased, Role, TrustedUpTo,
};
pub use scans::{
    BadgeBoxed, BadgeHandedOver, BadgeIssued, BadgePrintReported, BadgeReason, BadgeVoided, ConflictSettled,
    Direction, Effect, Override, Presented, PrintRequested, PrintSettled, PrintSettlement, PrintState,
    ScanAnnulled, ScanConfirmed, ScanReason, ScanRecorded,
};
pub use stated::{Stated, Statement, named_key};
pub use why::{OverrideWhy, ReprintWhy};
