//! The badge of a form while it is typed: as it would print if the form were saved now. Nothing is written.

use super::correct::keep_one_name;
use super::form::{category, is_new, typed};
use super::register::{new_registration, new_row};
use crate::badges::{NO_BADGE, Painter};
use crate::desk::find_person;
use crate::device::{App, find_event};
use crate::failure::AppError;
use crate::view::{BadgePreview, PersonForm};
use sarrera_core::ids::AttendeeId;
use sarrera_core::ops::{PersonField, PersonFields};
use sarrera_store::{AttendeeRow, EventRow, Reader, RegistrationRow};

impl App {
    /// The badge that a form would make on this device, of somebody new, of the person whom it corrects, or of whoever
    /// comes in their place. What is wrong in a field does not keep the others from being drawn.
    ///
    /// # Errors
    /// When there is no such person, category or template, or a part of a name is given that was registered as one text.
    pub fn preview_form(
        &self,
        event: &str,
        form: &PersonForm,
        attendee: Option<&str>,
    ) -> Result<BadgePreview, AppError> {
        let content = self.read(|r| {
            let event = find_event(r, event)?;
            let row = as_saved(r, &event, form, attendee)?;
            Painter::new(r, &event)?.content(&row, NO_BADGE)
        })?;
        self.picture(&self.template()?, &content)
    }
}

/// The person as they would be once the form is saved.
fn as_saved(
    reader: &Reader<'_>,
    event: &EventRow,
    form: &PersonForm,
    attendee: Option<&str>,
) -> Result<AttendeeRow, AppError> {
    const NOBODY_YET: AttendeeId = AttendeeId([0; 16]);
    let row = attendee.map(|id| find_person(reader, event, id)).transpose()?;
    let mut fields = typed(form);
    match row {
        None => {
            let registration = new_registration(NOBODY_YET, category(reader, event.no, form)?);
            Ok(new_row(NOBODY_YET, registration, &fields, form))
        }
        Some(row) if is_new(form) => Ok(new_row(NOBODY_YET, row.registration, &fields, form)),
        Some(row) => {
            keep_one_name(&mut fields, &row)?;
            let category = match form.category {
                Some(_) => category(reader, event.no, form)?,
                None => row.registration.category.clone(),
            };
            Ok(corrected(row, &fields, category))
        }
    }
}

fn corrected(row: AttendeeRow, fields: &PersonFields, category: String) -> AttendeeRow {
    let after = |field, now: String| fields.0.get(&field).cloned().unwrap_or(now);
    AttendeeRow {
        given_name: after(PersonField::GivenName, row.given_name),
        family_name: after(PersonField::FamilyName, row.family_name),
        full_name: after(PersonField::FullName, row.full_name),
        company: after(PersonField::Company, row.company),
        job_title: after(PersonField::JobTitle, row.job_title),
        country: after(PersonField::Country, row.country),
        language: after(PersonField::Language, row.language),
        registration: RegistrationRow {
            category,
            ..row.registration
        },
        ..row
    }
}
