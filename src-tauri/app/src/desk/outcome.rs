//! A decision as the desk sees it: person, reasons, badge, and what may be done next because the core said so.

use super::after::find_scan;
use super::scan::Recorded;
use crate::device::{App, find_event};
use crate::failure::AppError;
use crate::view::{
    Allowed, BadgeView, LeadSharing, Outcome, PersonView, Presence, PrintState, PrintView, ReasonView,
};
use sarrera_core::admission::{Attention, Authority, Reason, Verdict, VerdictKind, field_reason};
use sarrera_core::fold::{PrintRow, ScansState};
use sarrera_core::ids::{AttendeeId, PrintJobId, ScanId};
use sarrera_core::names;
use sarrera_core::ops::{self, RegistrationStatus};
use sarrera_store::{AttendeeRow, EventRow, Reader};
use std::collections::BTreeMap;

/// The setting that holds the printer of this device.
pub(crate) const PRINTER: &str = "printer";
/// The setting that holds the badge template of this device.
pub(crate) const TEMPLATE: &str = "template";
/// The template of a device that chose none.
pub(crate) const DEFAULT_TEMPLATE: &str = "a6";

/// What was just recorded, read in the transaction that recorded it.
pub(super) fn outcome_of(
    reader: &Reader<'_>,
    event: &EventRow,
    recorded: Recorded,
) -> Result<Outcome, AppError> {
    let verdict = &recorded.decision.verdict;
    let person = match recorded.attendee {
        Some(row) => Some(row),
        // A known id without a row to look it up by: a badge or ticket of somebody who was erased.
        None => {
            let summary = reader.scan(event.no, recorded.scan)?;
            let id = summary.and_then(|summary| summary.attendee);
            id.map_or(Ok(None), |id| reader.attendee(event.no, id))?
        }
    };
    let scans = match &person {
        Some(row) => reader.scans_of(event.no, row.id.into())?,
        None => ScansState::default(),
    };
    let reason = |reason: &Reason| ReasonView {
        code: reason.code().to_owned(),
        params: reason
            .params
            .iter()
            .map(|(k, v)| ((*k).to_owned(), v.clone()))
            .collect(),
    };
    Ok(Outcome {
        scan: recorded.scan.to_string(),
        verdict: verdict.code().to_owned(),
        pending: verdict.is_pending(),
        details_follow: verdict.admission().is_some_and(|a| a.details_follow),
        double_scan: recorded.decision.double_scan,
        reasons: recorded.decision.telling().map(reason).collect(),
        field_reason: field_reason(verdict).map(str::to_owned),
        attention: attention(verdict, person.as_ref()),
        at: recorded.at.0,
        since: since(verdict),
        since_device: since_device(reader, event, verdict)?,
        first: is_first(&scans, recorded.scan),
        candidates: candidates(reader, event, verdict)?,
        preview: None,
        print: recorded.job.and_then(|job| print_view(&scans, job)),
        can: allowed(verdict, person.is_some(), &scans),
        person: person
            .as_ref()
            .map(|row| person_view_with(reader, event, row, &scans))
            .transpose()?,
        code: recorded.code,
    })
}

impl App {
    /// A scan as it stands by now, from what was recorded of it.
    pub(super) fn outcome_again(
        &self,
        event: &str,
        scan: ScanId,
        job: Option<PrintJobId>,
    ) -> Result<Outcome, AppError> {
        self.read(|r| {
            let (event, summary) = find_scan(r, event, &scan.to_string())?;
            let person = summary.attendee.map_or(Ok(None), |id| r.attendee(event.no, id))?;
            let scans = r.scans_of(event.no, summary.subject)?;
            let row = scans.scans.iter().find(|row| row.fact.scan == scan);
            let kind = VerdictKind::read(&summary.verdict);
            let pending = summary.state == "pending";
            let undone = summary.state == "annulled";
            let known = person.is_some();
            Ok(Outcome {
                scan: summary.scan.to_string(),
                verdict: summary.verdict.clone(),
                pending,
                details_follow: kind == Some(VerdictKind::Admitted) && person.is_none(),
                double_scan: false,
                reasons: row
                    .map(|row| row.fact.reasons.iter())
                    .into_iter()
                    .flatten()
                    .map(|code| ReasonView {
                        code: code.clone(),
                        params: BTreeMap::new(),
                    })
                    .collect(),
                field_reason: None,
                attention: person
                    .as_ref()
                    .map(|p| p.attention.clone())
                    .filter(|text| pending && !text.is_empty()),
                at: summary.at.0,
                since: None,
                since_device: None,
                first: is_first(&scans, scan),
                candidates: Vec::new(),
                preview: None,
                print: job
                    .and_then(|job| print_view(&scans, job))
                    .or_else(|| newest_print(&scans)),
                can: Allowed {
                    confirm: pending,
                    override_verdict: false,
                    undo: !undone,
                    correct: known,
                    reprint: scans.live_badge().is_some(),
                    print: known && kind == Some(VerdictKind::Admitted),
                    substitute: known,
                },
                person: person
                    .as_ref()
                    .map(|row| person_view_with(r, &event, row, &scans))
                    .transpose()?,
                // What was read is not kept where it was nobody's.
                code: String::new(),
            })
        })
    }

