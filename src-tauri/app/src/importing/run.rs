//! An import from the file to the report, in chunks that a scan never waits for.

use super::apply::{Applied, Applier, Noted};
use super::identity::ImportKey;
use super::preview::open_table;
use super::report::{note_view, rejected, repaired, write_rejected_file};
use crate::device::{App, ImportWriter};
use crate::failure::{AppError, Refusal};
use crate::import::columns::header_set_key;
use crate::import::{Choices, Mapping, Note, Outcome, ReadOptions, ReadRow, Rejection, read_rows};
use crate::moment::zone;
use crate::view::{ImportProgress, ImportReport};
use sarrera_core::ops::KeyUse;
use sarrera_store::{EventRow, Reader, Txn};
use std::collections::BTreeMap;
use std::path::Path;

/// No transaction of an import takes more rows: a scan waits for the one that is under way.
const ROWS_PER_CHUNK: usize = 60;
/// So many rows are taken in the order of their people's ids: what stands in that order on the disk, nearly all of it, is
/// then written once for the many rows that lie beside each other there.
const ROWS_IN_ORDER: usize = 20_000;
/// A row makes at most so many ops: a category, the person, the contact, a choice, an entry and an exit.
const ROW_OPS_MAX: usize = 6;
/// They have at most so many bytes: two texts of 5,000 characters, and a dozen of 500.
const ROW_BYTES_MAX: usize = 96 * 1024;

/// What is to be imported, and how.
#[derive(Debug, Clone, Default)]
pub struct ImportAsk<'a> {
    pub event: &'a str,
    pub options: ReadOptions,
    /// What a person chose for columns; the rest is recognised or remembered.
    pub choices: Choices,
    pub dry_run: bool,
    /// Where rejected rows are written, in the file's own columns; a dry run writes none.
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
        let table = open_table(path, &ask.options)?;
        let choices = self.with_remembered(&table.headers, ask.choices.clone())?;
        let mapping = Mapping::recognise(&table.headers, &choices)?;
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
        report.notes = table.notes.iter().map(note_view).collect();
        if let Some(target) = ask.rejected_to.filter(|_| !rejected.is_empty() && !ask.dry_run)
            && let Err(error) = write_rejected_file(target, &table.headers, &rejected, None)
        {
            // The import is done: a file that could not be written beside it takes nothing back.
            let (path, why) = (target.display().to_string(), error.to_string());
            report
                .notes
                .push(note_view(&Note::RejectedNotWritten { path, why }));
        }
        let cut = self.keep_rejected(event.id, &table.headers, rejected);
        report.notes.extend(cut.as_ref().map(note_view));
        if !ask.dry_run {
            let choices =
                serde_json::to_string(&mapping.choices()).map_err(sarrera_store::StoreError::from)?;
            let headers = header_set_key(&table.headers);
            self.write_here(|store| store.remember_mapping(&headers, &choices))?;
            self.remember_run(&event, path, &report)?;
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
        let mut taker = Taker::new(self, event, mapping, dry_run)?;
        let mut report = ImportReport::default();
        let mut rows = Vec::new();
        let mut outcomes = outcomes.peekable();
        while let Some(outcome) = outcomes.next() {
            match outcome {
                Outcome::Taken(row, fixes) => {
                    report.repaired.extend(fixes.iter().map(repaired));
                    rows.push(*row);
                }
                Outcome::Rejected(rejection) => {
                    report.read += 1;
                    report.rejected.push(rejected(&rejection));
                    rejections.push(rejection);
                }
            }
            if rows.len() < ROWS_IN_ORDER && outcomes.peek().is_some() {
                continue;
            }
            taker.in_order(&mut rows);
            for chunk in rows.chunks(ROWS_PER_CHUNK) {
                taker.take(chunk, &mut report)?;
                progress(ImportProgress {
                    done: report.read,
                    of: of.max(report.read),
                });
                if running.is_asked_to_stop() {
                    report.cancelled = true;
                    report.kept.sort_by_key(|kept| kept.row);
                    return Ok(report);
                }
            }
            rows.clear();
        }
        report.kept.sort_by_key(|kept| kept.row);
        progress(ImportProgress {
            done: report.read,
            of: report.read,
        });
        Ok(report)
    }
}

/// Takes rows chunk by chunk.
struct Taker<'a> {
    app: &'a App,
    writer: ImportWriter<'a>,
    event: &'a EventRow,
    mapping: &'a Mapping,
    key: ImportKey,
    dry_run: bool,
}

impl<'a> Taker<'a> {
    fn new(app: &'a App, event: &'a EventRow, mapping: &'a Mapping, dry_run: bool) -> Result<Self, AppError> {
        Ok(Self {
            app,
            writer: app.import_writer()?,
            event,
            mapping,
            key: app.read(|r| import_key(r, event))?,
            dry_run,
        })
    }

    /// Rows of one person stay in the order of the file.
    fn in_order(&self, rows: &mut [ReadRow]) {
        rows.sort_by_cached_key(|row| self.key.attendee(&row.key));
    }

    /// Takes rows in as many transactions as they need: mostly one, more where they have long texts.
    fn take(&mut self, rows: &[ReadRow], report: &mut ImportReport) -> Result<(), AppError> {
        let mut rest = rows;
        while !rest.is_empty() {
            let taken = self.take_chunk(rest, report)?;
            rest = rest.get(taken..).unwrap_or_default();
        }
        Ok(())
    }

    /// Takes the first rows in one transaction, as many as have room in it; says how many.
    fn take_chunk(&mut self, rows: &[ReadRow], report: &mut ImportReport) -> Result<usize, AppError> {
        let (event, mapping, key) = (self.event, self.mapping, self.key);
        let now = self.app.world().clock.now();
        let chunk = |txn: &mut Txn<'_>| {
            let known = Known::read(&txn.reader(), event)?;
            let mut applier = Applier {
                event,
                entrance: known.entrance.as_ref(),
                key,
                mapping,
                now,
                categories: known.categories,
            };
            let (mut taken, mut part, mut noted) = (0, ImportReport::default(), Noted::default());
            for row in rows {
                if !txn.has_room_for(ROW_OPS_MAX, ROW_BYTES_MAX) {
                    break;
                }
                match applier.apply(txn, row, &mut noted)? {
                    Applied::Added => part.added += 1,
                    Applied::Updated => part.updated += 1,
                    Applied::Unchanged => part.unchanged += 1,
                }
                taken += 1;
            }
            part.kept = noted.kept;
            part.check_ins = noted.check_ins;
            Ok((taken, part))
        };
        let (taken, part) = if self.dry_run {
            self.writer.rehearse(chunk)?
        } else {
            self.writer.write(chunk)?
        };
        report.read += u32::try_from(taken).unwrap_or(u32::MAX);
        report.added += part.added;
        report.updated += part.updated;
        report.unchanged += part.unchanged;
        report.check_ins += part.check_ins;
        report.kept.extend(part.kept);
        Ok(taken)
    }
}

/// What an import must know of the event.
struct Known {
    entrance: Option<sarrera_store::CheckpointRow>,
    categories: BTreeMap<String, String>,
}

impl Known {
    fn read(reader: &Reader<'_>, event: &EventRow) -> Result<Self, AppError> {
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
        Ok(Self { entrance, categories })
    }
}

fn import_key(reader: &Reader<'_>, event: &EventRow) -> Result<ImportKey, AppError> {
    let key = reader.event_key(event.no, KeyUse::Import)?;
    key.map(ImportKey).ok_or_else(|| AppError::NotFound {
        what: "import key",
        which: event.label.clone(),
    })
}
