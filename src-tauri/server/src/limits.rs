//! Every bound of a server, with its name, its unit and what it is for.

use std::time::Duration;

/// The largest message that is taken: a push is at most 1 MiB before it is compressed.
pub(crate) const BODY_MAX_BYTES: usize = 4 * 1024 * 1024;
/// The largest message of somebody who has no session yet: a hello, or what is asked and told in pairing.
pub(crate) const BODY_WITHOUT_SESSION_MAX_BYTES: usize = 256 * 1024;
/// The longest session text that is looked at.
pub(crate) const SESSION_MAX_CHARS: usize = 256;
/// The largest head of a request.
pub(crate) const HEAD_MAX_BYTES: usize = 16 * 1024;
/// Callers whose spending is remembered; those beyond share one purse.
pub(crate) const CALLERS_MAX: usize = 10_000;
/// For each listener so much stands between two news to one: 500 of them ask some 300 times a second at most.
const NEWS_GAP_A_LISTENER: Duration = Duration::from_millis(3);
/// What is read of bodies is counted in pieces of so many bytes.
pub(crate) const PIECE_BYTES: usize = 1_024;
/// What a caller is told to wait when the server itself has no room.
pub(crate) const BUSY_RETRY_S: u64 = 2;

/// How much a server does at once, and how long it waits. The defaults hold for a centre of 500 devices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Open connections; the next ones wait in the system's queue.
    pub connections_max: usize,
    /// Those of one address (of one /64 in IPv6): a hall of 500 devices behind one has two of each, and nobody has all.
    pub connections_of_address_max: usize,
    /// Messages that the engine answers at the same time, each on a thread of its own.
    pub answers_at_once: usize,
    /// Messages that are there and wait for the engine; the next one is told to come again.
    pub answers_waiting_max: usize,
    /// What has arrived of messages that are still being read, in pieces of 1 KiB. Who announces much and sends nothing takes
    /// nothing of it.
    pub reading_max_kib: usize,
    /// Open streams of news.
    pub listeners_max: usize,
    /// Of one session.
    pub session_rate: Rate,
    /// Of one address (of one /64 in IPv6). A hall's devices may all stand behind one.
    pub address_rate: Rate,
    /// Between two signs of life of a stream of news.
    pub keep_alive: Duration,
    /// Between two news to one listener, at least: what happens in between is told at once. Whoever hears of something asks, so
    /// with many listeners it is longer, up to `news_gap_max`.
    pub news_gap: Duration,
    pub news_gap_max: Duration,
    /// Until a listener's right to listen is asked again.
    pub recheck: Duration,
    /// For a TLS handshake, from its first byte.
    pub handshake: Duration,
    /// For a request's head, and for the pause between two requests of a connection.
    pub head: Duration,
    /// For a request's body.
    pub body: Duration,
    /// For the body of somebody who has no session yet: a knock, a hello, a code.
    pub body_without_session: Duration,
    /// For requests under way when the server is asked to end.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections_max: 4_096,
            connections_of_address_max: 2_048,
            answers_at_once: 4,
            answers_waiting_max: 256,
            reading_max_kib: 256 * 1_024,
            listeners_max: 2_048,
            session_rate: Rate {
                per_second: 20,
                burst: 200,
            },
            address_rate: Rate {
                per_second: 1_500,
                burst: 4_000,
            },
            keep_alive: Duration::from_secs(5),
            news_gap: Duration::from_millis(200),
            news_gap_max: Duration::from_millis(1_500),
            recheck: Duration::from_secs(60),
            handshake: Duration::from_secs(5),
            head: Duration::from_secs(30),
            body: Duration::from_secs(30),
            body_without_session: Duration::from_secs(2),
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

impl Limits {
    /// Of a desk that serves its room: one of the machine's processors stays with the people who are let in at it.
    #[must_use]
    pub(crate) fn beside_a_desk(processors: usize) -> Self {
        let most = Self::default();
        Self {
            answers_at_once: processors.saturating_sub(1).clamp(1, most.answers_at_once),
            ..most
        }
    }

    /// Between two news to one of so many listeners.
    pub(crate) fn news_gap_for(&self, listeners: usize) -> Duration {
        let listeners = u32::try_from(listeners).unwrap_or(u32::MAX);
        let gap = NEWS_GAP_A_LISTENER.saturating_mul(listeners);
        gap.min(self.news_gap_max).max(self.news_gap)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_desk_that_serves_its_room_keeps_a_processor_for_its_own_people() {
        let at_once = |processors| Limits::beside_a_desk(processors).answers_at_once;
        assert_eq!([at_once(1), at_once(2), at_once(4), at_once(64)], [1, 1, 3, 4]);
    }

    #[test]
    fn a_few_listeners_hear_at_once_and_five_hundred_do_not_ask_all_the_time() {
        let limits = Limits::default();
        let ms = |listeners| limits.news_gap_for(listeners).as_millis();
        assert_eq!(
            [ms(1), ms(60), ms(200), ms(500), ms(2_000)],
            [200, 200, 600, 1_500, 1_500]
        );
    }
}
