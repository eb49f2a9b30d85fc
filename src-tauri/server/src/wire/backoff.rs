//! How long to wait before the next attempt, as functions of a random number.

/// The first attempt waits at most this long.
const FIRST_MS: u64 = 1_000;
/// No attempt waits longer.
const LONGEST_MS: u64 = 60_000;
/// From here on the longest wait holds.
const DOUBLINGS_MAX: u32 = 6;
/// Between two looks without a stream of news: 15 s ± 20 %.
const POLL_MIN_MS: u64 = 12_000;
const POLL_MAX_MS: u64 = 18_000;

/// Milliseconds before the attempt that follows `failed` failed ones (0 for the first failure): full jitter, so that a
/// hall of desks does not come back in step.
#[must_use]
pub fn backoff_ms(failed: u32, random: u64) -> u64 {
    let longest = (FIRST_MS << failed.min(DOUBLINGS_MAX)).min(LONGEST_MS);
    random % (longest + 1)
}

/// Milliseconds until a desk without a stream of news looks again.
#[must_use]
pub const fn poll_after_ms(random: u64) -> u64 {
    POLL_MIN_MS + random % (POLL_MAX_MS - POLL_MIN_MS + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sarrera_testkit::world::Draws;

    #[test]
    fn each_wait_is_drawn_from_nothing_to_twice_the_one_before_and_to_a_minute_at_most() {
        let longest = [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000];
        for (failed, longest) in (0..).zip(longest) {
            assert_eq!(backoff_ms(failed, 0), 0);
            assert_eq!(backoff_ms(failed, longest), longest);
            assert_eq!(backoff_ms(failed, longest + 1), 0);
        }
        assert!(backoff_ms(u32::MAX, u64::MAX) <= 60_000);
    }

    #[test]
    fn desks_that_lost_their_server_together_come_back_spread_out() {
        let mut draws = Draws::new(1);
        let waits: Vec<u64> = (0..500).map(|_| backoff_ms(6, draws.any())).collect();
        for tenth in 0..10 {
            let within = waits.iter().filter(|wait| **wait / 6_001 == tenth).count();
            assert!((25..=80).contains(&within), "{within} of 500 in tenth {tenth}");
        }
    }

    #[test]
    fn without_news_a_desk_looks_every_fifteen_seconds_give_or_take_three() {
        let mut draws = Draws::new(2);
        let waits: Vec<u64> = (0..1_000).map(|_| poll_after_ms(draws.any())).collect();
        assert!(waits.iter().all(|wait| (12_000..=18_000).contains(wait)));
        assert!(waits.iter().any(|wait| *wait < 12_600) && waits.iter().any(|wait| *wait > 17_400));
    }
}
