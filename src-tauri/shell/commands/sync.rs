//! The servers of an event: how this device stands with them, and where they are.

use crate::asked::{Answer, Asked};
use sarrera_app::view::{ServersView, SyncState};

/// How this device stands with the servers of an event.
#[tauri::command]
pub(crate) async fn sync_state(asked: Asked, event: String) -> Answer<SyncState> {
    asked
        .in_hall(move |app, hall| app.sync_state_serving(&event, hall.served().as_ref()))
        .await
}

/// The servers of an event.
#[tauri::command]
pub(crate) async fn servers(asked: Asked, event: String) -> Answer<ServersView> {
    asked.work(move |app| app.servers(&event)).await
}

/// Adds a server.
#[tauri::command]
pub(crate) async fn add_server(asked: Asked, event: String, address: String) -> Answer<ServersView> {
    let add = move |app: std::sync::Arc<_>| sarrera_server::add_server(&app, &event, &address);
    asked.work_on_servers(add).await
}

/// Takes a server from the list.
#[tauri::command]
pub(crate) async fn remove_server(asked: Asked, event: String, address: String) -> Answer<ServersView> {
    let remove = move |app: std::sync::Arc<sarrera_app::App>| app.remove_server(&event, &address);
    asked.work_on_servers(remove).await
}

/// Nothing where a server was reached and let this device in; else the code of why not.
#[tauri::command]
pub(crate) async fn try_server(asked: Asked, event: String, address: String) -> Answer<Option<String>> {
    let tried = move |app: std::sync::Arc<_>| {
        let code = sarrera_server::try_server(&app, &event, &address)?;
        Ok(code.map(str::to_owned))
    };
    asked.work(tried).await
}
