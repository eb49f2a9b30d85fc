//! What the window's page may ask: one file for each feature, four steps for each command.
//!
//! Parse, check the role, call one use case of `app`, map the result. Every command stands in a permission of
//! src-tauri/permissions too, and the permission in the capability of tauri.conf.json.

use serde::Serialize;

/// Which Sarrera this is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AppVersion {
    /// As in Cargo.toml.
    pub version: &'static str,
}

/// Which Sarrera this is, for the page's foot and for a report of a fault.
#[tauri::command]
#[must_use]
pub fn app_version() -> AppVersion {
    AppVersion {
        version: env!("CARGO_PKG_VERSION"),
    }
}
