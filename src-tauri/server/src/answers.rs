//! The border to the protocol: bytes and a session in, bytes and an outcome out.

use crate::heads::Heads;
use sarrera_app::Waited;
use std::net::IpAddr;

/// What stands behind the routes: the protocol's engine over this device's database. Every function may wait for the
/// disk; the server calls it from threads of their own, several at once.
pub trait Answers: Send + Sync + 'static {
    /// Answers one message of the protocol.
    fn answer(&self, asked: Asked<'_>) -> Answered;

    /// The newest position of each log that this session may pull, or nothing when it may listen to none.
    fn heads(&self, session: Option<&str>) -> Option<Heads>;

    /// What `/metrics` and `/healthz` tell of this server.
    fn figures(&self) -> Figures;
}

/// One message of the protocol as it arrived.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The compressed body, untouched.
    pub body: &'a [u8],
    /// The bearer session, if one was sent.
    pub session: Option<&'a str>,
    /// Where it came from; for limits only, never to be written down.
    pub from: IpAddr,
}

impl std::fmt::Debug for Asked<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Asked")
            .field("bytes", &self.body.len())
            .field("with_session", &self.session.is_some())
            .finish_non_exhaustive()
    }
}

/// What became of a message, and the protocol's own words on it.
#[derive(Clone, PartialEq, Eq)]
pub struct Answered {
    pub outcome: Outcome,
    /// Sent as it is. Where it is empty and the outcome no [`Outcome::Ok`], the server sends the outcome's code as JSON.
    pub body: Vec<u8>,
}

impl std::fmt::Debug for Answered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answered")
            .field("outcome", &self.outcome)
            .field("bytes", &self.body.len())
            .finish()
    }
}

impl Answered {
    /// An answer to a message that was understood.
    #[must_use]
    pub const fn ok(body: Vec<u8>) -> Self {
        let outcome = Outcome::Ok;
        Self { outcome, body }
    }

    /// An outcome without words of the protocol.
    #[must_use]
    pub const fn only(outcome: Outcome) -> Self {
        let body = Vec::new();
        Self { outcome, body }
    }
}

/// How a message came out, as HTTP says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Ok,
    BadRequest,
    Unauthorized,
    Forbidden,
    NotFound,
    TooMany,
    TooLarge,
    Unavailable,
}

/// What a server tells of itself: numbers without a person in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    /// Ops that are stored.
    pub ops: u64,
    /// Devices that are paired and not revoked.
    pub devices: u64,
    pub storage: Storage,
    /// How long this device's own writes waited for their turn.
    pub waited: Waited,
}

/// Whether the database takes what it is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Storage {
    Well,
    /// With a stable code, such as `disk_full`.
    Failed(&'static str),
}
