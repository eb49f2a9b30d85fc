//! One raw row as a [`ReadRow`]: which cell goes where, what is missing, and what tells the person apart.

use super::moment::{self, DayMeans};
use super::text::{Lines, clean};
use super::words;
use super::{Arrival, LINE_CHARS_MAX, NAME_CHARS_MAX, NOTE_CHARS_MAX, ReadRow, ReadRows, RowKey, RowStatus};
use crate::import::columns::{Family, Field, FieldSet};
use crate::import::fold::{fold_key, fold_label};
use crate::import::problem::{Fix, FixKind, Reason, Rejection};
use crate::import::table::{CellMark, RawRow};
use sarrera_core::time::Timestamp;

/// What stands between the parts of a plain list's key.
const KEY_PART: char = '\u{1f}';

impl ReadRows<'_> {
    pub(super) fn read(&mut self, raw: &RawRow) -> Result<(ReadRow, Vec<Fix>), Rejection> {
        let refuse = |field, reason| {
            Rejection::new(
                raw.row,
                field,
                reason,
                raw.cells.iter().map(str::to_owned).collect(),
            )
        };
        let (cells, expected) = (raw.cells.len(), self.width);
        let mut row = Cells {
            rows: self,
            raw,
            fixes: Vec::new(),
        };
        if cells < expected {
            if row.is_shifted() {
                return Err(refuse(None, Reason::TooFewCells { cells, expected }));
            }
            if row.lacks_said_cell() {
                row.fix(None, FixKind::ShortRow, "");
            }
        }
        row.note_marks();
        let read = row.person().map_err(|(field, reason)| refuse(field, reason))?;
        let fixes = row.fixes;
        let key = format!("{}{KEY_PART}{}", read.key.family, read.key.key);
        if let Some(first) = self.seen.get(&key) {
            return Err(refuse(None, Reason::Duplicate { first: *first }));
        }
        self.seen.insert(key, raw.row);
        Ok((read, fixes))
    }
}

/// What tells a person of a plain list apart.
pub(crate) fn list_key(name: &str, email: &str, company: &str) -> String {
    [name, email, company].map(fold_key).join(&KEY_PART.to_string())
}

/// The order's field that stands in where the attendee's says nothing.
fn stand_in(field: Field) -> Option<Field> {
    let of_order = [
        (Field::FullName, Field::OrderName),
        (Field::Company, Field::OrderCompany),
        (Field::Email, Field::OrderEmail),
    ];
    let found = of_order.into_iter().find(|(own, _)| *own == field);
    found.map(|(_, order)| order)
}

/// One row's cells, by field, and the repairs so far.
struct Cells<'r, 't> {
    rows: &'r ReadRows<'t>,
    raw: &'r RawRow,
    fixes: Vec<Fix>,
}

type Refusal = (Option<Field>, Reason);

impl Cells<'_, '_> {
    fn person(&mut self) -> Result<ReadRow, Refusal> {
        let full_name = match self.name(Field::FullName)? {
            Some(name) => Some(name),
            None if self.says_nothing(Field::FullName) => self
                .name(Field::OrderName)?
                .filter(|_| self.cell(Field::GivenName).trim().is_empty()),
            None => None,
        };
        let (given_name, family_name) = (self.name(Field::GivenName)?, self.name(Field::FamilyName)?);
        if full_name.is_none() && given_name.is_none() && family_name.is_none() {
            let column = [Field::FullName, Field::GivenName, Field::FamilyName];
            let field = column
                .into_iter()
                .find(|field| self.rows.mapping.column_of(*field).is_some());
            return Err((field, Reason::NameMissing));
        }
        let (status, status_arrived) = self.status()?;
        let mut row = ReadRow {
            row: self.raw.row,
            key: RowKey {
                family: self.rows.mapping.family.name(),
                key: String::new(),
            },
            full_name,
            given_name,
            family_name,
            name_reading: self.line(Field::NameReading),
            company: match self.line(Field::Company) {
                None if self.says_nothing(Field::Company) => self.line(Field::OrderCompany),
                company => company,
            },
            job_title: self.line(Field::JobTitle),
            email: match self.mail(Field::Email) {
                None if self.says_nothing(Field::Email) => self.mail(Field::OrderEmail),
                mail => mail,
            },
            phone: self.line(Field::Phone),
            country: self.country(),
            language: self.word(Field::Language, words::language).map(str::to_owned),
            category: self.category(),
            status,
            blocked: self.blocked(),
            order_code: self.line(Field::OrderCode),
            ticket_code: self.line(Field::TicketCode),
            badge_code: self.line(Field::BadgeCode),
            checked_in: self.arrival().or(status_arrived.then_some(Arrival::TimeUnknown)),
            checked_out_at: self.moment(Field::CheckedOutAt, DayMeans::ItsStart),
            valid_from: self.moment(Field::ValidFrom, DayMeans::ItsStart),
            valid_until: self.moment(Field::ValidUntil, DayMeans::ItsEnd),
            attention: self.text(Field::Attention, Lines::Many, NOTE_CHARS_MAX),
            attention_asked: self.word(Field::AttentionAsked, words::yes),
            note: self.text(Field::Note, Lines::Many, NOTE_CHARS_MAX),
            lead_sharing: self.word(Field::LeadSharing, words::lead_sharing),
            mode: self.word(Field::Mode, words::attendance),
            empty: self.empty_fields(),
        };
        row.key.key = self.key(&row)?;
        Ok(row)
    }

