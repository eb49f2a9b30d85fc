//! A pairing code is 32 symbols: 80 bits of the event's id, which is its root key's hash, and an 80-bit token.
//!
//! Typed, its case does not matter, nor do spaces and dashes. As a QR it is
//! `SARRERA.1+SYMBOLS+ADDRESS+ADDRESS…`: all of it in QR alphanumeric mode, so an address is in upper case, without the
//! `https://` that most of them have, and the brackets of an IPv6 address are two `*`.

use crate::alphabet;
use crate::ids::EventId;
use std::fmt;
use zeroize::Zeroize;

/// How many symbols a pairing code has.
pub const SYMBOLS: usize = 2 * HALF_SYMBOLS;

/// More addresses than one machine has on the networks of a hall.
pub const ADDRESSES_MAX: usize = 6;

const HALF_BYTES: usize = 10;
const HALF_SYMBOLS: usize = alphabet::symbols_for(HALF_BYTES);
const GROUP_SYMBOLS: usize = 4;
const QR_NAME: &str = "SARRERA.";
const QR_VERSION: &str = "1";
const SECURED: &str = "https://";
const ADDRESS_CHARS_MAX: usize = 100;
const KEY_CONTEXT: &str = "sarrera 2026-11 pairing token";

/// Which event somebody is invited to: the first 80 bits of its id. Nobody makes another root key with the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub [u8; HALF_BYTES]);

impl Fingerprint {
    /// The fingerprint of this event.
    #[must_use]
    pub fn of(event: EventId) -> Self {
        Self(event.bytes().first_chunk().copied().unwrap_or_default())
    }

    /// Reads the symbols of a fingerprint.
    #[must_use]
    pub fn read(symbols: &str) -> Option<Self> {
        alphabet::decode(symbols).map(Self)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&alphabet::encode(&self.0))
    }
}

/// The secret of one invitation. It is on paper or on a screen, and never travels: see [`TokenKey`].
#[derive(Clone, PartialEq, Eq)]
pub struct Token([u8; HALF_BYTES]);

impl Token {
    /// The token of these random bytes.
    #[must_use]
    pub const fn new(bytes: [u8; HALF_BYTES]) -> Self {
        Self(bytes)
    }

    /// What both sides make of the token for this event.
    #[must_use]
    pub fn key(&self, event: EventId) -> TokenKey {
        let mut bytes = event.bytes().to_vec();
        bytes.extend_from_slice(&self.0);
        let key = TokenKey(blake3::derive_key(KEY_CONTEXT, &bytes));
        bytes.zeroize();
        key
    }
}

impl Drop for Token {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// A hash of the token and the event, which the inviting device keeps. Whoever asks to be paired shows that they know it by
/// a keyed hash of what they ask, so one who only listens, or hands messages on, can ask for nothing else.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenKey(pub [u8; 32]);

impl TokenKey {
    /// The keyed hash of what is asked.
    #[must_use]
    pub fn proof(&self, asked: &[u8]) -> [u8; 32] {
        *blake3::keyed_hash(&self.0, asked).as_bytes()
    }

    /// Whether a proof was made with this key, in a time that says nothing of where it differs.
    #[must_use]
    pub fn made(&self, proof: &[u8; 32], asked: &[u8]) -> bool {
        blake3::keyed_hash(&self.0, asked) == blake3::Hash::from_bytes(*proof)
    }
}

impl Drop for TokenKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenKey(…)")
    }
}

/// Which event, and the token to be let into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairingCode {
    pub fingerprint: Fingerprint,
    pub token: Token,
}

impl PairingCode {
    fn symbols(&self) -> String {
        let mut symbols = alphabet::encode(&self.fingerprint.0);
        symbols.push_str(&alphabet::encode(&self.token.0));
        symbols
    }

    fn of_symbols(symbols: &str) -> Result<Self, BadPairingCode> {
        if let Some(symbol) = symbols.chars().find(|c| alphabet::value(*c).is_none()) {
            return Err(BadPairingCode::ForeignSymbol { symbol });
        }
        let wrong = BadPairingCode::WrongLength { found: symbols.len() };
        let halves = symbols.split_at_checked(HALF_SYMBOLS);
        let (fingerprint, token) = halves.ok_or_else(|| wrong.clone())?;
        Ok(Self {
            fingerprint: Fingerprint::read(fingerprint).ok_or_else(|| wrong.clone())?,
            token: Token(alphabet::decode(token).ok_or(wrong)?),
        })
    }
}

/// In groups of four, as it is read from a screen and typed.
impl fmt::Display for PairingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, symbol) in self.symbols().chars().enumerate() {
            if place > 0 && place % GROUP_SYMBOLS == 0 {
                f.write_str("-")?;
            }
            write!(f, "{symbol}")?;
        }
        Ok(())
    }
}

