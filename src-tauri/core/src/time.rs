//! Moments as integers: wall time in milliseconds, and the hybrid logical clock that orders ops.

/// Milliseconds since 1970-01-01T00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// This moment, `ms` milliseconds later.
    #[must_use]
    pub const fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this moment.
    #[must_use]
    pub const fn ms_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// A hybrid logical clock: 48 bits of milliseconds, 16 bits of counter (Kulkarni et al., 2014).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Hlc(pub u64);

/// A remote clock further ahead than this is not merged into ours.
pub const HLC_AHEAD_MAX_MS: i64 = 5 * 60 * 1000;

const COUNTER_BITS: u32 = 16;
/// The year 6429: the sign bit of a 64-bit integer stays free, for a database has no unsigned ones.
const MS_MAX: u64 = (1 << 47) - 1;

impl Hlc {
    /// The next reading after `self`, at this corrected wall time: never backwards, never the same twice.
    #[must_use]
    pub fn tick(self, now: Timestamp) -> Self {
        let wall_ms = u64::try_from(now.0).unwrap_or(0).min(MS_MAX);
        let wall = Self(wall_ms << COUNTER_BITS);
        if wall > self {
            wall
        } else {
            Self(self.0.saturating_add(1).min((1 << 63) - 1))
        }
    }

    /// Our clock after seeing a remote one; a remote time too far ahead is left aside.
    #[must_use]
    pub fn merge(self, remote: Self, now: Timestamp) -> Self {
        if remote.at().ms_since(now) > HLC_AHEAD_MAX_MS {
            self
        } else {
            self.max(remote)
        }
    }

    /// True for a reading that every database can hold. Nothing else is taken from the wire.
    #[must_use]
    pub const fn is_storable(self) -> bool {
        self.0 < 1 << 63
    }

    /// The wall time it stands for.
    #[must_use]
    pub fn at(self) -> Timestamp {
        Timestamp(i64::try_from(self.0 >> COUNTER_BITS).unwrap_or(i64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_never_runs_backwards_even_when_the_wall_clock_does() {
        let first = Hlc::default().tick(Timestamp(1_000));
        let second = first.tick(Timestamp(500));
        let third = second.tick(Timestamp(1_000));
        assert!(first < second && second < third);
        assert_eq!(third.at(), Timestamp(1_000));
    }

    #[test]
    fn a_clock_a_day_ahead_does_not_drag_ours_along() {
        let now = Timestamp(1_000_000_000);
        let ours = Hlc::default().tick(now);
        let day_ahead = Hlc::default().tick(now.plus_ms(86_400_000));
        assert_eq!(ours.merge(day_ahead, now), ours);
        let minute_ahead = Hlc::default().tick(now.plus_ms(60_000));
        assert_eq!(ours.merge(minute_ahead, now), minute_ahead);
    }
}
