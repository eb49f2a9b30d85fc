//! Text with a separator: finds the separator and the header, and yields rows; one torn quotation mark costs one row.

use super::{
    Body, COLUMNS_MAX, CellMark, HEADER_ROWS_MAX, Note, ROWS_MAX, RawRow, ReadError, ReadOptions, Reason,
    Rejection, Table, TableSource, encoding, find_header, has_broken_letters, header_names, labels_known,
    reject,
};
use csv::{Reader, ReaderBuilder, StringRecord};
use std::collections::VecDeque;

const SEPARATORS: [u8; 4] = *b",;\t|";
/// The separator is chosen by this much of the file's beginning.
const SAMPLE_BYTES: usize = 64 * 1024;

pub(super) fn open(bytes: Vec<u8>, options: &ReadOptions) -> Result<Table, ReadError> {
    let decoded = encoding::decode(bytes, options.encoding.as_deref())?;
    let (text, mut notes, encoding) = (decoded.text, decoded.notes, decoded.encoding);
    if lines_of(&text) > ROWS_MAX + 1 {
        return Err(ReadError::TooManyRows { rows_max: ROWS_MAX });
    }
    let (declared, start) = declared_separator(&text);
    let chosen = options.separator.and_then(|c| u8::try_from(c).ok()).or(declared);
    let separator = chosen.unwrap_or_else(|| sniff(text.get(start..).unwrap_or_default()));
    notes.push(Note::Separator {
        separator: separator_name(separator),
    });

    let mut rows = Walk::new(&text, start, separator);
    let mut first = Vec::new();
    while first.len() < HEADER_ROWS_MAX {
        let Some(place) = rows.read() else { break };
        first.push((rows.record.clone(), place));
    }
    let index = find_header(&first.iter().map(|(record, _)| record))?;
    let (record, place) = first.get(index).ok_or(ReadError::FileEmpty)?;
    let headers = header_names(record);
    if headers.len() > COLUMNS_MAX {
        return Err(ReadError::TooManyColumns {
            columns_max: u64::try_from(COLUMNS_MAX).unwrap_or(u64::MAX),
        });
    }
    let (header_row, body_at) = (place.row, place.end);
    if header_row > 1 {
        notes.push(Note::TitleRows { header_row });
    }
    let body = TextBody {
        body_at,
        separator,
        width: headers.len(),
        lines: lines_of(text.get(body_at..).unwrap_or_default()),
        text,
        ends_in_letter: decoded.torn,
    };
    notes.extend(body.doubtful_end(header_row));
    Ok(Table {
        headers,
        header_row,
        notes,
        source: TableSource::Text {
            encoding,
            separator: char::from(separator),
        },
        body: Body::Text(body),
    })
}

/// How many lines a text has, whether or not the last one ends.
fn lines_of(text: &str) -> u64 {
    u64::try_from(text.lines().count()).unwrap_or(u64::MAX)
}

/// The decoded text and where its rows begin.
#[derive(Debug)]
pub(super) struct TextBody {
    text: String,
    body_at: usize,
    separator: u8,
    width: usize,
    pub(super) lines: u64,
    /// Its last letter is not whole, and left out.
    ends_in_letter: bool,
}

impl TextBody {
    pub(super) fn rows(&self, header_row: u64) -> DelimitedRows<'_> {
        let mut walk = Walk::new(&self.text, self.body_at, self.separator);
        walk.row = header_row;
        DelimitedRows {
            walk,
            width: self.width,
            ends_in_letter: self.ends_in_letter,
            recovered: VecDeque::new(),
        }
    }

    /// Where the file was cut off, if it was: in a row that lacks its end, or in a letter of a row that is gone. A last
    /// row that has all its cells and no line end may be whole or not: only its last cell could be closed by a mark.
    fn doubtful_end(&self, header_row: u64) -> Option<Note> {
        if ends_its_line(&self.text) && !self.ends_in_letter {
            return None;
        }
        let (mut whole, mut last, mut torn) = (0, header_row, None);
        for row in self.rows(header_row) {
            match row {
                Ok(row) => (whole, last) = (whole + 1, row.row),
                Err(rejection) => {
                    last = rejection.row;
                    torn = (rejection.reason == Reason::RowTorn).then_some(rejection.row);
                }
            }
        }
        if let Some(row) = torn.or(self.ends_in_letter.then_some(last + 1)) {
            return Some(Note::FileTorn { row, whole });
        }
        let line = self.text.rsplit(['\n', '\r']).next().unwrap_or_default();
        let is_blank = (line.chars()).all(|c| c.is_whitespace() || c == char::from(self.separator));
        let is_open = whole > 0 && !is_blank && !line.ends_with('"');
        is_open.then_some(Note::LastRowOpen { row: last })
    }
}

fn ends_its_line(text: &str) -> bool {
    text.ends_with(['\n', '\r'])
}

