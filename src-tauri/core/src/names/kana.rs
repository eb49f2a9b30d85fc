//! Kana in Latin letters (Hepburn), and the ways in which a long vowel is written or left out.

use super::spell::Spellings;

const SIGNS: [(&str, [&str; 5]); 17] = [
    ("あいうえお", ["a", "i", "u", "e", "o"]),
    ("かきくけこ", ["ka", "ki", "ku", "ke", "ko"]),
    ("がぎぐげご", ["ga", "gi", "gu", "ge", "go"]),
    ("さしすせそ", ["sa", "shi", "su", "se", "so"]),
    ("ざじずぜぞ", ["za", "ji", "zu", "ze", "zo"]),
    ("たちつてと", ["ta", "chi", "tsu", "te", "to"]),
    ("だぢづでど", ["da", "ji", "zu", "de", "do"]),
    ("なにぬねの", ["na", "ni", "nu", "ne", "no"]),
    ("はひふへほ", ["ha", "hi", "fu", "he", "ho"]),
    ("ばびぶべぼ", ["ba", "bi", "bu", "be", "bo"]),
    ("ぱぴぷぺぽ", ["pa", "pi", "pu", "pe", "po"]),
    ("まみむめも", ["ma", "mi", "mu", "me", "mo"]),
    ("や ゆ よ", ["ya", "", "yu", "", "yo"]),
    ("らりるれろ", ["ra", "ri", "ru", "re", "ro"]),
    ("わゐ ゑを", ["wa", "i", "", "e", "o"]),
    ("ん ゔ  ", ["n", "", "vu", "", ""]),
    ("ゎ    ", ["wa", "", "", "", ""]),
];
const SMALL_VOWELS: [(char, &str); 5] = [('ぁ', "a"), ('ぃ', "i"), ('ぅ', "u"), ('ぇ', "e"), ('ぉ', "o")];
const SMALL_Y: [(char, &str); 3] = [('ゃ', "a"), ('ゅ', "u"), ('ょ', "o")];
const KATAKANA_TO_HIRAGANA: u32 = 0x60;

/// The Latin spellings of a word in kana, the passport's first.
pub(super) fn spellings(word: &str) -> Vec<String> {
    of_input_method(&latin(word))
}

/// The spellings of a reading that is spelled as an input method does: `satou` is sato, satou and satoh.
pub(super) fn of_input_method(reading: &str) -> Vec<String> {
    let mut spellings = Spellings::default();
    let short = reading.replace("ou", "o").replace("oo", "o").replace("uu", "u");
    spellings.add(short.clone());
    spellings.add(reading);
    if reading.ends_with("ou") || reading.ends_with("oo") {
        spellings.add(format!("{short}h"));
    }
    if let Some(rest) = reading.strip_prefix("oo").or_else(|| reading.strip_prefix("ou")) {
        spellings.add(format!("oh{}", rest.replace("ou", "o").replace("uu", "u")));
    }
    spellings.branch("nb", "mb");
    spellings.branch("nm", "mm");
    spellings.branch("np", "mp");
    spellings.into_vec()
}

fn latin(word: &str) -> String {
    let mut latin = String::with_capacity(word.len());
    let mut doubled = false;
    for c in word.chars().map(hiragana) {
        if c == 'っ' {
            doubled = true;
        } else if c == 'ー' {
            let vowel = latin.chars().next_back().filter(|last| "aeiou".contains(*last));
            latin.extend(vowel.map(|v| if v == 'o' { 'u' } else { v }));
        } else if let Some((_, vowel)) = SMALL_Y.iter().find(|(small, _)| *small == c) {
            latin.pop();
            if !(latin.ends_with("sh") || latin.ends_with("ch") || latin.ends_with('j')) {
                latin.push('y');
            }
            latin.push_str(vowel);
        } else if let Some((_, vowel)) = SMALL_VOWELS.iter().find(|(small, _)| *small == c) {
            latin.pop();
            latin.push_str(vowel);
        } else if let Some(syllable) = syllable(c) {
            if doubled {
                latin.push(if syllable.starts_with("ch") {
                    't'
                } else {
                    syllable.chars().next().unwrap_or('t')
                });
                doubled = false;
            }
            latin.push_str(syllable);
        }
    }
    latin
}

fn hiragana(c: char) -> char {
    match u32::from(c) {
        code @ 0x30a1..=0x30f4 => char::from_u32(code - KATAKANA_TO_HIRAGANA).unwrap_or(c),
        _ => c,
    }
}

fn syllable(c: char) -> Option<&'static str> {
    SIGNS.iter().find_map(|(signs, latin)| {
        let place = signs.chars().position(|sign| sign == c && sign != ' ')?;
        latin.get(place).copied()
    })
}
