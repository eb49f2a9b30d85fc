//! Badges and printers.

use crate::asked::{Answer, Asked};
use sarrera_app::view::{BadgePreview, PersonForm, PrintSettlement, PrintView, PrinterView, TemplateView};
use sarrera_app::{App, PrintListener};
use std::sync::Arc;
use tauri::{AppHandle, Emitter};

#[tauri::command]
pub(crate) async fn preview_badge(asked: Asked, event: String, attendee: String) -> Answer<BadgePreview> {
    asked.work(move |app| app.preview_badge(&event, &attendee)).await
}

/// The badge of a form while it is typed.
#[tauri::command]
pub(crate) async fn preview_form(
    asked: Asked,
    event: String,
    form: PersonForm,
    attendee: Option<String>,
) -> Answer<BadgePreview> {
    asked
        .work(move |app| app.preview_form(&event, &form, attendee.as_deref()))
        .await
}

#[tauri::command]
pub(crate) async fn printers(asked: Asked) -> Answer<Vec<PrinterView>> {
    asked.work(|app| app.printers()).await
}

#[tauri::command]
pub(crate) async fn choose_printer(asked: Asked, id: String) -> Answer<()> {
    asked.work(move |app| app.choose_printer(&id)).await
}

#[tauri::command]
pub(crate) async fn templates(asked: Asked) -> Answer<Vec<TemplateView>> {
    asked.work(|app| app.templates()).await
}

#[tauri::command]
pub(crate) async fn choose_template(asked: Asked, name: String) -> Answer<()> {
    asked.work(move |app| app.choose_template(&name)).await
}

#[tauri::command]
pub(crate) async fn retry_print(handle: AppHandle, asked: Asked, job: String) -> Answer<PrintView> {
    asked
        .work(move |app| {
            let view = app.with_print_wish(|wish| app.retry_print(&job, wish))?;
            print(&handle, &app);
            Ok(view)
        })
        .await
}

#[tauri::command]
pub(crate) async fn settle_print(asked: Asked, job: String, how: PrintSettlement) -> Answer<PrintView> {
    asked.work(move |app| app.settle_print(&job, how)).await
}

#[tauri::command]
pub(crate) async fn print_state(asked: Asked, job: String) -> Answer<PrintView> {
    asked.work(move |app| app.print_state(&job)).await
}

/// What an earlier window left that somebody has to look at.
#[tauri::command]
pub(crate) async fn left_prints(asked: Asked, event: String) -> Answer<Vec<PrintView>> {
    asked.work(move |app| app.left_prints(&event)).await
}

/// Has ordered badges carried to their printers, beside the desk's work. What stays queued is taken up next time.
pub(crate) fn print(handle: &AppHandle, app: &Arc<App>) {
    let handle = handle.clone();
    // A window that was closed meanwhile hears nothing.
    let listen: PrintListener = Arc::new(move |view| drop(handle.emit("print-changed", view)));
    if let Err(error) = app.wake_prints(&listen) {
        eprintln!("sarrera-desk: the printers could not be woken: {}", error.code());
    }
}

/// Takes up what an earlier window left on its way to a printer; called once, when the database is open.
pub(crate) fn take_up(handle: &AppHandle, app: &Arc<App>) {
    if let Err(error) = app.take_up_prints() {
        eprintln!(
            "sarrera-desk: old print jobs could not be looked at: {}",
            error.code()
        );
    }
    print(handle, app);
}