/// A pairing code and where the server is that made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pairing {
    pub code: PairingCode,
    /// As `https://host:port`; none where the code was typed.
    pub addresses: Vec<String>,
}

/// Why a text is no pairing code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadPairingCode {
    #[error("there is no code")]
    Empty,
    #[error("a pairing code has {SYMBOLS} letters and numbers, not {found}")]
    WrongLength { found: usize },
    #[error("{symbol:?} stands in no pairing code: they have A–Z without I and O, and 2–9")]
    ForeignSymbol { symbol: char },
    #[error("this code was made by a newer version of Sarrera")]
    NewerVersion,
    #[error("an address in the code is none")]
    BadAddress,
}

impl BadPairingCode {
    /// Stable, for programs and for the words of the window.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "pairing_code_empty",
            Self::WrongLength { .. } => "pairing_code_wrong_length",
            Self::ForeignSymbol { .. } => "pairing_code_foreign_symbol",
            Self::NewerVersion => "pairing_code_newer",
            Self::BadAddress => "pairing_code_bad_address",
        }
    }

    /// What the words of the code speak of.
    #[must_use]
    pub fn params(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::WrongLength { found } => {
                vec![("found", found.to_string()), ("needed", SYMBOLS.to_string())]
            }
            Self::ForeignSymbol { symbol } => vec![("symbol", symbol.to_string())],
            Self::Empty | Self::NewerVersion | Self::BadAddress => Vec::new(),
        }
    }
}

impl Pairing {
    /// Reads what was typed, or what a QR says.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(text: &str) -> Result<Self, BadPairingCode> {
        let text = text.trim();
        if let Some(rest) = strip_name(text) {
            return Self::of_qr(rest);
        }
        let is_between = |c: &char| c.is_whitespace() || matches!(c, '-' | '–' | '‐' | '\u{2011}');
        let symbols: String = text.chars().filter(|c| !is_between(c)).collect();
        if symbols.is_empty() {
            return Err(BadPairingCode::Empty);
        }
        Ok(Self {
            code: PairingCode::of_symbols(&symbols)?,
            addresses: Vec::new(),
        })
    }

    fn of_qr(rest: &str) -> Result<Self, BadPairingCode> {
        let mut parts = rest.split('+');
        if parts.next() != Some(QR_VERSION) {
            return Err(BadPairingCode::NewerVersion);
        }
        let code = PairingCode::of_symbols(parts.next().unwrap_or_default())?;
        let addresses: Vec<String> = parts
            .map(address_of)
            .collect::<Option<_>>()
            .ok_or(BadPairingCode::BadAddress)?;
        if addresses.len() > ADDRESSES_MAX {
            return Err(BadPairingCode::BadAddress);
        }
        Ok(Self { code, addresses })
    }

    /// The text of the QR.
    ///
    /// # Errors
    /// [`BadPairingCode::BadAddress`] where an address is none, or there are too many.
    pub fn qr_text(&self) -> Result<String, BadPairingCode> {
        if self.addresses.len() > ADDRESSES_MAX {
            return Err(BadPairingCode::BadAddress);
        }
        let mut text = format!("{QR_NAME}{QR_VERSION}+{}", self.code.symbols());
        for address in &self.addresses {
            let written = address_in_qr(address).ok_or(BadPairingCode::BadAddress)?;
            text.push('+');
            text.push_str(&written);
        }
        Ok(text)
    }
}

/// What stands behind the name, whatever a scanner made of its case.
fn strip_name(text: &str) -> Option<&str> {
    let (name, rest) = text.split_at_checked(QR_NAME.len())?;
    name.eq_ignore_ascii_case(QR_NAME).then_some(rest)
}

fn address_in_qr(address: &str) -> Option<String> {
    let lower = address.trim().trim_end_matches('/').to_ascii_lowercase();
    let short = lower.strip_prefix(SECURED).unwrap_or(&lower);
    is_address(short).then(|| short.replace(['[', ']'], "*").to_ascii_uppercase())
}

fn address_of(written: &str) -> Option<String> {
    let mut lower = written.to_ascii_lowercase();
    lower = lower.replacen('*', "[", 1).replacen('*', "]", 1);
    let whole = lower.contains("://");
    is_address(&lower).then(|| if whole { lower } else { format!("{SECURED}{lower}") })
}

/// Whether a text can be an address, as far as it can stand in a QR: what it is worth is found out by calling there.
fn is_address(text: &str) -> bool {
    let fits = |c: char| {
        c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | ':' | '/' | '-' | '[' | ']')
    };
    let host = text.rsplit("//").next().unwrap_or_default();
    !host.is_empty() && text.len() <= ADDRESS_CHARS_MAX && text.chars().all(fits) && bracketed_well(host)
}

