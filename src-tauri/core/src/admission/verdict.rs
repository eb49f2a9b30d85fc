//! What the core says of a scan, with what the screen needs to word it.

use super::facts::{AttentionNote, Needs, NotOurs, PastOutcome, Voided};
use super::{Day, Opening};
use crate::ids::{AttendeeId, CategoryId, DeviceId};
use crate::time::Timestamp;

/// The verdict, in the order in which it is looked for (exits last).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// No such code, or its signature is wrong.
    Unknown(WhyUnknown),
    /// It fits several people: the operator chooses.
    Ambiguous(Vec<AttendeeId>),
    /// Valid, but not here.
    OtherEvent(Elsewhere),
    /// A voided badge or ticket.
    Revoked(Voided),
    Canceled {
        why: WhyCanceled,
        by: Decider,
    },
    Blocked {
        by: Decider,
    },
    Unapproved {
        by: Decider,
    },
    Unpaid {
        by: Decider,
    },
    /// Outside its days or hours.
    NotNow(NotNow),
    /// Already let in, and this checkpoint lets nobody in twice.
    AlreadyIn {
        since: Timestamp,
        device: DeviceId,
        /// Set when they left again and even that opens no second entry.
        left_at: Option<Timestamp>,
        badge_printed: bool,
    },
    /// At capacity.
    Full {
        capacity: u32,
        inside: u32,
    },
    /// Go ahead, at once or after a confirmation.
    Admitted(Admission),
    /// Out.
    Left {
        since: Option<Timestamp>,
    },
    /// Out, though nobody counted them in: noted, and they pass.
    NotInside,
}

/// Why a code is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WhyUnknown {
    NotOurs(NotOurs),
    BadSignature,
}

/// Where a code belongs instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Elsewhere {
    /// Another event; its name, if this device knows it.
    Event(Option<String>),
    /// The category may not pass this checkpoint.
    Category(CategoryId),
    /// Registered for taking part online.
    Online,
}

/// Who decided a status and why, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decider {
    pub who: Option<String>,
    pub why: Option<String>,
}

/// How a registration came to be canceled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WhyCanceled {
    Canceled,
    /// The order was not paid in time and its place was given back.
    Expired,
}

/// Why it is not now, and when it would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotNow {
    /// The registration is for these days.
    OtherDay {
        days: Vec<Day>,
    },
    TooEarly {
        from: Timestamp,
    },
    TooLate {
        until: Timestamp,
    },
    /// The checkpoint is closed; when it opens next, if it does.
    Closed {
        next: Option<Opening>,
    },
}

/// The terms of an admission.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Admission {
    /// What the operator should know or do.
    pub attention: Vec<Attention>,
    /// The person's details have not arrived here yet.
    pub details_follow: bool,
    /// A badge is due: with the admission, or when it is confirmed.
    pub badge_due: bool,
    /// The stops that were overruled.
    pub overruled: Vec<VerdictKind>,
}

impl Admission {
    /// Whether it waits for the operator's confirmation.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        self.attention.iter().any(Attention::needs_confirmation)
    }
}

/// Something the operator is told with an admission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Attention {
    /// The organiser's note.
    Note(AttentionNote),
    /// The ticket cannot be checked yet: its key's certificate has not arrived.
    SignerUnseen,
    /// The checkpoint admits certain categories only, and this person's has not arrived yet.
    CategoryUnseen,
}

impl Attention {
    /// Whether the admission waits for it.
    #[must_use]
    pub fn needs_confirmation(&self) -> bool {
        match self {
            Self::Note(note) => note.needs == Needs::Confirmation,
            Self::SignerUnseen | Self::CategoryUnseen => true,
        }
    }
}

/// Whose word an override needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Authority {
    /// Whoever is at the desk, with their name and a reason.
    Operator,
    /// An organiser.
    Organiser,
}

impl Authority {
    /// The stable name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Organiser => "organiser",
        }
    }
}

impl Verdict {
    /// Which verdict it is.
    #[must_use]
    pub const fn kind(&self) -> VerdictKind {
        match self {
            Self::Unknown(_) => VerdictKind::Unknown,
            Self::Ambiguous(_) => VerdictKind::Ambiguous,
            Self::OtherEvent(_) => VerdictKind::OtherEvent,
            Self::Revoked(_) => VerdictKind::Revoked,
            Self::Canceled { .. } => VerdictKind::Canceled,
            Self::Blocked { .. } => VerdictKind::Blocked,
            Self::Unapproved { .. } => VerdictKind::Unapproved,
            Self::Unpaid { .. } => VerdictKind::Unpaid,
            Self::NotNow(_) => VerdictKind::NotNow,
            Self::AlreadyIn { .. } => VerdictKind::AlreadyIn,
            Self::Full { .. } => VerdictKind::Full,
            Self::Admitted(_) => VerdictKind::Admitted,
            Self::Left { .. } => VerdictKind::Left,
            Self::NotInside => VerdictKind::NotInside,
        }
    }

