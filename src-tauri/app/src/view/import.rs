//! An import before, while and after it runs.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;

/// What a file looks like before anything is taken from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ImportPreview {
    pub path: String,
    /// `pretix_positions`, `pretix_checkins`, `eventbrite`, `alfio`, `indico`, `hievents`, `list`.
    pub family: String,
    /// Of a text file.
    pub encoding: Option<String>,
    /// Of a text file.
    pub delimiter: Option<String>,
    /// The sheet of a workbook that was read.
    pub sheet: Option<String>,
    /// All sheets of a workbook that a person sees.
    pub sheets: Vec<String>,
    pub rows: u32,
    pub columns: Vec<ColumnView>,
    pub first_rows: Vec<PreviewRow>,
    /// What keeps the file from being imported as its columns are taken now.
    pub problems: Vec<MappingProblem>,
    pub notes: Vec<NoteView>,
}

/// Why the columns do not say enough yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct MappingProblem {
    pub code: String,
    pub params: BTreeMap<String, String>,
    pub message: String,
    /// One column for one of these fields solves it.
    pub fields: Vec<String>,
}

/// Something about the whole file, or about the whole import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct NoteView {
    pub code: String,
    pub params: BTreeMap<String, String>,
    pub message: String,
}

/// One column and the field it fills.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ColumnView {
    pub header: String,
    /// The first, second... column with this header.
    pub nth: u32,
    pub field: Option<String>,
    pub example: String,
}

/// What a person said of one column: which field it fills, or that it is of no use.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[ts(export)]
pub struct ColumnChoice {
    pub header: String,
    pub nth: u32,
    pub field: Option<String>,
}

/// What a person said of a file that it does not say itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, TS)]
#[ts(export)]
pub struct ImportChoices {
    pub sheet: Option<String>,
    pub encoding: Option<String>,
    /// The columns that a person changed, and no others.
    pub columns: Vec<ColumnChoice>,
}

/// A row of the file, cell by cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct PreviewRow {
    pub row: u32,
    pub cells: Vec<String>,
}

/// How far something long is: an import (the event `import-progress`), the demo's (`demo-progress`), or what is derived
/// anew after an update (`getting-ready`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ImportProgress {
    pub done: u32,
    pub of: u32,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, TS)]
#[ts(export)]
pub struct ImportReport {
    pub read: u32,
    pub added: u32,
    pub updated: u32,
    pub unchanged: u32,
    /// Check-ins of the file that were taken over.
    pub check_ins: u32,
    pub rejected: Vec<RejectedRow>,
    pub repaired: Vec<RepairedField>,
    /// Fields that somebody corrected here and the file says otherwise: the correction stays.
    pub kept: Vec<KeptField>,
    pub notes: Vec<NoteView>,
    pub cancelled: bool,
    pub dry_run: bool,
}

/// A row that was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct RejectedRow {
    pub row: u32,
    pub code: String,
    /// What the words of the code speak of.
    pub params: BTreeMap<String, String>,
    pub message: String,
    pub field: Option<String>,
}

/// A row that was taken with a repair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct RepairedField {
    pub row: u32,
    pub field: String,
    pub code: String,
    /// The cell as the file has it.
    pub value: String,
    pub message: String,
}

/// A correction that an import left as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct KeptField {
    pub row: u32,
    pub field: String,
    pub ours: String,
    pub theirs: String,
}

/// The words of a file of rejected rows, in the language of whoever asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[ts(export)]
pub struct RejectedWords {
    /// The header over the row numbers.
    pub row: String,
    /// The header over the reasons.
    pub reason: String,
    /// The reason of each rejected row, in the report's order.
    pub reasons: Vec<String>,
}

/// One import of the past, in figures: names and cells of its file are not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ImportRun {
    /// The file's name, without its folder.
    pub file: String,
    /// Milliseconds since 1970.
    #[ts(type = "number")]
    pub at: i64,
    pub read: u32,
    pub added: u32,
    pub updated: u32,
    pub unchanged: u32,
    pub check_ins: u32,
    pub rejected: u32,
    pub cancelled: bool,
}
