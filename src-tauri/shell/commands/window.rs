//! The window itself.

use crate::asked::Answer;
use tauri::WebviewWindow;

/// Fills the screen with the window, or gives the screen back.
#[tauri::command]
pub(crate) async fn full_screen(window: WebviewWindow) -> Answer<()> {
    // A window manager may refuse, and a window that closes has no screen to fill: then it stays as it is.
    let fills = window.is_fullscreen().unwrap_or(false);
    let _ = window.set_fullscreen(!fills);
    Ok(())
}
