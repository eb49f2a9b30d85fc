//! What this window has to do with the other devices of the hall: it is kept in step, looks around, and serves the room.

use sarrera_app::{App, AppError, ServedRoom};
use sarrera_server::{Found, Keepers, Reach, Room, RoomError, StateListener};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Where a test, or somebody who wants to be seen by nobody, keeps the window to its own machine.
const NETWORK: &str = "SARRERA_NETWORK";
const THIS_MACHINE: &str = "this-machine";

/// The hall, as far as this window knows it.
pub(crate) struct Hall {
    pub(crate) reach: Reach,
    keepers: Mutex<Option<Keepers>>,
    room: Mutex<Option<Room>>,
    /// Why nobody announces themselves here.
    deaf: Mutex<Option<&'static str>>,
}

impl Hall {
    pub(crate) fn of_this_machine() -> Self {
        let this_machine = std::env::var(NETWORK).is_ok_and(|value| value == THIS_MACHINE);
        Self {
            reach: if this_machine {
                Reach::ThisMachine
            } else {
                Reach::Network
            },
            keepers: Mutex::default(),
            room: Mutex::default(),
            deaf: Mutex::default(),
        }
    }

    /// Begins with a database that was just opened: keeps its events in step, and serves where it did before.
    pub(crate) fn begin(&self, app: &Arc<App>, told: StateListener) {
        let keepers = Keepers::of(Arc::clone(app), told);
        if let Err(error) = keepers.look_around(self.reach) {
            eprintln!("sarrera-desk: nobody is heard on this network: {error}");
            *lock(&self.deaf) = Some(error.code());
        }
        *lock(&self.keepers) = Some(keepers);
        self.follow();
        match app.room_port() {
            Ok(None) => {}
            Ok(Some(_)) => {
                if let Err(error) = self.serve(app) {
                    eprintln!("sarrera-desk: the room is not served: {error}");
                }
            }
            Err(error) => eprintln!("sarrera-desk: whether to serve the room is not known: {error}"),
        }
    }

    /// Keeps every event in step with the servers that are set for it now.
    pub(crate) fn follow(&self) {
        if let Some(keepers) = &*lock(&self.keepers)
            && let Err(error) = keepers.follow()
        {
            eprintln!("sarrera-desk: the servers are not followed: {error}");
        }
    }

    /// Serves the room from now on, also when the window is opened again.
    pub(crate) fn serve(&self, app: &Arc<App>) -> Result<(), AppError> {
        let mut room = lock(&self.room);
        if room.is_none() {
            *room = Some(Room::open(app, self.reach).map_err(RoomError::into_app)?);
        }
        Ok(())
    }

    /// As [`Hall::serve`], where the event's own log says that this device may.
    pub(crate) fn serve_in(&self, app: &Arc<App>, event: &str) -> Result<(), AppError> {
        app.may_serve_room(event)?;
        self.serve(app)
    }

    /// Serves it no more.
    pub(crate) fn leave(&self, app: &App) -> Result<(), AppError> {
        app.keep_room_port(None)?;
        self.pause();
        Ok(())
    }

    /// Serves it no more until the window is opened again.
    pub(crate) fn pause(&self) {
        let room = lock(&self.room).take();
        if let Some(room) = room {
            room.close();
        }
    }

    /// Where the room is served; nothing while it is not.
    pub(crate) fn served(&self) -> Option<ServedRoom> {
        lock(&self.room).as_ref().map(|room| ServedRoom {
            addresses: room.addresses(),
            announced: room.is_announced(),
        })
    }

    /// Whether other devices lose their server with this window.
    pub(crate) fn serves(&self) -> bool {
        lock(&self.room).is_some()
    }

    /// Who announces themselves now, or why nobody can be heard.
    pub(crate) fn found(&self) -> Result<Vec<Found>, &'static str> {
        match *lock(&self.deaf) {
            Some(code) => Err(code),
            None => Ok(lock(&self.keepers)
                .as_ref()
                .map(Keepers::around)
                .unwrap_or_default()),
        }
    }
}

fn lock<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}
