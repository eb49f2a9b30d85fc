//! Bytes to letters: what the file declares or proves is believed, what is assumed is said, what is doubtful is asked.

use super::{Note, ReadError};
use encoding_rs::{CoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) encoding: String,
    pub(super) notes: Vec<Note>,
    /// The file ends in the middle of a letter.
    pub(super) torn: bool,
}

/// How many texts the report shows so that a person can check an assumed encoding.
const SAMPLES_MAX: usize = 5;
/// Room for the letters that any step of a decoder writes at once.
const LETTERS_BYTES_MIN: usize = 64;

pub(super) fn decode(bytes: Vec<u8>, chosen: Option<&str>) -> Result<Decoded, ReadError> {
    if let Some(name) = chosen {
        let encoding = Encoding::for_label(name.as_bytes()).ok_or_else(|| ReadError::EncodingUnknown {
            name: name.to_owned(),
        })?;
        return Ok(read_as(&bytes, encoding));
    }
    if let Some((encoding, _)) = Encoding::for_bom(&bytes) {
        return Ok(read_as(&bytes, encoding));
    }
    if let Some(encoding) = utf16_without_mark(&bytes) {
        return Ok(read_as(&bytes, encoding));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Decoded {
            text,
            encoding: UTF_8.name().to_owned(),
            notes: vec![Note::Encoding {
                name: UTF_8.name().to_owned(),
            }],
            torn: false,
        }),
        Err(error) => not_utf8(error.as_bytes()),
    }
}

fn read_as(bytes: &[u8], encoding: &'static Encoding) -> Decoded {
    let mut decoder = encoding.new_decoder();
    let mut text = String::with_capacity(bytes.len() + LETTERS_BYTES_MIN);
    let (mut rest, mut broken) = (bytes, false);
    loop {
        let (result, read, replaced) = decoder.decode_to_string(rest, &mut text, false);
        rest = rest.get(read..).unwrap_or_default();
        broken |= replaced;
        text.reserve(rest.len() + LETTERS_BYTES_MIN);
        if result == CoderResult::InputEmpty {
            break;
        }
    }
    // What the decoder still holds is the beginning of a letter.
    let (_, _, torn) = decoder.decode_to_string(&[], &mut text, true);
    if torn {
        text.pop();
    }
    let name = decoder.encoding().name().to_owned();
    let mut notes = vec![Note::Encoding { name: name.clone() }];
    if broken {
        notes.push(Note::BrokenLetters);
    }
    Decoded {
        text,
        encoding: name,
        notes,
        torn,
    }
}

/// UTF-16 without a byte-order mark: in Latin text every other byte is zero.
pub(super) fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    const SAMPLE_BYTES: usize = 4096;
    let sample = bytes.get(..SAMPLE_BYTES).unwrap_or(bytes);
    let zeros = |first: usize| sample.iter().skip(first).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let half = sample.len() / 2;
    if half >= 4 && odd * 10 >= half * 6 && even * 20 <= half {
        Some(UTF_16LE)
    } else if half >= 4 && even * 10 >= half * 6 && odd * 20 <= half {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Not valid UTF-8: a torn or damaged UTF-8 file, or one of a Western office program, or something that must be asked.
fn not_utf8(bytes: &[u8]) -> Result<Decoded, ReadError> {
    let census = utf8_census(bytes);
    let (text, torn) = without_torn_end(bytes);
    let only_torn = torn && census.letters > 0 && std::str::from_utf8(text).is_ok();
    if only_torn || census.letters > census.broken {
        let encoding = UTF_8.name().to_owned();
        let mut notes = vec![Note::Encoding {
            name: encoding.clone(),
        }];
        let text = String::from_utf8_lossy(text).into_owned();
        if text.contains('\u{fffd}') {
            notes.push(Note::BrokenLetters);
        }
        return Ok(Decoded {
            text,
            encoding,
            notes,
            torn,
        });
    }
    let (text, _, _) = WINDOWS_1252.decode(bytes);
    if let Some(sample) = unlikely_western(&text) {
        return Err(ReadError::EncodingUnclear {
            name: "windows-1252".to_owned(),
            sample,
        });
    }
    let samples = foreign_words(&text)
        .take(SAMPLES_MAX)
        .map(str::to_owned)
        .collect();
    let notes = vec![Note::EncodingAssumed {
        name: "windows-1252".to_owned(),
        samples,
    }];
    Ok(Decoded {
        text: text.into_owned(),
        encoding: WINDOWS_1252.name().to_owned(),
        notes,
        torn: false,
    })
}

struct Census {
    letters: usize,
    broken: usize,
}

/// How many well-formed letters of several bytes there are, and how many broken places.
fn utf8_census(bytes: &[u8]) -> Census {
    let mut census = Census {
        letters: 0,
        broken: 0,
    };
    for chunk in bytes.utf8_chunks() {
        census.letters += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        census.broken += usize::from(!chunk.invalid().is_empty());
    }
    census
}

/// A file cut off within a letter: the text without that letter's first bytes.
fn without_torn_end(bytes: &[u8]) -> (&[u8], bool) {
    for cut in 1..=3.min(bytes.len()) {
        let (text, rest) = bytes.split_at(bytes.len() - cut);
        let is_begun = std::str::from_utf8(rest)
            .is_err_and(|error| error.valid_up_to() == 0 && error.error_len().is_none());
        if is_begun {
            return (text, true);
        }
    }
    (bytes, false)
}

/// A word that no Western language has: signs inside a word (Polish or Czech read as Western), a run of accented
/// capitals and letters only (Cyrillic or Greek), or characters that Windows-1252 leaves undefined.
fn unlikely_western(text: &str) -> Option<String> {
    foreign_words(text)
        .find(|word| {
            let accented = word.chars().filter(|c| is_accented(*c)).count();
            let letters = word.chars().filter(|c| c.is_alphabetic()).count();
            word.chars().any(|c| matches!(c, '\u{80}'..='\u{9f}'))
                || sign_inside(word)
                || (letters >= 4 && accented * 10 >= letters * 8)
        })
        .map(str::to_owned)
}

const fn is_accented(c: char) -> bool {
    matches!(c, 'À'..='ÿ' | 'Œ' | 'œ' | 'Š' | 'š' | 'Ž' | 'ž' | 'Ÿ')
}

/// `³`, `¹`, `¿`, `¯` and their like beside a letter, as in `Micha³` for `Michał`.
fn sign_inside(word: &str) -> bool {
    let chars: Vec<char> = word.chars().collect();
    chars.windows(2).any(|pair| match pair {
        [a, b] => {
            let sign = |c: char| {
                matches!(
                    c,
                    '¹' | '³' | '¯' | '¿' | '£' | '¥' | '¦' | '¼' | '¾' | '¤' | '¬' | '¶' | '¨' | '¸'
                )
            };
            (sign(*b) && a.is_alphabetic()) || (sign(*a) && *a != '¿' && b.is_alphabetic())
        }
        _ => false,
    })
}

fn foreign_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '"' | '|'))
        .filter(|word| !word.is_ascii())
}
