//! One cell's text as registered: trimmed, freed of characters that nobody sees, and nothing else.

use crate::import::problem::FixKind;

/// Whether a text may have lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lines {
    One,
    Many,
}

/// A text that somebody typed or pasted, as it is kept: by the same rules as a cell.
pub(crate) fn kept(text: &str, lines: Lines) -> String {
    trim(&visible(text, lines, &mut Vec::new())).to_owned()
}

/// The text and what was done to it; an empty text is `None`.
pub(super) fn clean(cell: &str, lines: Lines) -> (Option<String>, Vec<FixKind>) {
    let trimmed = trim(cell);
    if trimmed.is_empty() {
        return (None, Vec::new());
    }
    let mut fixes = Vec::new();
    let mut text = trimmed.to_owned();
    if trimmed.chars().any(|c| is_unseen(c) || is_line_break(c)) {
        text = visible(trimmed, lines, &mut fixes);
    }
    // An apostrophe before a formula's first character is our own guard, or a spreadsheet's.
    if let Some(rest) = text
        .strip_prefix('\'')
        .filter(|rest| rest.starts_with(['=', '+', '-', '@']))
    {
        text = rest.to_owned();
    }
    if text.starts_with(['=', '@']) {
        fixes.push(FixKind::FormulaText);
    }
    if looks_garbled(&text) {
        fixes.push(FixKind::LooksGarbled);
    }
    let text = trim(&text);
    (
        if text.is_empty() {
            None
        } else {
            Some(text.to_owned())
        },
        fixes,
    )
}

fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}')
}

fn visible(text: &str, lines: Lines, fixes: &mut Vec<FixKind>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    // A break or a tab that became a space takes in the spaces beside it.
    let mut is_parted = false;
    while let Some(c) = chars.next() {
        let is_break = is_line_break(c);
        if c == '\r' && chars.peek() == Some(&'\n') {
            continue;
        }
        if is_break && lines == Lines::Many {
            out.push('\n');
        } else if is_break || c == '\t' {
            let kind = if is_break {
                FixKind::LineBreak
            } else {
                FixKind::ControlCharacters
            };
            note(fixes, kind);
            if !out.ends_with(' ') {
                out.push(' ');
            }
            is_parted = true;
            continue;
        } else if is_unseen(c) {
            note(fixes, FixKind::ControlCharacters);
            continue;
        } else if !(is_parted && c == ' ') {
            out.push(c);
        }
        is_parted = is_parted && c == ' ';
    }
    out
}

fn note(fixes: &mut Vec<FixKind>, kind: FixKind) {
    if !fixes.contains(&kind) {
        fixes.push(kind);
    }
}

const fn is_line_break(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// Control characters, the ones that turn the direction of writing, and zero-width spaces. Joiners stay: Hindi and
/// Persian are written with them.
fn is_unseen(c: char) -> bool {
    (c.is_control() && !is_line_break(c))
        || matches!(c, '\u{200b}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// `Ã©` for `é`: UTF-8 that somebody once read as Windows-1252 and saved again.
fn looks_garbled(text: &str) -> bool {
    let mut before = ' ';
    for c in text.chars() {
        if matches!(before, 'Ã' | 'Â' | 'Å' | 'Ä' | 'Ð' | 'Ñ')
            && matches!(
                c,
                '\u{80}'
                    ..='\u{bf}'
                        | '€'
                        | '‚'
                        | 'ƒ'
                        | '„'
                        | '…'
                        | '‡'
                        | '‰'
                        | '‹'
                        | 'Œ'
                        | '“'
                        | '”'
                        | '™'
                        | '›'
            )
        {
            return true;
        }
        before = c;
    }
    text.contains('\u{fffd}') || text.contains("â€")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tab_or_a_break_parts_words_by_one_space_and_what_nobody_sees_is_gone() {
        let table = [
            ("Ane\tAgirre", "Ane Agirre"),
            ("Ane \t Agirre", "Ane Agirre"),
            ("Ane\r\nAgirre", "Ane Agirre"),
            ("\tAne\u{202e}\n", "Ane"),
            ("Ane  Agirre", "Ane  Agirre"),
        ];
        for (typed, stays) in table {
            assert_eq!(kept(typed, Lines::One), stays, "{typed:?}");
            assert_eq!(clean(typed, Lines::One).0.as_deref(), Some(stays), "{typed:?}");
        }
        assert_eq!(
            kept("two\r\nlines\tof\u{2066} it", Lines::Many),
            "two\nlines of it"
        );
    }
}
