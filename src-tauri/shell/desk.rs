//! What the window's commands share: the device's folder, and the use cases once it is open.

use sarrera_app::view::{Failure, Overview, RecoveryKeyView};
use sarrera_app::{App, AppError, Opened, World};
use secrecy::SecretString;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use tauri::async_runtime::spawn_blocking;

/// The answer of a command: a value, or a failure that the page words.
pub(crate) type Answer<T> = Result<T, Failure>;

/// The folder this window works in.
#[derive(Debug)]
pub(crate) struct Desk {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    dir: PathBuf,
    world: World,
    app: RwLock<Option<Arc<App>>>,
}

impl Desk {
    pub(crate) fn at(dir: PathBuf) -> Self {
        Self {
            inner: Arc::new(Inner {
                dir,
                world: World::real(),
                app: RwLock::new(None),
            }),
        }
    }

    /// Runs a use case off the window's thread, on the open database.
    pub(crate) async fn work<T: Send + 'static>(
        &self,
        use_case: impl FnOnce(Arc<App>) -> Result<T, AppError> + Send + 'static,
    ) -> Answer<T> {
        let inner = Arc::clone(&self.inner);
        off_thread(move || use_case(inner.open_app().ok_or(AppError::Closed)?)).await
    }

    /// What stands in the folder; opened at once where no passphrase need be asked for.
    pub(crate) async fn overview(&self) -> Answer<Overview> {
        let inner = Arc::clone(&self.inner);
        off_thread(move || {
            let mut closed = App::overview_closed(&inner.dir, &inner.world);
            closed.asks_passphrase &= from_environment().is_none();
            if inner.open_app().is_none() && sarrera_app::vault::Vault::at(&inner.dir).exists() {
                // A missing or wrong passphrase here is not a failure: the window asks for one.
                let _locked = inner.open(from_environment().as_ref());
            }
            inner.open_app().map_or(Ok(closed), |app| app.overview())
        })
        .await
    }

    /// Opens the database, or makes it; the recovery key comes only when it was made.
    pub(crate) async fn open(&self, passphrase: Option<String>) -> Answer<Option<RecoveryKeyView>> {
        let inner = Arc::clone(&self.inner);
        off_thread(move || {
            if inner.open_app().is_some() {
                return Ok(None);
            }
            let passphrase = passphrase
                .filter(|p| !p.is_empty())
                .map(SecretString::from)
                .or_else(from_environment);
            inner.open(passphrase.as_ref())
        })
        .await
    }
}

impl Inner {
    fn open_app(&self) -> Option<Arc<App>> {
        self.app.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn open(&self, passphrase: Option<&SecretString>) -> Result<Option<RecoveryKeyView>, AppError> {
        let Opened { app, recovery_key } = App::open(&self.dir, passphrase, self.world.clone())?;
        *self.app.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(app));
        Ok(recovery_key.as_ref().map(RecoveryKeyView::from))
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
