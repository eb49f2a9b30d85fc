//! How names are folded, transliterated and compared by sound, so that a Spanish keyboard finds every one of them.
//!
//! [`person`] reads a registered name, [`typed`] what somebody typed; both give [`Word`]s with the same spellings, so
//! a search only compares strings. A word keeps its own script in `folded` and has any number of `latin` spellings:
//! Ющенко is yushchenko, iushchenko, juschtschenko and others, 山田 is yamada and shantian.

mod abjad;
mod cyrillic;
mod devanagari;
mod fold;
mod given;
mod greek;
mod han;
mod hangul;
mod kana;
mod sound;
mod spell;
mod split;

#[cfg(test)]
mod tests;

use std::ops::Range;

pub use fold::{fold, fold_word, prefix_chars};
pub use given::equivalent;
pub use han::{Ideographs, likeliest_reading};
pub use sound::{sound_key, sound_key_of_beginning};
pub use split::{Registered, is_particle, person, skeletons_typed, typed};

/// One word of a name or a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Where it stands in the text it was read from, in characters; `None` for a word of a reading or of a name part
    /// that the displayed name does not show.
    pub span: Option<Range<usize>>,
    pub role: Role,
    pub script: Script,
    /// Lower case without accents, in the word's own script.
    pub folded: String,
    /// Further Latin spellings: of a foreign script, or `mueller` beside `muller`.
    pub latin: Vec<String>,
    /// The sound-alike keys of its likeliest Latin spellings, see [`sound_key`].
    pub sounds: Vec<String>,
    /// Arabic and Hebrew: the consonants, see [`skeletons_typed`].
    pub skeletons: Vec<String>,
}

/// Which part of the name a word is, as far as the source says or the script tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Family,
    Given,
    Unknown,
}

/// The writing a word is in, as far as the search treats it apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    Latin,
    Cyrillic,
    Greek,
    Hangul,
    Kana,
    Han,
    Arabic,
    Hebrew,
    Devanagari,
    Other,
}
