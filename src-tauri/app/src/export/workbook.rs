//! XLSX: every cell a text, the header bold and frozen, columns as wide as their texts.

use super::ExportError;
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use std::io::Write;
use std::path::Path;

/// Excel's own limits.
const ROWS_MAX: u32 = 1_048_575;
const CELL_CHARS_MAX: usize = 32_767;
const WIDTH_MIN: usize = 8;
const WIDTH_MAX: usize = 60;

pub(super) fn write(
    out: &mut impl Write,
    path: &Path,
    sheet: &str,
    headers: &[String],
    rows: impl IntoIterator<Item = Vec<String>>,
) -> Result<u64, ExportError> {
    let failed = |error| from_xlsx(error, path);
    let mut workbook = Workbook::new();
    let page = workbook.add_worksheet();
    // A name that Excel refuses is not worth an export: the sheet keeps its default name.
    drop(page.set_name(sheet));
    let bold = Format::new().set_bold();
    let mut widths: Vec<usize> = headers.iter().map(|header| shown_width(header)).collect();
    for (header, column) in headers.iter().zip(0_u16..) {
        page.write_string_with_format(0, column, header, &bold)
            .map_err(failed)?;
    }
    page.set_freeze_panes(1, 0).map_err(failed)?;
    let mut written = 0_u32;
    for row in rows {
        if written == ROWS_MAX {
            return Err(ExportError::TooManyRows { rows_max: ROWS_MAX });
        }
        written += 1;
        for (cell, (column, index)) in row
            .iter()
            .zip((0_u16..).zip(0_usize..))
            .filter(|(cell, _)| !cell.is_empty())
        {
            if cell.len() > CELL_CHARS_MAX && cell.chars().count() > CELL_CHARS_MAX {
                return Err(ExportError::CellTooLong {
                    row: u64::from(written) + 1,
                    column: headers.get(index).cloned().unwrap_or_default(),
                    chars_max: CELL_CHARS_MAX,
                });
            }
            page.write_string(written, column, cell).map_err(failed)?;
            if let Some(width) = widths.get_mut(index) {
                *width = shown_width(cell).max(*width);
            }
        }
    }
    for (width, column) in widths.iter().zip(0_u16..) {
        let width = u32::try_from((*width).clamp(WIDTH_MIN, WIDTH_MAX)).unwrap_or(u32::MAX);
        page.set_column_width(column, f64::from(width)).map_err(failed)?;
    }
    let bytes = workbook.save_to_buffer().map_err(failed)?;
    out.write_all(&bytes)
        .map_err(|error| ExportError::from_io(error, path))?;
    Ok(u64::from(written))
}

/// Wide letters (Chinese, Japanese, Korean) take two places.
fn shown_width(text: &str) -> usize {
    let longest = text
        .lines()
        .map(|line| line.chars().map(|c| if c >= '\u{1100}' { 2 } else { 1 }).sum())
        .max();
    longest.unwrap_or(0) + 2
}

fn from_xlsx(error: XlsxError, path: &Path) -> ExportError {
    if let XlsxError::IoError(error) = error {
        return ExportError::from_io(error, path);
    }
    ExportError::from_io(std::io::Error::other(error.to_string()), path)
}
