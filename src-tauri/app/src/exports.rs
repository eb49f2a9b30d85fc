//! Exports: attendees and scans of an event as CSV or XLSX.

use crate::desk::shown_name;
use crate::device::App;
use crate::export::{Format, Mark, write_file};
use crate::failure::AppError;
use crate::moment::zone;
use crate::view::{ExportFormat, ExportTable, PeopleQuery};
use chrono::DateTime;
use chrono_tz::Tz;
use sarrera_core::ids::{AttendeeId, DeviceId, OperatorId};
use sarrera_core::time::Timestamp;
use sarrera_store::{AttendeeRow, ByWhom, EventRow, ExportedScan, Reader};
use std::collections::BTreeMap;
use std::path::Path;

impl App {
    /// Writes a table of an event to a file, and says how many rows it has.
    ///
    /// # Errors
    /// When the file can't be written; a file that stood there is left as it was.
    pub fn export(
        &self,
        event: &str,
        table: ExportTable,
        format: ExportFormat,
        out: &Path,
    ) -> Result<u64, AppError> {
        self.export_those(&self.event(event)?, table, format, out, |_whoever| true)
    }

    /// As [`App::export`], of those people only whom a query of the list lets pass.
    ///
    /// # Errors
    /// As [`App::export`].
    pub fn export_listed(
        &self,
        event: &str,
        query: &PeopleQuery,
        table: ExportTable,
        format: ExportFormat,
        out: &Path,
    ) -> Result<u64, AppError> {
        let event = self.event(event)?;
        let listed = self.listed_ids(&event, query)?;
        self.export_those(&event, table, format, out, |id| {
            id.is_some_and(|id| listed.contains(&id))
        })
    }

    fn export_those(
        &self,
        event: &EventRow,
        table: ExportTable,
        format: ExportFormat,
        out: &Path,
        wanted: impl Fn(Option<AttendeeId>) -> bool,
    ) -> Result<u64, AppError> {
        let zone = zone(&event.time_zone);
        let (sheet, headers, rows) = self.read_apart(|r| match table {
            ExportTable::Attendees => {
                let (names, mut rows) = (Names::of(r, event)?, Vec::new());
                r.each_attendee(event.no, |row| {
                    if !wanted(Some(row.id)) {
                        return Ok(());
                    }
                    let registered = r.registered_by(event.no, row.id)?.map(|(_, by)| by);
                    let arrived = r.first_admission(event.no, row.id)?;
                    rows.push(attendee_cells(&row, registered, arrived, &names, zone));
                    Ok::<_, AppError>(())
                })?;
                Ok(("attendees", ATTENDEE_HEADERS.as_slice(), rows))
            }
            ExportTable::Scans => {
                let by = Names::of(r, event)?;
                let mut scans = Vec::new();
                r.each_scan(event.no, |scan| {
                    scans.push(scan);
                    Ok::<_, AppError>(())
                })?;
                scans.retain(|scan| wanted(scan.attendee));
                let mut names = BTreeMap::new();
                for id in scans.iter().filter_map(|scan| scan.attendee) {
                    if let std::collections::btree_map::Entry::Vacant(place) = names.entry(id) {
                        place.insert(
                            r.attendee(event.no, id)?
                                .map(|row| shown_name(&row))
                                .unwrap_or_default(),
                        );
                    }
                }
                let rows = scans
                    .iter()
                    .map(|scan| {
                        let name = scan
                            .attendee
                            .and_then(|id| names.get(&id).cloned())
                            .unwrap_or_default();
                        scan_cells(scan, &name, &by, zone)
                    })
                    .collect();
                Ok(("scans", SCAN_HEADERS.as_slice(), rows))
            }
        })?;
        let format = match format {
            ExportFormat::Csv => Format::Csv(Mark::None),
            ExportFormat::CsvForExcel => Format::Csv(Mark::Utf8),
            ExportFormat::Xlsx => Format::Xlsx,
        };
        let headers: Vec<String> = headers.iter().map(|h| (*h).to_owned()).collect();
        Ok(write_file(out, format, sheet, &headers, rows)?)
    }
}

