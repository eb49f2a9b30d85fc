//! Reading a registered name or a typed text into words with all their spellings.

use super::fold::{fold_word, is_joiner, is_word_char, script_of};
use super::spell::Spellings;
use super::{
    Role, Script, Word, abjad, cyrillic, devanagari, greek, han, hangul, kana, sound_key,
    sound_key_of_beginning,
};
use std::ops::Range;

/// Words beyond this many are not read: nobody has them, only broken files do.
const WORDS_MAX: usize = 24;
/// Longer words are cut to so many characters before they are folded.
const WORD_CHARS_MAX: usize = 64;
/// The sound-alike keys of so many of a word's spellings are kept.
const SOUNDS_MAX: usize = 2;
/// Two given names up to this long are also read as one: Min Jun, Xiao Ming.
const SYLLABLE_CHARS_MAX: usize = 5;
/// The first half of many Arabic names, written apart or together with the second.
const SERVANT_OF: &str = "عبد";

const PARTICLES: [&str; 36] = [
    "de", "la", "las", "los", "lo", "del", "di", "da", "do", "dos", "das", "du", "des", "van", "der", "den",
    "von", "zu", "zum", "zur", "ter", "ten", "te", "y", "e", "i", "al", "el", "bin", "ibn", "bint", "abu",
    "of", "the", "af", "av",
];

/// A person's name as the source gives it. `name` is what is shown; parts that the source does not give are empty.
#[derive(Clone, Copy, Debug, Default)]
pub struct Registered<'a> {
    pub name: &'a str,
    pub given: &'a str,
    pub family: &'a str,
    /// Readings in kana or Latin letters. Where there is one, Han characters get no guessed reading.
    pub readings: &'a [&'a str],
}

/// The words of a registered name. Parts of a compound, and what is often written as one, come as words of their own.
#[must_use]
pub fn person(registered: &Registered<'_>) -> Vec<Word> {
    let read = !registered.readings.is_empty();
    let family: Vec<Raw<'_>> = split(registered.family, true);
    let given: Vec<Raw<'_>> = split(registered.given, true);
    let mut words: Vec<Word> = Vec::new();
    let shown = split(registered.name, true);
    for raw in &shown {
        let role = role_of(raw, &family, &given);
        if role == Role::Unknown && shown.len() == 1 && cut_unspaced(raw, read, &mut words) {
            continue;
        }
        words.push(word(raw, role, read));
    }
    for (raw, role) in family
        .iter()
        .map(|raw| (raw, Role::Family))
        .chain(given.iter().map(|raw| (raw, Role::Given)))
    {
        if !shown.iter().any(|other| other.text == raw.text) {
            let mut hidden = word(raw, role, read);
            hidden.span = find_chars(registered.name, raw.text);
            words.push(hidden);
        }
    }
    let syllables: Vec<Word> = words.iter().flat_map(|word| syllables(word, read)).collect();
    words.extend(syllables);
    join_neighbours(&mut words);
    let mut reading: Vec<Word> = Vec::new();
    for raw in registered
        .readings
        .iter()
        .flat_map(|reading| split(reading, true))
    {
        reading.push(Word {
            span: None,
            ..word(&raw, Role::Unknown, true)
        });
    }
    join_neighbours(&mut reading);
    words.append(&mut reading);
    words
}

/// The words of a typed text; joiners separate here, because the index knows both halves and the whole. The last
/// letters may still be missing, so the sound-alike keys are those of beginnings.
#[must_use]
pub fn typed(text: &str) -> Vec<Word> {
    let as_typed = |raw: &Raw<'_>| {
        let mut word = word(raw, Role::Unknown, false);
        if word.script == Script::Latin {
            word.sounds = sound_key_of_beginning(raw.text).into_iter().collect();
        }
        word
    };
    split(text, false).iter().map(as_typed).collect()
}

