//! The codes of a history's sentences.

/// What happened, as a screen words it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HistoryCode {
    Registered,
    RegisteredByFile,
    Changed,
    ChangedByFile,
    /// A file says something else, and the correction stays.
    CorrectionKept,
    Substituted,
    Erased,
    NoticeAccepted,
    SharingChosen,
    ConsentWithdrawn,
    Admitted,
    CheckedInByFile,
    WaitsForConfirmation,
    Left,
    Stopped,
    LetInAnyway,
    Confirmed,
    Undone,
    BadgeMade,
    BadgeMadeAnew,
    BadgeVoided,
    BadgeBoxed,
    BadgeHandedOver,
    PrintOrdered,
    PrintReported,
    /// Somebody saw it, wrote it by hand, or found that nobody needs it.
    PrintSettled,
    /// Two registrations or more are this one person's.
    Merged,
    MergeUndone,
    HelpAsked,
    HelpAnswered,
    Settled,
    /// Something about the whole event, which no person's history holds.
    Other,
}

impl HistoryCode {
    /// The stable code: `history_<code>`.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::RegisteredByFile => "registered_by_file",
            Self::Changed => "changed",
            Self::ChangedByFile => "changed_by_file",
            Self::CorrectionKept => "correction_kept",
            Self::Substituted => "substituted",
            Self::Erased => "erased",
            Self::NoticeAccepted => "notice_accepted",
            Self::SharingChosen => "sharing_chosen",
            Self::ConsentWithdrawn => "consent_withdrawn",
            Self::Admitted => "admitted",
            Self::CheckedInByFile => "checked_in_by_file",
            Self::WaitsForConfirmation => "waits_for_confirmation",
            Self::Left => "left",
            Self::Stopped => "stopped",
            Self::LetInAnyway => "let_in_anyway",
            Self::Confirmed => "confirmed",
            Self::Undone => "undone",
            Self::BadgeMade => "badge_made",
            Self::BadgeMadeAnew => "badge_made_anew",
            Self::BadgeVoided => "badge_voided",
            Self::BadgeBoxed => "badge_boxed",
            Self::BadgeHandedOver => "badge_handed_over",
            Self::Merged => "merged",
            Self::MergeUndone => "merge_undone",
            Self::HelpAsked => "help_asked",
            Self::HelpAnswered => "help_answered",
            Self::PrintOrdered => "print_ordered",
            Self::PrintReported => "print_reported",
            Self::PrintSettled => "print_settled",
            Self::Settled => "settled",
            Self::Other => "other",
        }
    }
}
