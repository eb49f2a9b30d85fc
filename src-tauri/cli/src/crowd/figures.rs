//! What the devices of a crowd measured, added up.

use std::collections::BTreeMap;

/// Latencies up to this are counted one by one; what takes longer counts as this long.
const MS_MAX: usize = 120_000;

/// How long something took, how often: one count for each millisecond.
#[derive(Debug, Clone, Default)]
pub(super) struct Latencies(BTreeMap<usize, u64>);

impl Latencies {
    pub(super) fn note(&mut self, ms: i64) {
        let ms = usize::try_from(ms.max(0)).unwrap_or(MS_MAX).min(MS_MAX);
        *self.0.entry(ms).or_default() += 1;
    }

    pub(super) fn count(&self) -> u64 {
        self.0.values().sum()
    }

    fn add(&mut self, other: &Self) {
        for (ms, count) in &other.0 {
            *self.0.entry(*ms).or_default() += count;
        }
    }

    /// The 50th, the 95th and the 99th of a hundred, in milliseconds.
    pub(super) fn percentiles(&self) -> [usize; 3] {
        [50, 95, 99].map(|percent| {
            let wanted = self.count().saturating_mul(percent).div_ceil(100);
            let mut passed = 0;
            for (ms, count) in &self.0 {
                passed += count;
                if passed >= wanted {
                    return *ms;
                }
            }
            0
        })
    }
}

/// What became of one device's work, or of all of them.
#[derive(Debug, Default)]
pub(super) struct Figures {
    pub(super) written: u64,
    pub(super) acknowledged: u64,
    /// Ops of the crowd that a device lacked at the end, counted for each device.
    pub(super) missing: u64,
    /// Devices that saw a log differ from the server's at the end.
    pub(super) differing: u64,
    /// Until the last device's ops were all acknowledged.
    pub(super) drained_ms: i64,
    /// Until the last device held all.
    pub(super) everywhere_ms: i64,
    pub(super) exchanges: u64,
    pub(super) failures: BTreeMap<String, u64>,
    pub(super) sent_bytes: u64,
    pub(super) received_bytes: u64,
    /// From writing an op to its acknowledgement, where the device was not away.
    pub(super) acknowledged_after: Latencies,
    /// From writing an op to its being known at another device, where neither was away.
    pub(super) news_after: Latencies,
    pub(super) whole_exchange: Latencies,
}

impl Figures {
    /// Whether everything that was written was acknowledged, and is with everybody.
    pub(super) const fn is_intact(&self) -> bool {
        self.differing == 0 && self.missing == 0 && self.acknowledged == self.written
    }

    pub(super) fn ops_a_second(&self) -> u64 {
        let ms = u64::try_from(self.drained_ms).unwrap_or(1).max(1);
        self.acknowledged.saturating_mul(1_000) / ms
    }

    pub(super) fn failed(&mut self, code: &str) {
        *self.failures.entry(code.to_owned()).or_default() += 1;
    }

    pub(super) fn add(&mut self, one: Self) {
        self.differing += one.differing;
        self.written += one.written;
        self.acknowledged += one.acknowledged;
        self.missing += one.missing;
        self.drained_ms = self.drained_ms.max(one.drained_ms);
        self.everywhere_ms = self.everywhere_ms.max(one.everywhere_ms);
        self.exchanges += one.exchanges;
        for (code, count) in one.failures {
            *self.failures.entry(code).or_default() += count;
        }
        self.sent_bytes += one.sent_bytes;
        self.received_bytes += one.received_bytes;
        self.acknowledged_after.add(&one.acknowledged_after);
        self.news_after.add(&one.news_after);
        self.whole_exchange.add(&one.whole_exchange);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_those_of_what_was_noted() {
        let mut latencies = Latencies::default();
        (1..=100).for_each(|ms| latencies.note(ms));
        assert_eq!(latencies.percentiles(), [50, 95, 99]);
        assert_eq!(Latencies::default().percentiles(), [0, 0, 0]);
    }
}
