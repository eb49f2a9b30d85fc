//! Pairing: an office invites, and a device that has nothing but a code becomes one of the event's.

mod invite;
mod join;
mod let_in;
mod root;

pub(crate) use let_in::publish;
pub(crate) use root::{Roots, root_of};
