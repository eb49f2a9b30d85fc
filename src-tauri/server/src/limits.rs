//! Every bound of a server, with its name, its unit and what it is for.

use std::time::Duration;

/// The largest message that is taken: a push is at most 1 MiB before it is compressed.
pub(crate) const BODY_MAX_BYTES: usize = 4 * 1024 * 1024;
/// The largest message of somebody who has no session yet: a hello with its cursors.
pub(crate) const BODY_WITHOUT_SESSION_MAX_BYTES: usize = 256 * 1024;
/// The longest session text that is looked at.
pub(crate) const SESSION_MAX_CHARS: usize = 256;
/// The largest head of a request.
pub(crate) const HEAD_MAX_BYTES: usize = 16 * 1024;
/// Callers whose spending is remembered; those beyond share one purse.
pub(crate) const CALLERS_MAX: usize = 10_000;
/// What a caller is told to wait when the server itself has no room.
pub(crate) const BUSY_RETRY_S: u64 = 2;

/// How much a server does at once, and how long it waits. The defaults hold for a centre of 500 devices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Open connections; the next ones wait in the system's queue.
    pub connections_max: usize,
    /// Messages that the engine answers at the same time, each on a thread of its own.
    pub answers_at_once: usize,
    /// Messages that are being read or wait for the engine; the next one is told to come again.
    pub answers_waiting_max: usize,
    /// Open streams of news.
    pub listeners_max: usize,
    /// Of one session.
    pub session_rate: Rate,
    /// Of one address (of one /64 in IPv6). A hall's devices may all stand behind one.
    pub address_rate: Rate,
    /// Between two signs of life of a stream of news.
    pub keep_alive: Duration,
    /// Between two news to one listener: what happens in between is told at once.
    pub news_gap: Duration,
    /// Until a listener's right to listen is asked again.
    pub recheck: Duration,
    /// For a TLS handshake, from its first byte.
    pub handshake: Duration,
    /// For a request's head, and for the pause between two requests of a connection.
    pub head: Duration,
    /// For a request's body.
    pub body: Duration,
    /// For requests under way when the server is asked to end.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections_max: 4_096,
            answers_at_once: 4,
            answers_waiting_max: 256,
            listeners_max: 2_048,
            session_rate: Rate {
                per_second: 20,
                burst: 200,
            },
            address_rate: Rate {
                per_second: 500,
                burst: 2_000,
            },
            keep_alive: Duration::from_secs(15),
            news_gap: Duration::from_millis(200),
            recheck: Duration::from_secs(60),
            handshake: Duration::from_secs(5),
            head: Duration::from_secs(30),
            body: Duration::from_secs(30),
            drain: Duration::from_secs(10),
        }
    }
}

/// So many requests a second in the long run, and so many at once after a pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    pub per_second: u32,
    pub burst: u32,
}
