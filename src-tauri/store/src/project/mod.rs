//! From ops to rows: each subject that a transaction touched is folded anew and its rows are written over.

pub(crate) mod clock;
pub(crate) mod copies;
mod help;
mod operator;
mod owners;
pub(crate) mod person;
pub(crate) mod public;
mod scans;
mod searched;
pub(crate) mod union;

pub(crate) use scans::{fold_of, print_state, scan_state};

use crate::TouchedLogs;
use crate::error::StoreError;
use crate::log::{EventNo, LogNo, find_log_no};
use crate::txn::DeviceCache;
use rusqlite::{Connection, named_params};
use sarrera_core::fold::Conflict;
use sarrera_core::ids::{DeviceId, EventId, SubjectId};
use sarrera_core::ops::LogName;
use std::collections::{BTreeMap, BTreeSet};

/// What a transaction wrote about.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    subjects: BTreeSet<(EventNo, LogNo, SubjectId)>,
    logs: BTreeMap<LogNo, (EventNo, EventId, LogName)>,
    /// The devices of which it may now be seen that they were copied, or that somebody looked into it.
    copies: BTreeSet<(EventNo, DeviceId)>,
}

impl Touched {
    pub(crate) fn add(
        &mut self,
        event: EventNo,
        id: EventId,
        log: &LogName,
        log_no: LogNo,
        subject: SubjectId,
    ) {
        self.subjects.insert((event, log_no, subject));
        self.logs
            .entry(log_no)
            .or_insert_with(|| (event, id, log.clone()));
    }

    /// A device began a chain, or what it wrote on one was found twice; or somebody settled that.
    pub(crate) fn add_copies(&mut self, event: EventNo, device: DeviceId) {
        self.copies.insert((event, device));
    }

    /// The public log is to be folded again, for what counts may have changed.
    pub(crate) fn add_public(&mut self, event: EventNo, id: EventId, public: LogNo) {
        self.logs
            .entry(public)
            .or_insert_with(|| (event, id, LogName::Public));
    }

    /// The logs by their events, beside those that were found before.
    pub(crate) fn add_to(&self, touched: &mut TouchedLogs) {
        for (_, event, log) in self.logs.values() {
            touched.entry(*event).or_default().insert(log.clone());
        }
    }
}

/// Nobody else wants to write.
pub(crate) const fn nobody() -> bool {
    false
}

/// Writes the rows of everything touched.
pub(crate) fn project(
    txn: &Connection,
    devices: &mut DeviceCache,
    touched: &Touched,
) -> Result<(), StoreError> {
    project_unless(txn, devices, touched, &nobody)
}

/// As [`project`]; stops where somebody else wants to write.
pub(crate) fn project_unless(
    txn: &Connection,
    devices: &mut DeviceCache,
    touched: &Touched,
    is_wanted: &dyn Fn() -> bool,
) -> Result<(), StoreError> {
    let give_way = || {
        if is_wanted() {
            Err(StoreError::GaveWay)
        } else {
            Ok(())
        }
    };
    let mut subjects = touched.subjects.clone();
    let mut copies = touched.copies.clone();
    for (log_no, (event, id, log)) in &touched.logs {
        if *log == LogName::Public {
            for restood in public::project(txn, devices, *event, *id, *log_no)? {
                if copies::is_told_of(txn, restood.0, restood.2)? {
                    copies.insert((restood.0, DeviceId(restood.2.0)));
                }
                subjects.insert(restood);
            }
        }
    }
    subjects.extend(union::project(txn, &subjects)?);
    let mut searched = BTreeSet::new();
    let mut others = Vec::new();
    for (event, log_no, subject) in subjects {
        give_way()?;
        let log = match touched.logs.get(&log_no) {
            Some((_, _, log)) => log.clone(),
            None => log_name(txn, log_no)?,
        };
        match log {
            LogName::Core => {
                let projected = person::project_core(txn, event, log_no, subject)?;
                for erased in projected.erased {
                    others.extend(logs_beside(txn, event, erased)?);
                    others.extend(calls_about(txn, event, erased)?);
                }
                searched.insert((event, projected.shown_as));
            }
            LogName::Contact | LogName::Scans => others.push((event, log_no, log, subject)),
            LogName::Public | LogName::Exhibitor(_) => {}
        }
    }
    // After the core: whether a person was erased stands there, and nothing personal of them is folded any more.
    for (event, log_no, log, subject) in others {
        give_way()?;
        if log == LogName::Contact {
            person::erase_if_asked(txn, event, subject)?;
            let shown_as = person::project_contact(txn, event, log_no, subject)?;
            searched.insert((event, shown_as));
        } else {
            scans::project(txn, event, log_no, subject)?;
            // Only now it is known whose badge it was. What was erased so late is folded once more, without it.
            if person::erase_if_asked(txn, event, subject)? > 0 {
                scans::project(txn, event, log_no, subject)?;
            }
        }
    }
    for (event, subject) in searched {
        give_way()?;
        searched::project(txn, event, subject)?;
    }
    for (event, device) in copies {
        copies::project(txn, event, device)?;
    }
    Ok(())
}

