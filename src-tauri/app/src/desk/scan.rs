//! One scan: look up, decide, append, and only then say so.

use super::facts::last_here;
use super::found::{LookedUp, Lookup};
use super::outcome::outcome_of;
use super::place;
use crate::badges::issue;
use crate::device::App;
use crate::failure::AppError;
use crate::moment::{local, zone};
use crate::view::Outcome;
use sarrera_core::admission::{
    Day, Decision, Direction, LastScan, Moment, OncePer, Override, PastOutcome, Rule, Verdict, decide,
};
use sarrera_core::ids::{AttendeeId, PrintJobId, ScanId, SubjectId};
use sarrera_core::ops::{self, BadgeReason, Effect, Fact, LogName, PrintRequested, ScanRecorded};
use sarrera_core::time::Timestamp;
use sarrera_store::{AttendeeRow, CheckpointRow, EventRow, Txn};

/// What is asked of the desk.
#[derive(Debug, Clone)]
pub struct ScanAsk<'a> {
    pub event: &'a str,
    pub checkpoint: &'a str,
    pub direction: ops::Direction,
    /// When it happened; `None` is now.
    pub at: Option<Timestamp>,
    pub print: PrintWish<'a>,
}

/// Whether an admission makes a badge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrintWish<'a> {
    /// No badge is made: a script, a gate.
    None,
    /// The badge is made and goes to this printer, in this template.
    To { printer: &'a str, template: &'a str },
}

/// Who or what stands at the checkpoint.
pub(super) enum Presentation<'a> {
    Code(&'a str),
    Person(AttendeeId),
}

/// A scan that an override goes against.
pub(super) struct Against {
    pub scan: ScanId,
    pub overrides: Override,
    pub reason: String,
}

/// What was written.
pub(super) struct Recorded {
    pub scan: ScanId,
    pub at: Timestamp,
    /// Whom it speaks of, where that is known; a scan changes nothing of what stands there.
    pub attendee: Option<AttendeeRow>,
    pub decision: Decision,
    pub job: Option<PrintJobId>,
    pub code: String,
}

impl App {
    /// Scans any text.
    ///
    /// # Errors
    /// When the database can't be written, or the event or checkpoint is unknown. A stop is no error.
    pub fn scan(&self, ask: &ScanAsk<'_>, code: &str) -> Result<Outcome, AppError> {
        self.present(ask, &Presentation::Code(code), None)
    }

    /// Lets in (or stops) a person who was found by name.
    ///
    /// # Errors
    /// As [`App::scan`].
    pub fn admit(&self, ask: &ScanAsk<'_>, attendee: &str) -> Result<Outcome, AppError> {
        let id = attendee.parse().map_err(|_| AppError::NotFound {
            what: "attendee",
            which: attendee.to_owned(),
        })?;
        self.present(ask, &Presentation::Person(id), None)
    }

    pub(super) fn present(
        &self,
        ask: &ScanAsk<'_>,
        presentation: &Presentation<'_>,
        against: Option<&Against>,
    ) -> Result<Outcome, AppError> {
        self.write_and_show(
            |txn| {
                let (event, checkpoint) = place(&txn.reader(), ask.event, ask.checkpoint)?;
                let recorded = record(txn, &event, &checkpoint, ask, presentation, against)?;
                Ok((event, recorded))
            },
            |reader, (event, recorded)| outcome_of(reader, &event, recorded),
        )
    }
}

