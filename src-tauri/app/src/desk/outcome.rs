//! A decision as the desk sees it: person, reasons, badge, and what may be done next because the core said so.

use super::after::{find_scan, recorded_verdict};
use super::boxes::boxed;
use super::found::with_traced_code;
use super::scan::Recorded;
use crate::device::{App, Setting, find_event};
use crate::failure::AppError;
use crate::held_days::together;
use crate::latin::shown_latin;
use crate::operators::operator_name;
use crate::printing::{PrintReason, shown};
use crate::roles::{Who, allowed_here, authority, may_undo, person_allowed};
use crate::view::{
    self, Allowed, BadgeView, LeadSharing, Outcome, PersonView, Presence, PrintView, ReasonView,
};
use sarrera_core::admission::{Authority, ReasonCode, RecordedVerdict, Verdict, VerdictKind};
use sarrera_core::fold::{PrintRow, ScanRow, ScanState, ScansState};
use sarrera_core::ids::{AttendeeId, PrintJobId, ScanId};
use sarrera_core::ops::{PrinterId, RegistrationStatus, Role};
use sarrera_store::{AttendeeRow, EventRow, Reader};

/// A desk offers to take a scan back for ten minutes: by then whoever was meant has long walked in.
const UNDO_OFFERED_MS: i64 = 10 * 60 * 1_000;

/// What was just recorded, read in the transaction that recorded it.
pub(super) fn outcome_of(
    reader: &Reader<'_>,
    event: &EventRow,
    recorded: Recorded,
) -> Result<Outcome, AppError> {
    let person = match recorded.attendee {
        Some(row) => {
            let days = together(&row.registration, &recorded.held);
            Some(Shown { row, days })
        }
        None => {
            let summary = reader.scan(event.no, recorded.scan)?;
            whose(reader, event, summary.and_then(|summary| summary.attendee))?
        }
    };
    let scans = reader.scans_of(event.no, recorded.subject)?;
    let mut outcome = outcome_at(
        reader,
        event,
        &scans,
        recorded.scan,
        person.as_ref(),
        recorded.job,
    )?;
    // Shown once, for what was read right now: whose code it is stands in the log, the code itself does not.
    outcome.code = recorded.code;
    if let Verdict::Ambiguous(people) = &recorded.decision.verdict {
        outcome.candidates = candidates(reader, event, people)?;
    }
    if recorded.job.is_none() {
        outcome.print = None;
    }
    Ok(outcome)
}

/// A person, and the days of all that they hold.
struct Shown {
    row: AttendeeRow,
    days: String,
}

impl Shown {
    fn of(reader: &Reader<'_>, event: &EventRow, row: AttendeeRow) -> Result<Self, AppError> {
        let held = reader.registrations_of(event.no, row.id)?;
        let days = together(&row.registration, &held);
        Ok(Self { row, days })
    }
}

/// Whose scan it is, as far as anybody may be shown: somebody erased is nobody any more.
fn whose(
    reader: &Reader<'_>,
    event: &EventRow,
    attendee: Option<AttendeeId>,
) -> Result<Option<Shown>, AppError> {
    let row = attendee.map_or(Ok(None), |id| reader.attendee(event.no, id))?;
    let row = row.filter(|row| !row.erased);
    row.map(|row| Shown::of(reader, event, row)).transpose()
}

/// A scan as its facts tell it.
fn outcome_at(
    reader: &Reader<'_>,
    event: &EventRow,
    scans: &ScansState,
    scan: ScanId,
    person: Option<&Shown>,
    job: Option<PrintJobId>,
) -> Result<Outcome, AppError> {
    let row = scans.scans.iter().find(|row| row.fact.scan == scan);
    let row = row.ok_or_else(|| AppError::NotFound {
        what: "scan",
        which: scan.to_string(),
    })?;
    let verdict = recorded_verdict(row);
    let kind = verdict.map(RecordedVerdict::kind);
    let told = Told(row);
    let role = reader.role_here(event.no)?;
    let print = person.and_then(|person| {
        job.and_then(|job| print_view(scans, job, &person.row))
            .or_else(|| newest_print(scans, &person.row))
    });
    let print = print.map(|print| for_role(print, role));
    Ok(Outcome {
        scan: scan.to_string(),
        verdict: row.fact.verdict.clone(),
        state: state_of(row.state),
        pending: row.state == ScanState::Pending,
        details_follow: kind == Some(VerdictKind::Admitted) && told.has(ReasonCode::DetailsFollow),
        double_scan: told.has(ReasonCode::DoubleScan),
        reasons: told.reasons(),
        field_reason: verdict.and_then(RecordedVerdict::field_reason).map(str::to_owned),
        attention: told.attention(),
        at: row.at.0,
        undo_until: row.at.0 + UNDO_OFFERED_MS,
        since: told.since(scans),
        since_device: told.since_device(reader, event)?,
        first: is_first(scans, scan),
        candidates: Vec::new(),
        preview: None,
        print,
        boxed: boxed(&told, scans),
        can: allowed_here(
            role,
            allowed(row, verdict, authority(role), person.is_some(), scans),
            may_undo(!scans.badges_of(row).is_empty()),
        ),
        person: person
            .map(|person| person_view_with(reader, event, person, scans))
            .transpose()?,
        code: row.fact.code.clone().unwrap_or_default(),
        operator: Some(operator_name(reader, event.no, row.operator)?).filter(|name| !name.is_empty()),
    })
}

