//! Who is registered twice: finding them, making them one, and taking it back.

use crate::commands::desk::changed;
use crate::desk::{Answer, Desk};
use sarrera_app::view::{DuplicatesPage, MergePreview, Merged, PersonView};
use tauri::AppHandle;

/// A page of likely duplicates, the most certain first.
#[tauri::command]
pub(crate) async fn duplicates(desk: Desk, event: String, skip: u32) -> Answer<DuplicatesPage> {
    desk.work(move |app| app.duplicates(&event, skip)).await
}

/// What a merge would come to.
#[tauri::command]
pub(crate) async fn preview_merge(desk: Desk, event: String, attendees: Vec<String>) -> Answer<MergePreview> {
    desk.work(move |app| app.preview_merge(&event, &attendees)).await
}

/// Makes one person of several.
#[tauri::command]
pub(crate) async fn merge_attendees(
    handle: AppHandle,
    desk: Desk,
    event: String,
    attendees: Vec<String>,
) -> Answer<Merged> {
    desk.work(move |app| {
        let merged = app.merge(&event, &attendees)?;
        changed(&handle, &event);
        Ok(merged)
    })
    .await
}

/// Takes a merge back.
#[tauri::command]
pub(crate) async fn undo_merge(
    handle: AppHandle,
    desk: Desk,
    event: String,
    merge: String,
) -> Answer<Vec<PersonView>> {
    desk.work(move |app| {
        let people = app.undo_merge(&event, &merge)?;
        changed(&handle, &event);
        Ok(people)
    })
    .await
}

/// Remembers here that these are different people, or forgets it again.
#[tauri::command]
pub(crate) async fn set_not_same(
    desk: Desk,
    event: String,
    attendees: Vec<String>,
    not_same: bool,
) -> Answer<()> {
    desk.work(move |app| app.set_not_same(&event, &attendees, not_same))
        .await
}
