//! A keeper's own thread: an attempt, a wait, the next attempt.

use super::StateListener;
use super::around::{Around, Candidate, candidates};
use super::differing::Differing;
use super::plan::{Came, Plan, Why, Word};
use crate::joining::{carry, carry_soon};
use crate::wire::{Heard, NewsListener, Pace, Patience, ServerAddress, Trust, Wire, WireError};
use sarrera_app::{App, AppError, Attempt, BrokenOff, World};
use sarrera_core::ids::{DeviceId, EventId};
use sarrera_core::world::random;
use std::collections::BTreeSet;
use std::net::{TcpStream, ToSocketAddrs};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::time::sleep;

/// For a connection that is only tried.
const HOME_PATIENCE: Duration = Duration::from_secs(3);
/// Of one name, so many addresses are tried.
const HOME_SOCKETS_MAX: usize = 4;

/// Everything that an event's keeper remembers.
pub(super) struct Loop {
    app: Weak<App>,
    world: World,
    event: EventId,
    /// Those that somebody set.
    servers: Vec<ServerAddress>,
    around: Around,
    /// Whom it may ask.
    all: Vec<Candidate>,
    pace: Pace,
    told: Told,
    words: UnboundedSender<Word>,
    plan: Plan,
    /// The keys that the lines below believe.
    believed: BTreeSet<[u8; 32]>,
    /// One for each server, made when it is first asked.
    lines: Vec<Option<Wire>>,
    /// Where it listens, and as which session.
    ear: Option<(Candidate, String, NewsListener)>,
    /// It is being looked whether a server that was set is there again.
    looks_home: Arc<AtomicBool>,
    /// Somebody answered once.
    met: bool,
    differing: Differing,
}

/// Who hears of a new state, until the keeper is over.
pub(super) struct Told {
    pub(super) listener: StateListener,
    pub(super) over: Arc<Mutex<bool>>,
}

/// A server that gave all that it had.
struct Answered {
    server: Option<DeviceId>,
    session: Option<String>,
    /// The two still differ, and one exchange after the other changes nothing about it.
    differs: bool,
}

impl Loop {
    pub(super) fn of(
        app: &Arc<App>,
        event: EventId,
        (servers, around): (Vec<ServerAddress>, Around),
        pace: Pace,
        told: Told,
        words: UnboundedSender<Word>,
    ) -> Self {
        Self {
            app: Arc::downgrade(app),
            world: app.outside(),
            event,
            servers,
            around,
            all: Vec::new(),
            pace,
            told,
            words,
            plan: Plan::default(),
            believed: BTreeSet::new(),
            lines: Vec::new(),
            ear: None,
            looks_home: Arc::default(),
            met: false,
            differing: Differing::default(),
        }
    }

    pub(super) fn run(mut self, runtime: &Runtime, mut words: UnboundedReceiver<Word>) {
        loop {
            let Some(app) = self.app.upgrade() else { return };
            let came = self.attempt(&app);
            if matches!(app.is_here(self.event), Ok(false)) {
                // This device was taken out of the event: there is nothing to keep in step any more.
                self.note(&app, Attempt::Over);
                return;
            }
            drop(app);
            let wait = self
                .plan
                .after(came, u64::from_le_bytes(random(&*self.world.entropy)));
            if let Next::Stop = runtime.block_on(next(&mut self.plan, wait, &mut words)) {
                return;
            }
        }
    }

