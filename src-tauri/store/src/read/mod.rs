//! Queries, by feature: what use cases read, as plain rows.

mod definitions;
mod events;
mod history;
mod list;
mod ops;
pub(crate) mod people;
pub(crate) mod scans;

pub(crate) use events::key_use_name;
pub use events::{CategoryRow, CheckpointRow, DeviceRow, EventRow, TicketKey};
pub use history::HistoryRow;
pub use list::{ListedRow, Mark, News, WhereIs};
pub use people::{AttendeeRow, ContactRow, RegistrationRow};
pub use scans::{
    BadgeFound, BadgeVoid, ConflictRow, ExportedScan, Figures, PresenceRow, PrintJobRow, RecentRow,
    ScanSummary,
};