    /// The source's own id where it has one, else name, mail and company.
    fn key(&self, row: &ReadRow) -> Result<String, Refusal> {
        let own = |field, value: Option<String>| value.ok_or((Some(field), Reason::KeyMissing));
        let id = Some(self.cell(Field::RowId).trim().to_owned()).filter(|id| !id.is_empty());
        let family = self.rows.mapping.family;
        if family != Family::Pretix && id.is_none() && self.is_unread(Field::RowId) {
            return Err((Some(Field::RowId), Reason::KeyUnreadable));
        }
        match family {
            Family::Pretix => own(Field::TicketCode, row.ticket_code.clone()),
            Family::AlfIo | Family::Indico | Family::HiEvents => own(Field::RowId, id),
            Family::Eventbrite => id.map_or_else(
                || {
                    if row.order_code.is_none() && self.is_unread(Field::OrderCode) {
                        return Err((Some(Field::OrderCode), Reason::KeyUnreadable));
                    }
                    let order = row.order_code.as_deref().unwrap_or_default();
                    Ok(format!("order{KEY_PART}{order}{KEY_PART}{}", self.list_key(row)?))
                },
                Ok,
            ),
            Family::List => id.map_or_else(|| self.list_key(row), |id| Ok(format!("id{KEY_PART}{id}"))),
        }
    }

    /// Folded name, mail and company. Without a part that is there and cannot be read it would be another person's.
    fn list_key(&self, row: &ReadRow) -> Result<String, Refusal> {
        if let Some(unread) = self.unread_of_key(row) {
            return Err((Some(unread), Reason::KeyUnreadable));
        }
        let part = |value: &Option<String>| value.clone().unwrap_or_default();
        Ok(list_key(
            &row.display_name(),
            &part(&row.email),
            &part(&row.company),
        ))
    }

    /// The field of a plain list's key that is there and cannot be read, or whose stand-in of the order is. Beside a
    /// full name its parts tell nobody apart.
    fn unread_of_key(&self, row: &ReadRow) -> Option<Field> {
        let names = [
            (Field::FullName, &row.full_name),
            (Field::GivenName, &row.given_name),
            (Field::FamilyName, &row.family_name),
        ];
        let others = [(Field::Email, &row.email), (Field::Company, &row.company)];
        let told_by = (names.into_iter().filter(|_| row.full_name.is_none())).chain(others);
        let mut fields = told_by
            .filter(|(_, value)| value.is_none())
            .map(|(field, _)| field);
        fields.find(|field| {
            let stands_in = *field != Field::FullName || row.given_name.is_none();
            let order = stand_in(*field).filter(|_| stands_in && self.says_nothing(*field));
            self.is_unread(*field) || order.is_some_and(|order| self.is_unread(order))
        })
    }

    fn cell(&self, field: Field) -> &str {
        let column = self
            .rows
            .columns
            .iter()
            .find(|(known, _)| *known == field)
            .map(|(_, column)| *column);
        column
            .and_then(|column| self.raw.cells.get(column))
            .unwrap_or_default()
    }

    /// Whether a cell is there and has nothing in it. An error of the spreadsheet, a formula without a result and a
    /// cell that a short row lacks say nothing of the person, not even that there is nothing.
    fn is_empty(&self, column: usize) -> bool {
        !self.is_without_value(column)
            && self
                .raw
                .cells
                .get(column)
                .is_some_and(|cell| cell.trim().is_empty())
    }

