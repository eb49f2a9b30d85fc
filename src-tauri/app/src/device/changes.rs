//! Who hears what was written: one listener, told of every transaction once it is on the disk and nothing is held any more.

use super::App;
use sarrera_core::ids::EventId;
use sarrera_core::ops::LogName;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

/// Something new stands in an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    pub event: EventId,
    /// Where; nowhere in a log where it is this device's alone: who is at the desk, an import that is over.
    pub logs: BTreeSet<LogName>,
}

/// Hears of every transaction, on the thread that wrote it. It may ask any use case.
pub type ChangeListener = Arc<dyn Fn(Changed) + Send + Sync>;

/// Nobody, or whoever hears.
#[derive(Default)]
pub(super) struct Listening(Option<ChangeListener>);

impl fmt::Debug for Listening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Listening").field(&self.0.is_some()).finish()
    }
}

impl App {
    /// Has whatever is written from now on told to this listener, in the place of one before.
    pub fn listen(&mut self, listener: ChangeListener) {
        self.listening = Listening(Some(listener));
    }

    pub(super) fn announce(&self, changed: Changed) {
        if let Listening(Some(listener)) = &self.listening {
            listener(changed);
        }
    }
}
