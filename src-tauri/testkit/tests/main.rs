//! The harnesses prove themselves on an encrypted database: they find nothing where nothing is lost, and find what is
//! planted.
#![allow(
    clippy::unwrap_used,
    reason = "tests may stop the machine, in their helper functions too"
)]

mod encrypted;
mod faults;
mod kill;
mod power_cut;
mod sharing;
