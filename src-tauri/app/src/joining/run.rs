//! Subject by subject from one event into the other, in transactions that no desk waits for.

use super::tally::Tally;
use super::whom::Whom;
use crate::device::App;
use crate::failure::AppError;
use crate::importing::{ImportKey, Progress};
use crate::view::{ImportProgress, JoinReport};
use sarrera_core::fold::DeviceState;
use sarrera_core::ids::{AttendeeId, EventId, OpRef, OperatorId, SubjectId};
use sarrera_core::names::fold;
use sarrera_core::ops::{KeyUse, LogName, may_write};
use sarrera_store::{EventRow, OperatorRow, Reader, Txn};
use std::collections::{BTreeMap, BTreeSet};

/// No transaction looks at more subjects: a scan waits for the one that is under way.
const SUBJECTS_PER_CHUNK: usize = 60;
/// Nor writes many more ops.
const OPS_PER_CHUNK: usize = 120;

/// One event on its way into another.
pub(super) struct Run<'a> {
    app: &'a App,
    pub(super) old: EventRow,
    pub(super) new: EventRow,
    /// What this device is in the other event; nothing where it is none of its devices.
    here: Option<DeviceState>,
    /// The other event's key for ids of imports, where this device may hold it.
    pub(super) key: Option<ImportKey>,
    /// What was recorded again before this began: the op, and under whom it stands.
    pub(super) named: BTreeMap<OpRef, SubjectId>,
    pub(super) people: BTreeMap<AttendeeId, Whom>,
    /// Who works at the desks there: by the same id, or by the same name.
    pub(super) operators: BTreeMap<OperatorId, OperatorId>,
    /// Checkpoints that scans name.
    pub(super) checkpoints: BTreeSet<SubjectId>,
    /// Categories that registrations name.
    pub(super) categories: BTreeSet<String>,
    report: JoinReport,
}

impl<'a> Run<'a> {
    pub(super) fn begin(app: &'a App, old: EventId, new: EventId) -> Result<Self, AppError> {
        let (old, new) = (app.event(&old.to_string())?, app.event(&new.to_string())?);
        let here = app
            .devices_known(new.id)?
            .devices
            .get(&app.own()?.device)
            .cloned();
        let (key, named, operators) = app.read_apart(|r| {
            let key = r.event_key(new.no, KeyUse::Import)?.map(ImportKey);
            let operators = operators(&r.operators(old.no)?, &r.operators(new.no)?);
            Ok((key, r.originals(new.no)?, operators))
        })?;
        Ok(Self {
            app,
            report: JoinReport {
                event: old.id.to_string(),
                into: new.id.to_string(),
                ..JoinReport::default()
            },
            old,
            new,
            here,
            key,
            named,
            people: BTreeMap::new(),
            operators,
            checkpoints: BTreeSet::new(),
            categories: BTreeSet::new(),
        })
    }

    /// Records everything again that is not there yet.
    pub(super) fn through(mut self, tell: Progress<'_>) -> Result<JoinReport, AppError> {
        let subjects = self.app.read_apart(|r| Ok(r.subjects_told(self.old.no)?))?;
        let of = u32::try_from(subjects.len()).unwrap_or(u32::MAX);
        tell(ImportProgress { done: 0, of });
        let mut rest = subjects.as_slice();
        while !rest.is_empty() {
            let done = self.chunk(rest)?;
            rest = rest.get(done..).unwrap_or_default();
            let left = u32::try_from(rest.len()).unwrap_or(u32::MAX);
            tell(ImportProgress {
                done: of.saturating_sub(left),
                of,
            });
        }
        let app = self.app;
        app.read_apart(|r| self.name_unknown(r))?;
        Ok(self.report)
    }

    /// Takes the first subjects in one transaction, as many as have room in it; says how many it brought to their end.
    fn chunk(&mut self, subjects: &[SubjectId]) -> Result<usize, AppError> {
        let app = self.app;
        let tallies = app.write_behind(
            |txn| {
                let (mut tallies, mut written) = (Vec::new(), 0);
                for subject in subjects.iter().take(SUBJECTS_PER_CHUNK) {
                    if written >= OPS_PER_CHUNK {
                        break;
                    }
                    match self.take(txn, *subject, &mut written)? {
                        Some(tally) => tallies.push(tally),
                        None => break,
                    }
                }
                Ok(tallies)
            },
            |_, tallies| Ok(tallies),
        )?;
        let done = tallies.len();
        tallies
            .into_iter()
            .for_each(|tally: Tally| tally.add_to(&mut self.report));
        Ok(done)
    }

    fn take(
        &mut self,
        txn: &mut Txn<'_>,
        subject: SubjectId,
        written: &mut usize,
    ) -> Result<Option<Tally>, AppError> {
        let read = self.told(&txn.reader(), subject)?;
        self.again(txn, read, written)
    }

    /// Who did something, as the other event knows them; nobody, where it does not and this device may not say.
    pub(super) fn operator_there(&self, operator: OperatorId) -> Option<OperatorId> {
        let known = self.operators.get(&operator).copied();
        known.or_else(|| self.may(&LogName::Core, "operator_defined").then_some(operator))
    }

    /// Whether this device may write such a fact there, and holds the log for it.
    pub(super) fn may(&self, log: &LogName, kind: &str) -> bool {
        let here = self.here.as_ref().filter(|here| !here.revoked);
        here.is_some_and(|here| may_write(here.role, kind) && here.holds(log))
    }

    fn name_unknown(&mut self, reader: &Reader<'_>) -> Result<(), AppError> {
        let there: BTreeSet<SubjectId> = (reader.checkpoints(self.new.no)?.iter())
            .map(|checkpoint| SubjectId(checkpoint.id.0))
            .collect();
        let named = reader.checkpoints(self.old.no)?.into_iter();
        self.report.unknown_checkpoints = named
            .filter(|checkpoint| {
                let id = SubjectId(checkpoint.id.0);
                self.checkpoints.contains(&id) && !there.contains(&id)
            })
            .map(|checkpoint| checkpoint.label)
            .collect();
        let there: BTreeSet<String> = (reader.categories(self.new.no)?.into_iter())
            .map(|category| category.label)
            .collect();
        self.report.unknown_categories = self.categories.difference(&there).cloned().collect();
        Ok(())
    }
}

fn operators(here: &[OperatorRow], there: &[OperatorRow]) -> BTreeMap<OperatorId, OperatorId> {
    let same = |one: &OperatorRow| {
        let by_id = there.iter().find(|other| other.id == one.id);
        by_id.or_else(|| there.iter().find(|other| fold(&other.name) == fold(&one.name)))
    };
    let known = here.iter().filter_map(|one| Some((one.id, same(one)?.id)));
    known.collect()
}
