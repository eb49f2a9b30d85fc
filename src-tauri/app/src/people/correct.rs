//! A correction: each changed field replaces the values its writer knew; a badge that was made gets a new code.

use super::form::{category, fields};
use super::register::{append_consent, choice};
use crate::badges::issue;
use crate::desk::{PrintWish, find_person};
use crate::device::{App, find_event};
use crate::failure::{AppError, Refusal};
use crate::printing::order;
use crate::view::{PersonForm, PersonView, PrintView};
use sarrera_core::fold::SubjectState;
use sarrera_core::ids::{AttendeeId, EventId};
use sarrera_core::ops::{
    AttendeeChanged, BadgeReason, ConsentSubject, Fact, LogName, Over, PersonField, PersonFields,
    RegistrationChanged, RegistrationField, Source,
};
use sarrera_store::{EventRow, Reader, Txn};
use std::collections::BTreeMap;

impl App {
    /// Corrects a person's fields. If they have a badge, it is replaced by a new one with a new code, and printed.
    ///
    /// # Errors
    /// A field that is wrong, or when the database can't be written.
    pub fn correct(
        &self,
        event: &str,
        attendee: &str,
        form: &PersonForm,
        print: PrintWish<'_>,
    ) -> Result<PersonView, AppError> {
        self.write(|txn| {
            let event = find_event(&txn.reader(), event)?;
            let row = find_person(&txn.reader(), &event, attendee)?;
            let mut wanted = fields(form)?;
            renames_the_whole_name(&mut wanted, &row.full_name, &row.given_name, &row.family_name);
            let mut changed = change_person(txn, &event, row.id, &wanted)?;
            if form.category.is_some() {
                let category = category(&txn.reader(), event.no, form)?;
                changed |= change_category(txn, &event, AttendeeId(row.registration.id.0), &category)?;
            }
            if let Some(sharing) = form.lead_sharing {
                let state = txn.reader().subject(event.no, &LogName::Core, row.id)?;
                let settled = state.person.consents.get(&ConsentSubject::LeadSharing);
                if settled.map(|s| s.shown) != Some(choice(sharing)) {
                    let over = settled.map(|s| s.heads.clone()).unwrap_or_default();
                    append_consent(
                        txn,
                        event.id,
                        row.id,
                        ConsentSubject::LeadSharing,
                        choice(sharing),
                        over,
                    )?;
                }
            }
            if changed {
                let scans = txn.reader().scans_of(event.no, row.id.into())?;
                if let Some(live) = scans.live_badge() {
                    let badge = issue(txn, event.id, &row, BadgeReason::Fix, vec![live.badge])?;
                    order(txn, &event, row.id, badge, print)?;
                }
            }
            Ok::<_, AppError>(())
        })?;
        self.person(event, attendee)
    }

    /// Makes a new badge in place of a lost or spoilt one, with a reason, and prints it.
    ///
    /// # Errors
    /// When the reason is missing, no printer is chosen, or the database can't be written.
    pub fn reprint(
        &self,
        event: &str,
        attendee: &str,
        reason: &str,
        print: PrintWish<'_>,
    ) -> Result<PrintView, AppError> {
        if reason.trim().is_empty() {
            return Err(Refusal::ReasonMissing.into());
        }
        let (id, job) = self.write(|txn| {
            let event = find_event(&txn.reader(), event)?;
            let row = find_person(&txn.reader(), &event, attendee)?;
            let scans = txn.reader().scans_of(event.no, row.id.into())?;
            let replaces = scans
                .live_badge()
                .map(|live| vec![live.badge])
                .unwrap_or_default();
            let badge_reason = if replaces.is_empty() {
                BadgeReason::First
            } else {
                BadgeReason::Lost
            };
            let badge = issue(txn, event.id, &row, badge_reason, replaces)?;
            let job = order(txn, &event, row.id, badge, print)?.ok_or(Refusal::NoPrinter)?;
            Ok::<_, AppError>((row.id, job))
        })?;
        self.read(|r| {
            let event = find_event(r, event)?;
            let scans = r.scans_of(event.no, id.into())?;
            crate::desk::print_view(&scans, job).ok_or_else(|| AppError::NotFound {
                what: "print job",
                which: job.to_string(),
            })
        })
    }
}

