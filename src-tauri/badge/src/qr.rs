//! A badge code as QR modules: the smallest code that holds it, with as much correction as that size has room for.

use qrcode::types::{Color, QrError};
use qrcode::{EcLevel, QrCode, Version};

use crate::display::Code;

/// The correction that a code has at least; 15 % of it may be dirty.
const LEAST: EcLevel = EcLevel::M;
/// Up to version 10 (57 modules): beyond that no badge printer's dots are fine enough.
const VERSION_MAX: i16 = 10;

pub(crate) fn code(text: &str) -> Option<Code> {
    if text.is_empty() {
        return None;
    }
    let version = (1..=VERSION_MAX).find(|version| fits(text, *version, LEAST))?;
    let level = [EcLevel::H, EcLevel::Q]
        .into_iter()
        .find(|level| fits(text, version, *level));
    let made = encode(text, version, level.unwrap_or(LEAST)).ok()?;
    Some(Code {
        side: made.width(),
        dark: made.into_colors().into_iter().map(|c| c == Color::Dark).collect(),
    })
}

fn fits(text: &str, version: i16, level: EcLevel) -> bool {
    let mut bits = qrcode::bits::Bits::new(Version::Normal(version));
    bits.push_optimal_data(text.as_bytes())
        .and_then(|()| bits.push_terminator(level))
        .is_ok()
}

fn encode(text: &str, version: i16, level: EcLevel) -> Result<QrCode, QrError> {
    QrCode::with_version(text, Version::Normal(version), level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_badge_code_of_25_symbols_is_25_modules_wide() {
        assert_eq!(code("2ABCDEFGH23456789JKLMNPQR").unwrap().side, 25);
        assert_eq!(code("A").unwrap().side, 21);
        assert_eq!(code(""), None);
        assert_eq!(code(&"A".repeat(5_000)), None);
    }
}
