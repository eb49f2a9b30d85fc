//! The time that a server tells: its own, or that of the clock which it follows, and then whose that is.

use crate::client::Offset;
use crate::message::TimeOf;
use sarrera_core::time::Timestamp;
use std::sync::{Mutex, PoisonError};

/// What a server adds to its own time.
#[derive(Debug, Default)]
pub(crate) struct ToldTime(Mutex<Option<Offset>>);

impl ToldTime {
    pub(crate) fn follow(&self, offset: Option<Offset>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = offset;
    }

    pub(crate) fn at(&self, now: Timestamp) -> (i64, TimeOf) {
        let follows = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(offset) = follows else {
            return (now.0, TimeOf::default());
        };
        let whose = TimeOf {
            time_of: Some(offset.of),
            time_over: offset.over,
        };
        (now.0.saturating_add(offset.ms), whose)
    }
}
