//! A verdict as it was recorded: enough to say later what may follow it, by the rules of the decision itself.

use super::reason::ReasonCode;
use super::verdict::{Authority, VerdictKind};

/// The verdict of a scan that was decided earlier, or elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordedVerdict {
    kind: VerdictKind,
    deciding: Option<ReasonCode>,
    pending: bool,
}

impl RecordedVerdict {
    /// Reads the codes that a scan recorded, the deciding reason first; `None` where a newer app wrote them.
    #[must_use]
    pub fn read(verdict: &str, deciding: Option<&str>, pending: bool) -> Option<Self> {
        let kind = VerdictKind::read(verdict)?;
        let deciding = deciding.and_then(|code| ReasonCode::ALL.iter().find(|r| r.code() == code).copied());
        Some(Self {
            kind,
            deciding,
            pending,
        })
    }

    /// Which verdict it was.
    #[must_use]
    pub const fn kind(self) -> VerdictKind {
        self.kind
    }

    /// Whose word overrules it, if anybody's does; as [`super::Verdict::override_needs`] has it.
    #[must_use]
    pub const fn override_needs(self) -> Option<Authority> {
        match self.kind {
            VerdictKind::Unpaid | VerdictKind::NotNow | VerdictKind::AlreadyIn => Some(Authority::Operator),
            VerdictKind::OtherEvent if self.is_here() => Some(Authority::Organiser),
            VerdictKind::Canceled | VerdictKind::Blocked | VerdictKind::Unapproved | VerdictKind::Full => {
                Some(Authority::Organiser)
            }
            VerdictKind::Unknown
            | VerdictKind::Ambiguous
            | VerdictKind::OtherEvent
            | VerdictKind::Revoked
            | VerdictKind::Admitted
            | VerdictKind::Left
            | VerdictKind::NotInside => None,
        }
    }

    /// Whether somebody with this authority may overrule it.
    #[must_use]
    pub fn may_override(self, by: Authority) -> bool {
        self.override_needs().is_some_and(|needed| by >= needed)
    }

    /// The nearest of pretix's reasons; as [`super::field_reason`] has it.
    #[must_use]
    pub const fn field_reason(self) -> Option<&'static str> {
        match self.kind {
            VerdictKind::OtherEvent if self.is_here() => Some("product"),
            VerdictKind::Unknown | VerdictKind::OtherEvent => Some("invalid"),
            VerdictKind::Ambiguous => Some("ambiguous"),
            VerdictKind::Revoked => Some("revoked"),
            VerdictKind::Canceled => Some("canceled"),
            VerdictKind::Blocked => Some("blocked"),
            VerdictKind::Unapproved => Some("unapproved"),
            VerdictKind::Unpaid => Some("unpaid"),
            VerdictKind::NotNow if matches!(self.deciding, Some(ReasonCode::CheckpointClosed)) => {
                Some("rules")
            }
            VerdictKind::NotNow => Some("invalid_time"),
            VerdictKind::Full => Some("rules"),
            VerdictKind::AlreadyIn => Some("already_redeemed"),
            VerdictKind::Admitted if self.pending => Some("incomplete"),
            VerdictKind::Admitted | VerdictKind::Left | VerdictKind::NotInside => None,
        }
    }

    /// The person is of this event, and only the place or the way of attending is another.
    const fn is_here(self) -> bool {
        matches!(
            self.deciding,
            Some(ReasonCode::CategoryElsewhere | ReasonCode::Online)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::{
        Admission, Decider, Elsewhere, NotNow, NotOurs, Opening, Verdict, Voided, VoidedCode, WhyCanceled,
        WhyUnknown, field_reason,
    };
    use super::*;
    use crate::ids::{CategoryId, DeviceId};
    use crate::time::Timestamp;

    #[test]
    fn what_was_recorded_allows_what_the_verdict_allowed() {
        let by = Decider::default();
        let since = Timestamp(1);
        let voided = Voided {
            code: VoidedCode::Badge,
            replaced_by: None,
            at: None,
        };
        let full = Verdict::Full {
            capacity: 1,
            inside: 1,
        };
        let already = Verdict::AlreadyIn {
            since,
            device: DeviceId([1; 16]),
            left_at: None,
            badge_printed: true,
        };
        let closed = NotNow::Closed {
            next: None::<Opening>,
        };
        let why = WhyCanceled::Expired;
        let not_ours = WhyUnknown::NotOurs(NotOurs::NotFound);
        let elsewhere = Elsewhere::Category(CategoryId([1; 16]));
        let verdicts = [
            (Verdict::Unknown(not_ours), "code_not_found"),
            (Verdict::Ambiguous(vec![]), "code_ambiguous"),
            (Verdict::OtherEvent(Elsewhere::Event(None)), "event_other"),
            (Verdict::OtherEvent(elsewhere), "category_elsewhere"),
            (Verdict::OtherEvent(Elsewhere::Online), "online"),
            (Verdict::Revoked(voided), "badge_voided"),
            (Verdict::Canceled { why, by: by.clone() }, "expired"),
            (Verdict::Blocked { by: by.clone() }, "blocked"),
            (Verdict::Unapproved { by: by.clone() }, "unapproved"),
            (Verdict::Unpaid { by }, "unpaid"),
            (Verdict::NotNow(NotNow::TooEarly { from: since }), "too_early"),
            (Verdict::NotNow(closed), "checkpoint_closed"),
            (already, "still_inside"),
            (full, "room_full"),
            (Verdict::Admitted(Admission::default()), "first_entry"),
            (Verdict::Left { since: None }, "was_inside"),
            (Verdict::NotInside, "was_not_inside"),
        ];
        for (verdict, deciding) in verdicts {
            let recorded = RecordedVerdict::read(verdict.code(), Some(deciding), false).unwrap();
            assert_eq!(recorded.override_needs(), verdict.override_needs(), "{verdict:?}");
            assert_eq!(recorded.field_reason(), field_reason(&verdict), "{verdict:?}");
        }
        assert_eq!(RecordedVerdict::read("transmogrified", None, false), None);
    }
}
