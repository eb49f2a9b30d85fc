//! Whether what a desk said stands in the database, and whether what it did not say is there whole or not at all.

use super::desk::{Doing, Done};
use crate::fair::EVENT;
use sarrera_app::view::{PersonView, Presence, PrintState, ScanState};
use sarrera_app::{App, AppError, ExportFormat, ExportTable};
use std::collections::BTreeSet;
use std::path::Path;

/// Fails where something that was said to be done is not as it was said.
pub(crate) fn kept(app: &App, done: &Done) -> Result<(), String> {
    let is_kept = match done {
        Done::Open => true,
        Done::Scan { scan, verdict } => told(app.outcome(EVENT, scan))?.verdict == *verdict,
        Done::Print { job, state } => {
            let kept = told(app.print_state(job))?.state;
            format!("{kept:?}").to_lowercase() == *state
        }
        Done::Register { email, scan } => {
            let person = by_mail(app, email)?;
            let outcome = told(app.outcome(EVENT, scan))?;
            person.is_some_and(|person| outcome.person.is_some_and(|admitted| admitted.id == person.id))
        }
        Done::Correct { attendee, company } => told(app.person(EVENT, attendee))?.company == *company,
        Done::Undo { scan } => told(app.outcome(EVENT, scan))?.state == ScanState::Undone,
    };
    if is_kept {
        Ok(())
    } else {
        Err(format!("{done:?} is not on the disk"))
    }
}

/// Whether something that was begun, and not said to be done, is on the disk; fails where a part of it is. A scan is
/// there if the newest one is none of those that are known.
pub(crate) fn is_on_disk(app: &App, doing: &Doing, known: &BTreeSet<String>) -> Result<bool, String> {
    Ok(match doing {
        Doing::Open => false,
        Doing::Scan { .. } => unsaid_scan(app, known)?.is_some(),
        Doing::Print { job } => told(app.print_state(job))?.state != PrintState::Queued,
        Doing::Register { email } => {
            let (person, scan) = (by_mail(app, email)?, unsaid_scan(app, known)?);
            let is_inside = person.as_ref().is_some_and(|p| p.presence == Presence::Inside);
            let has_badge = person.as_ref().is_some_and(|p| p.badge.is_some());
            if is_inside != person.is_some() || has_badge != is_inside || scan.is_some() != is_inside {
                return Err(format!("{doing:?} is on the disk in part"));
            }
            is_inside
        }
        Doing::Correct { attendee, company } => told(app.person(EVENT, attendee))?.company == *company,
        Doing::Undo { scan } => told(app.outcome(EVENT, scan))?.state == ScanState::Undone,
    })
}

/// The newest scan, if it is none of these.
pub(crate) fn unsaid_scan(app: &App, known: &BTreeSet<String>) -> Result<Option<String>, String> {
    let newest = told(app.recent(EVENT, "main"))?.into_iter().next();
    Ok(newest
        .map(|newest| newest.scan)
        .filter(|scan| !known.contains(scan)))
}

/// How many scans are on the disk, by an export of them to a file.
pub(crate) fn scans_on_disk(app: &App, out: &Path) -> Result<u64, String> {
    told(app.export(EVENT, ExportTable::Scans, ExportFormat::Csv, out))
}

/// Fails where the file or a chain is not whole.
pub(crate) fn no_faults(app: &App) -> Result<(), String> {
    let verified = told(app.verify())?;
    if verified.faults.is_empty() && verified.quarantined == 0 && verified.forked == 0 {
        Ok(())
    } else {
        Err(format!("{verified:?}"))
    }
}

/// Fails where what is derived is not what the log gives anew.
pub(crate) fn folds_alike(app: &App) -> Result<(), String> {
    let before = told(app.digest())?;
    told(app.rebuild(&mut |_, _| {}))?;
    if told(app.digest())? == before {
        Ok(())
    } else {
        Err("the projection is not that of its log".to_owned())
    }
}

fn by_mail(app: &App, email: &str) -> Result<Option<PersonView>, String> {
    let hits = told(app.find(EVENT, email))?;
    Ok(hits
        .into_iter()
        .map(|hit| hit.person)
        .find(|person| person.email == email))
}

fn told<T>(result: Result<T, AppError>) -> Result<T, String> {
    result.map_err(|error| error.to_string())
}
