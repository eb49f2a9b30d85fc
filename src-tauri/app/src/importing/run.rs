//! An import from the file to the report, in chunks that a scan never waits for.

use super::apply::{Applied, Applier, Noted};
use super::identity::ImportKey;
use crate::device::{App, find_event};
use crate::failure::{AppError, Refusal};
use crate::import::columns::header_set_key;
use crate::import::rows::with_remembered;
use crate::import::summary::{ReasonHeaders, write_rejected};
use crate::import::{Choices, Fix, Mapping, Outcome, ReadOptions, ReadRow, Rejection, Table, read_rows};
use crate::moment::zone;
use crate::view::{ImportProgress, ImportReport, RejectedRow, RepairedField};
use sarrera_core::ops::KeyUse;
use sarrera_store::{EventRow, Reader, Store};
use std::collections::BTreeMap;
use std::path::Path;

/// No transaction of an import takes more rows: at most three ops a row keep it under the bound of ops.
const ROWS_PER_CHUNK: usize = 60;

/// What is to be imported, and how.
#[derive(Debug, Clone, Default)]
pub struct ImportAsk<'a> {
    pub event: &'a str,
    pub options: ReadOptions,
    /// What a person chose for columns; the rest is recognised or remembered.
    pub choices: Choices,
    pub dry_run: bool,
    /// Where rejected rows are written, in the file's own columns.
    pub rejected_to: Option<&'a Path>,
}

/// Hears how far an import is.
pub type Progress<'a> = &'a mut dyn FnMut(ImportProgress);

impl App {
    /// Imports a file of registrations or check-ins.
    ///
    /// # Errors
    /// A file or mapping that cannot be used, or when the database can't be written: whole chunks are there or not, and
    /// the same file can be imported again.
    pub fn import(
        &self,
        path: &Path,
        ask: &ImportAsk<'_>,
        progress: Progress<'_>,
    ) -> Result<ImportReport, AppError> {
        let bytes = std::fs::read(path).map_err(|e| AppError::FileUnreadable {
            path: path.display().to_string(),
            why: e.to_string(),
        })?;
        let table = Table::open(bytes, &ask.options)?;
        let header_set = header_set_key(&table.headers);
        let remembered = self.read(|r| Ok(r.mapping(&header_set)?))?;
        let remembered = remembered.and_then(|json| serde_json::from_str(&json).ok());
        let mapping = Mapping::recognise(&table.headers, &with_remembered(ask.choices.clone(), remembered))?;
        let of = u32::try_from(table.rows_about()).unwrap_or(u32::MAX);
        let event = self.event(ask.event)?;
        let outcomes = read_rows(&table, &mapping, zone(&event.time_zone));
        let mut rejected = Vec::new();
        let mut report = self.take_rows(
            &event,
            &mapping,
            outcomes,
            of,
            ask.dry_run,
            &mut rejected,
            progress,
        )?;
        report.dry_run = ask.dry_run;
        if let Some(target) = ask.rejected_to.filter(|_| !rejected.is_empty()) {
            write_rejected_file(target, &table.headers, &rejected)?;
        }
        if !ask.dry_run {
            let choices =
                serde_json::to_string(&mapping.choices()).map_err(sarrera_store::StoreError::from)?;
            self.writer().remember_mapping(&header_set, &choices)?;
        }
        Ok(report)
    }

    /// Asks a running import to stop; what it took so far stays.
    pub fn cancel_import(&self) {
        self.import.ask();
    }

    /// Takes rows that were read elsewhere: the demo event's people.
    pub(crate) fn take_read_rows(
        &self,
        event: &EventRow,
        mapping: &Mapping,
        rows: Vec<ReadRow>,
        progress: Progress<'_>,
    ) -> Result<ImportReport, AppError> {
        let of = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let outcomes = rows
            .into_iter()
            .map(|row| Outcome::Taken(Box::new(row), Vec::new()));
        self.take_rows(event, mapping, outcomes, of, false, &mut Vec::new(), progress)
    }

