//! Words that are one slip of the finger from a typed one: a letter left out, doubled, mistaken or swapped.
//!
//! The vocabulary is sorted, and so are the slips: each look into it tells which slips can be passed over.

use super::put::VOCABULARY_CHARS_MAX;
use crate::error::StoreError;
use rusqlite::{Connection, OptionalExtension, named_params};

/// Shorter words are one slip from everything.
const LETTERS_MIN: usize = 4;
/// From this length on, a slip may stand in the beginning of a longer word.
const BEGINNING_LETTERS_MIN: usize = 5;
/// No more words than this are asked for, and of one slip as a beginning so many.
const WORDS_MAX: usize = 24;
const WORDS_OF_ONE_SLIP_MAX: usize = 4;
const LETTERS: std::ops::RangeInclusive<u8> = b'a'..=b'z';

/// A slip, and whether longer words that begin so count.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Slip {
    word: String,
    beginning: bool,
}

/// The words of the vocabulary that are one slip from `word`, whole words first.
pub(super) fn near(connection: &Connection, event_no: i64, word: &str) -> Result<Vec<String>, StoreError> {
    if !word.bytes().all(|b| LETTERS.contains(&b))
        || !(LETTERS_MIN..=VOCABULARY_CHARS_MAX).contains(&word.len())
    {
        return Ok(Vec::new());
    }
    let mut next_word = connection.prepare_cached(
        "SELECT word FROM search_word WHERE event_no = :event AND word >= :from ORDER BY word LIMIT 1",
    )?;
    let mut seek = |from: &str| {
        next_word
            .query_row(named_params! {":event": event_no, ":from": from}, |row| {
                row.get::<_, String>(0)
            })
            .optional()
    };
    let mut whole = Vec::new();
    let mut longer = Vec::new();
    let mut ahead: Option<String> = None;
    for slip in slips(word) {
        if ahead.as_ref().is_none_or(|ahead| *ahead < slip.word) {
            match seek(&slip.word)? {
                Some(found) => ahead = Some(found),
                None => break,
            }
        }
        let Some(found) = ahead.clone() else { break };
        if found == slip.word {
            whole.push(found.clone());
        }
        if !slip.beginning {
            continue;
        }
        let mut candidate = found;
        for _ in 0..WORDS_OF_ONE_SLIP_MAX {
            if !candidate.starts_with(&slip.word) {
                break;
            }
            if candidate != slip.word && !candidate.starts_with(word) {
                longer.push(candidate.clone());
            }
            candidate.push('\u{1}');
            match seek(&candidate)? {
                Some(next) => candidate = next,
                None => break,
            }
        }
    }
    whole.retain(|other| other != word);
    whole.append(&mut longer);
    whole.dedup();
    whole.truncate(WORDS_MAX);
    Ok(whole)
}

/// Whether a word is one slip from the typed one, or begins so: the same rule as [`near`], for one word at hand.
pub(super) fn is_near(typed: &str, word: &str) -> bool {
    let (typed, word) = (typed.as_bytes(), word.as_bytes());
    if !(LETTERS_MIN..=VOCABULARY_CHARS_MAX).contains(&typed.len())
        || !typed.iter().all(|b| LETTERS.contains(b))
    {
        return false;
    }
    let same = typed
        .iter()
        .zip(word)
        .take_while(|(one, other)| one == other)
        .count();
    let (typed_rest, word_rest) = (
        typed.get(same..).unwrap_or_default(),
        word.get(same..).unwrap_or_default(),
    );
    let long = typed.len() >= BEGINNING_LETTERS_MIN;
    let ends = |rest: &[u8], beginning: &[u8], may_go_on: bool| {
        rest == beginning || (long && may_go_on && rest.starts_with(beginning))
    };
    let Some((first, after)) = typed_rest.split_first() else {
        return word_rest.len() == 1;
    };
    let middle = !after.is_empty();
    if ends(word_rest, after, middle) {
        return true;
    }
    let Some((_, word_after)) = word_rest.split_first() else {
        return false;
    };
    if ends(word_after, after, middle) || ends(word_after, typed_rest, true) {
        return true;
    }
    match (after, word_rest) {
        ([second, rest @ ..], [other_first, other_second, other_rest @ ..]) => {
            second == other_first && first == other_second && ends(other_rest, rest, true)
        }
        (_, _) => false,
    }
}

/// All slips of a word, sorted.
fn slips(word: &str) -> Vec<Slip> {
    let letters = word.as_bytes();
    let mut slips = Vec::with_capacity(letters.len() * 54 + 26);
    let long = letters.len() >= BEGINNING_LETTERS_MIN;
    for at in 0..=letters.len() {
        let (before, after) = letters.split_at(at);
        // A slip at the very end of a beginning says nothing about what follows.
        let beginning = long && after.len() > 1;
        if let [first, rest @ ..] = after {
            add(&mut slips, &[before, rest], beginning);
            for letter in LETTERS.filter(|letter| letter != first) {
                add(&mut slips, &[before, &[letter], rest], beginning);
            }
            if let [second, rest @ ..] = rest
                && second != first
            {
                add(&mut slips, &[before, &[*second, *first], rest], long);
            }
        }
        for letter in LETTERS {
            add(&mut slips, &[before, &[letter], after], long && !after.is_empty());
        }
    }
    slips.sort_unstable();
    slips.dedup();
    slips
}

fn add(slips: &mut Vec<Slip>, parts: &[&[u8]], beginning: bool) {
    if let Ok(word) = String::from_utf8(parts.concat()) {
        slips.push(Slip { word, beginning });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_at_hand_is_judged_as_the_vocabulary_would() {
        let typed = "garcia";
        let all = slips(typed);
        for word in [
            "gacria",
            "garia",
            "gircia",
            "garcias",
            "garcai",
            "agrciamendi",
            "garxia",
            "garcxa",
            "gracia",
            "xgarcia",
        ] {
            let known = all
                .iter()
                .any(|slip| slip.word == word || (slip.beginning && word.starts_with(&slip.word)));
            assert_eq!(is_near(typed, word), known, "{word}");
            assert!(known, "{word}");
        }
        for word in ["gacira", "lopez", "", "g", "grcaia"] {
            assert!(!is_near(typed, word), "{word}");
        }
    }

    #[test]
    fn every_kind_of_slip_is_known() {
        let known: Vec<String> = slips("garcia").into_iter().map(|slip| slip.word).collect();
        for slip in [
            "gacria", "garia", "garrcia", "gircia", "agrcia", "garcai", "arcia", "xgarcia", "garcias",
        ] {
            assert!(known.iter().any(|word| word == slip), "{slip}");
        }
        assert!(!known.iter().any(|word| word == "gacira"), "two slips");
        assert!(known.is_sorted());
    }
}
