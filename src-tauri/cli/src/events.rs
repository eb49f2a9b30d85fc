//! `init` and `events`: the events of an event file, and those there are.

use crate::folder::{Folder, tell_recovery_key};
use crate::output::{Answer, Failed, columns};
use sarrera_app::App;
use sarrera_app::view::EventView;
use serde_json::{Value, json};
use std::path::Path;

/// Makes the events that are new, and the database where there is none.
pub(crate) fn init(folder: &Folder<'_>, file: &Path) -> Result<Answer, Failed> {
    let opened = folder.open_or_make()?;
    let created = opened.recovery_key.is_some();
    // Also one of an earlier call that died before it could show it.
    let recovery_key = opened.app.unseen_recovery_key()?.map(|key| key.to_text());
    let made = make(&opened.app, file);
    // In the object it is told once; where there will be no object, it is told all the same.
    if let Some(key) = recovery_key.as_ref().filter(|_| !folder.json || made.is_err()) {
        tell_recovery_key(&opened.app, key)?;
    }
    let events = made?;
    let rows: Vec<Vec<String>> = events
        .iter()
        .map(|(event, added)| {
            let state = if *added { "added" } else { "here already" };
            vec![
                event.label.clone(),
                event.name.clone(),
                days(event),
                state.to_owned(),
            ]
        })
        .collect();
    let json = json!({
        "created": created,
        "recovery_key": recovery_key.as_ref().map(|key| key.as_str()),
        "events": events.iter().map(|(event, added)| event_json(event, Some(*added))).collect::<Vec<_>>(),
    });
    let mut answer = Answer::new(json, columns(&rows));
    answer.tells_recovery_key_of = recovery_key.is_some().then_some(opened.app);
    Ok(answer)
}

fn make(app: &App, file: &Path) -> Result<Vec<(EventView, bool)>, Failed> {
    let before: Vec<String> = app.events()?.into_iter().map(|event| event.id).collect();
    let events = app.create_events_from_file(file)?;
    Ok(events
        .into_iter()
        .map(|event| {
            let added = !before.contains(&event.id);
            (event, added)
        })
        .collect())
}

/// Lists the events.
pub(crate) fn list(app: &App) -> Result<Answer, Failed> {
    let events = app.events()?;
    let rows: Vec<Vec<String>> = events
        .iter()
        .map(|event| {
            let checkpoints: Vec<&str> = event.checkpoints.iter().map(|c| c.label.as_str()).collect();
            vec![
                event.label.clone(),
                event.name.clone(),
                days(event),
                format!("{} registered", event.registered),
                format!("checkpoints {}", checkpoints.join(", ")),
            ]
        })
        .collect();
    let listed: Vec<Value> = events.iter().map(|event| event_json(event, None)).collect();
    Ok(Answer::new(json!({ "events": listed }), columns(&rows)))
}

fn days(event: &EventView) -> String {
    match (event.days.first(), event.days.last()) {
        (Some(first), Some(last)) if first != last => format!("{first} to {last}"),
        (Some(only), _) => only.clone(),
        (None, _) => String::new(),
    }
}

fn event_json(event: &EventView, added: Option<bool>) -> Value {
    let checkpoints: Vec<Value> = event
        .checkpoints
        .iter()
        .map(|c| json!({ "id": c.id, "label": c.label, "name": c.name }))
        .collect();
    let categories: Vec<&str> = event.categories.iter().map(|c| c.id.as_str()).collect();
    let mut value = json!({
        "id": event.id,
        "label": event.label,
        "name": event.name,
        "venue": event.venue,
        "time_zone": event.time_zone,
        "days": event.days,
        "registered": event.registered,
        "checkpoints": checkpoints,
        "categories": categories,
    });
    if let (Some(added), Value::Object(map)) = (added, &mut value) {
        map.insert("added".to_owned(), added.into());
    }
    if let (Some(joined), Value::Object(map)) = (&event.joined, &mut value) {
        let view = json!({ "into": joined.into, "name": joined.name, "read_only": joined.read_only, "report": joined.report });
        map.insert("joined".to_owned(), view);
    }
    value
}
