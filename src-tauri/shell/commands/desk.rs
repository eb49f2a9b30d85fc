//! The desk: search, scan, verdict, and what may follow.

use crate::asked::{Answer, Asked};
use crate::commands::badge::print;
use sarrera_app::view::{
    Admission, Checked, DeskFigures, Hit, Outcome, PathStep, PersonForm, PersonView, PrintView, Reasons,
    RecentScan, Undone,
};
use sarrera_app::{App, AppError, Direction, PrintWish, ScanAsk};
use tauri::AppHandle;

#[tauri::command]
pub(crate) async fn figures(asked: Asked, event: String, checkpoint: String) -> Answer<DeskFigures> {
    asked.work(move |app| app.figures(&event, &checkpoint)).await
}

#[tauri::command]
pub(crate) async fn recent(asked: Asked, event: String, checkpoint: String) -> Answer<Vec<RecentScan>> {
    asked.work(move |app| app.recent(&event, &checkpoint)).await
}

#[tauri::command]
pub(crate) async fn find(asked: Asked, event: String, text: String) -> Answer<Vec<Hit>> {
    asked.work(move |app| app.find(&event, &text)).await
}

#[tauri::command]
pub(crate) async fn companies(asked: Asked, event: String, text: String) -> Answer<Vec<String>> {
    asked.work(move |app| app.companies(&event, &text)).await
}

#[tauri::command]
pub(crate) async fn scan(
    handle: AppHandle,
    asked: Asked,
    event: String,
    checkpoint: String,
    code: String,
) -> Answer<Outcome> {
    asked
        .work(move |app| {
            let outcome = app.with_print_wish(|wish| app.scan(&ask(&event, &checkpoint, wish), &code))?;
            shown(&handle, &app, &event, outcome)
        })
        .await
}

/// Enter on a typed text: the answer to its scan, or nothing where it is no code.
#[tauri::command]
pub(crate) async fn enter_text(
    handle: AppHandle,
    asked: Asked,
    event: String,
    checkpoint: String,
    text: String,
) -> Answer<Option<Outcome>> {
    asked
        .work(move |app| {
            let entered =
                app.with_print_wish(|wish| app.enter_text(&ask(&event, &checkpoint, wish), &text))?;
            entered
                .map(|outcome| shown(&handle, &app, &event, outcome))
                .transpose()
        })
        .await
}

#[tauri::command]
pub(crate) async fn admit(
    handle: AppHandle,
    asked: Asked,
    event: String,
    checkpoint: String,
    attendee: String,
    admission: Admission,
) -> Answer<Outcome> {
    asked
        .work(move |app| {
            let outcome = app.with_print_wish(|wish| {
                let wish = match admission {
                    Admission::WithBadge => wish,
                    Admission::WithoutBadge => PrintWish::None,
                };
                app.admit(&ask(&event, &checkpoint, wish), &attendee)
            })?;
            shown(&handle, &app, &event, outcome)
        })
        .await
}

/// Lets in one of those whom the code of a scan fits.
#[tauri::command]
pub(crate) async fn choose_candidate(
    handle: AppHandle,
    asked: Asked,
    event: String,
    scan: String,
    attendee: String,
) -> Answer<Outcome> {
    asked
        .work(move |app| {
            let outcome = app.with_print_wish(|wish| app.choose_candidate(&event, &scan, &attendee, wish))?;
            shown(&handle, &app, &event, outcome)
        })
        .await
}

#[tauri::command]
pub(crate) async fn confirm_scan(
    handle: AppHandle,
    asked: Asked,
    event: String,
    scan: String,
) -> Answer<Outcome> {
    asked
        .work(move |app| {
            let outcome = app.with_print_wish(|wish| app.confirm_scan(&event, &scan, wish))?;
            shown(&handle, &app, &event, outcome)
        })
        .await
}

