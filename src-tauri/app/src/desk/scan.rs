//! One scan: look up, decide, append, and only then say so.

use super::boxes::hand_over;
use super::facts::last_here;
use super::found::Lookup;
use super::looked_up::LookedUp;
use super::outcome::outcome_of;
use super::place;
use super::subject::By;
use crate::device::App;
use crate::failure::AppError;
use crate::moment::{local, zone};
use crate::printing::order_due;
use crate::view::Outcome;
use sarrera_core::admission::{
    Day, Decision, Direction, LastScan, Moment, OncePer, Override, PastOutcome, Rule, Verdict, decide,
};
use sarrera_core::fold::ScanState;
use sarrera_core::ids::{AttendeeId, CheckpointId, DeviceId, PrintJobId, ScanId, SubjectId};
use sarrera_core::ops::{self, Effect, Fact, LogName, OverrideWhy, ScanReason, ScanRecorded};
use sarrera_core::time::Timestamp;
use sarrera_store::{AttendeeRow, CheckpointRow, EventRow, Reader, RegistrationRow, Txn};
use std::cell::OnceCell;

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
    /// Somebody who is registered in the same transaction, with what they hold: no query finds either yet.
    New {
        row: Box<AttendeeRow>,
        held: Vec<RegistrationRow>,
    },
}

/// A scan that an override goes against.
pub(super) struct Against {
    pub scan: ScanId,
    /// This stop, and those that were overruled before it on the way here.
    pub overrides: Vec<Override>,
    pub why: OverrideWhy,
    pub text: String,
}

/// What was written.
pub(crate) struct Recorded {
    pub(super) scan: ScanId,
    pub(super) subject: SubjectId,
    /// Whom it speaks of, where that is known; a scan changes nothing of what stands there.
    pub(super) attendee: Option<AttendeeRow>,
    /// What that person holds.
    pub(super) held: Vec<RegistrationRow>,
    pub(super) decision: Decision,
    pub(super) job: Option<PrintJobId>,
    pub(super) code: String,
}

impl App {
    /// Scans any text.
    ///
    /// # Errors
    /// When the database can't be written, or the event or checkpoint is unknown. A stop is no error.
    pub fn scan(&self, ask: &ScanAsk<'_>, code: &str) -> Result<Outcome, AppError> {
        self.present(ask, &Presentation::Code(code))
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
        self.present(ask, &Presentation::Person(id))
    }

    fn present(&self, ask: &ScanAsk<'_>, presentation: &Presentation<'_>) -> Result<Outcome, AppError> {
        self.record_and_show(|txn| {
            let (event, checkpoint) = place(&txn.reader(), ask.event, ask.checkpoint)?;
            let recorded = record(txn, &event, &checkpoint, ask, presentation, None)?;
            Ok((event, recorded))
        })
    }

    /// Writes a scan and what belongs to it, and shows what stands then: in one turn, so that nobody comes between.
    pub(crate) fn record_and_show(
        &self,
        use_case: impl FnOnce(&mut Txn<'_>) -> Result<(EventRow, Recorded), AppError>,
    ) -> Result<Outcome, AppError> {
        self.write_and_show(use_case, |reader, (event, recorded)| {
            outcome_of(reader, &event, recorded)
        })
    }
}

/// Lets in, or stops, somebody whom the caller's transaction registers, with all that they hold: both are on the disk, or
/// neither.
pub(crate) fn admit_new(
    txn: &mut Txn<'_>,
    event: &EventRow,
    ask: &ScanAsk<'_>,
    row: AttendeeRow,
    held: Vec<RegistrationRow>,
) -> Result<Recorded, AppError> {
    let (_, checkpoint) = place(&txn.reader(), ask.event, ask.checkpoint)?;
    record(
        txn,
        event,
        &checkpoint,
        ask,
        &Presentation::New {
            row: Box::new(row),
            held,
        },
        None,
    )
}

/// Where, when and how somebody is judged.
pub(super) struct Judging<'a> {
    pub reader: &'a Reader<'a>,
    pub event: &'a EventRow,
    pub checkpoint: &'a CheckpointRow,
    pub ask: &'a ScanAsk<'a>,
    /// This device.
    pub own: DeviceId,
    pub now: Timestamp,
    /// How many are inside, counted once for all who are judged together.
    pub inside: OnceCell<u32>,
}

/// A presentation, looked up and judged; nothing is written yet.
pub(super) struct Judged {
    pub looked_up: LookedUp,
    pub decision: Decision,
    pub day: Day,
    /// What was read, as it is shown.
    code: String,
}

