//! An Excel workbook: the first sheet with a header, cells as text; formulas give their stored result, merged cells
//! repeat their value downwards, and both are marked.

use super::{
    Body, COLUMNS_MAX, CellMark, HEADER_ROWS_MAX, Note, ROWS_MAX, RawRow, ReadError, ReadOptions, Table,
    TableSource, find_header, header_names, labels_known,
};
use calamine::{
    DataRef, Dimensions, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError,
    open_workbook_from_rs,
};
use csv::StringRecord;
use std::io::Cursor;

type Workbook = Xlsx<Cursor<Vec<u8>>>;

/// Beyond this, a spreadsheet no longer keeps every digit of a number.
const EXACT_NUMBER_MAX: f64 = 999_999_999_999_999.0;

pub(super) fn open(bytes: Vec<u8>, options: &ReadOptions) -> Result<Table, ReadError> {
    let mut workbook: Workbook = open_workbook_from_rs(Cursor::new(bytes)).map_err(|e| broken(&e))?;
    let names: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    let (name, rows) = choose_sheet(&mut workbook, &names, options.sheet.as_deref())?;
    let others: Vec<String> = names.iter().filter(|other| **other != name).cloned().collect();
    let index = find_header(&rows.iter().map(|row| &row.cells))?;
    let (header, body) = rows.split_at(index + 1);
    let header = header.last().ok_or(ReadError::FileEmpty)?;
    let headers = header_names(&header.cells);
    let mut notes = Vec::new();
    if !others.is_empty() {
        notes.push(Note::Sheet {
            name: name.clone(),
            others,
        });
    }
    if index > 0 {
        notes.push(Note::TitleRows {
            header_row: header.row,
        });
    }
    let header_row = header.row;
    let mut body = body.to_vec();
    let merged = workbook
        .merge_cells_by_sheet_name(&name)
        .map_err(|e| broken(&e))?;
    fill_merged(&mut body, &merged, header_row);
    for row in &mut body {
        // A workbook's row ends at its last cell with something in it: nothing is missing behind it.
        row.cells.truncate(headers.len());
        for _ in row.cells.len()..headers.len() {
            row.cells.push_field("");
        }
    }
    body.retain(|row| row.cells.iter().any(|cell| !cell.trim().is_empty()));
    Ok(Table {
        headers,
        header_row,
        notes,
        source: TableSource::Workbook {
            sheet: name,
            sheets: names,
        },
        body: Body::Cells(body),
    })
}

/// The sheet that was asked for, else the first with a known header, else the first with anything in it.
fn choose_sheet(
    workbook: &mut Workbook,
    names: &[String],
    asked: Option<&str>,
) -> Result<(String, Vec<RawRow>), ReadError> {
    if let Some(asked) = asked {
        let name =
            names
                .iter()
                .find(|name| name.as_str() == asked)
                .ok_or_else(|| ReadError::SheetMissing {
                    name: asked.to_owned(),
                    names: names.to_vec(),
                })?;
        return Ok((name.clone(), read_sheet(workbook, name)?));
    }
    let mut fallback = None;
    for name in names {
        let rows = read_sheet(workbook, name)?;
        if rows
            .iter()
            .take(HEADER_ROWS_MAX)
            .any(|row| labels_known(row.cells.iter()) >= 2)
        {
            return Ok((name.clone(), rows));
        }
        if fallback.is_none() && !rows.is_empty() {
            fallback = Some((name.clone(), rows));
        }
    }
    fallback.ok_or(ReadError::FileEmpty)
}

