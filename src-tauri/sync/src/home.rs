//! What the engines ask of the database they speak for: the log's home, behind one trait for SQLite and PostgreSQL.

use crate::bounds::Bounds;
use crate::ends::{Chain, End};
use crate::message::{HeardReport, Report, Standing, Wanted};
use sarrera_core::ids::{DeviceId, EventId};
use sarrera_core::ops::{LogName, Op, OpHash};
use sarrera_core::time::Timestamp;

/// The logs of events: read by position and by chain, appended to in batches.
pub trait LogHome {
    /// Why the home could not do its work.
    type Error;

    /// Which logs of an event stand here.
    ///
    /// # Errors
    /// When the home can't be read.
    fn logs(&self, event: EventId) -> Result<Vec<LogName>, Self::Error>;

    /// Where the chains of a log end, with all branches.
    ///
    /// # Errors
    /// When the log can't be read.
    fn ends(&self, event: EventId, log: &LogName) -> Result<Vec<End>, Self::Error>;

    /// The ops of a log that are bare: here without their personal part, though no erasure that counts covers it. At most
    /// [`BARE_MAX`](crate::BARE_MAX), the first in order.
    ///
    /// # Errors
    /// When the log can't be read.
    fn bare(&self, event: EventId, log: &LogName) -> Result<Vec<End>, Self::Error>;

    /// A chain from a number on, with all its branches, in the order of the numbers; never half of a transaction.
    ///
    /// # Errors
    /// When the log can't be read.
    fn stretch(
        &self,
        event: EventId,
        log: &LogName,
        wanted: &Wanted,
        bounds: &Bounds,
    ) -> Result<Stretch, Self::Error>;

    /// The hashes at a place of a chain: several, where it forked before.
    ///
    /// # Errors
    /// When the log can't be read.
    fn hashes_at(
        &self,
        event: EventId,
        log: &LogName,
        chain: &Chain,
        seq: u64,
    ) -> Result<Vec<OpHash>, Self::Error>;

    /// The erasures that vouch for those of these ops that come without their personal part.
    ///
    /// # Errors
    /// When the log can't be read.
    fn covers(&self, event: EventId, ops: &[Op]) -> Result<Vec<Op>, Self::Error>;

    /// Checks, stores and projects ops; whole transactions of their writers, and of those as many as are sound.
    ///
    /// # Errors
    /// When the log can't be written; then nothing of the batch, or its first part alone, is stored.
    fn take(&mut self, event: EventId, ops: Vec<Op>) -> Result<Taken, Self::Error>;
}

/// A part of a chain.
#[derive(Debug, Default)]
pub struct Stretch {
    pub ops: Vec<Op>,
    /// The number to go on from; `None` at the end of the chain.
    pub next: Option<u64>,
}

/// Ops of a log in a home's own order, in parcels.
#[derive(Debug, Default)]
pub struct Page {
    pub parcels: Vec<Parcel>,
    pub more: bool,
}

/// Ops that are stored together.
#[derive(Debug)]
pub struct Parcel {
    /// The position of the last of them.
    pub upto: u64,
    pub ops: Vec<Op>,
}

/// What became of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Taken {
    pub stored: usize,
    pub refused: Vec<Refused>,
    /// Devices whose certificate is not known here.
    pub need_public: Vec<DeviceId>,
}

/// From which op on a chain was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    pub chain: Chain,
    pub seq: u64,
    pub code: &'static str,
}

/// A home that knows how devices fare: what they said to it, and what others heard of them.
pub trait HeardHome: LogHome {
    /// What each device last said of itself, as far as it is known here: one entry a device.
    ///
    /// # Errors
    /// When the home can't be read.
    fn heard_all(&self, event: EventId) -> Result<Vec<HeardReport>, Self::Error>;