/// The skeletons by which a typed Latin word may be an Arabic or Hebrew name.
#[must_use]
pub fn skeletons_typed(word: &Word) -> Vec<String> {
    match word.script {
        Script::Latin => abjad::skeletons_of_latin(&word.folded),
        Script::Arabic | Script::Hebrew => word.skeletons.clone(),
        Script::Cyrillic
        | Script::Greek
        | Script::Hangul
        | Script::Kana
        | Script::Han
        | Script::Devanagari
        | Script::Other => Vec::new(),
    }
}

/// Small words inside family names (de la, van der) that people leave out, and initials.
#[must_use]
pub fn is_particle(folded: &str) -> bool {
    folded.chars().count() == 1 || PARTICLES.contains(&folded)
}

struct Raw<'a> {
    text: &'a str,
    span: Range<usize>,
    folded: String,
}

/// Cuts a text into words. With `compounds`, what is held together by a hyphen or an apostrophe comes whole as well.
fn split(text: &str, compounds: bool) -> Vec<Raw<'_>> {
    let mut words = Vec::new();
    let mut compound: Option<(usize, usize)> = None;
    let mut parts = 0;
    let mut part: Option<(usize, usize)> = None;
    let end = text.chars().count();
    for (at, (byte, c)) in text
        .char_indices()
        .chain(std::iter::once((text.len(), ' ')))
        .enumerate()
    {
        if words.len() >= WORDS_MAX {
            break;
        }
        if byte < text.len() && is_word_char(c) {
            part.get_or_insert((byte, at));
            compound.get_or_insert((byte, at));
            continue;
        }
        if let Some((byte_from, from)) = part.take() {
            parts += 1;
            push_raw(&mut words, text, byte_from..byte, from..at.min(end));
        }
        let ends = !(byte < text.len() && is_joiner(c));
        if ends && let Some((byte_from, from)) = compound.take() {
            if compounds && parts > 1 {
                push_raw(&mut words, text, byte_from..byte, from..at.min(end));
            }
            parts = 0;
        }
    }
    words
}

fn push_raw<'a>(words: &mut Vec<Raw<'a>>, text: &'a str, bytes: Range<usize>, span: Range<usize>) {
    let text = text.get(bytes).unwrap_or_default().trim_end_matches(is_joiner);
    let cut = text
        .char_indices()
        .nth(WORD_CHARS_MAX)
        .map_or(text, |(end, _)| text.get(..end).unwrap_or(text));
    let folded = fold_word(cut);
    if !folded.is_empty() {
        words.push(Raw {
            text: cut,
            span,
            folded,
        });
    }
}

fn role_of(raw: &Raw<'_>, family: &[Raw<'_>], given: &[Raw<'_>]) -> Role {
    let is_family = family.iter().any(|other| other.folded == raw.folded);
    let is_given = given.iter().any(|other| other.folded == raw.folded);
    match (is_family, is_given) {
        (true, false) => Role::Family,
        (false, true) => Role::Given,
        (true, true) | (false, false) => Role::Unknown,
    }
}

fn word(raw: &Raw<'_>, role: Role, read: bool) -> Word {
    let script = script_of(raw.text);
    let latin = latin_spellings(raw, script, role, read);
    let mut sounds: Vec<String> = match script {
        Script::Latin => sound_key(raw.text).into_iter().collect(),
        Script::Cyrillic
        | Script::Greek
        | Script::Hangul
        | Script::Kana
        | Script::Han
        | Script::Arabic
        | Script::Hebrew
        | Script::Devanagari
        | Script::Other => latin
            .iter()
            .filter_map(|spelling| sound_key(spelling))
            .take(SOUNDS_MAX)
            .collect(),
    };
    sounds.dedup();
    let skeletons = abjad::skeletons(&raw.folded, script);
    Word {
        span: Some(raw.span.clone()),
        role,
        script,
        folded: raw.folded.clone(),
        latin,
        sounds,
        skeletons,
    }
}

