//! A whole name that was registered as one text, and its parts: whether they are one name, and how it follows a change of
//! one of them where that is no guess.

use std::ops::Range;

/// The whole name after its parts changed; `None` where a part does not stand in it exactly once: then it stays as it
/// was registered, for whoever knows it to correct it as a whole.
pub(super) fn renamed(full: &str, parts: &[(&str, &str)]) -> Option<String> {
    let changed: Vec<_> = parts.iter().filter(|(old, new)| old != new).collect();
    let mut places = Vec::new();
    for (old, new) in changed {
        places.push((only_place(full, old)?, *new));
    }
    places.sort_by_key(|(place, _)| place.start);
    let overlap = places
        .windows(2)
        .any(|two| matches!(two, [(one, _), (other, _)] if other.start < one.end));
    if overlap {
        return None;
    }
    let mut name = full.to_owned();
    for (place, new) in places.into_iter().rev() {
        name.replace_range(place, new);
    }
    // A part that was taken out leaves its space behind.
    Some(name.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Whether a whole name is its parts and nothing else, in either order; with no parts there is nothing to contradict.
pub(super) fn is_name_of(whole: &str, given: &str, family: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, ',' | '、' | '，'))
            .collect()
    };
    let whole = letters(whole);
    let (given, family) = (letters(given), letters(family));
    let orders = [format!("{given}{family}"), format!("{family}{given}")];
    orders.iter().any(|order| order.is_empty() || *order == whole)
}

/// Where a part stands, if it stands there once: as a word of its own, else anywhere (scripts without spaces).
fn only_place(full: &str, part: &str) -> Option<Range<usize>> {
    if part.is_empty() {
        return None;
    }
    let found: Vec<Range<usize>> = full
        .match_indices(part)
        .map(|(at, text)| at..at + text.len())
        .collect();
    let alone = |place: &&Range<usize>| {
        let before = full.get(..place.start).and_then(|text| text.chars().next_back());
        let after = full.get(place.end..).and_then(|text| text.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    };
    let words: Vec<&Range<usize>> = found.iter().filter(alone).collect();
    match (words.as_slice(), found.as_slice()) {
        ([word], _) => Some((*word).clone()),
        ([], [place]) => Some(place.clone()),
        (_several, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_name_is_its_parts_in_either_order() {
        for (whole, given, family, expected) in [
            ("Jon Agirre", "Jon", "Agirre", true),
            ("Agirre, Jon", "Jon", "Agirre", true),
            ("山田太郎", "太郎", "山田", true),
            ("Jon Agirre", "", "", true),
            ("Jon Aguirre", "Jon", "Agirre", false),
            ("Jon Mari Agirre", "Jon", "Agirre", false),
        ] {
            assert_eq!(is_name_of(whole, given, family), expected, "{whole}");
        }
    }

    #[test]
    fn a_part_is_replaced_where_it_stands_once_and_nothing_is_guessed() {
        for (full, parts, expected) in [
            (
                "山田 太郎",
                vec![("太郎", "太郎"), ("山田", "山口")],
                Some("山口 太郎"),
            ),
            ("山田太郎", vec![("山田", "山口")], Some("山口太郎")),
            ("Agirre, Jon", vec![("Jon", "Ane")], Some("Agirre, Ane")),
            ("Jon Jonsson", vec![("Jon", "Ane")], Some("Ane Jonsson")),
            (
                "Jon Agirre",
                vec![("Jon", "Agirre"), ("Agirre", "Jon")],
                Some("Agirre Jon"),
            ),
            (
                "Jon Agirre",
                vec![("Jon", ""), ("Agirre", "Agirre")],
                Some("Agirre"),
            ),
            ("Jon Jon", vec![("Jon", "Ane")], None),
            ("Jon Agirre", vec![("", "Etxeberria")], None),
            ("Jon Agirre", vec![("Mikel", "Ane")], None),
        ] {
            assert_eq!(renamed(full, &parts).as_deref(), expected, "{full}: {parts:?}");
        }
    }
}