    /// The outcome with the person's badge as it will print, where an admission has one.
    ///
    /// # Errors
    /// When the badge can't be drawn.
    pub fn with_preview(&self, event: &str, mut outcome: Outcome) -> Result<Outcome, AppError> {
        if let Some(person) = outcome
            .person
            .as_ref()
            .filter(|_| outcome.can.print || outcome.can.reprint)
        {
            outcome.preview = Some(self.preview_badge(event, &person.id)?);
        }
        Ok(outcome)
    }
}

/// The printer and template that this device prints to.
pub(super) fn print_wish(app: &App) -> Result<(Option<String>, String), AppError> {
    let template = app
        .setting(TEMPLATE)?
        .unwrap_or_else(|| DEFAULT_TEMPLATE.to_owned());
    Ok((app.setting(PRINTER)?.filter(|p| !p.is_empty()), template))
}

/// The name as it is shown: as registered whole, else given and family name.
pub(crate) fn shown_name(row: &AttendeeRow) -> String {
    if !row.full_name.is_empty() {
        return row.full_name.clone();
    }
    format!("{} {}", row.given_name, row.family_name)
        .trim()
        .to_owned()
}

/// Everything of one attendee that an operator may see.
pub(crate) fn person_view(
    reader: &Reader<'_>,
    event: &EventRow,
    row: &AttendeeRow,
) -> Result<PersonView, AppError> {
    let scans = reader.scans_of(event.no, row.id.into())?;
    person_view_with(reader, event, row, &scans)
}

/// As [`person_view`], where the person's scans are at hand.
fn person_view_with(
    reader: &Reader<'_>,
    event: &EventRow,
    row: &AttendeeRow,
    scans: &ScansState,
) -> Result<PersonView, AppError> {
    let presence = reader.presence(event.no, row.id)?;
    let here = presence.iter().max_by_key(|p| (p.inside, p.since));
    let name = shown_name(row);
    Ok(PersonView {
        id: row.id.to_string(),
        registration: row.registration.id.to_string(),
        latin: latin_form(&name, &row.latin_name),
        name,
        given_name: row.given_name.clone(),
        family_name: row.family_name.clone(),
        company: row.company.clone(),
        job_title: row.job_title.clone(),
        email: row.contact.email.clone(),
        phone: row.contact.phone.clone(),
        country: row.country.clone(),
        language: row.language.clone(),
        category: row.registration.category.clone(),
        status: shown_status(row).to_owned(),
        days: row
            .registration
            .days
            .split_whitespace()
            .map(str::to_owned)
            .collect(),
        presence: match here {
            None => Presence::NotArrived,
            Some(row) if row.inside => Presence::Inside,
            Some(_) => Presence::Left,
        },
        since: here.map(|row| row.since.0),
        lead_sharing: lead_sharing(&row.lead_sharing),
        attention: (!row.attention.is_empty()).then(|| row.attention.clone()),
        badge: scans.live_badge().map(|badge| BadgeView {
            number: badge.serial.short(),
            issued: badge.issued_at.0,
            print: newest_print(scans),
        }),
    })
}

