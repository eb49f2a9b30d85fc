//! A file of badges: laid out, issued, written, and only then counted as made.

use super::boxes::{counted, cut};
use super::people::{Wanted, wanted};
use super::{BatchReport, BatchUse};
use crate::badges::{Making, Painter, comes_in_person, issue, missing, overflowing, template};
use crate::desk::{PrintWish, shown_name};
use crate::device::App;
use crate::failure::{AppError, Refusal};
use crate::importing::Progress;
use crate::printing::{order, reported};
use crate::view::{BatchAsk, BatchTrouble, ImportProgress};
use sarrera_badge::{Display, Template, layout_all, pdf};
use sarrera_core::codes::BadgeSerial;
use sarrera_core::fold::Whereabouts;
use sarrera_core::ops::{BadgeBoxed, BadgeReason, Fact, LogName, PrintState, PrinterId};
use sarrera_store::{AttendeeRow, EventRow, Txn};
use std::collections::BTreeMap;
use std::path::Path;

/// So many badges are laid out before anybody asks whether to go on.
const PAGES_A_STEP: usize = 64;
/// No transaction of a batch writes about more people: a scan waits for the one that is under way.
const PEOPLE_A_TXN: usize = 40;

/// Whose badge a page is.
pub(crate) struct Chosen {
    row: AttendeeRow,
    serial: BadgeSerial,
    boxed: Option<String>,
}

/// A page of a batch.
pub(crate) struct Page {
    chosen: Chosen,
    display: Display,
}

impl App {
    /// Draws the badges of everybody who holds a valid registration into one PDF file.
    ///
    /// # Errors
    /// As [`App::make_batch`].
    pub fn badges_pdf(
        &self,
        event: &str,
        template: &str,
        batch: BatchUse,
        out: &Path,
    ) -> Result<BatchReport, AppError> {
        let ask = BatchAsk {
            template: template.to_owned(),
            ..BatchAsk::default()
        };
        self.make_batch(event, &ask, batch, out, &mut |_| {})
    }

    /// Draws the badges of those who are asked for into one PDF file, while the desks go on. A badge with a letter that no
    /// font has is left out and reported: no box is ever printed. Badges that have a code keep it; the others get one once
    /// it is known that they have a page. Where the file goes to paper and is laid in boxes, the log says in which.
    ///
    /// # Errors
    /// When another batch is under way, the boxes' letters are none, or the file or the database can't be written; no
    /// badge counts as made then.
    pub fn make_batch(
        &self,
        event: &str,
        ask: &BatchAsk,
        batch: BatchUse,
        out: &Path,
        progress: Progress<'_>,
    ) -> Result<BatchReport, AppError> {
        let running = self.batch.making.begin().ok_or(Refusal::BatchRunning)?;
        let name = self.template_of(ask)?;
        let event = self.event(event)?;
        let people = self.chosen(&event, ask)?;
        let mut go_on = |done, of| {
            progress(ImportProgress { done, of });
            !running.is_asked_to_stop()
        };
        let laid_out = self.lay_out(&event, &template(&name)?, people, &mut go_on)?;
        let Some((mut pages, mut report)) = laid_out else {
            return Ok(stopped());
        };
        report.overtaken = self.issue_pages(&event, &mut pages)?;
        if running.is_asked_to_stop() {
            return Ok(stopped());
        }
        report.pages = u32::try_from(pages.len()).unwrap_or(u32::MAX);
        let (people, displays): (Vec<_>, Vec<_>) =
            pages.into_iter().map(|page| (page.chosen, page.display)).unzip();
        report.boxes = counted(people.iter().filter_map(|one| one.boxed.as_ref()));
        crate::export::write_bytes(out, &pdf(&displays)?)?;
        if batch == BatchUse::Paper {
            self.record_made(&event, &people, &name, out)?;
        }
        Ok(report)
    }

    /// Stops the batch under way, unless its file is being written already.
    pub fn cancel_batch(&self) {
        self.batch.making.ask();
    }

