//! The messages: each request and its answer. docs/sync.md shows an example of each, which a test reads.
//!
//! A message is one JSON object with one member, the message's name. Ids, hashes, keys and signatures are symbols of the
//! codes' alphabet; times are milliseconds since 1970. The session stands beside the message
//! (`Authorization: Bearer`), not in it.

use crate::ends::{Chain, End, LogDigest};
use crate::pairing::{LetIn, Meet, Met, Pair};
use crate::runs::Run;
use sarrera_core::ids::{DeviceId, EventId};
use sarrera_core::ops::LogName;
use serde::{Deserialize, Serialize};

/// What a device asks a server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Request {
    Knock(Knock),
    Hello(Hello),
    Look(Look),
    Push(Push),
    Pull(Pull),
    Compare(Compare),
    Fetch(Fetch),
    Meet(Meet),
    Pair(Pair),
}

/// What a server answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    Knocked(Knocked),
    Welcome(Welcome),
    Seen(Seen),
    Pushed(Pushed),
    Page(PulledPage),
    Ends(ComparedEnds),
    Fetched(Fetched),
    Met(Met),
    LetIn(LetIn),
    Denied(Denied),
}

/// The first message: nothing of the sender but the event it comes for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Knock {
    pub wire: u16,
    pub event: EventId,
}

/// Who answers, and what a hello has to sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Knocked {
    pub server: DeviceId,
    pub challenge: String,
    pub time_ms: i64,
    #[serde(flatten)]
    pub time_of: TimeOf,
}

/// Whose clock a time is of: the server's own where nothing is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TimeOf {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_of: Option<DeviceId>,
    /// Over how many servers it came.
    #[serde(default, skip_serializing_if = "is_own")]
    pub time_over: u32,
}

fn is_own(servers: &u32) -> bool {
    *servers == 0
}

/// Who asks: proven by a signature over the challenge (see `proof`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    pub wire: u16,
    pub event: EventId,
    pub device: DeviceId,
    /// The device's signing key: its id is the key's hash.
    pub key: String,
    /// The app and its version.
    pub app: String,
    /// What the server has to sign.
    pub nonce: String,
    pub challenge: String,
    pub signature: String,
}

/// The order in which logs are named and asked for: what decides first, then scans. Mail and phone come before the names that they
/// belong to: so each person is put into the search once, with all that they are found by.
pub(crate) fn in_order(mut logs: Vec<LogName>) -> Vec<LogName> {
    let place = |log: &LogName| match log {
        LogName::Public => 0,
        LogName::Scans => 1,
        LogName::Contact => 2,
        LogName::Core => 3,
        LogName::Exhibitor(_) => 4,
    };
    logs.sort_by_key(|log| (place(log), log.clone()));
    logs.dedup();
    logs
}

/// What the server's event knows of the device that asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It is one of the event's.
    Member,
    /// Its certificate has not come here yet: it may hand in the `public` log.
    Unknown,
    /// It may hand in what it wrote, and learn from the `public` log that it was revoked.
    Revoked,
}

/// The session, proven to be this server's by a signature (see `proof`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    /// The server's signing key: its id is the key's hash.
    pub key: String,
    pub session: String,
    pub expires_ms: i64,
    pub standing: Standing,
    /// The logs that the device may hold, in the order in which it asks for them.
    pub logs: Vec<LogName>,
    pub signature: String,
}

/// Asks how far the server is with each log, and tells how the device fares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    pub report: Report,
    /// What it heard of others; of one that lists devices, and nobody else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heard: Vec<HeardReport>,
    /// The number of the last such list that came from this server, 0 for none: it asks for what the server heard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard_no: Option<u64>,
}

/// What a device tells of itself for the list of devices; nothing is decided by it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Report {
    pub app: String,
    /// Ops of its own that no server has confirmed.
    pub waiting: u64,
    /// How far its clock is behind the server's, as far as it knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset_ms: Option<i64>,
}

/// What a device said of itself to some server, and when, by the servers' time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeardReport {
    pub device: DeviceId,
    pub at_ms: i64,
    #[serde(flatten)]
    pub report: Report,
}

/// How far the server is with each log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub time_ms: i64,
    #[serde(flatten)]
    pub time_of: TimeOf,
    /// Drawn when a database first serves: cursors of another epoch are none here.
    pub epoch: String,
    pub logs: Vec<Head>,
    /// What the server heard of others, for one that asks for that and may list devices.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heard: Vec<HeardReport>,
    /// The number of that list; of one that took in what came with the look.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard_no: Option<u64>,
}

/// Where one log of a server stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    pub log: LogName,
    /// The position of its newest op in the server's own order.
    pub pos: u64,
    pub digest: LogDigest,
}