/// The rows of a text, each whole or with the reason why not.
#[derive(Debug)]
pub(super) struct DelimitedRows<'t> {
    walk: Walk<'t>,
    width: usize,
    ends_in_letter: bool,
    recovered: VecDeque<Result<RawRow, Rejection>>,
}

impl Iterator for DelimitedRows<'_> {
    type Item = Result<RawRow, Rejection>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(row) = self.recovered.pop_front() {
                return Some(row);
            }
            let place = self.walk.read()?;
            let raw = self.walk.raw(place);
            let quotes = Quotes::of(raw, self.walk.separator);
            let open = place.end == self.walk.text.len() && quotes.open;
            let is_odd = open || self.walk.record.len() != self.width || self.swallows_rows(raw, &quotes);
            if is_odd && raw.trim_end().contains('\n') {
                self.recover(raw, place, open);
                continue;
            }
            if let Some(row) = self.judge(place.row, raw, open) {
                return Some(row);
            }
        }
    }
}

impl DelimitedRows<'_> {
    /// One record as a row, a rejection, or nothing when it is empty.
    fn judge(&self, row: u64, raw: &str, open: bool) -> Option<Result<RawRow, Rejection>> {
        let mut cells = self.walk.record.clone();
        let (len, expected) = (cells.len(), self.width);
        let is_torn = !ends_its_line(raw) && (open || len < expected || self.ends_in_letter);
        let is_begun = is_torn && !raw.trim().is_empty();
        if !is_begun && cells.iter().all(|cell| cell.trim().is_empty()) {
            return None;
        }
        let reason = if is_torn {
            Some(Reason::RowTorn)
        } else if open {
            Some(Reason::QuoteNotClosed)
        } else if has_broken_letters(&cells) {
            Some(Reason::BrokenLetters)
        } else if cells.iter().skip(expected).any(|cell| !cell.trim().is_empty()) {
            Some(Reason::TooManyCells { cells: len, expected })
        } else {
            None
        };
        if let Some(reason) = reason {
            return Some(Err(reject(row, reason, &cells)));
        }
        cells.truncate(expected.min(len));
        let (cells, marks) = without_errors(cells);
        Some(Ok(RawRow { row, cells, marks }))
    }

    /// Whether a mark that is missing was closed by the next one that is: the rows between them became one cell.
    fn swallows_rows(&self, raw: &str, quotes: &Quotes) -> bool {
        let is_row = |line: &str| {
            let mut alone = Walk::new(line, 0, self.walk.separator);
            let read = alone.read().is_some();
            read && alone.record.len() == self.width && !Quotes::of(line, self.walk.separator).open
        };
        quotes.text_follows && raw.split_inclusive('\n').skip(1).any(is_row)
    }

    /// A record over several lines that does not fit: a quotation mark is missing, or the file was cut off within one.
    /// Each line is tried by itself.
    fn recover(&mut self, raw: &str, place: Place, open: bool) {
        let whole = std::mem::take(&mut self.walk.record);
        let mut row = place.row;
        for line in raw.split_inclusive('\n') {
            let mut alone = Walk::new(line, 0, self.walk.separator);
            if alone.read().is_some() {
                let open = Quotes::of(line, self.walk.separator).open;
                std::mem::swap(&mut self.walk.record, &mut alone.record);
                let short = self.walk.record.len() < self.width;
                let judged = if short && !open && ends_its_line(line) {
                    Some(Err(reject(row, Reason::QuoteNotClosed, &self.walk.record)))
                } else {
                    self.judge(row, line, open)
                };
                self.recovered.extend(judged);
            }
            row += 1;
        }
        self.walk.row = row.saturating_sub(1);
        let ends_early = (open || whole.len() < self.width) && !ends_its_line(raw);
        if ends_early && self.recovered.iter().all(Result::is_err) {
            self.recovered.clear();
            self.recovered
                .push_back(Err(reject(place.row, Reason::RowTorn, &whole)));
        }
    }
}

/// What spreadsheets write for a cell that has no value, in English and Spanish.
const ERRORS: [&str; 14] = [
    "#REF!",
    "#N/A",
    "#VALUE!",
    "#NAME?",
    "#DIV/0!",
    "#NUM!",
    "#NULL!",
    "#¡REF!",
    "#N/D",
    "#¡VALOR!",
    "#¿NOMBRE?",
    "#¡DIV/0!",
    "#¡NUM!",
    "#¡NULO!",
];

/// The cells, those with an error of the spreadsheet empty and marked.
fn without_errors(cells: StringRecord) -> (StringRecord, Vec<(usize, CellMark)>) {
    let is_error = |cell: &str| cell.starts_with('#') && ERRORS.contains(&cell.trim_end());
    let marks: Vec<(usize, CellMark)> = (cells.iter().enumerate())
        .filter(|(_, cell)| is_error(cell))
        .map(|(column, _)| (column, CellMark::Error))
        .collect();
    if marks.is_empty() {
        return (cells, marks);
    }
    let left = cells.iter().map(|cell| if is_error(cell) { "" } else { cell });
    (left.collect(), marks)
}

