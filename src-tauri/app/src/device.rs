//! A device's folder: its database, the key to it, and the openings through which use cases work.

use crate::failure::AppError;
use crate::vault::{Protection, RecoveryKey, SealingKey, Vault};
use crate::view::{OpenState, Overview};
use crate::world::World;
use ed25519_dalek::SigningKey;
use sarrera_badge::Fonts;
use sarrera_store::{
    DatabaseKey, EventRow, NewDevice, OwnDevice, Reader, Store, StoreError, StoreOptions, Txn,
};
use secrecy::SecretString;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

const DATABASE: &str = "sarrera.db";

/// One device at work. Cheap to share: every use case locks what it needs for as long as it needs it.
#[derive(Debug)]
pub struct App {
    dir: PathBuf,
    world: World,
    options: StoreOptions,
    writer: Mutex<Store>,
    /// Searches and lists read beside the writer, so that typing never waits for a scan.
    reader: Mutex<Store>,
    fonts: OnceLock<Fonts>,
    pub(crate) import: crate::importing::Cancel,
}

/// What opening a folder gave.
#[derive(Debug)]
pub struct Opened {
    pub app: App,
    /// Only when the database was made just now: to be printed and kept.
    pub recovery_key: Option<RecoveryKey>,
}

impl App {
    /// What stands between a folder and its events.
    #[must_use]
    pub fn state_of(dir: &Path) -> OpenState {
        let vault = Vault::at(dir);
        if !vault.exists() {
            return OpenState::Fresh;
        }
        OpenState::Locked
    }

    /// Opens the folder's database, or makes it where there is none. The folder is created on first use.
    ///
    /// # Errors
    /// A missing or wrong passphrase, a newer database, a full disk or a folder that cannot be written.
    pub fn open(dir: &Path, passphrase: Option<&SecretString>, world: World) -> Result<Opened, AppError> {
        std::fs::create_dir_all(dir).map_err(|e| StoreError::NotWritable(e.to_string()))?;
        let vault = Vault::at(dir);
        if vault.exists() {
            let key = DatabaseKey::new(*vault.open(passphrase)?);
            let app = Self::open_with_key(dir, key, None, world)?;
            return Ok(Opened {
                app,
                recovery_key: None,
            });
        }
        let protection = passphrase.map_or(Protection::Keychain, Protection::Passphrase);
        let (key, recovery_key) = vault.create(&*world.entropy, protection)?;
        let app = Self::open_with_key(dir, DatabaseKey::new(*key), None, world).inspect_err(|_| {
            // Nothing is in the folder yet, and nobody has seen its recovery key: the next call begins anew.
            vault.forget_unused();
        })?;
        Ok(Opened {
            app,
            recovery_key: Some(recovery_key),
        })
    }

    /// Opens the database with a key at hand, through a VFS of the given name: what tests of the disk use.
    ///
    /// # Errors
    /// As [`App::open`].
    pub fn open_with_key(
        dir: &Path,
        key: DatabaseKey,
        vfs: Option<String>,
        world: World,
    ) -> Result<Self, AppError> {
        let options = StoreOptions {
            vfs,
            ..StoreOptions::new(&dir.join(DATABASE), key)
        };
        let mut writer = Store::open(options.clone())?;
        if writer.read(|r| r.own_device())?.is_none() {
            writer.make_device(&new_device(&world))?;
        }
        let reader = Store::open(options.clone())?;
        Ok(Self {
            dir: dir.to_path_buf(),
            world,
            options,
            writer: Mutex::new(writer),
            reader: Mutex::new(reader),
            fonts: OnceLock::new(),
            import: crate::importing::Cancel::default(),
        })
    }

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
        Ok(Overview {
            state: OpenState::Open,
            keychain,
            asks_passphrase: !keychain,
            device_name: own.name,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            events,
            now: self.world.clock.now().0,
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
            now: world.clock.now().0,
        }
    }

    /// A value of this device alone.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn setting(&self, name: &str) -> Result<Option<String>, AppError> {
        self.read(|r| Ok(r.setting(name)?))
    }

    /// Sets a value of this device alone.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn set_setting(&self, name: &str, value: &str) -> Result<(), AppError> {
        Ok(self.writer().set_setting(name, value)?)
    }

    pub(crate) fn world(&self) -> &World {
        &self.world
    }

    pub(crate) fn fonts(&self) -> &Fonts {
        self.fonts.get_or_init(Fonts::bundled)
    }

    pub(crate) fn own(&self) -> Result<OwnDevice, AppError> {
        self.read(|r| r.own_device()?.ok_or(AppError::Closed))
    }

    /// A further opening of the same database, with a replica of its own: long work never holds up a scan.
    pub(crate) fn another_store(&self) -> Result<Store, AppError> {
        Ok(Store::open(self.options.clone())?)
    }

    pub(crate) fn read<T>(
        &self,
        query: impl FnOnce(&Reader<'_>) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        lock(&self.reader).read(query)
    }

    pub(crate) fn write<T>(
        &self,
        use_case: impl FnOnce(&mut Txn<'_>) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        self.writer().write(self.world.act(), use_case)
    }

    pub(crate) fn writer(&self) -> MutexGuard<'_, Store> {
        lock(&self.writer)
    }

    /// The event that a person or a script names: by id or by label.
    pub(crate) fn event(&self, name: &str) -> Result<EventRow, AppError> {
        self.read(|r| find_event(r, name))
    }
}

pub(crate) fn find_event(reader: &Reader<'_>, name: &str) -> Result<EventRow, AppError> {
    reader
        .events()?
        .into_iter()
        .find(|event| event.label == name || event.id.to_string() == name)
        .ok_or_else(|| AppError::NotFound {
            what: "event",
            which: name.to_owned(),
        })
}

/// A use case that panicked wrote nothing: its transaction was rolled back, so what it held may be used again.
fn lock(store: &Mutex<Store>) -> MutexGuard<'_, Store> {
    store.lock().unwrap_or_else(PoisonError::into_inner)
}

fn new_device(world: &World) -> NewDevice {
    NewDevice {
        name: host_name(),
        signing_key: SigningKey::from_bytes(&world.random()),
        sealing_key: SealingKey::generate(&*world.entropy).to_text(),
    }
}

fn host_name() -> String {
    let name = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    let name = name.trim();
    if name.is_empty() {
        std::env::var("COMPUTERNAME").unwrap_or_else(|_| "Sarrera".to_owned())
    } else {
        name.to_owned()
    }
}