    #[allow(
        clippy::too_many_arguments,
        reason = "one place where everything of an import meets"
    )]
    fn take_rows(
        &self,
        event: &EventRow,
        mapping: &Mapping,
        outcomes: impl Iterator<Item = Outcome>,
        of: u32,
        dry_run: bool,
        rejections: &mut Vec<Rejection>,
        progress: Progress<'_>,
    ) -> Result<ImportReport, AppError> {
        let running = self.import.begin().ok_or(Refusal::ImportRunning)?;
        let mut store = self.another_store()?;
        let mut report = ImportReport::default();
        let mut chunk = Vec::with_capacity(ROWS_PER_CHUNK);
        for outcome in outcomes {
            report.read += 1;
            match outcome {
                Outcome::Taken(row, fixes) => {
                    report.repaired.extend(fixes.iter().map(repaired));
                    chunk.push(*row);
                }
                Outcome::Rejected(rejection) => {
                    report.rejected.push(rejected(&rejection));
                    rejections.push(rejection);
                }
            }
            if chunk.len() >= ROWS_PER_CHUNK {
                self.take_chunk(&mut store, event, mapping, &chunk, dry_run, &mut report)?;
                chunk.clear();
                progress(ImportProgress {
                    done: report.read,
                    of: of.max(report.read),
                });
                if running.is_asked_to_stop() {
                    report.cancelled = true;
                    return Ok(report);
                }
            }
        }
        self.take_chunk(&mut store, event, mapping, &chunk, dry_run, &mut report)?;
        progress(ImportProgress {
            done: report.read,
            of: report.read,
        });
        Ok(report)
    }

    fn take_chunk(
        &self,
        store: &mut Store,
        event: &EventRow,
        mapping: &Mapping,
        chunk: &[ReadRow],
        dry_run: bool,
        report: &mut ImportReport,
    ) -> Result<(), AppError> {
        let mut part = ImportReport::default();
        let result = store.write(self.world().act(), |txn| {
            let known = Known::read(&txn.reader(), event)?;
            let mut applier = Applier {
                event,
                entrance: known.entrance.as_ref(),
                key: ImportKey(known.key),
                mapping,
                categories: known.categories,
            };
            let mut noted = Noted::default();
            for row in chunk {
                match applier.apply(txn, row, &mut noted)? {
                    Applied::Added => part.added += 1,
                    Applied::Updated => part.updated += 1,
                    Applied::Unchanged => part.unchanged += 1,
                }
            }
            part.kept = noted.kept;
            part.check_ins = noted.check_ins;
            if dry_run { Err(DryRun::Over) } else { Ok(()) }
        });
        match result {
            Ok(()) | Err(DryRun::Over) => {
                report.added += part.added;
                report.updated += part.updated;
                report.unchanged += part.unchanged;
                report.check_ins += part.check_ins;
                report.kept.extend(part.kept);
                Ok(())
            }
            Err(DryRun::Failed(error)) => Err(error),
        }
    }
}

/// How a chunk ends: a dry run is rolled back like an error.
enum DryRun {
    Over,
    Failed(AppError),
}

impl From<AppError> for DryRun {
    fn from(error: AppError) -> Self {
        Self::Failed(error)
    }
}

impl From<sarrera_store::StoreError> for DryRun {
    fn from(error: sarrera_store::StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// What an import must know of the event.
struct Known {
    entrance: Option<sarrera_store::CheckpointRow>,
    key: [u8; 32],
    categories: BTreeMap<String, String>,
}

impl Known {
    fn read(reader: &Reader<'_>, event: &EventRow) -> Result<Self, AppError> {
        let event = find_event(reader, &event.id.to_string())?;
        let key = reader
            .event_key(event.no, KeyUse::Import)?
            .ok_or_else(|| AppError::NotFound {
                what: "import key",
                which: event.label.clone(),
            })?;
        let mut categories = BTreeMap::new();
        for category in reader.categories(event.no)? {
            for word in [&category.eu, &category.es, &category.en, &category.label] {
                categories.insert(sarrera_core::names::fold(word), category.label.clone());
            }
        }
        let entrance = reader
            .checkpoints(event.no)?
            .into_iter()
            .find(|c| c.label == "main");
        Ok(Self {
            entrance,
            key,
            categories,
        })
    }
}

fn rejected(rejection: &Rejection) -> RejectedRow {
    RejectedRow {
        row: u32::try_from(rejection.row).unwrap_or(u32::MAX),
        code: rejection.reason.code().to_owned(),
        params: rejection
            .reason
            .params()
            .into_iter()
            .map(|(k, v)| (k.to_owned(), v))
            .collect(),
        message: rejection.reason.to_string(),
        field: rejection.field.map(|field| field.name().to_owned()),
    }
}

fn repaired(fix: &Fix) -> RepairedField {
    RepairedField {
        row: u32::try_from(fix.row).unwrap_or(u32::MAX),
        field: fix.field.map(|field| field.name().to_owned()).unwrap_or_default(),
        code: fix.kind.code().to_owned(),
        value: fix.value.clone(),
        message: fix.kind.to_string(),
    }
}

fn write_rejected_file(target: &Path, headers: &[String], rejections: &[Rejection]) -> Result<(), AppError> {
    let mut bytes = Vec::new();
    write_rejected(
        &mut bytes,
        headers,
        ReasonHeaders::default(),
        rejections.iter(),
        |r| r.reason.to_string(),
    )
    .map_err(|e| AppError::FileUnreadable {
        path: target.display().to_string(),
        why: e.to_string(),
    })?;
    crate::exports::write_bytes(target, &bytes)
}
