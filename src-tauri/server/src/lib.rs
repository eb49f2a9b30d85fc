//! The transports around the sync protocol: a hub or the centre that serves it, a desk that speaks it, and how they find
//! each other on the hall's own network.
//!
//! *Architecture Invariant*: this crate carries bytes and reads none of them. What a message means is decided behind
//! [`Answers`]; who may serve is decided by whoever fills [`Trust`]. The use cases of `app` stand behind some of its parts
//! only: [`AppAnswers`] and [`Room`], [`Keeper`], and what a person asks for ([`pair`], [`look_around`]). There is no op and no SQL in here.
//!
//! *Architecture Invariant*: no line of the log holds a body, a session, a code, a name or an address of a caller.
//!
//! *Architecture Invariant*: the wall clock and the random source are arguments. Waiting (timeouts, keep-alives) is
//! tokio's own affair and decides nothing that is recorded.

mod announcing;
mod answers;
mod app_answers;
mod certificate;
mod discovery;
mod heads;
mod joining;
mod keeping;
mod limits;
mod logging;
mod looking;
mod room;
mod serve;
mod wire;

#[cfg(test)]
mod tests;

pub use announcing::{Announcing, announce};
pub use answers::{Answered, Answers, Asked, Figures, Outcome, Storage};
pub use app_answers::{AppAnswers, Poking};
pub use certificate::{CertificateError, DeviceKey};
pub use discovery::{Advert, Beacon, Browser, DiscoveryError, Found, PROTOCOL_VERSION, Place, Reach};
pub use heads::{Heads, Pokes};
pub use joining::{carry, catch_up, catch_up_and_join, pair};
pub use keeping::{FollowError, Keeper, Keepers, StateListener, add_server, try_server};
pub use limits::{Limits, Rate};
pub use logging::{LogForm, log_to_stderr, log_troubles_to_stderr};
pub use looking::look_around;
pub use room::{Room, RoomError};
pub use serve::{Config, End, MetricsFor, ServeError, Serving, Tls, serve};
pub use wire::{
    AddressError, Heard, NewsListener, Pace, Patience, Reply, ServerAddress, ServerKey, Trust, Wire,
    WireError, backoff_ms, poll_after_ms,
};
