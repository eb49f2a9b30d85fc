//! The window: Tauri around the use cases of `app`, one thin command for each; nothing is decided here.
//!
//! Architecture invariant: no SQL, no business rule and no other door than `app`. A command parses, checks the role,
//! calls one use case and maps the result.

pub mod commands;

use tauri::{AppHandle, Manager, webview::PageLoadEvent};

/// What the window's log says once its page has loaded; `cargo xtask run --headless` waits for this line.
pub const READY: &str = "sarrera-desk: the window is up";

/// Opens the window and returns when it was closed.
///
/// # Errors
/// When the system has no display or no web view, or the window could not be made.
pub fn run() -> tauri::Result<()> {
    tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _arguments, _folder| {
            show_main_window(app)
        }))
        .plugin(tauri_plugin_dialog::init())
        .invoke_handler(tauri::generate_handler![commands::app_version])
        .on_page_load(|_webview, page| {
            if page.event() == PageLoadEvent::Finished {
                eprintln!("{READY}");
            }
        })
        .run(tauri::generate_context!())
}

/// A second start shows the window that is already open instead of opening another.
fn show_main_window(app: &AppHandle) {
    if let Some(window) = app.get_webview_window("main") {
        // A window that is closing may refuse; there is nothing to show then.
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}
