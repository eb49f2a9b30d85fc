//! Hangul in Latin letters: Revised Romanization, the spelling that Koreans prefer in passports, and the usual
//! spellings of family names.

use super::Role;
use super::spell::Spellings;

const FIRST_SYLLABLE: u32 = 0xac00;
const LAST_SYLLABLE: u32 = 0xd7a3;
const FINALS: u32 = 28;
const VOWELS_TIMES_FINALS: u32 = 588;

const INITIAL: [&str; 19] = [
    "g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h",
];
const VOWEL: [&str; 21] = [
    "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi",
    "yu", "eu", "ui", "i",
];
const FINAL: [&str; 28] = [
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t",
    "ng", "t", "t", "k", "t", "p", "t",
];

/// Family names whose usual spelling is not what the rules give, the commonest spelling first.
const FAMILY: &[(&str, &[&str])] = &[
    ("강", &["kang"]),
    ("계", &["kye"]),
    ("고", &["ko", "koh"]),
    ("공", &["kong"]),
    ("곽", &["kwak"]),
    ("구", &["koo", "ku"]),
    ("국", &["kook"]),
    ("권", &["kwon"]),
    ("금", &["keum"]),
    ("기", &["ki"]),
    ("길", &["kil", "gill"]),
    ("김", &["kim"]),
    ("나", &["na", "rha"]),
    ("남궁", &["namkung", "namgoong"]),
    ("노", &["noh", "roh", "no"]),
    ("도", &["doh"]),
    ("독고", &["dokko"]),
    ("라", &["ra", "rha"]),
    ("류", &["ryu", "ryoo", "yoo"]),
    ("명", &["myung"]),
    ("문", &["moon"]),
    ("박", &["park", "pak"]),
    ("반", &["bahn", "pan"]),
    ("방", &["bang", "pang"]),
    ("배", &["bae", "pae"]),
    ("백", &["baek", "paik", "paek"]),
    ("변", &["byun", "pyun"]),
    ("부", &["boo"]),
    ("사공", &["sakong"]),
    ("서", &["seo", "suh"]),
    ("석", &["seok", "suk"]),
    ("선우", &["sunwoo", "seonwoo"]),
    ("설", &["seol", "sul"]),
    ("성", &["sung", "seong"]),
    ("손", &["son", "sohn"]),
    ("송", &["song"]),
    ("신", &["shin"]),
    ("심", &["shim"]),
    ("안", &["ahn", "an"]),
    ("양", &["yang"]),
    ("어", &["eo", "uh"]),
    ("엄", &["um", "eom"]),
    ("여", &["yeo", "yuh"]),
    ("염", &["yeom", "yum"]),
    ("예", &["ye", "yeh"]),
    ("오", &["oh", "o"]),
    ("우", &["woo", "wu"]),
    ("원", &["won"]),
    ("위", &["wi", "wee"]),
    ("유", &["yoo", "yu", "ryu"]),
    ("윤", &["yoon", "yun"]),
    ("이", &["lee", "yi", "rhee", "i"]),
    ("임", &["lim", "im", "yim"]),
    ("장", &["jang", "chang"]),
    ("전", &["jeon", "jun", "chun"]),
    ("정", &["jung", "jeong", "chung"]),
    ("제갈", &["jegal"]),
    ("조", &["cho", "jo"]),
    ("주", &["joo", "ju", "chu"]),
    ("지", &["ji", "chi", "jee"]),
    ("진", &["jin", "chin"]),
    ("차", &["cha"]),
    ("채", &["chae"]),
    ("천", &["chun", "cheon"]),
    ("최", &["choi", "choe"]),
    ("추", &["choo", "chu"]),
    ("태", &["tae"]),
    ("표", &["pyo"]),
    ("하", &["ha"]),
    ("한", &["han", "hahn"]),
    ("허", &["heo", "hur", "huh"]),
    ("현", &["hyun", "hyeon"]),
    ("홍", &["hong"]),
    ("황보", &["hwangbo"]),
    ("황", &["hwang"]),
];

/// Where an unspaced full name is cut into family and given name: by byte, if it looks like one.
pub(super) fn cut(word: &str) -> Option<usize> {
    let double = word.char_indices().nth(2).map(|(at, _)| at);
    let is_double = double
        .and_then(|at| word.get(..at))
        .is_some_and(|start| FAMILY.iter().any(|(f, _)| *f == start));
    let single = word.char_indices().nth(1).map(|(at, _)| at);
    match word.chars().count() {
        4 | 5 if is_double => double,
        2..=4 => single,
        _ => None,
    }
}

/// The Latin spellings of a word of Hangul syllables, the likeliest first.
pub(super) fn spellings(word: &str, role: Role) -> Vec<String> {
    let mut spellings = Spellings::default();
    if role != Role::Given
        && let Some((_, usual)) = FAMILY.iter().find(|(name, _)| *name == word)
    {
        for spelling in *usual {
            spellings.add(*spelling);
        }
    }
    let syllables: Vec<[String; 3]> = word.chars().filter_map(syllable).collect();
    let whole = |way: usize| {
        syllables
            .iter()
            .filter_map(|s| s.get(way))
            .map(String::as_str)
            .collect::<String>()
    };
    spellings.add(whole(0));
    spellings.add(whole(1));
    spellings.add(whole(2));
    if let [first, second] = syllables.as_slice() {
        for one in first {
            for other in second {
                spellings.add(format!("{one}{other}"));
            }
        }
    }
    spellings.into_vec()
}

/// A syllable by the rules, as passports have it (hyun, joon, young), and half way (hyun, jun).
fn syllable(c: char) -> Option<[String; 3]> {
    let code = u32::from(c);
    if !(FIRST_SYLLABLE..=LAST_SYLLABLE).contains(&code) {
        return None;
    }
    let place = code - FIRST_SYLLABLE;
    let initial = *INITIAL.get(usize::try_from(place / VOWELS_TIMES_FINALS).ok()?)?;
    let vowel = *VOWEL.get(usize::try_from(place % VOWELS_TIMES_FINALS / FINALS).ok()?)?;
    let last = *FINAL.get(usize::try_from(place % FINALS).ok()?)?;
    let hard = if initial == "g" { "k" } else { initial };
    let passport_vowel = match (initial, vowel, last) {
        ("", "yeo", "ng") => "you",
        (_, "yeo", _) => "yu",
        (_, "eo", _) => "u",
        ("", "u", _) => "woo",
        (_, "u", _) => "oo",
        (_, "ui", _) => "ee",
        ("", "yu", "") => "yoo",
        ("s", "i", _) => "hi",
        (_, other, _) => other,
    };
    let middle_vowel = match (initial, vowel) {
        (_, "yeo") => "yu",
        (_, "eo") => "u",
        ("", "u") => "woo",
        ("s", "i") => "hi",
        (_, "eu") => "u",
        (_, "ui") => "i",
        (_, other) => other,
    };
    Some([
        format!("{initial}{vowel}{last}"),
        format!("{hard}{passport_vowel}{last}"),
        format!("{initial}{middle_vowel}{last}"),
    ])
}
