//! What a keeper does next, and when: decided from what happened, without a thread and without a clock.

use crate::wire::{WireError, backoff_ms, poll_after_ms};
use sarrera_sync::{Denial, Problem};
use std::time::Duration;

/// What is written here within this is pushed together.
const TOGETHER: Duration = Duration::from_millis(150);
/// A server that announces itself is up already; those that announce together are asked together.
const AFTER_FOUND: Duration = Duration::from_millis(300);
/// A server that takes connections may be none of the event's all the same: it is not tried without a pause.
const AFTER_HOME: Duration = Duration::from_secs(3);
/// A stream of news that broke is a reason to look, but not before a server that starts anew is up.
const AFTER_LOSS: Duration = Duration::from_millis(500);

/// A word to a keeper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// Something was written here.
    Committed,
    /// The server has something new.
    News,
    /// The stream of news broke.
    Lost,
    /// Another server announces itself, or one goes.
    Found,
    /// A server that somebody set can be reached again.
    Home,
    Stop,
}

/// What became of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Came {
    /// By the server at this place of the list.
    Exchanged(usize),
    Failed,
    /// There is nobody to ask.
    Nobody,
}

/// What a keeper remembers between two attempts.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// The server that answered last: it is asked first.
    last: usize,
    failed: u32,
    reached: bool,
    /// Those that were set are asked before the one of the hall that answered last.
    home: bool,
}

impl Plan {
    /// In which order so many servers are asked, of which the first `set` were set by somebody.
    pub(super) fn order(&self, servers: usize, set: usize) -> Vec<usize> {
        if self.home && self.last >= set {
            return (0..servers).collect();
        }
        let others = (0..servers).filter(|at| *at != self.last);
        (self.last < servers)
            .then_some(self.last)
            .into_iter()
            .chain(others)
            .collect()
    }

    /// The list is another: where the server that answered last stands in it, if it does.
    pub(super) fn now_at(&mut self, last: Option<usize>) {
        self.last = last.unwrap_or(0);
    }

    /// The server that answered last.
    pub(super) const fn last(&self) -> usize {
        self.last
    }

    /// How long to wait after an attempt, while nothing happens.
    pub(super) fn after(&mut self, came: Came, random: u64) -> Duration {
        self.home = false;
        self.reached = matches!(came, Came::Exchanged(_));
        let ms = match came {
            Came::Exchanged(at) => {
                self.last = at;
                self.failed = 0;
                poll_after_ms(random)
            }
            Came::Nobody => {
                self.failed = 0;
                poll_after_ms(random)
            }
            Came::Failed => {
                let ms = backoff_ms(self.failed, random);
                self.failed = self.failed.saturating_add(1);
                ms
            }
        };
        Duration::from_millis(ms)
    }

    /// How soon a word makes the next attempt due; nothing where it changes nothing. While no server is reached the pause
    /// holds, however much is written.
    pub(super) fn hears(&mut self, word: Word) -> Option<Duration> {
        self.home |= word == Word::Home;
        match word {
            Word::Stop => Some(Duration::ZERO),
            Word::Home => Some(AFTER_HOME),
            Word::Found => (!self.reached).then_some(AFTER_FOUND),
            Word::Committed | Word::News | Word::Lost if self.failed > 0 => None,
            Word::Committed => Some(TOGETHER),
            Word::News => Some(Duration::ZERO),
            Word::Lost => Some(AFTER_LOSS),
        }
    }
}

/// Whether people have to do something, or only to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    Unreached(&'static str),
    Problem(&'static str),
}

impl Why {
    /// Of two servers the one that needs somebody is told.
    pub(super) const fn or(self, first: Option<Self>) -> Self {
        match (first, self) {
            (Some(first @ Self::Problem(_)), Self::Problem(_) | Self::Unreached(_))
            | (Some(first @ Self::Unreached(_)), Self::Unreached(_)) => first,
            (None, why) | (Some(Self::Unreached(_)), why @ Self::Problem(_)) => why,
        }
    }
}

