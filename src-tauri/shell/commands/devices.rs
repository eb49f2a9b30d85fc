//! The event's devices: what they are, and what the office changes of them.

use crate::asked::{Answer, Asked};
use sarrera_app::AppError;
use sarrera_app::vault::RecoveryKey;
use sarrera_app::view::{DeviceForm, DevicesView};
use secrecy::{ExposeSecret, SecretString};

/// All devices of an event.
#[tauri::command]
pub(crate) async fn devices(asked: Asked, event: String) -> Answer<DevicesView> {
    asked.work(move |app| app.devices(&event)).await
}

/// Gives a device another name, or something else to do.
#[tauri::command]
pub(crate) async fn change_device(
    asked: Asked,
    event: String,
    form: DeviceForm,
    recovery_key: Option<String>,
) -> Answer<DevicesView> {
    asked
        .work(move |app| app.change_device(&event, &form, key_of(recovery_key)?.as_ref()))
        .await
}

/// Revokes a device.
#[tauri::command]
pub(crate) async fn revoke_device(
    asked: Asked,
    event: String,
    device: String,
    reason: String,
    recovery_key: Option<String>,
) -> Answer<DevicesView> {
    asked
        .work(move |app| app.revoke_device(&event, &device, &reason, key_of(recovery_key)?.as_ref()))
        .await
}

/// The recovery key that somebody typed, where anything stands in its field.
pub(super) fn key_of(typed: Option<String>) -> Result<Option<RecoveryKey>, AppError> {
    let typed = typed
        .filter(|text| !text.trim().is_empty())
        .map(SecretString::from);
    Ok(typed
        .map(|text| RecoveryKey::parse(text.expose_secret()))
        .transpose()?)
}
