//! The device, its events and their checkpoints, as a window shows them.

use super::{Failure, JoinedView};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Whether the device's database can be worked with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum OpenState {
    /// There is no database yet: first run.
    Fresh,
    /// There is one, and it wants its passphrase.
    Locked,
    /// It is open.
    Open,
}

/// Everything a window needs to draw its frame.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Overview {
    pub state: OpenState,
    pub keychain: bool,
    /// True where a new database needs a passphrase that somebody chooses: nothing else on this machine keeps its key.
    pub asks_passphrase: bool,
    pub device_name: String,
    pub version: String,
    pub events: Vec<EventView>,
    /// Events that this device was taken out of, the last one first: nothing of them is here any more.
    pub left: Vec<LeftEvent>,
    /// The milliseconds of the device's clock when this was made.
    #[ts(type = "number")]
    pub now: i64,
    /// The recovery key was made and nobody said yet that they keep it: it is shown before anything else.
    pub recovery_key_unseen: bool,
    /// Why a locked database did not open by itself, and what opens it.
    pub closed: Option<Closed>,
    /// Why the last thing was not saved; nothing while everything is.
    pub unsaved: Option<Failure>,
    /// When something was written that is already known here, where the device's clock says that this is still to come:
    /// the clock is wrong, or that one was.
    #[ts(type = "number | null")]
    pub clock_behind: Option<i64>,
}

/// An event that this device was taken out of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct LeftEvent {
    pub id: String,
    pub name: String,
    /// Why, in the office's words.
    pub reason: String,
    /// When that was decided, in milliseconds.
    #[ts(type = "number")]
    pub revoked: i64,
    /// When everything of it was removed here.
    #[ts(type = "number")]
    pub removed: i64,
}

/// A database that did not open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Closed {
    /// What went wrong; nothing where it only wants its passphrase.
    pub failure: Option<Failure>,
    pub opens_with: OpensWith,
}

/// What opens a closed database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum OpensWith {
    Passphrase,
    /// A passphrase would not help: the keychain or the key file does not give the key.
    RecoveryKey,
    /// No key is missing: what is in the way has to go first.
    TryAgain,
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct EventView {
    pub id: String,
    /// The short name that scripts use: `boi-2023`.
    pub label: String,
    pub name: String,
    pub venue: String,
    pub time_zone: String,
    /// ISO dates, first to last.
    pub days: Vec<String>,
    pub checkpoints: Vec<CheckpointView>,
    pub categories: Vec<CategoryView>,
    /// What a walk-in is unless somebody says otherwise: `visitor` where the event has it.
    pub default_category: String,
    pub registered: u32,
    pub demo: bool,
    /// What of the office this device reaches in the event, in the order of their keys.
    pub sections: Vec<Section>,
    /// What this device is there; nothing where it is none of the event's.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub here: Option<DeviceHere>,
    /// The event's own; without it, the window's words.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub privacy_notice: Option<Texts>,
    /// The event that this one is part of now, or is about to be.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub joined: Option<JoinedView>,
}

/// A device as an event names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct DeviceHere {
    pub name: String,
    /// `desk`, `gate`, `kiosk`, `stand`, `office`.
    pub role: String,
}

/// A section of the office, or a part of one that is not reached wherever the section is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    Dashboard,
    People,
    /// Of the people: what cannot both be right.
    Conflicts,
    Event,
    /// Of the event: what it is.
    Setup,
    Badges,
    Device,
    /// Of the device: who works at the desks.
    Operators,
    /// Of the device: all devices of the event.
    Devices,
}

impl Section {
    /// All of the office.
    pub const ALL: [Self; 9] = [
        Self::Dashboard,
        Self::People,
        Self::Conflicts,
        Self::Event,
        Self::Setup,
        Self::Badges,
        Self::Device,
        Self::Operators,
        Self::Devices,
    ];
}

/// A place where codes are scanned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct CheckpointView {
    pub id: String,
    /// The short name that scripts use: `main`.
    pub label: String,
    pub name: String,
}

/// A checkpoint with its rule, in the words of the command line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CheckpointRule {
    pub id: String,
    pub label: String,
    pub name: String,
    /// `never`, `after-exit` or `always`.
    pub re_entry: String,
    /// `event` or `day`.
    pub once_per: String,
    pub capacity: Option<u32>,
    /// As `2026-11-24T09:00-18:00`; empty: always.
    pub open: Vec<String>,
    /// Categories; empty: everybody.
    pub only: Vec<String>,
    pub prints: bool,
}

/// A word in the three languages.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Texts {
    pub eu: String,
    pub es: String,
    pub en: String,
}

/// A category with the pattern that it prints as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct CategoryView {
    /// The short name: `visitor`.
    pub id: String,
    pub words: Texts,
    /// `empty`, `solid`, `bars`, `diagonals`, `dots` or `half`.
    pub pattern: String,
}

/// What is asked to make an event.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[ts(export)]
pub struct NewEvent {
    pub name: String,
    pub label: String,
    pub venue: String,
    pub time_zone: String,
    /// ISO date.
    pub starts: String,
    /// ISO date.
    pub ends: String,
}

/// The organiser's recovery key: shown once, to be printed and kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct RecoveryKeyView {
    /// The key as text, as it must be typed again.
    pub text: String,
    /// The same as a QR, drawn as SVG.
    pub qr_svg: String,
}

/// How a printer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
#[serde(rename_all = "snake_case")]
pub enum PrinterState {
    Ready,
    Printing,
    Paused,
    OutOfPaper,
    CoverOpen,
    Jammed,
    TooHot,
    /// It does not answer, or its print system doesn't.
    Offline,
    /// The print system has none of this name any more.
    Gone,
    /// Something else keeps it from printing.
    Problem,
}

/// A place that badges can be printed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct PrinterView {
    /// What `choose_printer` takes.
    pub id: String,
    pub name: String,
    pub state: PrinterState,
    pub chosen: bool,
    /// Where the chosen one is in trouble, its badges go to this one at a single press.
    pub stands_in: bool,
}

/// How a badge can look: a shipped template.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct TemplateView {
    /// `a6`, `label-62x100`: what `choose_template` takes.
    pub name: String,
    /// The desk's printer has this paper.
    pub chosen: bool,
    /// The paper that it is made for.
    pub width_mm: f32,
    pub height_mm: f32,
}

impl From<&crate::vault::RecoveryKey> for RecoveryKeyView {
    fn from(key: &crate::vault::RecoveryKey) -> Self {
        let text = key.to_text().to_string();
        Self {
            qr_svg: sarrera_badge::qr_svg(&text),
            text,
        }
    }
}
