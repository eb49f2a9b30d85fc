//! How the window is painted.

use tauri::App;

/// The processor paints, not the graphics card: decision 0125.
#[cfg(target_os = "linux")]
pub(crate) fn by_the_processor(app: &App) -> tauri::Result<()> {
    use tauri::Manager;
    use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt, WebViewExt};

    for window in app.webview_windows().values() {
        window.with_webview(|view| {
            if let Some(settings) = view.inner().settings() {
                settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
            }
        })?;
    }
    Ok(())
}

/// The web views of the other systems choose well by themselves.
#[cfg(not(target_os = "linux"))]
pub(crate) const fn by_the_processor(_app: &App) -> tauri::Result<()> {
    Ok(())
}
