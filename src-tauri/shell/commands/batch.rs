//! Badges by the hundred: who is to have one, what needs a look, and the file.

use crate::asked::{Answer, Asked};
use crate::target::{choose_target, target_of};
use sarrera_app::BatchUse;
use sarrera_app::view::{BadgePreview, BatchAsk, BatchList, BatchMade, BatchTrouble};
use std::path::PathBuf;
use tauri::{AppHandle, Emitter};

/// Who fits the filter, and the boxes.
#[tauri::command]
pub(crate) async fn batch_people(asked: Asked, event: String, ask: BatchAsk) -> Answer<BatchList> {
    asked.work(move |app| app.batch_people(&event, &ask)).await
}

/// The badges that somebody should look at; nothing where a newer look was asked for.
#[tauri::command]
pub(crate) async fn look_at_batch(
    asked: Asked,
    event: String,
    ask: BatchAsk,
) -> Answer<Option<Vec<BatchTrouble>>> {
    asked.work(move |app| app.look_at_batch(&event, &ask)).await
}

/// One page as it will be.
#[tauri::command]
pub(crate) async fn batch_page(
    asked: Asked,
    event: String,
    template: String,
    attendee: String,
) -> Answer<BadgePreview> {
    asked
        .work(move |app| app.preview_badge_in(&template, &event, &attendee))
        .await
}

/// Asks in the system's own dialog where the file is to be.
#[tauri::command]
pub(crate) async fn choose_badges_file(handle: AppHandle, name: String) -> Option<String> {
    choose_target(&handle, name).await
}

/// Makes the file, while the desk goes on.
#[tauri::command]
pub(crate) async fn make_batch(
    handle: AppHandle,
    asked: Asked,
    event: String,
    ask: BatchAsk,
    target: PathBuf,
) -> Answer<BatchMade> {
    asked
        .work(move |app| {
            let target = target_of(&app, &target);
            let report = app.make_batch(&event, &ask, BatchUse::Paper, &target, &mut |progress| {
                // A window that was closed meanwhile hears nothing.
                drop(handle.emit("batch-progress", progress));
            })?;
            Ok(BatchMade {
                pages: report.pages,
                missing_glyphs: report.missing_glyphs,
                overflow: report.overflow,
                overtaken: report.overtaken,
                boxes: report.boxes,
                cancelled: report.cancelled,
                path: target.display().to_string(),
            })
        })
        .await
}

/// Stops the batch under way.
#[tauri::command]
pub(crate) async fn cancel_batch(asked: Asked) -> Answer<()> {
    asked
        .work(|app| {
            app.cancel_batch();
            Ok(())
        })
        .await
}