    /// Keeps what others heard, and gives what was kept: of devices that the event certified, and not of this one itself.
    ///
    /// # Errors
    /// When the home can't be written.
    fn keep_heard(
        &mut self,
        event: EventId,
        newer: Vec<HeardReport>,
    ) -> Result<Vec<HeardReport>, Self::Error>;
}

/// A home that serves.
pub trait Host: HeardHome {
    /// Whether the event is here.
    ///
    /// # Errors
    /// When the home can't be read.
    fn holds(&self, event: EventId) -> Result<bool, Self::Error>;

    /// What the event knows of a device.
    ///
    /// # Errors
    /// When the home can't be read.
    fn member(&self, event: EventId, device: DeviceId) -> Result<Member, Self::Error>;

    /// The position of a log's newest op; 0 for an empty one.
    ///
    /// # Errors
    /// When the home can't be read.
    fn head(&self, event: EventId, log: &LogName) -> Result<u64, Self::Error>;

    /// The ops behind a position, in the home's own order.
    ///
    /// # Errors
    /// When the log can't be read.
    fn page(&self, event: EventId, log: &LogName, after: u64, bounds: &Bounds) -> Result<Page, Self::Error>;

    /// Another number whenever the personal part of an op here went or came back.
    ///
    /// # Errors
    /// When the home can't be read.
    fn private_changes(&self) -> Result<u64, Self::Error>;

    /// What the home's positions are bound to: another epoch, other positions.
    ///
    /// # Errors
    /// When the home can't be read.
    fn epoch(&self) -> Result<String, Self::Error>;

    /// Keeps when a device was last heard of, by the time that this server tells, and what it said of itself.
    ///
    /// # Errors
    /// When the home can't be written.
    fn heard(
        &mut self,
        event: EventId,
        device: DeviceId,
        report: &Report,
        at: Timestamp,
    ) -> Result<(), Self::Error>;
}

/// A device as the event knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub standing: Standing,
    pub may_serve: bool,
    /// It is an office, or may serve: what others said of themselves goes to it and comes from it.
    pub lists_devices: bool,
    /// Of those that were asked about, the logs that it may hold.
    pub logs: Vec<LogName>,
}

/// A home that asks servers, and remembers of each what is known of it.
pub trait Guest: HeardHome {
    /// What the event knows of a server.
    ///
    /// # Errors
    /// When the home can't be read.
    fn server(&self, event: EventId, server: DeviceId) -> Result<Member, Self::Error>;

    /// How far this server's order of a log was taken in; 0 where nothing was, or where it is another epoch's.
    ///
    /// # Errors
    /// When the home can't be read.
    fn cursor(&self, at: &ServerLog<'_>) -> Result<u64, Self::Error>;

    /// Chains of which this server is not known to hold everything, from where on.
    ///
    /// # Errors
    /// When the home can't be read.
    fn unheld(&self, at: &ServerLog<'_>) -> Result<Vec<Wanted>, Self::Error>;

    /// Notes that this server holds chains up to these places: higher or lower than what was known.
    ///
    /// # Errors
    /// When the home can't be written.
    fn note_held(&mut self, at: &ServerLog<'_>, held: &[(Chain, u64)]) -> Result<(), Self::Error>;

    /// As [`LogHome::take`], of ops that this server holds; with the cursor, where they came by its order, all in one
    /// transaction.
    ///
    /// # Errors
    /// As [`LogHome::take`].
    fn take_from(
        &mut self,
        at: &ServerLog<'_>,
        ops: Vec<Op>,
        cursor: Option<u64>,
    ) -> Result<Taken, Self::Error>;

    /// Ops of this device that no server is known to hold.
    ///
    /// # Errors
    /// When the home can't be read.
    fn waiting(&self, event: EventId) -> Result<u64, Self::Error>;
}

/// One log at one server.
#[derive(Debug, Clone, Copy)]
pub struct ServerLog<'a> {
    pub event: EventId,
    pub server: DeviceId,
    pub epoch: &'a str,
    pub log: &'a LogName,
}
