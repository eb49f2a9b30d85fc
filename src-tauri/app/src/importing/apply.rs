//! One row into ops: a new person, or a three-way merge of each field against what the row said last time.

use super::identity::ImportKey;
use crate::events::{define_category, label_of};
use crate::failure::AppError;
use crate::import::{Attendance, Field, LeadSharing, Mapping, ReadRow, RowStatus};
use crate::people::{CONSENT_TEXT_VERSION, append_change};
use crate::view::{KeptField, Texts};
use sarrera_core::fold::{Settled, SubjectState};
use sarrera_core::ids::{AttendeeId, RegistrationId};
use sarrera_core::ops::{
    AttendeeRegistered, ConsentChoice, ConsentGiven, ConsentSubject, Fact, LogName, Over, PersonField,
    PersonFields, RegistrationChanged, RegistrationField, RegistrationFields, RegistrationStatus, Source,
};
use sarrera_core::time::Timestamp;
use sarrera_store::{CheckpointRow, EventRow, Txn};
use std::collections::BTreeMap;

/// What became of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Applied {
    Added,
    Updated,
    Unchanged,
}

/// What applying rows needs to know of the event.
pub(super) struct Applier<'a> {
    pub event: &'a EventRow,
    pub entrance: Option<&'a CheckpointRow>,
    pub key: ImportKey,
    pub mapping: &'a Mapping,
    /// When the import runs: the time of check-ins that the file gives none for.
    pub now: Timestamp,
    /// Folded word → short name.
    pub categories: BTreeMap<String, String>,
}

/// What a row left to be reported.
#[derive(Debug, Default)]
pub(super) struct Noted {
    pub kept: Vec<KeptField>,
    pub check_ins: u32,
}

