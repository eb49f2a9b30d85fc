//! A clock that stands still until it is told to move, and random bytes that repeat for the same seed.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use sarrera_core::time::Timestamp;
use sarrera_core::world::{Clock, Entropy};

/// A clock that shows what the test last set.
#[derive(Debug, Default)]
pub struct SettableClock {
    now_ms: AtomicI64,
}

impl SettableClock {
    /// A clock that stands at `now`.
    pub const fn at(now: Timestamp) -> Self {
        Self {
            now_ms: AtomicI64::new(now.0),
        }
    }

    /// Moves the hands, backwards too.
    pub fn set(&self, now: Timestamp) {
        self.now_ms.store(now.0, Ordering::SeqCst);
    }

    /// Lets `ms` milliseconds pass and returns the new time.
    pub fn advance_ms(&self, ms: i64) -> Timestamp {
        Timestamp(self.now_ms.fetch_add(ms, Ordering::SeqCst).saturating_add(ms))
    }
}

impl Clock for SettableClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.now_ms.load(Ordering::SeqCst))
    }
}

/// Random bytes that are the same for the same seed and the same order of calls.
#[derive(Debug)]
pub struct SeededEntropy {
    state: AtomicU64,
}

impl SeededEntropy {
    /// The source that belongs to this seed.
    pub const fn new(seed: u64) -> Self {
        Self {
            state: AtomicU64::new(seed),
        }
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        for eight in bytes.chunks_mut(size_of::<u64>()) {
            let before = self.state.fetch_add(STEP, Ordering::SeqCst);
            let drawn = mixed(before.wrapping_add(STEP)).to_le_bytes();
            for (byte, value) in eight.iter_mut().zip(drawn) {
                *byte = value;
            }
        }
    }
}

/// Choices drawn from a seed: how many, which one, whether. Never for keys.
#[derive(Debug, Clone)]
pub struct Draws {
    state: u64,
}

impl Draws {
    /// The choices that belong to this seed.
    pub const fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// The choices of the `number`-th round, cut or device of this seed.
    pub const fn nth(seed: u64, number: u64) -> Self {
        Self {
            state: mixed(seed ^ mixed(number)),
        }
    }

    /// Any 64 bits.
    pub const fn any(&mut self) -> u64 {
        self.state = self.state.wrapping_add(STEP);
        mixed(self.state)
    }

    /// A number below `end`; 0 when there is none.
    pub const fn below(&mut self, end: u64) -> u64 {
        let drawn = self.any();
        if end == 0 { 0 } else { drawn % end }
    }

    /// True in `per_mille` of 1,000 cases.
    pub const fn chance(&mut self, per_mille: u64) -> bool {
        self.below(1_000) < per_mille
    }

    /// One of the values; the default when there are none.
    pub fn one_of<T: Copy + Default>(&mut self, values: &[T]) -> T {
        let index = self.below(u64::try_from(values.len()).unwrap_or(0));
        usize::try_from(index)
            .ok()
            .and_then(|index| values.get(index))
            .copied()
            .unwrap_or_default()
    }
}

/// SplitMix64 (Steele, Lea and Flood, 2014): one addition and one mix a draw, every state reached once.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

const fn mixed(state: u64) -> u64 {
    let once = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let twice = (once ^ (once >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    twice ^ (twice >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sarrera_core::world::random;

    #[test]
    fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
        let (first, again, other) = (
            SeededEntropy::new(7),
            SeededEntropy::new(7),
            SeededEntropy::new(8),
        );
        let bytes: [u8; 33] = random(&first);
        assert_eq!(bytes, random(&again));
        assert_ne!(bytes, random(&other));
        assert_ne!(bytes, random(&first), "a second draw differs from the first");
    }

    #[test]
    fn the_draws_are_splitmix64s_published_ones() {
        // The reference implementation's first outputs for the seed 1234567.
        let mut draws = Draws::new(1_234_567);
        assert_eq!(draws.any(), 6_457_827_717_110_365_317);
        assert_eq!(draws.any(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn a_drawn_choice_stays_inside_its_bounds() {
        let mut draws = Draws::new(1);
        let seen: std::collections::BTreeSet<u64> = (0..200).map(|_| draws.below(5)).collect();
        assert_eq!(seen, (0..5).collect());
        assert_eq!(draws.below(0), 0);
        assert!(!draws.chance(0) && draws.chance(1_000));
        assert_eq!(draws.one_of::<u8>(&[]), 0);
    }

    #[test]
    fn the_clock_moves_only_when_it_is_told_to() {
        let clock = SettableClock::at(Timestamp(1_000));
        assert_eq!((clock.now(), clock.now()), (Timestamp(1_000), Timestamp(1_000)));
        assert_eq!(clock.advance_ms(250), Timestamp(1_250));
        clock.set(Timestamp(5));
        assert_eq!(clock.now(), Timestamp(5));
    }
}
