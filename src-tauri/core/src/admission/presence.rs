//! Whether a person is inside, by the scans that are known.

use super::facts::{Direction, PastScan};
use super::{Day, OncePer};
use crate::time::Timestamp;

/// The last admission that counts, and whether an exit followed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presence {
    NeverIn,
    Inside { admission: PastScan },
    LeftAgain { admission: PastScan, left_at: Timestamp },
}

impl Presence {
    /// Reads scans in the order of the log; of other days only where admissions count over the whole event.
    pub(super) fn of(past: &[PastScan], once_per: OncePer, today: Day) -> Self {
        let counted = past.iter().filter(|scan| match once_per {
            OncePer::Event => true,
            OncePer::Day => scan.day == today,
        });
        counted.fold(Self::NeverIn, |presence, scan| presence.after(scan))
    }

    fn after(self, scan: &PastScan) -> Self {
        if scan.outcome.let_in() {
            return Self::Inside { admission: *scan };
        }
        match (scan.outcome.direction(), self) {
            (Direction::Exit, Self::Inside { admission }) => Self::LeftAgain {
                admission,
                left_at: scan.at,
            },
            (Direction::Exit | Direction::Entry, unchanged) => unchanged,
        }
    }
}
