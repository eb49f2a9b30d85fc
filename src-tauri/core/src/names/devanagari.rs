//! Devanagari in Latin letters as names are written in India's passports: no marks, no final short a.

use super::spell::Spellings;

const VIRAMA: char = '\u{94d}';
const NUKTA: char = '\u{93c}';
const ANUSVARA: char = '\u{902}';
const CANDRABINDU: char = '\u{901}';

/// Long vowels while a word is written: they are spelled in two ways, Dipak and Deepak.
const LONG_I: &str = "I";
const LONG_U: &str = "U";

/// The Latin spellings of a word, the likeliest first.
pub(super) fn spellings(word: &str) -> Vec<String> {
    let mut spellings = Spellings::default();
    let written = write(word);
    spellings.add(written.replace(LONG_I, "i").replace(LONG_U, "u"));
    spellings.add(written.replace(LONG_I, "ee").replace(LONG_U, "u"));
    spellings.add(written.replace(LONG_I, "i").replace(LONG_U, "oo"));
    spellings.branch("v", "w");
    spellings.branch("ph", "f");
    spellings.branch("chh", "ch");
    spellings.into_vec()
}

fn write(word: &str) -> String {
    let signs = signs(word);
    let mut latin = String::with_capacity(word.len());
    for (at, c) in signs.iter().enumerate() {
        let next = signs.get(at + 1).copied();
        if let Some(letter) = consonant(*c) {
            latin.push_str(letter);
            let is_last = next.is_none();
            let carries_vowel = !next.is_some_and(|n| vowel_sign(n).is_some() || n == VIRAMA);
            let final_cluster = is_last && at > 0 && signs.get(at - 1) == Some(&VIRAMA);
            if carries_vowel && (!is_last || final_cluster || signs.len() == 1) {
                latin.push('a');
            }
        } else if let Some(vowel) = vowel_sign(*c) {
            latin.push_str(vowel);
        } else if *c == ANUSVARA || *c == CANDRABINDU {
            latin.push_str(nasal_before(next));
        }
    }
    latin
}

/// The signs of a word, with a consonant and its dot below as one: `z` and `r` stand for the dotted ज and ड.
fn signs(word: &str) -> Vec<char> {
    let mut signs = Vec::with_capacity(word.len() / 3);
    for c in word.chars() {
        match (c, signs.last_mut()) {
            (NUKTA, Some(last @ 'ज')) => *last = 'z',
            (NUKTA, Some(last @ ('ड' | 'ढ'))) => *last = 'r',
            (NUKTA | '\u{200d}' | '\u{200c}', _) => {}
            (other, _) => signs.push(other),
        }
    }
    signs
}

fn nasal_before(next: Option<char>) -> &'static str {
    match next {
        Some('ह') => "ng",
        Some('प' | 'फ' | 'ब' | 'भ' | 'म') => "m",
        _ => "n",
    }
}

fn vowel_sign(c: char) -> Option<&'static str> {
    Some(match c {
        'अ' | 'आ' | 'ा' | 'ऑ' | 'ॉ' => "a",
        'इ' | 'ि' => "i",
        'ई' | 'ी' => LONG_I,
        'उ' | 'ु' => "u",
        'ऊ' | 'ू' => LONG_U,
        'ऋ' | 'ृ' => "ri",
        'ए' | 'े' | 'ऍ' | 'ॅ' => "e",
        'ऐ' | 'ै' => "ai",
        'ओ' | 'ो' => "o",
        'औ' | 'ौ' => "au",
        _ => return None,
    })
}

fn consonant(c: char) -> Option<&'static str> {
    Some(match c {
        'क' => "k",
        'ख' => "kh",
        'ग' => "g",
        'घ' => "gh",
        'ङ' | 'ञ' | 'ण' | 'न' => "n",
        'च' => "ch",
        'छ' => "chh",
        'ज' => "j",
        'z' => "z",
        'झ' => "jh",
        'ट' | 'त' => "t",
        'ठ' | 'थ' => "th",
        'ड' | 'द' => "d",
        'r' => "r",
        'ढ' | 'ध' => "dh",
        'प' => "p",
        'फ' => "ph",
        'ब' => "b",
        'भ' => "bh",
        'म' => "m",
        'य' => "y",
        'र' => "r",
        'ल' | 'ळ' => "l",
        'व' => "v",
        'श' | 'ष' => "sh",
        'स' => "s",
        'ह' => "h",
        _ => return None,
    })
}
