//! A camera that is a file, from the picture to the code that is told.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    unused_crate_dependencies,
    reason = "tests may stop the machine"
)]

#[path = "camera/drawn.rs"]
mod drawn;
#[path = "camera/reading.rs"]
mod reading;
#[path = "camera/running.rs"]
mod running;
