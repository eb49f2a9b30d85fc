//! Where a file is written that people ask for: the system's own dialog, and the device's folder for a bare name.

use sarrera_app::App;
use std::path::{Path, PathBuf};
use tauri::AppHandle;
use tauri_plugin_dialog::DialogExt;

/// Asks in the system's own dialog where a file of this name is to be; nothing where nobody chose.
pub(crate) async fn choose_target(handle: &AppHandle, name: String) -> Option<String> {
    let (send, chosen) = std::sync::mpsc::channel();
    handle
        .dialog()
        .file()
        .set_file_name(name)
        .save_file(move |file| drop(send.send(file)));
    let file = tauri::async_runtime::spawn_blocking(move || chosen.recv().ok().flatten())
        .await
        .ok()??;
    Some(file.to_string())
}

/// A whole path stays as it is; a bare file name lands in the device's own folder.
pub(crate) fn target_of(app: &App, target: &Path) -> PathBuf {
    app.dir().join(target)
}
