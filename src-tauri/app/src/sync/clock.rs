//! How far this device's clock is from the servers': measured at each contact, and written down where others are shown wrong
//! times by it.

use super::lock;
use crate::device::App;
use crate::failure::AppError;
use sarrera_core::ids::{EventId, SubjectId};
use sarrera_core::ops::{ClockMeasured, Fact, LogName};
use sarrera_sync::Offset;

/// Nobody sees less: times are shown in minutes.
const TOLD_FROM_MS: u64 = 30_000;
/// What was measured less exactly than this tells nobody anything.
const TOOK_MS_MAX: i64 = 10_000;

impl App {
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
