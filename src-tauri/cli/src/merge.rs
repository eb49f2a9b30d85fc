//! `merge` and `duplicates`: registrations that are, or may be, one person's.

use crate::args::MergeCall;
use crate::output::{Answer, Failed};
use crate::people::{person_json, person_line, short_json};
use sarrera_app::App;
use serde_json::{Value, json};

/// Makes one person of several, or takes that back.
pub(crate) fn merge(app: &App, call: &MergeCall) -> Result<Answer, Failed> {
    if let Some(merge) = &call.undo {
        let people = app.undo_merge(&call.event, merge)?;
        let lines = people.iter().map(person_line).collect();
        let people: Vec<Value> = people.iter().map(short_json).collect();
        return Ok(Answer::new(json!({ "merge": merge, "attendees": people }), lines));
    }
    let merged = app.merge(&call.event, &call.attendees)?;
    let mut lines = vec![person_line(&merged.person), format!("merge {}", merged.merge)];
    lines.extend(merged.voided.iter().map(|badge| format!("badge {badge} is void")));
    let json = json!({
        "merge": merged.merge,
        "attendee": person_json(&merged.person),
        "voided": merged.voided,
    });
    Ok(Answer::new(json, lines))
}

/// Lists a page of likely duplicates.
pub(crate) fn duplicates(app: &App, event: &str, skip: u32) -> Result<Answer, Failed> {
    let page = app.duplicates(event, skip)?;
    let mut lines = vec![format!("{} likely", page.total)];
    let mut groups = Vec::new();
    for group in &page.groups {
        lines.push(group.why.replace('_', " "));
        lines.extend(
            group
                .people
                .iter()
                .map(|person| format!("  {}", person_line(person))),
        );
        let people: Vec<Value> = group.people.iter().map(short_json).collect();
        groups.push(json!({ "why": group.why, "attendees": people }));
    }
    let json = json!({ "total": page.total, "skipped": page.skipped, "groups": groups });
    Ok(Answer::new(json, lines))
}
