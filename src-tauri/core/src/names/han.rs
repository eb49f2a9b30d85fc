//! Han characters in Latin letters: pinyin, the usual southern spellings of family names, and Japanese readings from a
//! dictionary of names. Without a given reading nobody can tell which is meant, so a word gets all of them.

use super::fold::script_of_char;
use super::kana;
use super::spell::Spellings;
use super::{Role, Script};

/// Lines of `kanji<TAB>readings`, sorted by their bytes (see kanji/make.py and kanji/LICENCE.md).
const FAMILY: &str = include_str!("kanji/family.tsv");
const GIVEN: &str = include_str!("kanji/given.tsv");

const FAMILY_NAME_CHARS_MAX: usize = 3;

/// Chinese family names of two characters.
const CHINESE_DOUBLE: [&str; 20] = [
    "欧阳", "歐陽", "司马", "司馬", "诸葛", "諸葛", "上官", "夏侯", "东方", "東方", "皇甫", "尉迟", "公孙",
    "公孫", "慕容", "令狐", "司徒", "端木", "轩辕", "宇文",
];

/// Family names that are not read, or not written, as any dictionary of characters says.
const CHINESE_FAMILY: &[(&str, &[&str])] = &[
    ("曾", &["zeng", "tsang"]),
    ("单", &["shan"]),
    ("單", &["shan"]),
    ("解", &["xie"]),
    ("查", &["zha"]),
    ("仇", &["qiu"]),
    ("区", &["ou"]),
    ("區", &["ou", "au"]),
    ("盖", &["ge"]),
    ("乐", &["yue", "le"]),
    ("朴", &["piao", "park"]),
    ("任", &["ren"]),
    ("尉迟", &["yuchi"]),
    ("覃", &["qin", "tan"]),
    ("吕", &["lu", "lyu"]),
    ("呂", &["lu", "lyu", "lui"]),
    ("陈", &["chen", "chan", "tan"]),
    ("陳", &["chen", "chan", "tan"]),
    ("黄", &["huang", "wong"]),
    ("黃", &["huang", "wong", "hwang"]),
    ("王", &["wang", "wong"]),
    ("张", &["zhang", "cheung"]),
    ("張", &["zhang", "chang", "cheung"]),
    ("李", &["li", "lee"]),
    ("林", &["lin", "lam", "lim"]),
    ("吴", &["wu", "ng"]),
    ("吳", &["wu", "ng"]),
    ("伍", &["wu", "ng"]),
    ("刘", &["liu", "lau"]),
    ("劉", &["liu", "lau"]),
    ("梁", &["liang", "leung"]),
    ("郑", &["zheng", "cheng"]),
    ("鄭", &["zheng", "cheng", "cheang"]),
    ("蔡", &["cai", "tsai", "choi", "chua"]),
    ("许", &["xu", "hsu", "hui"]),
    ("許", &["xu", "hsu", "hui"]),
    ("徐", &["xu", "hsu", "tsui"]),
    ("谢", &["xie", "hsieh", "tse"]),
    ("謝", &["xie", "hsieh", "tse"]),
    ("周", &["zhou", "chou", "chow"]),
    ("何", &["he", "ho"]),
    ("叶", &["ye", "yip"]),
    ("葉", &["ye", "yeh", "yip"]),
    ("郭", &["guo", "kuo", "kwok"]),
    ("朱", &["zhu", "chu"]),
    ("曹", &["cao", "tsao", "cho"]),
    ("高", &["gao", "kao", "ko"]),
    ("邓", &["deng", "tang"]),
    ("鄧", &["deng", "teng", "tang"]),
    ("冯", &["feng", "fung"]),
    ("馮", &["feng", "fung"]),
    ("赵", &["zhao", "chiu"]),
    ("趙", &["zhao", "chao", "chiu"]),
    ("杨", &["yang", "yeung"]),
    ("楊", &["yang", "yeung"]),
    ("罗", &["luo", "law"]),
    ("羅", &["luo", "lo", "law"]),
    ("余", &["yu", "yue"]),
    ("江", &["jiang", "chiang", "kong"]),
    ("蒋", &["jiang", "chiang"]),
    ("蔣", &["jiang", "chiang"]),
    ("洪", &["hong", "hung"]),
    ("邱", &["qiu", "chiu"]),
    ("丘", &["qiu", "yau"]),
    ("孙", &["sun"]),
    ("孫", &["sun", "suen"]),
    ("胡", &["hu", "wu"]),
    ("方", &["fang", "fong"]),
    ("卢", &["lu", "lo"]),
    ("盧", &["lu", "lo"]),
    ("翁", &["weng", "yung"]),
];

