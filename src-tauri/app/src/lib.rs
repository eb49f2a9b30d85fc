//! The use cases: the only door to Sarrera for the window, the command line, servers and tests.
//!
//! Architecture invariant: a use case opens one transaction, reads facts, lets `core` decide, appends what was decided,
//! and gives back a plain value of [`view`]. Nothing above this crate touches the store, and nothing here words a
//! verdict: codes go up, texts are the screen's.

mod badges;
mod batch;
mod checkpoints;
mod conflicts;
mod dashboard;
pub mod demo;
mod desk;
mod device;
mod devices;
pub mod event_file;
mod events;
pub mod export;
mod exports;
mod failure;
mod held_days;
mod help;
pub mod import;
mod importing;
mod joining;
mod latin;
mod log;
mod moment;
mod operators;
mod pairing;
mod people;
mod printing;
mod readers;
mod roles;
mod setup;
mod stick;
mod sync;
mod test_code;
mod tickets;
mod trial;
pub mod vault;
pub mod view;
mod world;

pub use batch::{BatchReport, BatchUse};
pub use checkpoints::{CheckpointAsk, Limit, ReEntry};
pub use conflicts::PAGE_CONFLICTS;
pub use desk::{PrintWish, ScanAsk};
pub use device::{App, ChangeListener, Changed, Opened, Setting, Waited};
pub use failure::{AppError, Refusal};
pub use importing::{ImportAsk, Progress};
pub use people::PAGE_LINES;
pub use printing::{PrintListener, PrintReason};
pub use roles::{COMMANDS, Named, Who, who_may};
pub use sarrera_core::admission::OncePer;
pub use sarrera_core::ops::Direction;
pub use sarrera_sync::{Carried, Exchanged, Problem as SyncProblem};
pub use stick::StickError;
pub use sync::{Attempt, BrokenOff, Carrier, ServedRoom, Stored};
pub use view::{ExportFormat, ExportTable, SameLabel};
pub use world::World;

#[cfg(test)]
mod tests;
