//! What the core may ask of the outside: the time and random bytes, as traits that the edge and the tests fill.

use crate::time::Timestamp;

/// The wall clock and the id of this start of the machine. One module of `app` reads the real one.
pub trait Clock: Send + Sync {
    /// Now, as this machine believes.
    fn now(&self) -> Timestamp;
}

/// Random bytes. One module of `app` reads the operating system's.
pub trait Entropy: Send + Sync {
    /// Fills the slice.
    fn fill(&self, bytes: &mut [u8]);
}

/// Random bytes as an array.
pub fn random<const N: usize>(entropy: &dyn Entropy) -> [u8; N] {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes);
    bytes
}
