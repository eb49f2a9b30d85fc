//! The protocol behind the routes: a device's database answers, and what is committed in it wakes whoever listens.

use crate::answers::{Answered, Answers, Asked, Figures, Outcome, Storage};
use crate::heads::{Heads, Pokes};
use crate::serve::address_of;
use sarrera_app::{App, ChangeListener, Changed};
use sarrera_core::ids::EventId;
use sarrera_core::ops::LogName;
use sarrera_sync::Status;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

/// A device at work, as a server asks it.
#[derive(Debug, Clone)]
pub struct AppAnswers {
    app: Arc<App>,
}

/// Whatever is committed is told to a server's listeners for as long as this is kept.
pub struct Poking {
    _listener: ChangeListener,
}

impl std::fmt::Debug for Poking {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Poking").finish_non_exhaustive()
    }
}

impl AppAnswers {
    #[must_use]
    pub const fn of(app: Arc<App>) -> Self {
        Self { app }
    }

    /// Tells these pokes of every commit from now on, from a thread of its own: no scan waits for a listener. The pokes
    /// name logs and no events, so a listener of another event may be woken for nothing; it looks and finds nothing new.
    ///
    /// # Errors
    /// If the machine gives no thread.
    pub fn poke(&self, pokes: Pokes) -> io::Result<Poking> {
        let (tell, told) = channel();
        let app = Arc::downgrade(&self.app);
        std::thread::Builder::new()
            .name("sarrera-pokes".to_owned())
            .spawn(move || {
                while let Some(changed) = all_told(&told) {
                    let Some(app) = app.upgrade() else { return };
                    pokes.poke(&heads_of(&app, &changed));
                }
            })?;
        let listener: ChangeListener = Arc::new(move |changed: Changed| {
            // Whoever was told is gone only with the server.
            let _gone = tell.send(changed);
        });
        self.app.listen_while_held(&listener);
        Ok(Poking { _listener: listener })
    }
}

/// What was committed since, each log once; nothing when nobody will tell any more.
fn all_told(told: &Receiver<Changed>) -> Option<BTreeMap<EventId, BTreeSet<LogName>>> {
    let first = told.recv().ok()?;
    let mut all: BTreeMap<EventId, BTreeSet<LogName>> = BTreeMap::new();
    for Changed { event, logs } in std::iter::once(first).chain(told.try_iter()) {
        all.entry(event).or_default().extend(logs);
    }
    Some(all)
}

fn heads_of(app: &App, changed: &BTreeMap<EventId, BTreeSet<LogName>>) -> Heads {
    let mut heads = Heads::default();
    for (event, logs) in changed {
        match app.log_heads(*event, logs) {
            Ok(moved) => heads.0.extend(moved),
            // Whoever listens looks by itself before long.
            Err(error) => tracing::warn!(code = error.code(), "a commit was told to nobody"),
        }
    }
    heads
}

impl Answers for AppAnswers {
    fn answer(&self, asked: Asked<'_>) -> Answered {
        match self
            .app
            .answer_sync_from(address_of(asked.from), asked.session, asked.body)
        {
            Ok(answered) => {
                let (request, outcome) = (answered.request, outcome(answered.status));
                if let Some(denial) = answered.denied {
                    tracing::info!(request, code = denial.code(), "denied");
                }
                for code in &answered.refused {
                    tracing::warn!(request, code = code.as_str(), "ops were not taken");
                }
                tracing::debug!(request, ?outcome, "asked");
                Answered {
                    outcome,
                    body: answered.body,
                }
            }
            Err(error) => {
                tracing::error!(code = error.code(), "a message was not answered");
                Answered::only(Outcome::Unavailable)
            }
        }
    }

    fn heads(&self, session: Option<&str>) -> Option<Heads> {
        match self.app.sync_heads(session?) {
            Ok(heads) => Some(Heads(heads?.into_iter().collect())),
            Err(error) => {
                tracing::error!(code = error.code(), "heads were not read");
                None
            }
        }
    }

    fn figures(&self) -> Figures {
        match self.app.stored() {
            Ok(stored) => Figures {
                ops: stored.ops,
                devices: stored.devices,
                storage: self.app.unsaved_code().map_or(Storage::Well, Storage::Failed),
                waited: self.app.waited(),
            },
            Err(error) => Figures {
                ops: 0,
                devices: 0,
                storage: Storage::Failed(error.code()),
                waited: self.app.waited(),
            },
        }
    }
}

const fn outcome(status: Status) -> Outcome {
    match status {
        Status::Ok => Outcome::Ok,
        Status::BadRequest => Outcome::BadRequest,
        Status::Unauthorized => Outcome::Unauthorized,
        Status::Forbidden => Outcome::Forbidden,
        Status::NotFound => Outcome::NotFound,
        Status::TooLarge => Outcome::TooLarge,
        Status::TooMany => Outcome::TooMany,
    }
}
