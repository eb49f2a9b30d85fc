//! Folding of labels and of the keys of plain lists: what a person would call the same text becomes the same text.
//!
//! The keys of imported people hang on [`fold_key`]: whoever changes what it answers makes every plain list that was
//! imported before import its people a second time. A golden test holds it.

use unicode_normalization::UnicodeNormalization;

/// A header or a word of a status column: lower case, no accents, and one space where punctuation stood.
pub(crate) fn fold_label(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    for c in letters(text) {
        if c.is_alphanumeric() || c == '#' {
            if gap && !folded.is_empty() {
                folded.push(' ');
            }
            gap = false;
            folded.push(c);
        } else {
            gap = true;
        }
    }
    folded
}

/// A name, mail address or company as part of a key: lower case, no accents, single spaces, punctuation kept.
pub(crate) fn fold_key(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(letters(word));
    }
    folded
}

/// The text's letters in lower case, decomposed, without the marks that stand above and below them.
fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
    text.nfkd()
        .filter(|c| !is_mark(*c))
        .flat_map(char::to_lowercase)
        .filter(|c| !is_mark(*c))
        .flat_map(|c| {
            plain(c)
                .chars()
                .collect::<Vec<_>>()
                .into_iter()
                .chain(plain(c).is_empty().then_some(c))
        })
}

const fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}')
}

/// Letters that Unicode does not decompose, as a Spanish keyboard types them; empty for all others.
const fn plain(c: char) -> &'static str {
    match c {
        'ł' => "l",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ı' => "i",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_equal_whatever_their_accents_case_and_punctuation() {
        assert_eq!(fold_label("  Código del  pedido "), "codigo del pedido");
        assert_eq!(
            fold_label("Teilnehmer*innenname: Vorname"),
            "teilnehmer innenname vorname"
        );
        assert_eq!(fold_label("\u{feff}E-Mail"), "e mail");
        assert_eq!(fold_label("Order #"), "order #");
        assert_eq!(fold_label("Pre\u{301}nom"), fold_label("Prénom"));
    }

    #[test]
    fn keys_are_golden_because_peoples_ids_hang_on_them() {
        let rows = [
            (
                "Łukasz  Brzęczyszczykiewicz-Żółć",
                "lukasz brzeczyszczykiewicz-zolc",
            ),
            ("José\u{a0}Núñez", "jose nunez"),
            ("Jose\u{301} Nu\u{301}n\u{303}ez", "jose nunez"),
            ("Großmann & Söhne", "grossmann & sohne"),
            ("Коваленко Олена", "коваленко олена"),
            ("Γιώργος", "γιωργος"),
            ("İpek Yıldız", "ipek yildiz"),
            ("X Æ Ødegård", "x ae odegard"),
            ("Nguyễn Thị Ánh", "nguyen thi anh"),
            ("山田 太郎", "山田 太郎"),
            ("ＡＢＣ Ltd.", "abc ltd."),
        ];
        for (text, key) in rows {
            assert_eq!(fold_key(text), key);
        }
    }
}
