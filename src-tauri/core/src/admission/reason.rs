//! The trace of a decision: each check that was made, in order, and what came of it. Screens word the codes.

/// One check and its result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    pub code: ReasonCode,
    /// What the wording needs. Moments are milliseconds since 1970, days and minutes numbers, ids as they are shown.
    pub params: Vec<(&'static str, String)>,
}

impl Reason {
    /// The stable name of the reason.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code.code()
    }

    /// What came of the check.
    #[must_use]
    pub const fn result(&self) -> CheckResult {
        self.code.result()
    }
}

/// Whether a value speaks of a person: somebody's name, or words that somebody wrote about the attendee.
#[must_use]
pub fn is_personal(param: &str) -> bool {
    ["who", "why", "text"].contains(&param)
}

/// What came of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CheckResult {
    /// Nothing in the way.
    Passed,
    /// Nothing in the way, but worth saying.
    Noted,
    /// It stopped here, unless overruled.
    Stopped,
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident $code:literal $result:ident,)+) => {
        /// Every reason there is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum ReasonCode {
            $($(#[$doc])* $name,)+
        }

        impl ReasonCode {
            /// All of them, so that a test can ask that each is worded in every language.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The stable name.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }

            /// What came of the check.
            #[must_use]
            pub const fn result(self) -> CheckResult {
                match self { $(Self::$name => CheckResult::$result,)+ }
            }
        }
    };
}

reasons! {
    CodeNotFound "code_not_found" Stopped,
    CodePartial "code_partial" Stopped,
    CodeIsUrl "code_is_url" Stopped,
    CodeIsVcard "code_is_vcard" Stopped,
    CodeEmpty "code_empty" Stopped,
    CodeTooLong "code_too_long" Stopped,
    CodeWrongLayout "code_wrong_layout" Stopped,
    PersonErased "person_erased" Stopped,
    SignatureWrong "signature_wrong" Stopped,
    CodeAmbiguous "code_ambiguous" Stopped,
    EventOther "event_other" Stopped,
    PersonFound "person_found" Passed,
    /// Authentic, but the person's details have not arrived here yet.
    DetailsFollow "details_follow" Noted,
    SignerUnseen "signer_unseen" Noted,
    CategoryPasses "category_passes" Passed,
    CategoryUnseen "category_unseen" Noted,
    CategoryElsewhere "category_elsewhere" Stopped,
    InPerson "in_person" Passed,
    Online "online" Stopped,
    CodeLive "code_live" Passed,
    BadgeVoided "badge_voided" Stopped,
    TicketVoided "ticket_voided" Stopped,
    /// A voided code at an exit: it lets nobody in, but it lets out.
    LeavesWithVoidedCode "leaves_with_voided_code" Noted,
    NotCanceled "not_canceled" Passed,
    Canceled "canceled" Stopped,
    Expired "expired" Stopped,
    NotBlocked "not_blocked" Passed,
    Blocked "blocked" Stopped,
    Approved "approved" Passed,
    Unapproved "unapproved" Stopped,
    /// The registration says something that this app cannot read.
    RegistrationUnread "registration_unread" Stopped,
    Paid "paid" Passed,
    Unpaid "unpaid" Stopped,
    DayFits "day_fits" Passed,
    OtherDay "other_day" Stopped,
    TimeFits "time_fits" Passed,
    TooEarly "too_early" Stopped,
    TooLate "too_late" Stopped,
    CheckpointOpen "checkpoint_open" Passed,
    CheckpointClosed "checkpoint_closed" Stopped,
    /// The same code again within ten seconds at the same device.
    DoubleScan "double_scan" Noted,
    /// Two codes came in one reading, and this is the second.
    SecondOfTwo "second_of_two" Noted,
    /// Letters that somebody had just typed stood before the code.
    LettersBefore "letters_before" Noted,
    FirstEntry "first_entry" Passed,
    Reentry "reentry" Passed,
    ReentryAfterExit "reentry_after_exit" Passed,
    /// An admission is open.
    StillInside "still_inside" Stopped,
    /// They left again, but this checkpoint lets nobody in twice.
    AdmittedBefore "admitted_before" Stopped,
    RoomLeft "room_left" Passed,
    CountedInside "counted_inside" Passed,
    RoomFull "room_full" Stopped,
    /// The stop before it was overruled.
    Overruled "overruled" Noted,
    Attention "attention" Noted,
    AttentionConfirm "attention_confirm" Noted,
    BadgeInBox "badge_in_box" Noted,
    WasInside "was_inside" Passed,
    WasNotInside "was_not_inside" Noted,
}
