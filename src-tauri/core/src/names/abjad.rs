//! Arabic and Hebrew are written without most vowels, so their words are compared by a skeleton of consonants, and so
//! is what somebody types for them: محمد, Mohammed and Muhammad are all `mhmd`.
//!
//! Classes: k is k, q, c, kh; g is g, j, gh; f is f, p; b is b, v; s is s, sh; z is z, ts, tz; t is t, th; d is d, dh;
//! a is any vowel at the beginning. Other vowels, w and y inside, and h at the end leave no trace.

use super::Script;

/// Skeletons of fewer consonants fit everybody.
const CONSONANTS_MIN: usize = 2;

/// The skeletons of a word in folded Arabic or Hebrew.
pub(super) fn skeletons(word: &str, script: Script) -> Vec<String> {
    let mut skeletons: Vec<String> = match script {
        Script::Arabic => {
            let bare = word.strip_prefix("ال").filter(|rest| rest.chars().count() > 2);
            [Some(word), bare]
                .into_iter()
                .flatten()
                .map(|w| skeleton_of(w, arabic))
                .collect()
        }
        Script::Hebrew => vec![
            skeleton_of(word, |c, first| hebrew(c, first, "", "h")),
            skeleton_of(word, |c, first| hebrew(c, first, "b", "h")),
            skeleton_of(word, |c, first| hebrew(c, first, "", "k")),
            skeleton_of(word, |c, first| hebrew(c, first, "b", "k")),
        ],
        Script::Latin
        | Script::Cyrillic
        | Script::Greek
        | Script::Hangul
        | Script::Kana
        | Script::Han
        | Script::Devanagari
        | Script::Other => Vec::new(),
    };
    finish(&mut skeletons);
    skeletons
}

/// The skeletons of a folded Latin word as somebody types it; `ch` is read the Hebrew and the French way.
pub(super) fn skeletons_of_latin(word: &str) -> Vec<String> {
    let mut skeletons = if word.contains("ch") {
        vec![latin(&word.replace("ch", "k")), latin(&word.replace("ch", "s"))]
    } else {
        vec![latin(word)]
    };
    finish(&mut skeletons);
    skeletons
}

fn finish(skeletons: &mut Vec<String>) {
    skeletons.retain(|skeleton| skeleton.len() >= CONSONANTS_MIN);
    skeletons.sort_unstable();
    skeletons.dedup();
}

/// Adjacent signs of one class count once; a final h is not heard.
fn skeleton_of(word: &str, class: impl Fn(char, bool) -> &'static str) -> String {
    let mut skeleton = String::with_capacity(word.len());
    let mut before = "";
    for (at, c) in word.chars().enumerate() {
        let next = class(c, at == 0);
        if next != before || next.is_empty() {
            skeleton.push_str(next);
        }
        before = next;
    }
    if skeleton.len() > CONSONANTS_MIN && skeleton.ends_with('h') {
        skeleton.pop();
    }
    skeleton
}

fn arabic(c: char, first: bool) -> &'static str {
    match c {
        'ا' | 'أ' | 'إ' | 'آ' | 'ٱ' | 'ع' if first => "a",
        'و' if first => "b",
        'ي' | 'ی' if first => "y",
        'ب' => "b",
        'ت' | 'ث' | 'ط' => "t",
        'ج' | 'غ' | 'گ' => "g",
        'ح' | 'ه' | 'ہ' | 'ھ' => "h",
        'خ' | 'ق' | 'ك' | 'ک' => "k",
        'د' | 'ذ' | 'ض' => "d",
        'ر' => "r",
        'ز' | 'ظ' | 'ژ' => "z",
        'س' | 'ش' | 'ص' | 'چ' => "s",
        'ف' | 'پ' => "f",
        'ل' => "l",
        'م' => "m",
        'ن' => "n",
        _ => "",
    }
}

fn hebrew(c: char, first: bool, vav: &'static str, het: &'static str) -> &'static str {
    match c {
        'א' | 'ע' if first => "a",
        'י' if first => "y",
        'ב' => "b",
        'ו' if first => "b",
        'ו' => vav,
        'ג' => "g",
        'ד' => "d",
        'ה' => "h",
        'ח' => het,
        'ט' | 'ת' => "t",
        'כ' | 'ך' | 'ק' => "k",
        'ל' => "l",
        'מ' | 'ם' => "m",
        'נ' | 'ן' => "n",
        'ס' | 'ש' => "s",
        'פ' | 'ף' => "f",
        'ז' | 'צ' | 'ץ' => "z",
        'ר' => "r",
        _ => "",
    }
}

fn latin(word: &str) -> String {
    let signs: Vec<char> = word.chars().collect();
    let mut skeleton = String::with_capacity(word.len());
    let mut before = None;
    let mut at = 0;
    while let Some(c) = signs.get(at).copied() {
        let next = signs.get(at + 1).copied();
        let (class, taken) = latin_class(c, next, at == 0);
        if class.is_some() && class != before {
            skeleton.extend(class);
        }
        before = class;
        at += taken;
    }
    if skeleton.len() > CONSONANTS_MIN && skeleton.ends_with('h') {
        skeleton.pop();
    }
    skeleton
}

/// The class of the next sound and how many letters spell it.
fn latin_class(c: char, next: Option<char>, first: bool) -> (Option<char>, usize) {
    match (c, next) {
        ('k', Some('h')) | ('c', Some('k')) => (Some('k'), 2),
        ('g', Some('h')) | ('d', Some('j')) => (Some('g'), 2),
        ('s', Some('h')) => (Some('s'), 2),
        ('t', Some('h')) => (Some('t'), 2),
        ('d', Some('h')) => (Some('d'), 2),
        ('p', Some('h')) => (Some('f'), 2),
        ('t', Some('s' | 'z')) | ('z', Some('h')) => (Some('z'), 2),
        ('k' | 'q' | 'c', _) => (Some('k'), 1),
        ('g' | 'j', _) => (Some('g'), 1),
        ('f' | 'p', _) => (Some('f'), 1),
        ('b' | 'v', _) => (Some('b'), 1),
        ('w', _) => (first.then_some('b'), 1),
        ('y', _) => (first.then_some('y'), 1),
        ('a' | 'e' | 'i' | 'o' | 'u', _) => (first.then_some('a'), 1),
        ('x', _) => (Some('s'), 1),
        (other, _) => (Some(other).filter(char::is_ascii_alphanumeric), 1),
    }
}
