//! A person's page: everything that is held of them, what is contested, and their history.

use super::contested::Registers;
use super::history::{Names, history};
use crate::desk::{find_person, person_view, shown_name, shown_status, view_of_print};
use crate::device::{App, find_event};
use crate::failure::AppError;
use crate::view::{
    BadgeLine, ConsentView, PrintLine, Profile, ProfileAllowed, RegisteredBy, RegistrationLine, ScanLine,
};
use sarrera_core::fold::{ScanState, ScansState, Settled, SubjectState};
use sarrera_core::ids::SubjectId;
use sarrera_core::ops::{ConsentChoice, ConsentSubject, Fact, RegistrationStatus, Source};
use sarrera_core::time::Timestamp;
use sarrera_store::{AttendeeRow, EventRow, HistoryRow, Reader, RegistrationRow};

/// What a status may be set to, in the words that people are shown.
const STATUSES: [(&str, RegistrationStatus); 4] = [
    ("valid", RegistrationStatus::Valid),
    ("unpaid", RegistrationStatus::Pending),
    ("unapproved", RegistrationStatus::Unapproved),
    ("canceled", RegistrationStatus::Canceled),
];

/// The status that people call so.
pub(super) fn status_called(word: &str) -> Option<RegistrationStatus> {
    STATUSES
        .iter()
        .find(|(one, _)| *one == word)
        .map(|(_, status)| *status)
}

impl App {
    /// Everything of one person that an organiser may see.
    ///
    /// # Errors
    /// When the database can't be read, or the event or the person is unknown.
    pub fn profile(&self, event: &str, attendee: &str) -> Result<Profile, AppError> {
        self.read(|r| {
            let event = find_event(r, event)?;
            let row = find_person(r, &event, attendee)?;
            profile(r, &event, &row)
        })
    }
}

/// As [`App::profile`], of a row that is at hand.
pub(super) fn profile(reader: &Reader<'_>, event: &EventRow, row: &AttendeeRow) -> Result<Profile, AppError> {
    let scans = reader.scans_of(event.no, row.id.into())?;
    let (rows, names, registers) = page_rows(reader, event, row)?;
    let replaced = row.registration.holder != row.id;
    let registered_at = registers.core.person.registered_at.at();
    Ok(Profile {
        person: person_view(reader, event, row)?,
        erased: row.erased,
        replaced,
        registered_by: reader
            .registered_by(event.no, row.id)?
            .map(|(source, _)| match source {
                Source::Desk => RegisteredBy::Desk,
                Source::Import(_) => RegisteredBy::Import,
            }),
        registered_at: registered_at.0,
        order_code: row.order_code.clone(),
        note: row.contact.note.clone(),
        blocked: row.registration.blocked,
        paid_status: shown_status(&row.registration.status, false).to_owned(),
        online: is_online(&row.registration),
        registrations: registrations(reader, event, row)?,
        consents: consents(&registers.core, &rows),
        badges: badges(&scans),
        scans: scan_lines(&scans, &names),
        prints: prints(&scans, row),
        contested: registers
            .contested(&rows, &names)
            .into_iter()
            .map(|(_, one)| one)
            .collect(),
        history: history(&rows, &names),
        can: ProfileAllowed {
            edit: !row.erased && !replaced,
            print: !row.erased && !replaced && scans.live_badge().is_some(),
            statuses: STATUSES.iter().map(|(word, _)| (*word).to_owned()).collect(),
        },
    })
}

fn is_online(registration: &RegistrationRow) -> bool {
    registration.mode == "online"
}

/// Nothing where one registration says it all.
fn registrations(
    reader: &Reader<'_>,
    event: &EventRow,
    row: &AttendeeRow,
) -> Result<Vec<RegistrationLine>, AppError> {
    let mut held = reader.registrations_of(event.no, row.id)?;
    if held.len() < 2 {
        return Ok(Vec::new());
    }
    held.sort_by_key(|one| one.id != row.registration.id);
    let lines = held.iter().map(|one| RegistrationLine {
        registration: one.id.to_string(),
        shown: one.id == row.registration.id,
        category: one.category.clone(),
        status: shown_status(&one.status, one.blocked).to_owned(),
        days: one.days.split_whitespace().map(str::to_owned).collect(),
        online: is_online(one),
    });
    Ok(lines.collect())
}

