//! Who works at the desks, and who is at this one.

use super::desk::changed;
use crate::desk::{Answer, Desk};
use sarrera_app::view::{OperatorForm, OperatorView, OperatorsView};
use tauri::AppHandle;

#[tauri::command]
pub(crate) async fn operators(desk: Desk, event: String) -> Answer<OperatorsView> {
    desk.work(move |app| app.operators(&event)).await
}

#[tauri::command]
pub(crate) async fn save_operator(
    handle: AppHandle,
    desk: Desk,
    event: String,
    form: OperatorForm,
) -> Answer<OperatorView> {
    desk.work(move |app| {
        let saved = app.save_operator(&event, &form)?;
        changed(&handle, &event);
        Ok(saved)
    })
    .await
}

#[tauri::command]
pub(crate) async fn choose_operator(
    handle: AppHandle,
    desk: Desk,
    event: String,
    operator: Option<String>,
) -> Answer<OperatorsView> {
    desk.work(move |app| {
        let chosen = app.choose_operator(&event, operator.as_deref())?;
        // Another's own count stands at the desk now.
        changed(&handle, &event);
        Ok(chosen)
    })
    .await
}
