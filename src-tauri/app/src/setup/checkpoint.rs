//! Checkpoints: added, and changed in their name and rule, by the same way as the command line's.

use super::{NAME_CHARS_MAX, text};
use crate::checkpoints::{CheckpointAsk, Limit, category_id, define};
use crate::device::{App, find_event};
use crate::events::label_of;
use crate::failure::{AppError, Refusal};
use crate::moment::date_of;
use crate::view::{CheckpointForm, OncePerChoice, OpeningForm, ReEntryChoice};
use sarrera_core::admission::{OncePer, Opening, Reentry};
use sarrera_core::names::fold;
use sarrera_store::{CategoryRow, CheckpointRow};

impl App {
    /// Adds a checkpoint, or changes one. Scans that were made stay judged by the rule that they recorded.
    ///
    /// # Errors
    /// A name that is missing or taken, a stretch of time that is none, a capacity of nobody, an unknown category, or a
    /// database that can't be written.
    pub fn save_checkpoint(&self, event: &str, form: &CheckpointForm) -> Result<CheckpointForm, AppError> {
        let name = text("name", &form.name, NAME_CHARS_MAX)?;
        if form.capacity == Some(0) {
            return Err(Refusal::CapacityOfNobody.into());
        }
        let label = self.write(|txn| {
            let found = find_event(&txn.reader(), event)?;
            let known = txn.reader().checkpoints(found.no)?;
            let label = label_among(&known, form.label.as_deref(), &name)?;
            let ask = CheckpointAsk {
                event,
                label: &label,
                name: Some(name.clone()),
                re_entry: Some(re_entry(form.re_entry)),
                once_per: Some(once_per(form.once_per)),
                capacity: Some(form.capacity.map_or(Limit::None, Limit::People)),
                open: Some(form.open.iter().map(written).collect()),
                only: Some(form.only.clone()),
                prints: Some(form.prints),
            };
            define(txn, &ask)?;
            Ok(label)
        })?;
        self.read(|r| {
            let event = find_event(r, event)?;
            let found = r.checkpoints(event.no)?.into_iter().find(|c| c.label == label);
            let row = found.ok_or_else(|| not_found(&label))?;
            Ok(self::form(row, &r.categories(event.no)?))
        })
    }
}

/// The short name of the checkpoint that is meant. No two have one name: people choose their place by it.
fn label_among(known: &[CheckpointRow], changed: Option<&str>, name: &str) -> Result<String, AppError> {
    let label = changed.map_or_else(|| label_of(name), str::to_owned);
    let others = || known.iter().filter(|c| changed != Some(c.label.as_str()));
    if others().any(|c| fold(&c.name) == fold(name)) {
        let name = name.to_owned();
        return Err(Refusal::NameTaken { name }.into());
    }
    if changed.is_none() && known.iter().any(|c| c.label == label) {
        return Err(Refusal::LabelTaken { label }.into());
    }
    if changed.is_some() && !known.iter().any(|c| c.label == label) {
        return Err(not_found(&label));
    }
    Ok(label)
}

fn not_found(label: &str) -> AppError {
    AppError::NotFound {
        what: "checkpoint",
        which: label.to_owned(),
    }
}

/// As the command line writes it.
fn written(opening: &OpeningForm) -> String {
    format!("{}T{}-{}", opening.day, opening.from, opening.until)
}

pub(super) fn form(row: CheckpointRow, categories: &[CategoryRow]) -> CheckpointForm {
    let rule = row.rule;
    let passes = |category: &&CategoryRow| rule.categories.contains(&category_id(&category.label));
    CheckpointForm {
        label: Some(row.label),
        name: row.name,
        re_entry: match rule.reentry {
            Reentry::Never => ReEntryChoice::Never,
            Reentry::AfterExit => ReEntryChoice::AfterExit,
            Reentry::Allowed => ReEntryChoice::Always,
        },
        once_per: match rule.once_per {
            OncePer::Event => OncePerChoice::Event,
            OncePer::Day => OncePerChoice::Day,
        },
        capacity: rule.capacity,
        open: rule.openings.iter().map(opening).collect(),
        only: categories
            .iter()
            .filter(passes)
            .map(|c| c.label.clone())
            .collect(),
        prints: rule.prints,
    }
}

const fn re_entry(choice: ReEntryChoice) -> Reentry {
    match choice {
        ReEntryChoice::Never => Reentry::Never,
        ReEntryChoice::AfterExit => Reentry::AfterExit,
        ReEntryChoice::Always => Reentry::Allowed,
    }
}

const fn once_per(choice: OncePerChoice) -> OncePer {
    match choice {
        OncePerChoice::Event => OncePer::Event,
        OncePerChoice::Day => OncePer::Day,
    }
}

fn opening(opening: &Opening) -> OpeningForm {
    let time = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    OpeningForm {
        day: date_of(opening.day).to_string(),
        from: time(opening.from_minute),
        until: time(opening.until_minute),
    }
}
