//! The real window, driven as a person drives it: one test for each story, each on a display and data of its own.
#![cfg(target_os = "linux")]
#![cfg(test)]

mod harness;
mod window;
