//! The real window, driven as a person drives it: one test for each story, each on a display and data of its own.
#![cfg(target_os = "linux")]
#![cfg(test)]

mod bad_input;
mod bad_machine;
mod bursts;
mod camera;
#[path = "../../src-tauri/print/tests/cups/system.rs"]
#[allow(dead_code, reason = "shared with the tests of `print`, which ask it for more")]
mod cups;
mod demo;
mod device;
#[path = "../../src-tauri/camera/tests/camera/drawn.rs"]
mod drawn;
mod everywhere;
mod exceptions;
mod groups;
mod hall;
mod hands;
mod harness;
mod keys;
mod killed;
mod long_import;
mod main_job;
mod office;
mod paper;
mod people;
mod room;
mod scanner;
mod second;
mod steps;
mod tasks;
mod trying;
mod typing;
mod window;
