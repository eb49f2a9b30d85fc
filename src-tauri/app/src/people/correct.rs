//! A correction: each changed field replaces the values its writer knew; a badge that was made gets a new code.

use super::form::{category, days, fields, require_name};
use super::name::{is_name_of, renamed};
use super::register::{append_consent, choice};
use crate::badges::{Making, issue};
use crate::desk::{PrintWish, find_person};
use crate::device::{App, find_event};
use crate::failure::{AppError, Refusal};
use crate::held_days;
use crate::printing::order;
use crate::view::{Corrected, PersonForm, PrintView};
use sarrera_core::fold::SubjectState;
use sarrera_core::ids::{AttendeeId, EventId};
use sarrera_core::ops::{
    AttendeeChanged, BadgeReason, ConsentSubject, Fact, LogName, Over, PersonField, PersonFields,
    RegistrationChanged, RegistrationField, ReprintWhy, Source,
};
use sarrera_store::{AttendeeRow, EventRow, Reader, Txn};
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
    ) -> Result<Corrected, AppError> {
        let voided = self.write(|txn| {
            let event = find_event(&txn.reader(), event)?;
            let row = find_person(&txn.reader(), &event, attendee)?;
            let mut voided = Vec::new();
            if apply(txn, &event, &row, form)? {
                voided.extend(replace_badge(txn, &event, &row, print)?);
            }
            Ok::<_, AppError>(voided)
        })?;
        Ok(Corrected {
            person: self.person(event, attendee)?,
            voided,
        })
    }

    /// Makes a new badge in place of a lost or spoilt one, and prints it. The reason is a code of [`ReprintWhy`] or the
    /// operator's own words.
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
        let (why, text) = ReprintWhy::read(reason);
        let job = self.write(|txn| {
            let event = find_event(&txn.reader(), event)?;
            let row = find_person(&txn.reader(), &event, attendee)?;
            let scans = txn.reader().scans_of(event.no, row.id.into())?;
            let live = scans.live_badge();
            let making = Making {
                replaces: live.map(|live| vec![live.badge]).unwrap_or_default(),
                // A first badge takes nobody's place, whatever was said of it.
                why: live.map(|_| why),
                text: live.map(|_| text).unwrap_or_default(),
                ..Making::new(txn, badge_reason(why, live.is_some()))
            };
            let under = scans.live_badge().map_or(row.id.into(), |live| live.subject);
            let badge = issue(txn, event.id, &row, under, making)?;
            order(txn, &event, under, badge, print)?.ok_or_else(|| Refusal::NoPrinter.into())
        })?;
        self.print_state(&job.to_string())
    }
}

/// Writes what a form changes of a person; says whether a badge would show it.
pub(super) fn apply(
    txn: &mut Txn<'_>,
    event: &EventRow,
    row: &AttendeeRow,
    form: &PersonForm,
) -> Result<bool, AppError> {
    let mut wanted = fields(form)?;
    keep_one_name(&mut wanted, row)?;
    require_name_after(&wanted, row)?;
    let mut changed = change_person(txn, event, row.id, &wanted)?;
    let registration = AttendeeId(row.registration.id.0);
    if form.category.is_some() {
        let category = category(&txn.reader(), event.no, form)?;
        let field = RegistrationField::Category;
        changed |= change_registration(txn, event, registration, field, category)?;
    }
    // No badge shows the days.
    if let Some(days) = days(event, form)? {
        let held = txn.reader().registrations_of(event.no, row.id)?;
        for (id, days) in held_days::changed(&row.registration, &held, &days) {
            change_registration(txn, event, AttendeeId(id.0), RegistrationField::Days, days)?;
        }
    }
    if let Some(sharing) = form.lead_sharing {
        let about = ConsentSubject::LeadSharing;
        let state = txn.reader().person_state(event.no, &LogName::Core, &[row.id])?;
        let settled = state.person.consents.get(&about);
        // Of two choices that stand, the one that is said again ends the conflict.
        if settled.is_none_or(|s| s.contested || s.shown != Some(choice(sharing))) {
            let over = settled.map(|s| s.heads.clone()).unwrap_or_default();
            append_consent(txn, event, row.id, about, choice(sharing), over)?;
        }
    }
    Ok(changed)
}

