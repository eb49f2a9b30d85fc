//! The device: its folder and its language.

use crate::desk::{Answer, Desk};
use sarrera_app::view::{Overview, RecoveryKeyView};

/// Everything the window needs to draw its frame.
#[tauri::command]
pub(crate) async fn overview(desk: Desk) -> Answer<Overview> {
    desk.overview().await
}

/// Opens the database of this device.
#[tauri::command]
pub(crate) async fn open_database(desk: Desk, passphrase: Option<String>) -> Answer<Overview> {
    desk.open(passphrase).await?;
    desk.overview().await
}

/// Opens the database by the recovery key; the passphrase is the new one.
#[tauri::command]
pub(crate) async fn recover(desk: Desk, recovery_key: String, passphrase: String) -> Answer<Overview> {
    desk.recover(recovery_key, passphrase).await?;
    desk.overview().await
}

/// The recovery key, as long as nobody said that they keep it.
#[tauri::command]
pub(crate) async fn recovery_key(desk: Desk) -> Answer<Option<RecoveryKeyView>> {
    desk.recovery_key().await
}

/// Somebody keeps the recovery key: it is shown no more.
#[tauri::command]
pub(crate) async fn recovery_key_kept(desk: Desk) -> Answer<()> {
    desk.work(|app| app.recovery_key_kept()).await
}

/// The language that the window speaks.
#[tauri::command]
pub(crate) async fn set_language(desk: Desk, language: String) -> Answer<()> {
    desk.work(move |app| app.set_setting("language", &language)).await
}
