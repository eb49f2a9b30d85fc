//! What a device keeps for itself alone, under names that stay: one key for each thing, all of them here.
//!
//! The store keeps two of its own beside them: the version that derived the rows, and who is at the desk of an event.

use super::App;
use crate::failure::AppError;
use sarrera_core::ids::EventId;
use std::borrow::Cow;

/// A value of this device alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// The language that the window speaks.
    Language,
    /// The printer; empty: none.
    Printer,
    /// The printer that was this device's before.
    PrinterBefore,
    /// The address of the print system, where this device has one of its own choice.
    PrintSystem,
    /// The template of badges.
    Template,
    /// The recovery key, until somebody says that they keep it (decision 0083).
    RecoveryKeyUnseen,
    /// The addresses of an event's servers, one a line.
    Servers(EventId),
    /// The port at which this device serves the room; empty: it does not.
    Room,
    /// Whom a root is handed to: the program that serves this folder now; empty: none does.
    RootTaker,
    /// The roots that were handed to it, sealed, by their invitations.
    RootsHanded,
}

impl Setting {
    pub(crate) fn name(self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Language => "language",
            Self::Printer => "printer",
            Self::PrinterBefore => "printer_before",
            Self::PrintSystem => "print_system",
            Self::Template => "template",
            Self::RecoveryKeyUnseen => "recovery_key_unseen",
            Self::Room => "room",
            Self::RootTaker => "root_taker",
            Self::RootsHanded => "roots_handed",
            Self::Servers(event) => return Cow::Owned(format!("servers {event}")),
        })
    }
}

impl App {
    /// A value of this device alone.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn setting(&self, setting: Setting) -> Result<Option<String>, AppError> {
        self.read(|r| Ok(r.setting(&setting.name())?))
    }

    /// Sets a value of this device alone.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn set_setting(&self, setting: Setting, value: &str) -> Result<(), AppError> {
        self.write_here(|store| store.set_setting(&setting.name(), value))
    }
}
