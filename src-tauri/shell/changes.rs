//! Tells the page of whatever was written: the first at once, and what follows it at a pace at which it can be read.

use sarrera_app::{ChangeListener, Changed};
use sarrera_server::StateListener;
use std::collections::BTreeSet;
use std::mem::take;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tauri::{AppHandle, Emitter};

/// An import writes thirty times a second; the page reads anew this often at the most.
const PAUSE: Duration = Duration::from_millis(250);

/// What hears of the use cases' writing, for this window's page.
pub(crate) fn listener(handle: &AppHandle) -> ChangeListener {
    let handle = handle.clone();
    // A window that was closed meanwhile hears nothing.
    let news = News::told(PAUSE, move |event| {
        drop(handle.emit("changed", serde_json::json!({"event": event})));
    });
    Arc::new(move |Changed { event, .. }| news.hear(event.to_string()))
}

/// What hears that an event stands otherwise with its servers, for this window's page.
pub(crate) fn of_sync(handle: &AppHandle) -> StateListener {
    let handle = handle.clone();
    Arc::new(move |event| stands_otherwise(&handle, &event.to_string()))
}

/// Tells this window's page that an event stands otherwise with its servers, or with this device as one.
pub(crate) fn stands_otherwise(handle: &AppHandle, event: &str) {
    // A window that was closed meanwhile hears nothing.
    drop(handle.emit("sync-changed", serde_json::json!({"event": event})));
}

/// Hears on any thread and tells on one of its own, until this is dropped.
struct News(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    woken: Condvar,
}

#[derive(Default)]
struct State {
    /// Of which the page was not told yet.
    due: BTreeSet<String>,
    over: bool,
}

impl News {
    fn told(pause: Duration, tell: impl Fn(String) + Send + 'static) -> Self {
        let shared = Arc::<Shared>::default();
        let theirs = Arc::clone(&shared);
        let started = std::thread::Builder::new()
            .name("changes".to_owned())
            .spawn(move || theirs.tell_all(pause, tell));
        if let Err(error) = started {
            eprintln!("sarrera-desk: the window hears of nothing that is written: {error}");
        }
        Self(shared)
    }

    fn hear(&self, event: String) {
        self.0.locked().due.insert(event);
        self.0.woken.notify_all();
    }
}

impl Drop for News {
    fn drop(&mut self) {
        self.0.locked().over = true;
        self.0.woken.notify_all();
    }
}

impl Shared {
    fn locked(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is heard in the pause after something was told is told at its end, once.
    fn tell_all(&self, pause: Duration, tell: impl Fn(String)) {
        let mut state = self.locked();
        loop {
            state = self
                .woken
                .wait_while(state, |state| state.due.is_empty() && !state.over)
                .unwrap_or_else(PoisonError::into_inner);
            let due = take(&mut state.due);
            if due.is_empty() {
                return;
            }
            drop(state);
            due.into_iter().for_each(&tell);
            let paused = self.locked();
            (state, _) = self
                .woken
                .wait_timeout_while(paused, pause, |state| !state.over)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;

    const FAIR: &str = "f";
    const ASSEMBLY: &str = "a";

    #[test]
    fn the_first_is_told_at_once_and_an_import_of_the_pause_after_it_once() {
        let (tell, told) = channel();
        let hours = Duration::from_secs(7_200);
        let news = News::told(hours, move |event| tell.send(event).unwrap());
        news.hear(FAIR.to_owned());
        assert_eq!(
            told.recv(),
            Ok(FAIR.to_owned()),
            "nobody waits for a pause to end"
        );
        for _chunk in 0..1_700 {
            news.hear(ASSEMBLY.to_owned());
            news.hear(FAIR.to_owned());
        }
        drop(news);
        assert_eq!(told.iter().collect::<Vec<_>>(), [ASSEMBLY, FAIR]);
    }

    #[test]
    fn what_comes_after_the_pause_is_told_too() {
        let (tell, told) = channel();
        let news = News::told(Duration::ZERO, move |event| tell.send(event).unwrap());
        for event in [FAIR, ASSEMBLY, FAIR] {
            news.hear(event.to_owned());
            assert_eq!(told.recv(), Ok(event.to_owned()));
        }
    }
}