    /// The badges that somebody should look at, of everybody who fits the filter; nothing is written. `None` where
    /// somebody asked for another look meanwhile.
    ///
    /// # Errors
    /// When there is no such event or template, or the database can't be read.
    pub fn look_at_batch(&self, event: &str, ask: &BatchAsk) -> Result<Option<Vec<BatchTrouble>>, AppError> {
        let look = self.batch.look();
        let template = template(&self.template_of(ask)?)?;
        let event = self.event(event)?;
        let all = BatchAsk {
            only: None,
            ..ask.clone()
        };
        let people = self.chosen(&event, &all)?;
        let mut troubles = Vec::new();
        let drawn = self.draw_pages(
            &event,
            &template,
            people,
            |_, _| self.batch.is_newest(look),
            |page| {
                let (missing_glyphs, overflow) = (missing(&page.display), overflowing(&page.display));
                if !missing_glyphs.is_empty() || !overflow.is_empty() {
                    troubles.push(BatchTrouble {
                        id: page.chosen.row.id.to_string(),
                        name: shown_name(&page.chosen.row),
                        missing_glyphs,
                        overflow,
                    });
                }
            },
        )?;
        Ok(drawn.then_some(troubles))
    }

    fn template_of(&self, ask: &BatchAsk) -> Result<String, AppError> {
        if ask.template.is_empty() {
            self.template()
        } else {
            Ok(ask.template.clone())
        }
    }

    /// Who was asked for, in the order of the pages. A new serial is drawn, not issued.
    pub(crate) fn chosen(&self, event: &EventRow, ask: &BatchAsk) -> Result<Vec<Chosen>, AppError> {
        let people = self.read_apart(|r| wanted(r, event, ask))?;
        let chosen: Vec<Wanted> = people.into_iter().filter(|one| one.is_chosen).collect();
        let keys: Vec<&str> = chosen.iter().map(|one| one.key.as_str()).collect();
        let labels = cut(&keys, ask)?;
        let serial = |one: &Wanted| {
            let live = one.live.as_ref().map(|live| live.serial);
            live.unwrap_or_else(|| BadgeSerial(self.world().random()))
        };
        Ok(chosen
            .into_iter()
            .zip(labels)
            .map(|(one, boxed)| Chosen {
                serial: serial(&one),
                row: one.row,
                boxed,
            })
            .collect())
    }

