//! How far a badge is, and why it waits or did not print, as a screen says it: every reason has a code, and no other does.

use crate::view;
use sarrera_core::ops::PrintState;
use sarrera_print::{PrintError, Trouble};

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident $code:literal,)+) => {
        /// Why a print job is where it is. The screens word each of them in every language.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum PrintReason {
            $($(#[$doc])* $name,)+
        }

        impl PrintReason {
            /// All of them, so that a test can ask that each is worded in every language.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The stable name.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)+ }
            }
        }
    };
}

reasons! {
    OutOfPaper "out_of_paper",
    CoverOpen "cover_open",
    Jammed "jammed",
    TooHot "too_hot",
    Offline "offline",
    Paused "paused",
    OutOfInk "out_of_ink",
    LowPaper "low_paper",
    LowInk "low_ink",
    OtherTrouble "other_trouble",
    /// The print system does not know it any more.
    PrinterGone "printer_gone",
    /// Asked and not there: nothing was sent.
    Unreachable "unreachable",
    Refused "refused",
    Garbled "garbled",
    FolderNotWritable "folder_not_writable",
    /// The request or the program broke off while the badge was on its way: somebody has to look.
    Interrupted "interrupted",
    /// It lay so long that the person may have gone: somebody has to ask.
    WaitedTooLong "waited_too_long",
    Canceled "canceled",
    /// The badge was voided before it was printed.
    BadgeVoid "badge_void",
    MissingGlyphs "missing_glyphs",
    NotDrawn "not_drawn",
}

/// Beside `sent`: the printer has it and cannot say more. Nothing is wrong, so no screen words it.
pub(crate) const NOT_TOLD: &str = "not_told";

/// How far a job is, and why, as a screen says it. A job is recorded as sent before its printer has the first byte, so
/// that it is shown as sent only once the printer has it.
pub(crate) fn shown(state: PrintState, reason: Option<&str>) -> (view::PrintState, Option<String>) {
    let shown = match state {
        PrintState::Queued => view::PrintState::Queued,
        PrintState::Sent if reason == Some(NOT_TOLD) => view::PrintState::Sent,
        PrintState::Sent => view::PrintState::Sending,
        PrintState::Printed => view::PrintState::Printed,
        PrintState::Failed => view::PrintState::Failed,
        PrintState::Unknown => view::PrintState::Unknown,
    };
    (
        shown,
        reason.filter(|reason| *reason != NOT_TOLD).map(str::to_owned),
    )
}

impl PrintReason {
    pub(super) const fn of(error: &PrintError) -> Self {
        match error {
            PrintError::NoPrinter(_) => Self::PrinterGone,
            PrintError::Unreachable(_) => Self::Unreachable,
            PrintError::BrokeOff(_) => Self::Interrupted,
            PrintError::Refused(_) => Self::Refused,
            PrintError::Blocked(trouble) => Self::of_trouble(trouble),
            PrintError::Garbled(_) => Self::Garbled,
            PrintError::Folder(_) => Self::FolderNotWritable,
        }
    }

    pub(super) const fn of_trouble(trouble: &Trouble) -> Self {
        match trouble {
            Trouble::OutOfPaper => Self::OutOfPaper,
            Trouble::CoverOpen => Self::CoverOpen,
            Trouble::Jammed => Self::Jammed,
            Trouble::TooHot => Self::TooHot,
            Trouble::Offline => Self::Offline,
            Trouble::Paused => Self::Paused,
            Trouble::OutOfInk => Self::OutOfInk,
            Trouble::LowPaper => Self::LowPaper,
            Trouble::LowInk => Self::LowInk,
            Trouble::Other(_) => Self::OtherTrouble,
        }
    }

    /// What a printer gives as its reason for failing, in its own words.
    pub(super) fn of_words(reasons: &[String]) -> Self {
        let troubles = Trouble::read(reasons.iter().map(String::as_str));
        troubles.first().map_or(Self::OtherTrouble, Self::of_trouble)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn every_reason_has_words_in_every_language() {
        for language in ["eu", "es", "en"] {
            let file = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("../../ui/messages")
                .join(language)
                .join("desk.json");
            let words: serde_json::Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
            for reason in PrintReason::ALL {
                let key = format!("print_{}", reason.code());
                assert!(words[&key].is_string(), "{language} lacks {key}");
            }
            for why in sarrera_core::ops::ReprintWhy::ALL {
                let key = format!("reprint_{}", why.code());
                assert!(words[&key].is_string(), "{language} lacks {key}");
            }
            for why in sarrera_core::ops::OverrideWhy::ALL {
                let key = format!("override_{}", why.code());
                assert!(words[&key].is_string(), "{language} lacks {key}");
            }
        }
    }

    #[test]
    fn a_badge_is_shown_as_sent_once_its_printer_has_it() {
        let out_of_paper = PrintReason::OutOfPaper.code();
        for (reason, state, why) in [
            (None, view::PrintState::Sending, None),
            (Some(out_of_paper), view::PrintState::Sending, Some(out_of_paper)),
            (Some(NOT_TOLD), view::PrintState::Sent, None),
        ] {
            assert_eq!(
                shown(PrintState::Sent, reason),
                (state, why.map(str::to_owned)),
                "{reason:?}"
            );
        }
    }

    #[test]
    fn a_printers_own_words_become_a_code_or_some_trouble() {
        let words = |text: &str| PrintReason::of_words(&[text.to_owned()]);
        assert_eq!(words("media-jam-error"), PrintReason::Jammed);
        assert_eq!(words("aborted-by-system"), PrintReason::OtherTrouble);
        assert_eq!(PrintReason::of_words(&[]), PrintReason::OtherTrouble);
    }
}
