//! What a file looks like before anything is taken from it: it can be asked again whenever a person changes a column,
//! and says itself whether the file can be imported.

use super::report::{named, note_view};
use crate::device::App;
use crate::failure::AppError;
use crate::import::columns::header_set_key;
use crate::import::{Choices, ColumnName, Field, Mapping, MappingError, ReadOptions, Table, TableSource};
use crate::view::{ColumnView, ImportChoices, ImportPreview, MappingProblem, PreviewRow};
use std::path::Path;

/// How many rows a preview shows.
const ROWS_SHOWN: usize = 5;

impl App {
    /// Reads a file's headers and first rows, and how its columns would be taken. Columns that do not say enough are
    /// no error: they are what the preview shows.
    ///
    /// # Errors
    /// A file that cannot be read as a table.
    pub fn preview_import(
        &self,
        path: &Path,
        options: &ReadOptions,
        choices: Choices,
    ) -> Result<ImportPreview, AppError> {
        let table = open_table(path, options)?;
        let choices = self.with_remembered(&table.headers, choices)?;
        let (mapping, problems) = Mapping::propose(&table.headers, &choices);
        let (encoding, delimiter, sheet, sheets) = match table.source.clone() {
            TableSource::Text { encoding, separator } => {
                (Some(encoding), Some(separator.to_string()), None, Vec::new())
            }
            TableSource::Workbook { sheet, sheets } => (None, None, Some(sheet), sheets),
        };
        let first: Vec<_> = table.rows().filter_map(Result::ok).take(ROWS_SHOWN).collect();
        Ok(ImportPreview {
            path: path.display().to_string(),
            family: mapping.source().to_owned(),
            encoding,
            delimiter,
            sheet,
            sheets,
            rows: u32::try_from(table.rows().count()).unwrap_or(u32::MAX),
            columns: column_views(&table.headers, &mapping, &first),
            first_rows: first
                .iter()
                .map(|row| PreviewRow {
                    row: u32::try_from(row.row).unwrap_or(u32::MAX),
                    cells: row.cells.iter().map(str::to_owned).collect(),
                })
                .collect(),
            problems: problems.iter().map(problem_view).collect(),
            notes: table.notes.iter().map(note_view).collect(),
        })
    }

    /// What a person chose for these headers, now and for an earlier file.
    pub(super) fn with_remembered(&self, headers: &[String], now: Choices) -> Result<Choices, AppError> {
        let remembered = self.read(|r| Ok(r.mapping(&header_set_key(headers))?))?;
        let remembered = remembered.and_then(|json| serde_json::from_str(&json).ok());
        Ok(now.after(remembered, headers))
    }
}

impl ImportChoices {
    /// The choices as reading and mapping take them.
    ///
    /// # Errors
    /// When a column is to hold a field that does not exist.
    pub fn read(self) -> Result<(ReadOptions, Choices), AppError> {
        let options = ReadOptions {
            sheet: self.sheet,
            encoding: self.encoding,
            ..ReadOptions::default()
        };
        let mut choices = Choices::default();
        for choice in self.columns {
            let field = match choice.field {
                None => None,
                Some(name) => match Field::from_name(&name) {
                    None => return Err(MappingError::FieldUnknown { name }.into()),
                    known => known,
                },
            };
            let column = ColumnName {
                header: choice.header,
                nth: Some(choice.nth),
            };
            choices.columns.push((column, field));
        }
        Ok((options, choices))
    }
}

pub(super) fn open_table(path: &Path, options: &ReadOptions) -> Result<Table, AppError> {
    let bytes = std::fs::read(path).map_err(|e| AppError::FileUnreadable {
        path: path.display().to_string(),
        why: e.to_string(),
    })?;
    Ok(Table::open(bytes, options)?)
}

fn column_views(
    headers: &[String],
    mapping: &Mapping,
    first: &[crate::import::table::RawRow],
) -> Vec<ColumnView> {
    let names = ColumnName::of_all(headers);
    let columns = mapping.columns.iter().zip(names).enumerate();
    columns
        .map(|(index, (column, name))| ColumnView {
            header: column.header.clone(),
            nth: name.nth.unwrap_or(1),
            field: column.field.map(|field| field.name().to_owned()),
            example: first
                .iter()
                .filter_map(|row| row.cells.get(index))
                .find(|cell| !cell.is_empty())
                .unwrap_or_default()
                .to_owned(),
        })
        .collect()
}

fn problem_view(problem: &MappingError) -> MappingProblem {
    MappingProblem {
        code: problem.code().to_owned(),
        params: named(problem.params()),
        message: problem.to_string(),
        fields: problem
            .fields()
            .into_iter()
            .map(|field| field.name().to_owned())
            .collect(),
    }
}
