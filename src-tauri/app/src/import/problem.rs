//! Everything that can be wrong with a file, a row or a cell: a stable code, its parameters, and the English words.

use super::columns::Field;
use std::fmt;

/// The file could not be read at all; nothing was taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    #[error("The file is empty.")]
    FileEmpty,
    #[error("The file is larger than {mb_max} MB. Split it and import the parts.")]
    FileTooLarge { mb_max: u64 },
    #[error("The file has more than {rows_max} rows. Split it and import the parts.")]
    TooManyRows { rows_max: u64 },
    #[error("The sheet has more than {columns_max} columns. Delete the empty ones at its right.")]
    TooManyColumns { columns_max: u64 },
    #[error("This is {kind}, not a table. Export the list as CSV or XLSX.")]
    NotATable { kind: &'static str },
    #[error("This is not an Excel workbook (.xlsx), although it is packed like one.")]
    NotAWorkbook,
    #[error("This is a workbook of the old .xls kind. Save it as .xlsx or as CSV.")]
    OldWorkbook,
    #[error("The workbook is protected by a password. Save it without one.")]
    WorkbookProtected,
    #[error("The workbook is damaged or was cut off. Download or save it again. ({detail})")]
    WorkbookBroken { detail: String },
    #[error("The workbook has no sheet {name:?}. It has: {}.", names.join(", "))]
    SheetMissing { name: String, names: Vec<String> },
    #[error(
        "The file's encoding could not be told: as {name} it would give {sample:?}. Choose the encoding."
    )]
    EncodingUnclear { name: String, sample: String },
    #[error("There is no encoding called {name:?}.")]
    EncodingUnknown { name: String },
    #[error("No row of the file looks like a header. The first row must name the columns.")]
    HeaderMissing,
}

impl ReadError {
    /// Every code, for tables and translations.
    pub const ALL: [&'static str; 13] = [
        "file_empty",
        "file_too_large",
        "too_many_rows",
        "too_many_columns",
        "not_a_table",
        "not_a_workbook",
        "old_workbook",
        "workbook_protected",
        "workbook_broken",
        "sheet_missing",
        "encoding_unclear",
        "encoding_unknown",
        "header_missing",
    ];

    /// The code by which the window words it.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::FileEmpty => "file_empty",
            Self::FileTooLarge { .. } => "file_too_large",
            Self::TooManyRows { .. } => "too_many_rows",
            Self::TooManyColumns { .. } => "too_many_columns",
            Self::NotATable { .. } => "not_a_table",
            Self::NotAWorkbook => "not_a_workbook",
            Self::OldWorkbook => "old_workbook",
            Self::WorkbookProtected => "workbook_protected",
            Self::WorkbookBroken { .. } => "workbook_broken",
            Self::SheetMissing { .. } => "sheet_missing",
            Self::EncodingUnclear { .. } => "encoding_unclear",
            Self::EncodingUnknown { .. } => "encoding_unknown",
            Self::HeaderMissing => "header_missing",
        }
    }

    /// What the words of the code speak of.
    #[must_use]
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::FileTooLarge { mb_max } => vec![("mb_max", mb_max.to_string())],
            Self::TooManyRows { rows_max } => vec![("rows_max", rows_max.to_string())],
            Self::TooManyColumns { columns_max } => vec![("columns_max", columns_max.to_string())],
            Self::NotATable { kind } => vec![("kind", (*kind).to_owned())],
            Self::WorkbookBroken { detail } => vec![("detail", detail.clone())],
            Self::SheetMissing { name, names } => vec![("name", name.clone()), ("names", names.join(", "))],
            Self::EncodingUnclear { name, sample } => {
                vec![("name", name.clone()), ("sample", sample.clone())]
            }
            Self::EncodingUnknown { name } => vec![("name", name.clone())],
            Self::FileEmpty
            | Self::NotAWorkbook
            | Self::OldWorkbook
            | Self::WorkbookProtected
            | Self::HeaderMissing => vec![],
        }
    }
}

