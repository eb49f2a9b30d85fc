//! A command as it was asked, and its way to the device's folder and to a use case: past the check of its role.

use crate::hall::Hall;
use crate::hold::hold;
use sarrera_app::vault::RecoveryKey;
use sarrera_app::view::{Failure, OpenState, Overview, RecoveryKeyView};
use sarrera_app::{App, AppError, Named, Progress, World};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use std::fs::File;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use tauri::async_runtime::spawn_blocking;
use tauri::ipc::{CommandArg, CommandItem, InvokeBody, InvokeError};
use tauri::{AppHandle, Emitter, Runtime, State};

/// Who asks once more after so long wants the window closed; sooner it is the second half of a double click.
const MEANT_MS: std::ops::RangeInclusive<i64> = 1_000..=10_000;

/// The answer of a command: a value, or a failure that the page words.
pub(crate) type Answer<T> = Result<T, Failure>;

/// One command of the page, as it was asked. There is no other way to the folder this window works in, nor to a use case.
pub(crate) struct Asked {
    folder: Arc<Folder>,
    /// The command's name.
    command: &'static str,
    /// The event that it names.
    event: Option<String>,
    /// The print job that it names.
    job: Option<String>,
}

/// The folder this window works in, for as long as the window is open.
pub(crate) struct HeldFolder(Arc<Folder>);

struct Folder {
    dir: PathBuf,
    world: World,
    handle: AppHandle,
    app: RwLock<Option<Arc<App>>>,
    /// Of two commands that want the database open, one opens it; of two windows, the one that holds the folder.
    opening: Mutex<Option<File>>,
    /// The other devices, as far as the open database has to do with them.
    hall: Hall,
    /// What the page was told last of what was not saved.
    unsaved: Mutex<Option<Failure>>,
    /// When the page last asked whether the window is to close.
    close_asked_ms: Mutex<Option<i64>>,
}

impl HeldFolder {
    pub(crate) fn at(dir: PathBuf, handle: AppHandle) -> Self {
        Self(Arc::new(Folder {
            dir,
            world: World::real(),
            handle,
            app: RwLock::new(None),
            opening: Mutex::new(None),
            hall: Hall::of_this_machine(),
            unsaved: Mutex::new(None),
            close_asked_ms: Mutex::new(None),
        }))
    }

    /// Whether the window may close at once. Where other devices lose their server with it, its page asks first; who presses
    /// again a moment later closes it all the same: a page may have stopped answering.
    pub(crate) fn may_close(&self) -> bool {
        let folder = &self.0;
        if !folder.hall.serves() {
            return true;
        }
        let now = folder.world.clock.now().0;
        let mut asked = folder
            .close_asked_ms
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if asked.is_some_and(|at| MEANT_MS.contains(&now.saturating_sub(at))) {
            return true;
        }
        *asked = Some(now);
        folder.handle.emit("close-asked", ()).is_err()
    }
}

impl<'de, R: Runtime> CommandArg<'de, R> for Asked {
    fn from_command(command: CommandItem<'de, R>) -> Result<Self, InvokeError> {
        let name = command.name;
        let named = |argument| match command.message.payload() {
            InvokeBody::Json(arguments) => arguments.get(argument).and_then(Value::as_str).map(str::to_owned),
            InvokeBody::Raw(_) => None,
        };
        let (event, job) = (named("event"), named("job"));
        let folder = State::<HeldFolder>::from_command(command)?;
        Ok(Self {
            folder: Arc::clone(&folder.0),
            command: name,
            event,
            job,
        })
    }
}

