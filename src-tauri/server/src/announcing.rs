//! This device as a server that says where it is: once for each event in which it may serve, also one that comes to be later.

use crate::discovery::{Advert, Beacon, DiscoveryError, PROTOCOL_VERSION, Place, Reach};
use sarrera_app::{App, AppError, ChangeListener, Changed};
use sarrera_core::ids::EventId;
use sarrera_core::ops::LogName;
use std::collections::BTreeMap;
use std::io;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Where a server is, and what it is to its events.
#[derive(Debug, Clone, Copy)]
struct At {
    port: u16,
    place: Place,
    reach: Reach,
}

/// What is announced; nothing any more once it ended.
type Adverts = Option<BTreeMap<EventId, Advert>>;

/// A device announces itself for as long as this is kept, and says goodbye then.
pub struct Announcing {
    adverts: Arc<Mutex<Adverts>>,
    _listener: ChangeListener,
}

impl std::fmt::Debug for Announcing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Announcing").finish_non_exhaustive()
    }
}

/// Announces this device at a port. Where there is no network to announce it on, the log says so: it serves all the same, and is
/// reached by its address.
///
/// # Errors
/// If the machine gives no thread.
pub fn announce(app: &Arc<App>, port: u16, place: Place, reach: Reach) -> io::Result<Announcing> {
    let at = At { port, place, reach };
    let adverts = Arc::new(Mutex::new(Some(BTreeMap::new())));
    let (tell, told) = channel();
    let listener: ChangeListener = Arc::new(move |Changed { logs, .. }| {
        // Who may serve stands in this log. Whoever was told is gone only with the server.
        if logs.contains(&LogName::Public) {
            let _gone = tell.send(());
        }
    });
    app.listen_while_held(&listener);
    follow(app, at, &mut locked(&adverts));
    let (weak, kept) = (Arc::downgrade(app), Arc::clone(&adverts));
    std::thread::Builder::new()
        .name("sarrera-adverts".to_owned())
        .spawn(move || {
            while told.recv().is_ok() {
                // What was told meanwhile is seen by the same look.
                while told.try_recv().is_ok() {}
                let Some(app) = weak.upgrade() else { return };
                follow(&app, at, &mut locked(&kept));
            }
        })?;
    Ok(Announcing {
        adverts,
        _listener: listener,
    })
}

impl Announcing {
    /// Whether the network carries it.
    #[must_use]
    pub fn is_announced(&self) -> bool {
        locked(&self.adverts)
            .as_ref()
            .is_some_and(|adverts| !adverts.is_empty())
    }
}

impl Drop for Announcing {
    fn drop(&mut self) {
        let _goodbyes = locked(&self.adverts).take();
    }
}

/// Announces what is not yet, and no more what is over.
fn follow(app: &App, at: At, adverts: &mut Adverts) {
    if let Some(adverts) = adverts
        && let Err(error) = followed(app, at, adverts)
    {
        tracing::warn!(
            code = error.code(),
            "served and not announced: devices need the address"
        );
    }
}

fn followed(app: &App, at: At, adverts: &mut BTreeMap<EventId, Advert>) -> Result<(), AnnounceError> {
    let device = app.device_id()?;
    let serves = app.serves_in()?;
    adverts.retain(|event, _| serves.contains(event));
    for event in serves {
        if adverts.contains_key(&event) {
            continue;
        }
        let beacon = Beacon {
            event,
            device,
            version: PROTOCOL_VERSION,
            place: at.place,
        };
        adverts.insert(event, Advert::start(&beacon, at.port, at.reach)?);
    }
    Ok(())
}

fn locked(adverts: &Mutex<Adverts>) -> MutexGuard<'_, Adverts> {
    adverts.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Why a server is not announced.
#[derive(Debug, thiserror::Error)]
enum AnnounceError {
    #[error(transparent)]
    App(#[from] AppError),
    #[error(transparent)]
    Discovery(#[from] DiscoveryError),
}

impl AnnounceError {
    /// Stable, for programs.
    fn code(&self) -> &'static str {
        match self {
            Self::App(error) => error.code(),
            Self::Discovery(error) => error.code(),
        }
    }
}
