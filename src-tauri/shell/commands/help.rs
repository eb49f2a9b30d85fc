//! Calls for help: what a desk asks, and who answers. What was written is seen in the whole window.

use crate::asked::{Answer, Asked};
use sarrera_app::view::{HelpAnswerChoice, HelpAsk, HelpView};

#[tauri::command]
pub(crate) async fn ask_help(asked: Asked, event: String, ask: HelpAsk) -> Answer<HelpView> {
    asked.work(move |app| app.ask_help(&event, &ask)).await
}

#[tauri::command]
pub(crate) async fn say_more(
    asked: Asked,
    event: String,
    help: String,
    reason: String,
    words: String,
) -> Answer<HelpView> {
    asked
        .work(move |app| app.say_more(&event, &help, &reason, &words))
        .await
}

#[tauri::command]
pub(crate) async fn answer_help(
    asked: Asked,
    event: String,
    help: String,
    answer: HelpAnswerChoice,
    words: String,
) -> Answer<HelpView> {
    asked
        .work(move |app| app.answer_help(&event, &help, answer, &words))
        .await
}

/// The call of this device that is not over.
#[tauri::command]
pub(crate) async fn help_here(asked: Asked, event: String) -> Answer<Option<HelpView>> {
    asked.work(move |app| app.help_here(&event)).await
}

/// All calls that are not over, the oldest first.
#[tauri::command]
pub(crate) async fn open_help(asked: Asked, event: String) -> Answer<Vec<HelpView>> {
    asked.work(move |app| app.open_help(&event)).await
}
