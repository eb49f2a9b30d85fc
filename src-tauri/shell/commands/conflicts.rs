//! Conflicts: how many are open, what they are, and how somebody ends one.

use crate::asked::{Answer, Asked};
use sarrera_app::view::{ConflictEnd, ConflictsPage, SettleAsk};

/// How many nobody has settled.
#[tauri::command]
pub(crate) async fn conflict_count(asked: Asked, event: String) -> Answer<u32> {
    asked.work(move |app| app.conflict_count(&event)).await
}

/// A page of conflicts, open ones first.
#[tauri::command]
pub(crate) async fn conflicts(asked: Asked, event: String, skip: u32) -> Answer<ConflictsPage> {
    asked.work(move |app| app.conflicts_page(&event, skip)).await
}

/// Somebody decided.
#[tauri::command]
pub(crate) async fn settle_conflict(asked: Asked, event: String, ask: SettleAsk) -> Answer<ConflictEnd> {
    asked.work(move |app| app.settle_conflict(&event, &ask)).await
}
