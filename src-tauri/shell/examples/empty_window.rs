//! A window with nothing in it: what Tauri and its web view cost by themselves, for `cargo xtask bench window`.

use tauri::{WebviewUrl, WebviewWindowBuilder};

fn main() -> tauri::Result<()> {
    let mut context = tauri::generate_context!();
    context.config_mut().app.windows.clear();
    tauri::Builder::default()
        .setup(|app| {
            WebviewWindowBuilder::new(app, "main", WebviewUrl::External("about:blank".parse()?))
                .title("Sarrera")
                .inner_size(1366.0, 768.0)
                .build()?;
            Ok(())
        })
        .run(context)
}
