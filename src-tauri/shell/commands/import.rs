//! Importing a file, with preview, progress and report.

use crate::desk::{Answer, Desk};
use sarrera_app::ImportAsk;
use sarrera_app::import::{Choices, Field, ReadOptions};
use sarrera_app::view::{ImportPreview, ImportReport};
use std::path::{Path, PathBuf};
use tauri::{AppHandle, Emitter, State};
use tauri_plugin_dialog::DialogExt;

type Chosen = Option<Vec<(String, Option<String>)>>;

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

/// What a file looks like before anything is taken from it.
#[tauri::command]
pub(crate) async fn preview_import(
    desk: State<'_, Desk>,
    event: String,
    path: PathBuf,
    sheet: Option<String>,
) -> Answer<ImportPreview> {
    // The preview is of the file; the event only says that one is open.
    drop(event);
    desk.work(move |app| app.preview_import(&path, &options(sheet), Choices::default()))
        .await
}

/// Takes a file in.
#[tauri::command]
pub(crate) async fn run_import(
    handle: AppHandle,
    desk: State<'_, Desk>,
    event: String,
    path: PathBuf,
    sheet: Option<String>,
    mapping: Chosen,
    dry_run: bool,
) -> Answer<ImportReport> {
    desk.work(move |app| {
        let choices = choices(mapping);
        let ask = ImportAsk {
            event: &event,
            options: options(sheet),
            choices,
            dry_run,
            rejected_to: None,
        };
        let report = app.import(&path, &ask, &mut |progress| {
            drop(handle.emit("import-progress", progress));
        })?;
        drop(handle.emit("changed", serde_json::json!({"event": event})));
        Ok(report)
    })
    .await
}

/// Stops a running import; what it took stays.
#[tauri::command]
pub(crate) async fn cancel_import(desk: State<'_, Desk>) -> Answer<()> {
    desk.work(|app| {
        app.cancel_import();
        Ok(())
    })
    .await
}

/// Writes the rows that the file's import rejects, in its own columns, and gives the file's path.
#[tauri::command]
pub(crate) async fn save_rejected(
    desk: State<'_, Desk>,
    event: String,
    path: PathBuf,
    target: PathBuf,
) -> Answer<String> {
    desk.work(move |app| {
        let rejected_to: Option<&Path> = Some(&target);
        let ask = ImportAsk {
            event: &event,
            dry_run: true,
            rejected_to,
            ..ImportAsk::default()
        };
        app.import(&path, &ask, &mut |_| {})?;
        Ok(target.display().to_string())
    })
    .await
}

fn options(sheet: Option<String>) -> ReadOptions {
    ReadOptions {
        sheet,
        ..ReadOptions::default()
    }
}

fn choices(mapping: Chosen) -> Choices {
    let columns = mapping.unwrap_or_default();
    let field = |name: Option<String>| name.and_then(|name| Field::from_name(&name));
    Choices {
        columns: columns
            .into_iter()
            .map(|(header, name)| (header, field(name)))
            .collect(),
        ..Choices::default()
    }
}
