//! The device, its events and their checkpoints, as a window shows them.

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
    /// The milliseconds of the device's clock when this was made.
    #[ts(type = "number")]
    pub now: i64,
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
    pub registered: u32,
    pub demo: bool,
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

/// A place that badges can be printed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct PrinterView {
    /// What `choose_printer` takes.
    pub id: String,
    pub name: String,
    /// `ready`, `printing`, `paused`, `out_of_paper`, `cover_open`, `offline`, `problem`.
    pub state: String,
    pub chosen: bool,
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
