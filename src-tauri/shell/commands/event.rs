//! Making events, and the demo. On a fresh device the database is made with them; its recovery key waits in it until the
//! page has shown it, whatever comes of the event.

use crate::asked::{Answer, Asked};
use sarrera_app::view::{EventView, NewEvent};
use std::path::PathBuf;
use tauri::{AppHandle, Emitter};

/// Makes an event.
#[tauri::command]
pub(crate) async fn create_event(
    asked: Asked,
    event: NewEvent,
    passphrase: Option<String>,
) -> Answer<EventView> {
    asked.open(passphrase).await?;
    asked.work(move |app| app.create_event(&event)).await
}

/// Makes the events of an event.json.
#[tauri::command]
pub(crate) async fn create_from_file(
    asked: Asked,
    path: PathBuf,
    passphrase: Option<String>,
) -> Answer<Vec<EventView>> {
    asked.open(passphrase).await?;
    asked.work(move |app| app.create_events_from_file(&path)).await
}

/// Makes the demo event and its people.
#[tauri::command]
pub(crate) async fn open_demo(
    handle: AppHandle,
    asked: Asked,
    passphrase: Option<String>,
) -> Answer<EventView> {
    asked.open(passphrase).await?;
    asked
        .work(move |app| {
            // A window that was closed meanwhile hears nothing.
            app.open_demo(&mut |progress| drop(handle.emit("demo-progress", progress)))
        })
        .await
}
