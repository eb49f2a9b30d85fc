//! Registration at the desk: a person, their right to attend, their consent, and their admission in one transaction.

use super::form::{category, fields, require_name};
use crate::desk::{ScanAsk, place};
use crate::device::{App, find_event};
use crate::failure::{AppError, Refusal};
use crate::view::{LeadSharing, Outcome, PersonForm, PersonView};
use sarrera_core::ids::{AttendeeId, EventId, OpRef, RegistrationId};
use sarrera_core::ops::{
    AttendeeChanged, AttendeeRegistered, ConsentChoice, ConsentGiven, ConsentSubject, Fact, LogName, Over,
    PersonFields, RegistrationField, RegistrationStatus, Source,
};
use sarrera_store::Txn;
use std::collections::BTreeMap;

/// The version of the privacy notice and of the lead-sharing question that the desk shows.
pub(crate) const CONSENT_TEXT_VERSION: &str = "2026-1";

impl App {
    /// Registers a person; the privacy notice must have been accepted.
    ///
    /// # Errors
    /// A field that is missing or wrong, or when the database can't be written.
    pub fn register(&self, event: &str, form: &PersonForm) -> Result<PersonView, AppError> {
        let id = self.write(|txn| {
            let row = find_event(&txn.reader(), event)?;
            let fields = fields(form)?;
            require_name(&fields)?;
            if form.privacy_notice != Some(true) {
                return Err(Refusal::NoticeNotAccepted.into());
            }
            let category = category(&txn.reader(), row.no, form)?;
            let id = AttendeeId(txn.random());
            let place = BTreeMap::from([
                (RegistrationField::Category, category),
                (
                    RegistrationField::Status,
                    RegistrationStatus::Valid.code().to_owned(),
                ),
                (RegistrationField::Mode, "in_person".to_owned()),
            ]);
            let registration = RegistrationId::from(id);
            append_person(txn, row.id, id, registration, place, &fields, Source::Desk)?;
            append_consents(txn, row.id, id, form)?;
            Ok::<_, AppError>(id)
        })?;
        self.person(event, &id.to_string())
    }

    /// Registers a person and lets them in.
    ///
    /// # Errors
    /// As [`App::register`].
    pub fn register_and_admit(&self, ask: &ScanAsk<'_>, form: &PersonForm) -> Result<Outcome, AppError> {
        // Refuse a wrong checkpoint before anybody is registered.
        self.read(|r| place(r, ask.event, ask.checkpoint).map(|_| ()))?;
        let person = self.register(ask.event, form)?;
        self.admit(ask, &person.id)
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
    event: EventId,
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
    event: EventId,
    id: AttendeeId,
    about: ConsentSubject,
    choice: ConsentChoice,
    over: Vec<OpRef>,
) -> Result<(), AppError> {
    let text_version = CONSENT_TEXT_VERSION.to_owned();
    let fact = Fact::ConsentGiven(ConsentGiven {
        about,
        choice,
        text_version,
        over,
        source: None,
        kept: false,
    });
    txn.append(event, &LogName::Core, id.into(), &fact)?;
    Ok(())
}

pub(super) const fn choice(sharing: LeadSharing) -> ConsentChoice {
    match sharing {
        LeadSharing::Share => ConsentChoice::Share,
        LeadSharing::Ask => ConsentChoice::Ask,
        LeadSharing::Dont => ConsentChoice::Dont,
    }
}
