//! A USB stick between devices that have no network: the ops of an event in one file, sealed for those that may hold them.
//!
//! The file is whole: it holds the logs from their beginning, so it continues whatever the other device has, and the same
//! file may be taken in twice, or by several devices, or by a server.

mod file;

pub use file::StickError;

use crate::device::App;
use crate::export::{ExportError, write_whole};
use crate::failure::AppError;
use crate::vault::{SealingKey, open_stream, seal_for};
use crate::view::{StickRead, StickWritten};
use file::{Head, Next, read_head, read_next, read_push, write_line, write_push};
use sarrera_core::fold::Devices;
use sarrera_core::ids::{DeviceId, EventId};
use sarrera_core::ops::LogName;
use sarrera_sync::{Bounds, Host, LogHome, Push, Taken, ops_of, runs_of};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::path::Path;

impl App {
    /// Writes all that this device holds of an event to a file: each log sealed for those of the event's devices that may
    /// hold it.
    ///
    /// # Errors
    /// An unknown event, a database that can't be read, or a file that can't be written; one that stood there is left as it
    /// was.
    pub fn write_stick(&self, event: &str, path: &Path) -> Result<StickWritten, AppError> {
        let event = self.event_id(event)?;
        let devices = self.devices_known(event)?;
        let own = self.device_id()?;
        let head = Head::of(event, own, self.world().clock.now().0);
        let mut parts = Vec::new();
        let mut ops = 0;
        for log in self.stick_logs(event)? {
            let recipients = holders(&devices, &log);
            if recipients.is_empty() {
                continue;
            }
            let part = seal_for(&recipients, |out| {
                ops += self.write_log(out, event, &log)?;
                Ok::<_, AppError>(())
            })?;
            parts.push((log, part));
        }
        let bytes = write_whole(path, |out| {
            write_parts(out, &head, &parts).map_err(|error| ExportError::from_io(error, path))
        })?;
        Ok(StickWritten {
            changes: ops,
            bytes,
            devices: others(&devices, own),
        })
    }

    /// Takes in what a file of [`App::write_stick`] holds for this device, a part of a log at a time and behind every desk
    /// that wants to write.
    ///
    /// # Errors
    /// A file that can't be read, is none, is of an event that is not here or not for this device, or is torn: what was read
    /// until then stays. A database that can't be written.
    pub fn read_stick(&self, path: &Path) -> Result<StickRead, AppError> {
        let unreadable = |why: std::io::Error| AppError::FileUnreadable {
            path: path.display().to_string(),
            why: why.to_string(),
        };
        let mut file = BufReader::new(File::open(path).map_err(unreadable)?);
        let head = read_head(&mut file)?;
        if !self.is_here(head.event)? {
            return Err(StickError::OtherEvent.into());
        }
        let key = SealingKey::from_text(&self.own()?.sealing_key)?;
        let mut came = Came::default();
        loop {
            match read_next(&mut file) {
                Some(Next::Part { log, bytes }) => {
                    let mut part = (&mut file).take(bytes);
                    came.parts += 1;
                    self.read_part(head.event, &log, &key, &mut part, &mut came)?;
                    // What another device is to read is passed over.
                    std::io::copy(&mut part, &mut std::io::sink()).map_err(unreadable)?;
                    if part.limit() > 0 {
                        return Err(came.torn());
                    }
                }
                Some(Next::End { parts }) if parts == came.parts => break,
                Some(Next::End { .. }) | None => return Err(came.torn()),
            }
        }
        if came.opened.is_empty() {
            return Err(StickError::NotForHere.into());
        }
        let by = self.devices_known(head.event)?;
        let by = by.devices.get(&head.by).map(|state| state.name.clone());
        Ok(StickRead {
            event: head.event.to_string(),
            by,
            written_at: head.at_ms,
            changes: came.taken.stored,
            refused: came.taken.refused,
        })
    }

    /// What is here of an event, the `public` log first: it says who may write what.
    fn stick_logs(&self, event: EventId) -> Result<Vec<LogName>, AppError> {
        let mut logs = LogHome::logs(&self.home(), event)?;
        logs.sort_by_key(|log| (*log != LogName::Public, log.clone()));
        Ok(logs)
    }