impl From<&WireError> for Why {
    fn from(error: &WireError) -> Self {
        match error {
            WireError::Unreachable(_) | WireError::TimedOut | WireError::Broken(_) => {
                Self::Unreached(error.code())
            }
            WireError::Refused {
                status: 429 | 502 | 503 | 504,
                ..
            } => Self::Unreached("server_busy"),
            WireError::NotOurs { .. }
            | WireError::NotTrusted(_)
            | WireError::TooLarge
            | WireError::Refused { .. }
            | WireError::Machine(_) => Self::Problem(error.code()),
        }
    }
}

impl From<Problem> for Why {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::Denied(Denial::TooMany) => Self::Unreached(problem.code()),
            Problem::Denied(
                Denial::WrongWire
                | Denial::UnknownEvent
                | Denial::BadChallenge
                | Denial::BadSignature
                | Denial::NoSession
                | Denial::NotGranted
                | Denial::Unreadable
                | Denial::TooLarge
                | Denial::NotInviting
                | Denial::WrongCode
                | Denial::InvitationExpired
                | Denial::InvitationUsed
                | Denial::InvitationRevoked
                | Denial::DeviceRevoked,
            )
            | Problem::ForgedServer
            | Problem::UnknownServer
            | Problem::NotKnownThere
            | Problem::WrongAnswer => Self::Problem(problem.code()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_that_answered_last_is_asked_first_and_the_others_in_their_order() {
        let mut plan = Plan::default();
        assert_eq!(plan.order(3, 3), [0, 1, 2]);
        plan.after(Came::Exchanged(2), 0);
        assert_eq!(plan.order(3, 3), [2, 0, 1]);
        assert_eq!(plan.order(1, 1), [0], "the list became shorter");
    }

    #[test]
    fn whoever_goes_on_with_a_hub_returns_when_a_server_that_was_set_is_there_again() {
        let mut plan = Plan::default();
        plan.after(Came::Failed, 0);
        assert_eq!(
            plan.hears(Word::Found),
            Some(AFTER_FOUND),
            "a hub is looked at however long the pause"
        );
        plan.after(Came::Exchanged(1), 0);
        assert_eq!(plan.order(2, 1), [1, 0], "the hub goes on");
        assert_eq!(plan.hears(Word::Found), None, "one is enough");
        assert_eq!(plan.hears(Word::Home), Some(AFTER_HOME));
        assert_eq!(plan.order(2, 1), [0, 1]);
        plan.after(Came::Exchanged(1), 0);
        assert_eq!(plan.order(2, 1), [1, 0], "it was not there after all");
    }

    #[test]
    fn a_commit_is_pushed_within_a_fifth_of_a_second_and_news_at_once() {
        let mut plan = Plan::default();
        plan.after(Came::Exchanged(0), 0);
        assert!(plan.hears(Word::Committed).unwrap() <= Duration::from_millis(200));
        assert_eq!(plan.hears(Word::News), Some(Duration::ZERO));
    }

    #[test]
    fn while_no_server_is_reached_the_pause_grows_to_a_minute_and_no_commit_shortens_it() {
        let mut plan = Plan::default();
        let longest = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000];
        for ms in longest {
            assert_eq!(plan.after(Came::Failed, ms), Duration::from_millis(ms));
            assert_eq!(plan.hears(Word::Committed), None);
        }
        assert_eq!(plan.hears(Word::Stop), Some(Duration::ZERO));
        plan.after(Came::Exchanged(0), 0);
        assert_eq!(plan.after(Came::Failed, 1_001), Duration::ZERO, "it begins anew");
    }

    #[test]
    fn without_news_it_looks_every_fifteen_seconds_give_or_take_three() {
        let mut plan = Plan::default();
        for random in [0, 1, 7_777, u64::MAX] {
            let wait = plan.after(Came::Exchanged(0), random);
            assert!((12_000..=18_000).contains(&wait.as_millis()), "{wait:?}");
        }
    }

    #[test]
    fn a_server_that_needs_somebody_is_told_before_one_that_is_away() {
        let (away, stranger) = (Why::Unreached("unreachable"), Why::Problem("not_ours"));
        assert_eq!(stranger.or(Some(away)), stranger);
        assert_eq!(away.or(Some(stranger)), stranger);
        assert_eq!(away.or(None), away);
    }
}