impl Asked {
    /// Runs a use case off the window's thread, on the open database, where this device's role allows the command.
    pub(crate) async fn work<T: Send + 'static>(
        &self,
        use_case: impl FnOnce(Arc<App>) -> Result<T, AppError> + Send + 'static,
    ) -> Answer<T> {
        let (folder, command) = (Arc::clone(&self.folder), self.command);
        let (event, job) = (self.event.clone(), self.job.clone());
        off_thread(move || {
            let app = folder.open_app().ok_or(AppError::Closed)?;
            let named = Named {
                event: event.as_deref(),
                job: job.as_deref(),
            };
            app.allow(command, named)?;
            let result = use_case(Arc::clone(&app));
            folder.tell_unsaved(&app);
            result
        })
        .await
    }

    /// As [`Asked::work`], for a use case after which other servers may be set.
    pub(crate) async fn work_on_servers<T: Send + 'static>(
        &self,
        use_case: impl FnOnce(Arc<App>) -> Result<T, AppError> + Send + 'static,
    ) -> Answer<T> {
        let folder = Arc::clone(&self.folder);
        let kept = move |app| {
            let value = use_case(app)?;
            folder.hall.follow();
            Ok(value)
        };
        self.work(kept).await
    }

    /// As [`Asked::work`], for a use case that has to do with the other devices of the hall.
    pub(crate) async fn in_hall<T: Send + 'static>(
        &self,
        use_case: impl FnOnce(Arc<App>, &Hall) -> Result<T, AppError> + Send + 'static,
    ) -> Answer<T> {
        let folder = Arc::clone(&self.folder);
        self.work(move |app| use_case(app, &folder.hall)).await
    }

    /// What stands in the folder; opened at once where no passphrase need be asked for.
    pub(crate) async fn overview(&self) -> Answer<Overview> {
        let folder = Arc::clone(&self.folder);
        off_thread(move || {
            let mut overview = App::overview_closed(&folder.dir, &folder.world);
            if folder.open_app().is_none() && overview.state == OpenState::Locked {
                let kept_closed = folder.open(from_environment().as_ref()).err();
                overview.closed = kept_closed.map(|error| error.closed());
            }
            if let Some(app) = folder.open_app() {
                overview = app.overview()?;
            }
            // Where the machine gives it nobody ever chose one.
            overview.asks_passphrase &= from_environment().is_none();
            Ok(overview)
        })
        .await
    }

    /// Opens the database, or makes it. Its recovery key waits in it until somebody keeps it.
    pub(crate) async fn open(&self, passphrase: Option<String>) -> Answer<()> {
        let folder = Arc::clone(&self.folder);
        off_thread(move || {
            let passphrase = passphrase
                .filter(|p| !p.is_empty())
                .map(SecretString::from)
                .or_else(from_environment);
            folder.open(passphrase.as_ref())
        })
        .await
    }

    /// Opens the database by the organiser's recovery key, and puts a new passphrase in place of the lost one.
    pub(crate) async fn recover(&self, recovery_key: String, passphrase: String) -> Answer<()> {
        let folder = Arc::clone(&self.folder);
        let (recovery_key, passphrase) = (SecretString::from(recovery_key), SecretString::from(passphrase));
        off_thread(move || {
            let key = RecoveryKey::parse(recovery_key.expose_secret())?;
            folder.opened(|ready| {
                App::recover_telling(&folder.dir, &key, &passphrase, folder.world.clone(), ready)
            })
        })
        .await
    }

    /// The recovery key, until somebody says that they keep it.
    pub(crate) async fn recovery_key(&self) -> Answer<Option<RecoveryKeyView>> {
        self.work(|app| Ok(app.unseen_recovery_key()?.as_ref().map(RecoveryKeyView::from)))
            .await
    }
}

impl Folder {
    fn open_app(&self) -> Option<Arc<App>> {
        self.app.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn open(&self, passphrase: Option<&SecretString>) -> Result<(), AppError> {
        self.opened(|ready| Ok(App::open_telling(&self.dir, passphrase, self.world.clone(), ready)?.app))
    }

    /// Keeps what `opens` gives, unless the database is open already. The page hears how far that is after an update.
    fn opened(&self, opens: impl FnOnce(Progress<'_>) -> Result<App, AppError>) -> Result<(), AppError> {
        let mut held = self.opening.lock().unwrap_or_else(PoisonError::into_inner);
        if self.open_app().is_none() {
            if held.is_none() {
                *held = hold(&self.dir)?;
            }
            let mut ready = |progress| drop(self.handle.emit("getting-ready", progress));
            let mut app = opens(&mut ready)?;
            app.listen(crate::changes::listener(&self.handle));
            let app = Arc::new(app);
            if held.is_none() {
                // The folder has been there since now.
                *held = hold(&self.dir)?;
            }
            crate::commands::badge::take_up(&self.handle, &app);
            *self.app.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&app));
            self.hall.begin(&app, crate::changes::of_sync(&self.handle));
        }
        Ok(())
    }

    /// Tells the page when saving stops working, and when it works again.
    fn tell_unsaved(&self, app: &App) {
        let unsaved = app.unsaved();
        let mut told = self.unsaved.lock().unwrap_or_else(PoisonError::into_inner);
        if *told != unsaved {
            // A window that was closed meanwhile hears nothing.
            drop(self.handle.emit("saving", &unsaved));
            *told = unsaved;
        }
    }
}

/// For machines with neither a keychain nor a person.
fn from_environment() -> Option<SecretString> {
    std::env::var("SARRERA_PASSPHRASE")
        .ok()
        .filter(|p| !p.is_empty())
        .map(SecretString::from)
}

async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, AppError> + Send + 'static,
) -> Answer<T> {
    match spawn_blocking(work).await {
        Ok(result) => result.map_err(|error| error.failure()),
        Err(panicked) => Err(Failure {
            code: "database_failed".to_owned(),
            params: std::collections::BTreeMap::new(),
            message: panicked.to_string(),
        }),
    }
}
