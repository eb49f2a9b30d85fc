//! The dashboard of the office.

use crate::asked::{Answer, Asked};
use sarrera_app::view::Dashboard;

#[tauri::command]
pub(crate) async fn dashboard(
    asked: Asked,
    event: String,
    checkpoint: String,
    day: Option<String>,
) -> Answer<Dashboard> {
    asked
        .work(move |app| app.dashboard(&event, &checkpoint, day.as_deref()))
        .await
}
