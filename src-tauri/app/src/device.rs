//! A device's folder: its database, the key to it, and the openings through which use cases work.

use crate::failure::AppError;
use crate::importing::Progress;
use crate::readers::Readers;
use crate::turn::{Taken, Turn};
use crate::vault::{Protection, RecoveryKey, SealingKey, Vault, VaultError};
use crate::view::{Failure, ImportProgress, OpenState, Overview};
use crate::wal::WalCheckpoints;
use crate::world::World;
use ed25519_dalek::SigningKey;
use sarrera_badge::Fonts;
use sarrera_core::ids::EventId;
use sarrera_store::{
    DatabaseKey, EventRow, NewDevice, OwnDevice, Reader, Store, StoreError, StoreOptions, Txn,
};
use secrecy::SecretString;
use std::collections::VecDeque;
use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use zeroize::Zeroizing;

const DATABASE: &str = "sarrera.db";

/// Clocks of desks differ by this much without anybody minding.
const CLOCK_BEHIND_MS: i64 = 10 * 60_000;

/// The setting that holds the recovery key until somebody says that they keep it (decision 0083).
const RECOVERY_KEY_UNSEEN: &str = "recovery_key_unseen";

/// One device at work. Cheap to share: every use case locks what it needs for as long as it needs it.
#[derive(Debug)]
pub struct App {
    dir: PathBuf,
    world: World,
    options: StoreOptions,
    writer: Mutex<Store>,
    pub(crate) turn: Turn,
    pub(crate) wal: WalCheckpoints,
    /// Searches and lists read beside the writer, so that typing never waits for a scan.
    readers: Readers,
    fonts: OnceLock<Fonts>,
    pub(crate) import: crate::importing::Cancel,
    /// Whom an event's root is wrapped to where the folder has no key file: in tests.
    recipient: Option<String>,
    /// Why the last thing was not saved, or nothing while all is.
    unsaved: Mutex<Option<Failure>>,
    /// What each event's last import rejected, until somebody saves it.
    pub(crate) rejected: Mutex<VecDeque<(EventId, crate::importing::Rejected)>>,
    pub(crate) printing: crate::printing::Workers,
    pub(crate) behind: crate::behind::Behind,
    /// A group that is let in, and a batch of badges that is made: one of each at a time.
    pub(crate) group: crate::importing::Cancel,
    pub(crate) batch: crate::batch::Batches,
    pub(crate) rolls: crate::people::Rolls,
}

/// What opening a folder gave.
#[derive(Debug)]
pub struct Opened {
    pub app: App,
    /// Only when the database was made just now: to be printed and kept, and then [`App::recovery_key_kept`].
    pub recovery_key: Option<RecoveryKey>,
}

impl App {
    /// What stands between a folder and its events. A database without its key is locked, never fresh.
    #[must_use]
    pub fn state_of(dir: &Path) -> OpenState {
        if Vault::at(dir).exists() || holds_database(dir) {
            OpenState::Locked
        } else {
            OpenState::Fresh
        }
    }

    /// Opens the folder's database, or makes it where there is none. The folder is created on first use.
    ///
    /// # Errors
    /// A missing or wrong passphrase, a newer database, a full disk or a folder that cannot be written.
    pub fn open(dir: &Path, passphrase: Option<&SecretString>, world: World) -> Result<Opened, AppError> {
        Self::open_telling(dir, passphrase, world, &mut |_| {})
    }

    /// As [`App::open`]. After an update everything may have to be derived anew; `progress` hears how far that is.
    ///
    /// # Errors
    /// As [`App::open`].
    pub fn open_telling(
        dir: &Path,
        passphrase: Option<&SecretString>,
        world: World,
        progress: Progress<'_>,
    ) -> Result<Opened, AppError> {
        if dir.is_file() {
            return Err(StoreError::NotWritable(format!("{} is a file", dir.display())).into());
        }
        std::fs::create_dir_all(dir).map_err(|e| StoreError::NotWritable(e.to_string()))?;
        let vault = Vault::at(dir);
        if vault.exists() {
            let key = vault.open(passphrase)?;
            let app = Self::connect(dir, &key, world, progress)?;
            let recovery_key = app.finish(|| vault.renew_recovery_key(&key, &*app.world.entropy))?;
            return Ok(Opened { app, recovery_key });
        }
        if holds_database(dir) {
            return Err(VaultError::NoKeyFile.into());
        }
        let protection = passphrase.map_or(Protection::Keychain, Protection::Passphrase);
        let (key, recovery_key) = vault.create(&*world.entropy, protection)?;
        let app = Self::connect(dir, &key, world, progress).inspect_err(|_| {
            // While nothing is encrypted with it, and nobody has seen its recovery key, the next call begins anew.
            if !holds_database(dir) {
                vault.forget_unused();
            }
        })?;
        let recovery_key = app.finish(|| Ok(recovery_key))?;
        Ok(Opened { app, recovery_key })
    }

