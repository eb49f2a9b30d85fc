//! Badges and printers.

use crate::desk::{Answer, Desk};
use sarrera_app::view::{BadgePreview, PersonForm, PrintView, PrinterView, TemplateView};
use sarrera_app::{App, PrintListener};
use std::sync::Arc;
use tauri::{AppHandle, Emitter};

#[tauri::command]
pub(crate) async fn preview_badge(desk: Desk, event: String, attendee: String) -> Answer<BadgePreview> {
    desk.work(move |app| app.preview_badge(&event, &attendee)).await
}

/// The badge of a form while it is typed.
#[tauri::command]
pub(crate) async fn preview_form(
    desk: Desk,
    event: String,
    form: PersonForm,
    attendee: Option<String>,
) -> Answer<BadgePreview> {
    desk.work(move |app| app.preview_form(&event, &form, attendee.as_deref()))
        .await
}

#[tauri::command]
pub(crate) async fn printers(desk: Desk) -> Answer<Vec<PrinterView>> {
    desk.work(|app| app.printers()).await
}

#[tauri::command]
pub(crate) async fn choose_printer(desk: Desk, id: String) -> Answer<()> {
    desk.work(move |app| app.choose_printer(&id)).await
}

#[tauri::command]
pub(crate) async fn templates(desk: Desk) -> Answer<Vec<TemplateView>> {
    desk.work(|app| app.templates()).await
}

#[tauri::command]
pub(crate) async fn choose_template(desk: Desk, name: String) -> Answer<()> {
    desk.work(move |app| app.choose_template(&name)).await
}

#[tauri::command]
pub(crate) async fn retry_print(handle: AppHandle, desk: Desk, job: String) -> Answer<PrintView> {
    desk.work(move |app| {
        let view = app.with_print_wish(|wish| app.retry_print(&job, wish))?;
        print(&handle, &app);
        Ok(view)
    })
    .await
}

#[tauri::command]
pub(crate) async fn print_state(desk: Desk, job: String) -> Answer<PrintView> {
    desk.work(move |app| app.print_state(&job)).await
}

/// What an earlier window left that somebody has to look at.
#[tauri::command]
pub(crate) async fn left_prints(desk: Desk, event: String) -> Answer<Vec<PrintView>> {
    desk.work(move |app| app.left_prints(&event)).await
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