/// Every op about a person, the names that it speaks of, and what each log says.
pub(super) fn page_rows(
    reader: &Reader<'_>,
    event: &EventRow,
    row: &AttendeeRow,
) -> Result<(Vec<HistoryRow>, Names, Registers), AppError> {
    let registers = Registers::of(reader, event, row)?;
    let scans = reader.scans_of(event.no, row.id.into())?;
    // Ops speak of a person under their own ids, their registrations' and badges', and those of what says who they are.
    let mut subjects = reader.subjects_of(event.no, row.id)?;
    subjects.extend(registers.held().map(SubjectId::from));
    subjects.extend(scans.badges.iter().map(|badge| SubjectId(badge.badge.0)));
    let rows = reader.history(event.no, &subjects)?;
    let names = names(reader, event, &rows)?;
    Ok((rows, names, registers))
}

fn names(reader: &Reader<'_>, event: &EventRow, rows: &[HistoryRow]) -> Result<Names, AppError> {
    let mut names = Names::of(reader, event.no)?;
    for row in rows {
        let Fact::AttendeeSubstituted(fact) = &row.op.fact else {
            continue;
        };
        for id in [fact.from, fact.to] {
            let person = reader.attendee(event.no, id)?.filter(|person| !person.erased);
            names
                .people
                .extend(person.map(|person| (id.to_string(), shown_name(&person))));
        }
    }
    Ok(names)
}

fn consents(core: &SubjectState, rows: &[HistoryRow]) -> Vec<ConsentView> {
    let mut consents = Vec::new();
    for (about, settled) in &core.person.consents {
        let newest = rows.iter().rev().find_map(|row| given(row, *about, settled));
        let (at, words) = newest.unwrap_or((Timestamp(0), String::new()));
        consents.push(ConsentView {
            about: about.code().to_owned(),
            choice: settled.shown.map_or("withdrawn", ConsentChoice::code).to_owned(),
            at: at.0,
            words,
        });
    }
    consents
}

/// When and in which words what holds was said, if this op said it.
fn given(
    row: &HistoryRow,
    about: ConsentSubject,
    settled: &Settled<Option<ConsentChoice>>,
) -> Option<(Timestamp, String)> {
    if !settled.heads.contains(&row.op.op_ref) {
        return None;
    }
    let at = row.op.wall;
    if let Fact::ConsentGiven(fact) = &row.op.fact {
        let by_file = matches!(fact.source, Some(Source::Import(_)));
        let words = if by_file {
            String::new()
        } else {
            fact.text_version.clone()
        };
        (fact.about == about && Some(fact.choice) == settled.shown).then_some((at, words))
    } else if let Fact::ConsentWithdrawn(fact) = &row.op.fact {
        (fact.about == about && settled.shown.is_none()).then(|| (at, String::new()))
    } else {
        None
    }
}

fn badges(scans: &ScansState) -> Vec<BadgeLine> {
    let number = |badge| {
        let known = scans.badges.iter().find(|one| one.badge == badge);
        known.map(|one| one.serial.short())
    };
    let mut badges: Vec<_> = scans.badges.iter().collect();
    badges.sort_by_key(|badge| std::cmp::Reverse(badge.hlc));
    badges
        .into_iter()
        .map(|badge| BadgeLine {
            number: badge.serial.short(),
            issued: badge.issued_at.0,
            voided: badge.voided_at.map(|at| at.0),
            replaced_by: badge.replaced_by.and_then(number),
        })
        .collect()
}

fn scan_lines(scans: &ScansState, names: &Names) -> Vec<ScanLine> {
    let newest_first = scans.scans.iter().rev();
    newest_first
        .map(|scan| ScanLine {
            scan: scan.fact.scan.to_string(),
            at: scan.at.0,
            checkpoint: names.checkpoint(scan.fact.checkpoint),
            device: names.device(scan.device),
            verdict: scan.fact.verdict.clone(),
            undone: scan.state == ScanState::Annulled,
        })
        .collect()
}

fn prints(scans: &ScansState, row: &AttendeeRow) -> Vec<PrintLine> {
    let mut jobs: Vec<_> = scans.prints.iter().collect();
    jobs.sort_by_key(|job| std::cmp::Reverse(job.requested_at));
    jobs.into_iter()
        .map(|job| {
            let print = view_of_print(job, row);
            let badge = scans.badges.iter().find(|badge| badge.badge == job.badge);
            PrintLine {
                job: print.job,
                at: job.requested_at.0,
                number: badge.map(|badge| badge.serial.short()).unwrap_or_default(),
                printer: print.printer,
                state: print.state,
                reason: print.reason,
                settled: print.settled,
            }
        })
        .collect()
}
