//! The window itself.

use crate::asked::{Answer, Asked};
use tauri::WebviewWindow;

/// Fills the screen with the window, or gives the screen back.
#[tauri::command]
pub(crate) async fn full_screen(window: WebviewWindow) -> Answer<()> {
    // A window manager may refuse, and a window that closes has no screen to fill: then it stays as it is.
    let fills = window.is_fullscreen().unwrap_or(false);
    let _ = window.set_fullscreen(!fills);
    Ok(())
}

/// Closes the window, also where other devices lose their server with it: somebody was asked.
#[tauri::command]
pub(crate) async fn close_window(window: WebviewWindow, asked: Asked) -> Answer<()> {
    let ended = asked.in_hall(|_app, hall| {
        hall.pause();
        Ok(())
    });
    ended.await?;
    // One that is closing already is as good.
    let _ = window.destroy();
    Ok(())
}