/// The Latin form of a name in another script: as the source gives it, else transliterated.
fn latin_form(name: &str, given: &str) -> Option<String> {
    if !given.is_empty() {
        return Some(given.to_owned());
    }
    let foreign = name.chars().any(|c| c.is_alphabetic() && !is_latin(c));
    if !foreign {
        return None;
    }
    let registered = names::Registered {
        name,
        given: "",
        family: "",
        readings: &[],
    };
    let mut words: Vec<_> = names::person(&registered)
        .into_iter()
        .filter_map(|word| {
            Some((
                word.span?.start,
                capitalised(word.latin.first().unwrap_or(&word.folded)),
            ))
        })
        .collect();
    words.sort();
    words.dedup_by_key(|(start, _)| *start);
    let words: Vec<String> = words.into_iter().map(|(_, word)| word).collect();
    (!words.is_empty())
        .then(|| words.join(" "))
        .filter(|latin| latin.chars().all(|c| !c.is_alphabetic() || is_latin(c)))
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

const fn is_latin(c: char) -> bool {
    matches!(c, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{2c60}'..='\u{2c7f}' | '\u{a720}'..='\u{a7ff}')
}

fn shown_status(row: &AttendeeRow) -> &str {
    let registration = &row.registration;
    match RegistrationStatus::read(&registration.status) {
        Some(RegistrationStatus::Canceled | RegistrationStatus::Expired) => "canceled",
        Some(RegistrationStatus::Valid | RegistrationStatus::Pending | RegistrationStatus::Unapproved)
        | None
            if registration.blocked =>
        {
            "blocked"
        }
        Some(RegistrationStatus::Unapproved) | None => "unapproved",
        Some(RegistrationStatus::Pending) => "unpaid",
        Some(RegistrationStatus::Valid) => "valid",
    }
}

fn lead_sharing(code: &str) -> Option<LeadSharing> {
    match code {
        "share" => Some(LeadSharing::Share),
        "ask" => Some(LeadSharing::Ask),
        "dont" => Some(LeadSharing::Dont),
        _not_asked => None,
    }
}

fn attention(verdict: &Verdict, person: Option<&AttendeeRow>) -> Option<String> {
    let note = verdict
        .admission()?
        .attention
        .iter()
        .find_map(|attention| match attention {
            Attention::Note(note) => Some(note.text.clone()),
            Attention::SignerUnseen | Attention::CategoryUnseen => None,
        });
    note.or_else(|| person.map(|p| p.attention.clone()))
        .filter(|text| !text.is_empty())
}

fn since(verdict: &Verdict) -> Option<i64> {
    match verdict {
        Verdict::AlreadyIn { since, .. } => Some(since.0),
        Verdict::Left { since } => since.map(|at| at.0),
        Verdict::Unknown(_)
        | Verdict::Ambiguous(_)
        | Verdict::OtherEvent(_)
        | Verdict::Revoked(_)
        | Verdict::Canceled { .. }
        | Verdict::Blocked { .. }
        | Verdict::Unapproved { .. }
        | Verdict::Unpaid { .. }
        | Verdict::NotNow(_)
        | Verdict::Full { .. }
        | Verdict::Admitted(_)
        | Verdict::NotInside => None,
    }
}

fn since_device(
    reader: &Reader<'_>,
    event: &EventRow,
    verdict: &Verdict,
) -> Result<Option<String>, AppError> {
    let Verdict::AlreadyIn { device, .. } = verdict else {
        return Ok(None);
    };
    let devices = reader.devices(event.no)?;
    Ok(devices
        .into_iter()
        .find(|row| row.id == *device)
        .map(|row| row.name))
}

fn candidates(reader: &Reader<'_>, event: &EventRow, verdict: &Verdict) -> Result<Vec<PersonView>, AppError> {
    let Verdict::Ambiguous(candidates) = verdict else {
        return Ok(Vec::new());
    };
    let mut people = Vec::new();
    for candidate in candidates {
        if let Some(row) = reader.attendee(event.no, *candidate)? {
            people.push(person_view(reader, event, &row)?);
        }
    }
    Ok(people)
}

/// Whether no other scan let this person in before.
fn is_first(scans: &ScansState, scan: ScanId) -> bool {
    use sarrera_core::fold::ScanState;
    let admissions = scans.scans.iter().filter(|row| row.state == ScanState::Admitted);
    admissions.map(|row| row.fact.scan).next() == Some(scan)
}

fn allowed(verdict: &Verdict, known: bool, scans: &ScansState) -> Allowed {
    Allowed {
        confirm: verdict.is_pending(),
        override_verdict: known && verdict.may_override(Authority::Organiser),
        undo: true,
        correct: known,
        reprint: scans.live_badge().is_some(),
        print: known && verdict.admission().is_some(),
        substitute: known,
    }
}

/// One print job as the rail shows it.
pub(crate) fn print_view(scans: &ScansState, job: PrintJobId) -> Option<PrintView> {
    scans.prints.iter().find(|row| row.job == job).map(view_of_print)
}

fn newest_print(scans: &ScansState) -> Option<PrintView> {
    let live = scans.live_badge()?;
    scans
        .prints
        .iter()
        .filter(|row| row.badge == live.badge)
        .max_by_key(|row| row.requested_at)
        .map(view_of_print)
}

pub(crate) fn view_of_print(row: &PrintRow) -> PrintView {
    PrintView {
        job: row.job.to_string(),
        printer: row.printer.clone(),
        state: match row.state {
            ops::PrintState::Queued => PrintState::Queued,
            ops::PrintState::Sent => PrintState::Sent,
            ops::PrintState::Printed => PrintState::Printed,
            ops::PrintState::Failed => PrintState::Failed,
            ops::PrintState::Unknown => PrintState::Unknown,
        },
        reason: row.reason.clone(),
    }
}

impl App {
    /// One attendee, whole.
    ///
    /// # Errors
    /// When there is no such attendee.
    pub fn person(&self, event: &str, attendee: &str) -> Result<PersonView, AppError> {
        self.read(|r| {
            let event = find_event(r, event)?;
            let row = find_person(r, &event, attendee)?;
            person_view(r, &event, &row)
        })
    }
}

pub(crate) fn find_person(
    reader: &Reader<'_>,
    event: &EventRow,
    attendee: &str,
) -> Result<AttendeeRow, AppError> {
    let missing = || AppError::NotFound {
        what: "attendee",
        which: attendee.to_owned(),
    };
    let id: AttendeeId = attendee.parse().map_err(|_| missing())?;
    reader.attendee(event.no, id)?.ok_or_else(missing)
}
