//! A file of registrations, read down to its rows: every row becomes a person or says why it did not, and no row
//! blocks another.
//!
//! The way: [`table::Table`] (bytes to cells) → [`columns::Mapping`] (headers to fields) → [`rows::read_rows`]
//! (cells to people) → [`summary::Summary`] (counts and the rejected rows as a file). Reading decides nothing about
//! the event: it knows no database, no clock and no other person than those of the file. What the rows mean for the
//! log is decided by `apply`.
//!
//! Every problem carries a stable `snake_case` code and parameters, so that the window can word it in three
//! languages; its `Display` is the English text. The codes are listed in `docs/import.md`, and a test holds that.

pub mod columns;
pub(crate) mod fold;
pub mod problem;
pub mod rows;
pub mod summary;
pub mod table;

pub use columns::{Choices, ColumnName, Family, Field, FieldSet, FileKind, Mapping};
pub use problem::{Fix, FixKind, MappingError, Note, ReadError, Reason, Rejection};
pub(crate) use rows::list_key;
pub use rows::{Arrival, Attendance, LeadSharing, Outcome, ReadRow, RowKey, RowStatus, read_rows};
pub use summary::Summary;
pub use table::{ReadOptions, Table, TableSource};

#[cfg(test)]
mod tests;
