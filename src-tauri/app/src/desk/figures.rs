//! The counts in the desk's corner. They are asked after every scan.

use super::{counted_day, place};
use crate::device::App;
use crate::failure::AppError;
use crate::moment::{local, zone};
use crate::view::{DeskFigures, OwnOf};

/// How far back the count of the last minutes goes.
const LATELY_MINUTES: u32 = 5;
const MINUTE_MS: i64 = 60_000;

impl App {
    /// The counts in the desk's corner.
    ///
    /// # Errors
    /// When the database can't be read, or the event or checkpoint is unknown.
    pub fn figures(&self, event: &str, checkpoint: &str) -> Result<DeskFigures, AppError> {
        let now = self.world().clock.now();
        let device = self.own()?.device;
        self.read(|r| {
            let (event, checkpoint) = place(r, event, checkpoint)?;
            let (today, _) = local(zone(&event.time_zone), now);
            let figures = r.figures(event.no, checkpoint.id, counted_day(&checkpoint.rule, today))?;
            let since = now.plus_ms(-i64::from(LATELY_MINUTES) * MINUTE_MS);
            let (own_of, own) = match r.operator_here(event.id)? {
                Some(operator) => (OwnOf::Operator, r.let_in_by_operator(event.no, today, operator)?),
                None => (OwnOf::Device, r.let_in_by_device(event.no, today, device)?),
            };
            Ok(DeskFigures {
                arrived: figures.arrived,
                expected: figures.expected,
                inside: figures.inside,
                lately: r.let_in_since(event.no, checkpoint.id, since)?,
                lately_minutes: LATELY_MINUTES,
                own,
                own_of,
            })
        })
    }
}