fn read_sheet(workbook: &mut Workbook, name: &str) -> Result<Vec<RawRow>, ReadError> {
    let mut reader = workbook.worksheet_cells_reader(name).map_err(|e| broken(&e))?;
    let mut rows: Vec<RawRow> = Vec::new();
    let mut building = Building::default();
    while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(|e| broken(&e))? {
        let (row, column) = (
            u64::from(cell.pos.0) + 1,
            usize::try_from(cell.pos.1).unwrap_or(usize::MAX),
        );
        let (text, mark) = text_of(&cell.value);
        if text.is_empty() && mark.is_none() && cell.formula.is_none() {
            continue;
        }
        if column >= COLUMNS_MAX {
            return Err(ReadError::TooManyColumns {
                columns_max: u64::try_from(COLUMNS_MAX).unwrap_or(u64::MAX),
            });
        }
        if row != building.row {
            rows.extend(building.finish(row));
        }
        if row > ROWS_MAX + 1 || u64::try_from(rows.len()).is_ok_and(|len| len > ROWS_MAX) {
            return Err(ReadError::TooManyRows { rows_max: ROWS_MAX });
        }
        building.put(
            column,
            text,
            mark.or_else(|| cell.formula.is_some().then_some(CellMark::Formula)),
        );
    }
    rows.extend(building.finish(0));
    if rows
        .windows(2)
        .any(|pair| matches!(pair, [a, b] if a.row >= b.row))
    {
        return Err(ReadError::WorkbookBroken {
            detail: "its rows are out of order".to_owned(),
        });
    }
    Ok(rows)
}

/// The row that is being put together from cells.
#[derive(Default)]
struct Building {
    row: u64,
    cells: Vec<String>,
    marks: Vec<(usize, CellMark)>,
}

impl Building {
    fn put(&mut self, column: usize, text: String, mark: Option<CellMark>) {
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        if let Some(cell) = self.cells.get_mut(column) {
            *cell = text;
        }
        self.marks.extend(mark.map(|mark| (column, mark)));
    }

    /// Hands out the row so far and begins the next.
    fn finish(&mut self, next_row: u64) -> Option<RawRow> {
        let cells = StringRecord::from(std::mem::take(&mut self.cells));
        let marks = std::mem::take(&mut self.marks);
        let row = std::mem::replace(&mut self.row, next_row);
        (!cells.is_empty()).then_some(RawRow { row, cells, marks })
    }
}

/// A cell's text as a person would type it.
fn text_of(value: &DataRef<'_>) -> (String, Option<CellMark>) {
    match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            (text.clone(), None)
        }
        DataRef::SharedString(text) => ((*text).to_owned(), None),
        DataRef::Int(number) => (number.to_string(), None),
        DataRef::Float(number) => (
            number.to_string(),
            (number.abs() > EXACT_NUMBER_MAX).then_some(CellMark::LongNumber),
        ),
        DataRef::Bool(yes) => (if *yes { "yes" } else { "no" }.to_owned(), None),
        DataRef::DateTime(moment) => (moment_text(moment), None),
        DataRef::Error(_) => (String::new(), Some(CellMark::Error)),
        DataRef::Empty => (String::new(), None),
    }
}

fn moment_text(moment: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute, second) == (0, 0, 0) {
        date
    } else {
        format!("{date} {hour:02}:{minute:02}:{second:02}")
    }
}

/// A value merged over several rows stands in the first only: it is repeated in the others of its column.
fn fill_merged(rows: &mut [RawRow], merged: &[Dimensions], header_row: u64) {
    let mut fills_left = ROWS_MAX;
    for area in merged {
        let (first, last) = (u64::from(area.start.0) + 1, u64::from(area.end.0) + 1);
        let column = usize::try_from(area.start.1).unwrap_or(usize::MAX);
        if first <= header_row || last == first {
            continue;
        }
        let Ok(top) = rows.binary_search_by_key(&first, |row| row.row) else {
            continue;
        };
        let value = rows
            .get(top)
            .and_then(|row| row.cells.get(column))
            .unwrap_or_default()
            .to_owned();
        for row in rows.iter_mut().skip(top + 1).take_while(|row| row.row <= last) {
            if fills_left == 0 {
                return;
            }
            fills_left -= 1;
            let mut cells: Vec<String> = row.cells.iter().map(str::to_owned).collect();
            if cells.len() <= column {
                cells.resize(column + 1, String::new());
            }
            if let Some(cell) = cells.get_mut(column).filter(|cell| cell.trim().is_empty()) {
                cell.clone_from(&value);
                row.marks.push((column, CellMark::Merged));
            }
            row.cells = StringRecord::from(cells);
        }
    }
}

fn broken(error: &XlsxError) -> ReadError {
    if matches!(error, XlsxError::Password) {
        return ReadError::WorkbookProtected;
    }
    ReadError::WorkbookBroken {
        detail: error.to_string().chars().take(200).collect(),
    }
}
