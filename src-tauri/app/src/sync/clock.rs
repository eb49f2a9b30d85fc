//! How far this device's clock is from the servers': measured at each contact, and written down where others are shown wrong
//! times by it.

use super::lock;
use crate::device::App;
use crate::failure::AppError;
use sarrera_core::ids::{EventId, SubjectId};
use sarrera_core::ops::{ClockMeasured, Fact, LogName};
use sarrera_core::time::Timestamp;
use sarrera_sync::Offset;

/// Nobody sees less: times are shown in minutes.
const TOLD_FROM_MS: u64 = 30_000;
/// What was measured less exactly than this tells nobody anything.
const TOOK_MS_MAX: i64 = 10_000;

/// A time that came over more servers than this is followed by nobody.
const OVER_MAX: u32 = 3;
/// What was measured nearer to a clock counts before what came over more servers, for so long.
const NEARER_MS: i64 = 10 * 60_000;

/// How far this clock is from the one that it follows, and when that was measured, by itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Followed {
    offset: Offset,
    at: Timestamp,
}

impl App {
    /// How far this clock is behind the servers', as far as it was measured.
    pub(crate) fn clock_offset_ms(&self) -> Option<i64> {
        self.clock_offset().map(|offset| offset.ms)
    }

    pub(super) fn clock_offset(&self) -> Option<Offset> {
        lock(&self.syncing.clock).map(|followed| followed.offset)
    }

    /// Whether this clock is measured by that from now on. Two servers that ask each other must not follow each other: every
    /// question is a little wrong, and what each adds to the other's would grow without end.
    pub(super) fn follow_clock(&self, offset: Offset) -> bool {
        let Ok(own) = self.own() else { return false };
        let now = self.world().clock.now();
        let mut followed = lock(&self.syncing.clock);
        let nearer = followed.is_some_and(|held| {
            let lately = (-NEARER_MS..=NEARER_MS).contains(&now.ms_since(held.at));
            held.offset.of == offset.of && held.offset.over < offset.over && lately
        });
        if offset.of == own.device || offset.over > OVER_MAX || nearer {
            return false;
        }
        *followed = Some(Followed { offset, at: now });
        true
    }

    /// Writes down what was measured, where it is not what this device said last in this run of its machine.
    pub(super) fn tell_clock(&self, event: EventId, offset: Offset) -> Result<(), AppError> {
        if offset.took_ms > TOOK_MS_MAX || self.is_read_only(event)? {
            return Ok(());
        }
        let own = self.own()?.device;
        let boot = self.world().boot;
        // What this opening said itself comes first: a copied device says something else of the same run of a machine.
        let said_here = lock(&self.syncing.clock_told).get(&event).copied();
        let known = match said_here {
            Some(ms) => Some(ms),
            None => self.read_for_sync(|r| {
                let row = r.event(event)?;
                let told = row.map(|row| r.clock_told(row.no, own, boot));
                Ok(told.transpose()?.flatten())
            })?,
        };
        // A server may say any number.
        if offset.ms.abs_diff(known.unwrap_or(0)) < TOLD_FROM_MS {
            return Ok(());
        }
        lock(&self.syncing.clock_told).insert(event, offset.ms);
        let fact = Fact::ClockMeasured(ClockMeasured {
            boot,
            offset_ms: offset.ms,
            took_ms: offset.took_ms,
        });
        self.write_behind(
            |txn| Ok(txn.append(event, &LogName::Public, SubjectId(own.0), &fact)?),
            |_, _written| Ok(()),
        )
    }
}
