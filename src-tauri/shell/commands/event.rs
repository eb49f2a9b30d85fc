//! Making events, and the demo.

use crate::desk::{Answer, Desk};
use sarrera_app::view::{NewEvent, RecoveryKeyView};
use std::path::PathBuf;
use tauri::{AppHandle, Emitter, State};

/// Makes an event; on a fresh device the database with it.
#[tauri::command]
pub(crate) async fn create_event(
    desk: State<'_, Desk>,
    event: NewEvent,
    passphrase: Option<String>,
) -> Answer<Option<RecoveryKeyView>> {
    let recovery = desk.open(passphrase).await?;
    desk.work(move |app| app.create_event(&event)).await?;
    Ok(recovery)
}

/// Makes the events of an event.json.
#[tauri::command]
pub(crate) async fn create_from_file(
    desk: State<'_, Desk>,
    path: PathBuf,
    passphrase: Option<String>,
) -> Answer<Option<RecoveryKeyView>> {
    let recovery = desk.open(passphrase).await?;
    desk.work(move |app| app.create_events_from_file(&path)).await?;
    Ok(recovery)
}

/// Makes the demo event and its people.
#[tauri::command]
pub(crate) async fn open_demo(
    handle: AppHandle,
    desk: State<'_, Desk>,
    passphrase: Option<String>,
) -> Answer<Option<RecoveryKeyView>> {
    let recovery = desk.open(passphrase).await?;
    desk.work(move |app| {
        // A window that was closed meanwhile hears nothing.
        app.open_demo(&mut |progress| drop(handle.emit("demo-progress", progress)))
    })
    .await?;
    Ok(recovery)
}
