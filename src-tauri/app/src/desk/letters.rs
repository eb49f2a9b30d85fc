//! Letters that somebody typed just before a scan, and that a busy machine gave as one text with the code.

use super::found::Lookup;
use super::looked_up::LookedUp;
use crate::failure::AppError;
use sarrera_core::admission::{Found, Reading};
use sarrera_core::codes::Presented;

/// No more letters come that close before a scan: decision 0072 keeps the others where they were typed.
const LETTERS_MAX: usize = 3;
/// A code of another system that is shorter may end in somebody else's by chance.
const FOREIGN_CHARS_MIN: usize = 16;

impl Lookup<'_> {
    /// The code behind a few letters, where it proves itself: by its MAC, its signature, or as a long code that an
    /// import knows letter by letter.
    pub(super) fn behind_letters(&self, text: &str) -> Result<Option<LookedUp>, AppError> {
        let mut rest = text.trim();
        for _ in 0..LETTERS_MAX {
            let mut chars = rest.chars();
            if !chars.next().is_some_and(char::is_alphabetic) {
                return Ok(None);
            }
            rest = chars.as_str();
            let presented = Presented::read(rest);
            let found = if matches!(presented, Presented::Badge(_) | Presented::Ticket(_)) {
                Some(self.presented(&presented, rest)?)
            } else {
                match presented.foreign_text() {
                    Some(code) if is_telling(code) => self.known_foreign(code, rest)?,
                    _ => None,
                }
            };
            if let Some(found) = found.filter(|found| is_somebodys(&found.found)) {
                return Ok(Some(LookedUp {
                    reading: Reading::BehindLetters,
                    ..found
                }));
            }
        }
        Ok(None)
    }
}

/// Long, and of letters and digits: no other code of the list is this one with letters before it.
fn is_telling(code: &str) -> bool {
    code.chars().count() >= FOREIGN_CHARS_MIN
        && code.chars().any(char::is_alphabetic)
        && code.chars().any(char::is_numeric)
}

const fn is_somebodys(found: &Found) -> bool {
    match found {
        Found::Person(_)
        | Found::Unseen(_)
        | Found::Voided(_)
        | Found::Ambiguous(_)
        | Found::Erased { .. }
        | Found::OtherEvent { .. } => true,
        Found::NotOurs(_) | Found::BadSignature => false,
    }
}
