//! Importing a file, with preview, progress, report and history.

use crate::asked::{Answer, Asked};
use sarrera_app::ImportAsk;
use sarrera_app::view::{ImportChoices, ImportPreview, ImportReport, ImportRun, RejectedWords};
use std::path::PathBuf;
use tauri::{AppHandle, Emitter};
use tauri_plugin_dialog::DialogExt;

/// Asks for a file in the system's own dialog.
#[tauri::command]
pub(crate) async fn choose_import_file(handle: AppHandle) -> Option<String> {
    let (send, chosen) = std::sync::mpsc::channel();
    handle
        .dialog()
        .file()
        .pick_file(move |file| drop(send.send(file)));
    let file = tauri::async_runtime::spawn_blocking(move || chosen.recv().ok().flatten())
        .await
        .ok()??;
    Some(file.to_string())
}

/// What a file looks like before anything is taken from it, as a person has chosen so far.
#[tauri::command]
pub(crate) async fn preview_import(
    asked: Asked,
    path: PathBuf,
    choices: ImportChoices,
) -> Answer<ImportPreview> {
    asked
        .work(move |app| {
            let (options, choices) = choices.read()?;
            app.preview_import(&path, &options, choices)
        })
        .await
}

/// Takes a file in.
#[tauri::command]
pub(crate) async fn run_import(
    handle: AppHandle,
    asked: Asked,
    event: String,
    path: PathBuf,
    choices: ImportChoices,
    dry_run: bool,
) -> Answer<ImportReport> {
    asked
        .work(move |app| {
            let (options, choices) = choices.read()?;
            let ask = ImportAsk {
                event: &event,
                options,
                choices,
                dry_run,
                rejected_to: None,
            };
            app.import(&path, &ask, &mut |progress| {
                drop(handle.emit("import-progress", progress));
            })
        })
        .await
}

/// Stops a running import; what it took stays.
#[tauri::command]
pub(crate) async fn cancel_import(asked: Asked) -> Answer<()> {
    asked
        .work(|app| {
            app.cancel_import();
            Ok(())
        })
        .await
}

/// Writes the rows that the event's last import rejected, in its file's columns, and gives the file's path.
#[tauri::command]
pub(crate) async fn save_rejected(
    asked: Asked,
    event: String,
    target: PathBuf,
    words: RejectedWords,
) -> Answer<String> {
    asked
        .work(move |app| {
            app.save_rejected(&event, &target, Some(&words))?;
            Ok(target.display().to_string())
        })
        .await
}

/// The imports of the past into an event, the newest first.
#[tauri::command]
pub(crate) async fn import_runs(asked: Asked, event: String) -> Answer<Vec<ImportRun>> {
    asked.work(move |app| app.import_runs(&event)).await
}
