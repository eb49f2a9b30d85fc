//! What devices said of themselves: to this one as a server, kept in memory and written down now and then, and to others that told
//! it so.

use super::lock;
use crate::device::App;
use crate::failure::AppError;
use sarrera_core::ids::{DeviceId, EventId};
use sarrera_core::time::Timestamp;
use sarrera_store::{EventRow, HeardRow, Reader};
use std::collections::BTreeMap;
use std::sync::Mutex;

/// What a device says of itself is written down no more often than this.
const HEARD_EVERY_MS: i64 = 60_000;

/// What each device last said to this one.
pub(super) type HeardHere = Mutex<BTreeMap<(EventId, DeviceId), Heard>>;

#[derive(Debug)]
pub(super) struct Heard {
    last: HeardRow,
    written_at: Timestamp,
}

impl App {
    pub(super) fn note_heard(&self, event: EventId, heard: &HeardRow) -> Result<(), AppError> {
        let write = {
            let mut known = lock(&self.syncing.heard);
            let before = known.get(&(event, heard.device)).map(|heard| heard.written_at);
            let write = before.is_none_or(|at| (heard.at.ms_since(at)).abs() >= HEARD_EVERY_MS);
            let written_at = if write {
                heard.at
            } else {
                before.unwrap_or(heard.at)
            };
            let last = heard.clone();
            known.insert((event, heard.device), Heard { last, written_at });
            write
        };
        if write {
            self.write_for_sync(|store| Ok(store.note_heard(event, heard)?))?;
        }
        Ok(())
    }

    /// Keeps what others heard of devices that the event certified, and gives those. Of this device others know nothing that it
    /// does not know better.
    pub(super) fn note_heard_elsewhere(
        &self,
        event: EventId,
        mut rows: Vec<HeardRow>,
    ) -> Result<Vec<HeardRow>, AppError> {
        let own = self.own()?.device;
        let known = self.devices_known(event)?;
        rows.retain(|row| row.device != own && known.devices.contains_key(&row.device));
        if !rows.is_empty() {
            self.write_for_sync(|store| Ok(store.note_heard_elsewhere(event, &rows)?))?;
        }
        Ok(rows)
    }

    /// What each device of an event last said of itself to this one.
    pub(super) fn heard_here(
        &self,
        reader: &Reader<'_>,
        event: &EventRow,
    ) -> Result<Vec<HeardRow>, AppError> {
        let mut rows = reader.heard(event.no)?;
        let known = lock(&self.syncing.heard);
        for ((_, device), heard) in known.iter().filter(|((of, _), _)| *of == event.id) {
            rows.retain(|row| row.device != *device);
            rows.push(heard.last.clone());
        }
        Ok(rows)
    }

    /// What each device of an event last said of itself to any server, as far as it is known here.
    pub(crate) fn heard_anywhere(
        &self,
        reader: &Reader<'_>,
        event: &EventRow,
    ) -> Result<BTreeMap<DeviceId, HeardRow>, AppError> {
        let here = self.heard_here(reader, event)?.into_iter();
        let mut newest: BTreeMap<DeviceId, HeardRow> = here.map(|row| (row.device, row)).collect();
        for row in reader.heard_elsewhere(event.no)? {
            let known = newest.get(&row.device);
            if known.is_none_or(|known| known.at < row.at) {
                newest.insert(row.device, row);
            }
        }
        Ok(newest)
    }

    /// The time that this device tells as a server: its own, or that of the clock which it follows.
    pub(super) fn told_now(&self) -> Timestamp {
        let now = self.world().clock.now();
        now.plus_ms(self.clock_offset_ms().unwrap_or(0))
    }
}
