//! Categories: added, and changed in their words and pattern. The short name stays: registrations hold it.

use super::{NAME_CHARS_MAX, text};
use crate::device::{App, find_event};
use crate::events::label_of;
use crate::failure::{AppError, Refusal};
use crate::view::{CategoryForm, CategoryView, Texts};
use sarrera_core::fold::Definitions;
use sarrera_core::ops::{CategoryDefined, Fact, LogName};
use sarrera_store::CategoryRow;

/// What a category may print as.
pub(crate) const PATTERNS: [&str; 6] = ["empty", "solid", "bars", "diagonals", "dots", "half"];

impl App {
    /// Adds a category, or changes one.
    ///
    /// # Errors
    /// A language without a word, a short name that is taken, an unknown pattern, or a database that can't be written.
    pub fn save_category(&self, event: &str, form: &CategoryForm) -> Result<CategoryView, AppError> {
        let words = Texts {
            eu: text("eu", &form.words.eu, NAME_CHARS_MAX)?,
            es: text("es", &form.words.es, NAME_CHARS_MAX)?,
            en: text("en", &form.words.en, NAME_CHARS_MAX)?,
        };
        if !PATTERNS.contains(&form.pattern.as_str()) {
            let pattern = form.pattern.clone();
            return Err(Refusal::BadPattern { pattern }.into());
        }
        let wanted = match form.label.trim() {
            "" => label_of(&words.en),
            label => label_of(label),
        };
        self.write(|txn| {
            let event = find_event(&txn.reader(), event)?;
            let known = txn.reader().categories(event.no)?;
            let label = label_among(&known, form.id.as_deref(), wanted)?;
            let subject = Definitions::subject("category", &label);
            let defined = CategoryDefined {
                label: label.clone(),
                eu: words.eu.clone(),
                es: words.es.clone(),
                en: words.en.clone(),
                pattern: form.pattern.clone(),
                over: txn.reader().definition_heads(event.no, subject)?,
            };
            txn.append(
                event.id,
                &LogName::Public,
                subject,
                &Fact::CategoryDefined(defined),
            )?;
            Ok(CategoryView {
                id: label,
                words,
                pattern: form.pattern.clone(),
            })
        })
    }
}

/// The short name of the category that is meant; a new one's must be free.
fn label_among(known: &[CategoryRow], changed: Option<&str>, wanted: String) -> Result<String, AppError> {
    let is_known = |label: &str| known.iter().any(|category| category.label == label);
    match changed {
        Some(label) if is_known(label) => Ok(label.to_owned()),
        Some(label) => Err(Refusal::NoCategory {
            category: label.to_owned(),
        }
        .into()),
        None if is_known(&wanted) => Err(Refusal::LabelTaken { label: wanted }.into()),
        None => Ok(wanted),
    }
}

pub(super) fn view(row: CategoryRow) -> CategoryView {
    CategoryView {
        id: row.label,
        words: Texts {
            eu: row.eu,
            es: row.es,
            en: row.en,
        },
        pattern: row.pattern,
    }
}
