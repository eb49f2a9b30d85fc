//! Calls for help: what a desk asks, and who answers. What was written is seen in the whole window.

use super::desk::changed;
use crate::desk::{Answer, Desk};
use sarrera_app::view::{HelpAnswerChoice, HelpAsk, HelpView};
use tauri::AppHandle;

#[tauri::command]
pub(crate) async fn ask_help(handle: AppHandle, desk: Desk, event: String, ask: HelpAsk) -> Answer<HelpView> {
    desk.work(move |app| {
        let help = app.ask_help(&event, &ask)?;
        changed(&handle, &event);
        Ok(help)
    })
    .await
}

#[tauri::command]
pub(crate) async fn say_more(
    handle: AppHandle,
    desk: Desk,
    event: String,
    help: String,
    reason: String,
    words: String,
) -> Answer<HelpView> {
    desk.work(move |app| {
        let help = app.say_more(&event, &help, &reason, &words)?;
        changed(&handle, &event);
        Ok(help)
    })
    .await
}

#[tauri::command]
pub(crate) async fn answer_help(
    handle: AppHandle,
    desk: Desk,
    event: String,
    help: String,
    answer: HelpAnswerChoice,
    words: String,
) -> Answer<HelpView> {
    desk.work(move |app| {
        let help = app.answer_help(&event, &help, answer, &words)?;
        changed(&handle, &event);
        Ok(help)
    })
    .await
}

/// The call of this device that is not over.
#[tauri::command]
pub(crate) async fn help_here(desk: Desk, event: String) -> Answer<Option<HelpView>> {
    desk.work(move |app| app.help_here(&event)).await
}

/// All calls that are not over, the oldest first.
#[tauri::command]
pub(crate) async fn open_help(desk: Desk, event: String) -> Answer<Vec<HelpView>> {
    desk.work(move |app| app.open_help(&event)).await
}