    /// Whether a cell holds an error of the spreadsheet, or a formula of which no result is known.
    fn is_without_value(&self, column: usize) -> bool {
        let unread = |(at, mark): &(usize, CellMark)| {
            *at == column && matches!(mark, CellMark::Error | CellMark::Formula)
        };
        self.raw.marks.iter().any(unread)
    }

    /// Whether a field's cell is there and holds something, of which nothing could be taken.
    fn is_unread(&self, field: Field) -> bool {
        let Some(column) = self.rows.mapping.column_of(field) else {
            return false;
        };
        self.is_without_value(column) || clean(self.cell(field), Lines::One).0.is_some()
    }

    /// Whether a field's cell is empty or its column missing: another column may stand in.
    fn says_nothing(&self, field: Field) -> bool {
        let column = self.rows.columns.iter().find(|(known, _)| *known == field);
        column.is_none_or(|(_, column)| self.is_empty(*column))
    }

    /// The fields that are empty; where the order's value stands in for the attendee's, both have to be.
    fn empty_fields(&self) -> FieldSet {
        let order_says_nothing = |field| stand_in(field).is_none_or(|order| self.says_nothing(order));
        let fields = self.rows.columns.iter();
        let empty = fields.filter(|(field, column)| self.is_empty(*column) && order_says_nothing(*field));
        empty.map(|(field, _)| *field).collect()
    }

    fn fix(&mut self, field: Option<Field>, kind: FixKind, value: &str) {
        self.fixes.push(Fix::new(self.raw.row, field, kind, value));
    }

    /// A text with its repairs noted; one that is too long is left out.
    fn text(&mut self, field: Field, lines: Lines, chars_max: usize) -> Option<String> {
        let cell = self.cell(field);
        if cell.is_empty() {
            return None;
        }
        let (text, kinds) = clean(cell, lines);
        let cell = cell.to_owned();
        for kind in kinds {
            self.fix(Some(field), kind, &cell);
        }
        if text
            .as_ref()
            .is_some_and(|text| text.len() > chars_max && text.chars().count() > chars_max)
        {
            self.fix(Some(field), FixKind::TooLong, &cell);
            return None;
        }
        text
    }

    fn line(&mut self, field: Field) -> Option<String> {
        self.text(field, Lines::One, LINE_CHARS_MAX)
    }

    fn name(&mut self, field: Field) -> Result<Option<String>, Refusal> {
        let text = self.text(field, Lines::One, usize::MAX);
        match text
            .as_ref()
            .map(|text| text.chars().count())
            .filter(|chars| *chars > NAME_CHARS_MAX)
        {
            Some(chars) => Err((
                Some(field),
                Reason::NameTooLong {
                    chars,
                    chars_max: NAME_CHARS_MAX,
                },
            )),
            None => Ok(text),
        }
    }

    fn mail(&mut self, field: Field) -> Option<String> {
        let mail = self.line(field)?;
        let likely = mail
            .split_once('@')
            .is_some_and(|(before, after)| !before.is_empty() && after.contains('.') && !after.contains('@'));
        if !likely || mail.contains(char::is_whitespace) {
            self.fix(Some(field), FixKind::MailUnlikely, &mail);
        }
        Some(mail)
    }

    /// A word of a known set; an unknown one is left out and noted.
    fn word<T>(&mut self, field: Field, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let cell = self.cell(field).trim().to_owned();
        if cell.is_empty() {
            return None;
        }
        let word = read(&fold_label(&cell));
        if word.is_none() {
            self.fix(Some(field), FixKind::WordNotRead, &cell);
        }
        word
    }

    /// Two letters where the word is known, else the text as it stands.
    fn country(&mut self) -> Option<String> {
        let text = self.line(Field::Country)?;
        Some(words::country(&fold_label(&text)).map_or(text, str::to_uppercase))
    }

    fn category(&mut self) -> Option<String> {
        match (self.line(Field::Category), self.line(Field::CategoryDetail)) {
            // As pretix's check-in list writes it.
            (Some(category), Some(detail)) => Some(format!("{category} – {detail}")),
            (Some(category), None) => Some(category),
            (None, detail) => detail,
        }
    }

