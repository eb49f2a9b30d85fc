//! Queries, by feature: what use cases read, as plain rows.

mod definitions;
mod events;
mod people;
mod scans;

pub use events::{CategoryRow, CheckpointRow, DeviceRow, EventRow};
pub use people::{AttendeeRow, ContactRow, RegistrationRow};
pub use scans::{BadgeFound, ConflictRow, ExportedScan, Figures, PresenceRow, RecentRow, ScanSummary};
