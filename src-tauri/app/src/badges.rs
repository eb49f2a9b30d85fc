//! Badges: issuing their codes, drawing one for the screen, and many as one PDF.

use crate::desk::{DEFAULT_TEMPLATE, TEMPLATE, find_person, shown_name};
use crate::device::{App, find_event};
use crate::failure::{AppError, Refusal};
use crate::view::BadgePreview;
use chrono::Datelike;
use sarrera_badge::{
    BadgeContent, CategoryMark, Display, Pattern, Template, layout, layout_all, pdf, shipped, svg,
};
use sarrera_core::codes::{BadgeKey, BadgeSerial, badge};
use sarrera_core::ids::{BadgeId, EventId};
use sarrera_core::ops::{BadgeIssued, BadgeReason, Fact, KeyUse, LogName};
use sarrera_store::{AttendeeRow, CategoryRow, EventRow, Reader, TXN_OPS_MAX, Txn};
use std::collections::BTreeSet;
use std::path::Path;

/// What a batch gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchReport {
    pub pages: u32,
    /// `name: letters`, for every badge that a font lacks letters for; these were left out.
    pub missing_glyphs: Vec<String>,
    /// `name: text`, for every text that does not fit.
    pub overflow: Vec<String>,
}

/// Makes a badge code for an attendee, replacing the badges named.
pub(crate) fn issue(
    txn: &mut Txn<'_>,
    event: EventId,
    row: &AttendeeRow,
    reason: BadgeReason,
    replaces: Vec<BadgeId>,
) -> Result<BadgeId, AppError> {
    let serial = BadgeSerial(txn.random());
    let badge = serial.badge_id();
    let registration = row.registration.id;
    let fact = Fact::BadgeIssued(BadgeIssued {
        badge,
        serial,
        registration,
        reason,
        replaces,
    });
    txn.append(event, &LogName::Scans, row.id.into(), &fact)?;
    Ok(badge)
}

impl App {
    /// A person's badge as it will print on this device.
    ///
    /// # Errors
    /// When there is no such person or template.
    pub fn preview_badge(&self, event: &str, attendee: &str) -> Result<BadgePreview, AppError> {
        let name = self
            .setting(TEMPLATE)?
            .unwrap_or_else(|| DEFAULT_TEMPLATE.to_owned());
        let template = template(&name)?;
        let content = self.read(|r| {
            let event = find_event(r, event)?;
            let row = find_person(r, &event, attendee)?;
            let scans = r.scans_of(event.no, row.id.into())?;
            let serial = scans.live_badge().map(|live| live.serial);
            Painter::new(r, &event)?.content(&row, serial.unwrap_or(BadgeSerial([0; 10])))
        })?;
        let display = layout(&template, &content, self.fonts());
        Ok(BadgePreview {
            svg: svg(&display),
            template: name,
            width_mm: template.width_mm,
            height_mm: template.height_mm,
            missing_glyphs: missing(&display),
            overflow: overflowing(&display),
        })
    }

    /// Draws the badges of everybody who holds a valid registration into one PDF file, issuing codes where there are
    /// none yet. A badge with a letter that no font has is left out and reported: no box is ever printed.
    ///
    /// # Errors
    /// When the file or the database can't be written.
    pub fn badges_pdf(&self, event: &str, template_name: &str, out: &Path) -> Result<BatchReport, AppError> {
        let template = template(template_name)?;
        let event = self.event(event)?;
        let people = self.people_with_badges(&event)?;
        let contents = self.read(|r| {
            let painter = Painter::new(r, &event)?;
            people
                .iter()
                .map(|(row, serial)| painter.content(row, *serial))
                .collect::<Result<Vec<_>, _>>()
        })?;
        let displays = layout_all(&template, &contents, self.fonts());
        let mut report = BatchReport {
            pages: 0,
            missing_glyphs: Vec::new(),
            overflow: Vec::new(),
        };
        let mut pages = Vec::with_capacity(displays.len());
        for (display, (row, _)) in displays.into_iter().zip(&people) {
            let name = shown_name(row);
            let letters = missing(&display);
            report
                .overflow
                .extend(overflowing(&display).iter().map(|text| format!("{name}: {text}")));
            if letters.is_empty() {
                pages.push(display);
            } else {
                report
                    .missing_glyphs
                    .push(format!("{name}: {}", letters.join(" ")));
            }
        }
        report.pages = u32::try_from(pages.len()).unwrap_or(u32::MAX);
        crate::exports::write_bytes(out, &pdf(&pages)?)?;
        Ok(report)
    }

    /// Everybody who may come in person, by family name, each with the serial of a live badge.
    fn people_with_badges(&self, event: &EventRow) -> Result<Vec<(AttendeeRow, BadgeSerial)>, AppError> {
        let mut people: Vec<AttendeeRow> = Vec::new();
        self.read(|r| {
            r.each_attendee(event.no, |row| {
                let registration = &row.registration;
                if registration.status == "valid" && !registration.blocked && registration.mode != "online" {
                    people.push(row);
                }
                Ok::<_, AppError>(())
            })
        })?;
        for chunk in people.chunks(TXN_OPS_MAX) {
            self.write(|txn| {
                for row in chunk {
                    if txn
                        .reader()
                        .scans_of(event.no, row.id.into())?
                        .live_badge()
                        .is_none()
                    {
                        issue(txn, event.id, row, BadgeReason::Batch, Vec::new())?;
                    }
                }
                Ok(())
            })?;
        }
        self.read(|r| {
            let mut badges = Vec::with_capacity(people.len());
            for row in people {
                if let Some(live) = r.scans_of(event.no, row.id.into())?.live_badge() {
                    badges.push((row, live.serial));
                }
            }
            Ok(badges)
        })
    }
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

fn overflowing(display: &Display) -> Vec<String> {
    display.report.overflow.iter().map(|o| o.text.clone()).collect()
}

/// What every badge of an event has in common.
pub(crate) struct Painter {
    key: BadgeKey,
    categories: Vec<CategoryRow>,
    event_name: String,
    day: String,
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
