//! Queries, by feature: what use cases read, as plain rows.

mod bare;
mod chains;
mod conflicts;
mod dashboard;
mod definitions;
mod devices;
mod events;
mod groups;
mod help;
mod history;
mod let_in;
mod list;
mod merged;
mod operators;
mod ops;
mod originals;
pub(crate) mod people;
pub(crate) mod scans;

pub use bare::BareState;
pub use chains::{ChainEnd, ChainPart, PosPage, ReadBounds};
pub use conflicts::{ConflictCount, ConflictRow};
pub use dashboard::CategoryFigures;
pub use devices::{CopyOp, DevicesStamp};
pub(crate) use events::key_use_name;
pub use events::{CategoryRow, CheckpointRow, DeviceRow, EventRow, SealedKey, TicketKey};
pub use groups::{LiveBadge, Shared};
pub use help::HelpRow;
pub use history::HistoryRow;
pub use list::{ListedRow, Mark, News, WhereIs};
pub use merged::NamedRow;
pub use operators::OperatorRow;
pub(crate) use operators::operator_here;
pub use originals::ToldOp;
pub use people::{AttendeeRow, ContactRow, RegistrationRow};
pub use scans::{
    BadgeFound, BadgeVoid, ByWhom, ExportedScan, Figures, PresenceRow, PrintJobRow, RecentRow, ScanSummary,
};
