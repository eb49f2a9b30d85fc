//! What Sarrera knows, decided by pure functions: ids, ops, fold, admission, codes, names.
//!
//! Architecture invariant: nothing here reads a file, a socket, the clock or the random source, and nothing knows
//! SQL, HTTP or a window. Time and entropy come in as arguments ([`world`]). Types that hold personal data are not
//! `Serialize`: what leaves a device is built field by field for its scope.

pub mod admission;
pub mod alphabet;
pub mod codes;
pub mod fold;
pub mod ids;
pub mod names;
pub mod ops;
pub mod planted;
pub mod time;
pub mod world;
