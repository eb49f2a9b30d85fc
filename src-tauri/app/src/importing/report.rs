//! What an import leaves behind: the report's rows and notes, the rejected rows until they are saved, and its figures.

use crate::device::App;
use crate::failure::AppError;
use crate::import::summary::{ReasonHeaders, write_rejected};
use crate::import::{Fix, Note, Rejection};
use crate::view::{ImportReport, ImportRun, NoteView, RejectedRow, RejectedWords, RepairedField};
use sarrera_core::ids::EventId;
use sarrera_store::EventRow;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::PoisonError;

/// No more rejected rows are kept for saving.
const ROWS_MAX: usize = 100_000;
/// The rejected rows of no more events are kept.
const EVENTS_MAX: usize = 4;
/// How many imports of the past are told.
const RUNS_TOLD: u32 = 20;

/// The rejected rows of an event's last import, in the columns of its file.
#[derive(Debug)]
pub(crate) struct Rejected {
    headers: Vec<String>,
    rows: Vec<Rejection>,
}

impl App {
    /// Writes the rows that the event's last import or trial here rejected, in the columns of its file, with the row's
    /// number and reason beside them.
    ///
    /// # Errors
    /// When nothing was rejected, or the file can't be written.
    pub fn save_rejected(
        &self,
        event: &str,
        target: &Path,
        words: Option<&RejectedWords>,
    ) -> Result<(), AppError> {
        let event = self.event(event)?;
        let kept = self.rejected.lock().unwrap_or_else(PoisonError::into_inner);
        let of_event = kept.iter().find(|(id, _)| *id == event.id);
        let (_, kept) = of_event.ok_or_else(|| AppError::NotFound {
            what: "rejected rows",
            which: event.label.clone(),
        })?;
        write_rejected_file(target, &kept.headers, &kept.rows, words)
    }

    /// The imports of the past into this event on this device, the newest first.
    ///
    /// # Errors
    /// An unknown event, or when the database can't be read.
    pub fn import_runs(&self, event: &str) -> Result<Vec<ImportRun>, AppError> {
        let event = self.event(event)?;
        let told = self.read(|r| Ok(r.import_runs(event.no, RUNS_TOLD)?))?;
        Ok(told
            .iter()
            .filter_map(|run| serde_json::from_str(&run.report).ok())
            .collect())
    }

    /// Keeps the rejected rows until the next import; says if they are too many.
    pub(super) fn keep_rejected(
        &self,
        event: EventId,
        headers: &[String],
        mut rows: Vec<Rejection>,
    ) -> Option<Note> {
        let mut kept = self.rejected.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(id, _)| *id != event);
        if rows.is_empty() {
            return None;
        }
        let is_cut = rows.len() > ROWS_MAX;
        rows.truncate(ROWS_MAX);
        while kept.len() >= EVENTS_MAX {
            kept.pop_front();
        }
        let headers = headers.to_vec();
        kept.push_back((event, Rejected { headers, rows }));
        is_cut.then(|| Note::RejectedCut {
            rows_max: u64::try_from(ROWS_MAX).unwrap_or(u64::MAX),
        })
    }

    /// Remembers the figures of an import. Names and cells of the file are not kept: they would outlive an erasure.
    pub(super) fn remember_run(
        &self,
        event: &EventRow,
        path: &Path,
        report: &ImportReport,
    ) -> Result<(), AppError> {
        let now = self.world().clock.now();
        let run = ImportRun {
            file: path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default(),
            at: now.0,
            read: report.read,
            added: report.added,
            updated: report.updated,
            unchanged: report.unchanged,
            check_ins: report.check_ins,
            rejected: u32::try_from(report.rejected.len()).unwrap_or(u32::MAX),
            cancelled: report.cancelled,
        };
        let json = serde_json::to_string(&run).map_err(sarrera_store::StoreError::from)?;
        self.write_here_for(event.id, |store| {
            store.add_import_run(event.no, now, &run.file, &json)
        })
    }
}

/// Writes the rejected rows whole or not at all.
pub(super) fn write_rejected_file(
    target: &Path,
    headers: &[String],
    rows: &[Rejection],
    words: Option<&RejectedWords>,
) -> Result<(), AppError> {
    let words = words.filter(|words| words.reasons.len() >= rows.len());
    let reason_headers = words.map_or_else(ReasonHeaders::default, |words| ReasonHeaders {
        row: &words.row,
        reason: &words.reason,
    });
    let reasons: Vec<String> = match words {
        Some(words) => words.reasons.clone(),
        None => rows.iter().map(|row| row.reason.to_string()).collect(),
    };
    let mut bytes = Vec::new();
    write_rejected(&mut bytes, headers, reason_headers, rows.iter().zip(&reasons)).map_err(|e| {
        AppError::FileUnreadable {
            path: target.display().to_string(),
            why: e.to_string(),
        }
    })?;
    Ok(crate::export::write_bytes(target, &bytes)?)
}

pub(super) fn named(params: Vec<(&'static str, String)>) -> BTreeMap<String, String> {
    params
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

pub(super) fn note_view(note: &Note) -> NoteView {
    NoteView {
        code: note.code().to_owned(),
        params: named(note.params()),
        message: note.to_string(),
    }
}

pub(super) fn rejected(rejection: &Rejection) -> RejectedRow {
    RejectedRow {
        row: u32::try_from(rejection.row).unwrap_or(u32::MAX),
        code: rejection.reason.code().to_owned(),
        params: named(rejection.reason.params()),
        message: rejection.reason.to_string(),
        field: rejection.field.map(|field| field.name().to_owned()),
    }
}

pub(super) fn repaired(fix: &Fix) -> RepairedField {
    RepairedField {
        row: u32::try_from(fix.row).unwrap_or(u32::MAX),
        field: fix.field.map(|field| field.name().to_owned()).unwrap_or_default(),
        code: fix.kind.code().to_owned(),
        value: fix.value.clone(),
        message: fix.kind.to_string(),
    }
}
