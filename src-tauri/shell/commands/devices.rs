//! The event's devices: what they are, and what the office changes of them.

use crate::commands::desk::changed;
use crate::desk::{Answer, Desk};
use sarrera_app::view::{DeviceForm, DevicesView};
use tauri::AppHandle;

/// All devices of an event.
#[tauri::command]
pub(crate) async fn devices(desk: Desk, event: String) -> Answer<DevicesView> {
    desk.work(move |app| app.devices(&event)).await
}

/// Gives a device another name, or something else to do.
#[tauri::command]
pub(crate) async fn change_device(
    handle: AppHandle,
    desk: Desk,
    event: String,
    form: DeviceForm,
) -> Answer<DevicesView> {
    desk.work(move |app| {
        let devices = app.change_device(&event, &form)?;
        changed(&handle, &event);
        Ok(devices)
    })
    .await
}

/// Revokes a device.
#[tauri::command]
pub(crate) async fn revoke_device(
    handle: AppHandle,
    desk: Desk,
    event: String,
    device: String,
    reason: String,
) -> Answer<DevicesView> {
    desk.work(move |app| {
        let devices = app.revoke_device(&event, &device, &reason)?;
        changed(&handle, &event);
        Ok(devices)
    })
    .await
}
