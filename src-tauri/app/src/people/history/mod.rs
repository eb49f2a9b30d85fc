//! A person's history out of the log: every op about them as a code, the values of its sentence, and what it changed.

mod code;

use crate::desk::shown_status;
use crate::failure::AppError;
use crate::printing::shown;
use crate::view::{FieldChange, HistoryEntry};
use code::HistoryCode;
use sarrera_core::codes::BadgeSerial;
use sarrera_core::ids::{BadgeId, CheckpointId, DeviceId, OpRef, OperatorId, PrintJobId};
use sarrera_core::ops::{
    AttendeeChanged, BadgeIssued, BadgePrintReported, BadgeReason, ConsentChoice, Effect, Fact, Over,
    PersonField, PrinterId, RegistrationChanged, RegistrationField, ScanRecorded, Source,
};
use sarrera_store::{EventNo, HistoryRow, Reader};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// The names that a history speaks of.
#[derive(Debug, Default)]
pub(crate) struct Names {
    devices: BTreeMap<DeviceId, String>,
    checkpoints: BTreeMap<CheckpointId, String>,
    operators: BTreeMap<OperatorId, String>,
    /// Of holders of the registration.
    pub(super) people: BTreeMap<String, String>,
}

impl Names {
    /// What an event's devices, checkpoints and operators are called.
    pub(crate) fn of(reader: &Reader<'_>, event: EventNo) -> Result<Self, AppError> {
        let devices = reader.devices(event)?.into_iter();
        let checkpoints = reader.checkpoints(event)?.into_iter();
        let operators = reader.operators(event)?.into_iter();
        Ok(Self {
            devices: devices.map(|d| (d.id, d.name)).collect(),
            checkpoints: checkpoints.map(|c| (c.id, c.name)).collect(),
            operators: operators.map(|o| (o.id, o.name)).collect(),
            people: BTreeMap::new(),
        })
    }

    /// What people call a device; its id where it has no name here.
    pub(crate) fn device(&self, id: DeviceId) -> String {
        self.devices.get(&id).cloned().unwrap_or_else(|| id.to_string())
    }

    /// Who an operator is; their id where nobody of that id is known here.
    pub(crate) fn operator(&self, id: OperatorId) -> String {
        self.operators.get(&id).cloned().unwrap_or_else(|| id.to_string())
    }

    /// What people call a checkpoint; its id where it has no name here.
    pub(crate) fn checkpoint(&self, id: CheckpointId) -> String {
        self.checkpoints
            .get(&id)
            .cloned()
            .unwrap_or_else(|| id.to_string())
    }
}

/// The history of the rows, the newest first.
pub(super) fn history(rows: &[HistoryRow], names: &Names) -> Vec<HistoryEntry> {
    let told = Told::of(rows);
    let mut said_once = BTreeSet::new();
    // Each log of a person says for itself who they are.
    let mut says_again = |row: &HistoryRow| {
        matches!(row.op.fact, Fact::AttendeesMerged(_) | Fact::MergeAnnulled(_))
            && !said_once.insert((row.op.subject, row.op.fact.kind()))
    };
    let once = rows.iter().filter(|row| !says_again(row));
    let mut entries: Vec<HistoryEntry> = once.map(|row| told.entry(row, names)).collect();
    entries.reverse();
    // What is recorded again from another event happened before it was written here.
    entries.sort_by_key(|entry| Reverse(entry.at));
    entries
}

/// Every value that an op gave a field.
pub(super) fn values(rows: &[HistoryRow]) -> BTreeMap<(OpRef, &'static str), String> {
    let mut values = BTreeMap::new();
    for row in rows {
        for (field, value) in set_by(&row.op.fact) {
            values.insert((row.op.op_ref, field), value);
        }
    }
    values
}

/// The fields that a fact sets.
fn set_by(fact: &Fact) -> Vec<(&'static str, String)> {
    let person = |(field, value): (&PersonField, &String)| (field.code(), value.clone());
    let place = |(field, value): (&RegistrationField, &String)| (field.code(), said(*field, value));
    if let Fact::AttendeeRegistered(fact) = fact {
        let fields = fact.person.0.iter().map(person);
        fields.chain(fact.place.iter().map(place)).collect()
    } else if let Fact::AttendeeChanged(fact) = fact {
        fact.set.0.iter().map(person).collect()
    } else if let Fact::RegistrationChanged(fact) = fact {
        fact.set.iter().map(place).collect()
    } else if let Fact::ConsentGiven(fact) = fact {
        vec![(fact.about.code(), fact.choice.code().to_owned())]
    } else {
        Vec::new()
    }
}

/// A registration's word as people are shown it.
pub(super) fn said(field: RegistrationField, value: &str) -> String {
    match field {
        RegistrationField::Status => shown_status(value, false).to_owned(),
        RegistrationField::Category
        | RegistrationField::Blocked
        | RegistrationField::Mode
        | RegistrationField::Days
        | RegistrationField::ValidFrom
        | RegistrationField::ValidUntil
        | RegistrationField::Holder => value.to_owned(),
    }
}

