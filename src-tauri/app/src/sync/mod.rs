//! Exchanging ops with servers, and being one: the protocol's engines over this device's database.
//!
//! A transport brings bytes and takes bytes; whether they travel by HTTP, on a stick or through a simulation is nothing that
//! this knows. What is read here is read by openings of its own, and what is written waits for every desk.

mod bare;
mod beside;
mod clock;
mod heard;
mod home;
mod keys;
mod leave;
mod room;
mod servers;
mod state;

pub use beside::Stored;
pub use room::ServedRoom;
pub use state::Attempt;

use crate::device::App;
use crate::failure::AppError;
use crate::importing::Progress;
use crate::readers::Readers;
use crate::view::ImportProgress;
use ed25519_dalek::SigningKey;
use home::Home;
use sarrera_core::fold::Devices;
use sarrera_core::ids::{DeviceId, EventId, ReplicaId};
use sarrera_core::ops::{LogName, Op};
use sarrera_store::{AtServer, DevicesStamp, Reader, ServesBy};
use sarrera_sync::{
    Answered, Begin, Bounds, Carried, Client, Denial, Exchanged, InVain, KnownServer, LogHome, Offset,
    Problem, Report, Server, Step, ToldTo,
};
use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A session that ends within this is not begun with.
const SESSION_LEFT_MS: i64 = 30_000;

/// So many chains are noted as held in one transaction: a desk waits for no longer than that.
const HELD_PER_TURN: usize = 100;

/// What stays in memory between exchanges.
#[derive(Debug, Default)]
pub(crate) struct Syncing {
    bounds: Mutex<Bounds>,
    readers: Mutex<Option<Arc<Readers>>>,
    serving: Mutex<Option<Arc<Serving>>>,
    devices: Mutex<BTreeMap<EventId, (DevicesStamp, Arc<Devices>)>>,
    remembered: Mutex<BTreeMap<EventId, Remembered>>,
    heard: heard::HeardHere,
    standing: Mutex<BTreeMap<EventId, state::Standing>>,
    clock: Mutex<Option<clock::Followed>>,
    exchanging: Mutex<BTreeMap<EventId, Arc<Mutex<()>>>>,
    clock_told: Mutex<BTreeMap<EventId, i64>>,
    bare: Mutex<bare::Known>,
    /// Nothing that a key could have come with arrived since the published ones were looked for.
    keys_kept: AtomicBool,
    pub(crate) roots: crate::pairing::Roots,
}

/// This database as a server.
#[derive(Debug)]
struct Serving {
    by: ServesBy,
    server: Server,
}

/// The server that was asked last.
#[derive(Debug, Clone, Default)]
struct Remembered {
    known: Option<KnownServer>,
    in_vain: InVain,
    told: ToldTo,
}

/// Sends a message, with the session beside it, and gives the answer.
pub type Carrier<'a, C, W> = dyn FnMut(Option<&str>, &[u8]) -> Result<C, W> + 'a;

/// Why an exchange broke off.
#[derive(Debug)]
pub enum BrokenOff<W> {
    /// The transport brought no answer. What was exchanged until then stays.
    Wire(W),
    /// This device could not do its work.
    Here(AppError),
}

impl<W> From<AppError> for BrokenOff<W> {
    fn from(error: AppError) -> Self {
        Self::Here(error)
    }
}

impl App {
    /// The bounds of messages: a simulation draws them.
    pub fn set_sync_bounds(&self, bounds: Bounds) {
        *lock(&self.syncing.bounds) = bounds;
    }

