//! Everything that can go wrong in a use case, as a stable code with parameters: the one table behind every message.

use crate::event_file::EventFileError;
use crate::export::ExportError;
use crate::import::{MappingError, ReadError};
use crate::stick::StickError;
use crate::vault::VaultError;
use crate::view::{Closed, Failure, OpensWith};
use sarrera_badge::PdfFailed;
use sarrera_core::codes::BadPairingCode;
use sarrera_store::StoreError;
use sarrera_sync::Problem;
use std::collections::BTreeMap;

/// Why a use case could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error(transparent)]
    EventFile(#[from] EventFileError),
    #[error(transparent)]
    ReadFile(#[from] ReadError),
    #[error(transparent)]
    Mapping(#[from] MappingError),
    #[error(transparent)]
    PairingCode(#[from] BadPairingCode),
    #[error("{0}")]
    NotPaired(Problem),
    /// What a transport says of a server that was not reached or not believed; a stable code of its own.
    #[error("{why}")]
    Server { code: &'static str, why: String },
    #[error(transparent)]
    Export(#[from] ExportError),
    #[error(transparent)]
    Stick(#[from] StickError),
    #[error("the PDF could not be made: {0}")]
    Pdf(#[from] PdfFailed),
    #[error("{path} cannot be read: {why}")]
    FileUnreadable { path: String, why: String },
    #[error("there is no {what} {which}")]
    NotFound { what: &'static str, which: String },
    #[error("{0}")]
    Refused(Refusal),
    #[error("the database is locked: open it first")]
    Closed,
    #[error("Sarrera is already open on this device: go on in that window")]
    OpenElsewhere,
}

/// What a use case will not do, because it would be wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("an event with the label {label} is here already")]
    EventExists { label: String },
    #[error("this device has an event {label} of its own: pair and keep both apart, or pair in a new folder")]
    OwnEventThere { label: String },
    #[error(
        "the event {label} cannot join this one: it did already, is a demo, or this device is not in the other"
    )]
    CannotJoin { label: String },
    #[error("two events here are called {label}: name one by its id")]
    LabelOfTwo { label: String },
    #[error("{value:?} is no date; write it like 2026-11-23")]
    BadDate { value: String },
    #[error("{value:?} is no moment; write it like 2026-11-23T10:00")]
    BadMoment { value: String },
    #[error("{day} is not a day of the event, which is from {starts} to {ends}")]
    DayOutside {
        day: String,
        starts: String,
        ends: String,
    },
    #[error("the event ends before it starts")]
    EndsBeforeStart,
    #[error("{value:?} is no time zone; write it like Europe/Madrid")]
    BadTimeZone { value: String },
    #[error("{field} is missing")]
    FieldMissing { field: &'static str },
    #[error("this person's name was registered as one text, {name}: correct it as a whole")]
    NameIsOneText { name: String },
    #[error("{field} is longer than {max} characters")]
    FieldTooLong { field: &'static str, max: usize },
    #[error("an e-mail address has an @")]
    NoAtSign,
    #[error("there is no category {category}")]
    NoCategory { category: String },
    #[error("the privacy notice was not accepted")]
    NoticeNotAccepted,
    #[error("this scan does not wait for a confirmation")]
    NotPending,
    #[error("what is known by now stops this person: {verdict}. Scan once more")]
    StoppedMeanwhile { verdict: &'static str },
    #[error("this scan was undone already")]
    AlreadyUndone,
    #[error("this scan let nobody in or out: there is nothing to undo")]
    NothingToUndo,
    #[error("this verdict cannot be overruled here: {verdict}")]
    NotOverridable { verdict: String },
    #[error("a reason is missing")]
    ReasonMissing,
    #[error("this person has no registration of their own any more")]
    Substituted,
    #[error("no font here has a letter for {letters}: nothing was printed")]
    MissingGlyphs { letters: String },
    #[error("this badge does not wait for another try")]
    NothingToRetry,
    #[error("no printer is chosen")]
    NoPrinter,
    #[error("there is no template {template}")]
    NoTemplate { template: String },
    #[error("{value:?} is no stretch of a day; write it like 2026-11-24T09:00-18:00")]
    BadOpening { value: String },
    #[error("the short name {label} is taken")]
    LabelTaken { label: String },
    #[error("{name} is there already")]
    NameTaken { name: String },
    #[error("there is no pattern {pattern}")]
    BadPattern { pattern: String },
    #[error("a place for nobody lets nobody in: leave the number empty for any number")]
    CapacityOfNobody,
    #[error("this call for help is over")]
    HelpOver,
    #[error("another desk called for help: only that desk changes its call")]
    HelpOfAnother,
    #[error("an import is running already")]
    ImportRunning,
    #[error("a group is being let in already")]
    GroupRunning,
    #[error("a file of badges is being made already")]
    BatchRunning,
    #[error("{value:?} says no letters; write it like A–F, G–L")]
    BadBoxLetters { value: String },
    #[error("these are one person already, or only one was named")]
    NothingToMerge,
    #[error("no more than {max} registrations become one at a time")]
    TooManyToMerge { max: usize },
    #[error("there is no such merge, or it was taken back already")]
    NotMerged,
    #[error("this person was erased: what was merged stays merged")]
    MergedAndErased,
    #[error("this conflict is settled, or its facts fit together by now")]
    ConflictGone,
    #[error("a conflict of this kind is not settled so")]
    NotSettledSo,
    #[error("an office's device is made, changed and revoked by the event's root alone")]
    OfficeByRoot,
    #[error("this device was revoked already")]
    RevokedAlready,
    #[error("no office revokes itself: it is done on another")]
    NotItself,
    #[error("there is no role {role} for this device")]
    NoSuchRole { role: String },
    #[error("{value:?} is no address of a server; write it like https://fair.example:8443")]
    BadServerAddress { value: String },
    #[error("{value} is not secured: an address of another machine begins with https://")]
    ServerNotSecured { value: String },
    #[error("the server {address} is set already")]
    ServerThere { address: String },
    #[error("no more than {max} servers are set")]
    TooManyServers { max: usize },
    #[error("this device is one of the event {label} already")]
    AlreadyPaired { label: String },
    #[error("a device of this role serves nobody")]
    CannotServe,
    #[error("only a stand is an exhibitor's")]
    OnlyStandsHaveExhibitors,
    #[error("a sheet lets in one device or more, and no more than {max}")]
    BadDeviceCount { max: u32 },
    #[error("no more than {max} invitations hold at a time: take one back")]
    TooManyInvitations { max: usize },
    #[error("the event is over")]
    EventOver,
    #[error("this is done on an office device")]
    NotAllowedHere,
    #[error("this is done at a desk")]
    DoneAtADesk,
    #[error("this device is none of the event's, or is no more")]
    NotInEvent,
}

impl AppError {
    /// The stable `snake_case` code by which a window words it.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => store_code(error),
            Self::Vault(error) => error.code(),
            Self::EventFile(error) => error.code(),
            Self::ReadFile(error) => error.code(),
            Self::Mapping(error) => error.code(),
            Self::PairingCode(error) => error.code(),
            Self::NotPaired(problem) => problem.code(),
            Self::Server { code, .. } => code,
            Self::Export(error) => error.code(),
            Self::Stick(error) => error.code(),
            Self::Pdf(_) => "pdf_failed",
            Self::FileUnreadable { .. } => "file_unreadable",
            Self::NotFound { .. } => "not_found",
            Self::Refused(refusal) => refusal.code(),
            Self::Closed => "database_closed",
            Self::OpenElsewhere => "open_elsewhere",
        }
    }

    /// What the words of the code speak of.
    #[must_use]
    pub fn params(&self) -> BTreeMap<String, String> {
        let list = match self {
            Self::EventFile(error) => error.params(),
            Self::ReadFile(error) => error.params(),
            Self::Mapping(error) => error.params(),
            Self::PairingCode(error) => error.params(),
            Self::Export(error) => error.params(),
            Self::Stick(error) => error.params(),
            Self::FileUnreadable { path, why } => vec![("path", path.clone()), ("why", why.clone())],
            Self::NotFound { what, which } => vec![("what", (*what).to_owned()), ("which", which.clone())],
            Self::Refused(refusal) => refusal.params(),
            Self::Store(StoreError::Newer { found, known, .. }) => {
                vec![("found", found.to_string()), ("known", known.to_string())]
            }
            Self::Store(StoreError::Joined { name }) => vec![("name", name.clone())],
            Self::Vault(error) => error.params(),
            Self::NotPaired(_)
            | Self::Server { .. }
            | Self::Store(_)
            | Self::Pdf(_)
            | Self::Closed
            | Self::OpenElsewhere => Vec::new(),
        };
        list.into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }

    /// Why a database did not open, and what opens it.
    #[must_use]
    pub fn closed(&self) -> Closed {
        if matches!(self, Self::Vault(VaultError::PassphraseNeeded)) {
            return Closed {
                failure: None,
                opens_with: OpensWith::Passphrase,
            };
        }
        let opens_with = if let Self::Vault(error) = self {
            opens_with(error)
        } else {
            OpensWith::TryAgain
        };
        Closed {
            failure: Some(self.failure()),
            opens_with,
        }
    }

    /// The failure as a window or a script gets it.
    #[must_use]
    pub fn failure(&self) -> Failure {
        Failure {
            code: self.code().to_owned(),
            params: self.params(),
            message: self.to_string(),
        }
    }
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

const fn opens_with(error: &VaultError) -> OpensWith {
    match error {
        VaultError::PassphraseNeeded | VaultError::WrongPassphrase | VaultError::PassphraseTooShort => {
            OpensWith::Passphrase
        }
        VaultError::KeychainUnavailable
        | VaultError::KeyNotInKeychain
        | VaultError::KeyFileDamaged(_)
        | VaultError::KeyFileUnreadable(_)
        | VaultError::NoKeyFile => OpensWith::RecoveryKey,
        VaultError::KeyFileExists
        | VaultError::KeyFileNewer { .. }
        | VaultError::KeyFileNotWritten(_)
        | VaultError::DiskFull
        | VaultError::ReadOnlyFolder
        | VaultError::RecoveryKeyMistyped
        | VaultError::WrongRecoveryKey
        | VaultError::BadRecipient
        | VaultError::BadSealingKey
        | VaultError::NotSealedForUs => OpensWith::TryAgain,
    }
}

const fn store_code(error: &StoreError) -> &'static str {
    match error {
        StoreError::WrongKey { .. } => "wrong_passphrase",
        StoreError::Newer { .. } => "newer_database",
        StoreError::Damaged(_) => "damaged_database",
        StoreError::DiskFull => "disk_full",
        StoreError::NotWritable(_) => "read_only_folder",
        StoreError::Busy => "database_busy",
        StoreError::Joined { .. } => "event_joined",
        StoreError::Encode(_)
        | StoreError::TxnTooLarge { .. }
        | StoreError::GaveWay
        | StoreError::Missing { .. }
        | StoreError::Sql(_) => "database_failed",
    }
}

impl Refusal {
    const fn code(&self) -> &'static str {
        match self {
            Self::EventExists { .. } => "event_exists",
            Self::OwnEventThere { .. } => "own_event_there",
            Self::CannotJoin { .. } => "cannot_join",
            Self::LabelOfTwo { .. } => "label_of_two",
            Self::BadDate { .. } => "bad_date",
            Self::BadMoment { .. } => "bad_moment",
            Self::DayOutside { .. } => "day_outside",
            Self::EndsBeforeStart => "ends_before_start",
            Self::BadTimeZone { .. } => "bad_time_zone",
            Self::FieldMissing { .. } => "field_missing",
            Self::NameIsOneText { .. } => "name_is_one_text",
            Self::FieldTooLong { .. } => "field_too_long",
            Self::NoAtSign => "no_at_sign",
            Self::NoCategory { .. } => "no_category",
            Self::NoticeNotAccepted => "notice_not_accepted",
            Self::NotPending => "not_pending",
            Self::StoppedMeanwhile { .. } => "stopped_meanwhile",
            Self::AlreadyUndone => "already_undone",
            Self::NothingToUndo => "nothing_to_undo",
            Self::NotOverridable { .. } => "not_overridable",
            Self::ReasonMissing => "reason_missing",
            Self::Substituted => "substituted",
            Self::MissingGlyphs { .. } => "missing_glyphs",
            Self::NothingToRetry => "nothing_to_retry",
            Self::NoPrinter => "no_printer",
            Self::NoTemplate { .. } => "no_template",
            Self::BadOpening { .. } => "bad_opening",
            Self::LabelTaken { .. } => "label_taken",
            Self::NameTaken { .. } => "name_taken",
            Self::BadPattern { .. } => "bad_pattern",
            Self::CapacityOfNobody => "capacity_of_nobody",
            Self::HelpOver => "help_over",
            Self::HelpOfAnother => "help_of_another",
            Self::ImportRunning => "import_running",
            Self::GroupRunning => "group_running",
            Self::BatchRunning => "batch_running",
            Self::BadBoxLetters { .. } => "bad_box_letters",
            Self::NothingToMerge => "nothing_to_merge",
            Self::TooManyToMerge { .. } => "too_many_to_merge",
            Self::NotMerged => "not_merged",
            Self::MergedAndErased => "merged_and_erased",
            Self::ConflictGone => "conflict_gone",
            Self::NotSettledSo => "not_settled_so",
            Self::OfficeByRoot => "office_by_root",
            Self::RevokedAlready => "revoked_already",
            Self::NotItself => "not_itself",
            Self::NoSuchRole { .. } => "no_such_role",
            Self::BadServerAddress { .. } => "bad_server_address",
            Self::ServerNotSecured { .. } => "server_not_secured",
            Self::ServerThere { .. } => "server_there",
            Self::TooManyServers { .. } => "too_many_servers",
            Self::AlreadyPaired { .. } => "already_paired",
            Self::CannotServe => "cannot_serve",
            Self::OnlyStandsHaveExhibitors => "only_stands_have_exhibitors",
            Self::BadDeviceCount { .. } => "bad_device_count",
            Self::TooManyInvitations { .. } => "too_many_invitations",
            Self::EventOver => "event_over",
            Self::NotAllowedHere => "not_allowed_here",
            Self::DoneAtADesk => "done_at_a_desk",
            Self::NotInEvent => "not_in_event",
        }
    }

    fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::EventExists { label }
            | Self::OwnEventThere { label }
            | Self::CannotJoin { label }
            | Self::LabelOfTwo { label }
            | Self::AlreadyPaired { label } => vec![("label", label.clone())],
            Self::BadDeviceCount { max } => vec![("max", max.to_string())],
            Self::TooManyInvitations { max } => vec![("max", max.to_string())],
            Self::BadDate { value } | Self::BadMoment { value } | Self::BadBoxLetters { value } => {
                vec![("value", value.clone())]
            }
            Self::BadTimeZone { value } => vec![("value", value.clone()), ("field", "time_zone".to_owned())],
            Self::BadOpening { value } => vec![("value", value.clone()), ("field", "open".to_owned())],
            Self::EndsBeforeStart => vec![("field", "ends".to_owned())],
            Self::CapacityOfNobody => vec![("field", "capacity".to_owned())],
            Self::LabelTaken { label } => vec![("label", label.clone()), ("field", "label".to_owned())],
            Self::NameTaken { name } => vec![("name", name.clone()), ("field", "name".to_owned())],
            Self::BadPattern { pattern } => {
                vec![("pattern", pattern.clone()), ("field", "pattern".to_owned())]
            }
            Self::DayOutside { day, starts, ends } => vec![
                ("day", day.clone()),
                ("starts", starts.clone()),
                ("ends", ends.clone()),
            ],
            Self::FieldMissing { field } => vec![("field", (*field).to_owned())],
            Self::NameIsOneText { name } => vec![("name", name.clone())],
            Self::FieldTooLong { field, max } => {
                vec![("field", (*field).to_owned()), ("max", max.to_string())]
            }
            Self::NoCategory { category } => vec![("category", category.clone())],
            Self::NotOverridable { verdict } => vec![("verdict", verdict.clone())],
            Self::StoppedMeanwhile { verdict } => vec![("verdict", (*verdict).to_owned())],
            Self::MissingGlyphs { letters } => vec![("letters", letters.clone())],
            Self::NoTemplate { template } => vec![("template", template.clone())],
            Self::TooManyToMerge { max } => vec![("max", max.to_string())],
            Self::BadServerAddress { value } | Self::ServerNotSecured { value } => {
                vec![("value", value.clone()), ("field", "address".to_owned())]
            }
            Self::ServerThere { address } => {
                vec![("address", address.clone()), ("field", "address".to_owned())]
            }
            Self::TooManyServers { max } => vec![("max", max.to_string())],
            Self::NoSuchRole { role } => vec![("role", role.clone())],
            Self::NoAtSign
            | Self::NoticeNotAccepted
            | Self::NotPending
            | Self::AlreadyUndone
            | Self::NothingToUndo
            | Self::ReasonMissing
            | Self::Substituted
            | Self::NothingToRetry
            | Self::NoPrinter
            | Self::HelpOver
            | Self::HelpOfAnother
            | Self::ImportRunning
            | Self::GroupRunning
            | Self::BatchRunning => Vec::new(),
            Self::CannotServe | Self::OnlyStandsHaveExhibitors | Self::EventOver => Vec::new(),
            Self::NothingToMerge | Self::NotMerged | Self::MergedAndErased => Vec::new(),
            Self::ConflictGone | Self::NotSettledSo | Self::OfficeByRoot | Self::RevokedAlready => Vec::new(),
            Self::NotAllowedHere | Self::DoneAtADesk | Self::NotInEvent | Self::NotItself => Vec::new(),
        }
    }
}
