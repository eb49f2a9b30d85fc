//! `scan`: one code or many, and what may follow: undo, confirmation, override.

use crate::args::ScanCall;
use crate::output::{Answer, Failed, say, say_json};
use crate::people::{attendee_json, days_line, person_line, short_json};
use sarrera_app::view::Outcome;
use sarrera_app::{App, AppError, PrintWish, Refusal, ScanAsk};
use sarrera_core::ops::Direction;
use serde_json::{Value, json};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

/// A longer line of a file of codes is no code: its beginning is scanned as one, and nothing after it.
const LINE_BYTES_MAX: u64 = 64 * 1024;

/// Scans, or does what may follow a scan.
pub(crate) fn scan(app: &App, call: &ScanCall, as_json: bool) -> Result<Answer, Failed> {
    let event = call.event.as_str();
    if let Some(scan) = &call.undo {
        let undone = app.undo_scan(event, scan)?;
        let json = json!({
            "scan": scan,
            "undone": true,
            "voided": undone.voided,
            "paper_back": undone.paper_back,
        });
        let mut lines = vec![format!("undone [{scan}]")];
        lines.extend(undone.voided.iter().map(|badge| format!("badge {badge} is void")));
        if undone.paper_back {
            lines.push("ask for the paper back".to_owned());
        }
        return Ok(Answer::new(json, lines));
    }
    if let Some(scan) = &call.confirm {
        let outcome = app.confirm_scan(event, scan, PrintWish::None)?;
        return answer(app, event, &outcome);
    }
    let at = call.at.as_deref().map(|at| app.moment(event, at)).transpose()?;
    let ask = ScanAsk {
        event,
        checkpoint: call.checkpoint.as_deref().unwrap_or_default(),
        direction: if call.exit {
            Direction::Exit
        } else {
            Direction::Entry
        },
        at,
        print: PrintWish::None,
    };
    if let Some(path) = &call.codes_from {
        return batch(app, &ask, path, as_json);
    }
    let overrule = call.overrule.as_deref();
    if overrule.is_some_and(|reason| reason.trim().is_empty()) {
        return Err(AppError::from(Refusal::ReasonMissing).into());
    }
    let mut outcome = app.scan(&ask, call.code.as_deref().unwrap_or_default())?;
    if let Some(reason) = overrule.filter(|_| outcome.can.override_verdict) {
        outcome = app.override_scan(event, &outcome.scan, reason, PrintWish::None)?;
    }
    answer(app, event, &outcome)
}

/// One code a line, one verdict a line; a line stands on standard output once its scan is on the disk, and not before.
fn batch(app: &App, ask: &ScanAsk<'_>, path: &Path, as_json: bool) -> Result<Answer, Failed> {
    let unreadable = |error: io::Error| AppError::FileUnreadable {
        path: path.display().to_string(),
        why: error.to_string(),
    };
    let mut codes: Box<dyn BufRead> = if path == Path::new("-") {
        Box::new(io::stdin().lock())
    } else {
        Box::new(BufReader::new(File::open(path).map_err(unreadable)?))
    };
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = codes
            .by_ref()
            .take(LINE_BYTES_MAX)
            .read_until(b'\n', &mut line)
            .map_err(unreadable)?;
        if read == 0 {
            break;
        }
        if line.last() != Some(&b'\n') {
            codes.skip_until(b'\n').map_err(unreadable)?;
        }
        let text = String::from_utf8_lossy(&line);
        let code = text.trim_end_matches(['\r', '\n']);
        if code.is_empty() {
            continue;
        }
        let outcome = app.scan(ask, code)?;
        if as_json {
            say_json(&outcome_json(app, ask.event, &outcome)?)?;
        } else {
            say(&outcome_lines(app, ask.event, &outcome)?.join("  "))?;
        }
    }
    Ok(Answer::said())
}

fn answer(app: &App, event: &str, outcome: &Outcome) -> Result<Answer, Failed> {
    Ok(Answer::new(
        outcome_json(app, event, outcome)?,
        outcome_lines(app, event, outcome)?,
    ))
}

/// A verdict for machines.
pub(crate) fn outcome_json(app: &App, event: &str, outcome: &Outcome) -> Result<Value, Failed> {
    let since = outcome.since.map(|at| app.rfc3339(event, at)).transpose()?;
    let reasons: Vec<&str> = outcome
        .reasons
        .iter()
        .map(|reason| reason.code.as_str())
        .collect();
    Ok(json!({
        "verdict": outcome.verdict,
        "reasons": reasons,
        "attendee": attendee_json(outcome),
        "since": since,
        "since_device": outcome.since_device,
        "field_reason": outcome.field_reason,
        "scan": outcome.scan,
        "at": app.rfc3339(event, outcome.at)?,
        "pending": outcome.pending,
        "details_follow": outcome.details_follow,
        "double_scan": outcome.double_scan,
        "attention": outcome.attention,
        "candidates": outcome.candidates.iter().map(short_json).collect::<Vec<_>>(),
        "can_override": outcome.can.override_verdict,
    }))
}

/// A verdict for people.
pub(crate) fn outcome_lines(app: &App, event: &str, outcome: &Outcome) -> Result<Vec<String>, Failed> {
    let words = |code: &str| code.replace('_', " ");
    let mut first = words(&outcome.verdict);
    if outcome.pending {
        first.push_str(" once confirmed");
    }
    if let Some(person) = &outcome.person {
        first.push_str(&format!("  {}", person_line(person)));
    }
    let mut lines = vec![first];
    let reasons: Vec<String> = outcome.reasons.iter().map(|r| words(&r.code)).collect();
    if !reasons.is_empty() {
        lines.push(format!("why: {}", reasons.join(", ")));
    }
    if let Some(at) = outcome.since {
        let device = outcome.since_device.as_deref().unwrap_or("another device");
        lines.push(format!("since {} at {device}", app.rfc3339(event, at)?));
    }
    if outcome.verdict == "not_now" {
        lines.extend(outcome.person.as_ref().and_then(days_line));
    }
    lines.extend(outcome.attention.iter().map(|text| format!("ask: {text}")));
    lines.extend(
        outcome
            .candidates
            .iter()
            .map(|person| format!("may be: {}", person_line(person))),
    );
    lines.push(format!("scan {}", outcome.scan));
    Ok(lines)
}
