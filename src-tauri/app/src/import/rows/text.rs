//! One cell's text as registered: trimmed, freed of characters that nobody sees, and nothing else.

use crate::import::problem::FixKind;

/// Whether a text may have lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lines {
    One,
    Many,
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
    while let Some(c) = chars.next() {
        if is_line_break(c) {
            if c == '\r' && chars.peek() == Some(&'\n') {
                continue;
            }
            if lines == Lines::Many {
                out.push('\n');
                continue;
            }
            note(fixes, FixKind::LineBreak);
            if !out.ends_with(' ') {
                out.push(' ');
            }
        } else if is_unseen(c) {
            note(fixes, FixKind::ControlCharacters);
        } else {
            out.push(c);
        }
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
pub(crate) fn is_unseen(c: char) -> bool {
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
