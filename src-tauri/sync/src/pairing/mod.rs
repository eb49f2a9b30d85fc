//! How a device that has nothing but a code becomes one of the event's; docs/pairing.md is the specification.
//!
//! Two questions. The server proves first that the event's root made it an office; only then the device shows that it knows
//! the code's token, by a keyed hash that holds for its own key and this challenge alone. The token itself never travels, so
//! whoever hands the messages on learns nothing to be paired with.

mod answer;
mod ask;
mod guesses;
mod message;
mod signed;

#[cfg(test)]
mod tests;

pub use answer::{Introduction, Inviter, Newcomer, TokenProof};
pub use ask::{Acquainted, Asking, LetInOps, Meeting};
pub(crate) use guesses::Guesses;
pub use message::{Certificate, LetIn, Meet, Met, Pair};
