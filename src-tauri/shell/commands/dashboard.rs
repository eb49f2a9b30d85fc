//! The dashboard of the office.

use crate::desk::{Answer, Desk};
use sarrera_app::view::Dashboard;

#[tauri::command]
pub(crate) async fn dashboard(
    desk: Desk,
    event: String,
    checkpoint: String,
    day: Option<String>,
) -> Answer<Dashboard> {
    desk.work(move |app| app.dashboard(&event, &checkpoint, day.as_deref()))
        .await
}
