//! The 32 symbols of every code and id: A–Z and 2–9 without O and I.
//!
//! The same keys on Spanish and US keyboards, no look-alikes, and QR alphanumeric mode. Bytes are read as one
//! big-endian string of bits in groups of five (as RFC 4648 base32, with another alphabet and no padding).

/// The symbols in the order of their values.
pub const SYMBOLS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

const BITS_PER_SYMBOL: u32 = 5;

/// How many symbols `bytes` bytes take.
#[must_use]
pub const fn symbols_for(bytes: usize) -> usize {
    (bytes * 8).div_ceil(5)
}

/// Writes bytes as symbols; the last symbol is filled with zero bits.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(symbols_for(bytes.len()));
    let mut held = 0_u32;
    let mut bits = 0_u32;
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= BITS_PER_SYMBOL {
            bits -= BITS_PER_SYMBOL;
            text.push(symbol(held >> bits));
        }
        held &= (1 << bits) - 1;
    }
    if bits > 0 {
        text.push(symbol(held << (BITS_PER_SYMBOL - bits)));
    }
    text
}

/// Reads symbols back into exactly `N` bytes; lower case is accepted, anything else is not.
#[must_use]
pub fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    let bytes = decode_vec(text)?;
    bytes.try_into().ok()
}

/// Reads symbols back into bytes; `None` for a foreign symbol, a length no bytes have, or filler bits that are not zero.
#[must_use]
pub fn decode_vec(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 5 / 8);
    let mut held = 0_u32;
    let mut bits = 0_u32;
    for byte in text.bytes() {
        held = (held << BITS_PER_SYMBOL) | value_of(byte)?;
        bits += BITS_PER_SYMBOL;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 0xff).ok()?);
        }
        held &= (1 << bits) - 1;
    }
    // Every symbol is one byte.
    if held != 0 || symbols_for(bytes.len()) != text.len() {
        return None;
    }
    Some(bytes)
}

/// The value of a symbol, if it is one.
#[must_use]
pub fn value(c: char) -> Option<u32> {
    value_of(u8::try_from(c).ok()?)
}

/// As the symbols stand in [`SYMBOLS`]: millions of signatures are read by this.
fn value_of(byte: u8) -> Option<u32> {
    let value = match byte.to_ascii_uppercase() {
        letter @ b'A'..=b'H' => letter - b'A',
        letter @ b'J'..=b'N' => letter - b'A' - 1,
        letter @ b'P'..=b'Z' => letter - b'A' - 2,
        digit @ b'2'..=b'9' => digit - b'2' + 24,
        _ => return None,
    };
    Some(u32::from(value))
}

fn symbol(value: u32) -> char {
    let masked = usize::try_from(value & 31).unwrap_or_default();
    SYMBOLS.get(masked).copied().map_or('A', char::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sixteen_bytes_are_twenty_six_symbols() {
        assert_eq!(encode(&[0; 16]), "AAAAAAAAAAAAAAAAAAAAAAAAAA");
        assert_eq!(encode(&[0xff; 16]).len(), 26);
        assert_eq!(symbols_for(93), 149);
    }

    #[test]
    fn foreign_symbols_and_stray_filler_bits_are_refused() {
        assert_eq!(decode::<1>("AO"), None);
        assert_eq!(decode::<1>("AI"), None);
        assert_eq!(decode::<1>("A1"), None);
        assert_eq!(decode::<1>("AB"), None, "filler bits must be zero");
        assert_eq!(decode_vec("A"), None, "no bytes are one symbol long");
        assert_eq!(decode::<1>("aa"), Some([0]));
    }

    #[test]
    fn each_symbol_has_the_value_of_its_place_and_no_other_character_has_one() {
        for (value, symbol) in (0..).zip(SYMBOLS) {
            assert_eq!(super::value(char::from(*symbol)), Some(value));
            assert_eq!(super::value(char::from(symbol.to_ascii_lowercase())), Some(value));
        }
        let known = |c: &char| SYMBOLS.contains(&u8::try_from(c.to_ascii_uppercase()).unwrap_or(b'O'));
        for c in ('\0'..='\u{1ff}').filter(|c| !known(c)) {
            assert_eq!(super::value(c), None, "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(bytes in proptest::collection::vec(any::<u8>(), 0..120)) {
            prop_assert_eq!(decode_vec(&encode(&bytes)), Some(bytes));
        }

        #[test]
        fn any_text_is_read_or_refused_without_a_panic(text in ".{0,200}") {
            let _ = decode_vec(&text);
        }
    }
}