fn latin_spellings(raw: &Raw<'_>, script: Script, role: Role, read: bool) -> Vec<String> {
    let folded = raw.folded.as_str();
    let mut spellings = match script {
        Script::Latin => with_umlauts_written_out(raw.text),
        Script::Cyrillic => cyrillic::spellings(folded),
        Script::Greek => greek::spellings(folded),
        Script::Hangul => hangul::spellings(folded, role),
        Script::Kana => kana::spellings(folded),
        Script::Han if read => Vec::new(),
        Script::Han => han::spellings(folded, role),
        Script::Devanagari => devanagari::spellings(folded),
        // A reading without vowels that nobody would type: skeletons find these.
        Script::Arabic | Script::Hebrew => Vec::new(),
        Script::Other => vec![fold_word(&any_ascii::any_ascii(folded))],
    };
    spellings.retain(|spelling| spelling != folded && !spelling.is_empty() && spelling.is_ascii());
    spellings
}

/// Müller is also mueller, Ångström aangstrom, Sørensen soerensen.
fn with_umlauts_written_out(text: &str) -> Vec<String> {
    let accented = |c: char| {
        matches!(
            c,
            'ä' | 'ö' | 'ü' | 'ø' | 'å' | 'Ä' | 'Ö' | 'Ü' | 'Ø' | 'Å' | '\u{308}' | '\u{30a}'
        )
    };
    if text.is_ascii() || !text.contains(accented) {
        return Vec::new();
    }
    let composed: String = unicode_normalization::UnicodeNormalization::nfc(text).collect();
    let written = composed
        .to_lowercase()
        .replace('ä', "ae")
        .replace(['ö', 'ø'], "oe")
        .replace('ü', "ue")
        .replace('å', "aa");
    vec![fold_word(&written)]
}

/// A full name in Han or Hangul without a space: its parts as words, beside the whole. False if it is no such name.
fn cut_unspaced(raw: &Raw<'_>, read: bool, words: &mut Vec<Word>) -> bool {
    let folded = raw.folded.as_str();
    let cuts: Vec<usize> = match script_of(folded) {
        Script::Han => han::cuts(folded),
        Script::Hangul => hangul::cut(folded).into_iter().collect(),
        Script::Latin
        | Script::Cyrillic
        | Script::Greek
        | Script::Kana
        | Script::Arabic
        | Script::Hebrew
        | Script::Devanagari
        | Script::Other => Vec::new(),
    };
    if cuts.is_empty() {
        return false;
    }
    let whole = word(raw, Role::Unknown, read);
    words.push(if whole.script == Script::Hangul {
        native_only(whole)
    } else {
        whole
    });
    for cut in cuts {
        let Some((family, given)) = folded.split_at_checked(cut) else {
            continue;
        };
        let border = raw.span.start + family.chars().count();
        // A text whose signs were composed by folding has other places; then both parts stand for the whole.
        let exact = raw.span.len() == folded.chars().count();
        let span = |from, to| if exact { from..to } else { raw.span.clone() };
        let parts = [
            (family, span(raw.span.start, border), Role::Family),
            (given, span(border, raw.span.end), Role::Given),
        ];
        for (text, span, role) in parts {
            merge(
                words,
                word(
                    &Raw {
                        text,
                        span,
                        folded: text.to_owned(),
                    },
                    role,
                    read,
                ),
            );
        }
    }
    true
}

/// Two cuts of one name may share a part.
fn merge(words: &mut Vec<Word>, part: Word) {
    if let Some(known) = words
        .iter_mut()
        .find(|w| w.folded == part.folded && w.role == part.role)
    {
        let mut spellings = Spellings::default();
        for spelling in known.latin.drain(..).chain(part.latin) {
            spellings.add(spelling);
        }
        known.latin = spellings.into_vec();
    } else {
        words.push(part);
    }
}

