//! Who works at the desks, and who is at this one.

use crate::asked::{Answer, Asked};
use sarrera_app::view::{OperatorForm, OperatorView, OperatorsView};

#[tauri::command]
pub(crate) async fn operators(asked: Asked, event: String) -> Answer<OperatorsView> {
    asked.work(move |app| app.operators(&event)).await
}

#[tauri::command]
pub(crate) async fn save_operator(asked: Asked, event: String, form: OperatorForm) -> Answer<OperatorView> {
    asked.work(move |app| app.save_operator(&event, &form)).await
}

#[tauri::command]
pub(crate) async fn choose_operator(
    asked: Asked,
    event: String,
    operator: Option<String>,
) -> Answer<OperatorsView> {
    asked
        .work(move |app| app.choose_operator(&event, operator.as_deref()))
        .await
}
