//! The desk: a code or a name becomes a verdict that is on the disk before anybody sees it.

mod after;
mod boxes;
mod choose;
mod confirm;
mod enter;
mod facts;
mod figures;
mod found;
mod group;
mod letters;
mod looked_up;
mod outcome;
mod path;
mod scan;
mod subject;

use found::with_foreign_code;
use outcome::state_of;
pub(crate) use scan::counted_day;
pub use scan::{PrintWish, ScanAsk};

pub(crate) use scan::admit_new;

pub(crate) use outcome::{find_person, person_view, print_view, shown_name, shown_status, view_of_print};

use crate::device::{App, find_event};
use crate::failure::AppError;
use crate::view::{Hit, Match, RecentScan, Span};
use sarrera_core::codes::{Presented, ticket};
use sarrera_core::ids::CheckpointId;
use sarrera_store::{CheckpointRow, EventNo, EventRow, Reader};
use std::collections::BTreeSet;

/// How many rows a search gives.
const HITS_MAX: usize = 20;
/// How many scans the recent list shows.
const RECENT_MAX: u32 = 30;

impl App {
    /// The newest scans at a checkpoint.
    ///
    /// # Errors
    /// When the database can't be read, or the event or checkpoint is unknown.
    pub fn recent(&self, event: &str, checkpoint: &str) -> Result<Vec<RecentScan>, AppError> {
        self.read(|r| {
            let (event, checkpoint) = place(r, event, checkpoint)?;
            let mut recent = Vec::new();
            for row in r.recent(event.no, checkpoint.id, RECENT_MAX)? {
                let person = row.attendee.map_or(Ok(None), |id| r.attendee(event.no, id))?;
                recent.push(RecentScan {
                    scan: row.scan.to_string(),
                    verdict: row.verdict,
                    state: state_of(row.state),
                    name: person.as_ref().map(shown_name).unwrap_or_default(),
                    company: person.map(|p| p.company).unwrap_or_default(),
                    at: row.at.0,
                    attendee: row.attendee.map(|id| id.to_string()),
                    operator: Some(row.operator).filter(|name| !name.is_empty()),
                });
            }
            Ok(recent)
        })
    }

    /// Who a typed text may mean, best first.
    ///
    /// # Errors
    /// As [`App::recent`].
    pub fn find(&self, event: &str, text: &str) -> Result<Vec<Hit>, AppError> {
        self.read(|r| {
            let event = find_event(r, event)?;
            let mut hits = by_code(r, &event, text)?;
            let whole: BTreeSet<String> = hits.iter().map(|hit| hit.person.id.clone()).collect();
            for (row, found) in r.find(event.no, text, HITS_MAX)? {
                if whole.contains(&row.id.to_string()) {
                    continue;
                }
                let why = Match {
                    field: found.why.field.code().to_owned(),
                    how: found.why.how.code().to_owned(),
                    spans: found.spans.iter().map(span).collect(),
                };
                hits.push(Hit {
                    person: person_view(r, &event, &row)?,
                    why,
                });
            }
            Ok(hits)
        })
    }

    /// Known companies that begin with a text.
    ///
    /// # Errors
    /// As [`App::recent`].
    pub fn companies(&self, event: &str, beginning: &str) -> Result<Vec<String>, AppError> {
        const COMPANIES_MAX: u32 = 8;
        self.read(|r| Ok(r.companies(find_event(r, event)?.no, beginning, COMPANIES_MAX)?))
    }
}

/// Whom a typed code names: it is looked up as it is, before any name. A ticket is its registration's, so it finds whoever
/// holds that now; of a signed one the beginning is enough.
fn by_code(reader: &Reader<'_>, event: &EventRow, text: &str) -> Result<Vec<Hit>, AppError> {
    let presented = Presented::read(text);
    let (field, people) = if let Presented::Badge(code) = &presented {
        let badge = reader.badge(event.no, code.badge_id())?;
        ("badge", badge.map(|badge| badge.attendee).into_iter().collect())
    } else {
        let foreign = presented.foreign_text().unwrap_or_default();
        let mut tickets = with_foreign_code(reader, event, foreign)?;
        tickets.extend(ticket::claimed_by_beginning(event.id, text.trim()));
        ("ticket", tickets)
    };
    let mut hits = Vec::new();
    for id in people {
        let mut row = reader.attendee(event.no, id)?;
        if field == "ticket"
            && let Some(first) = row.take_if(|row| row.registration.holder != row.id)
        {
            row = reader.attendee(event.no, first.registration.holder)?;
        }
        if let Some(row) = row.filter(|row| !row.erased) {
            let why = Match {
                field: field.to_owned(),
                how: "exact".to_owned(),
                spans: Vec::new(),
            };
            hits.push(Hit {
                person: person_view(reader, event, &row)?,
                why,
            });
        }
    }
    Ok(hits)
}

/// The event and checkpoint that a person or a script names, by id or by label.
pub(crate) fn place(
    reader: &Reader<'_>,
    event: &str,
    checkpoint: &str,
) -> Result<(EventRow, CheckpointRow), AppError> {
    let event = find_event(reader, event)?;
    let checkpoint = find_checkpoint(reader, event.no, checkpoint)?;
    Ok((event, checkpoint))
}

fn find_checkpoint(reader: &Reader<'_>, event: EventNo, name: &str) -> Result<CheckpointRow, AppError> {
    let id: Option<CheckpointId> = name.parse().ok();
    reader
        .checkpoints(event)?
        .into_iter()
        .find(|c| c.label == name || Some(c.id) == id)
        .ok_or_else(|| AppError::NotFound {
            what: "checkpoint",
            which: name.to_owned(),
        })
}

fn span(range: &std::ops::Range<usize>) -> Span {
    let at = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Span {
        from: at(range.start),
        to: at(range.end),
    }
}
