//! What no honest device sends: messages that are nearly right, and ops that a device had no business to write. Nothing
//! falls over, no wrong row comes to be, and whoever asks next is answered.
//!
//! `SARRERA_FUZZ_MESSAGES` says how many messages are tried; `cargo xtask bench fuzz` tries a million.

#[cfg(test)]
mod guest;
#[cfg(test)]
mod house;
#[cfg(test)]
mod insider;
#[cfg(test)]
mod mutate;
#[cfg(test)]
mod wire;

#[cfg(test)]
#[allow(dead_code, reason = "the simulation uses the rest of it")]
#[path = "../sim/fair.rs"]
mod fair;
#[cfg(test)]
#[allow(dead_code, reason = "the simulation uses the rest of it")]
#[path = "../sim/node.rs"]
mod node;
#[cfg(test)]
#[allow(dead_code, reason = "the simulation uses the rest of it")]
#[path = "../sim/sealed.rs"]
mod sealed;
