//! `conflicts` and `settle`: facts that cannot both be right, and somebody's decision.

use crate::args::SettleCall;
use crate::output::{Answer, Failed};
use crate::people::short_json;
use sarrera_app::view::{ConflictFact, ConflictView, SettleAsk};
use sarrera_app::{App, PAGE_CONFLICTS};
use serde_json::{Value, json};

/// Lists the conflicts of an event, or of all of them, open ones first.
pub(crate) fn list(app: &App, event: Option<&str>) -> Result<Answer, Failed> {
    let mut lines = Vec::new();
    let mut conflicts = Vec::new();
    for Meant { id, label } in events(app, event)? {
        let mut skip = 0;
        loop {
            let page = app.conflicts_page(&id, skip)?;
            for conflict in &page.conflicts {
                lines.extend(conflict_lines(app, &id, conflict)?);
                conflicts.push(conflict_json(app, (&id, &label), conflict)?);
            }
            skip += PAGE_CONFLICTS;
            if skip >= page.open + page.settled {
                break;
            }
        }
    }
    if lines.is_empty() {
        lines.push("no conflicts".to_owned());
    }
    Ok(Answer::new(json!({ "conflicts": conflicts }), lines))
}

/// Settles a conflict.
pub(crate) fn settle(app: &App, call: &SettleCall) -> Result<Answer, Failed> {
    let ask = SettleAsk {
        conflict: call.conflict.clone(),
        keep: call.keep.clone().filter(|_| !call.both),
        seen: Vec::new(),
    };
    let end = app.settle_conflict(&call.event, &ask)?;
    let mut lines = vec![format!("settled {}", end.conflict)];
    lines.extend(end.voided.iter().map(|badge| format!("badge {badge} is void")));
    if end.annulled > 0 {
        lines.push(format!("{} scans are annulled", end.annulled));
    }
    let json = json!({
        "conflict": end.conflict,
        "settled": true,
        "voided": end.voided,
        "annulled": end.annulled,
    });
    Ok(Answer::new(json, lines))
}

/// An event that is meant: asked for by what nobody else has, and told by what people call it.
pub(crate) struct Meant {
    pub(crate) id: String,
    pub(crate) label: String,
}

/// The events that are meant: two may have one label.
pub(crate) fn events(app: &App, event: Option<&str>) -> Result<Vec<Meant>, Failed> {
    Ok(match event {
        Some(event) => vec![Meant {
            id: event.to_owned(),
            label: event.to_owned(),
        }],
        None => app
            .events()?
            .into_iter()
            .map(|event| Meant {
                id: event.id,
                label: event.label,
            })
            .collect(),
    })
}

fn conflict_json(app: &App, (event, label): (&str, &str), conflict: &ConflictView) -> Result<Value, Failed> {
    let facts = conflict.facts.iter().map(|fact| fact_json(app, event, fact));
    Ok(json!({
        "id": conflict.id,
        "event": label,
        "kind": conflict.kind,
        "attendee": conflict.person.as_ref().map(short_json),
        "device": conflict.device.as_ref().map(|device| &device.name),
        "scope": conflict.scope,
        "facts": facts.collect::<Result<Vec<_>, _>>()?,
        "settled": conflict.settled,
    }))
}

fn fact_json(app: &App, event: &str, fact: &ConflictFact) -> Result<Value, Failed> {
    Ok(json!({
        "fact": fact.fact,
        "at": app.rfc3339(event, fact.at)?,
        "device": fact.device,
        "operator": fact.operator,
        "value": fact.value,
        "detail": fact.detail,
    }))
}

fn conflict_lines(app: &App, event: &str, conflict: &ConflictView) -> Result<Vec<String>, Failed> {
    let state = if conflict.settled { "settled" } else { "open" };
    let person = conflict.person.as_ref().map(|person| person.name.clone());
    let device = conflict.device.as_ref().map(|device| device.name.clone());
    let about = [person.or(device).unwrap_or_default(), conflict.scope.clone()];
    let about: Vec<String> = about.into_iter().filter(|part| !part.is_empty()).collect();
    let kind = conflict.kind.replace('_', " ");
    let mut lines = vec![format!("{state} {kind}: {} [{}]", about.join(" · "), conflict.id)];
    for fact in &conflict.facts {
        let parts = [
            app.rfc3339(event, fact.at)?,
            fact.device.clone(),
            fact.operator.clone(),
            fact.value.clone(),
            fact.detail.replace('_', " "),
        ];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        lines.push(format!("  {} [{}]", parts.join(" · "), fact.fact));
    }
    Ok(lines)
}
