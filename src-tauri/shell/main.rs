//! Starts the desk's window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    match sarrera_shell::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("Sarrera could not open its window: {error}");
            ExitCode::FAILURE
        }
    }
}
