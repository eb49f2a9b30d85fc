//! The real window, driven as a person drives it: one test for each story, each on a display and data of its own.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a window that does not answer is a test that failed"
)]

mod harness;
mod window;
