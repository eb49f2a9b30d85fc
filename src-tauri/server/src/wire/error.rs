//! Why a server did not answer, as a value that the state cluster can tell.

use crate::certificate::DeviceKey;

/// What came of a request that was not answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// No connection: no network, no such name, nobody listens.
    #[error("the server can't be reached: {0}")]
    Unreachable(String),
    /// Nothing, or not all of it, within the time.
    #[error("the server did not answer in time")]
    TimedOut,
    /// A device serves there that is none of those that may.
    #[error("another device answers there")]
    NotOurs { shown: DeviceKey },
    /// The certificate is no device's, and no authority vouches for it.
    #[error("the server's certificate is not trusted: {0}")]
    NotTrusted(String),
    /// What speaks there speaks something else, or broke off.
    #[error("the connection broke: {0}")]
    Broken(String),
    /// The message, or the answer to it.
    #[error("larger than may be carried")]
    TooLarge,
    /// The server answered with another status than 200.
    #[error("the server refused: {status} {code}")]
    Refused {
        status: u16,
        /// The server's own, or what the status says.
        code: String,
        retry_after_s: Option<u64>,
        /// The protocol's own words, where there are some.
        body: Vec<u8>,
    },
    /// This machine has no thread or no socket for it.
    #[error("this machine can't: {0}")]
    Machine(String),
}

impl WireError {
    /// Stable, for programs and for the words of the window.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreachable(_) => "unreachable",
            Self::TimedOut => "timed_out",
            Self::NotOurs { .. } => "not_ours",
            Self::NotTrusted(_) => "not_trusted",
            Self::Broken(_) => "connection_broken",
            Self::TooLarge => "too_large",
            Self::Refused { .. } => "refused",
            Self::Machine(_) => "machine",
        }
    }

    /// Another address of the same server may do better.
    pub(crate) const fn is_of_this_address(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::TimedOut | Self::NotOurs { .. } | Self::NotTrusted(_) => true,
            Self::Broken(_) | Self::TooLarge | Self::Refused { .. } | Self::Machine(_) => false,
        }
    }
}