/// Makes a badge in place of the one that a person has, and prints it; gives the number of the one that is void now.
pub(super) fn replace_badge(
    txn: &mut Txn<'_>,
    event: &EventRow,
    row: &AttendeeRow,
    print: PrintWish<'_>,
) -> Result<Option<String>, AppError> {
    let scans = txn.reader().scans_of(event.no, row.id.into())?;
    let Some(live) = scans.live_badge() else {
        return Ok(None);
    };
    let making = Making {
        replaces: vec![live.badge],
        why: Some(ReprintWhy::Fix),
        ..Making::new(txn, BadgeReason::Fix)
    };
    let badge = issue(txn, event.id, row, live.subject, making)?;
    order(txn, event, live.subject, badge, print)?;
    Ok(Some(live.serial.short()))
}

/// What a badge printed anew is to the log; what was said at the desk stands beside it.
const fn badge_reason(why: ReprintWhy, has_badge: bool) -> BadgeReason {
    match (has_badge, why) {
        (false, _) => BadgeReason::First,
        (true, ReprintWhy::Fix) => BadgeReason::Fix,
        (true, ReprintWhy::Lost | ReprintWhy::Spoilt | ReprintWhy::PrinterProblem | ReprintWhy::Other) => {
            BadgeReason::Lost
        }
    }
}

/// The screens show the whole name and a badge prints its parts, so neither is left saying an older name: what the form
/// does not give follows what it gives, or is emptied.
pub(super) fn keep_one_name(wanted: &mut PersonFields, row: &AttendeeRow) -> Result<(), Refusal> {
    let after = |field, now: &str| wanted.0.get(&field).map_or(now, String::as_str).to_owned();
    let given = after(PersonField::GivenName, &row.given_name);
    let family = after(PersonField::FamilyName, &row.family_name);
    let whole = after(PersonField::FullName, &row.full_name);
    if wanted.0.contains_key(&PersonField::FullName) {
        if !whole.is_empty() && !is_name_of(&whole, &given, &family) {
            for part in [PersonField::GivenName, PersonField::FamilyName] {
                wanted.0.entry(part).or_default();
            }
        }
        return Ok(());
    }
    let parts = [
        (row.given_name.as_str(), given.as_str()),
        (row.family_name.as_str(), family.as_str()),
    ];
    let changed = parts.iter().any(|(before, after)| before != after);
    if whole.is_empty() || !changed || (given.is_empty() && family.is_empty()) {
        return Ok(());
    }
    let was_one_text = row.given_name.is_empty() && row.family_name.is_empty();
    let whole = match renamed(&whole, &parts) {
        Some(whole) => whole,
        None if was_one_text && (given.is_empty() || family.is_empty()) => {
            return Err(Refusal::NameIsOneText { name: whole });
        }
        None => String::new(),
    };
    wanted.0.insert(PersonField::FullName, whole);
    Ok(())
}

/// Nobody is left without a name.
fn require_name_after(wanted: &PersonFields, row: &AttendeeRow) -> Result<(), AppError> {
    let mut result = wanted.clone();
    for (field, now) in [
        (PersonField::GivenName, &row.given_name),
        (PersonField::FamilyName, &row.family_name),
        (PersonField::FullName, &row.full_name),
    ] {
        result.0.entry(field).or_insert_with(|| now.clone());
    }
    require_name(&result)
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
        let state = txn.reader().person_state(event.no, &log, &[id])?;
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

/// Appends a field of the registration that differs from what is shown; says whether it did.
pub(super) fn change_registration(
    txn: &mut Txn<'_>,
    event: &EventRow,
    registration: AttendeeId,
    field: RegistrationField,
    value: String,
) -> Result<bool, AppError> {
    let state = registration_state(&txn.reader(), event, registration)?;
    let settled = state.registration.fields.get(&field);
    if settled.map_or(value.is_empty(), |s| s.shown == value && !s.contested) {
        return Ok(false);
    }
    let heads = settled.map(|s| s.heads.clone()).unwrap_or_default();
    let mut over = BTreeMap::from([(field, heads)]);
    over.retain(|_, heads| !heads.is_empty());
    let fact = Fact::RegistrationChanged(RegistrationChanged {
        source: Source::Desk,
        over,
        set: BTreeMap::from([(field, value)]),
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
