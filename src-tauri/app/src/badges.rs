//! Badges: issuing their codes, drawing one for the screen, and many as one PDF.

use crate::desk::{PrintWish, find_person, shown_name};
use crate::device::{App, find_event};
use crate::failure::{AppError, Refusal};
use crate::printing::{order, reported};
use crate::view::BadgePreview;
use chrono::Datelike;
use sarrera_badge::{
    BadgeContent, CategoryMark, Display, Pattern, Template, layout, layout_all, pdf, shipped, svg,
};
use sarrera_core::codes::{BadgeKey, BadgeSerial, badge};
use sarrera_core::ids::{BadgeId, EventId};
use sarrera_core::ops::{BadgeIssued, BadgeReason, Fact, KeyUse, LogName, PrintState, ReprintWhy};
use sarrera_store::{AttendeeRow, CategoryRow, EventRow, Reader, TXN_OPS_MAX, Txn};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What a batch gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BatchReport {
    pub pages: u32,
    /// `name: letters`, for every badge that a font lacks letters for; these were left out.
    pub missing_glyphs: Vec<String>,
    /// `name: text`, for every text that does not fit.
    pub overflow: Vec<String>,
    /// Who has no page because of something that came while the pages were laid out: another badge, or a registration
    /// that lets nobody come any more. Somebody who was erased is not named.
    pub overtaken: Vec<String>,
}

/// What a PDF of badges is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchUse {
    /// It goes to paper before the doors open: once the file is on the disk its badges are made, and no desk prints
    /// them again by itself.
    Paper,
    /// It is looked at: the desks print as if there were no file.
    Draft,
}

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

    fn with_serial(serial: BadgeSerial, reason: BadgeReason) -> Self {
        Self {
            serial,
            reason,
            replaces: Vec::new(),
            why: None,
            text: String::new(),
        }
    }
}

/// Makes a badge code for an attendee, replacing the badges named. The code alone is no badge yet: see
/// [`sarrera_core::fold::ScansState::is_made`].
pub(crate) fn issue(
    txn: &mut Txn<'_>,
    event: EventId,
    row: &AttendeeRow,
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
    txn.append(event, &LogName::Scans, row.id.into(), &fact)?;
    Ok(badge)
}

