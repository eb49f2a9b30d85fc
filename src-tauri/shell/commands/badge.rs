//! Badges and printers.

use crate::desk::{Answer, Desk};
use sarrera_app::App;
use sarrera_app::view::{BadgePreview, PrintState, PrintView, PrinterView};
use serde::Serialize;
use std::path::PathBuf;
use std::sync::Arc;
use tauri::{AppHandle, Emitter, State};

/// What a PDF of badges came to.
#[derive(Debug, Serialize)]
pub(crate) struct BadgesPdf {
    pages: u32,
    missing_glyphs: Vec<String>,
    overflow: Vec<String>,
    path: String,
}

#[tauri::command]
pub(crate) async fn preview_badge(
    desk: State<'_, Desk>,
    event: String,
    attendee: String,
) -> Answer<BadgePreview> {
    desk.work(move |app| app.preview_badge(&event, &attendee)).await
}

#[tauri::command]
pub(crate) async fn printers(desk: State<'_, Desk>) -> Answer<Vec<PrinterView>> {
    desk.work(|app| app.printers()).await
}

#[tauri::command]
pub(crate) async fn choose_printer(desk: State<'_, Desk>, id: String) -> Answer<()> {
    desk.work(move |app| app.choose_printer(&id)).await
}

#[tauri::command]
pub(crate) async fn print_state(desk: State<'_, Desk>, job: String) -> Answer<PrintView> {
    desk.work(move |app| app.print_state(&job)).await
}

#[tauri::command]
pub(crate) async fn badges_pdf(
    desk: State<'_, Desk>,
    event: String,
    template: String,
    target: PathBuf,
) -> Answer<BadgesPdf> {
    desk.work(move |app| {
        // A bare file name lands in the device's own folder.
        let target = if target.is_absolute() {
            target
        } else {
            app.dir().join(target)
        };
        let report = app.badges_pdf(&event, &template, &target)?;
        Ok(BadgesPdf {
            pages: report.pages,
            missing_glyphs: report.missing_glyphs,
            overflow: report.overflow,
            path: target.display().to_string(),
        })
    })
    .await
}

/// Carries a badge that was ordered to its printer, beside the desk's work.
pub(crate) fn print(handle: &AppHandle, app: &Arc<App>, ordered: Option<&PrintView>) {
    let Some(order) = ordered.filter(|order| order.state == PrintState::Queued) else {
        return;
    };
    let (handle, app, job) = (handle.clone(), Arc::clone(app), order.job.clone());
    std::thread::spawn(move || {
        let done = app.run_print_job(&job, |view| drop(handle.emit("print-changed", view)));
        if let Err(error) = done {
            eprintln!(
                "sarrera-desk: a print job could not be followed: {}",
                error.code()
            );
        }
    });
}
