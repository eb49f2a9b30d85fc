//! The rows of one attendee in the `core` and the `contact` log.

use super::{Erased, operator, write_conflicts};
use crate::error::StoreError;
use crate::log::{EventNo, LogNo, signed, subject_ops};
use crate::search;
use rusqlite::{Connection, OptionalExtension, named_params};
use sarrera_core::fold::{SubjectState, fold_person};
use sarrera_core::ids::{AttendeeId, SubjectId};
use sarrera_core::ops::{ConsentChoice, ConsentSubject, LogName, PersonField, RegistrationField};

/// Folds the attendee's `core` ops and writes the rows of the person and of the registration made for them.
pub(super) fn project_core(
    txn: &Connection,
    event: EventNo,
    log: LogNo,
    subject: SubjectId,
) -> Result<Erased, StoreError> {
    let ops = subject_ops(txn, log, subject)?;
    operator::project(txn, event, subject, &ops)?;
    let state = fold_person(subject, &ops);
    if state.erased || state.person.registration.is_some() {
        write_attendee(txn, event, subject, &state)?;
    } else {
        delete_attendee(txn, event, subject)?;
    }
    write_registration(txn, event, subject, &state)?;
    write_codes(txn, event, subject, &state)?;
    write_conflicts(txn, event, &LogName::Core, subject, &state.conflicts)?;
    if !state.erased {
        return Ok(Erased::No);
    }
    erase_private(txn, event, subject)?;
    Ok(Erased::Yes)
}

/// Erases what arrived of a person after they were erased: their own ops, or ops of a badge of theirs. Gives how many
/// ops lost their personal part.
pub(super) fn erase_if_asked(
    txn: &Connection,
    event: EventNo,
    subject: SubjectId,
) -> Result<usize, StoreError> {
    let mut erased = 0;
    for person in erased_people(txn, event, subject)? {
        erased += erase_private(txn, event, person)?;
    }
    Ok(erased)
}

