//! Registration at the desk: a person, their right to attend, their consent, and their admission in one transaction.

use super::form::{category, days, fields, require_name};
use crate::desk::{ScanAsk, admit_new};
use crate::device::{App, find_event};
use crate::failure::{AppError, Refusal};
use crate::view::{LeadSharing, Outcome, PersonForm, PersonView};
use sarrera_core::ids::{AttendeeId, EventId, OpRef, RegistrationId};
use sarrera_core::ops::{
    AttendeeChanged, AttendeeRegistered, ConsentChoice, ConsentGiven, ConsentSubject, Fact, LogName,
    NoticeTexts, Over, PersonField, PersonFields, RegistrationField, RegistrationStatus, Source,
};
use sarrera_store::{AttendeeRow, ContactRow, EventRow, RegistrationRow, Txn};
use std::collections::BTreeMap;

/// The version of the privacy notice and of the lead-sharing question that the desk shows.
pub(crate) const CONSENT_TEXT_VERSION: &str = "2026-1";

impl App {
    /// Registers a person; the privacy notice must have been accepted.
    ///
    /// # Errors
    /// A field that is missing or wrong, or when the database can't be written.
    pub fn register(&self, event: &str, form: &PersonForm) -> Result<PersonView, AppError> {
        let row = self.write(|txn| {
            let event = find_event(&txn.reader(), event)?;
            append_registration(txn, &event, form)
        })?;
        self.person(event, &row.id.to_string())
    }

    /// Registers a person and lets them in: both are on the disk, or neither.
    ///
    /// # Errors
    /// As [`App::register`].
    pub fn register_and_admit(&self, ask: &ScanAsk<'_>, form: &PersonForm) -> Result<Outcome, AppError> {
        self.record_and_show(|txn| {
            let event = find_event(&txn.reader(), ask.event)?;
            let row = append_registration(txn, &event, form)?;
            let held = vec![row.registration.clone()];
            let recorded = admit_new(txn, &event, ask, row, held)?;
            Ok((event, recorded))
        })
    }
}

/// Appends a registration, and gives the row that its person will have.
fn append_registration(
    txn: &mut Txn<'_>,
    event: &EventRow,
    form: &PersonForm,
) -> Result<AttendeeRow, AppError> {
    let fields = fields(form)?;
    require_name(&fields)?;
    if form.privacy_notice != Some(true) {
        return Err(Refusal::NoticeNotAccepted.into());
    }
    let category = category(&txn.reader(), event.no, form)?;
    let id = AttendeeId(txn.random());
    let registration = RegistrationRow {
        days: days(event, form)?.unwrap_or_default(),
        ..new_registration(id, category)
    };
    let mut place = BTreeMap::from([
        (RegistrationField::Category, registration.category.clone()),
        (RegistrationField::Status, registration.status.clone()),
        (RegistrationField::Mode, registration.mode.clone()),
    ]);
    if !registration.days.is_empty() {
        place.insert(RegistrationField::Days, registration.days.clone());
    }
    append_person(txn, event.id, id, registration.id, place, &fields, Source::Desk)?;
    append_consents(txn, event, id, form)?;
    Ok(new_row(id, registration, &fields, form))
}

/// A registration at the desk: valid at once, in person, every day.
pub(super) fn new_registration(holder: AttendeeId, category: String) -> RegistrationRow {
    RegistrationRow {
        id: RegistrationId::from(holder),
        holder,
        category,
        status: RegistrationStatus::Valid.code().to_owned(),
        blocked: false,
        mode: "in_person".to_owned(),
        days: String::new(),
        valid_from: String::new(),
        valid_until: String::new(),
    }
}

/// A person as the projection will have them once the transaction that registers them is written.
pub(super) fn new_row(
    id: AttendeeId,
    registration: RegistrationRow,
    fields: &PersonFields,
    form: &PersonForm,
) -> AttendeeRow {
    let field = |field| fields.get(field).to_owned();
    AttendeeRow {
        id,
        given_name: field(PersonField::GivenName),
        family_name: field(PersonField::FamilyName),
        full_name: field(PersonField::FullName),
        latin_name: String::new(),
        company: field(PersonField::Company),
        job_title: field(PersonField::JobTitle),
        country: field(PersonField::Country),
        language: field(PersonField::Language),
        attention: String::new(),
        order_code: String::new(),
        lead_sharing: form
            .lead_sharing
            .map_or_else(String::new, |sharing| choice(sharing).code().to_owned()),
        erased: false,
        contact: ContactRow {
            email: field(PersonField::Email),
            phone: field(PersonField::Phone),
            note: String::new(),
        },
        registration,
    }
}

/// Appends a new person: names to the core, mail and phone to the contact log.
pub(super) fn append_person(
    txn: &mut Txn<'_>,
    event: EventId,
    id: AttendeeId,
    registration: RegistrationId,
    place: BTreeMap<RegistrationField, String>,
    fields: &PersonFields,
    source: Source,
) -> Result<OpRef, AppError> {
    let contact = non_empty(fields.of_log(&LogName::Contact));
    let person = non_empty(fields.of_log(&LogName::Core));
    let registered = Fact::AttendeeRegistered(AttendeeRegistered {
        registration,
        source: source.clone(),
        place,
        person,
    });
    let op = txn.append(event, &LogName::Core, id.into(), &registered)?;
    if !contact.is_empty() {
        let changed = Fact::AttendeeChanged(AttendeeChanged {
            source,
            over: Over::new(),
            set: contact,
            kept: PersonFields::default(),
        });
        txn.append(event, &LogName::Contact, id.into(), &changed)?;
    }
    Ok(op)
}

fn non_empty(fields: PersonFields) -> PersonFields {
    PersonFields(
        fields
            .0
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect(),
    )
}

/// Appends what the person accepted and chose.
pub(super) fn append_consents(
    txn: &mut Txn<'_>,
    event: &EventRow,
    id: AttendeeId,
    form: &PersonForm,
) -> Result<(), AppError> {
    if form.privacy_notice == Some(true) {
        append_consent(
            txn,
            event,
            id,
            ConsentSubject::PrivacyNotice,
            ConsentChoice::Accepted,
            Vec::new(),
        )?;
    }
    if let Some(sharing) = form.lead_sharing {
        append_consent(
            txn,
            event,
            id,
            ConsentSubject::LeadSharing,
            choice(sharing),
            Vec::new(),
        )?;
    }
    Ok(())
}

pub(super) fn append_consent(
    txn: &mut Txn<'_>,
    event: &EventRow,
    id: AttendeeId,
    about: ConsentSubject,
    choice: ConsentChoice,
    over: Vec<OpRef>,
) -> Result<(), AppError> {
    let text_version = text_version(event, about);
    let fact = Fact::ConsentGiven(ConsentGiven {
        about,
        choice,
        text_version,
        over,
        source: None,
        kept: false,
    });
    txn.append(event.id, &LogName::Core, id.into(), &fact)?;
    Ok(())
}

/// Which text somebody said yes to: the event's own notice, where it has one.
fn text_version(event: &EventRow, about: ConsentSubject) -> String {
    let own = match about {
        ConsentSubject::PrivacyNotice => event.privacy_notice.as_ref(),
        ConsentSubject::LeadSharing => None,
    };
    own.map_or_else(|| CONSENT_TEXT_VERSION.to_owned(), NoticeTexts::version)
}

pub(super) const fn choice(sharing: LeadSharing) -> ConsentChoice {
    match sharing {
        LeadSharing::Share => ConsentChoice::Share,
        LeadSharing::Ask => ConsentChoice::Ask,
        LeadSharing::Dont => ConsentChoice::Dont,
    }
}
