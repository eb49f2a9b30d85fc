//! An import before, while and after it runs.

use serde::Serialize;
use std::collections::BTreeMap;
use ts_rs::TS;

/// What a file looks like before anything is taken from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ImportPreview {
    pub path: String,
    /// `pretix_positions`, `pretix_checkins`, `eventbrite`, `alfio`, `indico`, `hievents`, `plain`.
    pub family: String,
    /// Of a text file only.
    pub encoding: Option<String>,
    /// Of a text file only: the character itself, or `tab`.
    pub delimiter: Option<String>,
    /// Where a workbook has several: the one that was read, then the others.
    pub sheets: Vec<String>,
    pub rows: u32,
    pub columns: Vec<ColumnView>,
    pub first_rows: Vec<PreviewRow>,
    /// What an import needs and nothing in the file fills: of each group of fields, one is enough.
    pub missing: Vec<Vec<String>>,
}

/// One column and the field it fills.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ColumnView {
    pub header: String,
    pub field: Option<String>,
    pub example: String,
}

/// A row of the file, cell by cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct PreviewRow {
    pub row: u32,
    pub cells: Vec<String>,
}

/// Where an import stands; sent as the event `import-progress`.
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
