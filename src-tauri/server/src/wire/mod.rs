//! How a desk speaks to a hub or the centre: messages there and back, and a thread that listens for news.

mod address;
mod backoff;
mod connection;
mod error;
mod events;
mod listener;
mod post;
mod trust;

pub use address::{AddressError, ServerAddress};
pub use backoff::{backoff_ms, poll_after_ms};
pub use connection::Patience;
pub use error::WireError;
pub use listener::{Heard, NewsListener, Pace};
pub use post::{Reply, Wire};
pub use trust::{ServerKey, Trust};