/// Where a record stands.
#[derive(Debug, Clone, Copy)]
struct Place {
    row: u64,
    start: usize,
    end: usize,
}

/// Reads record after record and counts rows as a spreadsheet does: an empty line is a row, a quoted newline is not.
struct Walk<'t> {
    text: &'t str,
    base: usize,
    reader: Reader<&'t [u8]>,
    separator: u8,
    record: StringRecord,
    row: u64,
}

impl std::fmt::Debug for Walk<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Walk")
            .field("row", &self.row)
            .finish_non_exhaustive()
    }
}

impl<'t> Walk<'t> {
    fn new(text: &'t str, base: usize, separator: u8) -> Self {
        let rest = text.get(base..).unwrap_or_default();
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .from_reader(rest.as_bytes());
        Self {
            text,
            base,
            reader,
            separator,
            record: StringRecord::new(),
            row: 0,
        }
    }

    fn read(&mut self) -> Option<Place> {
        let start = self.base + usize::try_from(self.reader.position().byte()).ok()?;
        // The text is in memory and is UTF-8 already: reading it cannot fail.
        if !self.reader.read_record(&mut self.record).unwrap_or(false) {
            return None;
        }
        let end = self.base + usize::try_from(self.reader.position().byte()).ok()?;
        let raw = self.text.get(start..end).unwrap_or_default();
        let blank = raw.len() - raw.trim_start_matches(['\r', '\n']).len();
        let blank_lines = raw.get(..blank).map_or(0, line_ends);
        // The end of the line before may belong to this record's bytes.
        let belongs_before =
            start > 0 && self.text.as_bytes().get(start - 1) == Some(&b'\r') && raw.starts_with('\n');
        self.row += 1 + blank_lines - u64::from(belongs_before);
        Some(Place {
            row: self.row,
            start: start + blank,
            end,
        })
    }

    fn raw(&self, place: Place) -> &'t str {
        self.text.get(place.start..place.end).unwrap_or_default()
    }
}

fn line_ends(lead: &str) -> u64 {
    let bytes = lead.as_bytes();
    let pairs = bytes.windows(2).filter(|pair| pair == b"\r\n").count();
    u64::try_from(bytes.len() - pairs).unwrap_or(u64::MAX)
}

/// How the quotation marks of a record stand.
struct Quotes {
    /// It ends inside of them.
    open: bool,
    /// Text stands behind a closing mark, where a cell should end.
    text_follows: bool,
}

impl Quotes {
    fn of(raw: &str, separator: u8) -> Self {
        let (mut inside, mut just_closed, mut cell_start, mut text_follows) = (false, false, true, false);
        for byte in raw.bytes() {
            match byte {
                b'"' if inside => (inside, just_closed) = (false, true),
                // A mark right behind a closing one was the second of a pair: the cell goes on.
                b'"' if just_closed || cell_start => (inside, just_closed, cell_start) = (true, false, false),
                other => {
                    let ends_cell = other == separator || other == b'\n' || other == b'\r';
                    text_follows |= just_closed && !ends_cell;
                    just_closed = false;
                    cell_start = !inside && ends_cell;
                }
            }
        }
        Self {
            open: inside,
            text_follows,
        }
    }
}

/// Excel's first line `sep=;`: the separator and where the table begins.
fn declared_separator(text: &str) -> (Option<u8>, usize) {
    let bytes = text.as_bytes();
    let skip = if text.starts_with('\u{feff}') { 3 } else { 0 };
    match bytes.get(skip..) {
        Some(
            [
                b's' | b'S',
                b'e' | b'E',
                b'p' | b'P',
                b'=',
                separator,
                b'\r' | b'\n',
                ..,
            ],
        ) => (Some(*separator), skip + 6),
        _ => (None, skip),
    }
}

/// The separator that gives most known labels in one row, then most rows of one width.
fn sniff(text: &str) -> u8 {
    let mut end = text.len().min(SAMPLE_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let sample = text.get(..end).unwrap_or(text);
    let mut best = (b',', (0, 0));
    for separator in SEPARATORS {
        let mut walk = Walk::new(sample, 0, separator);
        let (mut known, mut widths) = (0, Vec::new());
        while widths.len() < HEADER_ROWS_MAX && walk.read().is_some() {
            known = known.max(labels_known(walk.record.iter()));
            widths.push(walk.record.len());
        }
        let width = widths.iter().copied().max().unwrap_or(0);
        let steady = widths.iter().filter(|w| **w == width && width > 1).count();
        let score = (if width > 1 { known } else { 0 }, steady * width);
        if score > best.1 {
            best = (separator, score);
        }
    }
    best.0
}

fn separator_name(separator: u8) -> String {
    if separator == b'\t' {
        "tab".to_owned()
    } else {
        char::from(separator).to_string()
    }
}
