//! Whether a device and its server differ for ever: what one exchange leaves behind the next one mends, or nobody does.

use sarrera_core::ids::DeviceId;
use sarrera_core::ops::LogName;
use sarrera_sync::LogDigest;
use std::collections::BTreeMap;

/// So many exchanges with the same server leave the same behind before people are told.
const EXCHANGES_IN_VAIN: u32 = 3;

/// The logs in which two differ, with both digests.
type Left = BTreeMap<LogName, (LogDigest, LogDigest)>;

/// What the last exchanges left behind.
#[derive(Debug, Default)]
pub(super) struct Differing {
    last: Option<(Option<DeviceId>, Left)>,
    times: u32,
}

impl Differing {
    /// Whether people are to be told, after an exchange that left this behind.
    pub(super) fn after(&mut self, server: Option<DeviceId>, left: Left) -> bool {
        let now = (server, left);
        let nothing_left = now.1.is_empty();
        let same = self.last.as_ref() == Some(&now);
        self.times = match (nothing_left, same) {
            (true, _) => 0,
            (false, true) => self.times.saturating_add(1),
            (false, false) => 1,
        };
        self.last = Some(now);
        self.times >= EXCHANGES_IN_VAIN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(logs: &[(LogName, u8, u8)]) -> Left {
        let digest = |n: u8| LogDigest([n; 16]);
        logs.iter()
            .map(|(log, ours, theirs)| (log.clone(), (digest(*ours), digest(*theirs))))
            .collect()
    }

    #[test]
    fn the_same_difference_three_times_is_told_and_one_that_moves_is_not() {
        let mut differing = Differing::default();
        let core = |ours| left(&[(LogName::Core, ours, 9)]);
        let told: Vec<bool> = [core(1), core(2), core(2), core(2), core(2), left(&[]), core(2)]
            .into_iter()
            .map(|left| differing.after(None, left))
            .collect();
        assert_eq!(told, [false, false, false, true, true, false, false]);
        let other = Some(DeviceId([1; 16]));
        assert!(
            !differing.after(other, core(2)),
            "another server is another matter"
        );
    }
}
