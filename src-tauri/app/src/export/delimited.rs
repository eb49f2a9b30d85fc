//! CSV after RFC 4180 in UTF-8: commas, CRLF, quotation marks where they are needed, and no cell that a spreadsheet
//! would run.

use super::Mark;
use csv::{QuoteStyle, Terminator, WriterBuilder};
use std::borrow::Cow;
use std::io::{self, Write};

/// Writes a header and rows, and answers how many rows.
///
/// # Errors
/// When the output cannot be written.
pub fn write(
    mut out: impl Write,
    headers: &[String],
    rows: impl IntoIterator<Item = Vec<String>>,
    mark: Mark,
) -> io::Result<u64> {
    match mark {
        Mark::Utf8 => out.write_all("\u{feff}".as_bytes())?,
        Mark::None => {}
    }
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .quote_style(QuoteStyle::Necessary)
        .flexible(true)
        .from_writer(out);
    writer
        .write_record(headers.iter().map(|cell| guard(cell).into_owned()))
        .map_err(as_io)?;
    let mut written = 0;
    for row in rows {
        writer
            .write_record(row.iter().map(|cell| guard(cell).into_owned()))
            .map_err(as_io)?;
        written += 1;
    }
    writer.flush()?;
    Ok(written)
}

/// An apostrophe before what a spreadsheet would take for a formula (OWASP: `=`, `+`, `-`, `@`, tab, carriage return).
/// Our own import takes the apostrophe off again.
#[must_use]
pub fn guard(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

fn as_io(error: csv::Error) -> io::Error {
    let text = error.to_string();
    if let csv::ErrorKind::Io(error) = error.into_kind() {
        error
    } else {
        io::Error::other(text)
    }
}
