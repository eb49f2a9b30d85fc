//! Who hears what was written: listeners that are told of every transaction once it is on the disk and nothing is held any
//! more.

use super::App;
use sarrera_core::ids::EventId;
use sarrera_core::ops::LogName;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// Something new stands in an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    pub event: EventId,
    /// Where; nowhere in a log where it is this device's alone: who is at the desk, an import that is over.
    pub logs: BTreeSet<LogName>,
}

/// Hears of every transaction, on the thread that wrote it. It may ask any use case.
pub type ChangeListener = Arc<dyn Fn(Changed) + Send + Sync>;

/// A listener that whoever brought it holds.
type HeldElsewhere = Weak<dyn Fn(Changed) + Send + Sync>;

/// Whoever hears: the program's own listener, and those that come and go.
#[derive(Default)]
pub(super) struct Listening {
    own: Option<ChangeListener>,
    others: Mutex<Vec<HeldElsewhere>>,
}

impl fmt::Debug for Listening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Listening").field(&self.own.is_some()).finish()
    }
}

impl Listening {
    /// Those that are held still.
    fn others(&self) -> Vec<ChangeListener> {
        let mut others = self.others.lock().unwrap_or_else(PoisonError::into_inner);
        others.retain(|listener| listener.strong_count() > 0);
        others.iter().filter_map(Weak::upgrade).collect()
    }
}

impl App {
    /// Has whatever is written from now on told to this listener, in the place of one before.
    pub fn listen(&mut self, listener: ChangeListener) {
        self.listening.own = Some(listener);
    }

    /// Has it told to this listener too, for as long as somebody holds it.
    pub fn listen_while_held(&self, listener: &ChangeListener) {
        let others = &self.listening.others;
        let mut others = others.lock().unwrap_or_else(PoisonError::into_inner);
        others.push(Arc::downgrade(listener));
    }

    pub(super) fn announce(&self, changed: &Changed) {
        for listener in self.listening.own.iter().chain(&self.listening.others()) {
            listener(changed.clone());
        }
    }
}
