//! The boxes of a batch: so many badges in each, or by letters, and what stands on each box.

use crate::failure::{AppError, Refusal};
use crate::view::{BatchAsk, BoxCount, BoxCut};
use sarrera_core::names::fold;

/// A box holds no more than a person can look through, and no fewer than one.
const BOX_SIZE_MAX: usize = 1_000;
/// The box of those whose letter no other box has.
const OTHERS: &str = "…";

/// The label of each page's box, in the order of the pages.
pub(super) fn cut(keys: &[&str], ask: &BatchAsk) -> Result<Vec<Option<String>>, AppError> {
    Ok(match ask.cut {
        BoxCut::None => vec![None; keys.len()],
        BoxCut::Size => by_size(keys, ask.box_size),
        BoxCut::Letters => {
            let ranges = ranges(&ask.box_letters)?;
            keys.iter().map(|key| Some(by_letter(key, &ranges))).collect()
        }
    })
}

/// How many badges lie in each box.
pub(super) fn counted<'a>(labels: impl Iterator<Item = &'a String>) -> Vec<BoxCount> {
    let mut boxes: Vec<BoxCount> = Vec::new();
    for label in labels {
        match boxes.iter_mut().find(|one| one.label == *label) {
            Some(one) => one.badges += 1,
            None => boxes.push(BoxCount {
                label: label.clone(),
                badges: 1,
            }),
        }
    }
    boxes
}

/// Boxes share letters where one is full: a number tells them apart.
fn by_size(keys: &[&str], size: u32) -> Vec<Option<String>> {
    let size = usize::try_from(size).unwrap_or(usize::MAX).clamp(1, BOX_SIZE_MAX);
    let mut labels = Vec::with_capacity(keys.len());
    for (chunk, nth) in keys.chunks(size).zip(1..) {
        let letters = match (chunk.first(), chunk.last()) {
            (Some(first), Some(last)) => span(letter(first), letter(last)),
            (None, _) | (_, None) => String::new(),
        };
        labels.extend(chunk.iter().map(|_| Some(format!("{nth} · {letters}"))));
    }
    labels
}

fn span(first: char, last: char) -> String {
    if first == last {
        first.to_string()
    } else {
        format!("{first}–{last}")
    }
}

/// The letter that somebody looks for; a sign, where there is none.
fn letter(key: &str) -> char {
    key.chars()
        .next()
        .map_or('#', |c| c.to_uppercase().next().unwrap_or(c))
}

/// First letter, last letter.
type Range = (char, char);

fn by_letter(key: &str, ranges: &[Range]) -> String {
    let letter = letter(key);
    let found = ranges
        .iter()
        .find(|(first, last)| (*first..=*last).contains(&letter));
    found.map_or_else(|| OTHERS.to_owned(), |(first, last)| span(*first, *last))
}

/// Reads `A–F, G–L, M`.
fn ranges(text: &str) -> Result<Vec<Range>, AppError> {
    let bad = || {
        AppError::from(Refusal::BadBoxLetters {
            value: text.to_owned(),
        })
    };
    let mut ranges = Vec::new();
    for part in text.split([',', ';']).filter(|part| !part.trim().is_empty()) {
        let ends: Vec<String> = part.split(['-', '–', '—']).map(fold).collect();
        let one = |end: &String| {
            let mut chars = end.chars();
            match (chars.next(), chars.next()) {
                (Some(only), None) => Ok(letter(&only.to_string())),
                (None, _) | (Some(_), Some(_)) => Err(bad()),
            }
        };
        ranges.push(match ends.as_slice() {
            [only] => (one(only)?, one(only)?),
            [first, last] => (one(first)?, one(last)?),
            _none_or_too_many => return Err(bad()),
        });
    }
    if ranges.is_empty() {
        return Err(bad());
    }
    Ok(ranges)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(keys: &[&str], ask: &BatchAsk) -> Vec<String> {
        cut(keys, ask).unwrap().into_iter().flatten().collect()
    }

    const KEYS: [&str; 5] = ["agirre", "etxeberria", "kovalenko", "larranaga", "zubia"];

    #[test]
    fn a_full_box_is_followed_by_the_next_and_each_says_its_letters() {
        let ask = BatchAsk {
            cut: BoxCut::Size,
            box_size: 2,
            ..BatchAsk::default()
        };
        assert_eq!(
            labels(&KEYS, &ask),
            ["1 · A–E", "1 · A–E", "2 · K–L", "2 · K–L", "3 · Z"]
        );
        let none = BatchAsk::default();
        assert_eq!(labels(&KEYS, &none), Vec::<String>::new());
    }

    #[test]
    fn letters_are_read_as_people_write_them_and_whoever_fits_none_lies_apart() {
        let ask = |letters: &str| BatchAsk {
            cut: BoxCut::Letters,
            box_letters: letters.to_owned(),
            ..BatchAsk::default()
        };
        assert_eq!(
            labels(&KEYS, &ask("a-f, G – L; m")),
            ["A–F", "A–F", "G–L", "G–L", "…"]
        );
        for bad in ["", ",", "A–F–K", "AB", "A–"] {
            assert!(cut(&KEYS, &ask(bad)).is_err(), "{bad:?}");
        }
    }
}