/// The syllables of a given name in Hangul or Han as words of their own: 민준 is typed Min Jun, 小明 Xiao Ming.
fn syllables(word: &Word, read: bool) -> Vec<Word> {
    let spelled = matches!(word.script, Script::Hangul) || (word.script == Script::Han && !read);
    if !spelled || word.role == Role::Family || word.folded.chars().count() != 2 {
        return Vec::new();
    }
    let syllable = |(at, c): (usize, char)| {
        let folded = c.to_string();
        let mut latin = match word.script {
            Script::Hangul => hangul::spellings(&folded, Role::Given),
            Script::Han => vec![han::pinyin(&folded)],
            Script::Latin
            | Script::Cyrillic
            | Script::Greek
            | Script::Kana
            | Script::Arabic
            | Script::Hebrew
            | Script::Devanagari
            | Script::Other => Vec::new(),
        };
        latin.retain(|spelling| !spelling.is_empty());
        let span = word
            .span
            .as_ref()
            .map(|span| span.start + at..span.start + at + 1);
        Word {
            span,
            role: Role::Given,
            script: word.script,
            folded,
            latin,
            sounds: Vec::new(),
            skeletons: Vec::new(),
        }
    };
    word.folded.chars().enumerate().map(syllable).collect()
}

/// What is often written as one word: de la Torre, Min Jun, عبد الله, and both names of a name in Han or Hangul.
fn join_neighbours(words: &mut Vec<Word>) {
    let mut joined = Vec::new();
    for (at, first) in words.iter().enumerate() {
        let Some(second) = words.get(at + 1) else { break };
        let third = words.get(at + 2);
        let particle = first.script == Script::Latin && PARTICLES.contains(&first.folded.as_str());
        if particle && PARTICLES.contains(&second.folded.as_str()) {
            joined.extend(third.map(|third| join(&[first, second, third])));
        } else if particle || first.folded == SERVANT_OF || are_syllables(first, second) {
            joined.push(join(&[first, second]));
        } else if matches!(first.script, Script::Han | Script::Hangul) && apart(first, second) {
            joined.push(native_only(join(&[first, second])));
            joined.push(native_only(join(&[second, first])));
        }
    }
    words.extend(joined);
}

fn are_syllables(first: &Word, second: &Word) -> bool {
    let short = |word: &Word| {
        word.script == Script::Latin && word.role != Role::Family && word.folded.len() <= SYLLABLE_CHARS_MAX
    };
    short(first) && short(second) && first.role == second.role
}

fn apart(first: &Word, second: &Word) -> bool {
    match (&first.span, &second.span) {
        (Some(one), Some(other)) => first.script == second.script && one.end < other.start,
        _ => false,
    }
}

fn native_only(mut word: Word) -> Word {
    word.latin.clear();
    word.sounds.clear();
    word
}

fn join(parts: &[&Word]) -> Word {
    let folded: String = parts.iter().map(|part| part.folded.as_str()).collect();
    let start = parts
        .iter()
        .filter_map(|part| part.span.as_ref().map(|span| span.start))
        .min();
    let end = parts
        .iter()
        .filter_map(|part| part.span.as_ref().map(|span| span.end))
        .max();
    let script = parts.first().map_or(Script::Other, |part| part.script);
    let skeletons = abjad::skeletons(&folded, script);
    let sounds = sound_key(&folded)
        .filter(|_| script == Script::Latin)
        .into_iter()
        .collect();
    let role = parts.last().map_or(Role::Unknown, |part| part.role);
    Word {
        span: start.zip(end).map(|(start, end)| start..end),
        role,
        script,
        folded,
        latin: Vec::new(),
        sounds,
        skeletons,
    }
}

fn find_chars(text: &str, part: &str) -> Option<Range<usize>> {
    let byte = text.find(part).filter(|_| !part.is_empty())?;
    let start = text.get(..byte)?.chars().count();
    Some(start..start + part.chars().count())
}