type Params = Vec<(&'static str, String)>;

/// What later entries refer to.
struct Told {
    values: BTreeMap<(OpRef, &'static str), String>,
    badges: BTreeMap<BadgeId, BadgeSerial>,
    /// The badge and the printer of each job.
    jobs: BTreeMap<PrintJobId, (BadgeId, String)>,
}

impl Told {
    fn of(rows: &[HistoryRow]) -> Self {
        let mut told = Self {
            values: values(rows),
            badges: BTreeMap::new(),
            jobs: BTreeMap::new(),
        };
        for row in rows {
            if let Fact::BadgeIssued(fact) = &row.op.fact {
                told.badges.insert(fact.badge, fact.serial);
            } else if let Fact::PrintRequested(fact) = &row.op.fact {
                let printer = PrinterId::of(&fact.printer).name().to_owned();
                told.jobs.insert(fact.job, (fact.badge, printer));
            }
        }
        told
    }

    fn entry(&self, row: &HistoryRow, names: &Names) -> HistoryEntry {
        let (code, params) = self.said(&row.op.fact, names);
        HistoryEntry {
            at: row.op.wall.0,
            device: names.device(row.op.device),
            operator: row.op.operator.map(|id| names.operator(id)),
            code: code.code().to_owned(),
            params: params
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
            changes: self.changes(&row.op.fact),
            erased: row.erased,
            quarantined: !row.permitted,
        }
    }

    fn said(&self, fact: &Fact, names: &Names) -> (HistoryCode, Params) {
        match fact {
            Fact::AttendeeRegistered(fact) => by(
                &fact.source,
                HistoryCode::Registered,
                HistoryCode::RegisteredByFile,
            ),
            Fact::AttendeeChanged(fact) if fact.set.is_empty() && !fact.kept.is_empty() => {
                (HistoryCode::CorrectionKept, family(&fact.source))
            }
            Fact::RegistrationChanged(fact) if fact.set.is_empty() && !fact.kept.is_empty() => {
                (HistoryCode::CorrectionKept, family(&fact.source))
            }
            Fact::AttendeeChanged(AttendeeChanged { source, .. })
            | Fact::RegistrationChanged(RegistrationChanged { source, .. }) => {
                by(source, HistoryCode::Changed, HistoryCode::ChangedByFile)
            }
            Fact::AttendeeSubstituted(fact) => {
                let name = |id: String| names.people.get(&id).cloned().unwrap_or_default();
                let params = vec![
                    ("from", name(fact.from.to_string())),
                    ("to", name(fact.to.to_string())),
                ];
                (HistoryCode::Substituted, params)
            }
            Fact::AttendeeErased(fact) => (HistoryCode::Erased, vec![("asked_by", fact.asked_by.clone())]),
            Fact::ConsentGiven(fact) => match fact.choice {
                ConsentChoice::Accepted => (HistoryCode::NoticeAccepted, Vec::new()),
                ConsentChoice::Share | ConsentChoice::Ask | ConsentChoice::Dont => (
                    HistoryCode::SharingChosen,
                    vec![("lead", fact.choice.code().to_owned())],
                ),
            },
            Fact::ConsentWithdrawn(_) => (HistoryCode::ConsentWithdrawn, Vec::new()),
            Fact::ScanRecorded(fact) => scan(fact, names),
            Fact::ScanConfirmed(_) => (HistoryCode::Confirmed, Vec::new()),
            Fact::ScanAnnulled(_) => (HistoryCode::Undone, Vec::new()),
            Fact::BadgeIssued(fact) => badge(fact),
            Fact::BadgeVoided(fact) => (
                HistoryCode::BadgeVoided,
                vec![("number", self.number(fact.badge))],
            ),
            Fact::BadgeBoxed(fact) => (
                HistoryCode::BadgeBoxed,
                vec![("number", self.number(fact.badge)), ("box", fact.label.clone())],
            ),
            Fact::BadgeHandedOver(fact) => (
                HistoryCode::BadgeHandedOver,
                vec![("number", self.number(fact.badge))],
            ),
            Fact::AttendeesMerged(_) => (HistoryCode::Merged, Vec::new()),
            Fact::MergeAnnulled(_) => (HistoryCode::MergeUndone, Vec::new()),
            Fact::HelpRequested(fact) => (
                HistoryCode::HelpAsked,
                vec![
                    ("help", fact.reason.code().to_owned()),
                    ("text", fact.text.clone()),
                ],
            ),
            Fact::HelpAnswered(_) => (HistoryCode::HelpAnswered, Vec::new()),
            Fact::PrintRequested(fact) => (
                HistoryCode::PrintOrdered,
                vec![
                    ("number", self.number(fact.badge)),
                    ("printer", PrinterId::of(&fact.printer).name().to_owned()),
                ],
            ),
            Fact::BadgePrintReported(fact) => (HistoryCode::PrintReported, self.reported(fact)),
            Fact::PrintSettled(fact) => {
                let mut params = vec![("settlement", fact.how.code().to_owned())];
                params.extend(self.job(fact.job));
                (HistoryCode::PrintSettled, params)
            }
            Fact::ConflictSettled(_) => (HistoryCode::Settled, Vec::new()),
            Fact::EventDefined(_)
            | Fact::CategoryDefined(_)
            | Fact::CheckpointDefined(_)
            | Fact::DevicePaired(_)
            | Fact::DeviceChanged(_)
            | Fact::DeviceRevoked(_)
            | Fact::KeyPublished(_)
            | Fact::OpsReleased(_)
            | Fact::ClockMeasured(_)
            | Fact::OperatorDefined(_) => (HistoryCode::Other, Vec::new()),
        }
    }

    fn reported(&self, fact: &BadgePrintReported) -> Params {
        let (state, reason) = shown(fact.state, fact.reason.as_deref());
        let mut params = vec![
            ("badge", state.code().to_owned()),
            ("print", reason.unwrap_or_default()),
        ];
        params.extend(self.job(fact.job));
        params
    }

    /// Whose badge a job was for, and where.
    fn job(&self, job: PrintJobId) -> Params {
        let Some((badge, printer)) = self.jobs.get(&job) else {
            return Vec::new();
        };
        vec![("number", self.number(*badge)), ("printer", printer.clone())]
    }

    fn changes(&self, fact: &Fact) -> Vec<FieldChange> {
        if let Fact::AttendeeChanged(change) = fact {
            self.changed(&change.over, PersonField::code, &set_by(fact))
        } else if let Fact::RegistrationChanged(change) = fact {
            self.changed(&change.over, RegistrationField::code, &set_by(fact))
        } else {
            Vec::new()
        }
    }

    fn changed<F: Copy>(
        &self,
        over: &Over<F>,
        code: fn(F) -> &'static str,
        set: &[(&'static str, String)],
    ) -> Vec<FieldChange> {
        let replaced = |field: &str| -> Vec<String> {
            let refs = over
                .iter()
                .filter(|(one, _)| code(**one) == field)
                .flat_map(|(one, refs)| refs.iter().map(|op| (*op, code(*one))));
            let mut values: Vec<String> = refs.filter_map(|key| self.values.get(&key).cloned()).collect();
            values.retain(|value| !value.is_empty());
            values.sort();
            values.dedup();
            values
        };
        let mut changes: Vec<FieldChange> = set
            .iter()
            .map(|(field, value)| FieldChange {
                field: (*field).to_owned(),
                from: replaced(field),
                to: Some(value.clone()),
            })
            .collect();
        // Of what was erased only the fields are known.
        let gone = over.keys().map(|field| code(*field));
        let gone = gone.filter(|field| !set.iter().any(|(one, _)| one == field));
        changes.extend(gone.map(|field| FieldChange {
            field: field.to_owned(),
            from: replaced(field),
            to: None,
        }));
        changes
    }

    fn number(&self, badge: BadgeId) -> String {
        self.badges
            .get(&badge)
            .map(|serial| serial.short())
            .unwrap_or_default()
    }
}

fn by(source: &Source, desk: HistoryCode, file: HistoryCode) -> (HistoryCode, Params) {
    match source {
        Source::Desk => (desk, Vec::new()),
        Source::Import(_) => (file, family(source)),
    }
}

fn family(source: &Source) -> Params {
    match source {
        Source::Desk => Vec::new(),
        Source::Import(family) => vec![("family", family.clone())],
    }
}

fn scan(fact: &ScanRecorded, names: &Names) -> (HistoryCode, Params) {
    let mut params = vec![
        ("checkpoint", names.checkpoint(fact.checkpoint)),
        ("verdict", fact.verdict.clone()),
    ];
    if let Some(overrides) = &fact.overrides {
        params.push(("override", overrides.why.code().to_owned()));
        params.push(("text", overrides.text.clone()));
    }
    let by_file = fact.presented == sarrera_core::ops::Presented::Import;
    let code = match fact.effect {
        Effect::Admitted if by_file => HistoryCode::CheckedInByFile,
        Effect::Admitted if fact.overrides.is_some() => HistoryCode::LetInAnyway,
        Effect::Admitted => HistoryCode::Admitted,
        Effect::Pending => HistoryCode::WaitsForConfirmation,
        Effect::Left => HistoryCode::Left,
        Effect::Nothing => HistoryCode::Stopped,
    };
    (code, params)
}

fn badge(fact: &BadgeIssued) -> (HistoryCode, Params) {
    let mut params = vec![("number", fact.serial.short())];
    if let Some(why) = fact.why {
        params.push(("reprint", why.code().to_owned()));
        params.push(("text", fact.text.clone()));
    }
    let code = match fact.reason {
        BadgeReason::First | BadgeReason::Batch | BadgeReason::Substitution => HistoryCode::BadgeMade,
        BadgeReason::Lost | BadgeReason::Fix => HistoryCode::BadgeMadeAnew,
    };
    (code, params)
}
