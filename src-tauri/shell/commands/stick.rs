//! An event's changes in a file on a USB stick.

use crate::asked::{Answer, Asked};
use crate::target::target_of;
use sarrera_app::view::{StickRead, StickWritten};
use std::path::PathBuf;

/// Writes all that is here of an event to a file for its other devices.
#[tauri::command]
pub(crate) async fn write_stick(asked: Asked, event: String, path: PathBuf) -> Answer<StickWritten> {
    asked
        .work(move |app| app.write_stick(&event, &target_of(&app, &path)))
        .await
}

/// Takes in what a file holds for this device.
#[tauri::command]
pub(crate) async fn read_stick(asked: Asked, path: PathBuf) -> Answer<StickRead> {
    asked.work(move |app| app.read_stick(&path)).await
}