/// A scan as it stands for this reader.
pub(super) fn outcome_by_now(
    r: &Reader<'_>,
    event: &str,
    scan: ScanId,
    job: Option<PrintJobId>,
) -> Result<Outcome, AppError> {
    let (event, summary) = find_scan(r, event, &scan.to_string())?;
    let person = whose(r, &event, summary.attendee)?;
    let scans = r.scans_of(event.no, summary.subject)?;
    let mut outcome = outcome_at(r, &event, &scans, scan, person.as_ref(), job)?;
    if outcome.verdict == VerdictKind::Ambiguous.code() {
        let people = with_traced_code(r, &event, &outcome.code)?;
        outcome.candidates = candidates(r, &event, &people)?;
    }
    Ok(outcome)
}

impl App {
    /// A scan as it stands by now, from what was recorded of it.
    pub(super) fn outcome_again(
        &self,
        event: &str,
        scan: ScanId,
        job: Option<PrintJobId>,
    ) -> Result<Outcome, AppError> {
        self.read(|r| outcome_by_now(r, event, scan, job))
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
    Ok((
        app.setting(Setting::Printer)?.filter(|p| !p.is_empty()),
        app.template()?,
    ))
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
    let person = Shown::of(reader, event, row.clone())?;
    person_view_with(reader, event, &person, &scans)
}

/// As [`person_view`], where the person's scans and days are at hand.
fn person_view_with(
    reader: &Reader<'_>,
    event: &EventRow,
    person: &Shown,
    scans: &ScansState,
) -> Result<PersonView, AppError> {
    let Shown { row, days } = person;
    let presence = reader.presence(event.no, row.id)?;
    let here = presence.iter().max_by_key(|p| (p.inside, p.since));
    let name = shown_name(row);
    let role = reader.role_here(event.no)?;
    Ok(PersonView {
        id: row.id.to_string(),
        registration: row.registration.id.to_string(),
        latin: shown_latin(&name, row),
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
        full_name: row.full_name.clone(),
        status: shown_status(&row.registration.status, row.registration.blocked).to_owned(),
        days: days.split_whitespace().map(str::to_owned).collect(),
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
            waits_in: badge.waits_in().map(str::to_owned),
            print: newest_print(scans, row).map(|print| for_role(print, role)),
        }),
        can: person_allowed(role, scans.live_badge().is_some()),
    })
}

/// A registration's status as people are shown it.
pub(crate) fn shown_status(status: &str, blocked: bool) -> &'static str {
    match RegistrationStatus::read(status) {
        Some(RegistrationStatus::Canceled | RegistrationStatus::Expired) => "canceled",
        Some(RegistrationStatus::Valid | RegistrationStatus::Pending | RegistrationStatus::Unapproved)
        | None
            if blocked =>
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

/// What a scan recorded of itself.
pub(super) struct Told<'a>(pub(super) &'a ScanRow);

impl Told<'_> {
    fn has(&self, code: ReasonCode) -> bool {
        self.0
            .fact
            .reasons
            .iter()
            .any(|reason| reason.code == code.code())
    }

    pub(super) fn param(&self, codes: &[ReasonCode], name: &str) -> Option<&String> {
        let reasons = self.0.fact.reasons.iter();
        reasons
            .filter(|reason| codes.iter().any(|code| code.code() == reason.code))
            .find_map(|reason| reason.params.get(name))
    }

    fn reasons(&self) -> Vec<ReasonView> {
        let reasons = self.0.fact.reasons.iter();
        reasons
            .map(|reason| ReasonView {
                code: reason.code.clone(),
                params: reason.params.clone(),
            })
            .collect()
    }

    /// What the operator has to ask for, while the scan waits for it; what is to be read stays.
    fn attention(&self) -> Option<String> {
        let codes: &[ReasonCode] = if self.0.state == ScanState::Pending {
            &[ReasonCode::AttentionConfirm, ReasonCode::Attention]
        } else {
            &[ReasonCode::Attention]
        };
        self.param(codes, "text").filter(|text| !text.is_empty()).cloned()
    }

    /// Since when somebody is inside; on the way out, since when they were.
    fn since(&self, scans: &ScansState) -> Option<i64> {
        if self.0.state != ScanState::Left || self.0.fact.verdict == VerdictKind::NotInside.code() {
            return self.param(&INSIDE, "since").and_then(|at| at.parse().ok());
        }
        let before = scans
            .scans
            .iter()
            .take_while(|row| row.fact.scan != self.0.fact.scan);
        before
            .filter(|row| row.fact.checkpoint == self.0.fact.checkpoint && row.state == ScanState::Admitted)
            .last()
            .map(|row| row.at.0)
    }

    fn since_device(&self, reader: &Reader<'_>, event: &EventRow) -> Result<Option<String>, AppError> {
        let Some(device) = self.param(&INSIDE, "device") else {
            return Ok(None);
        };
        let devices = reader.devices(event.no)?;
        Ok(devices
            .into_iter()
            .find(|row| row.id.to_string() == *device)
            .map(|row| row.name))
    }
}