/// The Latin spellings of a word in Han characters, the likeliest first.
pub(super) fn spellings(word: &str, role: Role) -> Vec<String> {
    let mut spellings = Spellings::default();
    if role != Role::Given
        && let Some((_, usual)) = CHINESE_FAMILY.iter().find(|(name, _)| *name == word)
    {
        for spelling in *usual {
            spellings.add(*spelling);
        }
    } else {
        spellings.add(pinyin(word));
    }
    let tables: &[&str] = match role {
        Role::Family => &[FAMILY],
        Role::Given => &[GIVEN],
        Role::Unknown => &[FAMILY, GIVEN],
    };
    let readings: Vec<&str> = tables.iter().flat_map(|table| readings(table, word)).collect();
    let mut rarer = Vec::new();
    for reading in readings {
        let mut all = kana::of_input_method(reading).into_iter();
        if let Some(usual) = all.next() {
            spellings.add(usual);
        }
        rarer.extend(all);
    }
    for spelling in rarer {
        spellings.add(spelling);
    }
    spellings.into_vec()
}

/// Whose characters a name is written in, where that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ideographs {
    Japanese,
    Chinese,
}

impl Ideographs {
    /// By the country (ISO 3166) and the language (BCP 47) of whoever bears the name. Elsewhere the same characters are
    /// spelled in ways that only their bearer knows: Wong, Huang and Hwang are one.
    #[must_use]
    pub fn of(country: &str, language: &str) -> Option<Self> {
        let spoken = language.split('-').next().unwrap_or_default();
        match (country, spoken) {
            ("JP", _) | ("", "ja") => Some(Self::Japanese),
            ("CN", _) | ("", "zh") => Some(Self::Chinese),
            _ => None,
        }
    }
}

/// The likeliest reading of a name in Han characters, word by word; nothing where the dictionary has none. A word that
/// stands alone is cut into family and given name.
#[must_use]
pub fn likeliest_reading(words: &[(&str, Role)], of: Ideographs) -> Option<String> {
    let mut read: Vec<String> = Vec::new();
    for (word, role) in words {
        let cut = cuts(word).into_iter().next().filter(|_| *role == Role::Unknown);
        let parts = match cut.and_then(|at| word.split_at_checked(at)) {
            Some((family, given)) => vec![(family, Role::Family), (given, Role::Given)],
            None => vec![(*word, *role)],
        };
        for (part, role) in parts {
            read.push(capitalised(&reading_of(part, role, of)?));
        }
    }
    (!read.is_empty()).then(|| read.join(" "))
}