    /// Asks one server after the other until one gives all that it has.
    fn attempt(&mut self, app: &App) -> Came {
        if let Err(error) = self.look_around(app) {
            tracing::warn!(code = error.code(), "the servers were not looked at");
        }
        if self.all.is_empty() {
            // Whoever was with a hub of the hall misses it; whoever never was with any is on its own.
            let missed = self.met.then_some(Attempt::Unreached("unreachable"));
            self.note(app, missed.unwrap_or(Attempt::Over));
            self.ear = None;
            return Came::Nobody;
        }
        self.note(app, Attempt::Begun);
        let mut why = None;
        for at in self.plan.order(self.all.len(), self.servers.len()) {
            let Some(asked) = self.all.get(at).cloned() else {
                continue;
            };
            match self.exchange(app, at) {
                Ok(answered) => {
                    self.met = true;
                    let address = asked.addresses.first().map(ToString::to_string);
                    let address = address.unwrap_or_default();
                    let attempt = if answered.differs {
                        Attempt::Problem("logs_differ")
                    } else {
                        Attempt::Exchanged {
                            server: answered.server,
                            address: &address,
                            place: asked.place,
                        }
                    };
                    self.note(app, attempt);
                    if asked.found {
                        self.look_home();
                    }
                    self.listen(asked, answered.session);
                    return Came::Exchanged(at);
                }
                // Whatever announces itself is tried; nobody has to do anything about one that is none.
                Err(_strange) if asked.found => why = Some(Why::Unreached("unreachable").or(why)),
                Err(failed) => why = Some(failed.or(why)),
            }
        }
        self.ear = None;
        self.note(
            app,
            match why.unwrap_or(Why::Unreached("unreachable")) {
                Why::Unreached(code) => Attempt::Unreached(code),
                Why::Problem(code) => Attempt::Problem(code),
            },
        );
        Came::Failed
    }

    fn exchange(&mut self, app: &App, at: usize) -> Result<Answered, Why> {
        let patience = self.pace.patience;
        self.believe(app).map_err(|error| here(&error))?;
        let asked = self.all.get(at).ok_or(Why::Unreached("unreachable"))?;
        let line = self.lines.get_mut(at).ok_or(Why::Unreached("unreachable"))?;
        let wire = match line {
            Some(wire) => wire,
            None => {
                let trust = Trust::devices(self.believed.iter().copied());
                let opened = Wire::new(asked.addresses.clone(), &trust, patience)
                    .map_err(|error| Why::from(&error))?;
                line.insert(opened)
            }
        };
        // The first question is a knock or a look, and what has no session a knock or a hello.
        let mut first = true;
        let exchanged = app
            .exchange(self.event, &mut |session, body| {
                let soon = std::mem::take(&mut first) || session.is_none();
                if soon {
                    carry_soon(wire, session, body)
                } else {
                    carry(wire, session, body)
                }
            })
            .map_err(|broken| match broken {
                BrokenOff::Wire(error) => Why::from(&error),
                BrokenOff::Here(error) => here(&error),
            })?;
        if let Some(problem) = exchanged.problem {
            return Err(problem.into());
        }
        let known = exchanged.known;
        let server = known.as_ref().map(|known| known.server);
        Ok(Answered {
            differs: self.differing.after(server, exchanged.left),
            server,
            session: known.map(|known| known.session),
        })
    }

    /// Who may serve is read before every exchange: it changes with the event's public log.
    fn believe(&mut self, app: &App) -> Result<(), AppError> {
        let known = app.servers_known(self.event)?;
        if known != self.believed || self.lines.len() != self.all.len() {
            self.lines = self.all.iter().map(|_| None).collect();
            self.believed = known;
            self.ear = None;
        }
        Ok(())
    }

    /// Whom it may ask now: what is open to those that stay, stays.
    fn look_around(&mut self, app: &App) -> Result<(), AppError> {
        let now = candidates(app, self.event, &self.servers, &self.around)?;
        if now == self.all {
            return Ok(());
        }
        let last = self.all.get(self.plan.last());
        self.plan
            .now_at(last.and_then(|last| now.iter().position(|one| one == last)));
        let mut before: Vec<(Candidate, Option<Wire>)> =
            self.all.drain(..).zip(self.lines.drain(..)).collect();
        for one in &now {
            let known = before.iter().position(|(was, _)| was == one);
            self.lines.push(known.and_then(|at| before.swap_remove(at).1));
        }
        if self.ear.as_ref().is_some_and(|(heard, ..)| !now.contains(heard)) {
            self.ear = None;
        }
        self.all = now;
        Ok(())
    }

