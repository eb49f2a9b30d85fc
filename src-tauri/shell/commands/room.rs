//! This device as a server of the room, and which other servers it sees.

use crate::asked::{Answer, Asked};
use sarrera_app::view::{LookAround, RoomView};

/// This device as a server.
#[tauri::command]
pub(crate) async fn room(asked: Asked, event: String) -> Answer<RoomView> {
    asked
        .in_hall(move |app, hall| {
            let (addresses, announced) = hall.served();
            app.room(&event, addresses, announced)
        })
        .await
}

/// Serves the room from now on.
#[tauri::command]
pub(crate) async fn serve_room(asked: Asked, event: String) -> Answer<RoomView> {
    asked
        .in_hall(move |app, hall| {
            hall.serve_in(&app, &event)?;
            let (addresses, announced) = hall.served();
            app.room(&event, addresses, announced)
        })
        .await
}

/// Serves it no more.
#[tauri::command]
pub(crate) async fn leave_room(asked: Asked, event: String) -> Answer<RoomView> {
    asked
        .in_hall(move |app, hall| {
            hall.leave(&app)?;
            app.room(&event, Vec::new(), false)
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
