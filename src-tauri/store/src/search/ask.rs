//! What somebody typed, as words with every spelling to look for, and the questions to FTS5 made of them.

use super::put::{NATIONAL_DIGITS, WORD_CHARS_MAX, digits};
use super::word::{Kind, lead};
use sarrera_core::names::{Script, Word, equivalent, fold_word, is_particle, skeletons_typed, typed};

/// Longer texts are cut, and no more words are asked for: a desk types a name, not a letter.
const TEXT_CHARS_MAX: usize = 200;
const WORDS_MAX: usize = 8;
/// A word of one letter of an alphabet finds too many to be a question by itself.
const LETTERS_MIN: usize = 2;
/// So many digits and nothing else are taken for a phone number.
const PHONE_DIGITS_MIN: usize = 3;
/// Words that are joined with their neighbour: more words have more neighbours than anybody reads.
const JOINED_WORDS_MAX: usize = 5;

/// One typed word.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    /// As typed and as it may be spelled otherwise, folded.
    pub(super) spellings: Vec<String>,
    pub(super) sounds: Vec<String>,
    pub(super) skeletons: Vec<String>,
    /// The name that stands for the group of equivalent given names, if it is in one.
    pub(super) group: Option<String>,
    /// A particle or an initial beside other words: it may be missing in the later rounds.
    pub(super) is_soft: bool,
}

/// The typed words; empty if there is too little to ask for.
pub(super) fn parse(text: &str) -> Vec<Asked> {
    let text: String = text.chars().take(TEXT_CHARS_MAX).collect();
    if let Some(phone) = phone(&text) {
        return vec![phone];
    }
    let mut asked: Vec<Asked> = Vec::new();
    for token in text.split_whitespace() {
        // An address or a code is one word, whatever signs stand in it; names have no digits.
        if token.contains(|c: char| c == '@' || c.is_ascii_digit()) {
            let whole: String = fold_word(token).chars().take(WORD_CHARS_MAX).collect();
            asked.push(Asked {
                spellings: vec![whole],
                ..Asked::default()
            });
        } else {
            asked.extend(typed(token).into_iter().map(from_word));
        }
    }
    asked.retain(|word| word.spellings.iter().any(|spelling| !spelling.is_empty()));
    asked.truncate(WORDS_MAX);
    if asked.iter().all(|word| {
        word.spellings
            .iter()
            .all(|s| s.is_ascii() && s.len() < LETTERS_MIN)
    }) {
        return Vec::new();
    }
    if asked.iter().all(|word| word.is_soft) {
        for word in &mut asked {
            word.is_soft = false;
        }
    }
    asked
}

fn from_word(word: Word) -> Asked {
    let skeletons = skeletons_typed(&word);
    let group = std::iter::once(&word.folded)
        .chain(&word.latin)
        .find_map(|name| equivalent(name))
        .map(str::to_owned);
    let is_soft = word.script == Script::Latin && is_particle(&word.folded);
    let mut spellings = vec![word.folded];
    spellings.extend(word.latin);
    Asked {
        spellings,
        sounds: word.sounds,
        skeletons,
        group,
        is_soft,
    }
}

fn phone(text: &str) -> Option<Asked> {
    let is_number = text.chars().all(|c| c.is_ascii_digit() || " +-./()".contains(c));
    let digits = digits(text);
    if !is_number || digits.len() < PHONE_DIGITS_MIN {
        return None;
    }
    let national = digits
        .len()
        .checked_sub(NATIONAL_DIGITS)
        .and_then(|at| digits.get(at..))
        .map(str::to_owned);
    let mut spellings = vec![digits];
    spellings.extend(national);
    spellings.dedup();
    Some(Asked {
        spellings,
        ..Asked::default()
    })
}

/// The same words with a run of neighbours written as one, each run in turn: "dela torre", "abd el kader".
pub(super) fn with_neighbours_joined(words: &[Asked]) -> Vec<Vec<Asked>> {
    if words.len() < 2 || words.len() > JOINED_WORDS_MAX {
        return Vec::new();
    }
    let runs = (2..=words.len()).flat_map(|count| (0..=words.len() - count).map(move |from| (from, count)));
    runs.map(|(from, count)| joined(words, from, count)).collect()
}

fn joined(words: &[Asked], from: usize, count: usize) -> Vec<Asked> {
    let run: String = words
        .iter()
        .skip(from)
        .take(count)
        .filter_map(|word| word.spellings.first())
        .cloned()
        .collect();
    let mut way: Vec<Asked> = words.iter().take(from).cloned().collect();
    way.extend(typed(&run).into_iter().take(1).map(from_word).map(|word| Asked {
        is_soft: false,
        ..word
    }));
    way.extend(words.iter().skip(from + count).cloned());
    way
}

/// A question: all words, each in any of its ways.
#[derive(Debug)]
pub(super) struct Question {
    event_no: i64,
    all: Vec<String>,
}

impl Question {
    pub(super) fn new(event_no: i64) -> Self {
        Self {
            event_no,
            all: Vec::new(),
        }
    }

    /// Adds a word that may be found in any of these ways; a word without any makes the question empty.
    #[must_use]
    pub(super) fn word(mut self, ways: &[Way<'_>]) -> Self {
        let mut any = String::new();
        for way in ways {
            for word in way.words {
                if !any.is_empty() {
                    any.push_str(" OR ");
                }
                any.push('"');
                any.push(lead(self.event_no, way.kind));
                any.push_str(word);
                any.push('"');
                if way.beginning {
                    any.push('*');
                }
            }
        }
        self.all.push(any);
        self
    }

    /// In FTS5's language; nothing if some word has no way to be found.
    pub(super) fn text(&self) -> Option<String> {
        if self.all.is_empty() || self.all.iter().any(String::is_empty) {
            return None;
        }
        Some(
            self.all
                .iter()
                .map(|any| format!("({any})"))
                .collect::<Vec<_>>()
                .join(" AND "),
        )
    }
}

/// Words of one kind, whole or as beginnings.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way<'a> {
    kind: Kind,
    words: &'a [String],
    beginning: bool,
}

impl<'a> Way<'a> {
    pub(super) fn exact(kind: Kind, words: &'a [String]) -> Self {
        Self {
            kind,
            words,
            beginning: false,
        }
    }

    pub(super) fn beginning(kind: Kind, words: &'a [String]) -> Self {
        Self {
            kind,
            words,
            beginning: true,
        }
    }
}
