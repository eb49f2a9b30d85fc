//! What became of a file: counts for the report, and the rejected rows as a file that can be corrected and imported.

use super::problem::Rejection;
use super::rows::Outcome;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The counts of one import's reading.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Rows with anything in them, taken or not.
    pub read: u64,
    pub taken: u64,
    pub rejected: u64,
    /// Taken rows in which at least one cell was repaired, left out or is doubtful.
    pub fixed: u64,
    pub by_status: BTreeMap<&'static str, u64>,
    pub blocked: u64,
    pub checked_in: u64,
    pub by_reason: BTreeMap<&'static str, u64>,
    pub by_fix: BTreeMap<&'static str, u64>,
}

impl Summary {
    /// Counts one row.
    pub fn count(&mut self, outcome: &Outcome) {
        self.read += 1;
        match outcome {
            Outcome::Taken(row, fixes) => {
                self.taken += 1;
                self.fixed += u64::from(!fixes.is_empty());
                self.blocked += u64::from(row.blocked == Some(true));
                self.checked_in += u64::from(row.checked_in.is_some());
                if let Some(status) = row.status {
                    *self.by_status.entry(status.name()).or_default() += 1;
                }
                for fix in fixes {
                    *self.by_fix.entry(fix.kind.code()).or_default() += 1;
                }
            }
            Outcome::Rejected(rejection) => {
                self.rejected += 1;
                *self.by_reason.entry(rejection.reason.code()).or_default() += 1;
            }
        }
    }
}

/// The headers of the columns that a file of rejected rows has beside the original ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReasonHeaders<'h> {
    pub row: &'h str,
    pub reason: &'h str,
}

impl Default for ReasonHeaders<'_> {
    fn default() -> Self {
        Self {
            row: "Row in the original file",
            reason: "Why it was not imported",
        }
    }
}

/// Writes the rejected rows in the file's own columns, with row number and reason behind them: UTF-8 with a mark for
/// Excel. Each row comes with its reason in the reader's language. The cells are the original's, guarded against
/// formulas.
///
/// # Errors
/// When the output cannot be written.
pub fn write_rejected<'r>(
    out: impl Write,
    headers: &[String],
    reason_headers: ReasonHeaders<'_>,
    rejections: impl Iterator<Item = (&'r Rejection, &'r String)>,
) -> io::Result<u64> {
    let width = headers.len();
    let mut names: Vec<String> = headers.to_vec();
    names.extend([reason_headers.row.to_owned(), reason_headers.reason.to_owned()]);
    let rows = rejections.map(|(rejection, reason)| {
        // A row with too many cells keeps them: the surplus goes into the last original column.
        let mut cells: Vec<String> = rejection.cells.iter().take(width).cloned().collect();
        cells.resize(width, String::new());
        if rejection.cells.len() > width
            && let Some(last) = cells.last_mut()
        {
            *last = rejection
                .cells
                .get(width.saturating_sub(1)..)
                .unwrap_or_default()
                .join(" | ");
        }
        cells.extend([rejection.row.to_string(), reason.clone()]);
        cells
    });
    crate::export::delimited::write(out, &names, rows, crate::export::Mark::Utf8)
}
