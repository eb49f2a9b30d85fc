//! The people of an event in the office: the list, a person's page, edits, exports.

use crate::asked::{Answer, Asked};
use crate::commands::badge::print;
use crate::target::{choose_target, target_of};
use sarrera_app::view::{
    EditPrint, Edited, ExportFormat, ExportTable, PeoplePage, PeopleQuery, PersonEdit, Profile,
};
use std::path::PathBuf;
use tauri::AppHandle;

/// A page of the list: from a place on, or around somebody who is listed.
#[tauri::command]
pub(crate) async fn people(
    asked: Asked,
    event: String,
    query: PeopleQuery,
    from: u32,
    around: Option<String>,
) -> Answer<PeoplePage> {
    asked
        .work(move |app| app.people(&event, &query, from, around.as_deref()))
        .await
}

/// Reads everybody while nobody asks for them yet.
#[tauri::command]
pub(crate) async fn people_ahead(asked: Asked, event: String) -> Answer<()> {
    asked.work(move |app| app.people_ahead(&event)).await
}

/// Everything of one person.
#[tauri::command]
pub(crate) async fn profile(asked: Asked, event: String, attendee: String) -> Answer<Profile> {
    asked.work(move |app| app.profile(&event, &attendee)).await
}

/// Changes what an organiser changed of a person.
#[tauri::command]
pub(crate) async fn edit_person(
    handle: AppHandle,
    asked: Asked,
    event: String,
    attendee: String,
    edit: PersonEdit,
    badge: EditPrint,
) -> Answer<Edited> {
    asked
        .work(move |app| {
            let edited = match badge {
                EditPrint::Keep => app.edit_person(&event, &attendee, &edit)?,
                EditPrint::NewBadge => {
                    app.with_print_wish(|wish| app.edit_and_print(&event, &attendee, &edit, wish))?
                }
            };
            print(&handle, &app);
            Ok(edited)
        })
        .await
}

/// Ends the conflict of a field by one of the values that stand.
#[tauri::command]
pub(crate) async fn choose_value(
    asked: Asked,
    event: String,
    attendee: String,
    field: String,
    value: String,
) -> Answer<Profile> {
    asked
        .work(move |app| app.choose_value(&event, &attendee, &field, &value))
        .await
}

/// Asks in the system's own dialog where to write a file.
#[tauri::command]
pub(crate) async fn choose_export_file(handle: AppHandle, name: String) -> Option<String> {
    choose_target(&handle, name).await
}

/// Writes a table of those whom the query lets pass; without one, of everybody. Gives how many rows it has.
#[tauri::command]
pub(crate) async fn export_table(
    asked: Asked,
    event: String,
    query: Option<PeopleQuery>,
    table: ExportTable,
    format: ExportFormat,
    target: PathBuf,
) -> Answer<Exported> {
    asked
        .work(move |app| {
            let target = target_of(&app, &target);
            let rows = match &query {
                Some(query) => app.export_listed(&event, query, table, format, &target)?,
                None => app.export(&event, table, format, &target)?,
            };
            Ok(Exported {
                rows,
                path: target.display().to_string(),
            })
        })
        .await
}

/// What was written, and where.
#[derive(Debug, serde::Serialize)]
pub(crate) struct Exported {
    rows: u64,
    path: String,
}
