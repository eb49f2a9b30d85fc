//! What somebody did before a scan on the same day: where they came in and went out, and which badges they got.

use super::after::find_scan;
use crate::device::App;
use crate::failure::AppError;
use crate::moment::{local, zone};
use crate::view::{PathStep, PathWhat};
use sarrera_core::fold::{ScanRow, ScanState, ScansState};
use sarrera_core::ids::{BadgeId, CheckpointId, DeviceId};
use sarrera_core::time::Timestamp;
use sarrera_store::{EventNo, Reader};
use std::collections::BTreeMap;

/// So many steps are read at a glance; the newest are told.
const STEPS_MAX: usize = 5;

impl App {
    /// The person's day up to a scan, as this device knows it; the scan itself is the last step. What was undone, and
    /// what stopped them, was no step.
    ///
    /// # Errors
    /// When the database can't be read, or the event or scan is unknown.
    pub fn path_to(&self, event: &str, scan: &str) -> Result<Vec<PathStep>, AppError> {
        self.read(|r| {
            let (event, asked) = find_scan(r, event, scan)?;
            let zone = zone(&event.time_zone);
            let scans = r.scans_of(event.no, asked.subject)?;
            let names = Names::read(r, event.no)?;
            let day = local(zone, asked.at).0;
            let is_before = |at: Timestamp| local(zone, at).0 == day && at <= asked.at;
            let stands = scans.scans.iter().take_while(|row| row.fact.scan != asked.scan);
            let before: Vec<&ScanRow> = stands.filter(|row| is_before(row.at)).collect();
            let mut steps: Vec<PathStep> = before.iter().filter_map(|row| names.step(row, &scans)).collect();
            steps.extend(names.badges(&scans, &before, is_before));
            steps.sort_by_key(|step| step.at);
            steps.push(PathStep {
                at: asked.at.0,
                what: PathWhat::ThisScan,
                checkpoint: Some(names.checkpoint(asked.checkpoint)),
                device: names.device(asked.device),
                badge: false,
            });
            Ok(steps.split_off(steps.len().saturating_sub(STEPS_MAX)))
        })
    }
}

/// What people call the devices and checkpoints of an event; empty where nothing here says.
struct Names {
    devices: BTreeMap<DeviceId, String>,
    checkpoints: BTreeMap<CheckpointId, String>,
}

impl Names {
    fn read(reader: &Reader<'_>, event: EventNo) -> Result<Self, AppError> {
        let devices = reader.devices(event)?.into_iter();
        let checkpoints = reader.checkpoints(event)?.into_iter();
        Ok(Self {
            devices: devices.map(|row| (row.id, row.name)).collect(),
            checkpoints: checkpoints.map(|row| (row.id, row.name)).collect(),
        })
    }

    fn device(&self, id: DeviceId) -> String {
        self.devices.get(&id).cloned().unwrap_or_default()
    }

    fn checkpoint(&self, id: CheckpointId) -> String {
        self.checkpoints.get(&id).cloned().unwrap_or_default()
    }

    fn step(&self, row: &ScanRow, scans: &ScansState) -> Option<PathStep> {
        let what = match row.state {
            ScanState::Admitted => PathWhat::Entry,
            ScanState::Left => PathWhat::Exit,
            ScanState::Pending | ScanState::Nothing | ScanState::Annulled => return None,
        };
        let issued = scans.badges.iter().filter(|badge| row.txns.contains(&badge.txn));
        let mut printed = issued.filter_map(|badge| printed_at(scans, badge.badge));
        Some(PathStep {
            at: row.at.0,
            what,
            checkpoint: Some(self.checkpoint(row.fact.checkpoint)),
            device: self.device(row.device),
            badge: printed.next().is_some(),
        })
    }

    /// Badges that came out of a printer and were made for none of these scans: a reprint, a corrected name.
    fn badges(
        &self,
        scans: &ScansState,
        before: &[&ScanRow],
        is_before: impl Fn(Timestamp) -> bool,
    ) -> Vec<PathStep> {
        let own = scans.badges.iter().filter(|badge| {
            let entries = before.iter().filter(|row| row.state == ScanState::Admitted);
            !entries.into_iter().any(|row| row.txns.contains(&badge.txn))
        });
        let printed = own.filter_map(|badge| printed_at(scans, badge.badge));
        printed
            .filter(|(at, _)| is_before(*at))
            .map(|(at, device)| PathStep {
                at: at.0,
                what: PathWhat::Badge,
                checkpoint: None,
                device: self.device(device),
                badge: true,
            })
            .collect()
    }
}

/// When a badge that came out was asked for, and where.
fn printed_at(scans: &ScansState, badge: BadgeId) -> Option<(Timestamp, DeviceId)> {
    let jobs = scans.prints.iter().filter(|job| job.badge == badge);
    let printed = jobs.filter(|job| job.came_out());
    printed
        .map(|job| (job.requested_at, job.device))
        .min_by_key(|(at, _)| *at)
}