/// The reasons that say since when and where somebody is inside.
const INSIDE: [ReasonCode; 2] = [ReasonCode::StillInside, ReasonCode::AdmittedBefore];

pub(super) const fn state_of(state: ScanState) -> view::ScanState {
    match state {
        ScanState::Admitted => view::ScanState::Admitted,
        ScanState::Pending => view::ScanState::Pending,
        ScanState::Left => view::ScanState::Left,
        ScanState::Nothing => view::ScanState::Stopped,
        ScanState::Annulled => view::ScanState::Undone,
    }
}

/// The people whom an ambiguous code fits: those who hold its registrations now.
fn candidates(
    reader: &Reader<'_>,
    event: &EventRow,
    people: &[AttendeeId],
) -> Result<Vec<PersonView>, AppError> {
    let mut candidates = Vec::new();
    for id in people {
        let Some(named) = reader.attendee(event.no, *id)? else {
            continue;
        };
        if let Some(holder) = whose(reader, event, Some(named.registration.holder))? {
            let scans = reader.scans_of(event.no, holder.row.id.into())?;
            candidates.push(person_view_with(reader, event, &holder, &scans)?);
        }
    }
    Ok(candidates)
}

/// Whether no other scan let this person in before.
fn is_first(scans: &ScansState, scan: ScanId) -> bool {
    let admissions = scans.scans.iter().filter(|row| row.state == ScanState::Admitted);
    admissions.map(|row| row.fact.scan).next() == Some(scan)
}

fn allowed(
    row: &ScanRow,
    verdict: Option<RecordedVerdict>,
    by: Authority,
    known: bool,
    scans: &ScansState,
) -> Allowed {
    let overridable = verdict.is_some_and(|verdict| verdict.may_override(by));
    let admission = verdict.is_some_and(|verdict| verdict.kind() == VerdictKind::Admitted);
    Allowed {
        confirm: row.state == ScanState::Pending,
        override_verdict: known && row.state == ScanState::Nothing && overridable,
        undo: match row.state {
            ScanState::Admitted | ScanState::Pending | ScanState::Left => true,
            ScanState::Nothing | ScanState::Annulled => false,
        },
        correct: known,
        reprint: scans.live_badge().is_some(),
        print: known && admission && row.state != ScanState::Annulled,
        substitute: known,
    }
}

/// One print job as the rail shows it.
pub(crate) fn print_view(scans: &ScansState, job: PrintJobId, person: &AttendeeRow) -> Option<PrintView> {
    let row = scans.prints.iter().find(|row| row.job == job)?;
    Some(view_of_print(row, person))
}

/// The newest job of the live badge at a printer: one that a file of badges made lies in a box, or nowhere here.
fn newest_print(scans: &ScansState, person: &AttendeeRow) -> Option<PrintView> {
    let live = scans.live_badge()?;
    scans
        .prints
        .iter()
        .filter(|row| row.badge == live.badge && !PrinterId::of(&row.printer).is_file())
        .max_by_key(|row| row.requested_at)
        .map(|row| view_of_print(row, person))
}

/// Where no badge comes out, as at a gate, nobody looks after one that did not.
fn for_role(print: PrintView, role: Option<Role>) -> PrintView {
    let prints = role.is_some_and(|role| Who::Printing.is(role));
    PrintView {
        trouble: print.trouble && prints,
        retry: print.retry && prints,
        ..print
    }
}

pub(crate) fn view_of_print(row: &PrintRow, person: &AttendeeRow) -> PrintView {
    let (state, reason) = shown(row.state, row.reason.as_deref());
    let is_for = |why: PrintReason| reason.as_deref() == Some(why.code());
    // Whoever made a badge void wants no paper of it.
    let trouble = row.is_open() && !is_for(PrintReason::BadgeVoid);
    PrintView {
        trouble,
        retry: trouble && !is_for(PrintReason::MissingGlyphs),
        job: row.job.to_string(),
        printer: PrinterId::of(&row.printer).name().to_owned(),
        state,
        reason,
        settled: row.settled.map(Into::into),
        attendee: person.id.to_string(),
        name: shown_name(person),
        company: person.company.clone(),
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
