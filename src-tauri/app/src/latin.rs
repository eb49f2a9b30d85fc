//! Names in other scripts in Latin letters: as their source gives them, else transliterated.

use sarrera_core::names::{self, Ideographs, Role};
use sarrera_store::AttendeeRow;

/// What is shown beside a name in another script. The reading of ideographs is a guess: it is shown only where country
/// or language says whose they are (decision 0143).
pub(crate) fn shown_latin(name: &str, row: &AttendeeRow) -> Option<String> {
    if row.latin_name.is_empty() && name.chars().any(is_ideograph) {
        let whose = Ideographs::of(&row.country, &row.language)?;
        let of = |text, role| str::split_whitespace(text).map(move |word| (word, role));
        let words: Vec<_> = if row.family_name.is_empty() || row.given_name.is_empty() {
            written_as_one(name)
        } else {
            of(&row.family_name, Role::Family)
                .chain(of(&row.given_name, Role::Given))
                .collect()
        };
        return names::likeliest_reading(&words, whose);
    }
    latin_form(name, &row.latin_name)
}

/// The family name comes first in a name of ideographs that is one text.
fn written_as_one(name: &str) -> Vec<(&str, Role)> {
    let words: Vec<&str> = name.split_whitespace().collect();
    match words.as_slice() {
        [family, given @ ..] if !given.is_empty() => [(*family, Role::Family)]
            .into_iter()
            .chain(given.iter().map(|word| (*word, Role::Given)))
            .collect(),
        words => words.iter().map(|word| (*word, Role::Unknown)).collect(),
    }
}

const fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3005}'..='\u{3007}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// By which a name is sorted and found: as the source gives it, else transliterated, ideographs by the first reading that
/// comes to mind.
pub(crate) fn latin_form(name: &str, given: &str) -> Option<String> {
    if !given.is_empty() {
        return Some(given.to_owned());
    }
    let foreign = name.chars().any(|c| c.is_alphabetic() && !is_latin(c));
    if !foreign {
        return None;
    }
    let registered = names::Registered {
        name,
        given: "",
        family: "",
        readings: &[],
    };
    let mut words: Vec<_> = names::person(&registered)
        .into_iter()
        .filter_map(|word| {
            Some((
                word.span?.start,
                capitalised(word.latin.first().unwrap_or(&word.folded)),
            ))
        })
        .collect();
    words.sort();
    words.dedup_by_key(|(start, _)| *start);
    let words: Vec<String> = words.into_iter().map(|(_, word)| word).collect();
    (!words.is_empty())
        .then(|| words.join(" "))
        .filter(|latin| latin.chars().all(|c| !c.is_alphabetic() || is_latin(c)))
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

const fn is_latin(c: char) -> bool {
    matches!(c, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{2c60}'..='\u{2c7f}' | '\u{a720}'..='\u{a7ff}')
}
