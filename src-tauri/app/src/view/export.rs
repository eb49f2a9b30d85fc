//! What is exported, and how.

use serde::Deserialize;
use ts_rs::TS;

/// What is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum ExportTable {
    Attendees,
    Scans,
}

/// How it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// UTF-8 without a mark.
    Csv,
    /// UTF-8 with a mark, as Excel wants it.
    CsvForExcel,
    Xlsx,
}
