//! Queries, by feature: what use cases read, as plain rows.

mod dashboard;
mod definitions;
mod events;
mod groups;
mod merged;
mod ops;
pub(crate) mod people;
pub(crate) mod scans;

pub use dashboard::CategoryFigures;
pub(crate) use events::key_use_name;
pub use events::{CategoryRow, CheckpointRow, DeviceRow, EventRow, TicketKey};
pub use groups::{LiveBadge, Shared};
pub use merged::NamedRow;
pub use people::{AttendeeRow, ContactRow, RegistrationRow};
pub use scans::{
    BadgeFound, BadgeVoid, ConflictRow, ExportedScan, Figures, PresenceRow, PrintJobRow, RecentRow,
    ScanSummary,
};