const ATTENDEE_HEADERS: [&str; 18] = [
    "ID",
    "First name",
    "Last name",
    "Name",
    "Company",
    "Job title",
    "Email",
    "Phone",
    "Country",
    "Language",
    "Category",
    "Status",
    "Blocked",
    "Order code",
    "Lead sharing",
    "Checked in",
    "Checked in by",
    "Registered by",
];

const SCAN_HEADERS: [&str; 10] = [
    "Time",
    "Checkpoint",
    "Direction",
    "Verdict",
    "State",
    "Attendee ID",
    "Name",
    "Device",
    "By",
    "Operator",
];

/// What people call the devices and the operators of an event.
struct Names {
    devices: BTreeMap<DeviceId, String>,
    operators: BTreeMap<OperatorId, String>,
}

impl Names {
    fn of(reader: &Reader<'_>, event: &EventRow) -> Result<Self, AppError> {
        let devices = reader.devices(event.no)?.into_iter();
        let operators = reader.operators(event.no)?.into_iter();
        Ok(Self {
            devices: devices.map(|row| (row.id, row.name)).collect(),
            operators: operators.map(|row| (row.id, row.name)).collect(),
        })
    }

    /// A device's name; its id where it has none here.
    fn device(&self, by: ByWhom) -> String {
        let named = self.devices.get(&by.device).cloned();
        named.unwrap_or_else(|| by.device.to_string())
    }

    /// An operator's name; empty where nobody was chosen, or they are not known here.
    fn operator(&self, by: ByWhom) -> String {
        let named = by.operator.and_then(|id| self.operators.get(&id));
        named.cloned().unwrap_or_default()
    }

    /// Who did it where, in one cell.
    fn both(&self, by: ByWhom) -> String {
        let mut cell = self.operator(by);
        if !cell.is_empty() {
            cell.push_str(" · ");
        }
        cell + &self.device(by)
    }
}

fn attendee_cells(
    row: &AttendeeRow,
    registered: Option<ByWhom>,
    arrived: Option<(Timestamp, ByWhom)>,
    names: &Names,
    zone: Tz,
) -> Vec<String> {
    let registration = &row.registration;
    let by = |by: Option<ByWhom>| by.map(|by| names.both(by)).unwrap_or_default();
    vec![
        row.id.to_string(),
        row.given_name.clone(),
        row.family_name.clone(),
        shown_name(row),
        row.company.clone(),
        row.job_title.clone(),
        row.contact.email.clone(),
        row.contact.phone.clone(),
        row.country.clone(),
        row.language.clone(),
        registration.category.clone(),
        registration.status.clone(),
        if registration.blocked { "yes" } else { "" }.to_owned(),
        row.order_code.clone(),
        row.lead_sharing.clone(),
        arrived.map(|(at, _)| local_time(at, zone)).unwrap_or_default(),
        by(arrived.map(|(_, by)| by)),
        by(registered),
    ]
}

fn scan_cells(scan: &ExportedScan, name: &str, by: &Names, zone: Tz) -> Vec<String> {
    vec![
        local_time(scan.at, zone),
        scan.checkpoint.clone(),
        scan.direction.clone(),
        scan.verdict.clone(),
        scan.state.clone(),
        scan.attendee.map(|id| id.to_string()).unwrap_or_default(),
        name.to_owned(),
        by.device(scan.by),
        scan.presented.clone(),
        by.operator(scan.by),
    ]
}

/// A moment in the event's own time, as spreadsheets read it.
fn local_time(at: Timestamp, zone: Tz) -> String {
    let local = DateTime::from_timestamp_millis(at.0)
        .unwrap_or_default()
        .with_timezone(&zone);
    local.format("%Y-%m-%d %H:%M:%S").to_string()
}
