//! Conflicts: how many are open, what they are, and how somebody ends one.

use crate::commands::desk::changed;
use crate::desk::{Answer, Desk};
use sarrera_app::view::{ConflictEnd, ConflictsPage, SettleAsk};
use tauri::AppHandle;

/// How many nobody has settled.
#[tauri::command]
pub(crate) async fn conflict_count(desk: Desk, event: String) -> Answer<u32> {
    desk.work(move |app| app.conflict_count(&event)).await
}

/// A page of conflicts, open ones first.
#[tauri::command]
pub(crate) async fn conflicts(desk: Desk, event: String, skip: u32) -> Answer<ConflictsPage> {
    desk.work(move |app| app.conflicts_page(&event, skip)).await
}

/// Somebody decided.
#[tauri::command]
pub(crate) async fn settle_conflict(
    handle: AppHandle,
    desk: Desk,
    event: String,
    ask: SettleAsk,
) -> Answer<ConflictEnd> {
    desk.work(move |app| {
        let end = app.settle_conflict(&event, &ask)?;
        changed(&handle, &event);
        Ok(end)
    })
    .await
}
