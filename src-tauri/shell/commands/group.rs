//! People who come together: who they are, and letting them in one after the other.

use crate::asked::{Answer, Asked};
use crate::commands::badge::print;
use crate::commands::desk::ask;
use sarrera_app::PrintWish;
use sarrera_app::view::{Admission, GroupReport, GroupUse, GroupView};
use tauri::{AppHandle, Emitter};

/// Whom somebody came with.
#[tauri::command]
pub(crate) async fn group_of(
    asked: Asked,
    event: String,
    checkpoint: String,
    attendee: String,
) -> Answer<Option<GroupView>> {
    asked
        .work(move |app| app.group_of(&event, &checkpoint, &attendee))
        .await
}

/// Lets the members in, or gives out their badges; the page hears how far it is, and badges print meanwhile.
#[tauri::command]
pub(crate) async fn admit_group(
    handle: AppHandle,
    asked: Asked,
    event: String,
    checkpoint: String,
    members: Vec<String>,
    what: GroupUse,
    admission: Admission,
) -> Answer<GroupReport> {
    asked
        .work(move |app| {
            app.with_print_wish(|wish| {
                let wish = match admission {
                    Admission::WithBadge => wish,
                    Admission::WithoutBadge => PrintWish::None,
                };
                app.admit_group(&ask(&event, &checkpoint, wish), &members, what, &mut |progress| {
                    // A window that was closed meanwhile hears nothing.
                    drop(handle.emit("group-progress", progress));
                    print(&handle, &app);
                })
            })
        })
        .await
}

/// Stops the group under way; whoever is in stays in.
#[tauri::command]
pub(crate) async fn cancel_group(asked: Asked) -> Answer<()> {
    asked
        .work(|app| {
            app.cancel_group();
            Ok(())
        })
        .await
}
