//! What a file looks like before anything is taken from it.

use crate::device::App;
use crate::failure::AppError;
use crate::import::columns::header_set_key;
use crate::import::rows::with_remembered;
use crate::import::{Choices, Family, FileKind, Mapping, Note, ReadOptions, Table};
use crate::view::{ColumnView, ImportPreview, PreviewRow};
use std::path::Path;

/// How many rows a preview shows.
const ROWS_SHOWN: usize = 5;

impl App {
    /// Reads a file's headers and first rows, and how its columns would be taken.
    ///
    /// # Errors
    /// A file that cannot be read as a table.
    pub fn preview_import(
        &self,
        path: &Path,
        options: &ReadOptions,
        choices: Choices,
    ) -> Result<ImportPreview, AppError> {
        let bytes = std::fs::read(path).map_err(|e| AppError::FileUnreadable {
            path: path.display().to_string(),
            why: e.to_string(),
        })?;
        let table = Table::open(bytes, options)?;
        let remembered = self.read(|r| Ok(r.mapping(&header_set_key(&table.headers))?))?;
        let remembered = remembered.and_then(|json| serde_json::from_str(&json).ok());
        let choices = with_remembered(choices, remembered);
        let mapping = Mapping::propose(&table.headers, &choices)?;
        let missing = mapping.missing().into_iter();
        let told = Told::by(&table.notes);
        let first: Vec<_> = table.rows().filter_map(Result::ok).take(ROWS_SHOWN).collect();
        let columns = mapping
            .columns
            .iter()
            .enumerate()
            .map(|(index, column)| ColumnView {
                header: column.header.clone(),
                field: column.field.map(|field| field.name().to_owned()),
                example: first
                    .iter()
                    .filter_map(|row| row.cells.get(index))
                    .find(|cell| !cell.is_empty())
                    .unwrap_or_default()
                    .to_owned(),
            })
            .collect();
        Ok(ImportPreview {
            path: path.display().to_string(),
            family: family(&mapping).to_owned(),
            encoding: told.encoding,
            delimiter: told.delimiter,
            sheets: told.sheets,
            rows: u32::try_from(table.rows().count()).unwrap_or(u32::MAX),
            columns,
            first_rows: first
                .iter()
                .map(|row| PreviewRow {
                    row: u32::try_from(row.row).unwrap_or(u32::MAX),
                    cells: row.cells.iter().map(str::to_owned).collect(),
                })
                .collect(),
            missing: missing
                .map(|group| group.iter().map(|field| field.name().to_owned()).collect())
                .collect(),
        })
    }
}

/// The file's kind as the page words it.
const fn family(mapping: &Mapping) -> &'static str {
    match (mapping.family, mapping.kind) {
        (Family::Pretix, FileKind::Registrations) => "pretix_positions",
        (Family::Pretix, FileKind::CheckInList) => "pretix_checkins",
        (Family::List, _) => "plain",
        (Family::Eventbrite | Family::AlfIo | Family::Indico | Family::HiEvents, _) => mapping.family.name(),
    }
}

/// What the page shows of the notes on a file.
#[derive(Default)]
struct Told {
    /// A workbook has none that anybody could choose.
    encoding: Option<String>,
    delimiter: Option<String>,
    /// The sheet that was read, then the others; nothing where there is nothing to choose.
    sheets: Vec<String>,
}

impl Told {
    fn by(notes: &[Note]) -> Self {
        let mut told = Self::default();
        for note in notes {
            match note {
                Note::Encoding { name } | Note::EncodingAssumed { name, .. } => {
                    told.encoding = Some(name.clone());
                }
                Note::Separator { separator } => told.delimiter = Some(separator.clone()),
                Note::Sheet { name, others } => {
                    told.sheets = std::iter::once(name).chain(others).cloned().collect();
                }
                Note::BrokenLetters | Note::FileTorn | Note::TitleRows { .. } => {}
            }
        }
        told
    }
}
