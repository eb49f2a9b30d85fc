//! People at the desk: registering, correcting, substituting, and telling who is here already.

mod check;
mod correct;
mod duplicates;
mod form;
mod merge;
mod name;
mod register;
mod substitute;

pub(crate) use correct::append_change;
pub(crate) use register::CONSENT_TEXT_VERSION;
