//! Calls for help: a desk asks with one press, somebody answers, and both see how far it is.

use crate::desk::{place, shown_name};
use crate::device::{App, find_event};
use crate::failure::{AppError, Refusal};
use crate::operators::operator_name;
use crate::setup::short;
use crate::view::{HelpAnswerChoice, HelpAsk, HelpCan, HelpState, HelpView};
use sarrera_core::admission::VerdictKind;
use sarrera_core::ids::{AttendeeId, DeviceId, HelpId, ScanId};
use sarrera_core::ops::{Fact, HelpAnswer, HelpAnswered, HelpReason, HelpRequested, LogName};
use sarrera_store::{EventRow, HelpRow, Reader, Txn};

/// Words of a call are few.
const WORDS_CHARS_MAX: usize = 300;

impl App {
    /// Calls for help about what is on the desk's screen. While this device waits for an answer, that call is given back.
    ///
    /// # Errors
    /// An unknown event, checkpoint or scan, or a database that can't be written.
    pub fn ask_help(&self, event: &str, ask: &HelpAsk) -> Result<HelpView, AppError> {
        self.write_help(|txn| {
            let (event, checkpoint) = place(&txn.reader(), event, &ask.checkpoint)?;
            if let Some(waiting) = of_device(&txn.reader(), &event, txn.own().device)? {
                return Ok((event, waiting.id));
            }
            let scan: Option<ScanId> = id_in(ask.scan.as_deref(), "scan")?;
            let help = HelpId(txn.random());
            let fact = HelpRequested {
                help,
                reason: reason(&txn.reader(), &event, scan, ask.badge_waits)?,
                checkpoint: Some(checkpoint.id),
                scan,
                attendee: id_in::<AttendeeId>(ask.attendee.as_deref(), "attendee")?,
                text: String::new(),
                over: Vec::new(),
            };
            let fact = Fact::HelpRequested(fact);
            txn.append(event.id, &LogName::Scans, help.into(), &fact)?;
            Ok((event, help))
        })
    }

    /// Says more of a call: another reason, or words of the operator's own.
    ///
    /// # Errors
    /// A call that is over or another device's, an unknown reason, words too many, or a database that can't be written.
    pub fn say_more(&self, event: &str, help: &str, reason: &str, words: &str) -> Result<HelpView, AppError> {
        let text = short("words", words, WORDS_CHARS_MAX)?;
        let reason = HelpReason::read(reason).ok_or_else(|| not_found("reason", reason))?;
        self.write_help(|txn| {
            let (event, row) = waiting(&txn.reader(), event, help)?;
            if row.device != txn.own().device {
                return Err(Refusal::HelpOfAnother.into());
            }
            let fact = Fact::HelpRequested(HelpRequested {
                help: row.id,
                reason,
                checkpoint: row.checkpoint,
                scan: row.scan,
                attendee: row.attendee,
                text,
                over: txn.reader().heads_in(event.no, &LogName::Scans, row.id.into())?,
            });
            txn.append(event.id, &LogName::Scans, row.id.into(), &fact)?;
            Ok((event, row.id))
        })
    }

    /// Answers a call, or takes it back where this device made it.
    ///
    /// # Errors
    /// A call that is over, or another device's to be taken back; words too many, or a database that can't be written.
    pub fn answer_help(
        &self,
        event: &str,
        help: &str,
        answer: HelpAnswerChoice,
        words: &str,
    ) -> Result<HelpView, AppError> {
        let text = short("words", words, WORDS_CHARS_MAX)?;
        self.write_help(|txn| {
            let (event, row) = waiting(&txn.reader(), event, help)?;
            let answer = match answer {
                HelpAnswerChoice::OnTheWay => HelpAnswer::OnTheWay,
                HelpAnswerChoice::Done => HelpAnswer::Done,
                HelpAnswerChoice::Withdrawn if row.device == txn.own().device => HelpAnswer::Withdrawn,
                HelpAnswerChoice::Withdrawn => return Err(Refusal::HelpOfAnother.into()),
            };
            let fact = Fact::HelpAnswered(HelpAnswered {
                help: row.id,
                answer,
                text,
            });
            txn.append(event.id, &LogName::Scans, row.id.into(), &fact)?;
            Ok((event, row.id))
        })
    }

    /// The call of this device that is not over, if there is one.
    ///
    /// # Errors
    /// An unknown event, or a database that can't be read.
    pub fn help_here(&self, event: &str) -> Result<Option<HelpView>, AppError> {
        let own = self.own()?.device;
        self.read(|r| {
            let event = find_event(r, event)?;
            let row = of_device(r, &event, own)?;
            row.map(|row| view(r, &event, row, own)).transpose()
        })
    }

    /// All calls that are not over, the oldest first.
    ///
    /// # Errors
    /// An unknown event, or a database that can't be read.
    pub fn open_help(&self, event: &str) -> Result<Vec<HelpView>, AppError> {
        let own = self.own()?.device;
        self.read(|r| {
            let event = find_event(r, event)?;
            let rows = r.open_help(event.no)?;
            rows.into_iter().map(|row| view(r, &event, row, own)).collect()
        })
    }

