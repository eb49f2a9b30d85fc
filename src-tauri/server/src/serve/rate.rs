//! How often somebody may ask: a purse for each caller, filled by the clock and emptied by requests.

use crate::limits::{CALLERS_MAX, Rate};
use sarrera_core::time::Timestamp;
use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hash};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// A request costs a thousand, so that a purse fills by whole numbers every millisecond.
const REQUEST_COST: u64 = 1_000;
/// Where those pay who find no purse of their own.
const SHARED_PURSE: u64 = 0;

/// The purses of one kind of caller. It keeps no name of anybody: a caller is a keyed hash, forgotten when full again.
pub(crate) struct Purses {
    rate: Rate,
    names: RandomState,
    purses: Mutex<HashMap<u64, Purse>>,
}

#[derive(Clone, Copy)]
struct Purse {
    holds: u64,
    at: Timestamp,
}

impl Purses {
    pub(crate) fn new(rate: Rate) -> Self {
        Self {
            rate,
            names: RandomState::new(),
            purses: Mutex::default(),
        }
    }

    /// Takes one request from the caller's purse, or says after how many seconds it can pay again.
    pub(crate) fn pay(&self, caller: impl Hash, now: Timestamp) -> Result<(), u64> {
        let mut purses = self.purses.lock().unwrap_or_else(PoisonError::into_inner);
        let mut name = self.names.hash_one(caller);
        if purses.len() >= CALLERS_MAX && !purses.contains_key(&name) {
            purses.retain(|_, purse| self.filled(*purse, now).holds < self.full());
            if purses.len() >= CALLERS_MAX {
                name = SHARED_PURSE;
            }
        }
        let purse = purses.entry(name).or_insert(Purse {
            holds: self.full(),
            at: now,
        });
        *purse = self.filled(*purse, now);
        if let Some(rest) = purse.holds.checked_sub(REQUEST_COST) {
            purse.holds = rest;
            return Ok(());
        }
        let missing = REQUEST_COST.saturating_sub(purse.holds);
        let ms = missing.div_ceil(u64::from(self.rate.per_second).max(1));
        Err(ms.div_ceil(1_000).max(1))
    }

    /// A clock that was put back fills nothing and takes nothing.
    fn filled(&self, purse: Purse, now: Timestamp) -> Purse {
        let ms = u64::try_from(now.ms_since(purse.at)).unwrap_or(0);
        let earned = ms.saturating_mul(u64::from(self.rate.per_second));
        Purse {
            holds: purse.holds.saturating_add(earned).min(self.full()),
            at: now,
        }
    }

    fn full(&self) -> u64 {
        u64::from(self.rate.burst).saturating_mul(REQUEST_COST)
    }
}

/// What counts as one address: a household in IPv6 has a whole /64.
pub(crate) fn address_of(ip: IpAddr) -> u64 {
    match ip.to_canonical() {
        IpAddr::V4(ip) => u64::from(u32::from(ip)),
        IpAddr::V6(ip) => u64::try_from(u128::from(ip) >> 64).unwrap_or(u64::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO_A_SECOND: Rate = Rate {
        per_second: 2,
        burst: 3,
    };

    fn paid(purses: &Purses, caller: &str, at_ms: i64) -> Result<(), u64> {
        purses.pay(caller, Timestamp(at_ms))
    }

    #[test]
    fn a_burst_is_paid_from_what_was_saved_and_the_next_waits() {
        let purses = Purses::new(TWO_A_SECOND);
        for _ in 0..3 {
            assert_eq!(paid(&purses, "desk", 0), Ok(()));
        }
        assert_eq!(paid(&purses, "desk", 0), Err(1));
        assert_eq!(
            paid(&purses, "gate", 0),
            Ok(()),
            "another caller has another purse"
        );
        assert_eq!(paid(&purses, "desk", 499), Err(1));
        assert_eq!(paid(&purses, "desk", 500), Ok(()));
        assert_eq!(paid(&purses, "desk", 500), Err(1));
    }

    #[test]
    fn a_clock_that_jumps_gives_one_burst_and_no_more() {
        let purses = Purses::new(TWO_A_SECOND);
        for _ in 0..3 {
            assert_eq!(paid(&purses, "desk", 1_000_000), Ok(()));
        }
        assert_eq!(paid(&purses, "desk", 0), Err(1));
        for _ in 0..3 {
            assert_eq!(paid(&purses, "desk", i64::MAX), Ok(()));
        }
        assert_eq!(paid(&purses, "desk", i64::MAX), Err(1));
    }

    #[test]
    fn more_callers_than_are_remembered_share_one_purse() {
        let purses = Purses::new(TWO_A_SECOND);
        for caller in 0..CALLERS_MAX {
            assert_eq!(purses.pay(caller, Timestamp(0)), Ok(()));
        }
        for stranger in ["one", "two", "three"] {
            assert_eq!(paid(&purses, stranger, 0), Ok(()));
        }
        assert_eq!(paid(&purses, "four", 0), Err(1));
        assert!(purses.purses.lock().unwrap().len() <= CALLERS_MAX + 1);
        assert_eq!(
            paid(&purses, "four", 1_000),
            Ok(()),
            "later the others are forgotten"
        );
        assert!(purses.purses.lock().unwrap().len() < 10);
    }

    #[test]
    fn one_household_is_one_address() {
        let of = |text: &str| address_of(text.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:2"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_ne!(of("10.0.0.1"), of("10.0.0.2"));
        assert_eq!(of("::ffff:10.0.0.1"), of("10.0.0.1"));
    }
}
