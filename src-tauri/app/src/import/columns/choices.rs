//! What a person said about columns: which one, by its header and the how-manieth of that header it is, and what it
//! holds. It is remembered per header set.

use super::{Family, Field};
use crate::import::fold::fold_label;
use crate::import::problem::MappingError;
use crate::import::rows::RowStatus;
use serde::{Deserialize, Serialize};

/// A column as a person names it. A file may have one header twice: pretix's "Estado" is a status and a province.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ColumnName {
    pub header: String,
    /// The first, second... column with this header, however it is spelt; without it the first, or the one that is
    /// spelt so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nth: Option<u32>,
}

impl ColumnName {
    /// The column's name as it is read from text: the header, where it may end in `#2` for the second of that name.
    #[must_use]
    pub fn typed(header: &str) -> Self {
        Self {
            header: header.to_owned(),
            nth: None,
        }
    }

    /// Where the column stands among the headers.
    #[must_use]
    pub fn find(&self, headers: &[String]) -> Option<usize> {
        if let Some(nth) = self.nth {
            return nth_of(headers, &self.header, nth);
        }
        headers
            .iter()
            .position(|header| *header == self.header)
            .or_else(|| nth_of(headers, &self.header, 1))
            .or_else(|| {
                let (header, number) = self.header.rsplit_once('#')?;
                nth_of(headers, header, number.trim().parse().ok()?)
            })
    }

    /// The names of all columns.
    #[must_use]
    pub fn of_all(headers: &[String]) -> Vec<Self> {
        let folded: Vec<String> = headers.iter().map(|header| fold_label(header)).collect();
        let mut names = Vec::with_capacity(headers.len());
        for (index, header) in headers.iter().enumerate() {
            let same = folded.get(..=index).unwrap_or_default();
            let nth = same
                .iter()
                .filter(|other| Some(*other) == folded.get(index))
                .count();
            names.push(Self {
                header: header.clone(),
                nth: u32::try_from(nth).ok(),
            });
        }
        names
    }
}

fn nth_of(headers: &[String], header: &str, nth: u32) -> Option<usize> {
    let wanted = fold_label(header);
    let before = usize::try_from(nth.checked_sub(1)?).ok()?;
    headers
        .iter()
        .enumerate()
        .filter(|(_, header)| fold_label(header) == wanted)
        .map(|(index, _)| index)
        .nth(before)
}

/// What a person said about columns, as remembered per header set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// Column and field; no field means that the column is ignored.
    pub columns: Vec<(ColumnName, Option<Field>)>,
    /// Words of the status column that are not known, and what they mean.
    pub status_words: Vec<(String, RowStatus)>,
    /// The program the file came from, if it is not to be recognised.
    pub family: Option<Family>,
}

impl Choices {
    /// Reads `--map` texts: `Header=field`, `Header#2=field` for the second column of that name, `Header=ignore`, or
    /// `Word=status:paid` for a word of the status column.
    ///
    /// # Errors
    /// When a text has no `=` or names no field.
    pub fn parse<T: AsRef<str>>(texts: &[T]) -> Result<Self, MappingError> {
        let mut choices = Self::default();
        for text in texts {
            let text = text.as_ref();
            let (left, right) = text.rsplit_once('=').ok_or_else(|| MappingError::NotAMapping {
                text: text.to_owned(),
            })?;
            let (left, right) = (left.trim(), right.trim());
            let unknown = || MappingError::FieldUnknown {
                name: right.to_owned(),
            };
            if let Some(word) = right.strip_prefix("status:") {
                let status = RowStatus::from_name(word).ok_or_else(unknown)?;
                choices.status_words.push((left.to_owned(), status));
            } else if right == "ignore" {
                choices.columns.push((ColumnName::typed(left), None));
            } else {
                let field = Field::from_name(right).ok_or_else(unknown)?;
                choices.columns.push((ColumnName::typed(left), Some(field)));
            }
        }
        Ok(choices)
    }

    /// These choices, and those for an earlier file with these headers where none were made for this one.
    #[must_use]
    pub fn after(self, remembered: Option<Self>, headers: &[String]) -> Self {
        let Some(mut choices) = remembered else {
            return self;
        };
        choices.columns.retain(|(column, field)| {
            let at = column.find(headers);
            at.is_some()
                && self
                    .columns
                    .iter()
                    .all(|(other, chosen)| other.find(headers) != at && (field.is_none() || chosen != field))
        });
        choices.columns.extend(self.columns);
        choices.status_words.extend(self.status_words);
        choices.family = self.family.or(choices.family);
        choices
    }
}
