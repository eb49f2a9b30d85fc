//! Whatever a scanner or a person gives is sorted into a kind; no text is refused silently and none can do harm.

use super::layout::{self, Reading};
use super::{BadgeCode, BadgeKey, UnverifiedTicket, badge, ticket};
use crate::alphabet;

/// No text is kept longer than this, in characters.
pub const TEXT_CHARS_MAX: usize = 256;

/// No more than this much of a text is looked at, in characters: enough for two tickets and their separators.
const READ_CHARS_MAX: usize = 1024;

/// Half a badge code is the least that is worth calling a part of one.
const BADGE_PART_SYMBOLS_MIN: usize = 12;
/// A ticket's first symbols are fixed by its version, so fewer are telling.
const TICKET_HEAD_SYMBOLS_MIN: usize = 12;
/// No foreign code in use is that long and made of our symbols only.
const TICKET_TAIL_SYMBOLS_MIN: usize = 60;
/// pretix's ticket secrets are this long, in lower case, and written in symbols that are ours too.
const PRETIX_SECRET_SYMBOLS: usize = 32;
/// Told apart from the scan before it, and no more: with a million hashes for all texts, none names anybody's.
const TRACE_SYMBOLS: usize = 4;
const TRACE_TAG: &[u8] = b"sarrera.trace.1";
/// So many digits, with the signs between them, may be somebody's telephone.
const NUMBER_DIGITS_MIN: usize = 7;
/// Shorter halves may be equal by chance.
const TWICE_CHARS_MIN: usize = 8;

/// What was presented. Texts are free of control characters, trimmed, and at most [`TEXT_CHARS_MAX`] long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presented {
    /// In the shape of a badge code of ours. If its MAC does not fit, ask [`badge::read_garbled`].
    Badge(BadgeCode),
    /// In the shape of a ticket of ours.
    Ticket(UnverifiedTicket),
    /// Any other code or text: an import's ticket secret, to be looked up as it is.
    Foreign(String),
    /// One of our codes, garbled by a keyboard layout: what the scanner may have meant, at least one reading.
    WrongLayout { text: String, readings: Vec<Reading> },
    /// Two codes in one reading; the second is the one in front of the operator now.
    TwoGlued {
        first: Box<Presented>,
        second: Box<Presented>,
    },
    /// A part of one of our codes. Foreign codes can look like it: look it up before saying so.
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
        let visible: String = text
            .chars()
            .filter(|c| !is_invisible(*c))
            .take(READ_CHARS_MAX)
            .collect();
        let text = visible.trim();
        if text.is_empty() {
            return Self::Empty;
        }
        if is_vcard(text) {
            return Self::VCard(cut(text));
        }
        if is_url(text) {
            return Self::Url(cut(text));
        }
        let symbols = Symbols::of(text);
        if let Some(ours) = symbols.as_ref().and_then(|symbols| ours(&symbols.capitals)) {
            return ours;
        }
        if let Some((first, second)) = symbols
            .as_ref()
            .and_then(Symbols::two_of_ours)
            .or_else(|| twice(text))
        {
            return Self::TwoGlued {
                first: Box::new(first),
                second: Box::new(second),
            };
        }
        if symbols.is_some_and(|symbols| symbols.is_part()) {
            return Self::Partial(cut(text));
        }
        let readings: Vec<Reading> = layout::readings(text)
            .filter_map(|reading| reading_of_ours(&reading))
            .collect();
        if !readings.is_empty() {
            return Self::WrongLayout {
                text: cut(text),
                readings,
            };
        }
        if text.chars().count() > TEXT_CHARS_MAX {
            return Self::TooLong(cut(text));
        }
        Self::Foreign(text.to_owned())
    }

    /// The text under which an import's list may know this code, if it can.
    #[must_use]
    pub fn foreign_text(&self) -> Option<&str> {
        match self {
            Self::Foreign(text) | Self::Partial(text) | Self::Url(text) | Self::WrongLayout { text, .. } => {
                Some(text)
            }
            Self::Badge(_)
            | Self::Ticket(_)
            | Self::TwoGlued { .. }
            | Self::VCard(_)
            | Self::Empty
            | Self::TooLong(_) => None,
        }
    }
}

/// The texts under which a foreign code may be known: as it came, and as it was meant where a scanner had Caps Lock on.
#[must_use]
pub fn either_case(code: &str) -> Vec<String> {
    let lower = code.to_lowercase();
    if lower == code {
        return vec![lower];
    }
    vec![code.to_owned(), lower]
}

/// A text as it may be drawn: cut, and every control character visible and harmless.
#[must_use]
pub fn shown(text: &str) -> String {
    text.chars()
        .take(TEXT_CHARS_MAX)
        .map(|c| if is_invisible(c) { '\u{2400}' } else { c })
        .collect()
}

/// What is written down of a text that is nobody's code: its kind, and enough of a keyed hash to tell a second reading
/// of it. A business card, a mail address or a name that somebody typed never enters a log that gates hold.
#[must_use]
pub fn trace(text: &str, key: &BadgeKey) -> String {
    let text: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    let hash = key.hash(TRACE_TAG, text.trim().as_bytes());
    let symbols: String = alphabet::encode(hash.as_bytes())
        .chars()
        .take(TRACE_SYMBOLS)
        .collect();
    format!("{}:{symbols}", kind(&Presented::read(&text)))
}

