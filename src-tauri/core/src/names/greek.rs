//! Greek in Latin letters: the passport's spelling first, then the ones people use.

use super::spell::Spellings;

/// Pairs of letters that are read as one, tried before single letters.
const PAIRS: [(&str, &str); 10] = [
    ("ου", "ou"),
    ("γγ", "ng"),
    ("γξ", "nx"),
    ("γχ", "nch"),
    ("τζ", "tz"),
    ("τσ", "ts"),
    ("αυ", "av"),
    ("ευ", "ev"),
    ("ηυ", "iv"),
    ("γκ", "gk"),
];

/// The Latin spellings of a word in folded Greek (no accents, final sigma as sigma).
pub(super) fn spellings(word: &str) -> Vec<String> {
    let mut spellings = Spellings::default();
    spellings.add(write(word));
    spellings.branch("ch", "h");
    spellings.branch("y", "i");
    spellings.branch("f", "ph");
    spellings.branch("ks", "x");
    spellings.branch("mp", "b");
    spellings.branch("nt", "d");
    spellings.branch("gk", "g");
    // Μπ and Ντ begin a name as B and D are heard, but some passports copy the letters.
    for (letters, heard, copied) in [("μπ", "b", "mp"), ("ντ", "d", "nt")] {
        if word.starts_with(letters) {
            let tail = write(word)
                .strip_prefix(heard)
                .map(|tail| format!("{copied}{tail}"));
            spellings.add(tail.unwrap_or_default());
        }
    }
    let softened: Vec<String> = spellings_with_soft_gamma(word);
    for other in softened {
        spellings.add(other);
    }
    spellings.into_vec()
}

fn write(word: &str) -> String {
    let mut latin = String::with_capacity(word.len());
    let mut rest = word;
    while let Some(c) = rest.chars().next() {
        if let Some((pair, spelled)) = PAIRS.iter().find(|(pair, _)| rest.starts_with(pair)) {
            let after = rest.strip_prefix(pair).unwrap_or_default();
            latin.push_str(unvoiced(spelled, after));
            rest = after;
            continue;
        }
        let first = rest.len() == word.len();
        if first && (rest.starts_with("μπ") || rest.starts_with("ντ")) {
            latin.push(if c == 'μ' { 'b' } else { 'd' });
            rest = rest.get("μπ".len()..).unwrap_or_default();
            continue;
        }
        latin.push_str(letter(c));
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    latin
}

/// αυ, ευ and ηυ are af, ef and if before letters without voice, and at the end.
fn unvoiced(spelled: &'static str, after: &str) -> &'static str {
    let voiceless = after.chars().next().is_none_or(|c| "θκξπστφχψ".contains(c));
    match (spelled, voiceless) {
        ("av", true) => "af",
        ("ev", true) => "ef",
        ("iv", true) => "if",
        (other, _) => other,
    }
}

/// Γιάννης is Yannis as often as Giannis.
fn spellings_with_soft_gamma(word: &str) -> Vec<String> {
    let Some(rest) = word.strip_prefix("γι") else {
        return Vec::new();
    };
    if !rest.starts_with(['α', 'ε', 'ο', 'ω']) {
        return Vec::new();
    }
    let tail = write(rest);
    vec![format!("y{tail}"), format!("yi{tail}"), format!("i{tail}")]
}

fn letter(c: char) -> &'static str {
    match c {
        'α' => "a",
        'β' => "v",
        'γ' => "g",
        'δ' => "d",
        'ε' => "e",
        'ζ' => "z",
        'η' | 'ι' => "i",
        'θ' => "th",
        'κ' => "k",
        'λ' => "l",
        'μ' => "m",
        'ν' => "n",
        'ξ' => "x",
        'ο' | 'ω' => "o",
        'π' => "p",
        'ρ' => "r",
        'σ' => "s",
        'τ' => "t",
        'υ' => "y",
        'φ' => "f",
        'χ' => "ch",
        'ψ' => "ps",
        _ => "",
    }
}