/// No brackets, or one pair that begins the host.
fn bracketed_well(host: &str) -> bool {
    match (host.matches('[').count(), host.matches(']').count()) {
        (0, 0) => true,
        (1, 1) => host.starts_with('[') && host.find(']') > Some(1),
        (_, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sample() -> PairingCode {
        PairingCode {
            fingerprint: Fingerprint([0x5a; 10]),
            token: Token::new([0xc3; 10]),
        }
    }

    #[test]
    fn the_formats_are_frozen() {
        expect_test::expect!["MKPF-WYU4-MKPF-WYU4-2RB6-HS8D-2RB6-HS8D"].assert_eq(&sample().to_string());
        let pairing = Pairing {
            code: sample(),
            addresses: vec![
                "https://192.168.1.20:8443".into(),
                "https://[fe80::1]:8443".into(),
                "http://localhost:8080".into(),
            ],
        };
        expect_test::expect![
            "SARRERA.1+MKPFWYU4MKPFWYU42RB6HS8D2RB6HS8D+192.168.1.20:8443+*FE80::1*:8443+HTTP://LOCALHOST:8080"
        ]
        .assert_eq(&pairing.qr_text().unwrap());
    }

    #[test]
    fn what_is_wrong_with_a_code_is_told() {
        let code = |text: &str| Pairing::read(text).map_err(|bad| bad.code());
        assert_eq!(code(" - "), Err("pairing_code_empty"));
        assert_eq!(code("MKPF-WYU4"), Err("pairing_code_wrong_length"));
        assert_eq!(
            code("MKPF-WYU4-MKPF-WYU4-2RB6-HS8D-2RB6-HS8D-A"),
            Err("pairing_code_wrong_length")
        );
        assert_eq!(
            code("MKPF-WYU4-MKPF-WYU4-2RB6-HS8D-2RB6-HS80"),
            Err("pairing_code_foreign_symbol")
        );
        assert_eq!(code("SARRERA.2+WHATEVER"), Err("pairing_code_newer"));
        assert_eq!(
            code("SARRERA.1+MKPFWYU4MKPFWYU42RB6HS8D2RB6HS8D+A@B"),
            Err("pairing_code_bad_address")
        );
    }

    #[test]
    fn a_token_is_another_key_in_another_event_and_vouches_for_one_text() {
        let token = Token::new([1; 10]);
        let key = token.key(EventId([1; 16]));
        let proof = key.proof(b"asked");
        assert!(key.made(&proof, b"asked"));
        assert!(!key.made(&proof, b"asked for more"));
        assert!(!token.key(EventId([2; 16])).made(&proof, b"asked"));
        assert!(!format!("{token:?} {key:?}").contains('1'));
    }

    proptest! {
        #[test]
        fn a_code_is_read_however_it_is_typed(fingerprint: [u8; 10], token: [u8; 10], lower: bool, gap in "[ -]{0,2}") {
            let code = PairingCode { fingerprint: Fingerprint(fingerprint), token: Token::new(token) };
            let mut typed = code.to_string().replace('-', &gap);
            if lower {
                typed.make_ascii_lowercase();
            }
            let read = Pairing::read(&typed).unwrap();
            prop_assert_eq!(read, Pairing { code, addresses: Vec::new() });
        }

        #[test]
        fn a_qr_says_the_code_and_where_to_go_in_alphanumeric_mode(
            fingerprint: [u8; 10],
            token: [u8; 10],
            hosts in proptest::collection::vec("[a-z][a-z0-9-]{0,20}(\\.[a-z]{2,5})?(:[1-9][0-9]{0,4})?", 0..ADDRESSES_MAX),
        ) {
            let code = PairingCode { fingerprint: Fingerprint(fingerprint), token: Token::new(token) };
            let addresses = hosts.iter().map(|host| format!("https://{host}")).collect();
            let pairing = Pairing { code, addresses };
            let text = pairing.qr_text().unwrap();
            let fits = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || " $%*+-./:".contains(c);
            prop_assert!(text.chars().all(fits), "{}", text);
            prop_assert_eq!(Pairing::read(&text).unwrap(), pairing.clone());
            prop_assert_eq!(Pairing::read(&text.to_lowercase()).unwrap(), pairing);
        }

        #[test]
        fn any_text_is_read_or_refused_without_a_panic(text in "\\PC{0,80}", tail in "[A-Z0-9+*:./-]{0,80}") {
            let _ = Pairing::read(&text);
            let _ = Pairing::read(&format!("SARRERA.1+{tail}"));
            let _ = Pairing::read(&format!("SARRERA.1+MKPFWYU4MKPFWYU42RB6HS8D2RB6HS8D+{tail}"));
        }
    }
}
