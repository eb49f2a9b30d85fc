//! Full pages as they were packed: hundreds of devices that come back together ask for the same ones.
//!
//! A full page of positions says the same to everybody who may hold the log, for positions only grow. Two things can change
//! in it: the personal part of an op, which the home counts, and how far the scans have come, which every page of another
//! log names.

use sarrera_core::ids::EventId;
use sarrera_core::ops::LogName;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// So much is kept of packed pages; the oldest goes first.
const KEPT_BYTES_MAX: usize = 32 * 1024 * 1024;

/// Which page: of a log of an event, the one behind a position.
pub(crate) type PageName = (EventId, LogName, u64);

/// What else a page holds for: kept in this state, it is not said in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct State {
    /// How often personal parts went or came back at this home.
    pub(crate) private_changes: u64,
    /// The position of the newest scan, where the page tells of it.
    pub(crate) scans: Option<u64>,
}

/// The pages of one server.
#[derive(Debug, Default)]
pub(crate) struct Pages(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    pages: BTreeMap<PageName, (State, Vec<u8>)>,
    /// In the order in which they came.
    names: VecDeque<PageName>,
    bytes: usize,
}

impl Pages {
    /// The page as it was packed, if it was in this state.
    pub(crate) fn get(&self, name: &PageName, state: State) -> Option<Vec<u8>> {
        let kept = self.locked();
        let (of, body) = kept.pages.get(name)?;
        (*of == state).then(|| body.clone())
    }

    pub(crate) fn keep(&self, name: PageName, state: State, body: &[u8]) {
        let mut kept = self.locked();
        kept.remove(&name);
        while kept.bytes.saturating_add(body.len()) > KEPT_BYTES_MAX {
            let Some(oldest) = kept.names.front().cloned() else {
                return;
            };
            kept.remove(&oldest);
        }
        kept.bytes = kept.bytes.saturating_add(body.len());
        kept.names.push_back(name.clone());
        kept.pages.insert(name, (state, body.to_owned()));
    }

    fn locked(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn remove(&mut self, name: &PageName) {
        if let Some((_, body)) = self.pages.remove(name) {
            self.bytes = self.bytes.saturating_sub(body.len());
            self.names.retain(|other| other != name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: State = State {
        private_changes: 1,
        scans: Some(7),
    };

    fn name(after: u64) -> PageName {
        (EventId([1; 16]), LogName::Core, after)
    }

    #[test]
    fn a_page_is_said_again_until_something_in_it_changed() {
        let pages = Pages::default();
        pages.keep(name(0), NOW, b"page");
        assert_eq!(pages.get(&name(0), NOW), Some(b"page".to_vec()));
        assert_eq!(pages.get(&name(5), NOW), None);
        for other in [
            State {
                private_changes: 2,
                ..NOW
            },
            State {
                scans: Some(8),
                ..NOW
            },
        ] {
            assert_eq!(pages.get(&name(0), other), None);
        }
        pages.keep(name(0), NOW, b"later");
        assert_eq!(pages.get(&name(0), NOW), Some(b"later".to_vec()));
    }

    #[test]
    fn the_oldest_pages_make_room() {
        let pages = Pages::default();
        let body = vec![0; KEPT_BYTES_MAX / 3];
        for after in 0..5 {
            pages.keep(name(after), NOW, &body);
        }
        let there: Vec<bool> = (0..5)
            .map(|after| pages.get(&name(after), NOW).is_some())
            .collect();
        assert_eq!(there, [false, false, true, true, true]);
        pages.keep(name(9), NOW, &vec![0; KEPT_BYTES_MAX + 1]);
        assert_eq!(
            pages.get(&name(9), NOW),
            None,
            "one that is too large is not kept"
        );
        assert_eq!(pages.locked().bytes, 0);
    }
}