    fn write_help(
        &self,
        use_case: impl FnOnce(&mut Txn<'_>) -> Result<(EventRow, HelpId), AppError>,
    ) -> Result<HelpView, AppError> {
        let own = self.own()?.device;
        self.write_and_show(use_case, |reader, (event, help)| {
            let row = reader.help(event.no, help)?;
            let row = row.ok_or_else(|| not_found("help", &help.to_string()))?;
            view(reader, &event, row, own)
        })
    }
}

/// Why a desk calls, by what stands on its screen. A person whom nobody is sure of is told apart by the operator.
fn reason(
    reader: &Reader<'_>,
    event: &EventRow,
    scan: Option<ScanId>,
    badge_waits: bool,
) -> Result<HelpReason, AppError> {
    if badge_waits {
        return Ok(HelpReason::Printer);
    }
    let Some(scan) = scan else {
        return Ok(HelpReason::Other);
    };
    let summary = reader.scan(event.no, scan)?;
    let verdict = summary
        .ok_or_else(|| not_found("scan", &scan.to_string()))?
        .verdict;
    let is = |kind: VerdictKind| verdict == kind.code();
    Ok(if is(VerdictKind::Blocked) {
        HelpReason::Blocked
    } else if is(VerdictKind::Unknown) {
        HelpReason::NotFound
    } else if is(VerdictKind::Ambiguous) || is(VerdictKind::AlreadyIn) {
        HelpReason::Identity
    } else {
        HelpReason::Other
    })
}

fn of_device(reader: &Reader<'_>, event: &EventRow, device: DeviceId) -> Result<Option<HelpRow>, AppError> {
    let waiting = reader.open_help(event.no)?;
    Ok(waiting.into_iter().rfind(|row| row.device == device))
}

/// A call that is not over.
fn waiting(reader: &Reader<'_>, event: &str, help: &str) -> Result<(EventRow, HelpRow), AppError> {
    let event = find_event(reader, event)?;
    let id: HelpId = help.parse().map_err(|_not_an_id| not_found("help", help))?;
    let row = reader
        .help(event.no, id)?
        .ok_or_else(|| not_found("help", help))?;
    match state(&row.state) {
        HelpState::Open | HelpState::OnTheWay => Ok((event, row)),
        HelpState::Done | HelpState::Withdrawn => Err(Refusal::HelpOver.into()),
    }
}

fn state(code: &str) -> HelpState {
    match code {
        "on_the_way" => HelpState::OnTheWay,
        "done" => HelpState::Done,
        "withdrawn" => HelpState::Withdrawn,
        _open => HelpState::Open,
    }
}

fn view(reader: &Reader<'_>, event: &EventRow, row: HelpRow, own: DeviceId) -> Result<HelpView, AppError> {
    let devices = reader.devices(event.no)?;
    let device_name = |id: DeviceId| {
        let device = devices.iter().find(|device| device.id == id);
        device.map(|device| device.name.clone()).unwrap_or_default()
    };
    let person = row
        .attendee
        .map_or(Ok(None), |id| reader.attendee(event.no, id))?;
    let person = person.filter(|person| !person.erased);
    let checkpoints = reader.checkpoints(event.no)?;
    let checkpoint = checkpoints.into_iter().find(|c| Some(c.id) == row.checkpoint);
    let answerer = operator_name(reader, event.no, row.answerer)?;
    let state = state(&row.state);
    Ok(HelpView {
        id: row.id.to_string(),
        reason: row.reason,
        scan: row.scan.map(|id| id.to_string()),
        attendee: row.attendee.map(|id| id.to_string()),
        name: person.as_ref().map(shown_name).unwrap_or_default(),
        words: row.words,
        asked_at: row.asked_at.0,
        desk: device_name(row.device),
        checkpoint: checkpoint.map(|c| c.name).unwrap_or_default(),
        operator: operator_name(reader, event.no, row.operator)?,
        answered_at: row.answered_at.map(|at| at.0),
        answered_by: match row.answered_by {
            Some(device) if answerer.is_empty() => device_name(device),
            Some(_) | None => answerer,
        },
        answer_words: row.answer_words,
        reasons: HelpReason::ALL
            .iter()
            .map(|reason| reason.code().to_owned())
            .collect(),
        can: can(state, row.device == own),
        state,
    })
}

const fn can(state: HelpState, ours: bool) -> HelpCan {
    let waits = matches!(state, HelpState::Open | HelpState::OnTheWay);
    HelpCan {
        on_the_way: matches!(state, HelpState::Open),
        done: waits,
        withdraw: waits && ours,
        say_more: waits && ours,
    }
}

fn id_in<T: std::str::FromStr>(text: Option<&str>, what: &'static str) -> Result<Option<T>, AppError> {
    text.map(|text| text.parse().map_err(|_not_an_id| not_found(what, text)))
        .transpose()
}

fn not_found(what: &'static str, which: &str) -> AppError {
    AppError::NotFound {
        what,
        which: which.to_owned(),
    }
}
