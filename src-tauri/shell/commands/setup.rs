//! Setting an event up: what it is, its notice, its categories and checkpoints. What was saved shows in the whole window.

use crate::asked::{Answer, Asked};
use sarrera_app::view::{
    CategoryForm, CategoryView, CheckpointForm, EventForm, EventSetup, EventView, Texts,
};

#[tauri::command]
pub(crate) async fn event_setup(asked: Asked, event: String) -> Answer<EventSetup> {
    asked.work(move |app| app.event_setup(&event)).await
}

#[tauri::command]
pub(crate) async fn save_event(asked: Asked, event: String, form: EventForm) -> Answer<EventView> {
    asked.work(move |app| app.save_event(&event, &form)).await
}

#[tauri::command]
pub(crate) async fn save_notice(asked: Asked, event: String, texts: Texts) -> Answer<EventView> {
    asked.work(move |app| app.save_notice(&event, &texts)).await
}

#[tauri::command]
pub(crate) async fn save_category(asked: Asked, event: String, form: CategoryForm) -> Answer<CategoryView> {
    asked.work(move |app| app.save_category(&event, &form)).await
}

#[tauri::command]
pub(crate) async fn save_checkpoint(
    asked: Asked,
    event: String,
    form: CheckpointForm,
) -> Answer<CheckpointForm> {
    asked.work(move |app| app.save_checkpoint(&event, &form)).await
}
