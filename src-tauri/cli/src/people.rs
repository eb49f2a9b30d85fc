//! `find`, `register`, `correct` and `substitute`: people, as the desk finds and writes them.

use crate::args::{PersonCall, PlaceCall};
use crate::output::{Answer, Failed, columns};
use crate::scan::{outcome_json, outcome_lines};
use sarrera_app::view::{Hit, LeadSharing, Likely, Outcome, PersonView, Presence};
use sarrera_app::{App, AppError, PrintWish, Refusal, ScanAsk};
use sarrera_core::ops::Direction;
use serde_json::{Value, json};

/// Finds people, best first, each with the reason.
pub(crate) fn find(app: &App, event: &str, text: &str) -> Result<Answer, Failed> {
    let hits = app.find(event, text)?;
    let rows: Vec<Vec<String>> = hits.iter().map(hit_row).collect();
    let lines = if rows.is_empty() {
        vec!["nobody".to_owned()]
    } else {
        columns(&rows)
    };
    let hits: Vec<Value> = hits.iter().map(hit_json).collect();
    Ok(Answer::new(json!({ "hits": hits }), lines))
}

/// Registers a person, says who may be the same, and lets them in where a checkpoint is named.
pub(crate) fn register(
    app: &App,
    event: &str,
    person: &PersonCall,
    place: &PlaceCall,
    checkpoint: Option<&str>,
) -> Result<Answer, Failed> {
    require_consent(person)?;
    let form = place.put_into(person.form());
    let likely = app.check_form(event, &form, None)?.likely;
    let (registered, outcome) = match checkpoint {
        Some(checkpoint) => {
            let outcome = app.register_and_admit(&entry(event, checkpoint), &form)?;
            (outcome.person.clone(), Some(outcome))
        }
        None => (Some(app.register(event, &form)?), None),
    };
    let mut lines = registered.iter().map(person_line).collect::<Vec<_>>();
    lines.extend(registered.iter().filter_map(days_line));
    if let Some(outcome) = &outcome {
        lines.extend(outcome_lines(app, event, outcome)?);
    }
    lines.extend(likely.iter().map(|one| {
        format!(
            "may be the same: {} ({})",
            person_line(&one.person),
            one.why.replace('_', " ")
        )
    }));
    let ticket = registered
        .as_ref()
        .map(|person| app.ticket(event, &person.id))
        .transpose()?;
    lines.extend(ticket.iter().map(|ticket| format!("ticket {}", ticket.code)));
    let json = json!({
        "attendee": registered.as_ref().map(person_json),
        "ticket": ticket.map(|ticket| ticket.code),
        "likely": likely.iter().map(likely_json).collect::<Vec<_>>(),
        "scan": match &outcome {
            Some(outcome) => outcome_json(app, event, outcome)?,
            None => Value::Null,
        },
    });
    Ok(Answer::new(json, lines))
}

/// Corrects the fields that are given.
pub(crate) fn correct(
    app: &App,
    event: &str,
    attendee: &str,
    person: &PersonCall,
    place: &PlaceCall,
) -> Result<Answer, Failed> {
    let form = place.put_into(person.form());
    let corrected = app.correct(event, attendee, &form, PrintWish::None)?;
    let mut lines = vec![person_line(&corrected.person)];
    lines.extend(days_line(&corrected.person));
    lines.extend(
        corrected
            .voided
            .iter()
            .map(|badge| format!("badge {badge} is void")),
    );
    let json = json!({ "attendee": person_json(&corrected.person), "voided": corrected.voided });
    Ok(Answer::new(json, lines))
}

/// Puts a colleague in somebody's place and lets the colleague in.
pub(crate) fn substitute(
    app: &App,
    event: &str,
    attendee: &str,
    checkpoint: &str,
    person: &PersonCall,
) -> Result<Answer, Failed> {
    require_consent(person)?;
    let outcome = app.substitute(&entry(event, checkpoint), attendee, &person.form())?;
    let mut lines: Vec<String> = outcome.person.iter().map(person_line).collect();
    lines.extend(outcome_lines(app, event, &outcome)?);
    let json = json!({
        "attendee": outcome.person.as_ref().map(person_json),
        "scan": outcome_json(app, event, &outcome)?,
    });
    Ok(Answer::new(json, lines))
}

/// A new person is asked about their leads; the notice is the use case's own condition.
fn require_consent(person: &PersonCall) -> Result<(), Failed> {
    if person.consent.is_some() {
        return Ok(());
    }
    Err(AppError::from(Refusal::FieldMissing { field: "consent" }).into())
}

fn entry<'a>(event: &'a str, checkpoint: &'a str) -> ScanAsk<'a> {
    ScanAsk {
        event,
        checkpoint,
        direction: Direction::Entry,
        at: None,
        print: PrintWish::None,
    }
}

fn hit_row(hit: &Hit) -> Vec<String> {
    let person = &hit.person;
    vec![
        person.id.clone(),
        person.name.clone(),
        person.company.clone(),
        person.category.clone(),
        person.status.clone(),
        format!("{} {}", hit.why.field, hit.why.how),
    ]
}

fn hit_json(hit: &Hit) -> Value {
    let mut value = short_json(&hit.person);
    if let Value::Object(map) = &mut value {
        map.insert("status".to_owned(), hit.person.status.clone().into());
        map.insert("presence".to_owned(), presence(hit.person.presence).into());
        map.insert(
            "why".to_owned(),
            json!({ "field": hit.why.field, "how": hit.why.how }),
        );
    }
    value
}

fn likely_json(likely: &Likely) -> Value {
    let mut value = short_json(&likely.person);
    if let Value::Object(map) = &mut value {
        map.insert("why".to_owned(), likely.why.clone().into());
    }
    value
}

/// A person as verdicts and lists name them.
pub(crate) fn short_json(person: &PersonView) -> Value {
    json!({
        "id": person.id,
        "name": person.name,
        "company": person.company,
        "category": person.category,
    })
}

/// Everything of a person.
pub(crate) fn person_json(person: &PersonView) -> Value {
    json!({
        "id": person.id,
        "name": person.name,
        "first": person.given_name,
        "last": person.family_name,
        "company": person.company,
        "job_title": person.job_title,
        "email": person.email,
        "phone": person.phone,
        "country": person.country,
        "language": person.language,
        "category": person.category,
        "status": person.status,
        "days": person.days,
        "presence": presence(person.presence),
        "consent": person.lead_sharing.map(consent),
        "badge": person.badge.as_ref().map(|badge| badge.number.clone()),
    })
}

const fn presence(presence: Presence) -> &'static str {
    match presence {
        Presence::NotArrived => "not_arrived",
        Presence::Inside => "inside",
        Presence::Left => "left",
    }
}

const fn consent(choice: LeadSharing) -> &'static str {
    match choice {
        LeadSharing::Share => "share",
        LeadSharing::Ask => "ask",
        LeadSharing::Dont => "dont",
    }
}

/// A person in one line.
pub(crate) fn person_line(person: &PersonView) -> String {
    let parts = [&person.name, &person.company, &person.category];
    let told: Vec<&str> = parts
        .into_iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    format!("{} [{}]", told.join(" · "), person.id)
}

/// On which days a person may come, where it is not every day.
pub(crate) fn days_line(person: &PersonView) -> Option<String> {
    (!person.days.is_empty()).then(|| format!("valid on {}", person.days.join(", ")))
}

/// Whom an outcome speaks of.
pub(crate) fn attendee_json(outcome: &Outcome) -> Value {
    outcome.person.as_ref().map_or(Value::Null, short_json)
}