#[tauri::command]
pub(crate) async fn override_scan(
    handle: AppHandle,
    asked: Asked,
    event: String,
    scan: String,
    reason: String,
) -> Answer<Outcome> {
    asked
        .work(move |app| {
            let outcome = app.with_print_wish(|wish| app.override_scan(&event, &scan, &reason, wish))?;
            shown(&handle, &app, &event, outcome)
        })
        .await
}

#[tauri::command]
pub(crate) async fn undo_scan(asked: Asked, event: String, scan: String) -> Answer<Undone> {
    asked.work(move |app| app.undo_scan(&event, &scan)).await
}

/// The reasons that the page offers where somebody has to give one.
#[tauri::command]
pub(crate) async fn reasons() -> Reasons {
    App::reasons()
}

#[tauri::command]
pub(crate) async fn outcome(asked: Asked, event: String, scan: String) -> Answer<Outcome> {
    asked
        .work(move |app| {
            let outcome = app.outcome(&event, &scan)?;
            app.with_preview(&event, outcome)
        })
        .await
}

#[tauri::command]
pub(crate) async fn path_to(asked: Asked, event: String, scan: String) -> Answer<Vec<PathStep>> {
    asked.work(move |app| app.path_to(&event, &scan)).await
}

#[tauri::command]
pub(crate) async fn reprint(
    handle: AppHandle,
    asked: Asked,
    event: String,
    attendee: String,
    reason: String,
) -> Answer<PrintView> {
    asked
        .work(move |app| {
            let view = app.with_print_wish(|wish| app.reprint(&event, &attendee, &reason, wish))?;
            print(&handle, &app);
            Ok(view)
        })
        .await
}

#[tauri::command]
pub(crate) async fn check_form(
    asked: Asked,
    event: String,
    form: PersonForm,
    attendee: Option<String>,
) -> Answer<Checked> {
    asked
        .work(move |app| app.check_form(&event, &form, attendee.as_deref()))
        .await
}

#[tauri::command]
pub(crate) async fn register(
    handle: AppHandle,
    asked: Asked,
    event: String,
    checkpoint: String,
    form: PersonForm,
) -> Answer<Outcome> {
    asked
        .work(move |app| {
            let outcome =
                app.with_print_wish(|wish| app.register_and_admit(&ask(&event, &checkpoint, wish), &form))?;
            shown(&handle, &app, &event, outcome)
        })
        .await
}

#[tauri::command]
pub(crate) async fn correct(
    handle: AppHandle,
    asked: Asked,
    event: String,
    attendee: String,
    form: PersonForm,
) -> Answer<PersonView> {
    asked
        .work(move |app| {
            let corrected = app.with_print_wish(|wish| app.correct(&event, &attendee, &form, wish))?;
            print(&handle, &app);
            Ok(corrected.person)
        })
        .await
}

#[tauri::command]
pub(crate) async fn substitute(
    handle: AppHandle,
    asked: Asked,
    event: String,
    checkpoint: String,
    attendee: String,
    form: PersonForm,
) -> Answer<Outcome> {
    asked
        .work(move |app| {
            let outcome = app
                .with_print_wish(|wish| app.substitute(&ask(&event, &checkpoint, wish), &attendee, &form))?;
            shown(&handle, &app, &event, outcome)
        })
        .await
}

pub(crate) fn ask<'a>(event: &'a str, checkpoint: &'a str, print: PrintWish<'a>) -> ScanAsk<'a> {
    ScanAsk {
        event,
        checkpoint,
        direction: Direction::Entry,
        at: None,
        print,
    }
}

/// Sends what was ordered to its printer, and adds the badge's picture.
fn shown(
    handle: &AppHandle,
    app: &std::sync::Arc<App>,
    event: &str,
    outcome: Outcome,
) -> Result<Outcome, AppError> {
    if outcome.print.is_some() {
        print(handle, app);
    }
    // The verdict is on the disk: a badge that cannot be drawn does not take it back.
    Ok(app.with_preview(event, outcome.clone()).unwrap_or(outcome))
}
