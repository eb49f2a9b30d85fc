//! Whom a crowd lets in, and by chance what happens.

use sarrera_core::admission::{Day, Rule};
use sarrera_core::ids::{AttendeeId, CheckpointId, ScanId, SubjectId};
use sarrera_core::ops::{Direction, Effect, Fact, Presented, ScanReason, ScanRecorded};
use sarrera_core::time::Timestamp;
use sarrera_core::world::{Entropy, random};

const DAY_MS: i64 = 86_400_000;

/// Where a crowd scans.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) checkpoint: CheckpointId,
    pub(super) rule: Rule,
}

/// Somebody is let in, by name.
pub(super) fn admitted(place: &Place, person: SubjectId, now: Timestamp, entropy: &dyn Entropy) -> Fact {
    Fact::ScanRecorded(ScanRecorded {
        scan: ScanId(random(entropy)),
        checkpoint: place.checkpoint,
        direction: Direction::Entry,
        day: Day(u16::try_from(now.0.div_euclid(DAY_MS)).unwrap_or(0)),
        presented: Presented::Name,
        registration: Some(AttendeeId(person.0).into()),
        badge: None,
        verdict: "admitted".to_owned(),
        effect: Effect::Admitted,
        reasons: vec![ScanReason::bare("first_entry".to_owned())],
        rule: place.rule.clone(),
        after: Vec::new(),
        overrides: None,
        code: None,
        at_ms: None,
    })
}

/// Numbers by chance (xorshift64*): nothing here is secret.
#[derive(Debug)]
pub(super) struct Draws(u64);

impl Draws {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    pub(super) const fn any(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number from this one up to that one, without it.
    pub(super) const fn between(&mut self, from: u64, to: u64) -> u64 {
        let width = to.saturating_sub(from);
        if width == 0 {
            from
        } else {
            from + (self.any() >> 11) % width
        }
    }

    /// Whether something of this probability (in millionths) happens.
    pub(super) const fn happens(&mut self, millionths: u64) -> bool {
        self.between(0, 1_000_000) < millionths
    }
}