    /// Opens the folder with the organiser's recovery key, and puts a new passphrase in place of what was lost.
    ///
    /// # Errors
    /// Another recovery key, a passphrase too short, or as [`App::open`].
    pub fn recover(
        dir: &Path,
        recovery_key: &RecoveryKey,
        passphrase: &SecretString,
        world: World,
    ) -> Result<Self, AppError> {
        Self::recover_telling(dir, recovery_key, passphrase, world, &mut |_| {})
    }

    /// As [`App::recover`]; `progress` hears what it does in [`App::open_telling`].
    ///
    /// # Errors
    /// As [`App::recover`].
    pub fn recover_telling(
        dir: &Path,
        recovery_key: &RecoveryKey,
        passphrase: &SecretString,
        world: World,
        progress: Progress<'_>,
    ) -> Result<Self, AppError> {
        let vault = Vault::at(dir);
        let key = vault.recover(recovery_key)?;
        // The database is asked first: a key file is replaced only by one that opens it.
        let app = Self::connect(dir, &key, world, progress)?;
        vault.reset_passphrase(recovery_key, passphrase, &*app.world.entropy)?;
        // Whoever recovers a database that was never finished holds its recovery key.
        app.finish(|| Ok(recovery_key.clone()))?;
        app.recovery_key_kept()?;
        Ok(app)
    }

    /// Whether a change of the passphrase asks for the old one: nothing else opens the folder.
    ///
    /// # Errors
    /// When the key in the folder can't be read, or its keychain does not give it.
    pub fn passphrase_asked(dir: &Path) -> Result<bool, AppError> {
        match Vault::at(dir).open(None) {
            Ok(_key) => Ok(false),
            Err(VaultError::PassphraseNeeded) => Ok(true),
            Err(error) => Err(error.into()),
        }
    }

    /// Puts a new passphrase in place of the old one, or a first one beside the keychain. The recovery key stays.
    ///
    /// # Errors
    /// No key in the folder, a missing or wrong old passphrase, a new one too short, or a disk that can't be written.
    pub fn change_passphrase(
        dir: &Path,
        old: Option<&SecretString>,
        new: &SecretString,
        world: &World,
    ) -> Result<(), AppError> {
        Ok(Vault::at(dir).change_passphrase(old, new, &*world.entropy)?)
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
        let app = Self::over(dir, options, world, &mut |_| {})?;
        app.make_device()?;
        Ok(app)
    }

    /// Wraps the roots of events to this recovery key's recipient, in a folder without a key file: for tests.
    #[must_use]
    pub fn with_recovery_recipient(mut self, recipient: String) -> Self {
        self.recipient = Some(recipient);
        self
    }

    fn connect(dir: &Path, key: &[u8; 32], world: World, progress: Progress<'_>) -> Result<Self, AppError> {
        let options = StoreOptions::new(&dir.join(DATABASE), DatabaseKey::new(*key));
        match Self::over(dir, options, world, progress) {
            // The key is the one that the key file vouches for: it is the database that is not what it was.
            Err(AppError::Store(StoreError::WrongKey { path })) => {
                Err(StoreError::Damaged(format!("{} does not open with its key", path.display())).into())
            }
            result => result,
        }
    }

    fn over(
        dir: &Path,
        options: StoreOptions,
        world: World,
        progress: Progress<'_>,
    ) -> Result<Self, AppError> {
        let writer = Store::open_with_progress(options.clone(), &mut |done, of| {
            let rows = |count| u32::try_from(count).unwrap_or(u32::MAX);
            progress(ImportProgress {
                done: rows(done),
                of: rows(of),
            });
        })?;
        writer.leave_checkpoints()?;
        let readers = Readers::of(options.clone())?;
        Ok(Self {
            dir: dir.to_path_buf(),
            world,
            wal: WalCheckpoints::of(options.clone()),
            options,
            writer: Mutex::new(writer),
            turn: Turn::default(),
            readers,
            fonts: OnceLock::new(),
            import: crate::importing::Cancel::default(),
            recipient: None,
            unsaved: Mutex::new(None),
            rejected: Mutex::default(),
            printing: crate::printing::Workers::default(),
            behind: crate::behind::Behind::default(),
            group: crate::importing::Cancel::default(),
            batch: crate::batch::Batches::default(),
            rolls: crate::people::Rolls::default(),
        })
    }

