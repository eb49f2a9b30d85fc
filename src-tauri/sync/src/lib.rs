//! The protocol by which devices exchange the ops that the other lacks; docs/sync.md is its specification.
//!
//! Architecture invariant: no socket, no clock, no file and no SQL stands here. A message goes in and a message comes out; the
//! time and random bytes are given, and the database is a trait ([`LogHome`]). HTTP, a USB stick and the simulator
//! carry the same bytes.

mod bounds;
mod client;
mod codec;
mod door;
mod ends;
mod heard;
mod home;
mod light;
mod message;
#[cfg(test)]
mod page;
mod pages;
mod pairing;
mod proof;
mod runs;
mod server;
mod status;
mod time;

pub use bounds::{BARE_MAX, Bounds, MESSAGE_BYTES_MAX, SESSION_MS, UNPACKED_BYTES_MAX, WIRE_VERSION};
pub use client::{Begin, Carried, Client, Compared, Exchanged, InVain, KnownServer, Offset, Problem, Step};
pub use codec::{Unreadable, pack, unpack, unpack_text};
pub use door::Door;
pub use ends::{Chain, End, LogDigest, digest_of, digest_with};
pub use heard::{Told, ToldTo};
pub use home::{Guest, HeardHome, Host, LogHome, Member, Page, Parcel, Refused, ServerLog, Stretch, Taken};
pub use light::{LightDevice, LightHome, NotPaired, SeenOp};
pub use message::*;
pub use pairing::{
    Acquainted, Asking, Certificate, Introduction, Inviter, LetIn, LetInOps, Meet, Meeting, Met, Newcomer,
    Pair, TokenProof,
};
pub use runs::{Run, WireOp, cut_where, ops_of, runs_of};
pub use server::{Answered, Server};
pub use status::Status;
