//! The real clock, the real random source, and the id of this start of the machine: read here and nowhere else.

use sarrera_core::ids::BootId;
use sarrera_core::ops::short_hash;
use sarrera_core::time::Timestamp;
use sarrera_core::world::{Clock, Entropy, random};
use sarrera_store::Act;
use std::sync::Arc;
use std::time::UNIX_EPOCH;

/// What a use case may ask of the outside.
#[derive(Clone)]
pub struct World {
    pub clock: Arc<dyn Clock>,
    pub entropy: Arc<dyn Entropy>,
    pub boot: BootId,
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World")
            .field("boot", &self.boot)
            .finish_non_exhaustive()
    }
}

impl World {
    /// The machine's own clock and random source.
    #[must_use]
    pub fn real() -> Self {
        let entropy = SystemEntropy;
        let boot = boot_id().unwrap_or_else(|| BootId(random(&entropy)));
        Self {
            clock: Arc::new(SystemClock),
            entropy: Arc::new(entropy),
            boot,
        }
    }

    /// Whoever was chosen at this device for the event acts: the store knows who that is.
    pub(crate) fn act(&self) -> Act<'_> {
        Act {
            clock: &*self.clock,
            entropy: &*self.entropy,
            operator: None,
            boot: self.boot,
        }
    }

    /// Random bytes.
    pub(crate) fn random<const N: usize>(&self) -> [u8; N] {
        random(&*self.entropy)
    }
}

struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods, reason = "the one place that reads the clock")]
    fn now(&self) -> Timestamp {
        let since = std::time::SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        // Keys and serials without randomness would be worse than no program at all.
        assert!(
            getrandom::fill(bytes).is_ok(),
            "the operating system gives random bytes"
        );
    }
}

/// Linux names each start of the machine; elsewhere each start of the program is one.
fn boot_id() -> Option<BootId> {
    let text = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    Some(BootId(short_hash("sarrera 2026 boot id", text.trim().as_bytes())))
}
