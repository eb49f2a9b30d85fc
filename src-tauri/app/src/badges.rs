//! Badges: issuing their codes, what stands on each, and one drawn for the screen.

use crate::desk::{find_person, shown_name};
use crate::device::{App, find_event};
use crate::failure::{AppError, Refusal};
use crate::view::{BadgePreview, ShrunkText};
use chrono::Datelike;
use sarrera_badge::{BadgeContent, CategoryMark, Display, Field, Pattern, Template, layout, shipped, svg};
use sarrera_core::codes::{BadgeKey, BadgeSerial, badge};
use sarrera_core::ids::{BadgeId, EventId, SubjectId};
use sarrera_core::ops::{BadgeIssued, BadgeReason, Fact, KeyUse, LogName, ReprintWhy};
use sarrera_store::{AttendeeRow, CategoryRow, EventRow, Reader, Txn};
use std::collections::BTreeSet;

/// The serial on the picture of a badge that is not made yet: nobody's, so that its code lets nobody in.
pub(crate) const NO_BADGE: BadgeSerial = BadgeSerial([0; 10]);

/// How a badge comes to be.
pub(crate) struct Making {
    pub serial: BadgeSerial,
    pub reason: BadgeReason,
    pub replaces: Vec<BadgeId>,
    pub why: Option<ReprintWhy>,
    pub text: String,
}

impl Making {
    /// With a new serial, replacing nothing.
    pub(crate) fn new(txn: &Txn<'_>, reason: BadgeReason) -> Self {
        Self::with_serial(BadgeSerial(txn.random()), reason)
    }

    pub(crate) fn with_serial(serial: BadgeSerial, reason: BadgeReason) -> Self {
        Self {
            serial,
            reason,
            replaces: Vec::new(),
            why: None,
            text: String::new(),
        }
    }
}

/// Makes a badge code for an attendee under the registration that it is made for, replacing the badges named. The code alone is no badge yet: see
/// [`sarrera_core::fold::ScansState::is_made`].
pub(crate) fn issue(
    txn: &mut Txn<'_>,
    event: EventId,
    row: &AttendeeRow,
    under: SubjectId,
    making: Making,
) -> Result<BadgeId, AppError> {
    let badge = making.serial.badge_id();
    let fact = Fact::BadgeIssued(BadgeIssued {
        badge,
        serial: making.serial,
        registration: row.registration.id,
        reason: making.reason,
        replaces: making.replaces,
        why: making.why,
        text: making.text,
    });
    txn.append(event, &LogName::Scans, under, &fact)?;
    Ok(badge)
}

impl App {
    /// A person's badge as it will print on this device.
    ///
    /// # Errors
    /// When there is no such person or template.
    pub fn preview_badge(&self, event: &str, attendee: &str) -> Result<BadgePreview, AppError> {
        self.preview_badge_in(&self.template()?, event, attendee)
    }

    /// A person's badge as it will print in a template.
    ///
    /// # Errors
    /// As [`App::preview_badge`].
    pub fn preview_badge_in(
        &self,
        name: &str,
        event: &str,
        attendee: &str,
    ) -> Result<BadgePreview, AppError> {
        let content = self.read(|r| {
            let event = find_event(r, event)?;
            let row = find_person(r, &event, attendee)?;
            let scans = r.scans_of(event.no, row.id.into())?;
            let serial = scans.live_badge().map(|live| live.serial);
            Painter::new(r, &event)?.content(&row, serial.unwrap_or(NO_BADGE))
        })?;
        self.picture(name, &content)
    }

    /// What stands on a badge, drawn in a template.
    pub(crate) fn picture(&self, name: &str, content: &BadgeContent) -> Result<BadgePreview, AppError> {
        let template = template(name)?;
        let display = layout(&template, content, self.fonts());
        Ok(BadgePreview {
            svg: svg(&display),
            template: name.to_owned(),
            width_mm: template.width_mm,
            height_mm: template.height_mm,
            missing_glyphs: missing(&display),
            overflow: overflowing(&display),
            shrunk: shrunk(&display),
        })
    }
}

/// Whether a registration lets somebody come, who then wants a badge and a ticket.
pub(crate) fn comes_in_person(row: &AttendeeRow) -> bool {
    let registration = &row.registration;
    registration.status == "valid" && !registration.blocked && registration.mode != "online" && !row.erased
}