/// The columns do not say enough; a person maps them by hand.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    #[error("No column holds the name. The file has: {}.", headers.join(", "))]
    NameColumnMissing { headers: Vec<String> },
    #[error("The column with the ticket secret is missing. Export again with \"Include QR-code secret\".")]
    TicketCodeColumnMissing,
    #[error("The column that tells the attendees apart ({column}) is missing.")]
    IdColumnMissing { column: &'static str },
    #[error("Two columns claim to be {}: {}. Choose one.", field.name(), headers.join(", "))]
    FieldClaimedTwice { field: Field, headers: Vec<String> },
    #[error("The file has no column {header:?}. It has: {}.", headers.join(", "))]
    HeaderUnknown { header: String, headers: Vec<String> },
    #[error("There is no field {name:?}. Fields are: {}.", Field::ALL.map(Field::name).join(", "))]
    FieldUnknown { name: String },
    #[error("A mapping is written Header=field, not {text:?}.")]
    NotAMapping { text: String },
}

impl MappingError {
    /// Every code, for tables and translations.
    pub const ALL: [&'static str; 7] = [
        "name_column_missing",
        "ticket_code_column_missing",
        "id_column_missing",
        "field_claimed_twice",
        "header_unknown",
        "field_unknown",
        "not_a_mapping",
    ];

    /// Fields of which one column, and one only, would solve it.
    #[must_use]
    pub fn fields(&self) -> Vec<Field> {
        match self {
            Self::NameColumnMissing { .. } => vec![Field::FullName, Field::GivenName, Field::FamilyName],
            Self::TicketCodeColumnMissing => vec![Field::TicketCode],
            Self::IdColumnMissing { .. } => vec![Field::RowId],
            Self::FieldClaimedTwice { field, .. } => vec![*field],
            Self::HeaderUnknown { .. } | Self::FieldUnknown { .. } | Self::NotAMapping { .. } => vec![],
        }
    }

    /// The code by which the window words it.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NameColumnMissing { .. } => "name_column_missing",
            Self::TicketCodeColumnMissing => "ticket_code_column_missing",
            Self::IdColumnMissing { .. } => "id_column_missing",
            Self::FieldClaimedTwice { .. } => "field_claimed_twice",
            Self::HeaderUnknown { .. } => "header_unknown",
            Self::FieldUnknown { .. } => "field_unknown",
            Self::NotAMapping { .. } => "not_a_mapping",
        }
    }

    /// What the words of the code speak of.
    #[must_use]
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NameColumnMissing { headers } => vec![("headers", headers.join(", "))],
            Self::TicketCodeColumnMissing => vec![],
            Self::IdColumnMissing { column } => vec![("column", (*column).to_owned())],
            Self::FieldClaimedTwice { field, headers } => {
                vec![
                    ("field", field.name().to_owned()),
                    ("headers", headers.join(", ")),
                ]
            }
            Self::HeaderUnknown { header, headers } => {
                vec![("header", header.clone()), ("headers", headers.join(", "))]
            }
            Self::FieldUnknown { name } => vec![("name", name.clone())],
            Self::NotAMapping { text } => vec![("text", text.clone())],
        }
    }
}

/// A row that was not taken. It keeps its cells, so that it can be handed back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// The row's number in the file as a spreadsheet counts it; the header is usually 1.
    pub row: u64,
    pub field: Option<Field>,
    pub reason: Reason,
    pub cells: Vec<String>,
}

impl Rejection {
    pub(super) const fn new(row: u64, field: Option<Field>, reason: Reason, cells: Vec<String>) -> Self {
        Self {
            row,
            field,
            reason,
            cells,
        }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Row {}: {}", self.row, self.reason)
    }
}

/// Why a row was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    #[error("There is no name.")]
    NameMissing,
    #[error(
        "The name has {chars} characters; {chars_max} is the most a name has. Is a quotation mark missing?"
    )]
    NameTooLong { chars: usize, chars_max: usize },
    #[error("The cell that tells this person apart is empty.")]
    KeyMissing,
    #[error("A cell cannot be read that tells this person apart.")]
    KeyUnreadable,
    #[error("It is the same person as row {first}.")]
    Duplicate { first: u64 },
    #[error("The row has {cells} cells, but the header has {expected}. Is a quotation mark missing?")]
    TooManyCells { cells: usize, expected: usize },
    #[error("The row has only {cells} of {expected} cells, and they do not fit their columns.")]
    TooFewCells { cells: usize, expected: usize },
    #[error("A quotation mark is opened and never closed.")]
    QuoteNotClosed,
    #[error("The file ends in the middle of this row.")]
    RowTorn,
    #[error("Letters of this row are broken (wrong encoding).")]
    BrokenLetters,
    #[error("The status {value:?} is not known; nobody is admitted on a guess.")]
    StatusUnknown { value: String },
}