fn kind(presented: &Presented) -> &'static str {
    match presented {
        Presented::Badge(_) => "badge",
        Presented::Ticket(_) => "ticket",
        Presented::Foreign(text) if text.contains('@') => "mail",
        Presented::Foreign(text) if is_number(text) => "number",
        Presented::Foreign(text) if text.contains(char::is_whitespace) => "words",
        Presented::Foreign(_) => "code",
        Presented::WrongLayout { .. } => "layout",
        Presented::TwoGlued { .. } => "two",
        Presented::Partial(_) => "part",
        Presented::Url(_) => "url",
        Presented::VCard(_) => "vcard",
        Presented::Empty => "empty",
        Presented::TooLong(_) => "long",
    }
}

fn is_number(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_digit() || " +-./()".contains(c))
        && text.chars().filter(char::is_ascii_digit).count() >= NUMBER_DIGITS_MIN
}

/// A text made of our symbols only; spaces and hyphens between groups are how people type it.
struct Symbols {
    capitals: String,
    is_lower_case: bool,
    has_digit: bool,
    one_case: bool,
}

impl Symbols {
    fn of(text: &str) -> Option<Self> {
        let bare: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        if !bare.chars().all(|c| alphabet::value(c).is_some()) {
            return None;
        }
        let upper = bare.chars().any(|c| c.is_ascii_uppercase());
        let lower = bare.chars().any(|c| c.is_ascii_lowercase());
        Some(Self {
            capitals: bare.to_ascii_uppercase(),
            is_lower_case: lower && !upper,
            has_digit: bare.chars().any(|c| c.is_ascii_digit()),
            one_case: !(upper && lower),
        })
    }

    fn two_of_ours(&self) -> Option<(Presented, Presented)> {
        [badge::SYMBOLS, ticket::SYMBOLS].into_iter().find_map(|length| {
            let (first, second) = self.capitals.split_at_checked(length)?;
            Some((ours(first)?, ours(second)?))
        })
    }

    /// Whether it can be a part of one of our codes, or more than one and less than two.
    fn is_part(&self) -> bool {
        let length = self.capitals.len();
        if !self.has_digit || !self.one_case || (self.is_lower_case && length == PRETIX_SECRET_SYMBOLS) {
            return false;
        }
        let of_badge = self.capitals.starts_with(badge::VERSION)
            && (BADGE_PART_SYMBOLS_MIN..2 * badge::SYMBOLS).contains(&length);
        let of_ticket = self.capitals.starts_with('A')
            && self
                .capitals
                .chars()
                .nth(1)
                .is_some_and(|c| ticket::SECOND_SYMBOLS.contains(c))
            && length >= TICKET_HEAD_SYMBOLS_MIN;
        of_badge || of_ticket || length >= TICKET_TAIL_SYMBOLS_MIN
    }
}

fn ours(capitals: &str) -> Option<Presented> {
    let badge = badge::read(capitals).map(Presented::Badge);
    badge.or_else(|| ticket::read(capitals).map(Presented::Ticket))
}

fn reading_of_ours(reading: &Reading) -> Option<Reading> {
    let text = Symbols::of(&reading.text)?.capitals;
    ours(&text)?;
    Some(Reading {
        layout: reading.layout,
        text,
    })
}

/// The same foreign code read twice without a break, or with a space between.
fn twice(text: &str) -> Option<(Presented, Presented)> {
    let chars: Vec<char> = text.chars().collect();
    let half = chars.len() / 2;
    let (first, second): (String, String) = (
        chars.iter().take(half).collect(),
        chars.iter().skip(chars.len() - half).collect(),
    );
    let between_is_space =
        chars.len().is_multiple_of(2) || chars.get(half).is_some_and(|c| c.is_whitespace());
    let is_code =
        (TWICE_CHARS_MIN..=TEXT_CHARS_MAX).contains(&half) && first.chars().any(|c| c.is_ascii_digit());
    if !is_code || !between_is_space || first.trim() != second.trim() {
        return None;
    }
    let one = || Presented::Foreign(first.trim().to_owned());
    Some((one(), one()))
}

fn is_url(text: &str) -> bool {
    let start: String = text.chars().take(32).collect::<String>().to_ascii_lowercase();
    let has_scheme = start.split_once("://").is_some_and(|(scheme, _)| {
        !scheme.is_empty()
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    });
    has_scheme || start.starts_with("www.") || start.starts_with("mailto:")
}

fn is_vcard(text: &str) -> bool {
    let start: String = text.chars().take(16).collect::<String>().to_ascii_uppercase();
    ["BEGIN:VCARD", "MECARD:", "BIZCARD:"]
        .iter()
        .any(|mark| start.starts_with(mark))
}

fn cut(text: &str) -> String {
    text.chars().take(TEXT_CHARS_MAX).collect()
}

/// Control characters, and the format characters that hide text or turn its direction.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
#[path = "presented_tests.rs"]
mod tests;
