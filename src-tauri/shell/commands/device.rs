//! The device: its folder and its language.

use crate::asked::{Answer, Asked};
use sarrera_app::Setting;
use sarrera_app::view::{Overview, RecoveryKeyView};

/// Everything the window needs to draw its frame.
#[tauri::command]
pub(crate) async fn overview(asked: Asked) -> Answer<Overview> {
    asked.overview().await
}

/// Opens the database of this device.
#[tauri::command]
pub(crate) async fn open_database(asked: Asked, passphrase: Option<String>) -> Answer<Overview> {
    asked.open(passphrase).await?;
    asked.overview().await
}

/// Opens the database by the recovery key; the passphrase is the new one.
#[tauri::command]
pub(crate) async fn recover(asked: Asked, recovery_key: String, passphrase: String) -> Answer<Overview> {
    asked.recover(recovery_key, passphrase).await?;
    asked.overview().await
}

/// The recovery key, as long as nobody said that they keep it.
#[tauri::command]
pub(crate) async fn recovery_key(asked: Asked) -> Answer<Option<RecoveryKeyView>> {
    asked.recovery_key().await
}

/// Somebody keeps the recovery key: it is shown no more.
#[tauri::command]
pub(crate) async fn recovery_key_kept(asked: Asked) -> Answer<()> {
    asked.work(|app| app.recovery_key_kept()).await
}

/// The language that the window speaks.
#[tauri::command]
pub(crate) async fn set_language(asked: Asked, language: String) -> Answer<()> {
    asked
        .work(move |app| app.set_setting(Setting::Language, &language))
        .await
}