fn reading_of(word: &str, role: Role, of: Ideographs) -> Option<String> {
    if !word.chars().any(|c| script_of_char(c) == Script::Han) {
        let kana = word.chars().all(|c| script_of_char(c) == Script::Kana);
        return kana.then(|| kana::spellings(word).into_iter().next()).flatten();
    }
    match of {
        Ideographs::Chinese => spellings(word, role).into_iter().next(),
        Ideographs::Japanese => {
            let table = if role == Role::Given { GIVEN } else { FAMILY };
            let reading = readings(table, word).next()?;
            kana::of_input_method(reading).into_iter().next()
        }
    }
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Where an unspaced name is cut into family and given name: by byte. Several cuts may be possible.
pub(super) fn cuts(word: &str) -> Vec<usize> {
    let kana = word
        .char_indices()
        .find(|(_, c)| script_of_char(*c) == Script::Kana)
        .map(|(at, _)| at);
    if let Some(at) = kana.filter(|at| *at > 0) {
        // 大坂なおみ: the family in kanji, the given name in kana.
        return vec![at];
    }
    let mut cuts = Vec::new();
    let places = word
        .char_indices()
        .skip(1)
        .take(FAMILY_NAME_CHARS_MAX)
        .map(|(at, _)| at);
    for at in places {
        let (family, given) = word.split_at(at);
        if has_reading(FAMILY, family) && has_reading(GIVEN, given) {
            cuts.push(at);
        }
    }
    // Most Japanese family names have two characters; the reading of the first cut is the first that is tried.
    cuts.sort_by_key(|at| {
        word.get(..*at)
            .map_or(0, |family| family.chars().count().abs_diff(2))
    });
    cuts.truncate(2);
    let double = CHINESE_DOUBLE
        .iter()
        .find(|name| word.starts_with(**name))
        .map(|name| name.len());
    let chinese = double.or_else(|| word.char_indices().nth(1).map(|(at, _)| at));
    if let Some(at) = chinese.filter(|at| *at < word.len() && !cuts.contains(at)) {
        cuts.push(at);
    }
    cuts
}

/// Pinyin, character by character.
pub(super) fn pinyin(word: &str) -> String {
    any_ascii::any_ascii(word)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

fn has_reading(table: &str, name: &str) -> bool {
    readings(table, name).next().is_some()
}

/// The readings of a name, by a binary search over the lines of the table.
fn readings<'a>(table: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let mut low = 0;
    let mut high = table.len();
    let mut found = "";
    while low < high {
        let middle = low + (high - low) / 2;
        let before = table.as_bytes().get(..middle).unwrap_or_default();
        let start = before
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        let line = table.as_bytes().get(start..).unwrap_or_default();
        let length = line.iter().position(|byte| *byte == b'\n').unwrap_or(line.len());
        let line = table.get(start..start + length).unwrap_or_default();
        let (key, value) = line.split_once('\t').unwrap_or((line, ""));
        match key.cmp(name) {
            std::cmp::Ordering::Less => low = start + length + 1,
            std::cmp::Ordering::Greater => high = start,
            std::cmp::Ordering::Equal => {
                found = value;
                break;
            }
        }
    }
    found.split_ascii_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &[(&str, Role)], country: &str, language: &str) -> Option<String> {
        likeliest_reading(words, Ideographs::of(country, language)?)
    }

    #[test]
    fn a_japanese_name_is_read_in_japanese_and_a_chinese_one_in_pinyin() {
        let kobayashi = [("小林", Role::Family), ("翔太", Role::Given)];
        assert_eq!(read(&kobayashi, "JP", "").as_deref(), Some("Kobayashi Shota"));
        assert_eq!(read(&kobayashi, "", "ja").as_deref(), Some("Kobayashi Shota"));
        assert_eq!(
            read(&[("王", Role::Family), ("小明", Role::Given)], "CN", "").as_deref(),
            Some("Wang Xiaoming")
        );
        assert_eq!(
            read(&[("田中美咲", Role::Unknown)], "JP", "en").as_deref(),
            Some("Tanaka Misaki")
        );
        assert_eq!(
            read(&[("大坂なおみ", Role::Unknown)], "JP", "ja").as_deref(),
            Some("Osaka Naomi")
        );
    }

    #[test]
    fn where_nobody_knows_whose_characters_they_are_no_reading_is_made_up() {
        assert_eq!(read(&[("小林", Role::Family)], "", "es"), None);
        assert_eq!(read(&[("王", Role::Family)], "HK", "zh"), None);
        assert_eq!(read(&[("龘龘龘", Role::Family)], "JP", "ja"), None);
    }
}