    fn write_log(&self, out: &mut dyn Write, event: EventId, log: &LogName) -> Result<u64, AppError> {
        let (home, bounds) = (self.home(), Bounds::default());
        let (mut after, mut written) = (0, 0);
        loop {
            let page = home.page(event, log, after, &bounds)?;
            for parcel in page.parcels {
                after = parcel.upto;
                written += u64::try_from(parcel.ops.len()).unwrap_or(u64::MAX);
                let covers = home.covers(event, &parcel.ops)?;
                let push = Push {
                    log: log.clone(),
                    runs: runs_of(parcel.ops),
                    covers: runs_of(covers),
                };
                write_push(out, &push)?;
            }
            if !page.more {
                return Ok(written);
            }
        }
    }

    fn read_part(
        &self,
        event: EventId,
        log: &LogName,
        key: &SealingKey,
        part: &mut dyn Read,
        came: &mut Came,
    ) -> Result<(), AppError> {
        let own = self.own()?.device;
        let devices = self.devices_known(event)?;
        // Whoever wrote it may know an older role of this device.
        let holds = devices.devices.get(&own).is_some_and(|state| state.holds(log));
        let Some(mut opened) = holds.then(|| open_stream(key, part).ok()).flatten() else {
            return Ok(());
        };
        came.opened.insert(log.clone());
        loop {
            let push = match read_push(&mut *opened) {
                Ok(Some(push)) if push.log == *log => push,
                Ok(None) => return Ok(()),
                Ok(Some(_)) | Err(_) => return Err(came.torn()),
            };
            let ops = ops_of(event, log, push.runs).map_err(|_bad| came.torn())?;
            let covers = ops_of(event, &LogName::Core, push.covers).map_err(|_bad| came.torn())?;
            let taken = self.home().take(event, [ops, covers].concat())?;
            came.add(&taken);
        }
    }
}

/// What a file brought.
#[derive(Debug, Default)]
struct Came {
    parts: u64,
    opened: BTreeSet<LogName>,
    taken: Counted,
}

#[derive(Debug, Default)]
struct Counted {
    stored: u64,
    refused: u64,
}

impl Came {
    fn add(&mut self, taken: &Taken) {
        self.taken.stored += u64::try_from(taken.stored).unwrap_or(u64::MAX);
        self.taken.refused += u64::try_from(taken.refused.len()).unwrap_or(u64::MAX);
    }

    fn torn(&self) -> AppError {
        StickError::Torn {
            stored: self.taken.stored,
        }
        .into()
    }
}

/// Whom a log is sealed for: everybody who may hold it now.
fn holders(devices: &Devices, log: &LogName) -> Vec<String> {
    let holding = devices
        .devices
        .values()
        .filter(|state| !state.revoked && state.holds(log));
    let keys: BTreeSet<String> = holding.map(|state| state.sealing_key.clone()).collect();
    keys.into_iter().filter(|key| !key.is_empty()).collect()
}

/// How many there are beside this one that can open a file.
fn others(devices: &Devices, own: DeviceId) -> u64 {
    let all = devices.devices.iter();
    let others = all.filter(|(id, state)| **id != own && !state.revoked && !state.sealing_key.is_empty());
    u64::try_from(others.count()).unwrap_or(u64::MAX)
}

fn write_parts(out: &mut impl Write, head: &Head, parts: &[(LogName, Vec<u8>)]) -> std::io::Result<u64> {
    let mut written = 0;
    write_line(out, head)?;
    for (log, part) in parts {
        let bytes = u64::try_from(part.len()).unwrap_or(u64::MAX);
        written += bytes;
        let log = log.clone();
        write_line(out, &Next::Part { log, bytes })?;
        out.write_all(part)?;
    }
    let parts = u64::try_from(parts.len()).unwrap_or(u64::MAX);
    write_line(out, &Next::End { parts })?;
    Ok(written)
}
