//! The sound-alike key of Basque and Spanish spelling: Etxeberria, Echeverría and Etcheverry have one key.
//!
//! What is written differently and heard alike falls into one letter: tx, ch, tch (q); tz, ts, z, s, ç and c before e
//! and i (s); k, qu and other c (k); b, v, w (b); g, gu, j, x, ks (g); i, y, ll (i); ñ, n and i before it (n);
//! doubled letters count once and h is silent. The key is made from left to right, so that the key of a beginning is
//! nearly always the beginning of the key.

use super::fold::fold_word;

/// Shorter words are not compared by sound: nearly all of them would be alike.
const LETTERS_MIN: usize = 3;
/// The Basque article at the end is dropped only where enough is left: Etxeberri(a), not Mia.
const ARTICLE_KEY_MIN: usize = 5;

/// The key of a whole word in Latin letters; `None` for short words and other scripts.
#[must_use]
pub fn sound_key(word: &str) -> Option<String> {
    let mut key = key(word)?;
    if key.len() >= ARTICLE_KEY_MIN && key.ends_with("ia") {
        key.pop();
    }
    Some(key)
}

/// The key of a word that somebody is still typing: without a last letter whose sound depends on what follows.
#[must_use]
pub fn sound_key_of_beginning(word: &str) -> Option<String> {
    let mut key = sound_key(word)?;
    let undecided = word.ends_with(['t', 'c', 'q', 'g', 'n', 'l', 'T', 'C', 'Q', 'G', 'N', 'L']);
    if undecided && key.len() > LETTERS_MIN {
        key.pop();
    }
    Some(key)
}

fn key(word: &str) -> Option<String> {
    let letters = letters(word)?;
    if letters.len() < LETTERS_MIN {
        return None;
    }
    let mut key = String::with_capacity(letters.len());
    let mut rest = letters.as_slice();
    while !rest.is_empty() {
        let (sound, taken) = sound(rest, &key);
        if let Some(sound) = sound
            && !key.ends_with(sound)
        {
            if matches!(sound, 'b' | 'p') && key.ends_with('m') {
                key.pop();
                key.push('n');
            }
            key.push(sound);
        }
        rest = rest.get(taken..).unwrap_or_default();
    }
    Some(key).filter(|key| key.len() >= 2)
}

/// The word's letters in lower case without accents; ç and ñ stay, for they sound differently.
fn letters(word: &str) -> Option<Vec<u8>> {
    if word.is_ascii() {
        let letters: Vec<u8> = word
            .bytes()
            .filter(u8::is_ascii_alphabetic)
            .map(|b| b.to_ascii_lowercase())
            .collect();
        return Some(letters);
    }
    let spelled = word.replace(['ç', 'Ç'], "z").replace(['ñ', 'Ñ'], "n");
    let folded = fold_word(&spelled);
    folded
        .is_ascii()
        .then(|| folded.bytes().filter(u8::is_ascii_alphabetic).collect())
}

/// The next sound, if any is heard, and how many letters spell it.
fn sound(rest: &[u8], key: &str) -> (Option<char>, usize) {
    let front = |at: usize| matches!(rest.get(at), Some(b'e' | b'i' | b'y'));
    match rest {
        [b't', b'c' | b's', b'h', ..] | [b's', b'c', b'h', ..] => (Some('q'), 3),
        [b't', b'x', ..] | [b'c', b'h', ..] => (Some('q'), 2),
        [b't', b's' | b'z', ..] => (Some('s'), 2),
        [b'c', b'k', b's', ..] => (Some('g'), 3),
        [b'k' | b'c', b's', ..] => (Some('g'), 2),
        [b'p', b'h', ..] => (Some('f'), 2),
        [b'q', b'u', ..] if matches!(rest.get(2), Some(b'e' | b'i' | b'y')) => (Some('k'), 2),
        [b'g', b'u', ..] if matches!(rest.get(2), Some(b'e' | b'i' | b'y')) => (Some('g'), 2),
        [b'g', b'n', ..] | [b'n', b'h' | b'y', ..] if rest.len() > 2 && !key.is_empty() => (Some('n'), 2),
        [b'l', b'l', ..] => (Some('i'), 2),
        [b'o', b'u', ..] => (Some('u'), 2),
        [b'i', b'n', b'a' | b'e' | b'o' | b'u', ..] if key.ends_with(['a', 'e', 'o', 'u']) => (Some('n'), 2),
        [b'c', ..] if front(1) => (Some('s'), 1),
        [b'c' | b'k' | b'q', ..] => (Some('k'), 1),
        [b'z' | b's', ..] => (Some('s'), 1),
        [b'b' | b'v' | b'w', ..] => (Some('b'), 1),
        [b'g' | b'j' | b'x', ..] => (Some('g'), 1),
        [b'i' | b'y', ..] => (Some('i'), 1),
        [b'h', ..] => (None, 1),
        [other, ..] => (Some(char::from(*other)), 1),
        [] => (None, 1),
    }
}
