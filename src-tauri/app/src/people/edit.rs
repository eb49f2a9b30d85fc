//! An organiser's edit: the same fields as at the desk and more, and nothing is printed unless somebody asks for it.

use super::contested::choose;
use super::correct::{apply, change_person, change_registration, replace_badge};
use super::form::FIELD_CHARS_MAX;
use super::profile::status_called;
use crate::desk::{PrintWish, find_person};
use crate::device::{App, find_event};
use crate::failure::{AppError, Refusal};
use crate::import::rows::{Lines, kept};
use crate::view::{Edited, PersonEdit, Profile};
use sarrera_core::fold::says_more;
use sarrera_core::ids::AttendeeId;
use sarrera_core::ops::{PersonField, PersonFields, RegistrationField, RegistrationStatus};
use sarrera_store::{AttendeeRow, EventRow, RegistrationRow, Txn};

impl App {
    /// Changes what an organiser changed of a person; a badge that they have stays as it is.
    ///
    /// # Errors
    /// A field that is wrong, a person who is not there any more, or when the database can't be written.
    pub fn edit_person(&self, event: &str, attendee: &str, edit: &PersonEdit) -> Result<Edited, AppError> {
        self.edited(event, attendee, |txn, event, row| {
            change(txn, event, row, edit)?;
            Ok(Vec::new())
        })
    }

    /// As [`App::edit_person`], and a new badge takes the place of the one that they have.
    ///
    /// # Errors
    /// As [`App::edit_person`], and where no printer is chosen.
    pub fn edit_and_print(
        &self,
        event: &str,
        attendee: &str,
        edit: &PersonEdit,
        print: PrintWish<'_>,
    ) -> Result<Edited, AppError> {
        if matches!(print, PrintWish::None) {
            return Err(Refusal::NoPrinter.into());
        }
        self.edited(event, attendee, |txn, event, row| {
            change(txn, event, row, edit)?;
            Ok(replace_badge(txn, event, row, print)?.into_iter().collect())
        })
    }

    /// Ends the conflict of a field: the value that was chosen replaces all that stand.
    ///
    /// # Errors
    /// When the field is not contested or the value is not one of those that stand, or the database can't be written.
    pub fn choose_value(
        &self,
        event: &str,
        attendee: &str,
        field: &str,
        value: &str,
    ) -> Result<Profile, AppError> {
        let edited = self.edited(event, attendee, |txn, event, row| {
            choose(txn, event, row, field, value)?;
            Ok(Vec::new())
        })?;
        Ok(edited.profile)
    }

    fn edited(
        &self,
        event: &str,
        attendee: &str,
        write: impl FnOnce(&mut Txn<'_>, &EventRow, &AttendeeRow) -> Result<Vec<String>, AppError>,
    ) -> Result<Edited, AppError> {
        let voided = self.write(|txn| {
            let event = find_event(&txn.reader(), event)?;
            let row = find_person(&txn.reader(), &event, attendee)?;
            if row.erased || row.registration.holder != row.id {
                return Err(Refusal::Substituted.into());
            }
            write(txn, &event, &row)
        })?;
        Ok(Edited {
            profile: self.profile(event, attendee)?,
            voided,
        })
    }
}

fn change(txn: &mut Txn<'_>, event: &EventRow, row: &AttendeeRow, edit: &PersonEdit) -> Result<(), AppError> {
    apply(txn, event, row, &edit.form)?;
    let mut more = PersonFields::default();
    for (field, text) in [
        (PersonField::Attention, &edit.attention),
        (PersonField::Note, &edit.note),
    ] {
        let Some(text) = text else { continue };
        if text.chars().count() > FIELD_CHARS_MAX {
            return Err(Refusal::FieldTooLong {
                field: field.code(),
                max: FIELD_CHARS_MAX,
            }
            .into());
        }
        more.0.insert(field, kept(text, Lines::Many));
    }
    change_person(txn, event, row.id, &more)?;
    let held = txn.reader().registrations_of(event.no, row.id)?;
    if let Some(word) = &edit.status {
        let status = status_called(word).ok_or_else(|| AppError::NotFound {
            what: "status",
            which: word.clone(),
        })?;
        change_status(txn, event, row, &held, status)?;
    }
    if let Some(blocked) = edit.blocked {
        let value = if blocked { "yes" } else { "no" };
        for registration in held.iter().filter(|one| one.blocked != blocked) {
            let (id, field) = (AttendeeId(registration.id.0), RegistrationField::Blocked);
            change_registration(txn, event, id, field, value.to_owned())?;
        }
    }
    Ok(())
}

/// Gives the person a status: the registration that is shown, and every other that would say more and let them in. One
/// that says less, a canceled duplicate, stays as it is.
fn change_status(
    txn: &mut Txn<'_>,
    event: &EventRow,
    row: &AttendeeRow,
    held: &[RegistrationRow],
    status: RegistrationStatus,
) -> Result<(), AppError> {
    let shown = row.registration.id;
    for registration in held {
        if registration.id == shown || says_more(&registration.status, status.code()) {
            let (id, field) = (AttendeeId(registration.id.0), RegistrationField::Status);
            change_registration(txn, event, id, field, status.code().to_owned())?;
        }
    }
    Ok(())
}
