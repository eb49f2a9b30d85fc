//! How a folder is opened: its key comes out of the vault first, then its database, and last what a new one has to have.

use super::changes::Listening;
use super::writers::Writers;
use super::{App, Setting};
use crate::failure::AppError;
use crate::importing::Progress;
use crate::readers::Readers;
use crate::vault::{Protection, RecoveryKey, SealingKey, Vault, VaultError};
use crate::view::{ImportProgress, OpenState};
use crate::world::World;
use ed25519_dalek::SigningKey;
use sarrera_store::{DatabaseKey, NewDevice, StoreError, StoreOptions};
use secrecy::SecretString;
use std::path::Path;
use std::sync::{Mutex, OnceLock};
use zeroize::Zeroizing;

const DATABASE: &str = "sarrera.db";

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

    /// Brings the log into the file by the store's own bound alone, and never beside the writers: where a test wants the
    /// same writes each time.
    #[must_use]
    pub fn without_checkpoints(self) -> Self {
        self.leave_checkpoints();
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
        let writers = Writers::open(&options, &mut |done, of| {
            let rows = |count| u32::try_from(count).unwrap_or(u32::MAX);
            progress(ImportProgress {
                done: rows(done),
                of: rows(of),
            });
        })?;
        let readers = Readers::of(options.clone())?;
        Ok(Self {
            dir: dir.to_path_buf(),
            world,
            options,
            writers,
            listening: Listening::default(),
            readers,
            own: OnceLock::new(),
            fonts: OnceLock::new(),
            import: crate::importing::Cancel::default(),
            recipient: None,
            rejected: Mutex::default(),
            printing: crate::printing::Workers::default(),
            group: crate::importing::Cancel::default(),
            batch: crate::batch::Batches::default(),
            rolls: crate::people::Rolls::default(),
            syncing: crate::sync::Syncing::default(),
            joining: crate::joining::Joining::default(),
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
        self.set_setting(Setting::RecoveryKeyUnseen, &recovery_key.to_text())?;
        self.make_device()?;
        Ok(Some(recovery_key))
    }

    fn make_device(&self) -> Result<(), AppError> {
        if self.read(|r| Ok(r.own_device()?.is_none()))? {
            self.write_here(|store| store.make_device(&new_device(&self.world)))?;
        }
        Ok(())
    }

    /// The recovery key, as long as nobody said that they keep it.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn unseen_recovery_key(&self) -> Result<Option<RecoveryKey>, AppError> {
        let text = self.setting(Setting::RecoveryKeyUnseen)?.map(Zeroizing::new);
        let text = text.filter(|text| !text.is_empty());
        Ok(text.map(|text| RecoveryKey::parse(&text)).transpose()?)
    }

    /// Somebody has printed the recovery key or written it down: from now on it is nowhere here.
    ///
    /// # Errors
    /// When the database can't be written.
    pub fn recovery_key_kept(&self) -> Result<(), AppError> {
        self.set_setting(Setting::RecoveryKeyUnseen, "")
    }

    /// Whom the root of an event is wrapped to.
    pub(crate) fn recovery_recipient(&self) -> Result<String, AppError> {
        match &self.recipient {
            Some(given) => Ok(given.clone()),
            None => Ok(Vault::at(&self.dir).recovery_recipient()?),
        }
    }
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
