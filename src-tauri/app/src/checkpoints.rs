//! Defining a checkpoint and changing its rule: what is not said stays as it was, and a scan is judged by the rule of
//! its own moment.

use crate::device::{App, find_event};
use crate::failure::{AppError, Refusal};
use crate::moment::{date, date_of, day_number};
use crate::view::CheckpointRule;
use sarrera_core::admission::{OncePer, Opening, Reentry, Rule};
use sarrera_core::fold::Definitions;
use sarrera_core::ids::CategoryId;
use sarrera_core::ops::{CheckpointDefined, Fact, LogName};
use sarrera_store::{CategoryRow, CheckpointRow, EventRow, Reader, Txn};

/// What is asked of a checkpoint. `None` leaves a part as it is; a new checkpoint starts with the usual rule.
#[derive(Debug, Clone, Default)]
pub struct CheckpointAsk<'a> {
    pub event: &'a str,
    /// The short name that scripts use: `main`.
    pub label: &'a str,
    pub name: Option<String>,
    pub re_entry: Option<ReEntry>,
    pub once_per: Option<OncePer>,
    pub capacity: Option<Limit>,
    /// Stretches as `2026-11-24T09:00-18:00`; empty: always open.
    pub open: Option<Vec<String>>,
    /// Short names of categories; empty: everybody.
    pub only: Option<Vec<String>>,
    pub prints: Option<bool>,
}

/// Whether somebody who was let in may be let in again.
pub use sarrera_core::admission::Reentry as ReEntry;

/// How many people may be inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    None,
    People(u32),
}

impl App {
    /// Defines a checkpoint, or changes the one of this label.
    ///
    /// # Errors
    /// An unknown event or category, a stretch of time that is none, or a database that can't be written.
    pub fn define_checkpoint(&self, ask: &CheckpointAsk<'_>) -> Result<CheckpointRule, AppError> {
        let label = ask.label.trim();
        let event = self.write(|txn| define(txn, ask))?;
        self.read(|r| {
            let found = row(r, &event, label)?.ok_or_else(|| AppError::NotFound {
                what: "checkpoint",
                which: label.to_owned(),
            })?;
            Ok(view(found, &r.categories(event.no)?))
        })
    }
}

/// Appends a checkpoint's definition, over what it replaces.
pub(crate) fn define(txn: &mut Txn<'_>, ask: &CheckpointAsk<'_>) -> Result<EventRow, AppError> {
    let label = ask.label.trim();
    if label.is_empty() {
        return Err(Refusal::FieldMissing { field: "label" }.into());
    }
    let event = find_event(&txn.reader(), ask.event)?;
    let known = row(&txn.reader(), &event, label)?;
    let rule = known.as_ref().map(|c| c.rule.clone()).unwrap_or_default();
    let rule = changed(rule, ask, &txn.reader().categories(event.no)?)?;
    let name = ask
        .name
        .as_deref()
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .or_else(|| known.map(|c| c.name))
        .unwrap_or_else(|| label.to_owned());
    let subject = Definitions::subject("checkpoint", label);
    let fact = Fact::CheckpointDefined(CheckpointDefined {
        label: label.to_owned(),
        name,
        rule,
        over: txn.reader().definition_heads(event.no, subject)?,
    });
    txn.append(event.id, &LogName::Public, subject, &fact)?;
    Ok(event)
}

fn row(reader: &Reader<'_>, event: &EventRow, label: &str) -> Result<Option<CheckpointRow>, AppError> {
    let all = reader.checkpoints(event.no)?;
    Ok(all.into_iter().find(|c| c.label == label))
}

fn changed(mut rule: Rule, ask: &CheckpointAsk<'_>, categories: &[CategoryRow]) -> Result<Rule, AppError> {
    if let Some(re_entry) = ask.re_entry {
        rule.reentry = re_entry;
    }
    if let Some(once_per) = ask.once_per {
        rule.once_per = once_per;
    }
    if let Some(capacity) = ask.capacity {
        rule.capacity = match capacity {
            Limit::None => None,
            Limit::People(people) => Some(people),
        };
    }
    if let Some(open) = &ask.open {
        rule.openings = open.iter().map(|text| opening(text)).collect::<Result<_, _>>()?;
        rule.openings.sort_unstable();
    }
    if let Some(only) = &ask.only {
        let ids = only.iter().map(|label| category(label.trim(), categories));
        rule.categories = ids.collect::<Result<_, _>>()?;
    }
    if let Some(prints) = ask.prints {
        rule.prints = prints;
    }
    Ok(rule)
}

fn category(label: &str, categories: &[CategoryRow]) -> Result<CategoryId, AppError> {
    if categories.iter().any(|c| c.label == label) {
        Ok(category_id(label))
    } else {
        let category = label.to_owned();
        Err(Refusal::NoCategory { category }.into())
    }
}

pub(crate) fn category_id(label: &str) -> CategoryId {
    CategoryId(Definitions::subject("category", label).0)
}

/// Reads `2026-11-24T09:00-18:00`; a stretch that ends at midnight ends at 24:00.
fn opening(text: &str) -> Result<Opening, AppError> {
    let refused = || {
        AppError::from(Refusal::BadOpening {
            value: text.to_owned(),
        })
    };
    let (day, times) = text.trim().split_once('T').ok_or_else(refused)?;
    let (from, until) = times.split_once('-').ok_or_else(refused)?;
    let opening = Opening {
        day: day_number(date(day).map_err(|_not_a_date| refused())?),
        from_minute: minute(from).ok_or_else(refused)?,
        until_minute: minute(until).ok_or_else(refused)?,
    };
    if opening.from_minute < opening.until_minute {
        Ok(opening)
    } else {
        Err(refused())
    }
}

fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute) = (hour.parse::<u16>().ok()?, minute.parse::<u16>().ok()?);
    let whole = hour.checked_mul(60)?.checked_add(minute)?;
    (minute < 60 && whole <= Opening::DAY_MINUTES).then_some(whole)
}

fn view(checkpoint: CheckpointRow, categories: &[CategoryRow]) -> CheckpointRule {
    let rule = checkpoint.rule;
    let only = categories
        .iter()
        .filter(|c| rule.categories.contains(&category_id(&c.label)))
        .map(|c| c.label.clone())
        .collect();
    CheckpointRule {
        id: checkpoint.id.to_string(),
        label: checkpoint.label,
        name: checkpoint.name,
        re_entry: match rule.reentry {
            Reentry::Allowed => "always",
            Reentry::Never => "never",
            Reentry::AfterExit => "after-exit",
        }
        .to_owned(),
        once_per: rule.once_per.code().to_owned(),
        capacity: rule.capacity,
        open: rule.openings.iter().map(written).collect(),
        only,
        prints: rule.prints,
    }
}

fn written(opening: &Opening) -> String {
    let time = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    format!(
        "{}T{}-{}",
        date_of(opening.day),
        time(opening.from_minute),
        time(opening.until_minute)
    )
}