    /// The key that this device signs with, and shows as a server.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn device_key(&self) -> Result<Arc<SigningKey>, AppError> {
        Ok(self.own()?.signing_key)
    }

    /// This device's id.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn device_id(&self) -> Result<DeviceId, AppError> {
        Ok(self.own()?.device)
    }

    pub(crate) fn home(&self) -> Home<'_> {
        Home {
            app: self,
            bounds: *lock(&self.syncing.bounds),
        }
    }

    /// Answers one message of a device that asks this one as a server; `session` is what stood beside it.
    ///
    /// # Errors
    /// When the database can't be read or written; the device asks again later.
    pub fn answer_sync(&self, session: Option<&str>, body: &[u8]) -> Result<Answered, AppError> {
        self.answer_sync_from(0, session, body)
    }

    /// As [`App::answer_sync`], for a caller at an address, by any number that stands for it: wrong codes are counted by it.
    ///
    /// # Errors
    /// As [`App::answer_sync`].
    pub fn answer_sync_from(
        &self,
        from: u64,
        session: Option<&str>,
        body: &[u8],
    ) -> Result<Answered, AppError> {
        let own = self.own()?;
        let world = self.world();
        let serving = self.serving()?;
        serving.server.tell_time_of(self.clock_offset());
        serving.server.answer_from(
            &mut self.home(),
            &own.signing_key,
            (session, from),
            body,
            (world.clock.now(), &*world.entropy),
        )
    }

    /// The newest positions of the logs that a session's device may hold; nothing for a session that is none.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn sync_heads(&self, session: &str) -> Result<Option<Vec<(LogName, u64)>>, AppError> {
        let serving = self.serving()?;
        serving
            .server
            .heads(&self.home(), session, self.world().clock.now())
    }

    /// One exchange with a server of an event: `wire` sends a message, with the session beside it, and gives the answer.
    /// Between two messages nothing is held but the event's turn, and every desk that wants to write comes first. A device that was taken out of
    /// the event holds nothing of it any more afterwards, once it handed over what it wrote.
    ///
    /// # Errors
    /// An event that is not here; when the transport fails, or the database: what was exchanged until then stays.
    pub fn exchange<C: Into<Carried>, W>(
        &self,
        event: EventId,
        wire: &mut Carrier<'_, C, W>,
    ) -> Result<Exchanged, BrokenOff<W>> {
        self.is_behind(event);
        let exchanged = self.exchange_telling(event, wire, &mut |_far| {});
        // Where an event of this device joins this one. What was cut off on its way needs no server to go on.
        let joined = self.join(event, &mut |_far| {});
        let exchanged = exchanged?;
        joined?;
        Ok(exchanged)
    }

    /// As [`App::exchange`], telling between two messages how far this device has pulled of what the server has.
    ///
    /// # Errors
    /// As [`App::exchange`].
    pub fn exchange_telling<C: Into<Carried>, W>(
        &self,
        event: EventId,
        wire: &mut Carrier<'_, C, W>,
        tell: Progress<'_>,
    ) -> Result<Exchanged, BrokenOff<W>> {
        let own = self.own()?;
        // One at a time: a second one finds nothing new, where two would bring everything twice.
        let turn = Arc::clone(lock(&self.syncing.exchanging).entry(event).or_default());
        let _turn = lock(&turn);
        // What a server sends of an event that is not here, or not any more, would bring it back.
        self.event(&event.to_string())?;
        let mut home = self.home();
        let remembered = lock(&self.syncing.remembered)
            .get(&event)
            .cloned()
            .unwrap_or_default();
        let now = self.world().clock.now();
        let lasts = |known: &KnownServer| known.expires_ms - now.0 > SESSION_LEFT_MS;
        let mut client = Client::new(Begin {
            event,
            own: own.device,
            report: Report {
                app: concat!("sarrera ", env!("CARGO_PKG_VERSION")).to_owned(),
                waiting: sarrera_sync::Guest::waiting(&home, event)?,
                offset_ms: self.clock_offset_ms(),
            },
            bounds: home.bounds,
            known: remembered.known.filter(lasts),
            in_vain: remembered.in_vain,
            told: remembered.told,
            now,
        });
        loop {
            match client.next(&mut home, &own.signing_key, self.world().random())? {
                Step::Ask { session, body } => {
                    let asked_at = self.world().clock.now();
                    let answer = match wire(session.as_deref(), &body) {
                        Ok(answer) => answer.into(),
                        Err(error) => {
                            let _followed = self.remember(event, client.exchanged());
                            return Err(BrokenOff::Wire(error));
                        }
                    };
                    client.answered(&mut home, &answer, (asked_at, self.world().clock.now()))?;
                }
                Step::Stored => {
                    if let Some((done, of)) = client.far() {
                        tell(percent(done, of));
                    }
                }
                Step::Done => break,
            }
        }
        let mut exchanged = client.exchanged().clone();
        let followed = self.remember(event, &exchanged);
        if exchanged.problem.is_none() && self.leave_if_revoked(event)? {
            exchanged.problem = Some(Problem::Denied(Denial::DeviceRevoked));
        } else if exchanged.problem.is_none()
            && let Some(offset) = followed
        {
            self.tell_clock(event, offset)?;
        }
        if exchanged.problem.is_none() && exchanged.left.is_empty() {
            self.is_caught_up(event);
        }
        Ok(exchanged)
    }

    /// Takes in the `public` log that a device is let in with.
    pub(crate) fn take_public(&self, event: EventId, ops: Vec<Op>) -> Result<(), AppError> {
        LogHome::take(&mut self.home(), event, ops)?;
        Ok(())
    }

    /// Keeps what the next exchange begins with; the offset, where this device's clock follows it.
    fn remember(&self, event: EventId, exchanged: &Exchanged) -> Option<Offset> {
        let followed = exchanged.offset.filter(|offset| self.follow_clock(*offset));
        let remembered = Remembered {
            known: exchanged.known.clone(),
            in_vain: exchanged.in_vain.clone(),
            told: exchanged.told.clone(),
        };
        lock(&self.syncing.remembered).insert(event, remembered);
        followed
    }

    fn serving(&self) -> Result<Arc<Serving>, AppError> {
        let mut serving = lock(&self.syncing.serving);
        if let Some(known) = &*serving {
            return Ok(Arc::clone(known));
        }
        let by = self.write_here(|store| store.serves_by(&*self.world().entropy))?;
        let server = Server::new(&by.secret, *lock(&self.syncing.bounds));
        Ok(Arc::clone(serving.insert(Arc::new(Serving { by, server }))))
    }

    pub(crate) fn serves_by(&self) -> Result<ServesBy, AppError> {
        Ok(self.serving()?.by.clone())
    }

    /// Reads beside the desk and beside whoever reads for it.
    pub(crate) fn read_for_sync<T>(
        &self,
        query: impl FnOnce(&Reader<'_>) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        let readers = {
            let mut readers = lock(&self.syncing.readers);
            match &*readers {
                Some(readers) => Arc::clone(readers),
                None => Arc::clone(readers.insert(Arc::new(Readers::of(self.store_options())?))),
            }
        };
        readers.read(query)
    }

    /// The devices of an event, folded once for each state of its `public` log.
    pub(crate) fn devices_known(&self, event: EventId) -> Result<Arc<Devices>, AppError> {
        let stamped = self.read_for_sync(|r| {
            let row = r.event(event)?;
            row.map(|row| Ok::<_, AppError>((r.devices_stamp(row.no)?, row)))
                .transpose()
        })?;
        let Some((stamp, row)) = stamped else {
            return Ok(Arc::default());
        };
        if let Some((at, devices)) = lock(&self.syncing.devices).get(&event)
            && *at == stamp
        {
            return Ok(Arc::clone(devices));
        }
        let devices = Arc::new(self.read_for_sync(|r| Ok(r.device_states(&row)?))?);
        lock(&self.syncing.devices).insert(event, (stamp, Arc::clone(&devices)));
        Ok(devices)
    }

    fn note_held(&self, at: &AtServer<'_>, held: &[((DeviceId, ReplicaId), u64)]) -> Result<(), AppError> {
        for part in held.chunks(HELD_PER_TURN) {
            self.write_for_sync(|store| Ok(store.note_held(at, part)?))?;
        }
        Ok(())
    }
}

/// How far something is, in hundredths.
fn percent(done: u64, of: u64) -> ImportProgress {
    let hundredths = done.saturating_mul(100).checked_div(of).unwrap_or_default();
    ImportProgress {
        done: u32::try_from(hundredths).unwrap_or(100),
        of: 100,
    }
}

fn lock<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}