/// The erased person that a subject is, and those who ever had the badge, or were the matter of the call for help, that
/// it is.
fn erased_people(txn: &Connection, event: EventNo, subject: SubjectId) -> Result<Vec<SubjectId>, StoreError> {
    let mut statement = txn.prepare_cached(
        "SELECT attendee_id FROM attendee WHERE event_no = :event AND erased = 1 AND attendee_id IN
             (SELECT :subject UNION ALL
              SELECT attendee_id FROM badge WHERE event_no = :event AND badge_id = :subject UNION ALL
              SELECT attendee_id FROM help WHERE event_no = :event AND help_id = :subject)",
    )?;
    let rows = statement.query_map(named_params! {":event": event.0, ":subject": subject.0}, |row| {
        Ok(SubjectId(row.get(0)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Folds the attendee's `contact` ops and writes mail, phone and note.
pub(super) fn project_contact(
    txn: &Connection,
    event: EventNo,
    log: LogNo,
    subject: SubjectId,
) -> Result<(), StoreError> {
    let state = fold_person(subject, &subject_ops(txn, log, subject)?);
    let person = &state.person;
    let key = named_params! {":event": event.0, ":attendee": subject.0};
    if person.fields.is_empty() {
        txn.prepare_cached("DELETE FROM contact WHERE event_no = :event AND attendee_id = :attendee")?
            .execute(key)?;
    } else {
        txn.prepare_cached(
            "INSERT INTO contact (event_no, attendee_id, email, phone, note)
             VALUES (:event, :attendee, :email, :phone, :note)
             ON CONFLICT DO UPDATE SET email = excluded.email, phone = excluded.phone, note = excluded.note",
        )?
        .execute(named_params! {
            ":event": event.0,
            ":attendee": subject.0,
            ":email": person.shown(PersonField::Email),
            ":phone": person.shown(PersonField::Phone),
            ":note": person.shown(PersonField::Note),
        })?;
    }
    write_conflicts(txn, event, &LogName::Contact, subject, &state.conflicts)
}

fn write_attendee(
    txn: &Connection,
    event: EventNo,
    subject: SubjectId,
    state: &SubjectState,
) -> Result<(), StoreError> {
    let person = &state.person;
    let consent = |about| person.chosen(about).map_or("", ConsentChoice::code);
    txn.prepare_cached(
        "INSERT INTO attendee (event_no, attendee_id, registration_id, registered_hlc, given_name, family_name,
                               full_name, latin_name, company, job_title, country, language, attention, order_code,
                               lead_sharing, privacy_notice, erased)
         VALUES (:event, :attendee, :registration, :hlc, :given, :family, :full, :latin, :company, :job, :country,
                 :language, :attention, :order, :sharing, :notice, :erased)
         ON CONFLICT (event_no, attendee_id) DO UPDATE SET
             registration_id = excluded.registration_id, registered_hlc = excluded.registered_hlc,
             given_name = excluded.given_name, family_name = excluded.family_name, full_name = excluded.full_name,
             latin_name = excluded.latin_name, company = excluded.company, job_title = excluded.job_title,
             country = excluded.country, language = excluded.language, attention = excluded.attention,
             order_code = excluded.order_code, lead_sharing = excluded.lead_sharing,
             privacy_notice = excluded.privacy_notice, erased = excluded.erased",
    )?
    .execute(named_params! {
        ":event": event.0,
        ":attendee": subject.0,
        ":registration": person.registration.map_or(subject.0, |r| r.0),
        ":hlc": signed(person.registered_at.0),
        ":given": person.shown(PersonField::GivenName),
        ":family": person.shown(PersonField::FamilyName),
        ":full": person.shown(PersonField::FullName),
        ":latin": person.shown(PersonField::LatinName),
        ":company": person.shown(PersonField::Company),
        ":job": person.shown(PersonField::JobTitle),
        ":country": person.shown(PersonField::Country),
        ":language": person.shown(PersonField::Language),
        ":attention": person.shown(PersonField::Attention),
        ":order": person.shown(PersonField::OrderCode),
        ":sharing": consent(ConsentSubject::LeadSharing),
        ":notice": consent(ConsentSubject::PrivacyNotice),
        ":erased": state.erased,
    })?;
    Ok(())
}

fn delete_attendee(txn: &Connection, event: EventNo, subject: SubjectId) -> Result<(), StoreError> {
    let gone: Option<i64> = txn
        .prepare_cached(
            "DELETE FROM attendee WHERE event_no = :event AND attendee_id = :attendee RETURNING attendee_no",
        )?
        .query_row(named_params! {":event": event.0, ":attendee": subject.0}, |row| {
            row.get(0)
        })
        .optional()?;
    // Nobody of this number is left to be found, and the number may be given again.
    gone.map_or(Ok(()), |number| search::remove(txn, event.0, number))
}

fn write_registration(
    txn: &Connection,
    event: EventNo,
    subject: SubjectId,
    state: &SubjectState,
) -> Result<(), StoreError> {
    let place = &state.registration;
    if place.fields.is_empty() {
        txn.prepare_cached(
            "DELETE FROM registration WHERE event_no = :event AND registration_id = :registration",
        )?
        .execute(named_params! {":event": event.0, ":registration": subject.0})?;
        return Ok(());
    }
    txn.prepare_cached(
        "INSERT INTO registration (event_no, registration_id, holder_id, category, status, blocked, mode, days,
                                   valid_from, valid_until)
         VALUES (:event, :registration, :holder, :category, :status, :blocked, :mode, :days, :from, :until)
         ON CONFLICT DO UPDATE SET holder_id = excluded.holder_id, category = excluded.category,
             status = excluded.status, blocked = excluded.blocked, mode = excluded.mode, days = excluded.days,
             valid_from = excluded.valid_from, valid_until = excluded.valid_until",
    )?
    .execute(named_params! {
        ":event": event.0,
        ":registration": subject.0,
        ":holder": place.holder(AttendeeId(subject.0)).0,
        ":category": place.shown(RegistrationField::Category),
        ":status": place.shown(RegistrationField::Status),
        ":blocked": place.shown(RegistrationField::Blocked) == "yes",
        ":mode": place.shown(RegistrationField::Mode),
        ":days": place.shown(RegistrationField::Days),
        ":from": place.shown(RegistrationField::ValidFrom),
        ":until": place.shown(RegistrationField::ValidUntil),
    })?;
    Ok(())
}

fn write_codes(
    txn: &Connection,
    event: EventNo,
    subject: SubjectId,
    state: &SubjectState,
) -> Result<(), StoreError> {
    txn.prepare_cached("DELETE FROM foreign_code WHERE attendee_id = :attendee AND +event_no = :event")?
        .execute(named_params! {":event": event.0, ":attendee": subject.0})?;
    for field in [PersonField::TicketCode, PersonField::ForeignBadgeCode] {
        let code = state.person.shown(field);
        if !code.is_empty() {
            txn.prepare_cached(
                "INSERT INTO foreign_code (event_no, code, attendee_id) VALUES (:event, :code, :attendee)
                 ON CONFLICT DO NOTHING",
            )?
            .execute(named_params! {":event": event.0, ":code": code, ":attendee": subject.0})?;
        }
    }
    Ok(())
}

/// (`+log_no`: SQLite would rather walk every op of the event's logs.)
pub(crate) const ERASE: &str = "UPDATE op SET private = NULL, salt = NULL
     WHERE private IS NOT NULL AND +log_no IN (SELECT log_no FROM log WHERE event_no = :event)
       AND subject_id IN (SELECT :subject UNION ALL
                          SELECT badge_id FROM badge WHERE attendee_id = :subject AND +event_no = :event UNION ALL
                          SELECT help_id FROM help WHERE attendee_id = :subject AND +event_no = :event)";

/// The personal part of every op about an erased person goes, with its salt; the hash stays and the chain with it.
fn erase_private(txn: &Connection, event: EventNo, subject: SubjectId) -> Result<usize, StoreError> {
    Ok(txn
        .prepare_cached(ERASE)?
        .execute(named_params! {":event": event.0, ":subject": subject.0})?)
}