    /// pretix leaves the cell empty for everybody who is not blocked.
    fn blocked(&mut self) -> Option<bool> {
        let has_column = self.rows.mapping.column_of(Field::Blocked).is_some();
        self.word(Field::Blocked, words::yes)
            .or(has_column.then_some(false))
    }

    fn status(&self) -> Result<(Option<RowStatus>, bool), Refusal> {
        let cell = self.cell(Field::Status).trim();
        if cell.is_empty() {
            let paid = words::yes(&fold_label(self.cell(Field::Paid)));
            return Ok((
                paid.map(|yes| if yes { RowStatus::Paid } else { RowStatus::Pending }),
                false,
            ));
        }
        let word = fold_label(cell);
        let chosen = self
            .rows
            .mapping
            .status_words
            .iter()
            .find(|(text, _)| fold_label(text) == word);
        let status = chosen
            .map(|(_, status)| *status)
            .or_else(|| words::status(self.rows.mapping.family, &word));
        match status {
            Some(status) => Ok((Some(status), words::status_says_arrived(&word))),
            None => Err((
                Some(Field::Status),
                Reason::StatusUnknown {
                    value: cell.chars().take(100).collect(),
                },
            )),
        }
    }

    /// A moment, or a plain yes; a file may have a column for each.
    fn arrival(&mut self) -> Option<Arrival> {
        let flag = self.word(Field::CheckedIn, words::yes);
        let cell = self.cell(Field::CheckedInAt).trim().to_owned();
        if cell.is_empty() {
            return flag.unwrap_or(false).then_some(Arrival::TimeUnknown);
        }
        if let Some(yes) = words::yes(&fold_label(&cell)) {
            return yes.then_some(Arrival::TimeUnknown);
        }
        let text = if self.rows.mapping.family == Family::HiEvents {
            moment::find_in(&cell).unwrap_or(&cell)
        } else {
            &cell
        };
        match self.moment_of(Field::CheckedInAt, text, DayMeans::ItsStart) {
            Some(at) => Some(Arrival::At(at)),
            None => flag.unwrap_or(false).then_some(Arrival::TimeUnknown),
        }
    }

    fn moment(&mut self, field: Field, means: DayMeans) -> Option<Timestamp> {
        let cell = self.cell(field).trim().to_owned();
        if cell.is_empty() {
            None
        } else {
            self.moment_of(field, &cell, means)
        }
    }

    fn moment_of(&mut self, field: Field, text: &str, means: DayMeans) -> Option<Timestamp> {
        match moment::read(
            text,
            self.rows.order,
            self.rows.order_is_known,
            means,
            self.rows.zone,
        ) {
            Ok((at, doubt)) => {
                if let Some(kind) = doubt {
                    self.fix(Some(field), kind, text);
                }
                Some(at)
            }
            Err(kind) => {
                self.fix(Some(field), kind, text);
                None
            }
        }
    }

    /// What the spreadsheet said of its cells, where a field is read from them.
    fn note_marks(&mut self) {
        for (column, mark) in self.raw.marks.clone() {
            let Some((field, _)) = self
                .rows
                .columns
                .iter()
                .find(|(_, known)| *known == column)
                .copied()
            else {
                continue;
            };
            let kind = match mark {
                CellMark::Formula => FixKind::FormulaCell,
                CellMark::Error => FixKind::ErrorCell,
                CellMark::Merged => FixKind::MergedCell,
                CellMark::LongNumber => FixKind::DigitsLost,
            };
            let value = self.raw.cells.get(column).unwrap_or_default().to_owned();
            self.fix(Some(field), kind, &value);
        }
    }

    /// A short row whose cells slid to the left: a mail address in a column that holds none.
    fn is_shifted(&self) -> bool {
        let mails = [Field::Email, Field::OrderEmail].map(|field| self.rows.mapping.column_of(field));
        let free = [Field::Note, Field::Attention].map(|field| self.rows.mapping.column_of(field));
        self.raw.cells.iter().enumerate().any(|(column, cell)| {
            let is_mail = cell.contains('@') && !cell.trim().contains(' ');
            let known = self.rows.columns.iter().any(|(_, c)| *c == column);
            is_mail && known && !mails.contains(&Some(column)) && !free.contains(&Some(column))
        })
    }

    /// Whether a column that was read stands behind the row's last cell.
    fn lacks_said_cell(&self) -> bool {
        self.rows
            .columns
            .iter()
            .any(|(_, column)| *column >= self.raw.cells.len())
    }
}
