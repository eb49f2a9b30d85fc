//! The rows of one attendee in the `core` and the `contact` log.

use super::union::Union;
use super::{operator, write_conflicts};
use crate::error::StoreError;
use crate::log::{EventNo, LogNo, find_log_no, signed, subject_ops};
use crate::search;
use rusqlite::{Connection, OptionalExtension, named_params};
use sarrera_core::fold::{SubjectState, fold_person};
use sarrera_core::ids::{AttendeeId, SubjectId};
use sarrera_core::names::fold;
use sarrera_core::ops::{ConsentChoice, ConsentSubject, LogName, PersonField, RegistrationField};

/// What became of an attendee's rows.
pub(super) struct Projected {
    /// Whose row shows the person.
    pub(super) shown_as: SubjectId,
    /// The subjects that are this person, where they were erased.
    pub(super) erased: Vec<SubjectId>,
}

/// Folds the attendee's `core` ops and writes the row of the registration made for them, and the rows of the person that
/// they are.
pub(super) fn project_core(
    txn: &Connection,
    event: EventNo,
    log: LogNo,
    subject: SubjectId,
) -> Result<Projected, StoreError> {
    let ops = subject_ops(txn, log, subject)?;
    operator::project(txn, event, subject, &ops)?;
    let own = fold_person(subject, &ops);
    write_registration(txn, event, log, subject, &own)?;
    write_conflicts(txn, event, &LogName::Core.to_string(), subject, &own.conflicts)?;
    let union = Union::of(txn, log, subject)?;
    let shown_as = union.representative();
    for represented in union.represented() {
        delete_attendee(txn, event, *represented)?;
        delete_codes(txn, event, *represented)?;
    }
    let state = if union.represented().is_empty() {
        own
    } else {
        union.fold(txn, log)?
    };
    if state.erased || state.person.registration.is_some() {
        write_attendee(txn, event, shown_as, &state)?;
    } else {
        delete_attendee(txn, event, shown_as)?;
    }
    write_codes(txn, event, shown_as, &state)?;
    let mut erased = Vec::new();
    if state.erased {
        erased.extend(union.people());
        for person in &erased {
            erase_private(txn, event, *person)?;
            // What two writers disagreed about is gone with what they wrote, whoever of them that are one was erased.
            let left = fold_person(*person, &subject_ops(txn, log, *person)?);
            write_conflicts(txn, event, &LogName::Core.to_string(), *person, &left.conflicts)?;
        }
    }
    Ok(Projected { shown_as, erased })
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
/// it is; each with all that they are.
fn erased_people(txn: &Connection, event: EventNo, subject: SubjectId) -> Result<Vec<SubjectId>, StoreError> {
    let Some(core) = find_log_no(txn, event, &LogName::Core.to_string())? else {
        return Ok(Vec::new());
    };
    let mut claimed = txn.prepare_cached(
        "SELECT :subject UNION SELECT attendee_id FROM badge WHERE event_no = :event AND badge_id = :subject
         UNION SELECT attendee_id FROM help WHERE event_no = :event AND help_id = :subject AND attendee_id IS NOT NULL",
    )?;
    let mut is_erased = txn.prepare_cached(
        "SELECT 1 FROM attendee WHERE event_no = :event AND attendee_id = :attendee AND erased = 1",
    )?;
    let rows = claimed.query_map(named_params! {":event": event.0, ":subject": subject.0}, |row| {
        Ok(SubjectId(row.get(0)?))
    })?;
    let mut erased = Vec::new();
    for person in rows {
        let union = Union::of(txn, core, person?)?;
        let shown_as = union.representative();
        if is_erased.exists(named_params! {":event": event.0, ":attendee": shown_as.0})? {
            erased.extend(union.people());
        }
    }
    Ok(erased)
}

/// Folds the attendee's `contact` ops and writes mail, phone and note of the person that they are; gives whose row it is.
pub(super) fn project_contact(
    txn: &Connection,
    event: EventNo,
    log: LogNo,
    subject: SubjectId,
) -> Result<SubjectId, StoreError> {
    let own = fold_person(subject, &subject_ops(txn, log, subject)?);
    write_conflicts(txn, event, &LogName::Contact.to_string(), subject, &own.conflicts)?;
    let union = Union::of(txn, log, subject)?;
    let shown_as = union.representative();
    for represented in union.represented() {
        delete_contact(txn, event, *represented)?;
    }
    let person = if union.represented().is_empty() {
        own.person
    } else {
        union.fold(txn, log)?.person
    };
    if person.fields.is_empty() {
        delete_contact(txn, event, shown_as)?;
    } else {
        txn.prepare_cached(
            "INSERT INTO contact (event_no, attendee_id, email, phone, note)
             VALUES (:event, :attendee, :email, :phone, :note)
             ON CONFLICT DO UPDATE SET email = excluded.email, phone = excluded.phone, note = excluded.note",
        )?
        .execute(named_params! {
            ":event": event.0,
            ":attendee": shown_as.0,
            ":email": person.shown(PersonField::Email),
            ":phone": person.shown(PersonField::Phone),
            ":note": person.shown(PersonField::Note),
        })?;
    }
    Ok(shown_as)
}

fn delete_contact(txn: &Connection, event: EventNo, subject: SubjectId) -> Result<(), StoreError> {
    txn.prepare_cached("DELETE FROM contact WHERE event_no = :event AND attendee_id = :attendee")?
        .execute(named_params! {":event": event.0, ":attendee": subject.0})?;
    Ok(())
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
                               lead_sharing, privacy_notice, erased, company_folded)
         VALUES (:event, :attendee, :registration, :hlc, :given, :family, :full, :latin, :company, :job, :country,
                 :language, :attention, :order, :sharing, :notice, :erased, :folded)
         ON CONFLICT (event_no, attendee_id) DO UPDATE SET
             registration_id = excluded.registration_id, registered_hlc = excluded.registered_hlc,
             given_name = excluded.given_name, family_name = excluded.family_name, full_name = excluded.full_name,
             latin_name = excluded.latin_name, company = excluded.company, job_title = excluded.job_title,
             country = excluded.country, language = excluded.language, attention = excluded.attention,
             order_code = excluded.order_code, lead_sharing = excluded.lead_sharing,
             privacy_notice = excluded.privacy_notice, erased = excluded.erased,
             company_folded = excluded.company_folded",
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
        ":folded": fold(person.shown(PersonField::Company)),
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

/// Whoever holds a registration is named by the one who represents them.
fn write_registration(
    txn: &Connection,
    event: EventNo,
    log: LogNo,
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
    let holder = Union::of(txn, log, place.holder(AttendeeId(subject.0)).into())?;
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
        ":holder": holder.representative().0,
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
    delete_codes(txn, event, subject)?;
    for code in &state.person.codes {
        txn.prepare_cached(
            "INSERT INTO foreign_code (event_no, code, attendee_id) VALUES (:event, :code, :attendee)",
        )?
        .execute(named_params! {":event": event.0, ":code": code, ":attendee": subject.0})?;
    }
    Ok(())
}

fn delete_codes(txn: &Connection, event: EventNo, subject: SubjectId) -> Result<(), StoreError> {
    txn.prepare_cached("DELETE FROM foreign_code WHERE attendee_id = :attendee AND +event_no = :event")?
        .execute(named_params! {":event": event.0, ":attendee": subject.0})?;
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
    let erased = txn
        .prepare_cached(ERASE)?
        .execute(named_params! {":event": event.0, ":subject": subject.0})?;
    if erased > 0 {
        crate::setting::private_changed(txn)?;
    }
    Ok(erased)
}
