//! The name lists of `people/`: one text file for each script or language, written by hand.

use std::sync::OnceLock;

/// The order in which a group writes its names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameOrder {
    GivenFirst,
    /// Given name and two family names.
    TwoFamilyNames,
    FamilyFirst,
    /// Family name first, no space between.
    FamilyFirstUnspaced,
}

/// A text and, where it is not in Latin letters, how it reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Word {
    pub(super) text: &'static str,
    pub(super) latin: Option<&'static str>,
}

impl Word {
    fn read(entry: &'static str) -> Self {
        match entry.trim().split_once('=') {
            Some((text, latin)) => Self {
                text,
                latin: Some(latin),
            },
            None => Self {
                text: entry.trim(),
                latin: None,
            },
        }
    }

    pub(super) fn latin(self) -> &'static str {
        self.latin.unwrap_or(self.text)
    }
}

/// People of one language or script.
#[derive(Debug)]
pub(super) struct Group {
    /// Of a thousand people.
    pub(super) share: u64,
    pub(super) language: &'static str,
    pub(super) countries: Vec<&'static str>,
    pub(super) order: NameOrder,
    pub(super) given: Vec<Word>,
    pub(super) family: Vec<Word>,
    pub(super) companies: Vec<Word>,
    pub(super) jobs: Vec<Word>,
}

/// A person whose name breaks software.
#[derive(Debug)]
pub(super) struct Hard {
    pub(super) given: &'static str,
    pub(super) family: &'static str,
    pub(super) company: &'static str,
    pub(super) category: &'static str,
    pub(super) country: &'static str,
    pub(super) language: &'static str,
    pub(super) latin: Option<&'static str>,
}

macro_rules! group_files {
    ($($name:literal),+) => {
        [$(include_str!(concat!("people/", $name, ".txt"))),+]
    };
}

pub(super) fn groups() -> &'static [Group] {
    static GROUPS: OnceLock<Vec<Group>> = OnceLock::new();
    GROUPS.get_or_init(|| {
        let files = group_files!(
            "basque",
            "spanish",
            "french",
            "english",
            "german",
            "polish",
            "czech",
            "portuguese",
            "italian",
            "ukrainian",
            "greek",
            "turkish",
            "korean",
            "japanese",
            "chinese_simplified",
            "chinese_traditional",
            "vietnamese",
            "arabic",
            "hebrew",
            "hindi",
            "nordic"
        );
        files.into_iter().map(read).collect()
    })
}

fn read(text: &'static str) -> Group {
    let value = |key: &str| {
        text.lines()
            .filter_map(|line| line.split_once(": "))
            .find(|(k, _)| *k == key)
            .map_or("", |(_, value)| value)
    };
    let words = |key: &str| {
        value(key)
            .split(", ")
            .filter(|entry| !entry.is_empty())
            .map(Word::read)
            .collect()
    };
    Group {
        share: value("share").parse().unwrap_or(0),
        language: value("language"),
        countries: value("country").split(' ').collect(),
        order: match value("order") {
            "two family names" => NameOrder::TwoFamilyNames,
            "family first" => NameOrder::FamilyFirst,
            "family first, unspaced" => NameOrder::FamilyFirstUnspaced,
            _ => NameOrder::GivenFirst,
        },
        given: words("given"),
        family: words("family"),
        companies: words("company"),
        jobs: words("job"),
    }
}

pub(super) fn hardest() -> &'static [Hard] {
    static HARDEST: OnceLock<Vec<Hard>> = OnceLock::new();
    HARDEST.get_or_init(|| {
        let lines = include_str!("people/hardest.txt")
            .lines()
            .filter(|line| !line.starts_with('#'));
        lines
            .map(|line| {
                let mut cells = line.split('|').map(str::trim);
                let mut next = || cells.next().unwrap_or_default();
                Hard {
                    given: next(),
                    family: next(),
                    company: next(),
                    category: next(),
                    country: next(),
                    language: next(),
                    latin: Some(next()).filter(|latin| !latin.is_empty()),
                }
            })
            .collect()
    })
}