    /// Lays everybody's badge out and hands each page over; false where it was not to go on. Nothing is written.
    fn draw_pages(
        &self,
        event: &EventRow,
        template: &Template,
        people: Vec<Chosen>,
        mut go_on: impl FnMut(u32, u32) -> bool,
        mut take: impl FnMut(Page),
    ) -> Result<bool, AppError> {
        let painter = self.read(|r| Painter::new(r, event))?;
        let of = u32::try_from(people.len()).unwrap_or(u32::MAX);
        let mut done = 0;
        let mut people = people.into_iter().peekable();
        while people.peek().is_some() {
            let step: Vec<Chosen> = people.by_ref().take(PAGES_A_STEP).collect();
            let contents: Result<Vec<_>, AppError> = step
                .iter()
                .map(|one| painter.content(&one.row, one.serial))
                .collect();
            let displays = layout_all(template, &contents?, self.fonts());
            for (chosen, display) in step.into_iter().zip(displays) {
                done += 1;
                take(Page { chosen, display });
            }
            if !go_on(done, of) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Everybody's page, but for those that cannot be printed; `None` where it was not to go on.
    pub(crate) fn lay_out(
        &self,
        event: &EventRow,
        template: &Template,
        people: Vec<Chosen>,
        go_on: &mut dyn FnMut(u32, u32) -> bool,
    ) -> Result<Option<(Vec<Page>, BatchReport)>, AppError> {
        let mut report = BatchReport::default();
        let mut pages = Vec::with_capacity(people.len());
        let drawn = self.draw_pages(event, template, people, go_on, |page| {
            let name = shown_name(&page.chosen.row);
            let letters = missing(&page.display);
            let texts = overflowing(&page.display);
            report
                .overflow
                .extend(texts.iter().map(|text| format!("{name}: {text}")));
            if letters.is_empty() {
                pages.push(page);
            } else {
                let letters = letters.join(" ");
                report.missing_glyphs.push(format!("{name}: {letters}"));
            }
        })?;
        Ok(drawn.then_some((pages, report)))
    }

    /// Issues the codes that are new. Whoever got a badge at a desk meanwhile, or may no longer come, loses the page.
    /// Answers their names.
    pub(crate) fn issue_pages(
        &self,
        event: &EventRow,
        pages: &mut Vec<Page>,
    ) -> Result<Vec<String>, AppError> {
        let mut overtaken = BTreeMap::new();
        for chunk in pages.chunks(PEOPLE_A_TXN) {
            let issue_chunk = |txn: &mut Txn<'_>| {
                let mut lost = Vec::new();
                for Page { chosen, .. } in chunk {
                    let id = chosen.row.id;
                    let row = txn.reader().attendee(event.no, id)?;
                    let comes = row.as_ref().is_some_and(comes_in_person);
                    let scans = txn.reader().scans_of(event.no, id.into())?;
                    let live = scans.live_badge().map(|live| live.serial);
                    if !comes || live.is_some_and(|live| live != chosen.serial) {
                        lost.push((id, row));
                    } else if live.is_none() {
                        let making = Making::with_serial(chosen.serial, BadgeReason::Batch);
                        issue(txn, event.id, &chosen.row, id.into(), making)?;
                    }
                }
                Ok(lost)
            };
            overtaken.extend(self.write_behind(issue_chunk, |_, lost| Ok(lost))?);
        }
        pages.retain(|page| !overtaken.contains_key(&page.chosen.row.id));
        let named = overtaken.into_values().flatten().filter(|row| !row.erased);
        Ok(named.map(|row| shown_name(&row)).collect())
    }

    /// The file is on the disk: its badges are made, as far as Sarrera can know of a file that is printed elsewhere, and
    /// lie in their boxes.
    fn record_made(
        &self,
        event: &EventRow,
        people: &[Chosen],
        template: &str,
        out: &Path,
    ) -> Result<(), AppError> {
        let file = out
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let printer = PrinterId::File(&file).to_string();
        let wish = PrintWish::To {
            printer: &printer,
            template,
        };
        for chunk in people.chunks(PEOPLE_A_TXN) {
            self.write_behind(
                |txn| {
                    for one in chunk {
                        made(txn, event, one, wish)?;
                    }
                    Ok(())
                },
                |_, ()| Ok(()),
            )?;
        }
        Ok(())
    }
}

/// Says of one badge what is new: that it is made, and in which box it lies. One that its person has lies in none.
fn made(txn: &mut Txn<'_>, event: &EventRow, one: &Chosen, wish: PrintWish<'_>) -> Result<(), AppError> {
    let (id, badge) = (one.row.id, one.serial.badge_id());
    let scans = txn.reader().scans_of(event.no, id.into())?;
    let row = scans.badges.iter().find(|row| row.badge == badge);
    let under = row.map_or(id.into(), |row| row.subject);
    if !scans.is_made(badge)
        && let Some(job) = order(txn, event, under, badge, wish)?
    {
        let fact = reported(job, PrintState::Printed, None);
        txn.append(event.id, &LogName::Scans, under, &fact)?;
    }
    let Some(label) = one.boxed.clone() else {
        return Ok(());
    };
    let place = row.map_or(Whereabouts::NotMade, |row| scans.whereabouts(row));
    if place != Whereabouts::WithPerson && place != Whereabouts::InBox(&label) {
        let fact = Fact::BadgeBoxed(BadgeBoxed { badge, label });
        txn.append(event.id, &LogName::Scans, under, &fact)?;
    }
    Ok(())
}

fn stopped() -> BatchReport {
    BatchReport {
        cancelled: true,
        ..BatchReport::default()
    }
}