/// The other logs in which a person's fields stand.
fn logs_beside(
    txn: &Connection,
    event: EventNo,
    subject: SubjectId,
) -> Result<Vec<(EventNo, LogNo, LogName, SubjectId)>, StoreError> {
    let mut logs = Vec::new();
    for log in [LogName::Contact, LogName::Scans] {
        if let Some(no) = find_log_no(txn, event, &log.to_string())? {
            logs.push((event, no, log, subject));
        }
    }
    Ok(logs)
}

/// The calls for help that are about a person.
fn calls_about(
    txn: &Connection,
    event: EventNo,
    subject: SubjectId,
) -> Result<Vec<(EventNo, LogNo, LogName, SubjectId)>, StoreError> {
    let Some(no) = find_log_no(txn, event, &LogName::Scans.to_string())? else {
        return Ok(Vec::new());
    };
    let calls = help::about(txn, event, subject)?.into_iter();
    Ok(calls.map(|call| (event, no, LogName::Scans, call)).collect())
}

fn log_name(txn: &Connection, log: LogNo) -> Result<LogName, StoreError> {
    let name: String = txn
        .prepare_cached("SELECT name FROM log WHERE log_no = :log")?
        .query_row(named_params! {":log": log.0}, |row| row.get(0))?;
    name.parse()
        .map_err(|_not_a_log| StoreError::Damaged(format!("a log called {name}")))
}

/// Writes the conflicts of one subject in one log over what stood there. (`+event_no`, here and beside: SQLite would
/// rather walk a whole event along a primary key that begins with it than use the index on the subject.)
fn write_conflicts(
    txn: &Connection,
    event: EventNo,
    log: &str,
    subject: SubjectId,
    conflicts: &[Conflict],
) -> Result<(), StoreError> {
    txn.prepare_cached(
        "DELETE FROM conflict WHERE subject_id = :subject AND +event_no = :event AND log = :log",
    )?
    .execute(named_params! {":subject": subject.0, ":event": event.0, ":log": log})?;
    for conflict in conflicts {
        let facts: Vec<String> = conflict.facts.iter().map(ToString::to_string).collect();
        txn.prepare_cached(
            "INSERT INTO conflict (event_no, log, conflict_id, kind, subject_id, scope, facts, is_open)
             VALUES (:event, :log, :conflict, :kind, :subject, :scope, :facts, :open)",
        )?
        .execute(named_params! {
            ":event": event.0,
            ":log": log,
            ":conflict": conflict.id,
            ":kind": conflict.kind.code(),
            ":subject": subject.0,
            ":scope": conflict.scope,
            ":facts": facts.join(" "),
            ":open": conflict.open,
        })?;
    }
    Ok(())
}