    /// Looks, beside everything else and one look at a time, whether a server that somebody set takes connections again.
    fn look_home(&self) {
        if self.servers.is_empty() || self.looks_home.swap(true, Ordering::Relaxed) {
            return;
        }
        let looks = Arc::clone(&self.looks_home);
        let (servers, words) = (self.servers.clone(), self.words.clone());
        let look = move || {
            if servers.iter().any(takes_connections) {
                let _gone = words.send(Word::Home);
            }
            looks.store(false, Ordering::Relaxed);
        };
        let thread = std::thread::Builder::new().name("sarrera-home".to_owned());
        if let Err(error) = thread.spawn(look) {
            self.looks_home.store(false, Ordering::Relaxed);
            tracing::warn!(%error, "nobody looks whether a server is there again");
        }
    }

    /// Listens to the server that answered, as the session that it gave.
    fn listen(&mut self, asked: Candidate, session: Option<String>) {
        let Some(session) = session else {
            self.ear = None;
            return;
        };
        if let Some((where_now, as_now, ear)) = &mut self.ear
            && *where_now == asked
        {
            if *as_now != session {
                ear.session(Some(&session));
                *as_now = session;
            }
            return;
        }
        let words = self.words.clone();
        let heard = move |heard| {
            let word = match heard {
                // What came between the exchange and the stream's opening was told to nobody.
                Heard::Open(_) | Heard::News(_) => Word::News,
                Heard::Lost(_) => Word::Lost,
                // The keeper looks by itself.
                Heard::Poll => return,
            };
            let _gone = words.send(word);
        };
        let trust = Trust::devices(self.believed.iter().copied());
        let entropy = Arc::clone(&self.world.entropy);
        let started = NewsListener::start(
            asked.addresses.clone(),
            &trust,
            Some(&session),
            self.pace,
            entropy,
            heard,
        );
        // Without a stream it looks from time to time.
        self.ear = started.ok().map(|ear| (asked, session, ear));
    }

    fn note(&self, app: &App, attempt: Attempt<'_>) {
        let over = self.told.over.lock().unwrap_or_else(PoisonError::into_inner);
        if *over {
            return;
        }
        let noted = app.note_attempt(self.event, attempt);
        drop(over);
        match noted {
            Ok(true) => (self.told.listener)(self.event),
            Ok(false) => {}
            Err(error) => tracing::warn!(code = error.code(), "a state was not kept"),
        }
    }
}

/// Whether anybody listens there; who that is, the next exchange finds out.
fn takes_connections(address: &ServerAddress) -> bool {
    let Ok(sockets) = address.target().to_socket_addrs() else {
        return false;
    };
    sockets
        .take(HOME_SOCKETS_MAX)
        .any(|socket| TcpStream::connect_timeout(&socket, HOME_PATIENCE).is_ok())
}

pub(super) fn line_to(address: &ServerAddress, trust: &Trust, patience: Patience) -> Result<Wire, WireError> {
    Wire::new(vec![address.clone()], trust, patience)
}

/// What went wrong on this device itself.
fn here(error: &AppError) -> Why {
    Why::Problem(error.code())
}

enum Next {
    Attempt,
    Stop,
}

/// Waits for the next attempt: a word that asks for a shorter pause than the one under way begins that.
async fn next(plan: &mut Plan, wait: Duration, words: &mut UnboundedReceiver<Word>) -> Next {
    let mut shortest = wait;
    let mut pause = pin!(sleep(wait));
    loop {
        let word = tokio::select! {
            biased;
            word = words.recv() => word,
            () = &mut pause => return Next::Attempt,
        };
        let Some(word) = word.filter(|word| *word != Word::Stop) else {
            return Next::Stop;
        };
        if let Some(within) = plan.hears(word).filter(|within| *within < shortest) {
            shortest = within;
            pause.set(sleep(within));
        }
    }
}