impl Applier<'_> {
    /// Applies one row within the transaction.
    pub(super) fn apply(
        &mut self,
        txn: &mut Txn<'_>,
        row: &ReadRow,
        noted: &mut Noted,
    ) -> Result<Applied, AppError> {
        let id = self.key.attendee(&row.key);
        let core = txn.reader().subject(self.event.no, &LogName::Core, id)?;
        if core.erased {
            return Ok(Applied::Unchanged);
        }
        let applied = if core.person.registration.is_none() {
            self.add(txn, id, row)?;
            Applied::Added
        } else if txn
            .reader()
            .attendee(self.event.no, id)?
            .is_some_and(|row| row.erased)
        {
            // Another registration of the same person was erased.
            return Ok(Applied::Unchanged);
        } else {
            self.merge(txn, id, row, &core, noted)?
        };
        self.take_check_ins(txn, id, row, noted)?;
        Ok(applied)
    }

    fn add(&mut self, txn: &mut Txn<'_>, id: AttendeeId, row: &ReadRow) -> Result<(), AppError> {
        let person = said(row);
        let mut place = self.place(txn, row)?;
        place
            .entry(RegistrationField::Status)
            .or_insert_with(|| "valid".to_owned());
        place
            .entry(RegistrationField::Category)
            .or_insert_with(|| "visitor".to_owned());
        let source = Source::Import(row.key.family.to_owned());
        let registered = Fact::AttendeeRegistered(AttendeeRegistered {
            registration: RegistrationId::from(id),
            source: source.clone(),
            place,
            person: person.of_log(&LogName::Core),
        });
        txn.append(self.event.id, &LogName::Core, id.into(), &registered)?;
        let contact = person.of_log(&LogName::Contact);
        if !contact.is_empty() {
            let log = LogName::Contact;
            append_change(
                txn,
                self.event.id,
                &log,
                id,
                contact,
                Over::new(),
                PersonFields::default(),
                source,
            )?;
        }
        self.take_sharing(txn, id, row, &SubjectState::default(), &mut Noted::default())?;
        Ok(())
    }

    fn merge(
        &mut self,
        txn: &mut Txn<'_>,
        id: AttendeeId,
        row: &ReadRow,
        core: &SubjectState,
        noted: &mut Noted,
    ) -> Result<Applied, AppError> {
        let contact = txn.reader().subject(self.event.no, &LogName::Contact, id)?;
        let now = self.with_emptied(said(row), row, core);
        let source = Source::Import(row.key.family.to_owned());
        let mut updated = false;
        for (log, state) in [(LogName::Core, core), (LogName::Contact, &contact)] {
            let mut merged = Merged::default();
            for (field, value) in &now.of_log(&log).0 {
                merged.field(*field, value, state.person.fields.get(field));
            }
            report_kept(row, &merged, PersonField::code, noted);
            updated |= !merged.set.is_empty();
            if !merged.is_empty() {
                let (set, kept) = (PersonFields(merged.set), PersonFields(merged.kept));
                append_change(
                    txn,
                    self.event.id,
                    &log,
                    id,
                    set,
                    merged.over,
                    kept,
                    source.clone(),
                )?;
            }
        }
        let mut merged = Merged::default();
        let mut place = self.place(txn, row)?;
        for (field, column) in VALIDITY {
            if self.is_emptied(row, column) {
                place.insert(field, String::new());
            }
        }
        for (field, value) in &place {
            merged.field(*field, value, core.registration.fields.get(field));
        }
        report_kept(row, &merged, RegistrationField::code, noted);
        updated |= !merged.set.is_empty();
        if !merged.is_empty() {
            let Merged { set, kept, over, .. } = merged;
            let changed = Fact::RegistrationChanged(RegistrationChanged {
                source,
                over,
                set,
                kept,
            });
            txn.append(self.event.id, &LogName::Core, id.into(), &changed)?;
        }
        updated |= self.take_sharing(txn, id, row, core, noted)?;
        Ok(if updated {
            Applied::Updated
        } else {
            Applied::Unchanged
        })
    }

    /// The row's choice about exhibitors, against what it said last: a choice made at the desk beats the file's.
    fn take_sharing(
        &self,
        txn: &mut Txn<'_>,
        id: AttendeeId,
        row: &ReadRow,
        core: &SubjectState,
        noted: &mut Noted,
    ) -> Result<bool, AppError> {
        let about = ConsentSubject::LeadSharing;
        let here = core.person.consents.get(&about);
        let (ours, before) = (here.map(|s| s.shown), here.and_then(|s| s.imported));
        let new = |said: &ConsentChoice| before != Some(Some(*said));
        let Some(theirs) = row.lead_sharing.map(choice).filter(new) else {
            return Ok(false);
        };
        let is_taken = ours == before && here.is_none_or(|settled| !settled.contested);
        if let Some(ours) = ours.flatten().filter(|ours| !is_taken && *ours != theirs) {
            noted.kept.push(KeptField {
                row: u32::try_from(row.row).unwrap_or(u32::MAX),
                field: Field::LeadSharing.name().to_owned(),
                ours: ours.code().to_owned(),
                theirs: theirs.code().to_owned(),
            });
        }
        let given = Fact::ConsentGiven(ConsentGiven {
            about,
            choice: theirs,
            text_version: CONSENT_TEXT_VERSION.to_owned(),
            over: here
                .filter(|_| is_taken)
                .map(|settled| settled.heads.clone())
                .unwrap_or_default(),
            source: Some(Source::Import(row.key.family.to_owned())),
            kept: !is_taken,
        });
        txn.append(self.event.id, &LogName::Core, id.into(), &given)?;
        Ok(is_taken)
    }

    /// An empty cell of a column that the file has says "nothing"; a column it lacks, and a cell that could not be read,
    /// say nothing at all.
    fn is_emptied(&self, row: &ReadRow, column: Field) -> bool {
        row.empty.contains(column) && self.mapping.empty_is_said(column)
    }

    fn with_emptied(&self, mut now: PersonFields, row: &ReadRow, core: &SubjectState) -> PersonFields {
        for (field, column) in COLUMNS {
            if self.is_emptied(row, column) {
                now.0.entry(field).or_default();
            }
        }
        let attention = core.person.fields.get(&PersonField::Attention);
        let was_asked = attention.is_some_and(|settled| settled.imported.as_deref() == Some(ASKED));
        if was_asked && self.asks_no_attention(row) {
            now.0.entry(PersonField::Attention).or_default();
        }
        now
    }

    /// Whether the row says that nobody has to look, and has no text that could not be read.
    fn asks_no_attention(&self, row: &ReadRow) -> bool {
        let is_denied = row.attention_asked == Some(false) || self.is_emptied(row, Field::AttentionAsked);
        let is_without_text =
            self.mapping.column_of(Field::Attention).is_none() || row.empty.contains(Field::Attention);
        is_denied && is_without_text
    }

    fn place(&mut self, txn: &mut Txn<'_>, row: &ReadRow) -> Result<RegistrationFields, AppError> {
        let mut place = RegistrationFields::new();
        if let Some(category) = &row.category {
            place.insert(RegistrationField::Category, self.category(txn, category)?);
        }
        if let Some(status) = row.status {
            place.insert(RegistrationField::Status, status_word(status).to_owned());
        }
        if let Some(blocked) = row.blocked {
            place.insert(
                RegistrationField::Blocked,
                if blocked { "yes" } else { "no" }.to_owned(),
            );
        }
        if let Some(mode) = row.mode {
            let mode = match mode {
                Attendance::InPerson => "in_person",
                Attendance::Online => "online",
            };
            place.insert(RegistrationField::Mode, mode.to_owned());
        }
        for (field, at) in [
            (RegistrationField::ValidFrom, row.valid_from),
            (RegistrationField::ValidUntil, row.valid_until),
        ] {
            place.extend(at.map(|at| (field, at.0.to_string())));
        }
        Ok(place)
    }

    /// The category that a word of the file means; a word that is none becomes one.
    fn category(&mut self, txn: &mut Txn<'_>, word: &str) -> Result<String, AppError> {
        let folded = sarrera_core::names::fold(word);
        if let Some(label) = self.categories.get(&folded) {
            return Ok(label.clone());
        }
        let label = label_of(word);
        let words = Texts {
            eu: word.to_owned(),
            es: word.to_owned(),
            en: word.to_owned(),
        };
        define_category(txn, self.event.id, &label, words, "empty")?;
        self.categories.insert(folded, label.clone());
        Ok(label)
    }
}

