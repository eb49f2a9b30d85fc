//! The bytes of a file as a header and rows of cells, whatever program wrote them; rows are yielded one by one.

mod container;
mod delimited;
mod encoding;
mod workbook;

use super::columns::labels_known;
use super::problem::{Note, ReadError, Reason, Rejection};
use csv::StringRecord;
use delimited::DelimitedRows;

/// A larger file is refused.
pub const FILE_BYTES_MAX: usize = 512 * 1024 * 1024;
/// More rows are refused.
pub const ROWS_MAX: u64 = 1_000_000;
/// More columns are refused.
pub const COLUMNS_MAX: usize = 500;
/// The header is looked for in this many first rows.
const HEADER_ROWS_MAX: usize = 20;

/// What a person chose where the file's own way was not understood. Everything may be left open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// The encoding's name, as `windows-1250` or `utf-16le`.
    pub encoding: Option<String>,
    /// The character between two cells.
    pub separator: Option<char>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
}

/// A file, opened: its header, what is to be said of it, and its rows.
#[derive(Debug)]
pub struct Table {
    pub headers: Vec<String>,
    /// The header's row number in the file.
    pub header_row: u64,
    pub notes: Vec<Note>,
    pub source: TableSource,
    body: Body,
}

/// How a file was taken apart, and what else could be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableSource {
    Text { encoding: String, separator: char },
    Workbook { sheet: String, sheets: Vec<String> },
}

#[derive(Debug)]
enum Body {
    Text(delimited::TextBody),
    Cells(Vec<RawRow>),
}

/// One row as it stands in the file.
#[derive(Debug, Clone)]
pub struct RawRow {
    /// The row's number in the file as a spreadsheet counts it.
    pub row: u64,
    pub cells: StringRecord,
    /// What is peculiar about single cells, by their column.
    pub marks: Vec<(usize, CellMark)>,
}

/// What a spreadsheet's cell was, beside its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellMark {
    Formula,
    Error,
    Merged,
    LongNumber,
}

impl Table {
    /// Opens a file by its content; its name plays no part.
    ///
    /// # Errors
    /// When nothing can be read from it: see [`ReadError`].
    pub fn open(bytes: Vec<u8>, options: &ReadOptions) -> Result<Self, ReadError> {
        if bytes.len() > FILE_BYTES_MAX {
            return Err(ReadError::FileTooLarge { mb_max: 512 });
        }
        match container::kind_of(&bytes) {
            container::Kind::Text => delimited::open(bytes, options),
            container::Kind::Workbook => workbook::open(bytes, options),
            container::Kind::Refused(error) => Err(error),
        }
    }

    /// The rows below the header, in the file's order; empty rows are passed over.
    #[must_use]
    pub fn rows(&self) -> Rows<'_> {
        match &self.body {
            Body::Text(text) => Rows {
                inner: Inner::Text(Box::new(text.rows(self.header_row))),
            },
            Body::Cells(rows) => Rows {
                inner: Inner::Cells(rows.iter()),
            },
        }
    }

    /// About how many rows there are below the header, for a progress bar: a cell of two lines counts twice.
    #[must_use]
    pub fn rows_about(&self) -> u64 {
        match &self.body {
            Body::Text(text) => text.lines,
            Body::Cells(rows) => u64::try_from(rows.len()).unwrap_or(u64::MAX),
        }
    }
}

/// The rows of a table, one by one.
#[derive(Debug)]
pub struct Rows<'t> {
    inner: Inner<'t>,
}

#[derive(Debug)]
enum Inner<'t> {
    Text(Box<DelimitedRows<'t>>),
    Cells(std::slice::Iter<'t, RawRow>),
}

impl Iterator for Rows<'_> {
    type Item = Result<RawRow, Rejection>;

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.inner {
            Inner::Text(rows) => rows.next(),
            Inner::Cells(rows) => rows.next().cloned().map(Ok),
        }
    }
}

/// Which of the first rows is the header: the one with most known labels, else the first with two texts in it.
///
/// # Errors
/// `HeaderMissing` when the rows look like people (a mail address stands in the first).
fn find_header<'r>(rows: &(impl Iterator<Item = &'r StringRecord> + Clone)) -> Result<usize, ReadError> {
    let mut best = (0, 0);
    for (index, row) in rows.clone().take(HEADER_ROWS_MAX).enumerate() {
        let known = labels_known(row.iter());
        if known > best.1 {
            best = (index, known);
        }
    }
    if best.1 >= 2 {
        return Ok(best.0);
    }
    let filled = |row: &StringRecord| row.iter().filter(|cell| !cell.trim().is_empty()).count();
    let first = rows
        .clone()
        .position(|row| filled(row) >= 2)
        .or_else(|| rows.clone().position(|row| filled(row) == 1))
        .ok_or(ReadError::FileEmpty)?;
    let is_data = rows
        .clone()
        .nth(first)
        .is_some_and(|row| row.iter().any(|cell| cell.contains('@')));
    if is_data {
        Err(ReadError::HeaderMissing)
    } else {
        Ok(if best.1 == 1 { best.0 } else { first })
    }
}

/// The header's cells as they are shown: trimmed, and a name for those that have none.
fn header_names(row: &StringRecord) -> Vec<String> {
    let mut names: Vec<String> = row
        .iter()
        .map(|cell| cell.trim_matches(['\u{feff}', ' ', '\t', '\u{a0}']).to_owned())
        .collect();
    while names.last().is_some_and(String::is_empty) {
        names.pop();
    }
    names
}

/// A cell that could not be decoded marks its whole row.
fn has_broken_letters(cells: &StringRecord) -> bool {
    cells.as_slice().contains('\u{fffd}')
}

fn reject(row: u64, reason: Reason, cells: &StringRecord) -> Rejection {
    Rejection::new(row, None, reason, cells.iter().map(str::to_owned).collect())
}
