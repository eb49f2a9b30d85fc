//! A table of texts as a CSV or XLSX file that Excel, LibreOffice and programs read alike, written whole or not at all.
//!
//! Cells are text: no cell becomes a formula, whatever a visitor typed as their name. What stands in the columns is
//! decided by whoever calls; nothing here knows an event.

pub mod delimited;
mod file;
#[cfg(test)]
mod tests;
mod workbook;

pub use file::{ExportError, Format, write_file};
pub(crate) use file::{write_bytes, write_whole};

/// Whether a CSV file begins with a byte-order mark: Excel takes a file without one for Windows-1252.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Utf8,
    None,
}
