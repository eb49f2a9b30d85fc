//! People at the desk: registering, correcting, substituting, and telling who is here already.

mod check;
mod contested;
mod correct;
mod duplicates;
mod edit;
mod form;
mod history;
mod list;
mod merge;
mod name;
mod preview;
mod profile;
mod register;
mod substitute;

pub(crate) use contested::{choose, written_values};
pub(crate) use correct::append_change;
pub(crate) use history::Names;
pub use list::PAGE_LINES;
pub(crate) use list::Rolls;
pub(crate) use register::CONSENT_TEXT_VERSION;
