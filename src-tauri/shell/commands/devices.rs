//! The event's devices: what they are, and what the office changes of them.

use crate::asked::{Answer, Asked};
use sarrera_app::view::{DeviceForm, DevicesView};

/// All devices of an event.
#[tauri::command]
pub(crate) async fn devices(asked: Asked, event: String) -> Answer<DevicesView> {
    asked.work(move |app| app.devices(&event)).await
}

/// Gives a device another name, or something else to do.
#[tauri::command]
pub(crate) async fn change_device(asked: Asked, event: String, form: DeviceForm) -> Answer<DevicesView> {
    asked.work(move |app| app.change_device(&event, &form)).await
}

/// Revokes a device.
#[tauri::command]
pub(crate) async fn revoke_device(
    asked: Asked,
    event: String,
    device: String,
    reason: String,
) -> Answer<DevicesView> {
    asked
        .work(move |app| app.revoke_device(&event, &device, &reason))
        .await
}
