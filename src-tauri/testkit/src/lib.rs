//! What Sarrera's tests stand on: a disk that can fail, one that is full, machines that lose power, processes that are killed, a
//! network of machines, and a clock and a random source that repeat.
//!
//! Architecture invariant: nothing depends on this crate except tests and benches. It knows SQLite's files and
//! processes' output, but no table, no op and no use case of Sarrera.

pub mod baseline;
pub mod crash;
pub mod disk;
#[cfg(target_os = "linux")]
pub mod hall;
pub mod serving;
pub mod small_disk;
pub mod told;
pub mod version;
pub mod world;
