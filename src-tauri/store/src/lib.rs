//! The one database of a device: logs, what is derived from them, search; encrypted, durable, shared by processes.
//!
//! Architecture invariant: SQL stands only here. An op and its projection are written in one transaction; what is
//! under "projection" in `schema.sql` is a function of the ops and can be rebuilt at any time. The store decides
//! nothing: it reads facts, and writes what a use case decided.

mod checkpoint;
mod device;
mod digest;
mod error;
mod forget;
mod import_run;
mod invitation;
mod join;
mod log;
mod not_same;
mod open;
mod project;
mod read;
mod rebuild;
mod receive;
pub mod search;
mod server;
mod setting;
mod touched;
mod txn;
mod verify;

pub use device::{NewDevice, OwnDevice};
pub use digest::{Digest, LogDigest};
pub use error::StoreError;
pub use forget::ForgottenEvent;
pub use import_run::ImportRunRow;
pub use invitation::{HeldKey, InvitationId, InvitationRow};
pub use join::{JoinRow, JoinState};
pub use log::{EventNo, event_no};
pub use open::{DatabaseKey, PROJECTION_VERSION, SCHEMA_VERSION, StoreOptions};
pub use read::{
    AttendeeRow, BadgeFound, BadgeVoid, BareState, ByWhom, CategoryFigures, CategoryRow, ChainEnd, ChainPart,
    CheckpointRow, ConflictCount, ConflictRow, ContactRow, CopyOp, DeviceRow, DevicesStamp, EventRow,
    ExportedScan, Figures, HelpRow, HistoryRow, ListedRow, LiveBadge, Mark, NamedRow, News, OperatorRow,
    PosPage, PresenceRow, PrintJobRow, ReadBounds, RecentRow, RegistrationRow, ScanSummary, SealedKey,
    Shared, TicketKey, ToldOp, WhereIs,
};
pub use receive::{Pulled, Received, RefusedChain};
pub use server::{AtServer, HeardRow, ServesBy, UnheldChain};
pub use touched::TouchedLogs;
pub use txn::{Act, Txn};
pub use verify::Verified;

use rusqlite::Connection;
use sarrera_core::ids::ReplicaId;
use std::collections::HashMap;

/// One opening of a device's database. Its replica is minted at the first write.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    options: StoreOptions,
    replica: Option<ReplicaId>,
    own: Option<OwnDevice>,
    devices: txn::DeviceCache,
    /// What the last transaction wrote to.
    touched: TouchedLogs,
}

impl Store {
    /// Opens the database, or makes it.
    ///
    /// # Errors
    /// A wrong key, a newer version, a full disk or a folder that cannot be written.
    pub fn open(options: StoreOptions) -> Result<Self, StoreError> {
        Self::open_with_progress(options, &mut |_done, _of| {})
    }

    /// Opens the database as [`Store::open`] does. Where another version of the app derived its rows they are derived anew
    /// before anybody reads them; `progress` hears (subjects done, of all) of that.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_with_progress(
        options: StoreOptions,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<Self, StoreError> {
        let connection = open::open(&options)?;
        let mut store = Self {
            connection,
            options,
            replica: None,
            own: None,
            devices: HashMap::new(),
            touched: TouchedLogs::new(),
        };
        store.rebuild_if_derived_otherwise(progress)?;
        Ok(store)
    }

    /// How it was opened: what another opening of the same database takes.
    #[must_use]
    pub fn options(&self) -> &StoreOptions {
        &self.options
    }

    /// Reads within one snapshot.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn read<T, E: From<StoreError>>(
        &self,
        query: impl FnOnce(&Reader<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let snapshot = self
            .connection
            .unchecked_transaction()
            .map_err(StoreError::from)?;
        let result = query(&Reader {
            connection: &snapshot,
        })?;
        snapshot.finish().map_err(StoreError::from)?;
        Ok(result)
    }
}

/// A snapshot of the database: every query of a use case sees the same state.
#[derive(Debug)]
pub struct Reader<'a> {
    connection: &'a Connection,
}

#[cfg(test)]
mod tests;
