//! A device at work: its folder, and everything through which use cases read and write.

mod changes;
mod opening;
mod receiving;
mod settings;
mod turn;
mod waits;
mod wal;
mod writers;

pub use changes::{ChangeListener, Changed};
pub use opening::Opened;
pub use settings::Setting;
pub use waits::Waited;
pub(crate) use writers::ImportWriter;

use crate::failure::{AppError, Refusal};
use crate::readers::Readers;
use crate::vault::Vault;
use crate::view::{OpenState, Overview};
use crate::world::World;
use changes::Listening;
use sarrera_badge::Fonts;
use sarrera_core::ids::EventId;
use sarrera_store::{EventRow, JoinState, OwnDevice, Reader, Store, StoreOptions};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock};
use writers::Writers;

/// Clocks of desks differ by this much without anybody minding.
const CLOCK_BEHIND_MS: i64 = 10 * 60_000;

/// One device at work. Cheap to share: every use case locks what it needs for as long as it needs it.
#[derive(Debug)]
pub struct App {
    dir: PathBuf,
    world: World,
    options: StoreOptions,
    writers: Writers,
    listening: Listening,
    /// Searches and lists read beside the writer, so that typing never waits for a scan.
    readers: Readers,
    /// This device, from when it was first asked for: nothing of it ever changes.
    own: OnceLock<OwnDevice>,
    fonts: OnceLock<Fonts>,
    pub(crate) import: crate::importing::Cancel,
    /// Whom an event's root is wrapped to where the folder has no key file: in tests.
    recipient: Option<String>,
    /// What each event's last import rejected, until somebody saves it.
    pub(crate) rejected: Mutex<VecDeque<(EventId, crate::importing::Rejected)>>,
    pub(crate) printing: crate::printing::Workers,
    /// A group that is let in, and a batch of badges that is made: one of each at a time.
    pub(crate) group: crate::importing::Cancel,
    pub(crate) batch: crate::batch::Batches,
    pub(crate) rolls: crate::people::Rolls,
    pub(crate) syncing: crate::sync::Syncing,
    pub(crate) joining: crate::joining::Joining,
}

impl App {
    /// The folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Everything a window needs to draw its frame.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn overview(&self) -> Result<Overview, AppError> {
        let events = self.events()?;
        let own = self.own()?;
        let keychain = Vault::keychain_available();
        let now = self.world.clock.now();
        let newest = self.read(|r| Ok(r.newest_moment()?))?;
        Ok(Overview {
            state: OpenState::Open,
            keychain,
            asks_passphrase: !keychain,
            device_name: own.name,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            events,
            left: self.left_events()?,
            now: now.0,
            recovery_key_unseen: self.unseen_recovery_key()?.is_some(),
            closed: None,
            unsaved: self.unsaved(),
            clock_behind: newest.map(|at| at.0).filter(|at| at - now.0 > CLOCK_BEHIND_MS),
        })
    }

    /// What a window draws while no database is open.
    #[must_use]
    pub fn overview_closed(dir: &Path, world: &World) -> Overview {
        let keychain = Vault::keychain_available();
        Overview {
            state: Self::state_of(dir),
            keychain,
            asks_passphrase: !keychain,
            device_name: String::new(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            events: Vec::new(),
            left: Vec::new(),
            now: world.clock.now().0,
            recovery_key_unseen: false,
            closed: None,
            unsaved: None,
            clock_behind: None,
        }
    }

    pub(crate) fn world(&self) -> &World {
        &self.world
    }

    pub(crate) fn fonts(&self) -> &Fonts {
        self.fonts.get_or_init(Fonts::bundled)
    }

    pub(crate) fn own(&self) -> Result<OwnDevice, AppError> {
        if let Some(own) = self.own.get() {
            return Ok(own.clone());
        }
        let own = self.read(|r| r.own_device()?.ok_or(AppError::Closed))?;
        Ok(self.own.get_or_init(|| own).clone())
    }

    /// A further opening of the same database, with a replica of its own: long work never holds up a scan.
    pub(crate) fn another_store(&self) -> Result<Store, AppError> {
        Ok(Store::open(self.options.clone())?)
    }

    pub(crate) fn store_options(&self) -> StoreOptions {
        self.options.clone()
    }

    /// Reads by an opening of its own: what walks a whole event keeps no scan and no search waiting.
    pub(crate) fn read_apart<T>(
        &self,
        query: impl FnOnce(&Reader<'_>) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        self.another_store()?.read(query)
    }

    pub(crate) fn read<T>(
        &self,
        query: impl FnOnce(&Reader<'_>) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        self.readers.read(query)
    }

    /// The event that a person or a script names: by id or by label.
    pub(crate) fn event(&self, name: &str) -> Result<EventRow, AppError> {
        self.read(|r| find_event(r, name))
    }
}

pub(crate) fn find_event(reader: &Reader<'_>, name: &str) -> Result<EventRow, AppError> {
    let events = reader.events()?.into_iter();
    let mut named: Vec<EventRow> = events
        .filter(|event| event.label == name || event.id.to_string() == name)
        .collect();
    // One that is part of another is named by its id.
    if named.len() > 1 {
        let joins = reader.joins()?;
        let is_over = |event: &EventRow| {
            let mut into = joins.iter().filter(|row| row.state == JoinState::Joined);
            into.any(|row| row.event == event.id) && event.id.to_string() != name
        };
        named.retain(|event| !is_over(event));
    }
    // Where a device was paired with an event that is called as its own, the label names neither.
    if named.len() > 1 {
        return Err(Refusal::LabelOfTwo {
            label: name.to_owned(),
        }
        .into());
    }
    named.pop().ok_or_else(|| AppError::NotFound {
        what: "event",
        which: name.to_owned(),
    })
}