/// Looks up, decides and appends; within the caller's transaction.
pub(super) fn record(
    txn: &mut Txn<'_>,
    event: &EventRow,
    checkpoint: &CheckpointRow,
    ask: &ScanAsk<'_>,
    presentation: &Presentation<'_>,
    against: Option<&Against>,
) -> Result<Recorded, AppError> {
    let reader = txn.reader();
    let lookup = Lookup {
        reader: &reader,
        event,
        checkpoint: checkpoint.id,
    };
    let (looked_up, code) = match presentation {
        Presentation::Code(text) => (lookup.text(text)?, sarrera_core::codes::presented::shown(text)),
        Presentation::Person(id) => (lookup.person(*id)?, String::new()),
    };
    let at = ask.at.unwrap_or_else(|| txn.now());
    let (day, minute) = local(zone(&event.time_zone), at);
    let own = txn.own().device;
    let inside = if checkpoint.rule.capacity.is_some() {
        reader.inside(event.no, checkpoint.id, counted_day(&checkpoint.rule, day))?
    } else {
        0
    };
    let last = match looked_up.subject {
        Some(_) => last_here(&looked_up.scans, checkpoint.id, own),
        None => last_of_nobody(&lookup, &looked_up, own)?,
    };
    let moment = Moment {
        at,
        day,
        minute,
        direction: match ask.direction {
            ops::Direction::Entry => Direction::Entry,
            ops::Direction::Exit => Direction::Exit,
        },
        device: own,
        inside,
        last_here: if against.is_some() { None } else { last },
        overrides: against.map(|a| vec![a.overrides]).unwrap_or_default(),
        reading: looked_up.reading,
    };
    let decision = decide(&looked_up.found, &checkpoint.rule, &moment);
    let scan = ScanId(txn.random());
    let subject = looked_up.subject.unwrap_or(SubjectId(scan.0));
    let fact = Fact::ScanRecorded(ScanRecorded {
        scan,
        checkpoint: checkpoint.id,
        direction: ask.direction,
        day,
        presented: looked_up.presented,
        registration: looked_up.registration,
        badge: looked_up.badge,
        verdict: decision.verdict.code().to_owned(),
        effect: effect(&decision.verdict),
        reasons: decision
            .telling()
            .map(|reason| reason.code().to_owned())
            .collect(),
        rule: decision.rule.clone(),
        after: looked_up.scans.heads(checkpoint.id),
        overrides: against.map(|a| ops::Override {
            of: a.scan,
            reason: a.reason.clone(),
        }),
        code: looked_up.code.clone(),
        at_ms: ask.at.map(|at| at.0),
    });
    txn.append(event.id, &LogName::Scans, subject, &fact)?;
    let job = if decision.verdict.prints() {
        print_badge(txn, event, &looked_up, ask.print)?
    } else {
        None
    };
    Ok(Recorded {
        scan,
        at,
        attendee: looked_up.attendee,
        decision,
        job,
        code,
    })
}

/// The day whose people count, where a rule counts each day by itself.
pub(super) fn counted_day(rule: &Rule, today: Day) -> Option<Day> {
    match rule.once_per {
        OncePer::Day => Some(today),
        OncePer::Event => None,
    }
}

/// The same unknown code again within seconds is a double scan too.
fn last_of_nobody(
    lookup: &Lookup<'_>,
    looked_up: &LookedUp,
    own: sarrera_core::ids::DeviceId,
) -> Result<Option<LastScan>, AppError> {
    let last = lookup.reader.last_scan(lookup.event.no, lookup.checkpoint, own)?;
    let same = last.filter(|last| Some(&last.code) == looked_up.code.as_ref() && last.state != "annulled");
    Ok(same.map(|last| LastScan {
        at: last.at,
        outcome: PastOutcome::Stopped,
    }))
}

/// What a verdict does to the room.
pub(super) fn effect(verdict: &Verdict) -> Effect {
    match verdict.outcome() {
        PastOutcome::Admitted | PastOutcome::Overridden => Effect::Admitted,
        PastOutcome::Pending => Effect::Pending,
        PastOutcome::Left | PastOutcome::NotInside => Effect::Left,
        PastOutcome::Stopped => Effect::Nothing,
    }
}

/// The badge of an admission: its code and its order to the printer stand in the same transaction.
fn print_badge(
    txn: &mut Txn<'_>,
    event: &EventRow,
    looked_up: &LookedUp,
    wish: PrintWish<'_>,
) -> Result<Option<PrintJobId>, AppError> {
    let (PrintWish::To { printer, template }, Some(row)) = (wish, &looked_up.attendee) else {
        return Ok(None);
    };
    let badge = match looked_up.scans.live_badge() {
        Some(live) => live.badge,
        None => issue(txn, event.id, row, BadgeReason::First, Vec::new())?,
    };
    let job = PrintJobId(txn.random());
    let fact = Fact::PrintRequested(PrintRequested {
        job,
        badge,
        printer: printer.to_owned(),
        template: template.to_owned(),
    });
    txn.append(event.id, &LogName::Scans, row.id.into(), &fact)?;
    Ok(Some(job))
}