/// A three-way merge of fields: the file, what the file said last, and what stands here.
struct Merged<F> {
    set: BTreeMap<F, String>,
    over: Over<F>,
    kept: BTreeMap<F, String>,
    /// Field, ours, theirs.
    corrections: Vec<(F, String, String)>,
}

impl<F> Default for Merged<F> {
    fn default() -> Self {
        Self {
            set: BTreeMap::new(),
            over: BTreeMap::new(),
            kept: BTreeMap::new(),
            corrections: Vec::new(),
        }
    }
}

impl<F: Ord + Copy> Merged<F> {
    fn field(&mut self, field: F, theirs: &str, here: Option<&Settled<String>>) {
        let ours = here.map_or("", |settled| settled.shown.as_str());
        let before = here.and_then(|settled| settled.imported.as_deref());
        if before == Some(theirs) || (before.is_none() && theirs.is_empty()) {
            return;
        }
        if ours == theirs {
            // Somebody was faster than the file: remembered, so that its next change is told from this one.
            self.kept.insert(field, theirs.to_owned());
            return;
        }
        // Where several values stand, one of them is somebody's correction, whichever is shown.
        let is_contested = here.is_some_and(|settled| settled.contested);
        let untouched_here = before.map_or(ours.is_empty(), |before| before == ours);
        if untouched_here && !is_contested {
            self.set.insert(field, theirs.to_owned());
            let heads = here.map(|settled| settled.heads.clone()).unwrap_or_default();
            if !heads.is_empty() {
                self.over.insert(field, heads);
            }
        } else {
            self.kept.insert(field, theirs.to_owned());
            self.corrections.push((field, ours.to_owned(), theirs.to_owned()));
        }
    }

