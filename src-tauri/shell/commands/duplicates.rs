//! Who is registered twice: finding them, making them one, and taking it back.

use crate::asked::{Answer, Asked};
use sarrera_app::view::{DuplicatesPage, MergePreview, Merged, PersonView};

/// A page of likely duplicates, the most certain first.
#[tauri::command]
pub(crate) async fn duplicates(asked: Asked, event: String, skip: u32) -> Answer<DuplicatesPage> {
    asked.work(move |app| app.duplicates(&event, skip)).await
}

/// What a merge would come to.
#[tauri::command]
pub(crate) async fn preview_merge(
    asked: Asked,
    event: String,
    attendees: Vec<String>,
) -> Answer<MergePreview> {
    asked.work(move |app| app.preview_merge(&event, &attendees)).await
}

/// Makes one person of several.
#[tauri::command]
pub(crate) async fn merge_attendees(asked: Asked, event: String, attendees: Vec<String>) -> Answer<Merged> {
    asked.work(move |app| app.merge(&event, &attendees)).await
}

/// Takes a merge back.
#[tauri::command]
pub(crate) async fn undo_merge(asked: Asked, event: String, merge: String) -> Answer<Vec<PersonView>> {
    asked.work(move |app| app.undo_merge(&event, &merge)).await
}

/// Remembers here that these are different people, or forgets it again.
#[tauri::command]
pub(crate) async fn set_not_same(
    asked: Asked,
    event: String,
    attendees: Vec<String>,
    not_same: bool,
) -> Answer<()> {
    asked
        .work(move |app| app.set_not_same(&event, &attendees, not_same))
        .await
}
