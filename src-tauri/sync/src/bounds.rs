//! How much of anything one message, one answer and one exchange may hold.

/// The version of the protocol: the number in `POST /sync/1`, in every knock and in whatever remembers a cursor.
pub const WIRE_VERSION: u16 = 1;

/// A message as it travels is no larger than this.
pub const MESSAGE_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Nor is it, once it is unpacked: a small body that unpacks to more is refused while it is unpacked.
pub const UNPACKED_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Nor is one of somebody who has no session yet: who they are, and nothing else.
pub(crate) const WITHOUT_SESSION_BYTES_MAX: usize = 1024 * 1024;
/// Nor one of a device whose certificate has not come here yet: a push of its own bounds, each byte escaped.
pub(crate) const OF_UNKNOWN_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Nor does it hold more ops: what an op has in common with the one before it takes no room in a message.
pub(crate) const MESSAGE_OPS_MAX: usize = 50_000;

/// A push is taken with so many ops, and so many bytes of bodies and personal fields: with those of the transactions that a device
/// never cuts, [`Bounds::push_ops`] and [`Bounds::push_bytes`] stay below it.
pub(crate) const PUSH_OPS_MAX: usize = 2_000;
pub(crate) const PUSH_BYTES_MAX: usize = 4 * 1024 * 1024;
/// As [`PUSH_OPS_MAX`], of a device whose certificate has not come here yet.
pub(crate) const PUSH_OPS_OF_UNKNOWN_MAX: usize = 1_000;

/// A session ends by itself after this long.
pub const SESSION_MS: i64 = 15 * 60_000;
/// A challenge is to be answered within this.
pub(crate) const CHALLENGE_MS: i64 = 2 * 60_000;
/// So many answered challenges are remembered; while all of them are still valid nobody else is let in.
pub(crate) const CHALLENGES_MAX: usize = 20_000;
/// Of those that no device of the event answered, and of those that came by a code, so many each.
pub(crate) const CHALLENGES_OF_STRANGERS_MAX: usize = 2_000;

/// So many wrong codes for one event from one address within this time, and nobody from there is let in until it is over.
pub(crate) const WRONG_CODES_MAX: u32 = 60;
pub(crate) const WRONG_CODES_MS: i64 = 60_000;
/// Addresses whose wrong codes are counted.
pub(crate) const GUESSERS_MAX: usize = 10_000;
/// What a device calls itself.
pub(crate) const NAME_CHARS_MAX: usize = 60;
/// Nonces and public keys are short.
pub(crate) const NONCE_CHARS_MAX: usize = 100;

/// Names of apps and their versions, as devices report them.
pub(crate) const APP_CHARS_MAX: usize = 40;
/// Reports of other devices that one look and its answer hold: the others come at the next ones.
pub(crate) const HEARD_MAX: usize = 500;
/// A device that says the same as before is told of again after this long.
pub(crate) const HEARD_AGAIN_MS: u64 = 60_000;
/// So many ops of a log that are bare are told of, the first in order; the next ones when those have their parts again.
pub const BARE_MAX: usize = 2_000;
/// Chains are compared in so many buckets, by the first byte of their replica's id.
pub(crate) const BUCKETS: usize = 256;

/// What one request or answer carries at most. A simulation draws them from its seed; a peer's own bounds never matter
/// for what is right, only for how many messages it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Ops in one push.
    pub push_ops: usize,
    /// Bytes of bodies and personal fields in one push.
    pub push_bytes: usize,
    /// Ops in one page or one answer to a fetch.
    pub page_ops: usize,
    /// Bytes of bodies and personal fields in one page. With the transaction that is never cut, and all that an op has besides, it
    /// is smaller than [`MESSAGE_BYTES_MAX`] even where nothing of it can be packed.
    pub page_bytes: usize,
    /// A page that is not small ends where it passes a multiple of so many positions: devices that began at different
    /// places come to ask for the same pages.
    pub page_step: u64,
    /// Ops that are stored in one transaction at most, while nobody at the device wants to write. A transaction of the
    /// writer's is never split, so it may be exceeded once.
    pub parcel_ops: usize,
    /// Chains that one fetch asks for.
    pub fetch_chains: usize,
    /// Ends in one answer to a compare.
    pub ends: usize,
    /// How often one log is compared within one exchange.
    pub rounds: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            push_ops: 500,
            push_bytes: 1024 * 1024,
            page_ops: 5_000,
            page_bytes: 3 * 1024 * 1024,
            page_step: 10_000,
            parcel_ops: 1_000,
            fetch_chains: 200,
            ends: 5_000,
            rounds: 8,
        }
    }
}