/// Ops that the server lacks, as far as the device knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Push {
    pub log: LogName,
    pub runs: Vec<Run>,
    /// Erasures, of the `core` log, that vouch for ops which come without their personal part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covers: Vec<Run>,
}

/// What became of a push.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pushed {
    /// Where each chain that was pushed ends at the server now. Only what is not behind that, and has the same hash there,
    /// is acknowledged.
    pub ends: Vec<End>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<RefusedRun>,
    /// Devices whose certificate the server does not know: the `public` log comes first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub need_public: Vec<DeviceId>,
    /// Where the log stands, for whoever may hold it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<Head>,
}

/// From which op on a chain was not taken, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedRun {
    #[serde(flatten)]
    pub chain: Chain,
    pub seq: u64,
    /// A chain's fault: `gap`, `broken`, `bad_signature`, ...
    pub code: String,
}

/// The ops behind a cursor, in the server's own order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pull {
    pub log: LogName,
    pub after: u64,
}

/// One page of a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PulledPage {
    /// Each is stored in one transaction, together with the cursor that it ends at.
    pub parcels: Vec<WireParcel>,
    /// Erasures, of the `core` log, that vouch for ops which come without their personal part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covers: Vec<Run>,
    pub more: bool,
    pub head: Head,
    /// The position of the newest scan: they are asked for before anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scans: Option<u64>,
}

/// A part of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WireParcel {
    pub upto: u64,
    pub runs: Vec<Run>,
}

/// The digests of a log's 256 buckets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compare {
    pub log: LogName,
    pub buckets: Vec<LogDigest>,
}

/// The server's ends in the buckets that differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparedEnds {
    pub buckets: Vec<BucketEnds>,
    /// The ops that are bare there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bare: Vec<End>,
    pub head: Head,
}

/// All ends of one bucket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BucketEnds {
    pub bucket: u8,
    pub ends: Vec<End>,
}

/// Chains from a place on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fetch {
    pub log: LogName,
    pub chains: Vec<Wanted>,
}

/// A chain from a number on, with all its branches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    #[serde(flatten)]
    pub chain: Chain,
    pub from: u64,
    /// Where to stop, at the end of that transaction; `None` at the end of the chain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upto: Option<u64>,
}

impl Wanted {
    /// A chain from a number to its end.
    #[must_use]
    pub const fn onwards(chain: Chain, from: u64) -> Self {
        Self {
            chain,
            from,
            upto: None,
        }
    }

    /// One op, and what its transaction holds behind it.
    #[must_use]
    pub const fn one(op: &End) -> Self {
        Self {
            chain: op.chain,
            from: op.seq,
            upto: Some(op.seq),
        }
    }
}

/// As much of what was asked for as one answer holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fetched {
    pub runs: Vec<Run>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covers: Vec<Run>,
    /// What is still to be asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rest: Vec<Wanted>,
    pub head: Head,
}

/// Why nothing was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Denied {
    pub code: Denial,
}

/// The reasons of [`Denied`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Denial {
    #[error("the server speaks another version of the protocol; update the older of the two")]
    WrongWire,
    #[error("the server holds no such event")]
    UnknownEvent,
    #[error("the challenge is not the server's, too old or used already")]
    BadChallenge,
    #[error("the signature is not the device's")]
    BadSignature,
    #[error("no session, or one that is over: say hello again")]
    NoSession,
    #[error("the device may not hold this log")]
    NotGranted,
    #[error("the message cannot be read")]
    Unreadable,
    #[error("the message is too large")]
    TooLarge,
    #[error("too many devices say hello at once; try again later")]
    TooMany,
    #[error("this device does not let anybody into the event: that is done by an office")]
    NotInviting,
    #[error("no invitation has this code")]
    WrongCode,
    #[error("the invitation is over")]
    InvitationExpired,
    #[error("the invitation was used as often as it may be")]
    InvitationUsed,
    #[error("the invitation was taken back")]
    InvitationRevoked,
    #[error("this device was revoked; it comes back with a new key, in a new folder")]
    DeviceRevoked,
}

impl Denial {
    /// As it travels.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::WrongWire => "wrong_wire",
            Self::UnknownEvent => "unknown_event",
            Self::BadChallenge => "bad_challenge",
            Self::BadSignature => "bad_signature",
            Self::NoSession => "no_session",
            Self::NotGranted => "not_granted",
            Self::Unreadable => "unreadable",
            Self::TooLarge => "too_large",
            Self::TooMany => "too_many",
            Self::NotInviting => "not_inviting",
            Self::WrongCode => "wrong_code",
            Self::InvitationExpired => "invitation_expired",
            Self::InvitationUsed => "invitation_used",
            Self::InvitationRevoked => "invitation_revoked",
            Self::DeviceRevoked => "device_revoked",
        }
    }
}
