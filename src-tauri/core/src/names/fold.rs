//! Folding: lower case, no accents, no full-width forms, `Ł` as `l` and `ß` as `ss`, in the word's own script.

use super::Script;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Folds a whole text: its words, folded, with one space between them.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text
        .split(|c: char| !is_word_char(c))
        .filter(|word| !word.is_empty())
    {
        let before = folded.len();
        if before > 0 {
            folded.push(' ');
        }
        let start = folded.len();
        fold_into(word, &mut folded);
        if folded.len() == start {
            folded.truncate(before);
        }
    }
    folded
}

/// Folds one word; whatever is no letter, digit or mark is left out.
#[must_use]
pub fn fold_word(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    fold_into(word, &mut folded);
    folded
}

/// How many characters of `word` spell the first `folded_chars` characters of its folded form.
#[must_use]
pub fn prefix_chars(word: &str, folded_chars: usize) -> usize {
    let mut folded = String::new();
    let mut taken = 0;
    let mut buffer = [0; 4];
    for c in word.chars() {
        if folded.chars().count() >= folded_chars && !is_combining_mark(c) {
            break;
        }
        fold_into(c.encode_utf8(&mut buffer), &mut folded);
        taken += 1;
    }
    taken
}

/// Letters, digits and the marks that belong to them.
pub(super) fn is_word_char(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || (!c.is_ascii() && (c.is_alphanumeric() || is_combining_mark(c) || is_invisible_joiner(c)))
}

/// Signs that hold the parts of one name together: O'Neill, Jean-Pierre, В'ячеслав.
pub(super) fn is_joiner(c: char) -> bool {
    matches!(
        c,
        '\'' | '’'
            | '‘'
            | 'ʼ'
            | 'ʻ'
            | 'ʾ'
            | 'ʿ'
            | '`'
            | '´'
            | '′'
            | '-'
            | '‐'
            | '‑'
            | '–'
            | '־'
            | '׳'
            | '＇'
            | '－'
    )
}

fn is_invisible_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// The script of a word is that of its first telling character.
pub(super) fn script_of(word: &str) -> Script {
    word.chars()
        .map(script_of_char)
        .find(|script| *script != Script::Other)
        .unwrap_or(Script::Other)
}

pub(super) fn script_of_char(c: char) -> Script {
    match u32::from(c) {
        0x30..=0x39 | 0x41..=0x5a | 0x61..=0x7a | 0xc0..=0x24f | 0x250..=0x2af => Script::Latin,
        0x1e00..=0x1eff | 0xff10..=0xff19 | 0xff21..=0xff3a | 0xff41..=0xff5a | 0xfb00..=0xfb06 => {
            Script::Latin
        }
        0x370..=0x3ff | 0x1f00..=0x1fff => Script::Greek,
        0x400..=0x52f | 0x1c80..=0x1c8f | 0x2de0..=0x2dff | 0xa640..=0xa69f => Script::Cyrillic,
        0x1100..=0x11ff | 0x3130..=0x318f | 0xac00..=0xd7ff => Script::Hangul,
        0x3041..=0x309f | 0x30a1..=0x30ff | 0x31f0..=0x31ff | 0xff66..=0xff9f => Script::Kana,
        0x3005..=0x3007 | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x323af => {
            Script::Han
        }
        0x590..=0x5ff | 0xfb1d..=0xfb4f => Script::Hebrew,
        0x600..=0x6ff | 0x750..=0x77f | 0x8a0..=0x8ff | 0xfb50..=0xfdff | 0xfe70..=0xfeff => Script::Arabic,
        0x900..=0x97f => Script::Devanagari,
        _ => Script::Other,
    }
}

fn fold_into(word: &str, folded: &mut String) {
    if word.is_ascii() {
        folded.extend(
            word.chars()
                .filter(char::is_ascii_alphanumeric)
                .map(|c| c.to_ascii_lowercase()),
        );
        return;
    }
    for c in word.nfkc().flat_map(char::to_lowercase) {
        fold_char(c, folded);
    }
}

fn fold_char(c: char, folded: &mut String) {
    if c.is_ascii() {
        if c.is_ascii_alphanumeric() {
            folded.push(c);
        }
        return;
    }
    if let Some(letters) = undecomposed(c) {
        folded.push_str(letters);
        return;
    }
    match script_of_char(c) {
        // й, ї and が would lose what tells them from и, і and か; signs of India and the Hebrew points are letters.
        Script::Cyrillic
        | Script::Kana
        | Script::Hangul
        | Script::Han
        | Script::Devanagari
        | Script::Arabic => {
            if !is_arabic_vowel_mark(c) {
                folded.push(c);
            }
        }
        Script::Hebrew => {
            if !is_combining_mark(c) {
                folded.push(c);
            }
        }
        Script::Latin | Script::Greek | Script::Other => {
            for part in std::iter::once(c).nfkd() {
                if let Some(letters) = undecomposed(part) {
                    folded.push_str(letters);
                } else if !is_latin_mark(part) && is_word_char(part) && !is_invisible_joiner(part) {
                    folded.push(part);
                }
            }
        }
    }
}

fn is_latin_mark(c: char) -> bool {
    matches!(u32::from(c), 0x300..=0x36f | 0x1ab0..=0x1aff | 0x1dc0..=0x1dff)
}

fn is_arabic_vowel_mark(c: char) -> bool {
    matches!(u32::from(c), 0x610..=0x61a | 0x640 | 0x64b..=0x65f | 0x670 | 0x6d6..=0x6ed)
}

/// Letters that Unicode does not take apart.
fn undecomposed(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' | 'ǽ' => "ae",
        'œ' => "oe",
        'ø' | 'ǿ' => "o",
        'ł' => "l",
        'đ' | 'ð' | 'ɖ' => "d",
        'þ' => "th",
        'ı' => "i",
        'ħ' => "h",
        'ŋ' => "n",
        'ŧ' => "t",
        'ĸ' => "k",
        'ə' | 'ǝ' => "e",
        'ɓ' => "b",
        'ƙ' => "k",
        'ƴ' => "y",
        'ς' => "σ",
        'ё' => "е",
        _ => return None,
    })
}
