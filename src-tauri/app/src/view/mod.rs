//! What leaves the use cases for a window or a script: plain values, built field by field for their scope.
//!
//! The window's types are made from these by ts-rs (`ui/src/generated`). Times are milliseconds since 1970 in UTC;
//! days are ISO dates. Codes are stable `snake_case` words: the screen puts them into eu, es and en.

mod batch;
mod camera;
mod conflicts;
mod dashboard;
mod desk;
mod devices;
mod event;
mod export;
mod group;
mod help;
mod import;
mod join;
mod list;
mod merge;
mod operators;
mod pairing;
mod path;
mod person;
mod profile;
mod setup;
mod stick;
mod sync;
mod trying;

pub use batch::{BatchAsk, BatchList, BatchMade, BatchOrder, BatchPerson, BatchTrouble, BoxCount, BoxCut};
pub use camera::{CameraNews, CameraView};
pub use conflicts::{
    ConflictDevice, ConflictEnd, ConflictFact, ConflictView, ConflictsPage, SettleAllowed, SettleAsk,
    Settlement,
};
pub use dashboard::{Arrivals, CategoryCount, Dashboard};
pub use desk::{
    Admission, Allowed, BoxedBadge, Candidate, Checked, DeskFigures, Likely, Outcome, OwnOf, ReasonView,
    Reasons, RecentScan, ScanState, Undone,
};
pub use devices::{DeviceAllowed, DeviceForm, DeviceLine, DevicesView, HeardView, RevokedView};
pub use event::{
    CategoryView, CheckpointRule, CheckpointView, Closed, DeviceHere, EventView, LeftEvent, NewEvent,
    OpenState, OpensWith, Overview, PrinterState, PrinterView, RecoveryKeyView, Section, TemplateView, Texts,
};
pub use export::{ExportFormat, ExportTable};
pub use group::{
    GroupBy, GroupReport, GroupUse, GroupView, MemberDone, MemberResult, MemberState, MemberView,
};
pub use help::{HelpAnswerChoice, HelpAsk, HelpCan, HelpState, HelpView};
pub use import::{
    ColumnChoice, ColumnView, ImportChoices, ImportPreview, ImportProgress, ImportReport, ImportRun,
    KeptField, MappingProblem, NoteView, PreviewRow, RejectedRow, RejectedWords, RepairedField,
};
pub use join::{JoinReport, JoinedView};
pub use list::{BadgeFilter, PeopleOrder, PeoplePage, PeopleQuery, PersonLine, RegisteredBy, TextOf, Way};
pub use merge::{ComparedField, DuplicateGroup, DuplicatesPage, MergePreview, Merged};
pub use operators::{OperatorForm, OperatorView, OperatorsView};
pub use pairing::{
    InvitationAsk, InvitationLine, InvitationMade, InvitationState, InvitationsView, Paired, SameLabel,
};
pub use path::{PathStep, PathWhat};
pub use person::{
    BadgePreview, BadgeView, Corrected, Hit, LeadSharing, Match, PersonAllowed, PersonForm, PersonView,
    Presence, PrintSettlement, PrintState, PrintView, ShrunkText, Span, TicketView,
};
pub use stick::{StickRead, StickWritten};
pub use sync::{
    LookAround, RoomView, ServedLine, ServerPlace, ServerSeen, ServersView, ServingView, SyncPhase, SyncState,
};
pub use trying::{TestCode, TestPrint};

pub use profile::{
    BadgeLine, ConsentView, Contested, ContestedValue, EditPrint, Edited, FieldChange, HistoryEntry,
    PersonEdit, PrintLine, Profile, ProfileAllowed, RegistrationLine, ScanLine,
};
pub use setup::{
    CategoryForm, CheckpointForm, EventForm, EventSetup, OncePerChoice, OpeningForm, ReEntryChoice,
};

use serde::Serialize;
use std::collections::BTreeMap;
use ts_rs::TS;

/// What went wrong: a stable code, the values that its sentence needs, and an English sentence for scripts and logs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Failure {
    /// Stable `snake_case`, for example `wrong_passphrase`.
    pub code: String,
    /// Values for the sentence, for example `path`.
    pub params: BTreeMap<String, String>,
    /// English, says what to do.
    pub message: String,
}
