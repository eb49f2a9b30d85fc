//! This device as a server of the room, and which other servers it sees.

use crate::asked::{Answer, Asked};
use crate::changes::stands_otherwise;
use sarrera_app::view::{LookAround, RoomView};
use tauri::AppHandle;

/// This device as a server.
#[tauri::command]
pub(crate) async fn room(asked: Asked, event: String) -> Answer<RoomView> {
    asked
        .in_hall(move |app, hall| app.room(&event, hall.served()))
        .await
}

/// Serves the room from now on.
#[tauri::command]
pub(crate) async fn serve_room(handle: AppHandle, asked: Asked, event: String) -> Answer<RoomView> {
    asked
        .in_hall(move |app, hall| {
            hall.serve_in(&app, &event)?;
            stands_otherwise(&handle, &event);
            app.room(&event, hall.served())
        })
        .await
}

/// Serves it no more.
#[tauri::command]
pub(crate) async fn leave_room(handle: AppHandle, asked: Asked, event: String) -> Answer<RoomView> {
    asked
        .in_hall(move |app, hall| {
            hall.leave(&app)?;
            stands_otherwise(&handle, &event);
            app.room(&event, None)
        })
        .await
}

/// Tries every server that is set or announces itself.
#[tauri::command]
pub(crate) async fn look_around(asked: Asked, event: String) -> Answer<LookAround> {
    asked
        .in_hall(move |app, hall| sarrera_server::look_around(&app, &event, hall.found(), hall.reach))
        .await
}
