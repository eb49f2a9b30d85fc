//! A form as fields of a person, with what must be right before anything is written.

use crate::failure::{AppError, Refusal};
use crate::import::rows::{Lines, kept};
use crate::moment::date;
use crate::view::PersonForm;
use sarrera_core::ops::{PersonField, PersonFields};
use sarrera_store::{EventNo, EventRow, Reader};
use std::collections::BTreeSet;

/// No field is longer than this, in characters: longer texts are pasted by mistake.
pub(super) const FIELD_CHARS_MAX: usize = 300;

/// Whether the form registers somebody: only then it says whether the privacy notice was accepted.
pub(super) const fn is_new(form: &PersonForm) -> bool {
    form.privacy_notice.is_some()
}

/// The fields that the form gives, right or wrong, each on one line: as typed but for spaces around them and what nobody
/// sees; a pasted tab or line break is a space.
pub(super) fn typed(form: &PersonForm) -> PersonFields {
    let mut fields = PersonFields::default();
    let given = [
        (PersonField::GivenName, &form.given_name),
        (PersonField::FamilyName, &form.family_name),
        (PersonField::FullName, &form.full_name),
        (PersonField::Company, &form.company),
        (PersonField::JobTitle, &form.job_title),
        (PersonField::Email, &form.email),
        (PersonField::Phone, &form.phone),
        (PersonField::Country, &form.country),
        (PersonField::Language, &form.language),
    ];
    for (field, value) in given {
        let Some(value) = value else { continue };
        fields.0.insert(field, kept(value, Lines::One));
    }
    fields
}

/// The fields that the form gives, each as it may be written.
pub(super) fn fields(form: &PersonForm) -> Result<PersonFields, AppError> {
    let fields = typed(form);
    for (field, value) in &fields.0 {
        if value.chars().count() > FIELD_CHARS_MAX {
            return Err(Refusal::FieldTooLong {
                field: field.code(),
                max: FIELD_CHARS_MAX,
            }
            .into());
        }
        if *field == PersonField::Email && !value.is_empty() && !value.contains('@') {
            return Err(Refusal::NoAtSign.into());
        }
    }
    Ok(fields)
}

/// A person has at least one name.
pub(super) fn require_name(fields: &PersonFields) -> Result<(), AppError> {
    let names = [
        PersonField::GivenName,
        PersonField::FamilyName,
        PersonField::FullName,
    ];
    if names.iter().all(|name| fields.get(*name).is_empty()) {
        return Err(Refusal::FieldMissing { field: "given_name" }.into());
    }
    Ok(())
}

/// The category's short name, if the event has it.
pub(super) fn category(reader: &Reader<'_>, event: EventNo, form: &PersonForm) -> Result<String, AppError> {
    let wanted = form
        .category
        .as_deref()
        .map(str::trim)
        .filter(|c| !c.is_empty())
        .unwrap_or("visitor");
    let known = reader.categories(event)?.into_iter().any(|c| c.label == wanted);
    if known {
        Ok(wanted.to_owned())
    } else {
        Err(Refusal::NoCategory {
            category: wanted.to_owned(),
        }
        .into())
    }
}

/// The days of a registration as they are kept: each once, in their order; nothing where the form does not speak of them.
pub(super) fn days(event: &EventRow, form: &PersonForm) -> Result<Option<String>, AppError> {
    let Some(wanted) = &form.days else {
        return Ok(None);
    };
    let (first, last) = (date(&event.starts)?, date(&event.ends)?);
    let mut days = BTreeSet::new();
    for text in wanted {
        let day = date(text)?;
        if day < first || day > last {
            return Err(Refusal::DayOutside {
                day: day.to_string(),
                starts: event.starts.clone(),
                ends: event.ends.clone(),
            }
            .into());
        }
        days.insert(day.to_string());
    }
    Ok(Some(Vec::from_iter(days).join(" ")))
}
