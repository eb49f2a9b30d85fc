//! Tells Tauri which permissions exist, so that a window may call only the commands that its capability names.

use tauri_build::{AppManifest, Attributes};

fn main() {
    // The page is compiled into the program: a new page is a new program. So are the permissions.
    println!("cargo:rerun-if-changed=ui/dist");
    println!("cargo:rerun-if-changed=src-tauri/permissions");
    // The permissions are written by hand: a list of commands given here would be turned into files at the top level.
    let manifest = AppManifest::new().permissions_path_pattern("./src-tauri/permissions/**/*.toml");
    if let Err(error) = tauri_build::try_build(Attributes::new().app_manifest(manifest)) {
        eprintln!("{error:#}");
        std::process::exit(1);
    }
}