    /// A database is finished once it has its device, which comes last: until then nobody has seen its recovery key,
    /// so it gets one that stands in the database before it is shown.
    fn finish(
        &self,
        recovery_key: impl FnOnce() -> Result<RecoveryKey, VaultError>,
    ) -> Result<Option<RecoveryKey>, AppError> {
        if self.read(|r| Ok(r.own_device()?.is_some()))? {
            return Ok(None);
        }
        let recovery_key = recovery_key()?;
        self.set_setting(RECOVERY_KEY_UNSEEN, &recovery_key.to_text())?;
        self.make_device()?;
        Ok(Some(recovery_key))
    }

    fn make_device(&self) -> Result<(), AppError> {
        if self.read(|r| Ok(r.own_device()?.is_none()))? {
            self.writer().make_device(&new_device(&self.world))?;
        }
        Ok(())
    }

    /// The recovery key, as long as nobody said that they keep it.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn unseen_recovery_key(&self) -> Result<Option<RecoveryKey>, AppError> {
        let text = self.setting(RECOVERY_KEY_UNSEEN)?.map(Zeroizing::new);
        let text = text.filter(|text| !text.is_empty());
        Ok(text.map(|text| RecoveryKey::parse(&text)).transpose()?)
    }

    /// Somebody has printed the recovery key or written it down: from now on it is nowhere here.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn recovery_key_kept(&self) -> Result<(), AppError> {
        self.set_setting(RECOVERY_KEY_UNSEEN, "")
    }

    /// Whom the root of an event is wrapped to.
    pub(crate) fn recovery_recipient(&self) -> Result<String, AppError> {
        match &self.recipient {
            Some(given) => Ok(given.clone()),
            None => Ok(Vault::at(&self.dir).recovery_recipient()?),
        }
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
        let now = self.world.clock.now();
        let newest = self.read(|r| Ok(r.newest_moment()?))?;
        Ok(Overview {
            state: OpenState::Open,
            keychain,
            asks_passphrase: !keychain,
            device_name: own.name,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            events,
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
            now: world.clock.now().0,
            recovery_key_unseen: false,
            closed: None,
            unsaved: None,
            clock_behind: None,
        }
    }

    /// Why the last thing was not saved; nothing while everything is.
    #[must_use]
    pub fn unsaved(&self) -> Option<Failure> {
        self.unsaved
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
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

    pub(crate) fn write<T>(
        &self,
        use_case: impl FnOnce(&mut Txn<'_>) -> Result<T, AppError>,
    ) -> Result<T, AppError> {
        self.write_and_show(use_case, |_, value| Ok(value))
    }

    /// Keeps whether the last thing was saved. What is refused for a reason of the trade was not to be saved, and changes
    /// nothing here.
    pub(crate) fn note(&self, error: Option<&AppError>) {
        let mut unsaved = self.unsaved.lock().unwrap_or_else(PoisonError::into_inner);
        match error {
            None => *unsaved = None,
            Some(error @ AppError::Store(_)) => *unsaved = Some(error.failure()),
            Some(_refused) => {}
        }
    }

    /// As [`App::write`]; `show` reads what stands afterwards, before anybody else can change it.
    pub(crate) fn write_and_show<T, U>(
        &self,
        use_case: impl FnOnce(&mut Txn<'_>) -> Result<T, AppError>,
        show: impl FnOnce(&Reader<'_>, T) -> Result<U, AppError>,
    ) -> Result<U, AppError> {
        let result = self.writer().write_and_show(self.world.act(), use_case, show);
        self.wal.wrote();
        self.note(result.as_ref().err());
        result
    }

    pub(crate) fn writer(&self) -> Writer<'_> {
        // The turn first: a second desk that waited at the lock would be seen by no import.
        let turn = self.turn.for_desk();
        Writer {
            store: lock(&self.writer),
            _turn: turn,
        }
    }

    /// The event that a person or a script names: by id or by label.
    pub(crate) fn event(&self, name: &str) -> Result<EventRow, AppError> {
        self.read(|r| find_event(r, name))
    }
}

/// The writing store, at its turn.
pub(crate) struct Writer<'a> {
    store: MutexGuard<'a, Store>,
    _turn: Taken<'a>,
}

impl Deref for Writer<'_> {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

impl DerefMut for Writer<'_> {
    fn deref_mut(&mut self) -> &mut Store {
        &mut self.store
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

/// Whether something was ever written to the folder's database.
fn holds_database(dir: &Path) -> bool {
    std::fs::metadata(dir.join(DATABASE)).is_ok_and(|file| file.len() > 0)
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
