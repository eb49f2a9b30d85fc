//! `import`, `badges` and `export`: files that come in and go out.

use crate::args::{FormatName, ImportCall, TableName};
use crate::output::{Answer, Failed, object, pairs, tell};
use sarrera_app::import::{Choices, ReadOptions};
use sarrera_app::view::{ImportProgress, ImportReport};
use sarrera_app::{App, AppError, BatchUse, ImportAsk};
use serde_json::{Value, json};
use std::io::{IsTerminal, Write, stderr};
use std::path::Path;

/// How many rejected rows a person is shown; a machine gets all.
const REJECTED_SHOWN: usize = 20;

/// Imports a file and reports row by row.
pub(crate) fn import(app: &App, call: &ImportCall) -> Result<Answer, Failed> {
    let ask = ImportAsk {
        event: &call.event,
        options: ReadOptions {
            encoding: call.encoding.clone(),
            separator: call.separator,
            sheet: call.sheet.clone(),
        },
        choices: Choices::parse(&call.map).map_err(AppError::from)?,
        dry_run: call.dry_run,
        rejected_to: call.rejected.as_deref(),
    };
    let watched = stderr().is_terminal();
    let mut progress = |at: ImportProgress| {
        if watched {
            let _unread = write!(stderr(), "\r{} of {} rows", at.done, at.of);
        }
    };
    let report = app.import(&call.file, &ask, &mut progress)?;
    if watched {
        tell("");
    }
    let failed = report
        .notes
        .iter()
        .any(|note| note.code == "rejected_not_written");
    let written = call
        .rejected
        .as_ref()
        .filter(|_| !report.rejected.is_empty() && !report.dry_run && !failed)
        .map(|path| path.display().to_string());
    let lines = report_lines(&report, written.as_deref());
    let mut json = object(&report);
    json.insert("rejected_file".to_owned(), written.into());
    Ok(Answer::new(Value::Object(json), lines))
}

fn report_lines(report: &ImportReport, written: Option<&str>) -> Vec<String> {
    let mut lines = pairs(&[
        ("read", report.read.to_string()),
        ("added", report.added.to_string()),
        ("updated", report.updated.to_string()),
        ("unchanged", report.unchanged.to_string()),
        ("rejected", report.rejected.len().to_string()),
        ("check-ins", report.check_ins.to_string()),
        ("repaired", report.repaired.len().to_string()),
        ("kept here", report.kept.len().to_string()),
    ]);
    if report.dry_run {
        lines.push("dry run: nothing was written".to_owned());
    }
    lines.extend(report.notes.iter().map(|note| format!("note: {}", note.message)));
    let shown = report.rejected.iter().take(REJECTED_SHOWN);
    lines.extend(shown.map(|row| format!("row {}: {}", row.row, row.message)));
    if report.rejected.len() > REJECTED_SHOWN {
        lines.push(format!(
            "and {} more; --rejected FILE writes them all",
            report.rejected.len() - REJECTED_SHOWN
        ));
    }
    lines.extend(written.map(|path| format!("rejected rows are in {path}")));
    lines
}

/// Draws badges into a PDF file.
pub(crate) fn badges(
    app: &App,
    event: &str,
    template: &str,
    batch: BatchUse,
    out: &Path,
) -> Result<Answer, Failed> {
    let report = app.badges_pdf(event, template, batch, out)?;
    let mut lines = pairs(&[
        ("pages", report.pages.to_string()),
        ("file", out.display().to_string()),
    ]);
    lines.extend(
        report
            .missing_glyphs
            .iter()
            .map(|who| format!("left out, no font has its letters: {who}")),
    );
    lines.extend(
        report
            .overtaken
            .iter()
            .map(|who| format!("no page, got a badge or may not come meanwhile: {who}")),
    );
    lines.extend(report.overflow.iter().map(|who| format!("does not fit: {who}")));
    let json = json!({
        "pages": report.pages,
        "missing_glyphs": report.missing_glyphs,
        "overflow": report.overflow,
        "overtaken": report.overtaken,
        "out": out.display().to_string(),
    });
    Ok(Answer::new(json, lines))
}

/// Writes everybody's ticket to a CSV file.
pub(crate) fn tickets(app: &App, event: &str, out: &Path) -> Result<Answer, Failed> {
    let tickets = app.tickets(event, out)?;
    let path = out.display().to_string();
    let lines = vec![format!("{tickets} tickets in {path}")];
    Ok(Answer::new(json!({ "tickets": tickets, "out": path }), lines))
}

/// Writes a table to a file.
pub(crate) fn export(
    app: &App,
    event: &str,
    table: TableName,
    format: Option<FormatName>,
    out: &Path,
) -> Result<Answer, Failed> {
    let format = format.unwrap_or_else(|| by_ending(out));
    let rows = app.export(event, table.into(), format.into(), out)?;
    let path = out.display().to_string();
    let lines = vec![format!("{rows} rows in {path}")];
    Ok(Answer::new(json!({ "rows": rows, "out": path }), lines))
}

fn by_ending(out: &Path) -> FormatName {
    let ending = out
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase());
    if ending.as_deref() == Some("xlsx") {
        FormatName::Xlsx
    } else {
        FormatName::Csv
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_as_its_ending_says() {
        assert_eq!(by_ending(Path::new("people.XLSX")), FormatName::Xlsx);
        assert_eq!(by_ending(Path::new("people.csv")), FormatName::Csv);
        assert_eq!(by_ending(Path::new("people")), FormatName::Csv);
    }
}