impl Judging<'_> {
    pub(super) fn of(
        &self,
        presentation: &Presentation<'_>,
        against: Option<&Against>,
    ) -> Result<Judged, AppError> {
        let Self {
            reader,
            event,
            checkpoint,
            ask,
            own,
            now,
            ref inside,
        } = *self;
        let lookup = Lookup {
            reader,
            event,
            checkpoint: checkpoint.id,
            direction: ask.direction,
        };
        let (looked_up, code) = match presentation {
            Presentation::Code(text) => (lookup.text(text)?, sarrera_core::codes::presented::shown(text)),
            Presentation::Person(id) => (lookup.person(*id)?, String::new()),
            Presentation::New { row, held } => {
                let found = lookup.new_person(AttendeeRow::clone(row), held.clone())?;
                (found, String::new())
            }
        };
        let at = ask.at.unwrap_or(now);
        let (day, minute) = local(zone(&event.time_zone), at);
        let inside = match inside.get() {
            Some(counted) => *counted,
            None => {
                let counted = counted_inside(reader, event, checkpoint.id, &checkpoint.rule, day)?;
                *inside.get_or_init(|| counted)
            }
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
            overrides: against.map(|a| a.overrides.clone()).unwrap_or_default(),
            reading: looked_up.reading,
        };
        let looked_up = looked_up.by_deciding(&checkpoint.rule, &moment);
        let decision = decide(&looked_up.found, &checkpoint.rule, &moment);
        Ok(Judged {
            looked_up,
            decision,
            day,
            code,
        })
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
    let judging = Judging {
        reader: &txn.reader(),
        event,
        checkpoint,
        ask,
        own: txn.own().device,
        now: txn.now(),
        inside: OnceCell::new(),
    };
    let judged = judging.of(presentation, against)?;
    let scan = ScanId(txn.random());
    let fact = scan_fact(scan, checkpoint, ask, &judged, against);
    let Judged {
        looked_up,
        decision,
        code,
        ..
    } = judged;
    let subject = match (&looked_up.attendee, against) {
        (Some(row), Some(against)) => {
            By::Scan(against.scan).subject(&txn.reader(), event.no, row.id, &looked_up.scans)?
        }
        (None, _) | (_, None) => looked_up.subject.unwrap_or(SubjectId(scan.0)),
    };
    txn.append(event.id, &LogName::Scans, subject, &fact)?;
    let job = give_badge(txn, event, &looked_up, &decision, subject, ask.print)?;
    Ok(Recorded {
        scan,
        subject,
        attendee: looked_up.attendee,
        held: looked_up.held,
        decision,
        job,
        code,
    })
}

/// What an admission makes due: a first badge is ordered, or one that waits in its box is handed over; each only where the
/// checkpoint gives out badges.
pub(super) fn give_badge(
    txn: &mut Txn<'_>,
    event: &EventRow,
    looked_up: &LookedUp,
    decision: &Decision,
    under: SubjectId,
    print: PrintWish<'_>,
) -> Result<Option<PrintJobId>, AppError> {
    let Some(row) = &looked_up.attendee else {
        return Ok(None);
    };
    if decision.verdict.prints() {
        return order_due(txn, event, row, &looked_up.scans, under, print);
    }
    if decision.verdict.lets_in() && decision.rule.prints {
        hand_over(txn, event, row.id, &looked_up.scans)?;
    }
    Ok(None)
}

/// What the log keeps of a scan.
fn scan_fact(
    scan: ScanId,
    checkpoint: &CheckpointRow,
    ask: &ScanAsk<'_>,
    judged: &Judged,
    against: Option<&Against>,
) -> Fact {
    let Judged {
        looked_up,
        decision,
        day,
        ..
    } = judged;
    Fact::ScanRecorded(ScanRecorded {
        scan,
        checkpoint: checkpoint.id,
        direction: ask.direction,
        day: *day,
        presented: looked_up.presented,
        registration: looked_up.registration,
        badge: looked_up.badge,
        verdict: decision.verdict.code().to_owned(),
        effect: effect(&decision.verdict),
        reasons: decision
            .telling()
            .map(|reason| ScanReason {
                code: reason.code().to_owned(),
                params: reason
                    .params
                    .iter()
                    .map(|(name, value)| ((*name).to_owned(), value.clone()))
                    .collect(),
            })
            .collect(),
        rule: decision.rule.clone(),
        after: looked_up.scans.heads(checkpoint.id),
        overrides: against.map(|a| ops::Override {
            of: a.scan,
            why: a.why,
            text: a.text.clone(),
        }),
        code: looked_up.code.clone(),
        at_ms: ask.at.map(|at| at.0),
    })
}

/// How many people are inside, where a rule asks.
pub(super) fn counted_inside(
    reader: &Reader<'_>,
    event: &EventRow,
    checkpoint: CheckpointId,
    rule: &Rule,
    day: Day,
) -> Result<u32, AppError> {
    if rule.capacity.is_none() {
        return Ok(0);
    }
    Ok(reader.inside(event.no, checkpoint, counted_day(rule, day))?)
}

/// The day whose people count, where a rule counts each day by itself.
pub(crate) fn counted_day(rule: &Rule, today: Day) -> Option<Day> {
    match rule.once_per {
        OncePer::Day => Some(today),
        OncePer::Event => None,
    }
}

/// The same unknown code again within seconds is a double scan too.
fn last_of_nobody(
    lookup: &Lookup<'_>,
    looked_up: &LookedUp,
    own: DeviceId,
) -> Result<Option<LastScan>, AppError> {
    let last = lookup.reader.last_scan(lookup.event.no, lookup.checkpoint, own)?;
    let same =
        last.filter(|last| Some(&last.code) == looked_up.code.as_ref() && last.state != ScanState::Annulled);
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