    fn is_empty(&self) -> bool {
        self.set.is_empty() && self.kept.is_empty()
    }
}

fn report_kept<F: Copy>(
    row: &ReadRow,
    merged: &Merged<F>,
    code: impl Fn(F) -> &'static str,
    noted: &mut Noted,
) {
    noted
        .kept
        .extend(merged.corrections.iter().map(|(field, ours, theirs)| KeptField {
            row: u32::try_from(row.row).unwrap_or(u32::MAX),
            field: code(*field).to_owned(),
            ours: ours.clone(),
            theirs: theirs.clone(),
        }));
}

/// What stands as attention where it is asked for and no text says why.
const ASKED: &str = "!";

/// Which column fills which field of the registration, where an empty one is no bound.
const VALIDITY: [(RegistrationField, Field); 2] = [
    (RegistrationField::ValidFrom, Field::ValidFrom),
    (RegistrationField::ValidUntil, Field::ValidUntil),
];

/// Which column fills which field.
const COLUMNS: [(PersonField, Field); 15] = [
    (PersonField::GivenName, Field::GivenName),
    (PersonField::FamilyName, Field::FamilyName),
    (PersonField::FullName, Field::FullName),
    (PersonField::LatinName, Field::NameReading),
    (PersonField::Company, Field::Company),
    (PersonField::JobTitle, Field::JobTitle),
    (PersonField::Country, Field::Country),
    (PersonField::Language, Field::Language),
    (PersonField::Attention, Field::Attention),
    (PersonField::OrderCode, Field::OrderCode),
    (PersonField::TicketCode, Field::TicketCode),
    (PersonField::ForeignBadgeCode, Field::BadgeCode),
    (PersonField::Email, Field::Email),
    (PersonField::Phone, Field::Phone),
    (PersonField::Note, Field::Note),
];

/// What the row says of the person.
fn said(row: &ReadRow) -> PersonFields {
    let asked = (row.attention_asked == Some(true)).then(|| ASKED.to_owned());
    let values = [
        (PersonField::GivenName, row.given_name.clone()),
        (PersonField::FamilyName, row.family_name.clone()),
        (PersonField::FullName, row.full_name.clone()),
        (PersonField::LatinName, row.name_reading.clone()),
        (PersonField::Company, row.company.clone()),
        (PersonField::JobTitle, row.job_title.clone()),
        (PersonField::Country, row.country.clone()),
        (PersonField::Language, row.language.clone()),
        (PersonField::Attention, row.attention.clone().or(asked)),
        (PersonField::OrderCode, row.order_code.clone()),
        (PersonField::TicketCode, row.ticket_code.clone()),
        (PersonField::ForeignBadgeCode, row.badge_code.clone()),
        (PersonField::Email, row.email.clone()),
        (PersonField::Phone, row.phone.clone()),
        (PersonField::Note, row.note.clone()),
    ];
    PersonFields(
        values
            .into_iter()
            .filter_map(|(field, value)| Some((field, value?)))
            .collect(),
    )
}

const fn status_word(status: RowStatus) -> &'static str {
    match status {
        RowStatus::Paid => RegistrationStatus::Valid.code(),
        RowStatus::Pending => RegistrationStatus::Pending.code(),
        RowStatus::Unapproved => RegistrationStatus::Unapproved.code(),
        RowStatus::Canceled => RegistrationStatus::Canceled.code(),
        RowStatus::Expired => RegistrationStatus::Expired.code(),
    }
}

const fn choice(sharing: LeadSharing) -> ConsentChoice {
    match sharing {
        LeadSharing::Share => ConsentChoice::Share,
        LeadSharing::AskMe => ConsentChoice::Ask,
        LeadSharing::Dont => ConsentChoice::Dont,
    }
}
