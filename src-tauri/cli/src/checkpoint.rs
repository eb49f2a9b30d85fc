//! `checkpoint`: a checkpoint and its rule, defined or changed part by part.

use crate::args::{CheckpointCall, ReEntryName, SpanName, YesNo, list};
use crate::output::{Answer, Failed, object, pairs};
use sarrera_app::{App, CheckpointAsk, OncePer, ReEntry};
use serde_json::Value;

/// Defines or changes the checkpoint, and says what its rule is now.
pub(crate) fn define(app: &App, call: &CheckpointCall) -> Result<Answer, Failed> {
    let ask = CheckpointAsk {
        event: &call.event,
        label: &call.label,
        name: call.name.clone(),
        re_entry: call.re_entry.map(|name| match name {
            ReEntryName::Never => ReEntry::Never,
            ReEntryName::AfterExit => ReEntry::AfterExit,
            ReEntryName::Always => ReEntry::Allowed,
        }),
        once_per: call.once_per.map(|name| match name {
            SpanName::Event => OncePer::Event,
            SpanName::Day => OncePer::Day,
        }),
        capacity: call.capacity,
        open: list(&call.open, "always"),
        only: list(&call.only, "all"),
        prints: call.prints.map(|answer| answer == YesNo::Yes),
    };
    let rule = app.define_checkpoint(&ask)?;
    let or = |list: &[String], word: &str| {
        if list.is_empty() {
            word.to_owned()
        } else {
            list.join(", ")
        }
    };
    let lines = pairs(&[
        ("checkpoint", rule.label.clone()),
        ("name", rule.name.clone()),
        ("re-entry", rule.re_entry.clone()),
        ("once per", rule.once_per.clone()),
        (
            "capacity",
            rule.capacity.map_or_else(|| "none".to_owned(), |n| n.to_string()),
        ),
        ("open", or(&rule.open, "always")),
        ("only", or(&rule.only, "all")),
        ("prints badges", if rule.prints { "yes" } else { "no" }.to_owned()),
    ]);
    Ok(Answer::new(Value::Object(object(&rule)), lines))
}
