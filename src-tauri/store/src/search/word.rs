//! How a word of the index is written: in an attendee's own row with what it is and where it stands, and in FTS5
//! behind one character for event and kind.

use std::fmt::Write as _;
use std::ops::Range;

/// What a word of an attendee is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// Family name, or a name of which nobody says which part it is.
    Family,
    FamilyLatin,
    Given,
    GivenLatin,
    /// A sound-alike key.
    Sound,
    /// The consonants of an Arabic or Hebrew name.
    Skeleton,
    /// The name that stands for a group of equivalent given names.
    Equivalent,
    /// All words of the name, in the alphabet's order, as one.
    Whole,
    Company,
    Email,
    Phone,
    Order,
}

/// The kinds of words that a round may ask for apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Family,
    Given,
    Sound,
    Skeleton,
    Equivalent,
    Whole,
    Other,
}

/// How many kinds one event has room for in the leading character.
const KINDS: i64 = 8;
/// Leading characters are of the first private use area, then of the second.
const FIRST_AREA: u32 = 0xe000;
const FIRST_AREA_EVENTS: i64 = 800;
const SECOND_AREA: u32 = 0xf_0000;
const SECOND_AREA_EVENTS: i64 = 8_000;
/// Places in a name are written as characters from here on; beyond the last place, the word stands nowhere.
const FIRST_PLACE: u32 = 0x100;
const PLACES: usize = 0x400;
const NOWHERE: char = '-';

/// One word of an attendee as read back from its row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record<'a> {
    pub(super) mark: Mark,
    pub(super) span: Option<Range<usize>>,
    pub(super) word: &'a str,
}

impl Mark {
    const ALL: [Self; 12] = [
        Self::Family,
        Self::FamilyLatin,
        Self::Given,
        Self::GivenLatin,
        Self::Sound,
        Self::Skeleton,
        Self::Equivalent,
        Self::Whole,
        Self::Company,
        Self::Email,
        Self::Phone,
        Self::Order,
    ];

    fn letter(self) -> char {
        match self {
            Self::Family => 'F',
            Self::FamilyLatin => 'f',
            Self::Given => 'G',
            Self::GivenLatin => 'g',
            Self::Sound => 'S',
            Self::Skeleton => 'K',
            Self::Equivalent => 'E',
            Self::Whole => 'W',
            Self::Company => 'C',
            Self::Email => 'M',
            Self::Phone => 'P',
            Self::Order => 'O',
        }
    }

    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Family | Self::FamilyLatin => Kind::Family,
            Self::Given | Self::GivenLatin => Kind::Given,
            Self::Sound => Kind::Sound,
            Self::Skeleton => Kind::Skeleton,
            Self::Equivalent => Kind::Equivalent,
            Self::Whole => Kind::Whole,
            Self::Company | Self::Email | Self::Phone | Self::Order => Kind::Other,
        }
    }

    /// Whether slips are looked for in this word.
    pub(super) fn is_in_vocabulary(self) -> bool {
        match self {
            Self::Family | Self::FamilyLatin | Self::Given | Self::GivenLatin | Self::Company => true,
            Self::Sound
            | Self::Skeleton
            | Self::Equivalent
            | Self::Whole
            | Self::Email
            | Self::Phone
            | Self::Order => false,
        }
    }
}

impl Kind {
    fn place(self) -> i64 {
        match self {
            Self::Family => 0,
            Self::Given => 1,
            Self::Sound => 2,
            Self::Skeleton => 3,
            Self::Equivalent => 4,
            Self::Whole => 5,
            Self::Other => 6,
        }
    }
}

/// The character that stands before a word of this event and kind.
pub(super) fn lead(event_no: i64, kind: Kind) -> char {
    assert!(
        (0..FIRST_AREA_EVENTS + SECOND_AREA_EVENTS).contains(&event_no),
        "an event number is small"
    );
    let (area, event) = if event_no < FIRST_AREA_EVENTS {
        (FIRST_AREA, event_no)
    } else {
        (SECOND_AREA, event_no - FIRST_AREA_EVENTS)
    };
    let place = u32::try_from(event * KINDS + kind.place()).unwrap_or_default();
    char::from_u32(area + place).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// The words of one attendee on their way into the index.
#[derive(Debug, Default)]
pub(super) struct Records(String);

impl Records {
    pub(super) fn add(&mut self, mark: Mark, span: Option<&Range<usize>>, word: &str) {
        if word.is_empty() {
            return;
        }
        if !self.0.is_empty() {
            self.0.push(' ');
        }
        self.0.push(mark.letter());
        let places = span.and_then(|span| Some((place(span.start)?, place(span.end)?)));
        let (start, end) = places.unwrap_or((NOWHERE, NOWHERE));
        self.0.push(start);
        self.0.push(end);
        self.0.push_str(word);
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The words of an attendee's row.
pub(super) fn records(words: &str) -> impl Iterator<Item = Record<'_>> {
    words.split(' ').filter_map(record)
}

/// The same words as FTS5 holds them, made anew from the row: what was put in can be taken out exactly.
pub(super) fn fts_words(event_no: i64, words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    for record in records(words) {
        let gap = if text.is_empty() { "" } else { " " };
        // Writing to a string does not fail.
        let _ = write!(text, "{gap}{}{}", lead(event_no, record.mark.kind()), record.word);
    }
    text
}

fn record(text: &str) -> Option<Record<'_>> {
    let mut chars = text.chars();
    let letter = chars.next()?;
    let mark = Mark::ALL.into_iter().find(|mark| mark.letter() == letter)?;
    let (start, end) = (chars.next()?, chars.next()?);
    let span = place_of(start).zip(place_of(end)).map(|(start, end)| start..end);
    Some(Record {
        mark,
        span,
        word: chars.as_str(),
    })
}

fn place(at: usize) -> Option<char> {
    u32::try_from(at)
        .ok()
        .filter(|_| at < PLACES)
        .and_then(|at| char::from_u32(FIRST_PLACE + at))
}

fn place_of(c: char) -> Option<usize> {
    u32::from(c)
        .checked_sub(FIRST_PLACE)
        .and_then(|at| usize::try_from(at).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_read_back_as_it_was_written() {
        let mut records = Records::default();
        records.add(Mark::Family, Some(&(5..11)), "garcia");
        records.add(Mark::Email, None, "anaexamplenet");
        records.add(Mark::Given, Some(&(0..5_000)), "ana");
        records.add(Mark::Company, None, "");
        let read: Vec<Record<'_>> = super::records(records.as_str()).collect();
        assert_eq!(
            read,
            [
                Record {
                    mark: Mark::Family,
                    span: Some(5..11),
                    word: "garcia"
                },
                Record {
                    mark: Mark::Email,
                    span: None,
                    word: "anaexamplenet"
                },
                Record {
                    mark: Mark::Given,
                    span: None,
                    word: "ana"
                },
            ]
        );
    }

    #[test]
    fn events_and_kinds_have_leading_characters_of_their_own() {
        let mut seen = std::collections::BTreeSet::new();
        for event_no in [0, 1, 2, 799, 800, 8_799] {
            for mark in Mark::ALL {
                seen.insert((lead(event_no, mark.kind()), event_no, mark.kind().place()));
            }
        }
        let leads: std::collections::BTreeSet<char> = seen.iter().map(|(lead, _, _)| *lead).collect();
        assert_eq!(leads.len(), 6 * 7, "7 kinds of 6 events");
        assert!(
            leads.iter().all(|lead| !lead.is_ascii()),
            "the ascii tokenizer takes them as letters"
        );
    }
}
