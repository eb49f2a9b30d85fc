//! Setting an event up: what it is, its notice, its categories and checkpoints. What was saved shows in the whole window.

use super::desk::changed;
use crate::desk::{Answer, Desk};
use sarrera_app::view::{
    CategoryForm, CategoryView, CheckpointForm, EventForm, EventSetup, EventView, Texts,
};
use tauri::AppHandle;

#[tauri::command]
pub(crate) async fn event_setup(desk: Desk, event: String) -> Answer<EventSetup> {
    desk.work(move |app| app.event_setup(&event)).await
}

#[tauri::command]
pub(crate) async fn save_event(
    handle: AppHandle,
    desk: Desk,
    event: String,
    form: EventForm,
) -> Answer<EventView> {
    desk.work(move |app| {
        let saved = app.save_event(&event, &form)?;
        changed(&handle, &event);
        Ok(saved)
    })
    .await
}

#[tauri::command]
pub(crate) async fn save_notice(
    handle: AppHandle,
    desk: Desk,
    event: String,
    texts: Texts,
) -> Answer<EventView> {
    desk.work(move |app| {
        let saved = app.save_notice(&event, &texts)?;
        changed(&handle, &event);
        Ok(saved)
    })
    .await
}

#[tauri::command]
pub(crate) async fn save_category(
    handle: AppHandle,
    desk: Desk,
    event: String,
    form: CategoryForm,
) -> Answer<CategoryView> {
    desk.work(move |app| {
        let saved = app.save_category(&event, &form)?;
        changed(&handle, &event);
        Ok(saved)
    })
    .await
}

#[tauri::command]
pub(crate) async fn save_checkpoint(
    handle: AppHandle,
    desk: Desk,
    event: String,
    form: CheckpointForm,
) -> Answer<CheckpointForm> {
    desk.work(move |app| {
        let saved = app.save_checkpoint(&event, &form)?;
        changed(&handle, &event);
        Ok(saved)
    })
    .await
}