impl Reason {
    /// Every code, for tables and translations.
    pub const ALL: [&'static str; 11] = [
        "name_missing",
        "name_too_long",
        "key_missing",
        "key_unreadable",
        "duplicate",
        "too_many_cells",
        "too_few_cells",
        "quote_not_closed",
        "row_torn",
        "broken_letters",
        "status_unknown",
    ];

    /// The code by which the window words it.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NameMissing => "name_missing",
            Self::NameTooLong { .. } => "name_too_long",
            Self::KeyMissing => "key_missing",
            Self::KeyUnreadable => "key_unreadable",
            Self::Duplicate { .. } => "duplicate",
            Self::TooManyCells { .. } => "too_many_cells",
            Self::TooFewCells { .. } => "too_few_cells",
            Self::QuoteNotClosed => "quote_not_closed",
            Self::RowTorn => "row_torn",
            Self::BrokenLetters => "broken_letters",
            Self::StatusUnknown { .. } => "status_unknown",
        }
    }

    /// What the words of the code speak of.
    #[must_use]
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::NameTooLong { chars, chars_max } => {
                vec![("chars", chars.to_string()), ("chars_max", chars_max.to_string())]
            }
            Self::Duplicate { first } => vec![("first", first.to_string())],
            Self::TooManyCells { cells, expected } | Self::TooFewCells { cells, expected } => {
                vec![("cells", cells.to_string()), ("expected", expected.to_string())]
            }
            Self::StatusUnknown { value } => vec![("value", value.clone())],
            Self::NameMissing
            | Self::KeyMissing
            | Self::KeyUnreadable
            | Self::QuoteNotClosed
            | Self::RowTorn
            | Self::BrokenLetters => vec![],
        }
    }
}

/// A cell of a taken row that was repaired, left out, or should be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    pub row: u64,
    pub field: Option<Field>,
    pub kind: FixKind,
    /// The cell as the file has it, at most its first hundred characters.
    pub value: String,
}

impl Fix {
    pub(super) fn new(row: u64, field: Option<Field>, kind: FixKind, value: &str) -> Self {
        const VALUE_CHARS_MAX: usize = 100;
        Self {
            row,
            field,
            kind,
            value: value.chars().take(VALUE_CHARS_MAX).collect(),
        }
    }
}

impl fmt::Display for Fix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Row {}: {} ({:?})", self.row, self.kind, self.value)
    }
}

/// What was done about a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum FixKind {
    #[error("Invisible control characters were removed.")]
    ControlCharacters,
    #[error("A line break became a space.")]
    LineBreak,
    #[error("It begins like a formula; it was taken as text.")]
    FormulaText,
    #[error("It is a formula; its stored result was taken.")]
    FormulaCell,
    #[error("The cell holds an error of the spreadsheet; it was left out.")]
    ErrorCell,
    #[error("The cell is merged with the one above; its value was repeated.")]
    MergedCell,
    #[error("The spreadsheet stored this as a number and may have lost digits.")]
    DigitsLost,
    #[error("The row is shorter than the header; the missing cells count as empty.")]
    ShortRow,
    #[error("There is no such date or time; it was left out.")]
    DateImpossible,
    #[error("It is not a date that can be read; it was left out.")]
    DateNotRead,
    #[error("Day and month could be either way round; the day was taken to stand first (last in US files).")]
    DateAmbiguous,
    #[error("The clocks changed in that hour; the first possible moment was taken.")]
    ClockChange,
    #[error("It does not look like a mail address; it was taken as it is.")]
    MailUnlikely,
    #[error("The text looks garbled by a wrong encoding; it was taken as it is.")]
    LooksGarbled,
    #[error("It is too long and was left out.")]
    TooLong,
    #[error("The word is not known; it was left out.")]
    WordNotRead,
}