/// A shipped template by its name.
pub(crate) fn template(name: &str) -> Result<Template, AppError> {
    shipped(name).ok_or_else(|| {
        Refusal::NoTemplate {
            template: name.to_owned(),
        }
        .into()
    })
}

/// The letters of a badge that no font has.
pub(crate) fn missing(display: &Display) -> Vec<String> {
    let letters: BTreeSet<String> = display
        .report
        .missing_glyphs
        .iter()
        .map(|m| m.character.to_string())
        .collect();
    letters.into_iter().collect()
}

/// The texts of a badge that do not fit.
pub(crate) fn overflowing(display: &Display) -> Vec<String> {
    display.report.overflow.iter().map(|o| o.text.clone()).collect()
}

/// What a badge says of its person in smaller letters than usual.
fn shrunk(display: &Display) -> Vec<ShrunkText> {
    let of_person = |field: Field| match field {
        Field::GivenName
        | Field::FamilyName
        | Field::FullName
        | Field::Company
        | Field::JobTitle
        | Field::Country => true,
        Field::Category | Field::Day | Field::EventName | Field::BadgeNumber => false,
    };
    let shrunk = display.report.shrunk.iter();
    shrunk
        .filter(|one| one.field.is_some_and(of_person))
        .map(|one| ShrunkText {
            text: one.text.clone(),
            percent: one.percent,
        })
        .collect()
}

/// What every badge of an event has in common.
pub(crate) struct Painter {
    key: BadgeKey,
    categories: Vec<CategoryRow>,
    pub(crate) event_name: String,
    pub(crate) day: String,
}

impl Painter {
    pub(crate) fn new(reader: &Reader<'_>, event: &EventRow) -> Result<Self, AppError> {
        let key = reader
            .event_key(event.no, KeyUse::Badge)?
            .ok_or_else(|| AppError::NotFound {
                what: "badge key",
                which: event.label.clone(),
            })?;
        let day = match (
            crate::moment::date(&event.starts),
            crate::moment::date(&event.ends),
        ) {
            (Ok(first), Ok(last)) if first == last => {
                format!("{}.{}.{}", first.day(), first.month(), first.year())
            }
            (Ok(first), Ok(last)) if first.month() == last.month() => {
                format!("{}–{}.{}.{}", first.day(), last.day(), last.month(), last.year())
            }
            (Ok(first), Ok(last)) => {
                format!(
                    "{}.{}–{}.{}.{}",
                    first.day(),
                    first.month(),
                    last.day(),
                    last.month(),
                    last.year()
                )
            }
            (Err(_), _) | (_, Err(_)) => String::new(),
        };
        Ok(Self {
            key: BadgeKey::new(key),
            categories: reader.categories(event.no)?,
            event_name: event.name.clone(),
            day,
        })
    }

    /// What stands on a person's badge.
    pub(crate) fn content(&self, row: &AttendeeRow, serial: BadgeSerial) -> Result<BadgeContent, AppError> {
        Ok(BadgeContent {
            given_name: row.given_name.clone(),
            family_name: row.family_name.clone(),
            full_name: shown_name(row),
            company: row.company.clone(),
            job_title: row.job_title.clone(),
            country: row.country.clone(),
            category: self.mark(&row.registration.category, &row.language),
            language: row.language.clone(),
            day: self.day.clone(),
            event_name: self.event_name.clone(),
            code: badge::mint(serial, &self.key).to_string(),
            badge_number: serial.short(),
        })
    }

    /// The category's word in Basque and one other language, by the visitor's choice.
    fn mark(&self, label: &str, language: &str) -> CategoryMark {
        let Some(category) = self.categories.iter().find(|c| c.label == label) else {
            return CategoryMark::default();
        };
        let other = if language.starts_with("es") {
            &category.es
        } else {
            &category.en
        };
        let mut words = vec![category.eu.clone()];
        if *other != category.eu {
            words.push(other.clone());
        }
        let pattern = match category.pattern.as_str() {
            "solid" => Pattern::Solid,
            "bars" => Pattern::Bars,
            "diagonals" => Pattern::Diagonals,
            "dots" => Pattern::Dots,
            "half" => Pattern::Half,
            _empty => Pattern::Empty,
        };
        CategoryMark { words, pattern }
    }
}
