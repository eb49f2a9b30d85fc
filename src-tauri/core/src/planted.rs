//! Mistakes that a test makes on purpose, one at a time, to see whether the simulator finds them.
//!
//! Only a test build has the feature `planted`, and no optimised build has the switch: everywhere else [`on`] is `false`
//! when it is compiled, and what stands behind it is gone (docs/decisions/0124).

/// A mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bug {
    /// How far a server's order was taken in is written before the ops, in a transaction of its own.
    CursorOutsideTransaction,
    /// Whatever was asked to be stored is taken for held, whatever the server confirmed.
    MoreAcknowledgedThanSent,
    /// Where the cursors say that nothing is new, nothing is compared.
    DigestSkipped,
    /// A device is given every log.
    LogFilterDropped,
    /// Signatures are not checked.
    SignatureUnchecked,
    /// An end counts as confirmed by its number alone.
    HashNotCompared,
    /// Of all values of a field the newest clock's is shown, replaced or not.
    ReplacedValueWins,
    /// A device hands in what it wrote itself and nothing of others.
    ForeignOpsDropped,
    /// A page begins one op too late.
    PageOffByOne,
    /// Ops are judged when they come, and not again.
    PermissionByArrival,
    /// What a device wrote after it was revoked counts.
    RevokedOpsAccepted,
    /// What stands on a forked chain counts.
    QuarantineLifted,
    /// Erasures do not travel with the ops that they vouch for.
    CoversLost,
    /// A server's new epoch changes nothing of what is remembered of it.
    EpochIgnored,
    /// Ops of an unknown kind are not stored.
    UnknownKindDropped,
    /// A settlement settles whatever is found later, too.
    SettledCoversTooMuch,
    /// A session that was given goes on being good for everything, whatever became of its device.
    RevokedStillServed,
    /// A part that is stored together ends in the middle of a writer's transaction.
    TransactionSplit,
    /// A run is stored though what stands before it is missing.
    GapAccepted,
    /// A device does not ask whether a server still holds what it wrote where it may not compare.
    OwnHeldNotAsked,
    /// A further branch of a chain is stored and not noted as one.
    ForkNotNoted,
}

impl Bug {
    /// All of them.
    pub const ALL: [Self; 21] = [
        Self::CursorOutsideTransaction,
        Self::MoreAcknowledgedThanSent,
        Self::DigestSkipped,
        Self::LogFilterDropped,
        Self::SignatureUnchecked,
        Self::HashNotCompared,
        Self::ReplacedValueWins,
        Self::ForeignOpsDropped,
        Self::PageOffByOne,
        Self::PermissionByArrival,
        Self::RevokedOpsAccepted,
        Self::QuarantineLifted,
        Self::CoversLost,
        Self::EpochIgnored,
        Self::UnknownKindDropped,
        Self::SettledCoversTooMuch,
        Self::RevokedStillServed,
        Self::TransactionSplit,
        Self::GapAccepted,
        Self::OwnHeldNotAsked,
        Self::ForkNotNoted,
    ];
}

#[cfg(all(feature = "planted", debug_assertions))]
mod switch {
    use super::Bug;
    use std::cell::Cell;

    thread_local! {
        static PLANTED: Cell<Option<Bug>> = const { Cell::new(None) };
        static LACKING: Cell<&'static [&'static str]> = const { Cell::new(&[]) };
    }

    pub(super) fn planted() -> Option<Bug> {
        PLANTED.get()
    }

    /// Makes this mistake on this thread from now on, or none.
    pub fn plant(bug: Option<Bug>) {
        PLANTED.set(bug);
    }

    pub(super) fn lacking() -> &'static [&'static str] {
        LACKING.get()
    }

    /// On this thread the app is an older one, which does not know these kinds; gives those that it did not know until now.
    pub fn lack(kinds: &'static [&'static str]) -> &'static [&'static str] {
        LACKING.replace(kinds)
    }
}

#[cfg(all(feature = "planted", debug_assertions))]
pub use switch::{lack, plant};

/// Whether this mistake is made on this thread.
#[cfg(all(feature = "planted", debug_assertions))]
#[must_use]
pub fn on(bug: Bug) -> bool {
    switch::planted() == Some(bug)
}

/// Whether this mistake is made: never, in this build.
#[cfg(not(all(feature = "planted", debug_assertions)))]
#[must_use]
pub const fn on(_bug: Bug) -> bool {
    false
}

/// Whether the app on this thread is an older one, to which this kind is unknown.
#[cfg(all(feature = "planted", debug_assertions))]
pub(crate) fn lacks(kind: &str) -> bool {
    switch::lacking().contains(&kind)
}

/// Whether this kind is unknown to this app: it is not.
#[cfg(not(all(feature = "planted", debug_assertions)))]
pub(crate) const fn lacks(_kind: &str) -> bool {
    false
}