impl FixKind {
    /// Every kind, for tables and translations.
    pub const ALL: [Self; 16] = [
        Self::ControlCharacters,
        Self::LineBreak,
        Self::FormulaText,
        Self::FormulaCell,
        Self::ErrorCell,
        Self::MergedCell,
        Self::DigitsLost,
        Self::ShortRow,
        Self::DateImpossible,
        Self::DateNotRead,
        Self::DateAmbiguous,
        Self::ClockChange,
        Self::MailUnlikely,
        Self::LooksGarbled,
        Self::TooLong,
        Self::WordNotRead,
    ];

    /// The code by which the window words it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ControlCharacters => "control_characters",
            Self::LineBreak => "line_break",
            Self::FormulaText => "formula_text",
            Self::FormulaCell => "formula_cell",
            Self::ErrorCell => "error_cell",
            Self::MergedCell => "merged_cell",
            Self::DigitsLost => "digits_lost",
            Self::ShortRow => "short_row",
            Self::DateImpossible => "date_impossible",
            Self::DateNotRead => "date_not_read",
            Self::DateAmbiguous => "date_ambiguous",
            Self::ClockChange => "clock_change",
            Self::MailUnlikely => "mail_unlikely",
            Self::LooksGarbled => "looks_garbled",
            Self::TooLong => "too_long",
            Self::WordNotRead => "word_not_read",
        }
    }
}

/// Something about the whole file that the report says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Note {
    #[error("The letters were read as {name}.")]
    Encoding { name: String },
    #[error("The file does not say its encoding. It was read as {name}; check these: {}.", samples.join(", "))]
    EncodingAssumed { name: String, samples: Vec<String> },
    #[error("Some letters of the file are broken; their rows were not taken.")]
    BrokenLetters,
    #[error(
        "The file seems to be cut off in row {row}. The rows before it that are whole ({whole}) can be imported; get the \
         whole file if you can."
    )]
    FileTorn { row: u64, whole: u64 },
    #[error(
        "The last row ({row}) has no line end. If the file was cut off there, its last cell is not whole: look at it."
    )]
    LastRowOpen { row: u64 },
    #[error("The columns are separated by {separator}.")]
    Separator { separator: String },
    #[error("The rows above the header (row {header_row}) were passed over.")]
    TitleRows { header_row: u64 },
    #[error("The sheet {name:?} was read, not: {}.", others.join(", "))]
    Sheet { name: String, others: Vec<String> },
    #[error("The rejected rows could not be written to {path}: {why}")]
    RejectedNotWritten { path: String, why: String },
    #[error("Only the first {rows_max} rejected rows can be saved.")]
    RejectedCut { rows_max: u64 },
}

impl Note {
    /// Every code, for tables and translations.
    pub const ALL: [&'static str; 10] = [
        "encoding",
        "encoding_assumed",
        "file_broken_letters",
        "file_torn",
        "last_row_open",
        "separator",
        "title_rows",
        "sheet",
        "rejected_not_written",
        "rejected_cut",
    ];

    /// The code by which the window words it.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Encoding { .. } => "encoding",
            Self::EncodingAssumed { .. } => "encoding_assumed",
            Self::BrokenLetters => "file_broken_letters",
            Self::FileTorn { .. } => "file_torn",
            Self::LastRowOpen { .. } => "last_row_open",
            Self::Separator { .. } => "separator",
            Self::TitleRows { .. } => "title_rows",
            Self::Sheet { .. } => "sheet",
            Self::RejectedNotWritten { .. } => "rejected_not_written",
            Self::RejectedCut { .. } => "rejected_cut",
        }
    }

    /// What the words of the code speak of.
    #[must_use]
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Encoding { name } => vec![("name", name.clone())],
            Self::EncodingAssumed { name, samples } => {
                vec![("name", name.clone()), ("samples", samples.join(", "))]
            }
            Self::BrokenLetters => vec![],
            Self::FileTorn { row, whole } => {
                vec![("row", row.to_string()), ("whole", whole.to_string())]
            }
            Self::LastRowOpen { row } => vec![("row", row.to_string())],
            Self::Separator { separator } => vec![("separator", separator.clone())],
            Self::TitleRows { header_row } => vec![("header_row", header_row.to_string())],
            Self::Sheet { name, others } => vec![("name", name.clone()), ("others", others.join(", "))],
            Self::RejectedNotWritten { path, why } => vec![("path", path.clone()), ("why", why.clone())],
            Self::RejectedCut { rows_max } => vec![("rows_max", rows_max.to_string())],
        }
    }
}
