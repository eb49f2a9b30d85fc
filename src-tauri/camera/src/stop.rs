//! Telling a camera to stop, also while it waits.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Told once, and heard by whoever waits.
#[derive(Debug, Default)]
pub struct Stop {
    told: Mutex<bool>,
    heard: Condvar,
}

impl Stop {
    /// From now on everybody who waits goes on at once.
    pub fn tell(&self) {
        *self.told.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.heard.notify_all();
    }

    /// Whether it was told.
    pub fn is_told(&self) -> bool {
        *self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits this long, or until it is told; true when it was.
    pub fn wait(&self, time: Duration) -> bool {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.heard.wait_timeout_while(told, time, |told| !*told);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
}