impl App {
    /// A person's badge as it will print on this device.
    ///
    /// # Errors
    /// When there is no such person or template.
    pub fn preview_badge(&self, event: &str, attendee: &str) -> Result<BadgePreview, AppError> {
        let name = self.template()?;
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

    /// Draws the badges of everybody who holds a valid registration into one PDF file. A badge with a letter that no
    /// font has is left out and reported: no box is ever printed. Badges that have a code keep it; the others get one
    /// once it is known that they have a page.
    ///
    /// # Errors
    /// When the file or the database can't be written; no badge counts as made then.
    pub fn badges_pdf(
        &self,
        event: &str,
        template_name: &str,
        batch: BatchUse,
        out: &Path,
    ) -> Result<BatchReport, AppError> {
        let template = template(template_name)?;
        let event = self.event(event)?;
        let (mut pages, mut report) = self.lay_out(&event, &template)?;
        report.overtaken = self.issue_pages(&event, &mut pages)?;
        report.pages = u32::try_from(pages.len()).unwrap_or(u32::MAX);
        let (people, displays): (Vec<_>, Vec<_>) = pages
            .into_iter()
            .map(|page| ((page.row, page.serial), page.display))
            .unzip();
        crate::export::write_bytes(out, &pdf(&displays)?)?;
        if batch == BatchUse::Paper {
            self.record_made(&event, &people, template_name, out)?;
        }
        Ok(report)
    }

    /// Everybody's page, but for those that cannot be printed. Nothing is written: a new serial is drawn, not issued.
    pub(crate) fn lay_out(
        &self,
        event: &EventRow,
        template: &Template,
    ) -> Result<(Vec<Page>, BatchReport), AppError> {
        let (people, contents) = self.read(|r| {
            let painter = Painter::new(r, event)?;
            let mut people: Vec<(AttendeeRow, BadgeSerial)> = Vec::new();
            r.each_attendee(event.no, |row| {
                if comes_in_person(&row) {
                    let scans = r.scans_of(event.no, row.id.into())?;
                    let live = scans.live_badge().map(|live| live.serial);
                    let serial = live.unwrap_or_else(|| BadgeSerial(self.world().random()));
                    people.push((row, serial));
                }
                Ok::<_, AppError>(())
            })?;
            let contents: Result<Vec<_>, AppError> = people
                .iter()
                .map(|(row, serial)| painter.content(row, *serial))
                .collect();
            Ok((people, contents?))
        })?;
        let mut report = BatchReport {
            pages: 0,
            missing_glyphs: Vec::new(),
            overflow: Vec::new(),
            overtaken: Vec::new(),
        };
        let mut pages = Vec::with_capacity(people.len());
        let displays = layout_all(template, &contents, self.fonts());
        for (display, (row, serial)) in displays.into_iter().zip(people) {
            let name = shown_name(&row);
            let letters = missing(&display);
            let texts = overflowing(&display);
            report
                .overflow
                .extend(texts.iter().map(|text| format!("{name}: {text}")));
            if letters.is_empty() {
                pages.push(Page { row, serial, display });
            } else {
                let letters = letters.join(" ");
                report.missing_glyphs.push(format!("{name}: {letters}"));
            }
        }
        Ok((pages, report))
    }

    /// Issues the codes that are new. Whoever got a badge at a desk meanwhile, or may no longer come, loses the page.
    /// Answers their names.
    pub(crate) fn issue_pages(
        &self,
        event: &EventRow,
        pages: &mut Vec<Page>,
    ) -> Result<Vec<String>, AppError> {
        let mut overtaken = BTreeMap::new();
        for chunk in pages.chunks(TXN_OPS_MAX) {
            let lost = self.write(|txn| {
                let mut lost = Vec::new();
                for page in chunk {
                    let id = page.row.id;
                    let row = txn.reader().attendee(event.no, id)?;
                    let comes = row.as_ref().is_some_and(comes_in_person);
                    let scans = txn.reader().scans_of(event.no, id.into())?;
                    let live = scans.live_badge().map(|live| live.serial);
                    if !comes || live.is_some_and(|live| live != page.serial) {
                        lost.push((id, row));
                    } else if live.is_none() {
                        let making = Making::with_serial(page.serial, BadgeReason::Batch);
                        issue(txn, event.id, &page.row, making)?;
                    }
                }
                Ok::<_, AppError>(lost)
            })?;
            overtaken.extend(lost);
        }
        pages.retain(|page| !overtaken.contains_key(&page.row.id));
        let named = overtaken.into_values().flatten().filter(|row| !row.erased);
        Ok(named.map(|row| shown_name(&row)).collect())
    }

    /// The file is on the disk: its badges are made, as far as Sarrera can know of a file that is printed elsewhere.
    fn record_made(
        &self,
        event: &EventRow,
        people: &[(AttendeeRow, BadgeSerial)],
        template: &str,
        out: &Path,
    ) -> Result<(), AppError> {
        let file = out
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let printer = format!("{FILE}{file}");
        let wish = PrintWish::To {
            printer: &printer,
            template,
        };
        for chunk in people.chunks(TXN_OPS_MAX / OPS_A_PAGE) {
            self.write(|txn| {
                for (row, serial) in chunk {
                    let badge = serial.badge_id();
                    let scans = txn.reader().scans_of(event.no, row.id.into())?;
                    if scans.is_made(badge) {
                        continue;
                    }
                    if let Some(job) = order(txn, event, row.id, badge, wish)? {
                        let fact = reported(job, PrintState::Printed, None);
                        txn.append(event.id, &LogName::Scans, row.id.into(), &fact)?;
                    }
                }
                Ok::<_, AppError>(())
            })?;
        }
        Ok(())
    }
}

/// A page of a batch.
pub(crate) struct Page {
    row: AttendeeRow,
    serial: BadgeSerial,
    display: Display,
}

/// What a page's badge costs the log: it was asked for, and it is on the disk.
const OPS_A_PAGE: usize = 2;
/// The printer that a file of badges is.
const FILE: &str = "file:";

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

fn overflowing(display: &Display) -> Vec<String> {
    display.report.overflow.iter().map(|o| o.text.clone()).collect()
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
