//! Keeps a device in step with the servers of its events, by a thread for each event that has some.
//!
//! *Architecture Invariant*: what to do next is decided in [`plan`]; here is only what does it. Nothing that a desk waits for
//! waits here.

mod around;
mod differing;
mod plan;
mod servers;
mod thread;

pub(crate) use servers::address;
pub use servers::{add_server, try_server};

use crate::discovery::{Browser, DiscoveryError, Found, Reach};
use crate::wire::{Pace, ServerAddress};
use around::Around;
use plan::Word;
use sarrera_app::{App, AppError, Attempt, ChangeListener, Changed};
use sarrera_core::ids::EventId;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use thread::{Loop, Told};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

/// Hears that people would see something new in an event's state.
pub type StateListener = Arc<dyn Fn(EventId) + Send + Sync>;

/// One event that is kept in step, until this is dropped. Dropping it waits for nobody.
pub struct Keeper {
    words: UnboundedSender<Word>,
    /// Whoever says what an attempt came to holds this meanwhile: after the end nothing more is said.
    over: Arc<Mutex<bool>>,
    _listener: ChangeListener,
}

impl std::fmt::Debug for Keeper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keeper").finish_non_exhaustive()
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        *self.over.lock().unwrap_or_else(PoisonError::into_inner) = true;
        // A thread that is gone needs no word.
        let _gone = self.words.send(Word::Stop);
    }
}

impl Keeper {
    /// Begins at once with a first exchange.
    ///
    /// # Errors
    /// If the machine gives no thread.
    pub fn start(
        app: &Arc<App>,
        event: EventId,
        servers: Vec<ServerAddress>,
        pace: Pace,
        told: StateListener,
    ) -> io::Result<Self> {
        Self::start_around(app, event, (servers, Around::default()), pace, told)
    }

    fn start_around(
        app: &Arc<App>,
        event: EventId,
        whom: (Vec<ServerAddress>, Around),
        pace: Pace,
        told: StateListener,
    ) -> io::Result<Self> {
        let (words, heard) = unbounded_channel();
        let over = Arc::<Mutex<bool>>::default();
        let told = Told {
            listener: told,
            over: Arc::clone(&over),
        };
        let kept = Loop::of(app, event, whom, pace, told, words.clone());
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()?;
        let thread = std::thread::Builder::new()
            .name("sarrera-keeper".to_owned())
            .spawn(move || kept.run(&runtime, heard))?;
        let (own, tell) = (thread.thread().id(), words.clone());
        let listener: ChangeListener = Arc::new(move |changed: Changed| {
            // What the keeper itself took in is with the server already.
            let elsewhere = std::thread::current().id() != own;
            if changed.event == event && elsewhere && !changed.logs.is_empty() {
                let _gone = tell.send(Word::Committed);
            }
        });
        app.listen_while_held(&listener);
        Ok(Self {
            words,
            over,
            _listener: listener,
        })
    }
}

/// All events of a device, each with its keeper where it has servers, or where some announce themselves in the hall.
pub struct Keepers {
    shared: Arc<Shared>,
    browser: Mutex<Option<Browser>>,
}

struct Shared {
    app: Arc<App>,
    told: StateListener,
    around: Around,
    kept: Mutex<BTreeMap<EventId, (Vec<String>, Keeper)>>,
}

impl std::fmt::Debug for Keepers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keepers").finish_non_exhaustive()
    }
}

impl Keepers {
    #[must_use]
    pub fn of(app: Arc<App>, told: StateListener) -> Self {
        Self {
            shared: Arc::new(Shared {
                app,
                told,
                around: Around::default(),
                kept: Mutex::default(),
            }),
            browser: Mutex::default(),
        }
    }

    /// Looks from now on for servers that announce themselves: a device whose own can't be reached goes on with those.
    ///
    /// # Errors
    /// If there is no network to look at.
    pub fn look_around(&self, reach: Reach) -> Result<(), DiscoveryError> {
        let shared = Arc::downgrade(&self.shared);
        let browser = Browser::start(reach, move |found| {
            if let Some(shared) = shared.upgrade() {
                shared.heard_of(found);
            }
        })?;
        *lock(&self.browser) = Some(browser);
        Ok(())
    }

    /// What announces itself now; nobody is believed by that.
    #[must_use]
    pub fn around(&self) -> Vec<Found> {
        self.shared.around.now()
    }

    /// Starts and ends keepers so that every event has one for just the servers that are set now.
    ///
    /// # Errors
    /// When the database can't be read, or the machine gives no thread.
    pub fn follow(&self) -> Result<(), FollowError> {
        self.shared.follow()
    }
}

impl Shared {
    fn heard_of(&self, found: Vec<Found>) {
        self.around.are(found);
        for (_, keeper) in lock(&self.kept).values() {
            // A keeper that is gone looks at nothing.
            let _gone = keeper.words.send(Word::Found);
        }
        if let Err(error) = self.follow() {
            tracing::warn!(%error, "a server that announces itself is not followed");
        }
    }

    fn follow(&self) -> Result<(), FollowError> {
        let mut kept = lock(&self.kept);
        let announced: BTreeSet<EventId> = self.around.now().iter().map(|one| one.beacon.event).collect();
        let events = self.app.events()?;
        let here = events.iter().map(|event| self.app.event_id(&event.id));
        let here: BTreeSet<EventId> = here.collect::<Result<_, _>>()?;
        // What this device was taken out of is kept in step no more.
        kept.retain(|event, _| here.contains(event));
        for event in here {
            let set = self.app.server_addresses(event)?;
            // One that nobody set stays once it was found: it comes back, or another takes over.
            if kept.get(&event).is_some_and(|(addresses, _)| *addresses == set) {
                continue;
            }
            let ended = kept.remove(&event);
            if ended.is_some() {
                self.app.note_attempt(event, Attempt::Over)?;
                (self.told)(event);
            }
            let servers: Vec<ServerAddress> = set.iter().filter_map(|text| text.parse().ok()).collect();
            if !servers.is_empty() || announced.contains(&event) {
                let told = Arc::clone(&self.told);
                let whom = (servers, self.around.clone());
                let keeper = Keeper::start_around(&self.app, event, whom, Pace::default(), told)?;
                kept.insert(event, (set, keeper));
            }
        }
        Ok(())
    }
}

fn lock<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Why a device is not kept in step.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    #[error(transparent)]
    App(#[from] AppError),
    #[error("the machine gives no thread: {0}")]
    Threads(#[from] io::Error),
}