/// A whole name that was registered as one text follows a change of its parts.
fn renames_the_whole_name(wanted: &mut PersonFields, full: &str, given: &str, family: &str) {
    let touched = [PersonField::GivenName, PersonField::FamilyName]
        .iter()
        .any(|f| wanted.0.contains_key(f));
    if full.is_empty() || !touched {
        return;
    }
    let given = wanted
        .0
        .get(&PersonField::GivenName)
        .map_or(given, String::as_str);
    let family = wanted
        .0
        .get(&PersonField::FamilyName)
        .map_or(family, String::as_str);
    let whole = format!("{given} {family}").trim().to_owned();
    wanted.0.insert(PersonField::FullName, whole);
}

/// Appends the fields that differ from what is shown, log by log.
pub(super) fn change_person(
    txn: &mut Txn<'_>,
    event: &EventRow,
    id: AttendeeId,
    wanted: &PersonFields,
) -> Result<bool, AppError> {
    let mut changed = false;
    for log in [LogName::Core, LogName::Contact] {
        let state = txn.reader().subject(event.no, &log, id)?;
        let (set, over) = differing(&state, &wanted.of_log(&log));
        if set.is_empty() {
            continue;
        }
        changed |= log == LogName::Core;
        append_change(
            txn,
            event.id,
            &log,
            id,
            set,
            over,
            PersonFields::default(),
            Source::Desk,
        )?;
    }
    Ok(changed)
}

fn differing(state: &SubjectState, wanted: &PersonFields) -> (PersonFields, Over<PersonField>) {
    let mut set = PersonFields::default();
    let mut over = Over::new();
    for (field, value) in &wanted.0 {
        let settled = state.person.fields.get(field);
        let same = settled.map_or(value.is_empty(), |s| s.shown == *value && !s.contested);
        if !same {
            set.0.insert(*field, value.clone());
            over.insert(*field, settled.map(|s| s.heads.clone()).unwrap_or_default());
        }
    }
    over.retain(|_, heads| !heads.is_empty());
    (set, over)
}

#[allow(clippy::too_many_arguments, reason = "an op's parts, named one by one")]
pub(crate) fn append_change(
    txn: &mut Txn<'_>,
    event: EventId,
    log: &LogName,
    id: AttendeeId,
    set: PersonFields,
    over: Over<PersonField>,
    kept: PersonFields,
    source: Source,
) -> Result<(), AppError> {
    let fact = Fact::AttendeeChanged(AttendeeChanged {
        source,
        over,
        set,
        kept,
    });
    txn.append(event, log, id.into(), &fact)?;
    Ok(())
}

fn change_category(
    txn: &mut Txn<'_>,
    event: &EventRow,
    registration: AttendeeId,
    category: &str,
) -> Result<bool, AppError> {
    let state = registration_state(&txn.reader(), event, registration)?;
    let settled = state.registration.fields.get(&RegistrationField::Category);
    if settled.is_some_and(|s| s.shown == category && !s.contested) {
        return Ok(false);
    }
    let heads = settled.map(|s| s.heads.clone()).unwrap_or_default();
    let fact = Fact::RegistrationChanged(RegistrationChanged {
        source: Source::Desk,
        over: BTreeMap::from([(RegistrationField::Category, heads)]),
        set: BTreeMap::from([(RegistrationField::Category, category.to_owned())]),
        kept: BTreeMap::new(),
    });
    txn.append(event.id, &LogName::Core, registration.into(), &fact)?;
    Ok(true)
}

pub(super) fn registration_state(
    reader: &Reader<'_>,
    event: &EventRow,
    registration: AttendeeId,
) -> Result<SubjectState, AppError> {
    Ok(reader.subject(event.no, &LogName::Core, registration)?)
}