    /// The stable name, as DESIGN §6 has it.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.kind().code()
    }

    /// Whether the person goes in now; a pending admission does not let in yet.
    #[must_use]
    pub fn lets_in(&self) -> bool {
        self.admission().is_some_and(|admission| !admission.is_pending())
    }

    /// Whether the admission waits for the operator's confirmation.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        self.admission().is_some_and(Admission::is_pending)
    }

    /// Whether a badge prints now; of a pending admission [`super::confirm`] says it.
    #[must_use]
    pub fn prints(&self) -> bool {
        self.lets_in() && self.admission().is_some_and(|admission| admission.badge_due)
    }

    /// The terms, if it is an admission.
    #[must_use]
    pub const fn admission(&self) -> Option<&Admission> {
        if let Self::Admitted(admission) = self {
            Some(admission)
        } else {
            None
        }
    }

    /// What this scan will be to the next one.
    #[must_use]
    pub fn outcome(&self) -> PastOutcome {
        match self {
            Self::Admitted(admission) if admission.is_pending() => PastOutcome::Pending,
            Self::Admitted(admission) if !admission.overruled.is_empty() => PastOutcome::Overridden,
            Self::Admitted(_) => PastOutcome::Admitted,
            Self::Left { .. } => PastOutcome::Left,
            Self::NotInside => PastOutcome::NotInside,
            Self::Unknown(_)
            | Self::Ambiguous(_)
            | Self::OtherEvent(_)
            | Self::Revoked(_)
            | Self::Canceled { .. }
            | Self::Blocked { .. }
            | Self::Unapproved { .. }
            | Self::Unpaid { .. }
            | Self::NotNow(_)
            | Self::AlreadyIn { .. }
            | Self::Full { .. } => PastOutcome::Stopped,
        }
    }

    /// Whose word overrules this verdict, if anybody's does.
    #[must_use]
    pub const fn override_needs(&self) -> Option<Authority> {
        match self {
            Self::Unpaid { .. } | Self::NotNow(_) | Self::AlreadyIn { .. } => Some(Authority::Operator),
            Self::OtherEvent(Elsewhere::Category(_) | Elsewhere::Online)
            | Self::Canceled { .. }
            | Self::Blocked { .. }
            | Self::Unapproved { .. }
            | Self::Full { .. } => Some(Authority::Organiser),
            Self::Unknown(_)
            | Self::Ambiguous(_)
            | Self::OtherEvent(Elsewhere::Event(_))
            | Self::Revoked(_)
            | Self::Admitted(_)
            | Self::Left { .. }
            | Self::NotInside => None,
        }
    }

    /// Whether somebody with this authority may overrule it.
    #[must_use]
    pub fn may_override(&self, by: Authority) -> bool {
        self.override_needs().is_some_and(|needed| by >= needed)
    }
}

/// The nearest of the reasons that pretix gives, for exchange with its tools; `None` where it would answer "ok".
#[must_use]
pub fn field_reason(verdict: &Verdict) -> Option<&'static str> {
    match verdict {
        Verdict::Unknown(_) | Verdict::OtherEvent(Elsewhere::Event(_)) => Some("invalid"),
        Verdict::Ambiguous(_) => Some("ambiguous"),
        Verdict::OtherEvent(Elsewhere::Category(_) | Elsewhere::Online) => Some("product"),
        Verdict::Revoked(_) => Some("revoked"),
        Verdict::Canceled { .. } => Some("canceled"),
        Verdict::Blocked { .. } => Some("blocked"),
        Verdict::Unapproved { .. } => Some("unapproved"),
        Verdict::Unpaid { .. } => Some("unpaid"),
        Verdict::NotNow(NotNow::OtherDay { .. } | NotNow::TooEarly { .. } | NotNow::TooLate { .. }) => {
            Some("invalid_time")
        }
        Verdict::NotNow(NotNow::Closed { .. }) | Verdict::Full { .. } => Some("rules"),
        Verdict::AlreadyIn { .. } => Some("already_redeemed"),
        Verdict::Admitted(admission) => admission.is_pending().then_some("incomplete"),
        Verdict::Left { .. } | Verdict::NotInside => None,
    }
}

/// The verdicts without their details, in the order in which they are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VerdictKind {
    Unknown,
    Ambiguous,
    OtherEvent,
    Revoked,
    Canceled,
    Blocked,
    Unapproved,
    Unpaid,
    NotNow,
    AlreadyIn,
    Full,
    Admitted,
    Left,
    NotInside,
}

impl VerdictKind {
    /// Every verdict there is.
    pub const ALL: [Self; 14] = [
        Self::Unknown,
        Self::Ambiguous,
        Self::OtherEvent,
        Self::Revoked,
        Self::Canceled,
        Self::Blocked,
        Self::Unapproved,
        Self::Unpaid,
        Self::NotNow,
        Self::AlreadyIn,
        Self::Full,
        Self::Admitted,
        Self::Left,
        Self::NotInside,
    ];

    /// The stable name, stored for ever.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Ambiguous => "ambiguous",
            Self::OtherEvent => "other_event",
            Self::Revoked => "revoked",
            Self::Canceled => "canceled",
            Self::Blocked => "blocked",
            Self::Unapproved => "unapproved",
            Self::Unpaid => "unpaid",
            Self::NotNow => "not_now",
            Self::AlreadyIn => "already_in",
            Self::Full => "full",
            Self::Admitted => "admitted",
            Self::Left => "left",
            Self::NotInside => "not_inside",
        }
    }

    /// Whether somebody judged so may be given a badge without being let in: an exhibitor collects those of the staff the
    /// evening before. The hour, the day and a full room keep people out, not their badges in.
    #[must_use]
    pub const fn may_collect_badge(self) -> bool {
        match self {
            Self::Admitted | Self::AlreadyIn | Self::NotNow | Self::Full => true,
            Self::Unknown
            | Self::Ambiguous
            | Self::OtherEvent
            | Self::Revoked
            | Self::Canceled
            | Self::Blocked
            | Self::Unapproved
            | Self::Unpaid
            | Self::Left
            | Self::NotInside => false,
        }
    }

    /// Reads the stable name.
    #[must_use]
    pub fn read(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}
