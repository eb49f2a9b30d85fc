//! The device: its folder and its language.

use crate::desk::{Answer, Desk};
use sarrera_app::view::Overview;
use tauri::State;

/// Everything the window needs to draw its frame.
#[tauri::command]
pub(crate) async fn overview(desk: State<'_, Desk>) -> Answer<Overview> {
    desk.overview().await
}

/// Opens the database of this device.
#[tauri::command]
pub(crate) async fn open_database(desk: State<'_, Desk>, passphrase: Option<String>) -> Answer<Overview> {
    desk.open(passphrase).await?;
    desk.overview().await
}

/// The language that the window speaks.
#[tauri::command]
pub(crate) async fn set_language(desk: State<'_, Desk>, language: String) -> Answer<()> {
    desk.work(move |app| app.set_setting("language", &language)).await
}
