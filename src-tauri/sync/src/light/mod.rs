//! Devices without a database, for crowds that are only there to be many.

mod device;
mod home;
#[cfg(test)]
mod tests;

pub use device::{LightDevice, NotPaired};
pub use home::{LightHome, SeenOp};
